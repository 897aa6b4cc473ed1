"""No element of the chain is loaded beyond its rating after the loss of any one other, with cords sharing equally.

Remedy: balance the racks over the feed pairs, take racks off the worst block, or add a block.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, forgiven

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-03", "power", "block", ("power.block_after_loss", "power.gpu_architecture"))


def judge(design: Design) -> Iterator[Ruling]:
    """Worst loading share of each element."""
    catalog = design.trades.catalog
    limit = catalog.threshold("power", "block_share_after_loss")
    slack = catalog.threshold("power", "block_tolerance").si("")
    rows = [(x.tag, forgiven(x.worst / x.rating, limit, slack)) for x in design.trades.power.loadings if x.rating]
    yield from compare(design, rows, "<=", limit, "share")
