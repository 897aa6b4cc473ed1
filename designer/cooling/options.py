"""Every product of the catalog and everything that stands there today, judged by its duty at this site.

Not the name of a machine decides but what it carries at the design day, at the site's air density, at the temperatures
of this loop: how many would be needed, what they would draw and evaporate, and if none can, why, with the nearest
temperature at which it could.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from designer.catalog import AirUnit, Chiller, Cooler, Pump, RearDoor
from designer.catalog.store import UnknownRecord
from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.cooler_hours import taken_up
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.door_options import RackAir, door_option
from designer.cooling.outdoors import air_temperatures, lowest_supply
from designer.cooling.records import PlantOption
from designer.cooling.rejection import CoolerModel, Moist, chiller_model, cooler_model, coolers_needed
from designer.cooling.wetting import Air, Water
from designer.ledger import Value
from designer.site.records import PlantItem

__all__ = ["Duties", "options_of"]

_R_AIR, _CP_AIR = 287.055, 1.006


@dataclass(frozen=True, slots=True)
class Duties:
    """What must be carried: facility loop (heat [kW], heat capacity rate [kW/K], supply [degC]), pump duty (flow [LPM],
    head [kPa]), the air side, each rack's slug and own heat to air [kW], what is chosen (``kind/slug``), what chillers
    take of the facility loop [kW], and the survey lines of which machines serve on.
    """

    facility: tuple[float, float, float]
    pump: tuple[float, float]
    air: AirPlan
    rack_air: RackAir
    chosen: frozenset[str]
    trim: float = 0.0
    kept: frozenset[str] = frozenset()


def options_of(bench: Bench, duties: Duties) -> tuple[PlantOption, ...]:
    """All options, those of the catalog by kind and name, then what stands there."""
    desk = replace(bench, made={}, said={}, short={})
    found: list[PlantOption] = []
    heat, rate, _ = duties.facility
    if heat > 0.0 and rate > 0.0:
        found += [_cooler(desk, record, duties) for record in bench.catalog.all(Cooler)]
    if duties.air.carried > 0.0 or duties.trim > 0.0:
        found += [_chiller(desk, record, duties) for record in bench.catalog.all(Chiller)]
        coils = [record for record in bench.catalog.all(AirUnit) if record.type != "exhaust-fan"]
        found += [_air_unit(desk, record, duties) for record in coils]
        doors = (door_option(desk, record, duties.air, duties.rack_air) for record in bench.catalog.all(RearDoor))
        found += [replace(door, verdict=_final(door.verdict, door.catalog, duties, "")) for door in doors]
    if duties.pump[0] > 0.0:
        found += [_pump(record, duties) for record in bench.catalog.all(Pump)]
    return (*found, *_standing(desk, duties))


def _known(*values: Value) -> bool:
    return all(v.known for v in values)


def _missing(kind: str, catalog: str, survey: str = "", count: int = 0) -> PlantOption:
    return PlantOption(kind, catalog, survey, count, 0, 0.0, 0.0, 0.0, 0.0, "unrated", None)


def _cooler(bench: Bench, record: Cooler, duties: Duties, survey: str = "", standing: int = 0) -> PlantOption:
    """A cooler for the whole facility heat."""
    if not _known(record.heat_rated, record.air_rated, record.fluid_in_rated, record.fluid_out_rated, record.fan_power):
        return _missing("cooler", record.key, survey, standing)
    heat, rate, supply = duties.facility
    if heat <= 0.0 or rate <= 0.0:
        return PlantOption("cooler", record.key, survey, standing, 0, 0.0, 0.0, 0.0, 0.0, "not-needed", None)
    model = cooler_model(bench, record)
    permitted = set(bench.site.wishes.cooling.rejection)
    alone = CoolerSet.alike(model, 1)
    dry, _, airs = air_temperatures(_permitting(bench, record.type), alone)
    wet = airs[model.key]
    job = (rate, supply + heat / rate, supply)
    works_wet = record.type == "tower" or not coolers_needed(model, job, dry)
    entering = wet if works_wet else dry
    moist = Moist(job[1], supply, bench.pressure_pa()) if works_wet and model.wet is not None else None
    needed = coolers_needed(model, job, entering, moist)
    uses_water = needed > 0 and works_wet and record.type != "dry"
    near = entering < supply < entering + float(model.nearest(moist is not None))
    verdict = "fits" if needed else "close-approach" if near else "air-too-warm"
    if uses_water and not bench.site.water.available:
        verdict = "no-water"
    elif needed and permitted and record.type not in permitted and not survey:
        verdict = "not-permitted"
    nearest = None if needed else lowest_supply(_permitting(bench, record.type), alone.more(999), heat, rate)
    water = _water(bench, (model, needed), duties, entering) if uses_water else 0.0
    each = heat / needed if needed else 0.0
    return PlantOption(
        "cooler", record.key, survey, standing, needed, each, needed * model.fan_power, water, entering,
        _final(verdict, record.key, duties, survey), nearest,
    )


def _water(bench: Bench, coolers: tuple[CoolerModel, int], duties: Duties, entering: float) -> float:
    """Make-up water [L/h] of so many coolers of a model with full fans at the design day."""
    model, count = coolers
    heat, rate, supply = duties.facility
    rise = bench.rules.si("recirculation", "delta_degC")
    air = Air(bench.dry_bulb.si("degC") + rise, bench.wet_bulb.si("degC") + rise, bench.pressure_pa())
    taken, lost = taken_up(model, (heat, rate), float(count), air, (entering, supply))
    return float(Water.of(taken, lost, bench.rules.si("concentration_cycles")).made_up)


def _permitting(bench: Bench, kind: str) -> Bench:
    """The bench of a site that lets this kind of cooler evaporate, to see what it would do."""
    wishes = bench.site.wishes
    allowed = replace(wishes.cooling, rejection=(kind,))
    water = replace(bench.site.water, available=True)
    return replace(bench, site=replace(bench.site, water=water, wishes=replace(wishes, cooling=allowed)))


def _final(verdict: str, key: str, duties: Duties, survey: str) -> str:
    return "chosen" if key in duties.chosen and not survey else verdict


def _chiller(bench: Bench, record: Chiller, duties: Duties, survey: str = "", standing: int = 0) -> PlantOption:
    """A chiller for the heat of the air coils and for what coolers leave of the facility loop."""
    if not _known(record.heat_rated, record.cop_rated, record.air_rated, record.supply_rated, record.supply_slope):
        return _missing("chiller", record.key, survey, standing)
    model = chiller_model(bench, record, duties.air.chilled_c(duties.facility[2]))
    air = bench.dry_bulb.si("degC") + bench.rules.si("recirculation", "delta_degC")
    capacity, cop = (float(x) for x in model.at(air))
    heat = duties.trim + (duties.air.carried if duties.air.source in ("chilled", "none") or not duties.trim else 0.0)
    needed = math.ceil(heat / capacity - 1e-9)
    verdict = "fits" if duties.air.source in ("chilled", "none") or duties.trim > 0.0 else "not-needed"
    if not bench.site.wishes.cooling.chillers_allowed:
        verdict = "not-permitted"
    elif record.type == "water-cooled":
        verdict = "needs-tower"
    power = heat / cop
    return PlantOption(
        "chiller", record.key, survey, standing, needed, capacity, power, 0.0, air,
        _final(verdict, record.key, duties, survey), None,
    )


def _air_unit(bench: Bench, record: AirUnit, duties: Duties, survey: str = "", standing: int = 0) -> PlantOption:
    """An air unit for all heat of the hall's air, on the water that the chosen source of cold gives."""
    needs = (record.air_in_rated, record.air_out_rated, record.water_in_rated, record.airflow, record.fan_power)
    if not _known(*needs):
        return _missing("air-unit", record.key, survey, standing)
    air = duties.air
    coil = record.air_out_rated.si("degC") - record.water_in_rated.si("degC")
    water = air.supply_c - coil
    rated = record.air_in_rated.si("degC") - record.water_in_rated.si("degC")
    capacity = record.heat_rated.si("kW") * bench.density_ratio * (air.hot_c - water) / rated
    fans = record.fan_power.si("kW")
    needed = math.ceil(air.heat / (capacity - fans) - 1e-9) if capacity > fans else 0
    verdict = "fits"
    if air.source == "facility" and water < air.water_in_c - 0.05:
        verdict = "water-too-warm"
    elif not needed:
        verdict = "air-too-warm"
    elif air.source in ("outdoor", "none"):
        verdict = "outdoor-air" if air.source == "outdoor" else "no-cold-water"
    return PlantOption(
        "air-unit", record.key, survey, standing, needed, capacity, needed * fans, 0.0, water,
        _final(verdict, record.key, duties, survey), air.water_in_c + coil if verdict == "water-too-warm" else None,
    )


def _pump(record: Pump, duties: Duties) -> PlantOption:
    """A pump at the head of the facility loop."""
    flow, head = duties.pump
    points = sorted((p.head.si("kPa"), p.flow.si("LPM")) for p in record.head_curve if _known(p.head, p.flow))
    if not points:
        return _missing("pump", record.key)
    unit = _flow_at(points, head)
    needed = math.ceil(flow / unit - 1e-9) if unit > 0.0 else 0
    efficiency = record.efficiency.si("") if record.efficiency.known else 1.0
    power = flow / 60000.0 * head / efficiency if needed else 0.0
    verdict = "fits" if needed else "head-too-high"
    nearest = None if needed else points[-1][0]
    return PlantOption(
        "pump", record.key, "", 0, needed, unit, power, 0.0, head, _final(verdict, record.key, duties, ""), nearest
    )


def _flow_at(points: Sequence[tuple[float, float]], head: float) -> float:
    """Flow [LPM] at a head on the curve of (head [kPa], flow), linear in flow squared; 0 above the curve."""
    if head > points[-1][0]:
        return 0.0
    for (low, wide), (high, narrow) in itertools.pairwise(points):
        if low <= head <= high:
            share = (head - low) / max(high - low, 1e-9)
            return math.sqrt(wide**2 + share * (narrow**2 - wide**2))
    return points[0][1]


def _standing(bench: Bench, duties: Duties) -> Iterator[PlantOption]:
    """The coolers, chillers and air units of the survey, each with its count."""
    judged: dict[str, Callable[[PlantItem], PlantOption]] = {
        "cooler": lambda item: _cooler(bench, bench.catalog.get(Cooler, item.catalog), duties, item.tag, item.count),
        "chiller": lambda item: _chiller(bench, bench.catalog.get(Chiller, item.catalog), duties, item.tag, item.count),
        "air-unit": lambda item: _fans_or_unit(bench, item, duties),
    }
    for item in bench.site.plant:
        if item.kind not in judged:
            continue
        try:
            option = _reused(judged[item.kind](item))
            yield replace(option, verdict="kept") if item.tag in duties.kept else option
        except UnknownRecord:
            yield _missing(item.kind, "", item.tag, item.count)


def _reused(option: PlantOption) -> PlantOption:
    """An existing machine fits only when enough of it stands there."""
    if option.verdict == "fits" and option.needed > option.standing:
        return replace(option, verdict="too-few")
    return option


def _fans_or_unit(bench: Bench, item: PlantItem, duties: Duties) -> PlantOption:
    record = bench.catalog.get(AirUnit, item.catalog)
    if record.type != "exhaust-fan":
        return _air_unit(bench, record, duties, item.tag, item.count)
    outdoor = bench.dry_bulb.si("degC")
    density = bench.pressure_pa() / (_R_AIR * (outdoor + 273.15))
    each = record.airflow.si("m3/s") * density * _CP_AIR * max(duties.air.hot_c - outdoor, 0.0)
    needed = math.ceil(duties.air.heat / each - 1e-9) if each > 0.0 else 0
    warmest = bench.rules.si("air_supply_max", "degC")
    wish = bench.site.wishes.cooling.air_supply
    limit = max(wish.si("degC"), warmest) if wish.known else warmest
    verdict = "fits" if needed and outdoor <= limit else "air-too-warm"
    return PlantOption(
        "air-unit", record.key, item.tag, item.count, needed, each, needed * record.fan_power.si("kW"), 0.0, outdoor,
        verdict, outdoor if verdict == "air-too-warm" else None,
    )
