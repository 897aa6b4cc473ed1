"""Control, core and mechanical loads survive the loss of the utility, where the brief asks for generators.

Remedy: faster transfer, one set more, or the named loads on the generator boards.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable
from designer.checks.saying import say

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "RED-08", "redundancy", "block", ("redundancy.runs_on", "power.generators"), clause="automatic actions only"
)

_BACKED = ("C1", "C2", "C4")


def judge(design: Design) -> Iterator[Ruling]:
    """The faults of the utility's own elements."""
    outside = {t for t, e in design.proof.graph.elements.items() if e.kind == "utility"}
    tried = [r for r in design.proof.removals if r.test == "T2" and r.tag in outside]
    if not design.trades.site.wishes.power.generators or not tried:
        yield not_applicable()
        return
    lost = max(sum(r.lost_kw.get(c, 0.0) for c in _BACKED) for r in tried)
    verdict = Verdict.FAIL if lost else Verdict.PASS
    yield Ruling(verdict, tuple(r.tag for r in tried), say(design, lost, "kW"), say(design, 0.0, "kW"))
