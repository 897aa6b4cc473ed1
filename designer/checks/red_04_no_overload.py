"""After any removal nothing of the power chain is loaded above its rating, with cords sharing equally.

Remedy: rebalance the feed pairs or raise the rating of the element named as worst.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, forgiven

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-04", "redundancy", "block", ("power.gpu_architecture", "power.block_after_loss"))


def judge(design: Design) -> Iterator[Ruling]:
    """The worst loading of each removal of one element, named by what bears it; whole rooms are judged apart."""
    worst: dict[str, float] = {}
    for removal in design.proof.removals:
        if removal.worst_tag and removal.test != "T4":
            worst[removal.worst_tag] = max(worst.get(removal.worst_tag, 0.0), removal.worst_share)
    catalog = design.trades.catalog
    limit = catalog.threshold("redundancy", "loading_after_loss")
    slack = catalog.threshold("redundancy", "loading_tolerance").si("")
    rows = [(tag, forgiven(share, limit, slack)) for tag, share in sorted(worst.items())]
    yield from compare(design, rows, "<=", limit, "share")
