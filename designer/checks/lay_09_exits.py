"""The hall has at least two exits that every rack can reach.

Remedy: cut a second exit into the far wall, or free the way to it.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-09", "layout", "block", ("layout.exits",))


def judge(design: Design) -> Iterator[Ruling]:
    """Exit doors of the brief, and exits reached from each rack."""
    limit = design.trades.catalog.threshold("layout", "exits_least")
    exits = float(sum(door.exit for door in design.trades.site.hall.doors))
    yield from compare(design, [("hall.doors", exits)], ">=", limit, "")
    if exits >= limit.si(""):
        found = breaches(design, ("egress-exits",), limits={"egress-exits": limit})
        yield from (r for r in found if r.verdict is Verdict.FAIL)
