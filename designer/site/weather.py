"""Climates that the catalog does not hold: design-day values of the brief, and weather files in EnergyPlus format."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer import units
from designer.catalog import Climate
from designer.ledger import Evidence, Status, Value
from designer.model import NoteKind
from designer.site.brief import ClimateBrief
from designer.site.draft import Draft, Path_, unknown
from designer.site.epw import MONTH_DAYS, read_epw
from designer.site.files import bytes_beside

__all__ = ["climate_of_file", "climate_of_values"]


#: Temperatures of a climate of which the first is no higher than the second.
_ORDER = (
    ("design_wet_bulb", "design_dry_bulb"), ("winter_dry_bulb", "design_dry_bulb"),
    ("design_dry_bulb", "extreme_dry_bulb"), ("design_dew_point", "design_dry_bulb"),
)


def climate_of_values(draft: Draft, brief: ClimateBrief, location: str, elevation: Value) -> Climate:
    """A climate record made of the brief's own values; months that are not given stay empty lists and are asked for."""
    for first, second in _ORDER:
        _in_order(draft, (first, getattr(brief, first)), (second, getattr(brief, second)))
    for month, pair in enumerate(zip(brief.monthly_wet_bulb or (), brief.monthly_mean or (), strict=False)):
        _in_order(draft, (f"monthly_wet_bulb[{month}]", pair[0]), (f"monthly_mean[{month}]", pair[1]))
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
        design_dew_point=brief.design_dew_point,
        monthly_mean=brief.monthly_mean or [],
        monthly_range=brief.monthly_range or [],
        monthly_wet_bulb=brief.monthly_wet_bulb or [],
    )


def _in_order(draft: Draft, first: tuple[str, Value | None], second: tuple[str, Value | None]) -> None:
    """The first of two named temperatures is no higher than the second, where both are known."""
    (name, low), (other, high) = first, second
    if low is not None and high is not None and low.known and high.known and low.si("degC") > high.si("degC"):
        key, _, rest = name.partition("[")
        path: Path_ = ("site", "climate", key, int(rest[:-1])) if rest else ("site", "climate", key)
        said, most = (f"{value.si('degC'):g} degC" for value in (low, high))
        draft.wrong("climate-order", path, said, most, other=other)


def _climate(name: str, **values: Value | list[Value] | None) -> Climate:
    head = {"slug": "brief", "kind": "climate", "name": name or "-", "maker": "-", "version": "-", "date": "-"}
    return Climate.model_validate({**head, **values})


def climate_of_file(draft: Draft, name: str, path: Path_) -> Climate | None:
    """The climate of a weather file (8,760 hours): 0.4 % dry bulb, wet bulb and dew point, 99.6 % winter, months; None
    with a mistake.

    A typical year understates the extremes: the highest hour stands for the extreme dry bulb and is asked for.
    """
    content = bytes_beside(draft, name, path)
    if content is None:
        return None
    year, mistakes = read_epw(content.decode("latin-1"), name)
    draft.mistakes.extend(mistakes)
    if year is None:
        return None
    draft.weather = year
    draft.ask("climate_extreme_of_file", "site.climate", file=name)
    if year.left_out:
        draft.note(NoteKind.ASSUMPTION, "climate_leap_day", "site.climate", file=name, hours=year.left_out)
    made = _Maker(name)
    dry, wet = np.array(year.dry), np.array(year.wet)
    dry_months, wet_months = _months(dry), _months(wet)
    hottest = int(np.argmax([m.mean() for m in dry_months]))
    swings = [[float(np.ptp(day)) for day in month.reshape(-1, 24)] for month in dry_months]
    return _climate(
        year.place,
        latitude=made.value(year.latitude, "deg", "latitude"),
        elevation=made.value(year.elevation, "m", "elevation"),
        design_dry_bulb=made.value(float(np.percentile(dry, 99.6)), "degC", "design_dry_bulb"),
        design_wet_bulb=made.value(float(np.percentile(wet, 99.6)), "degC", "design_wet_bulb"),
        extreme_dry_bulb=made.value(float(dry.max()), "degC", "extreme_dry_bulb"),
        winter_dry_bulb=made.value(float(np.percentile(dry, 0.4)), "degC", "winter_dry_bulb"),
        daily_range=made.value(_mean(swings[hottest]), "K", "daily_range"),
        design_dew_point=made.value(float(np.percentile(np.array(year.dew), 99.6)), "degC", "design_dew_point"),
        monthly_mean=[made.value(float(m.mean()), "degC", "monthly_mean") for m in dry_months],
        monthly_range=[made.value(_mean(days), "K", "monthly_range") for days in swings],
        monthly_wet_bulb=[made.value(float(m.mean()), "degC", "monthly_wet_bulb") for m in wet_months],
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the derived values of one weather file."""

    file: str

    def value(self, number: float, unit: str, name: str) -> Value:
        """A value derived from the hours of the file, to the hundredth."""
        evidence = Evidence("brief", Status.DERIVED, self.file)
        return Value(units.q(round(number, 2), unit), evidence, f"brief:site.climate.{name}")


def _months(hours: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The hours of each month."""
    return np.split(hours, np.cumsum(MONTH_DAYS)[:-1] * 24)


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)
