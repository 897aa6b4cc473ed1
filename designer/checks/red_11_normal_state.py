"""With nothing removed every load is served: power, coolant, air and network reach it.

Remedy: the named loads miss a supply of their own; see the shortfalls of the trade that should bring it.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-11", "redundancy", "block", clause="normal state", void=True)


def judge(design: Design) -> Iterator[Ruling]:
    """Test T0 of the proof."""
    normal = next((r for r in design.proof.removals if r.test == "T0"), None)
    loads = len(design.proof.graph.loads)
    if normal is None or not loads or not design.trades.programme.gpu_racks:
        yield not_modelled("redundancy")
        return
    verdict = Verdict.FAIL if normal.lost_count else Verdict.PASS
    yield Ruling(verdict, normal.lost, counted(loads - normal.lost_count, loads), counted(loads, loads))
