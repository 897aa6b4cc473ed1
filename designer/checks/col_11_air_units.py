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
    """Heat of each unit against its capacity: none where nothing cools its coil."""
    plan = design.trades.cooling
    cold = plan.air_source != "none"
    yield from ratio_kept(design, ((u.tag, u.heat, u.capacity if cold else 0.0) for u in plan.air_units), "<=", "kW")
