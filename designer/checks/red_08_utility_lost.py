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
    """All feeds of the utility lost at once."""
    outside = tuple(t for t, e in design.proof.graph.elements.items() if e.kind == "utility")
    outage = design.proof.outage
    if not design.trades.site.wishes.power.generators or outage is None:
        yield not_applicable()
        return
    lost = sum(outage.lost_kw.get(c, 0.0) for c in _BACKED)
    verdict = Verdict.FAIL if lost else Verdict.PASS
    yield Ruling(verdict, outside, say(design, lost, "kW"), say(design, 0.0, "kW"))
