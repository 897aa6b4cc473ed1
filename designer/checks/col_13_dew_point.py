"""Coolant reaches the racks warmer than any dew point of the room.

Remedy: raise the supply set point within the racks' limit, or dry the air of the hall.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-13", "cooling", "advise", ("cooling.above_dew_point",), clause="the dew point never exceeds the wet bulb"
)


def judge(design: Design) -> Iterator[Ruling]:
    """Supply of the technology loop and of rear doors against the dew point that make-up air units hold, else that of
    the design day, else its wet bulb, and the margin.
    """
    trades = design.trades
    found = [(k, trades.cooling.temperatures[k]) for k in ("tcs_supply",) if k in trades.cooling.temperatures]
    found += [(d.tag, d.water_in) for d in trades.cooling.doors]
    climate = trades.site.climate
    if found and (climate is None or not climate.moistest.known):
        yield not_modelled("site.climate")
        return
    margin = trades.catalog.threshold("cooling", "dew_point_margin").si("delta_degC")
    moist = climate.moistest.si("degC") if climate else 0.0
    limit = min(moist, trades.cooling.temperatures.get("hall_dew_point", moist)) + margin
    yield from compare(design, found, ">=", limit, "degC")
