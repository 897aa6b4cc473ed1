"""Networks with spines have enough of them to lose one.

Remedy: use more spines of a smaller radix.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-14", "fabric", "block")


def judge(design: Design) -> Iterator[Ruling]:
    """Spines of each network that has any."""
    limit = design.trades.catalog.threshold("fabric", "spines_least")
    rows = [(n.name, float(n.per_plane.spine)) for n in design.trades.fabric.networks if n.counts.spine]
    yield from compare(design, rows, ">=", limit, "")
