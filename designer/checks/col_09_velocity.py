"""Coolant flows no faster in any pipe than erosion and noise allow.

Remedy: the next larger nominal size.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-09", "cooling", "block", clause="declared velocity limits by bore", source="ashrae-f", status="memory"
)


def judge(design: Design) -> Iterator[Ruling]:
    """Velocity of each run against the limit of its bore."""
    catalog = design.trades.catalog
    small = catalog.threshold("cooling", "small_bore").si("mm")
    slow, fast = (catalog.threshold("cooling", key).si("m/s") for key in ("velocity_small", "velocity_header"))
    rows = [(p.tag, p.velocity, slow if p.bore <= small else fast) for p in design.trades.cooling.pipes]
    yield from ratio_kept(design, rows, "<=", "m/s")
