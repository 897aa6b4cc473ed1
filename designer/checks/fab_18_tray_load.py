"""No tray section carries more than the working load of its class.

Remedy: supports closer together, a tray of a heavier class, or a second tray.
"""

from collections.abc import Iterator
from math import isnan

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-18", "fabric", "block", clause="working load of a cable tray")


def judge(design: Design) -> Iterator[Ruling]:
    """Mass of the cables of every section by the metre."""
    limit = design.trades.catalog.threshold("fabric", "tray_load")
    rows = [(bundle.edge, bundle.load) for bundle in design.trades.fabric.bundles]
    unknown = [edge for edge, load in rows if isnan(load)]
    if unknown:
        yield not_modelled(*unknown)
        return
    yield from compare(design, rows, "<=", limit, "kg/m")
