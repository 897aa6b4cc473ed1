"""Residual air: what liquid does not carry, the air units that carry it, and where their cold comes from.

Sources of cold, in the order in which they are tried: facility water when it is cold enough for the coils, a
chilled-water loop when chillers stand there and are allowed, colder facility water when the standing coolers hold it,
outdoor air straight into the hall when the design day is cool enough for the racks. Where the water of a day is limited
the last comes before colder facility water that has to be evaporated for. Fan heat is part of the duty.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from designer.catalog import AirUnit
from designer.cooling.bench import Bench, delta, wished
from designer.cooling.drying import Drying, drying_of
from designer.cooling.rack_flow import slug_of
from designer.cooling.rear_doors import DoorSeat, doors_at, held_out
from designer.cooling.records import AirUnitDuty, DoorDuty
from designer.layout.records import Placed
from designer.ledger import Limit, Step, formula
from designer.model import NoteKind
from designer.sizing.plant import air_density, coil_heat, hot_aisle, rack_airflow, units_by_airflow, units_by_heat
from designer.units import Quantity, q

__all__ = ["CP_AIR", "AirHeat", "AirPlan", "AirSource", "air_density", "air_plan", "coil_rise", "placed_air_units"]

AirSource = Literal["facility", "chilled", "outdoor", "none"]
#: Facility supply that the CDUs take, lowest that the standing coolers hold, and that without water [degC]; None
#: where there is none.
Supplies = tuple[float | None, float | None, float | None]

#: Heat capacity of air [J/(kg K)].
CP_AIR = 1006.0
_R_AIR = 287.055
_SAME = 1e-9


@formula("Q_through", unit="kW", source="textbook")
def outdoor_heat(V: Quantity, rho: Quantity, T_hot: Quantity, T_supply: Quantity) -> Quantity:
    """Heat that outdoor air through one unit carries away."""
    return V * rho * q(1006, "J/kg/K") * (T_hot - T_supply)


@dataclass(frozen=True, slots=True)
class AirHeat:
    """Heat to the hall's air [kW]: `racks` passes the containment, `room` (losses, pumps, panels) does not; seats of
    the rear doors `behind` racks.
    """

    racks: float
    room: float
    behind: tuple[DoorSeat, ...] = ()

    def beside(self, doors: Sequence[DoorDuty]) -> "AirHeat":
        """What rear doors leave, their fans included."""
        racks = self.racks - math.fsum(min(d.heat, d.air_heat) for d in doors)
        left = self.total - math.fsum(d.heat - d.fan_power for d in doors)
        return AirHeat(racks, left - racks)

    @property
    def total(self) -> float:
        """All of it."""
        return self.racks + self.room


@dataclass(frozen=True, slots=True)
class AirPlan:
    """The air side: units needed and standing, source of cold, temperatures [degC], water of all coils and of the air
    units' alone [LPM], airflow [m3/s], coil duty [kW]; rear doors with their places, which take their heat on the same
    water; what dries the hall for them.
    """

    units: tuple[AirUnitDuty, ...]
    needed: int
    source: AirSource
    supply_c: float
    hot_c: float
    water_in_c: float
    water_out_c: float
    water_flow: float
    airflow: float
    fan_power: float
    heat: float
    unit_water: float = 0.0
    doors: tuple[DoorDuty, ...] = ()
    seats: tuple[Placed, ...] = ()
    drying: Drying | None = None

    @property
    def carried(self) -> float:
        """Heat that leaves the hall by air units and rear doors, their fans included [kW]."""
        return math.fsum((self.heat, self.fan_power, *(d.heat for d in self.doors)))

    @property
    def coils(self) -> dict[str, float]:
        """Water of each coil [LPM]: units share theirs, doors have their own."""
        each = self.unit_water / len(self.units) if self.units else 0.0
        return {u.tag: each for u in self.units} | {d.tag: d.flow for d in self.doors}

    def chilled_c(self, facility_c: float) -> float:
        """Supply of chillers [degC]: the coils' water, or that of the facility loop which they finish."""
        return self.water_in_c if self.source == "chilled" else facility_c


def placed_air_units(bench: Bench, placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """The units that cool: plain exhaust fans of the mine do not count."""
    return tuple(
        p for p in placed if bench.catalog.get(AirUnit, slug_of(p.catalog)).type != "exhaust-fan"
    )


def air_plan(
    bench: Bench, heat: AirHeat, placed: Sequence[Placed], facility: Supplies, chilled: bool
) -> AirPlan:
    """The air side for a heat. `facility` are the supplies that the loop can have; `chilled`: whether chillers may
    serve coils."""
    wish = bench.site.wishes.cooling.air_supply
    wish = wish if wish.known else bench.rules["air_supply_default"]
    if heat.total <= 0.0 or not placed:
        if heat.total > 0.0:
            bench.fall_short("air_units", "AIR-HALL", q(heat.total, "kW"), q(0.0, "kW"), ("air_units.extra", 1.0))
        return AirPlan((), 0, "none", wish.si("degC"), wish.si("degC"), 0.0, 0.0, 0.0, 0.0, 0.0, heat.total)
    record = bench.catalog.get(AirUnit, slug_of(placed[0].catalog))
    source, supply_c = _source(bench, record, wish.si("degC"), facility, chilled)
    doors = _doors(bench, record, heat, (source, supply_c))
    seats = heat.behind
    heat = heat.beside(doors) if doors else heat
    density = bench.keep(air_density, "air_density_supply", p=q(bench.pressure_pa(), "Pa"), T=q(supply_c, "degC"))
    through = bench.keep(
        rack_airflow,
        "rack_airflow",
        Q_air=q(heat.racks, "kW"),
        rho=density,
        dT=bench.rules["air_delta"],
        f_leak=bench.rules["containment_leak"],
    )
    plan = _sized(bench, record, (heat, placed, doors), (source, supply_c), (density, through))
    if not doors:
        return plan
    out = held_out(doors, plan.heat, [u.capacity for u in plan.units])
    bench.decide(
        "rear_doors_out", doors[0].catalog, out=out, count=len(doors), units=len(plan.units),
        largest=q(max(d.heat for d in doors), "kW"),
    )
    hung = {d.tag for d in doors}
    drying = drying_of(bench, plan.water_in_c)
    return replace(plan, seats=tuple(s.placed for s in seats if s.placed.tag in hung), drying=drying)


def _doors(bench: Bench, record: AirUnit, heat: AirHeat, cold: tuple[AirSource, float]) -> tuple[DoorDuty, ...]:
    """The rear doors on the water of the units' coils; none where that is not cold."""
    source, supply_c = cold
    if source in ("facility", "chilled"):
        return doors_at(bench, heat.behind, supply_c, _water(record, supply_c))
    if heat.behind:
        bench.note(NoteKind.RISK, "rear_door_no_water", heat.behind[0].placed.catalog, count=len(heat.behind))
    return ()


def _sized(
    bench: Bench,
    record: AirUnit,
    job: tuple[AirHeat, Sequence[Placed], tuple[DoorDuty, ...]],
    cold: tuple[AirSource, float],
    air: tuple[Step, Step],
) -> AirPlan:
    heat, placed, doors = job
    source, supply_c = cold
    density, through = air
    each = 1.0 / (density.si("kg/m3") * CP_AIR / 1000.0 * _rise(bench))
    least = heat.total * each
    hot = bench.keep(
        hot_aisle,
        "hot_aisle",
        T_supply=q(supply_c, "degC"),
        Q=q(heat.total, "kW"),
        V=q(max(through.si("m3/s"), least), "m3/s"),
        rho=density,
    )
    water_c = _water(record, supply_c)
    capacity = _capacity(bench, record, source, (hot, water_c, supply_c), density)
    needed = _needed(bench, record, heat, capacity, through)
    largest = max((d.heat for d in doors), default=0.0)
    beside = math.ceil((heat.total + largest) / (capacity.si("kW") - record.fan_power.si("kW")) - _SAME) if doors else 0
    moved = through.si("m3/s") + each * max((d.air_heat for d in doors), default=0.0)
    beside = max(beside, math.ceil(moved / record.airflow.si("m3/s") - _SAME)) if doors else 0
    total, standing = max(bench.spare.total(needed), beside), len(placed)
    if total > standing:
        cure = ("air_units.extra", float(total - standing))
        bench.fall_short("air_units", "AIR-HALL", q(float(total)), q(float(standing)), cure)
    fans = min(needed, standing) * record.fan_power.si("kW")
    units = _duties(record, placed, (heat.total + fans, capacity.si("kW"), fans), needed)
    coils = record.water_flow.known and source in ("facility", "chilled")
    flow = record.water_flow.si("LPM") * needed if coils else 0.0
    back_c = water_c + _water_rise(record)
    airflow = record.airflow.si("m3/s") * standing
    every = math.fsum((flow, *(d.flow for d in doors)))
    if doors and every > 0.0:
        back_c = math.fsum((flow * back_c, *(d.flow * d.water_out for d in doors))) / every
    return AirPlan(
        units, needed, source, supply_c, hot.si("degC"), water_c, back_c, every, airflow, fans, heat.total, flow, doors
    )


def _needed(bench: Bench, record: AirUnit, heat: AirHeat, capacity: Step, through: Step) -> int:
    """Units that must run, by heat and by airflow."""
    by_heat = bench.keep(
        units_by_heat, "air_units_by_heat", Q_room=q(heat.total, "kW"), Q_unit=capacity, P_fan=record.fan_power
    )
    by_flow = bench.keep(units_by_airflow, "air_units_by_airflow", V_racks=through, V_unit=record.airflow)
    return max(int(by_heat.si("")), int(by_flow.si("")))


def _duties(
    record: AirUnit, placed: Sequence[Placed], powers: tuple[float, float, float], needed: int
) -> tuple[AirUnitDuty, ...]:
    """Each unit's share of powers = (heat of all, capacity of one, fans of all) [kW]."""
    heat, capacity, fans = powers
    count, airflow = len(placed), record.airflow.si("m3/s")
    return tuple(
        AirUnitDuty(p.tag, record.key, heat / count, capacity, airflow, fans / count, "N" if i < needed else "R")
        for i, p in enumerate(sorted(placed, key=lambda p: p.tag))
    )


def coil_rise(bench: Bench, placed: Sequence[Placed]) -> float:
    """Rise of the water in the coils of the units [K]: as rated, where that is not told the usual one of the loop."""
    rise = _water_rise(bench.catalog.get(AirUnit, slug_of(placed[0].catalog))) if placed else 0.0
    return rise or bench.catalog.threshold("sizing", "fws_rise").si("delta_degC")


def _rise(bench: Bench) -> float:
    return bench.rules.si("air_delta", "delta_degC")


def _water(record: AirUnit, supply_c: float) -> float:
    """Coil water that gives an air supply, from the rated approach of the unit."""
    if record.air_out_rated.known and record.water_in_rated.known:
        return supply_c - (record.air_out_rated.si("degC") - record.water_in_rated.si("degC"))
    return supply_c


def _water_rise(record: AirUnit) -> float:
    if record.water_in_rated.known and record.water_out_rated.known:
        return record.water_out_rated.si("degC") - record.water_in_rated.si("degC")
    return 0.0


def _capacity(
    bench: Bench, record: AirUnit, source: AirSource, temperatures: tuple[Step, float, float], density: Step
) -> Step:
    hot, water_c, supply_c = temperatures
    if source == "outdoor":
        return bench.keep(
            outdoor_heat, "air_unit_capacity", V=record.airflow, rho=density, T_hot=hot, T_supply=q(supply_c, "degC")
        )
    rated = record.air_in_rated.si("degC") - record.water_in_rated.si("degC")
    return bench.keep(
        coil_heat,
        "air_unit_capacity",
        limit=Limit(">=", record.fan_power.q, "more than its own fans", "derived"),
        Q_rated=record.heat_rated,
        T_hot=hot,
        T_water=q(water_c, "degC"),
        dT_rated=delta(rated),
        sigma=q(bench.density_ratio),
    )


def _source(
    bench: Bench, record: AirUnit, wish_c: float, facility: Supplies, chilled: bool
) -> tuple[AirSource, float]:
    """Source of cold and air supply temperature [degC], with the decision noted."""
    coil_c = _water(record, wish_c)
    facility_c, lowest, dry = facility
    if facility_c is not None and facility_c <= coil_c:
        bench.decide("air_from_facility", "AIR-HALL", water=q(facility_c, "degC"), coil=q(coil_c, "degC"))
        return "facility", wish_c
    shown = q(facility_c, "degC") if facility_c is not None else "-"
    if chilled and facility_c is None:
        bench.decide("air_alone", "AIR-HALL", coil=q(coil_c, "degC"))
        return "chilled", wish_c
    if chilled:
        bench.decide("air_from_chillers", "AIR-HALL", water=shown, coil=q(coil_c, "degC"))
        return "chilled", wish_c
    outdoor, ceiling = _outdoors(bench, record), _warmest(bench)
    spared = bench.site.water.daily_limit.known and outdoor <= ceiling and (dry is None or dry > coil_c)
    if lowest is not None and lowest <= coil_c and not spared:
        water, reach = q(coil_c, "degC"), q(lowest, "degC")
        if facility_c is None:
            bench.decide("facility_for_air", "FWS", supply=water, lowest=reach)
        else:
            bench.decide("facility_lowered", "FWS", supply=water, lowest=reach, before=shown)
        return "facility", wish_c
    if outdoor <= ceiling:
        supply = max(wish_c, outdoor)
        bench.decide(
            "air_from_outdoors", "AIR-HALL", supply=q(supply, "degC"), limit=q(ceiling, "degC"), wish=q(wish_c, "degC")
        )
        return "outdoor", supply
    _say_none(bench, wish_c, min(outdoor, lowest - _water(record, 0.0) if lowest is not None else outdoor))
    return "none", wish_c


def _outdoors(bench: Bench, record: AirUnit) -> float:
    """Outdoor air of the design day behind the fans of a unit [degC]."""
    air = bench.dry_bulb.si("degC") + bench.rules.si("recirculation", "delta_degC")
    mass = record.airflow.si("m3/s") * bench.pressure_pa() / (_R_AIR * (air + 273.15))
    return float(air + record.fan_power.si("kW") * 1000.0 / (mass * CP_AIR))


def _say_none(bench: Bench, wish_c: float, nearest_c: float) -> None:
    """The shortfall and the risk, with the coldest air that the permitted plant could give."""
    nearest, limit = wished(nearest_c), bench.rack_limits[1]
    bench.fall_short("air_source", "AIR-HALL", q(wish_c, "degC"), nearest, None)
    wish = q(wish_c, "degC")
    if limit is not None and nearest_c > limit.si("degC"):
        bench.note(
            NoteKind.RISK, "air_source_beyond", "AIR-HALL", supply=wish, outdoor=bench.dry_bulb, nearest=nearest,
            limit=limit,
        )
        return
    bench.note(
        NoteKind.RISK, "air_source", "AIR-HALL", supply=wish, outdoor=bench.dry_bulb, nearest=nearest,
        limit=limit if limit is not None else "-",
    )


def _warmest(bench: Bench) -> float:
    """Warmest air that the design may send to racks: the brief's wish or the recommended ceiling if that is higher."""
    wish = bench.site.wishes.cooling.air_supply
    ceiling = bench.rules.si("air_supply_max", "degC")
    return max(wish.si("degC"), ceiling) if wish.known else ceiling
