"""Hot aisles are wide enough for service at the rear of the racks.

Remedy: widen the aisle or take a row out.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-04", "layout", "block", ("layout.aisle_hot",))


def judge(design: Design) -> Iterator[Ruling]:
    """Clear widths of the hot aisles, and the free floor behind every rack: the planned widths."""
    limit = design.trades.catalog.threshold("sizing", "aisle_hot")
    rows = [(a.tag, a.width) for a in design.trades.layout.aisles if a.kind == "hot"]
    yield from compare(design, rows, ">=", limit, "m")
    yield from (r for r in breaches(design, ("aisle-hot",)) if r.verdict is Verdict.FAIL)
