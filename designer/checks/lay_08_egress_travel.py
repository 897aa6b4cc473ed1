"""From every rack the way out is short enough.

Remedy: open a cross aisle or another exit on the far side.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches, racks
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-08", "layout", "block", ("layout.egress_travel",))


def judge(design: Design) -> Iterator[Ruling]:
    """The longest travel over the free floor, and the path that two ways share."""
    layout = design.trades.layout
    if not racks(design):
        yield not_applicable()
        return
    key = "egress_travel_sprinklered" if design.trades.site.hall.sprinklered else "egress_travel"
    limit = design.trades.catalog.threshold("layout", key)
    yield from compare(design, [("HALL", layout.egress_distance)], "<=", limit, "m")
    found = breaches(design, ("egress-travel", "egress-common"))
    yield from (r for r in found if r.verdict is Verdict.FAIL)
