"""Outdoor air: the design day, the hours of a weather file, or a labelled screening year made of monthly means, ranges
and the design values.

The screening year is no measured year: days of a month differ by a normal spread that is chosen so that the 0.4 %
hour of the year is the design dry bulb; each day swings by the month's range with the design-day shape. The wet bulb
follows its month's mean with the slope that gives the design wet bulb, and never passes the dry bulb. Without monthly
values every day is a design day, which bounds the year from above and is labelled so.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from designer.catalog import Climate
from designer.site.records import HourlyWeather

__all__ = [
    "DAY_SHAPE",
    "MONTH_DAYS",
    "Year",
    "bounding_year",
    "design_day",
    "measured_year",
    "months_of_hours",
    "screening_year",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Fractions of the daily range below the maximum, hours 0 to 23 (ASHRAE Handbook Fundamentals, design-day profile).
DAY_SHAPE: tuple[float, ...] = (
    0.82,
    0.88,
    0.92,
    0.95,
    0.98,
    1.0,
    0.98,
    0.91,
    0.74,
    0.55,
    0.38,
    0.23,
    0.13,
    0.05,
    0.0,
    0.0,
    0.06,
    0.14,
    0.24,
    0.39,
    0.5,
    0.59,
    0.68,
    0.75,
)
MONTH_DAYS: tuple[int, ...] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

#: Share of the year's hours that are warmer than the design values.
_DESIGN_SHARE = 0.004


@dataclass(frozen=True, slots=True)
class Year:
    """8,760 hours: month (1 to 12), dry and wet bulb [degC], and the label that says what it is.

    `pressure` is each hour's pressure over the standard one of the site's elevation, `dew` its dew point [degC]; of a
    screening year the pressure is 1 and the dew point follows from dry and wet bulb.
    """

    month: Ints
    dry: Floats
    wet: Floats
    label: str
    pressure: Floats | float = 1.0
    dew: Floats | None = None


def measured_year(weather: HourlyWeather, standard_pa: float) -> Year:
    """The hours of a weather file; `standard_pa` is the pressure at which the plant was rated for the site [Pa]."""
    pressure = np.array(weather.pressure) / standard_pa
    dry, wet, dew = (np.array(series) for series in (weather.dry, weather.wet, weather.dew))
    return Year(months_of_hours(), dry, wet, "file", pressure, dew)


def months_of_hours() -> Ints:
    """The month (1 to 12) of each of the 8,760 hours."""
    return np.repeat(np.arange(1, 13), [24 * d for d in MONTH_DAYS])


def design_day(dry_c: float, wet_c: float, daily_range: float) -> tuple[Floats, Floats]:
    """Dry and wet bulb of the 24 hours of the design day [degC]; the wet bulb keeps its depression at the peak hour.

    >>> dry, wet = design_day(35.0, 24.0, 10.0)
    >>> float(dry.max()), float(dry.min())
    (35.0, 25.0)
    """
    dry = dry_c - np.array(DAY_SHAPE) * daily_range
    return dry, np.minimum(dry, wet_c)


def screening_year(climate: Climate) -> Year | None:
    """The screening year of a climate; None when its months are not all known."""
    lists = (climate.monthly_mean, climate.monthly_range, climate.monthly_wet_bulb)
    if any(len(months) != 12 or not all(v.known for v in months) for months in lists):
        return None
    mean, swing, wet_mean = (
        np.array([v.si(unit) for v in months]) for months, unit in zip(lists, ("degC", "K", "degC"), strict=True)
    )
    index = np.repeat(np.arange(12), [24 * d for d in MONTH_DAYS])
    shape = np.tile(np.array(DAY_SHAPE), 365)
    centred = mean[index] + swing[index] * (np.mean(DAY_SHAPE) - shape)
    spread = np.repeat(np.concatenate([_quantiles(d) for d in MONTH_DAYS]), 24)
    dry = centred + _fit(lambda s: _warm_hour(centred + s * spread), climate.design_dry_bulb.si("degC")) * spread
    gap = dry - mean[index]
    slope = _fit(
        lambda s: _warm_hour(np.minimum(wet_mean[index] + s * gap, dry)), climate.design_wet_bulb.si("degC"), 1.5
    )
    return Year(index + 1, dry, np.minimum(wet_mean[index] + slope * gap, dry), "screening")


def bounding_year(dry_c: float, wet_c: float, daily_range: float) -> Year:
    """A year of design days: an upper bound, for a climate without months."""
    dry, wet = design_day(dry_c, wet_c, daily_range)
    return Year(months_of_hours(), np.tile(dry, 365), np.tile(wet, 365), "bound")


def _quantiles(days: int) -> Floats:
    """Normal quantiles of the days of a month in a fixed order that mixes warm and cold days."""
    ordered = ndtri((np.arange(days) + 0.5) / days)
    return np.asarray(ordered[(np.arange(days) * 11) % days], dtype=np.float64)


def _warm_hour(values: Floats) -> float:
    return float(np.quantile(values, 1.0 - _DESIGN_SHARE))


def _fit(hour: Callable[[float], float], wanted: float, most: float = 12.0) -> float:
    """The factor from 0 to `most` at which an increasing measure reaches a wanted value; the nearer end when out of
    reach.
    """
    low, high = 0.0, most
    if hour(low) >= wanted:
        return low
    if hour(high) <= wanted:
        return high
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (middle, high) if hour(middle) < wanted else (low, middle)
    return (low + high) / 2.0
