"""The design day of the place is known.

Remedy: name a climate record or give design-day values; heat rejection without them is an assumption.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIT-05", "site", "advise", clause="heat rejection is sized at the design day")


def judge(design: Design) -> Iterator[Ruling]:
    """A climate with a design dry bulb and wet bulb."""
    climate = design.trades.site.climate
    known = climate is not None and climate.design_dry_bulb.known and climate.design_wet_bulb.known
    yield from every([("site.climate", known)])
