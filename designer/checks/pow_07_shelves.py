"""The power shelves of one side alone carry the rack at its continuous design power.

Remedy: cap the rack's power, or take the version with more shelves; without it the two cords are no redundancy.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "POW-07", "power", "block", clause="half the shelves against the design power", source="nv-shelf", status="read"
)


def judge(design: Design) -> Iterator[Ruling]:
    """One side's shelves of each rack kind; the transient peak is POW-19's."""
    rows = [(w.rack, w.side_capacity_kw, w.design_kw) for w in design.trades.power.whips if w.shelves]
    yield from ratio_kept(design, rows, ">=", "kW")
