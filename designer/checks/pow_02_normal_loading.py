"""No unit transformer is loaded beyond its share in normal service.

Remedy: one rack less on the block, or one block more.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-02", "power", "block", ("power.block_normal",))


def judge(design: Design) -> Iterator[Ruling]:
    """Normal loading share of each transformer."""
    limit = design.trades.catalog.threshold("power", "block_share_normal")
    rows = [(x.tag, x.normal / x.rating) for x in design.trades.power.loadings if x.kind == "transformer" and x.rating]
    yield from compare(design, rows, "<=", limit, "share")
