"""Supply temperatures proposed where the brief is silent: coolant to the racks, and air to their inlets.

The house's own temperature is taken while the racks, the dew point of the place and the permitted ways of rejection
allow it. A warmer one is proposed where that saves what the brief forbids or the design would do better without:
condensation on the racks, and compressors where outdoor air does the work within the racks' limits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.catalog import AirUnit, Climate, Cooler, Rack
from designer.ledger import Evidence, Status, Value
from designer.site.draft import Draft
from designer.site.proposals import Proposals
from designer.units import q

__all__ = ["Outdoors", "proposed_air", "proposed_supply", "without_water"]


#: A supply is named to a tenth of a kelvin.
_TENTHS = 10.0


@dataclass(frozen=True, slots=True)
class Outdoors:
    """The climate, whether water may evaporate, the ways of rejection in their order, and whether chillers may run."""

    climate: Climate | None
    water: bool
    ways: tuple[str, ...]
    chillers: bool

    def air(self, draft: Draft) -> tuple[float, str] | None:
        """The coldest air [degC] of the design day behind a permitted cooler's pads, and the cooler's type."""
        climate = self.climate
        if climate is None or not climate.design_dry_bulb.known:
            return None
        dry = climate.design_dry_bulb.si("degC")
        found = [(dry, "dry")] if "dry" in self.ways else []
        if self.water and climate.design_wet_bulb.known:
            depression = climate.design_dry_bulb.si("degC") - climate.design_wet_bulb.si("degC")
            for record in draft.catalog.all(Cooler):
                if record.type in self.ways and record.type != "dry" and record.saturation_effectiveness.known:
                    found.append((dry - record.saturation_effectiveness.si("") * depression, record.type))
        return min(found, default=None)


def proposed_supply(desk: Proposals, racks: Sequence[Rack], outdoors: Outdoors) -> Value:
    """Coolant to the racks: the house's temperature, less where a rack's limit asks for it, more where weather does."""
    draft = desk.draft
    house, margin = draft.threshold("supply_temperature"), draft.threshold("supply_margin")
    limits = [r.supply_temperature_max for r in racks if r.supply_temperature_max.known]
    lowest = min(limits, key=lambda v: v.si("degC"), default=None)
    by_rack = lowest is not None and lowest.q - margin.q < house.q
    value = Value(lowest.q - margin.q, lowest.evidence, lowest.name) if lowest is not None and by_rack else house
    if lowest is not None:
        warmer = _by_dew_point(desk, value, lowest, outdoors) or _by_coolers(desk, value, lowest, outdoors)
        if warmer is not None:
            return warmer
    if by_rack:
        desk.decide("supply_temperature_by_rack", value=value, limit=lowest)
    else:
        desk.decide("supply_temperature_proposed", value=value)
    return value


def _by_dew_point(desk: Proposals, house: Value, limit: Value, outdoors: Outdoors) -> Value | None:
    """The supply that keeps its margin above the moistest design air, where the house's does not."""
    moist = outdoors.climate.moistest if outdoors.climate else None
    if moist is None or not moist.known:
        return None
    wanted = moist.si("degC") + _si(desk.draft, "dew_point_margin", "cooling")
    value = _raised(desk, house, limit.si("degC") - _si(desk.draft, "supply_margin_least"), wanted)
    if value is not None:
        desk.decide("supply_temperature_by_dew_point", value=value, house=house, limit=limit, moist=moist)
    return value


def _by_coolers(desk: Proposals, house: Value, limit: Value, outdoors: Outdoors) -> Value | None:
    """The supply that the coolers hold without compressors, where the house's is too cold for them."""
    air = outdoors.air(desk.draft)
    if air is None:
        return None
    exchanger = air[0] + _si(desk.draft, "approach_screen", "cooling")
    kept = _si(desk.draft, "supply_margin_trim" if outdoors.chillers else "supply_margin_least")
    value = _raised(desk, house, limit.si("degC") - kept, exchanger + _si(desk.draft, "dry_approach", "sizing"))
    least = _si(desk.draft, "least_approach", "cooling") + _si(desk.draft, "recirculation", "cooling")
    if value is None or value.si("degC") < exchanger + least:
        return None
    desk.decide(
        "supply_temperature_by_coolers", value=value, house=house, limit=limit, air=q(air[0], "degC"), way=air[1]
    )
    return value


def without_water(draft: Draft, racks: Sequence[Rack], climate: Climate | None) -> dict[str, str]:
    """What dry coolers alone could do, as facts of a mistake: the coldest supply to the racks (`dry`) that they hold at
    the design day, or where no rack takes one so warm that supply (`beyond`) and what the racks take (`limit`); nothing
    where weather or racks are not known.
    """
    limits = [r.supply_temperature_max.si("degC") for r in racks if r.supply_temperature_max.known]
    if climate is None or not climate.design_dry_bulb.known or not limits:
        return {}
    margins = (_si(draft, key, "cooling") for key in ("recirculation", "least_approach", "approach_screen"))
    supply = math.ceil(round((climate.design_dry_bulb.si("degC") + sum(margins)) * _TENTHS, 6)) / _TENTHS
    if supply <= min(limits):
        return {"dry": f"{supply:g} degC"}
    return {"beyond": f"{supply:g} degC", "limit": f"{min(limits):g} degC"}


def _raised(desk: Proposals, house: Value, ceiling: float, wanted: float) -> Value | None:
    """A wanted temperature [degC] in whole steps, at most the ceiling [degC]; None if the house's is as warm."""
    step = _si(desk.draft, "supply_step")
    stepped = min(math.ceil(round(wanted / step, 6)) * step, ceiling)
    if wanted <= house.si("degC") or stepped <= house.si("degC"):
        return None
    evidence = Evidence("derived", Status.ASSUMPTION)
    return Value(q(stepped, "degC"), evidence, "brief:cooling.supply_temperature")


def proposed_air(desk: Proposals, racks: Sequence[Rack], outdoors: Outdoors, doors: bool = False) -> Value:
    """Air to the racks: the house's temperature; without chillers what outdoor air gives within the racks' limits, else
    what coils give with the coldest water that the permitted coolers make. With rear doors warmer where that keeps
    their water above the dew point.
    """
    draft, climate = desk.draft, outdoors.climate
    house = draft.threshold("air_supply")
    limits = [r.air_inlet_max for r in racks if r.air_inlet_max.known]
    lowest = min(limits, key=lambda v: v.si("degC"), default=None)
    dry = _air_for_doors(desk, house, lowest, outdoors) if doors and lowest is not None else None
    if dry is not None:
        return dry
    if outdoors.chillers or climate is None or not climate.design_dry_bulb.known or lowest is None:
        return desk.threshold("air_supply")
    rise = _si(draft, "recirculation", "cooling") + _si(draft, "fan_rise")
    step, outdoor = _si(draft, "supply_step"), climate.design_dry_bulb
    wanted = math.ceil(round((outdoor.si("degC") + rise) / step, 6)) * step
    if house.si("degC") >= wanted:
        return desk.threshold("air_supply")
    if wanted > lowest.si("degC"):
        return _air_by_water(desk, house, lowest, outdoors) or desk.threshold("air_supply")
    value = Value(q(wanted, "degC"), Evidence("derived", Status.ASSUMPTION), "brief:cooling.air_supply")
    desk.decide("air_supply_by_outdoors", value=value, house=house, limit=lowest, outdoor=outdoor)
    return value


def _air_for_doors(desk: Proposals, house: Value, limit: Value, outdoors: Outdoors) -> Value | None:
    """The air whose coils' water keeps its margin above the moistest design air, where the racks are recommended air so
    warm; by the largest approach of the catalog's coils.
    """
    draft, moist = desk.draft, outdoors.climate.moistest if outdoors.climate else None
    if moist is None or not moist.known:
        return None
    coils = [(u.air_out_rated, u.water_in_rated) for u in draft.catalog.all(AirUnit) if u.type != "exhaust-fan"]
    approach = max((a.si("degC") - w.si("degC") for a, w in coils if a.known and w.known), default=0.0)
    wanted = moist.si("degC") + _si(draft, "dew_point_margin", "cooling") + approach
    ceiling = min(limit.si("degC"), _si(draft, "air_supply_max", "cooling"))
    value = _raised(desk, house, ceiling, wanted)
    if value is None or value.si("degC") < wanted:
        return None
    value = replace(value, name="brief:cooling.air_supply")
    desk.decide("air_supply_by_dew_point", value=value, house=house, moist=moist, water=q(wanted - approach, "degC"))
    return value


def _air_by_water(desk: Proposals, house: Value, limit: Value, outdoors: Outdoors) -> Value | None:
    """The air that coils give with the coldest facility water, where that is no warmer than the racks allow."""
    draft, found = desk.draft, outdoors.air(desk.draft)
    if found is None:
        return None
    water = found[0] + _si(draft, "recirculation", "cooling") + _si(draft, "least_approach", "cooling")
    value = _raised(desk, house, limit.si("degC"), water + _si(draft, "chilled_air_approach", "sizing"))
    if value is None or value.si("degC") < water + _si(draft, "chilled_air_approach", "sizing"):
        return None
    value = replace(value, name="brief:cooling.air_supply")
    outdoor = outdoors.climate.design_dry_bulb if outdoors.climate else house
    desk.decide("air_supply_by_water", value=value, house=house, limit=limit, outdoor=outdoor, water=q(water, "degC"))
    return value


def _si(draft: Draft, key: str, family: str = "brief") -> float:
    """A threshold as a number in its house unit."""
    value = draft.catalog.threshold(family, key)
    return float(value.q.magnitude)
