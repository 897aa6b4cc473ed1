"""Rows can be walked around: cross aisles and row ends keep the least width of circulation.

Remedy: shorten the row by a rack or move it off the wall.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-05", "layout", "block", ("layout.aisle_cross",))


def judge(design: Design) -> Iterator[Ruling]:
    """Clear widths of cross aisles, and the passage at the ends of rows."""
    limit = design.trades.catalog.threshold("layout", "cross_least")
    rows = [(a.tag, a.width) for a in design.trades.layout.aisles if a.kind == "cross"]
    ends = breaches(design, ("row-end",), bool(design.trades.layout.rows))
    if not rows:
        yield from ends
        return
    yield from compare(design, rows, ">=", limit, "m")
    yield from (r for r in ends if r.verdict is Verdict.FAIL)
