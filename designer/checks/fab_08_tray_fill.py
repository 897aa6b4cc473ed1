"""No tray section is filled beyond its design share.

Remedy: add a tray level or send a network through the other tray.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-08", "fabric", "block")


def judge(design: Design) -> Iterator[Ruling]:
    """The fill of every section that carries cables."""
    limit = design.trades.catalog.threshold("fabric", "tray_fill_design")
    rows = [(bundle.edge, 100.0 * bundle.fill) for bundle in design.trades.fabric.bundles]
    yield from compare(design, rows, "<=", limit, "%")
