"""Air units carry the heat that the coolant does not, with one unit out.

Remedy: add a unit; network racks, shelves and CDUs heat the air too.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-11", "cooling", "block", ("cooling.residual_air", "cooling.architecture"), clause="residual air, one unit out"
)


def judge(design: Design) -> Iterator[Ruling]:
    """Heat of each unit against its capacity."""
    yield from ratio_kept(design, ((u.tag, u.heat, u.capacity) for u in design.trades.cooling.air_units), "<=", "kW")
