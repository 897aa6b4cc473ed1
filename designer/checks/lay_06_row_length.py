"""No row has more racks than may stand side by side without a way through.

Remedy: cut the row with a cross aisle.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-06", "layout", "advise")


def judge(design: Design) -> Iterator[Ruling]:
    """Racks in each row."""
    limit = design.trades.catalog.threshold("code", "row_cabinets")
    rows = [(row.tag, float(len(row.members))) for row in design.trades.layout.rows]
    yield from compare(design, rows, "<=", limit, "")
