"""The plant of a hall settled: air, facility loop, coolers and chillers with the pumps' own heat in the balance."""

from dataclasses import dataclass, replace

from designer.catalog import Chiller
from designer.cooling.air import AirHeat, AirPlan, air_plan, coil_rise, placed_air_units
from designer.cooling.bench import Bench
from designer.cooling.chillers import ChillerBank, chillers_of
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.demand import control_panels
from designer.cooling.facility_loop import PumpBank
from designer.cooling.hall import Hall
from designer.cooling.outdoors import (
    CoolerBank,
    cooler_bank,
    coolers_of,
    dry_reach,
    in_reach,
    judge_coolers,
    lowest_supply,
)
from designer.cooling.pressures import Lost
from designer.cooling.rear_doors import door_seats
from designer.cooling.records import PipeRun
from designer.cooling.rejection import ChillerModel, chiller_model
from designer.cooling.systems import Crossed, chilled_head, chilled_water, crossed_by, facility_users, facility_water
from designer.cooling.technology import TechnologySide
from designer.cooling.trim import NO_TRIM, TrimBank, trim_bank
from designer.layout.records import Layout, Placed
from designer.units import q

__all__ = ["SettledPlant", "settle", "supply_of"]

_PASSES = 12
_SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class SettledPlant:
    """The settled plant, with the facility loop's heat [kW] and heat capacity rate [kW/K]."""

    side: TechnologySide
    air: AirPlan
    pumps: PumpBank
    coolers: CoolerBank
    chillers: ChillerBank
    chilled_pumps: float
    runs: tuple[PipeRun, ...]
    heat: float
    rate: float
    trim: float
    exchangers: TrimBank

    @property
    def loop(self) -> tuple[float, float, float]:
        """Heat [kW], heat capacity rate [kW/K] and supply [degC] of the facility loop."""
        return self.heat, self.rate, supply_of(self.side, self.air)

    def lost(self, bench: Bench) -> dict[str, Lost]:
        """What is lost in each loop: of chilled water all of it counts as its users'."""
        racks = max((s.head for s in self.side.loops), default=0.0)
        worst = max((r.drop for s in self.side.loops for r in s.racks), default=0.0)
        warm = max(bench.rules.si("expansion_hot", "degC"), self.side.returned_c)
        chilled = chilled_head(bench).si("kPa")
        users = facility_users(bench, self.side)
        return {"TCS": Lost(racks, worst, warm), "FWS": Lost(self.pumps.head, users, warm),
                "CHW": Lost(chilled, chilled, self.air.water_out_c)}


def settle(bench: Bench, layout: Layout, side: TechnologySide, hall: Hall) -> SettledPlant:
    """Repeat air and facility loop until the pumps' own heat is in the balance it comes from."""
    coolers = coolers_of(bench, layout)
    chiller, chillers = chillers_of(bench, layout)
    motors, crossed = 0.0, Crossed()
    mark = bench.mark()
    for _ in range(_PASSES):
        bench.back(mark)
        works = _once(bench, layout, side, hall, (coolers, (chiller, chillers), motors, crossed))
        left = works.pumps.power - works.pumps.shaft
        found = crossed_by(bench, layout, works.exchangers, (chillers, works.chillers.needed))
        if abs(left - motors) <= _SETTLED and found == crossed:
            return works
        motors, crossed = left, found
    return works


#: Coolers, chillers, heat of the pumps' motors [kW], what chillers put into the facility supply.
_Standing = tuple[
    CoolerSet | None, tuple[Chiller | None, tuple[Placed, ...]], float, Crossed
]


def _once(bench: Bench, layout: Layout, side: TechnologySide, hall: Hall, standing: _Standing) -> SettledPlant:
    coolers, (machine, chillers), motors, crossed = standing
    cdu_liquid = side.cdu_power * bench.rules.si("cdu_heat_to_liquid")
    panels = bench.rules.si("panel_power", "kW") * len(control_panels(bench, layout))
    room = hall.indoor + hall.house + side.cdu_power - cdu_liquid + motors + panels
    heat = AirHeat(hall.rack_air, room, door_seats(bench, layout, dict(hall.by_rack)))
    liquid = side.heat + cdu_liquid if side.loops else 0.0
    least = coolers.least(bench.spare.running(len(coolers))) if coolers else None
    units = placed_air_units(bench, layout.of("air-unit"))
    rate = side.states[1].kw_per_k(side.facility_flow)
    through = rate * (1.0 + heat.total / liquid) if liquid else heat.total / coil_rise(bench, units)
    asked = (liquid + heat.total, through)
    dry = dry_reach(bench, least, *asked) if least and asked[1] > 0.0 else None
    supplies = (side.facility_supply_c, lowest_supply(bench, least, *asked), dry)
    air = air_plan(bench, heat, units, supplies, machine is not None)
    facility, pumps, runs = facility_water(bench, layout, side, air, crossed)
    carried = air.carried if air.source == "facility" else 0.0
    loop_heat = liquid + carried + pumps.shaft if side.loops or carried else 0.0
    supply = supply_of(side, air)
    chiller = chiller_model(bench, machine, air.chilled_c(supply)) if machine else None
    job = (loop_heat, facility, supply)
    bank = cooler_bank(bench, coolers, job)
    trimmed = _trim(bench, layout, air, (coolers, chiller, chillers), job) if bank.short and coolers else None
    if trimmed:
        bank, trim = trimmed, trimmed.missing
    else:
        trim = 0.0
        judge_coolers(bench, bank, job)
    water = (air.water_in_c, air.water_out_c) if air.source == "chilled" else (0.0, 0.0)
    evaporator = (chiller.fluid_drop or bench.rules.si("cooler_drop_default", "kPa")) if chiller else 0.0
    exchangers = trim_bank(bench, trim, (pumps.flow, facility, supply), water, evaporator)
    cooled = (trim, exchangers, (supply + trim / facility if facility else supply, supply))
    chilled, own, chilled_runs = chilled_water(bench, layout, air, (chiller, chillers), cooled)
    all_runs = (*runs, *chilled_runs)
    return SettledPlant(side, air, pumps, bank, chilled, own, all_runs, loop_heat, facility, trim, exchangers)


def _trim(
    bench: Bench, layout: Layout, air: AirPlan,
    standing: tuple[CoolerSet, ChillerModel | None, tuple[Placed, ...]], job: tuple[float, float, float],
) -> CoolerBank | None:
    """The cooler bank with its spares out, when chillers may take what it leaves and enough of them stand.

    Where no number of coolers would do, too few chillers are the shortfall.
    """
    coolers, model, placed = standing
    if model is None or "chiller" not in bench.site.wishes.cooling.rejection:
        return None
    mark = bench.mark()
    bank = cooler_bank(bench, coolers, job, bench.spare.running(len(coolers)))
    loaded, _, _ = chilled_water(bench, layout, air, (model, placed), (bank.missing, NO_TRIM, (0.0, 0.0)))
    bench.back(mark)
    too_few = bench.spare.total(loaded.needed) > len(placed)
    if not loaded.needed or (too_few and in_reach(bank, job, bench.pressure_pa())):
        cooler_bank(bench, coolers, job)
        return None
    bench.forget("adiabatic")
    bench.decide("chiller_trim", bank.duties[0].catalog, heat=q(bank.missing, "kW"), air=q(bank.entering_c, "degC"))
    return replace(bank, mode="chiller-trim")


def supply_of(side: TechnologySide, air: AirPlan) -> float:
    """Facility supply [degC]: what the CDUs take, or colder where the air coils want it."""
    wanted = [side.facility_supply_c] if side.facility_supply_c is not None else []
    if air.source == "facility":
        wanted.append(air.water_in_c)
    return min(wanted, default=0.0)
