"""Cold aisles are wide enough to work in and to bring a rack through.

Remedy: widen the aisle or take a row out.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-03", "layout", "block", ("layout.aisle_cold",))


def judge(design: Design) -> Iterator[Ruling]:
    """Clear widths of the cold aisles, and the free floor before every rack: the planned widths."""
    limit = design.trades.catalog.threshold("sizing", "aisle_cold")
    rows = [(a.tag, a.width) for a in design.trades.layout.aisles if a.kind == "cold"]
    yield from compare(design, rows, ">=", limit, "m")
    yield from (r for r in breaches(design, ("aisle-cold",)) if r.verdict is Verdict.FAIL)
