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
    suffix = "_sprinklered" if design.trades.site.hall.sprinklered else ""
    limit = design.trades.catalog.threshold("layout", f"egress_travel{suffix}")
    limits = {"egress-travel": limit, "egress-common": design.trades.catalog.threshold("code", f"common_path{suffix}")}
    found = [r for r in breaches(design, limits, limits=limits) if r.verdict is Verdict.FAIL]
    yield from found
    if all(r.limit_from is not limit for r in found):
        yield from compare(design, [("HALL", layout.egress_distance)], "<=", limit, "m")
