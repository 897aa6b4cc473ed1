"""From the plant of the design day to the design day's water, the extreme hour and the year."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from designer.cooling.bench import Bench, wished
from designer.cooling.cooler_hours import air_of
from designer.cooling.demand import PlantPower
from designer.cooling.energy import Hours, Plant, pue, run_hours, wue, year_energy
from designer.cooling.outdoors import dry_reach, wet_allowed
from designer.cooling.records import AnnualEnergy, RejectionDuty
from designer.cooling.water_rounds import tell_sizing
from designer.cooling.weather import Floats, Year, bounding_year, design_day, measured_year, screening_year
from designer.cooling.wetting import Air, blowdown, drift, evaporation, made_up
from designer.ledger import Limit, formula
from designer.model import Load, NoteKind
from designer.units import Quantity, q

__all__ = ["Outcome", "outcome_of", "thirstiest"]

@formula("V_day", unit="L/day", source="derived", clause="hours of the design day")
def daily_water(V_hours: Quantity) -> Quantity:
    """Make-up water of the design day."""
    return V_hours / q(1, "day")


def thirstiest(litres: Floats, hours: float) -> float:
    """Mean use [L/day] over so many hours in a row, where it is greatest, of a day [L each hour] that repeats itself.

    >>> thirstiest(np.array([0.0] * 12 + [100.0] * 12), 12.0)
    2400.0
    """
    asked = max(1, min(math.ceil(hours), litres.size))
    rows = np.cumsum(np.concatenate(([0.0], litres, litres[: asked - 1])))
    return float(np.max(rows[asked:] - rows[:-asked])) / asked * litres.size


@dataclass(frozen=True, slots=True)
class Outcome:
    """Coolers with their water, the year, heat out by way [kW], daily water [L], use in the thirstiest hours that the
    tanks bridge [L/day], supplies reached [degC], the plant.
    """

    coolers: tuple[RejectionDuty, ...]
    annual: AnnualEnergy
    rejected: dict[str, float]
    daily_water: float
    thirst: float
    design_supply: float
    extreme_supply: float
    running: Plant


def outcome_of(
    bench: Bench,
    plant: PlantPower,
    own: Sequence[Load],
    hall: tuple[float, float, float, float],
    loop: tuple[float, float, float],
) -> Outcome:
    """The outcome for hall = (IT power, losses, house load, heat lost outdoors) [kW] and the facility loop.

    loop = (heat [kW], heat capacity rate [kW/K], supply [degC]).
    """
    running = _plant(bench, plant, own, hall, loop)
    dry, wet, swing = _design(bench)
    peak_hour = run_hours(running, np.array([dry]), np.array([min(dry, wet)]))
    _water_steps(bench, running, peak_hour)
    day_dry, day_wet = design_day(dry, wet, swing)
    day = run_hours(running, day_dry, day_wet)
    water = float(np.sum(day.water))

    def litres(warmer: float, more: int) -> float:
        bank = running.cooler.more(more) if running.cooler else None
        other = replace(running, cooler=bank, facility_supply=running.facility_supply + warmer)
        return float(np.sum(run_hours(other, day_dry, day_wet).water))

    tell_sizing(bench, water, litres)
    _judge_water(bench, water, running)
    peak = math.fsum(x.design_kw for x in own)
    annual, _ = year_energy(running, _year(bench, (dry, wet, swing)), peak)
    _steps(bench, annual)
    extreme = _extreme(bench, running, dry, wet)
    return Outcome(
        _with_water(plant, peak_hour),
        annual,
        _rejected(plant, own, running),
        water,
        thirstiest(day.water, bench.rules.si("water_storage", "h")),
        float(np.max(day.supply)),
        extreme,
        running,
    )


def _year(bench: Bench, design: tuple[float, float, float]) -> Year:
    """The hours of the brief's weather file, else a screening year, else a year of design days; said as a note."""
    weather, climate = bench.site.weather, bench.site.climate
    if weather is not None:
        bench.decide("year_of_file", "site.climate", file=weather.file, place=weather.place)
        return measured_year(weather, bench.pressure_pa())
    year = screening_year(climate) if climate else None
    if year is not None:
        bench.note(NoteKind.ASSUMPTION, "year_screening", "site.climate", label=year.label)
        return year
    bench.note(NoteKind.RISK, "year_bound", "site.climate")
    return bounding_year(*design)


def _design(bench: Bench) -> tuple[float, float, float]:
    climate = bench.site.climate
    swing = climate.daily_range.si("K") if climate and climate.daily_range.known else 0.0
    return bench.dry_bulb.si("degC"), bench.wet_bulb.si("degC"), swing


def _plant(
    bench: Bench,
    plant: PlantPower,
    own: Sequence[Load],
    hall: tuple[float, float, float, float],
    loop: tuple[float, float, float],
) -> Plant:
    rules = bench.rules
    it_kw, losses, house, outdoor = hall
    weather_led = ("cooler", "chiller")
    constant = math.fsum(x.design_kw for x in own if x.kind not in weather_led) + plant.chilled_pumps
    heat, rate, supply = loop
    outdoor += math.fsum(x.design_kw for x in own if x.kind == "make-up-air")
    return Plant(
        it_kw=it_kw,
        loss_kw=losses + house,
        constant_kw=constant,
        facility_heat=heat if plant.coolers.duties else 0.0,
        facility_rate=rate,
        facility_supply=supply,
        chilled_heat=plant.air.carried + plant.chilled_pumps if plant.air.source == "chilled" else 0.0,
        chilled_supply=plant.air.water_in_c,
        air_direct=plant.air.carried if plant.air.source in ("outdoor", "none") else 0.0,
        outdoor=outdoor,
        cooler=plant.coolers.coolers if plant.coolers.duties else None,
        chiller=plant.chillers.model,
        chillers=len(plant.chillers.duties),
        trim=plant.trim > 0.0,
        wet_allowed=wet_allowed(bench, plant.coolers.coolers),
        recirculation=rules.si("recirculation", "delta_degC"),
        fan_exponent=rules.si("fan_exponent"),
        fan_least=rules.si("fan_speed_least"),
        cycles=rules.si("concentration_cycles"),
        free_approach=rules.si("free_cooling_approach", "delta_degC"),
        free_share=rules.si("free_cooling_share"),
        chilled_return=plant.air.water_out_c,
        technology_supply=plant.technology.supply.si("degC") if plant.technology.supply else None,
        pressure=bench.pressure_pa(),
        dew_margin=rules.si("dew_point_margin", "delta_degC"),
        parts=_parts(plant, own),
    )


def _parts(plant: PlantPower, own: Sequence[Load]) -> tuple[tuple[str, float], ...]:
    """The power that does not follow the weather, by kind of plant [kW]."""
    doors = ("rear-door",) if plant.air.doors else ()
    drying = ("make-up-air",) if plant.air.drying else ()
    kinds = ("cdu", "pump", "air-unit", *doors, *drying, "control-panel")
    named = [(kind, math.fsum(x.design_kw for x in own if x.kind == kind)) for kind in kinds]
    return (*named, ("chilled-pumps", plant.chilled_pumps))


def _rejected(plant: PlantPower, own: Sequence[Load], running: Plant) -> dict[str, float]:
    """Heat that leaves the site at the design day, by way [kW]; what no plant carries is named ``not-carried``."""
    coolers = math.fsum(x.design_kw for x in own if x.kind == "cooler")
    chillers = math.fsum(x.design_kw for x in own if x.kind == "chiller")
    liquid = plant.technology.heat + plant.pumps.shaft
    if plant.technology.loops:
        liquid += math.fsum(x.heat_liquid_kw for x in own if x.kind == "cdu")
    if plant.air.source == "facility":
        liquid += plant.air.carried
    carried = math.fsum(d.heat for d in plant.coolers.duties)
    ways = {
        "coolers": carried + coolers,
        "chillers": chillers - plant.chilled_pumps + running.chilled_heat + plant.trim,
        "outdoor-air": running.air_direct if plant.air.source == "outdoor" else 0.0,
        "outdoors": running.outdoor,
    }
    missing = liquid - carried - plant.trim + (running.air_direct if plant.air.source == "none" else 0.0)
    return {**ways, "not-carried": missing} if abs(missing) > 1e-6 else ways


def _judge_water(bench: Bench, litres: float, plant: Plant) -> None:
    """Hold the water of the design day against the site's; say at which supply none is needed."""
    limit = bench.site.water.daily_limit
    held = Limit("<=", limit.q, limit.name, limit.evidence.source) if limit.known else None
    bench.keep(daily_water, "daily_water", limit=held, V_hours=q(litres, "L"))
    if limit.known and litres > limit.si("L/day"):
        bench.fall_short("water", "site.water", q(litres, "L/day"), limit.q, None)
        if plant.cooler is not None and plant.cooler.type == "tower":
            carried = q(plant.it_kw * limit.si("L/day") / litres, "kW")
            bench.note(
                NoteKind.RISK, "water_beyond_towers", "site.water",
                wanted=q(litres, "L/day"), got=limit, nearest=carried,
            )
            return
        wish = bench.site.wishes.cooling.supply_temperature
        if plant.cooler is None or not wish.known or plant.facility_heat <= 0.0:
            return
        left = plant.cooler.least(bench.spare.running(plant.coolers))
        reach = dry_reach(bench, left, plant.facility_heat, plant.facility_rate)
        nearest = wish.si("degC") + max(0.0, reach - plant.facility_supply)
        supply, most, taken = wished(nearest), bench.rack_limits[0], q(litres, "L/day")
        place = "site.water"
        if most is not None and supply.m_as("degC") > most.si("degC"):
            bench.note(
                NoteKind.RISK, "water_beyond_racks", place, wanted=taken, got=limit, nearest=supply, most=most
            )
            return
        bench.note(NoteKind.RISK, "water_beyond_limit", place, wanted=taken, got=limit, nearest=supply)


def _extreme(bench: Bench, running: Plant, dry: float, wet: float) -> float:
    """Facility supply reached in the extreme hour [degC], with the wet bulb of the design day."""
    climate = bench.site.climate
    if climate is None or not climate.extreme_dry_bulb.known:
        return running.facility_supply
    hottest = climate.extreme_dry_bulb
    hour = run_hours(running, np.array([hottest.si("degC")]), np.array([min(wet, hottest.si("degC"))]))
    reached = float(hour.supply[0])
    if reached > running.facility_supply + 1e-3:
        bench.note(
            NoteKind.RISK,
            "extreme_hour",
            "FWS",
            extreme=hottest,
            supply=q(running.facility_supply, "degC"),
            reached=q(reached, "degC"),
        )
    return reached


def _with_water(plant: PlantPower, hour: Hours) -> tuple[RejectionDuty, ...]:
    """The coolers' duties with the water of the design hour [L/h], shared by the running ones."""
    if not plant.coolers.duties:
        return ()
    each = math.fsum(hour.water) / len(plant.coolers.duties)
    return tuple(replace(d, water=each) for d in plant.coolers.duties)


def _water_steps(bench: Bench, running: Plant, hour: Hours) -> None:
    """Keep the balance of water of the hour of the design day."""
    coolers = running.cooler
    if coolers is None or not math.fsum(hour.used.evaporated):
        return
    dry, wet, _ = _design(bench)
    air = Air(dry + running.recirculation, min(dry, wet) + running.recirculation, running.pressure)
    entering, taken = float(air.humidity), math.fsum(hour.used.evaporated) / 3600.0
    mass = math.fsum(count * air_of(model, air) for model, count in coolers.products) * float(hour.fan_speed[0])
    evaporated = bench.keep(
        evaporation, "evaporation", m_air=q(mass, "kg/s"), w_out=q(entering + taken / mass), w_in=q(entering),
        rho=q(1000.0, "kg/m3"),
    )
    shares = [model.wet.drift for model, _ in coolers.products if model.wet is not None]
    circulating = math.fsum(hour.used.drift) / max(shares, default=1.0)
    lost = bench.keep(drift, "drift", f_drift=q(max(shares, default=0.0)), V_circ=q(circulating, "L/h"))
    bled = bench.keep(blowdown, "blowdown", E=evaporated, CoC=bench.rules["concentration_cycles"], D=lost)
    bench.keep(made_up, "make_up", E=evaporated, D=lost, B=bled)


def _steps(bench: Bench, annual: AnnualEnergy) -> None:
    if annual.it <= 0.0:
        return
    bench.keep(pue, "pue", E_IT=q(annual.it, "MWh"), E_mech=q(annual.mechanical, "MWh"), E_loss=q(annual.losses, "MWh"))
    bench.keep(wue, "wue", V_water=q(annual.water, "m3"), E_IT=q(annual.it, "MWh"))
