"""Climates that the catalog does not hold: design-day values of the brief, and weather files in EnergyPlus format."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import psychrolib
from numpy.typing import NDArray

from designer import units
from designer.catalog import Climate
from designer.ledger import Evidence, Status, Value
from designer.site.brief import ClimateBrief
from designer.site.draft import Draft, Path_, unknown
from designer.site.files import bytes_beside

__all__ = ["climate_of_file", "climate_of_values"]

#: Hours of a weather file, and the columns of an hour: dry bulb [degC], relative humidity [%], pressure [Pa].
_HOURS, _DRY, _HUMIDITY, _PRESSURE = 8760, 6, 8, 9
_HEADER_LINES = 8
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def climate_of_values(draft: Draft, brief: ClimateBrief, location: str, elevation: Value) -> Climate:
    """A climate record made of the brief's own values; months that are not given stay empty lists and are asked for."""
    if brief.monthly_mean is None or brief.monthly_range is None or brief.monthly_wet_bulb is None:
        draft.ask("climate_months_unknown", "site.climate")
    if brief.extreme_dry_bulb is None:
        draft.ask("climate_extreme_unknown", "site.climate.extreme_dry_bulb")
    if brief.daily_range is None:
        draft.ask("climate_range_unknown", "site.climate.daily_range")
    return _climate(
        brief.name or location,
        latitude=brief.latitude or unknown("site.climate.latitude"),
        elevation=elevation,
        design_dry_bulb=brief.design_dry_bulb,
        design_wet_bulb=brief.design_wet_bulb,
        extreme_dry_bulb=brief.extreme_dry_bulb or unknown("site.climate.extreme_dry_bulb"),
        winter_dry_bulb=brief.winter_dry_bulb,
        daily_range=brief.daily_range or unknown("site.climate.daily_range"),
        monthly_mean=brief.monthly_mean or [],
        monthly_range=brief.monthly_range or [],
        monthly_wet_bulb=brief.monthly_wet_bulb or [],
    )


def _climate(name: str, **values: Value | list[Value]) -> Climate:
    head = {"slug": "brief", "kind": "climate", "name": name or "-", "maker": "-", "version": "-", "date": "-"}
    return Climate.model_validate({**head, **values})


def climate_of_file(draft: Draft, name: str, path: Path_) -> Climate | None:
    """The climate of a weather file (8,760 hours): 0.4 % dry and wet bulb, 99.6 % winter, months; None with a mistake.

    A typical year understates the extremes: the highest hour stands for the extreme dry bulb and is asked for.
    """
    content = bytes_beside(draft, name, path)
    if content is None:
        return None
    year = _year(content.decode("latin-1").splitlines())
    if year is None:
        draft.wrong("weather-unreadable", path, name)
        return None
    draft.ask("climate_extreme_of_file", "site.climate", file=name)
    made = _Maker(name)
    hottest = int(np.argmax([m.mean() for m in year.months(year.dry)]))
    swings = [[float(np.ptp(day)) for day in month.reshape(-1, 24)] for month in year.months(year.dry)]
    return _climate(
        year.place,
        latitude=made.value(year.latitude, "deg", "latitude"),
        elevation=made.value(year.elevation, "m", "elevation"),
        design_dry_bulb=made.value(float(np.percentile(year.dry, 99.6)), "degC", "design_dry_bulb"),
        design_wet_bulb=made.value(float(np.percentile(year.wet, 99.6)), "degC", "design_wet_bulb"),
        extreme_dry_bulb=made.value(float(year.dry.max()), "degC", "extreme_dry_bulb"),
        winter_dry_bulb=made.value(float(np.percentile(year.dry, 0.4)), "degC", "winter_dry_bulb"),
        daily_range=made.value(_mean(swings[hottest]), "K", "daily_range"),
        monthly_mean=[made.value(float(m.mean()), "degC", "monthly_mean") for m in year.months(year.dry)],
        monthly_range=[made.value(_mean(days), "K", "monthly_range") for days in swings],
        monthly_wet_bulb=[made.value(float(m.mean()), "degC", "monthly_wet_bulb") for m in year.months(year.wet)],
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the derived values of one weather file."""

    file: str

    def value(self, number: float, unit: str, name: str) -> Value:
        """A value derived from the hours of the file, to the hundredth."""
        evidence = Evidence("brief", Status.DERIVED, self.file)
        return Value(units.q(round(number, 2), unit), evidence, f"brief:site.climate.{name}")


@dataclass(frozen=True, slots=True)
class _Year:
    place: str
    latitude: float
    elevation: float
    dry: NDArray[np.float64]
    wet: NDArray[np.float64]

    def months(self, hours: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """The hours of each month."""
        return np.split(hours, np.cumsum(_MONTHS)[:-1] * 24)


def _year(lines: Sequence[str]) -> _Year | None:
    """The year of a file; None when it is not a full year of plausible hours."""
    head = lines[0].split(",") if lines else []
    rows = [line.split(",") for line in lines[_HEADER_LINES:] if line.strip()]
    if len(head) < 10 or head[0].strip().upper() != "LOCATION" or len(rows) != _HOURS:
        return None
    try:
        latitude, elevation = float(head[6]), float(head[9])
        hours = np.array([[float(row[c]) for c in (_DRY, _HUMIDITY, _PRESSURE)] for row in rows])
    except (ValueError, IndexError):
        return None
    dry, humidity, pressure = hours.T
    plausible = (
        np.isfinite(hours).all() and math.isfinite(latitude) and math.isfinite(elevation)
        and abs(dry).max() < 70 and humidity.min() >= 0 and humidity.max() <= 110
        and pressure.min() > 30000 and pressure.max() < 120000 and abs(latitude) <= 90 and -430 <= elevation <= 5000
    )
    if not plausible:
        return None
    wet = _wet_bulb(dry, np.clip(humidity / 100, 0.01, 1), pressure)
    return _Year(head[1].strip()[:80], latitude, elevation, dry, wet)


def _wet_bulb(
    dry: NDArray[np.float64], humidity: NDArray[np.float64], pressure: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Wet bulb [degC] of each hour from dry bulb [degC], relative humidity [1] and pressure [Pa]."""
    psychrolib.SetUnitSystem(psychrolib.SI)
    hours = zip(dry.tolist(), humidity.tolist(), pressure.tolist(), strict=True)
    return np.array([psychrolib.GetTWetBulbFromRelHum(*hour) for hour in hours])


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)
