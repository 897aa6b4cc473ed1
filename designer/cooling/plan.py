"""The order of work of the cooling room: racks, loops, air, facility loop, outdoor plant, year, graph."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.catalog import Catalog, Chiller, Rack
from designer.cooling.air import AirHeat, AirPlan, air_plan, coil_rise, placed_air_units
from designer.cooling.air_rides import air_rides, air_seconds
from designer.cooling.balance import balance_of
from designer.cooling.bench import Bench, bench_of
from designer.cooling.chillers import ChillerBank, chillers_of
from designer.cooling.connections import buffer_drop, vessel_lines
from designer.cooling.controls import instruments_of, setpoints_of
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.demand import PlantPower, control_panels, plant_loads
from designer.cooling.door_rides import door_rides, door_seconds
from designer.cooling.door_settings import door_settings
from designer.cooling.dossier import Settled, described
from designer.cooling.drops import drops_of, paths_of
from designer.cooling.facility_loop import PumpBank
from designer.cooling.falls import falls_of
from designer.cooling.floor_space import late_of
from designer.cooling.graph import plant_graph
from designer.cooling.hall import Hall, following, hall_of
from designer.cooling.hanging import hang_pipes
from designer.cooling.loop_briefs import circuit_briefs
from designer.cooling.outage_states import states_of
from designer.cooling.outages import outages_of
from designer.cooling.outdoors import (
    CoolerBank,
    cooler_bank,
    coolers_of,
    dry_reach,
    in_reach,
    judge_coolers,
    lowest_supply,
    screen,
)
from designer.cooling.passed import Passed, passed_of
from designer.cooling.pipes_proven import pipe_flows_of
from designer.cooling.plant_states import Works
from designer.cooling.pressures import Lost, pressures_of
from designer.cooling.quantities import bulk_of
from designer.cooling.rack_flow import rack_limits
from designer.cooling.rear_doors import door_seats
from designer.cooling.records import CoolingPlan, Feeds, PipeRun
from designer.cooling.rejection import ChillerModel, chiller_model
from designer.cooling.rides import rides_of
from designer.cooling.segments import valves_of
from designer.cooling.systems import Crossed, chilled_head, chilled_water, crossed_by, facility_users, facility_water
from designer.cooling.technology import TechnologySide, technology_side
from designer.cooling.trim import NO_TRIM, TrimBank, trim_bank
from designer.cooling.volumes import contents_of, volumes_of
from designer.cooling.yearly import Outcome, outcome_of
from designer.layout.late import Late
from designer.layout.records import Layout, Placed
from designer.model import Load
from designer.site.records import Site
from designer.sizing.records import Programme
from designer.units import q

__all__ = ["carry", "late", "prove"]

_PASSES = 12
#: Times that vessels are sized again with what their own lines hold.
_LINE_PASSES = 3
_SETTLED = 1e-9


def carry(
    site: Site, programme: Programme, layout: Layout, loads: Sequence[Load], catalog: Catalog,
    passed: Passed | None = None,
) -> CoolingPlan:
    """Carry all heat of the hall outdoors.

    Args:
        site: the brief; climate, water, cooling wishes.
        programme: its electrical losses, estimated or found, and its estimate of house load.
        layout: places of racks, CDUs, pumps, air units, coolers and chillers.
        loads: racks and fabric, with their heat to liquid and air.
        catalog: products, coolants, thresholds.
        passed: passings of its pipes, where they have been found.

    Returns the plan; what cannot be carried is in its shortfalls, with the constraint that would cure it.
    Raises `hydraulics.Unsolved` when a loop has no hydraulic state.
    """
    bench, works, hall = _standing((site, programme, layout), loads, catalog, passed=passed)
    plan = _made(bench, (layout, loads), hall, works, ())
    return plan if programme.losses_found is None else _with_lines(bench, (layout, loads), hall, works, plan)


def _with_lines(
    bench: Bench, given: tuple[Layout, Sequence[Load]], hall: Hall, works: "_Works", plan: CoolingPlan
) -> CoolingPlan:
    """A settled plan with the lines of its vessels and tanks, whose content moves the vessels' sizes again."""
    heats = {s.loop.tag: s.loop.heat for s in works.side.loops}
    heats |= {"FWS": works.heat, "CHW": works.air.carried + works.trim}
    lines: tuple[PipeRun, ...] = ()
    for _ in range(_LINE_PASSES):
        found = vessel_lines(bench, given[0], plan, heats)
        if found == lines:
            break
        if bench.buffer_drop != buffer_drop(found):
            bench.buffer_drop = buffer_drop(found)
            works = _settle(bench, given[0], works.side, hall)
        plan, lines = _made(bench, given, hall, works, found), found
    return plan


def _made(
    bench: Bench, given: tuple[Layout, Sequence[Load]], hall: Hall, works: "_Works", lines: tuple[PipeRun, ...]
) -> CoolingPlan:
    """The plan of settled works; `lines` are those of vessels and tanks."""
    layout, loads = given
    plant = PlantPower(
        works.side, works.pumps, works.air, works.coolers, works.chillers, works.chilled_pumps, works.trim,
        works.exchangers, runs=works.runs,
    )
    own = plant_loads(bench, layout, plant)
    outcome = outcome_of(bench, plant, own, (hall.it_kw, hall.losses, hall.house, hall.outdoor), works.loop)
    return _plan(bench, (layout, loads, own), hall, (works, plant, outcome, lines))


def prove(
    made: tuple[Site, Programme, Layout],
    loads: Sequence[Load],
    catalog: Catalog,
    plan: CoolingPlan,
    feeds: Feeds,
) -> CoolingPlan:
    """The plan with every element taken out in turn, each state solved (`outages`), and each loss followed (`rides`).

    Args:
        made: the brief, the programme and the layout that the plan was carried with.
        loads: the racks' and the fabric's loads that it was carried with.
        catalog: products, coolants, thresholds.
        plan: the settled plan.
        feeds: elements and links of the power trade, and what it bridges.

    A state without a solution is told as such in `outages`.
    """
    lines = tuple(r for r in plan.pipes if "-BUF-" in r.tag)
    fills = {p.loop: (p.fill - p.air) * 100.0 for p in plan.pressures}
    passed = passed_of(plan.passings, [r.tag for r in plan.pipes])
    bench, works, _ = _standing(made, loads, catalog, buffer_drop(lines), passed)
    standing = Works(
        works.side, works.air, works.pumps, works.coolers, works.chillers, works.runs, *works.loop, works.trim,
        works.exchangers, plan.volumes.get("buffer", 0.0) > 0.0, lines, fills.get("TCS", 0.0) / 100.0,
    )
    proof = outages_of(bench, made[2], standing, plan.valves, (feeds.elements, feeds.links))
    rides = rides_of(bench, standing, (plan.volumes, plan.ride_through), feeds)
    rides += door_rides(bench, plan.ride_through, feeds)
    rides += air_rides(bench, made[2], works.air, (plan.ride_through, feeds))
    drops = drops_of(bench, standing, proof, plan.valves)
    return replace(
        plan, drops=drops, drop_paths=paths_of(drops, plan.steps), rides=rides,
        outages=tuple(each.outage for each in proof.judged),
        pipe_flows=pipe_flows_of(proof, standing),
        states=states_of(bench, standing, proof, rides, (plan.volumes, feeds)),
        loop_briefs=(*plan.loop_briefs, *circuit_briefs(bench, proof, fills)),
        door_settings=door_settings(bench, standing, proof),
    )


def late(site: Site, catalog: Catalog, plan: CoolingPlan) -> tuple[Late, ...]:
    """Vessels, tanks and exchangers of a plan that want floor, for the layout to seat."""
    return late_of(bench_of(site, catalog), plan)


def _standing(
    made: tuple[Site, Programme, Layout], loads: Sequence[Load], catalog: Catalog, lost: float = 0.0,
    passed: Passed | None = None,
) -> tuple[Bench, "_Works", Hall]:
    """The workbench, the settled plant and the heat of the hall; `lost` is what the lines of a buffer tank lose [kPa].
    """
    site, programme, layout = made
    bench = bench_of(site, catalog)
    bench.buffer_drop, bench.passed = lost, passed or Passed()
    hang_pipes(bench, layout)
    bench.rack_limits = rack_limits(bench, layout)
    bench.approach = programme.approach
    bench.programme = programme
    bench.plant = frozenset(m.prefix for m in programme.modules) or None
    side = technology_side(bench, loads, layout)
    if not side.loops and _liquid_wanted(site, catalog):
        screen(bench)
    hall = hall_of(bench, programme, loads)
    works = _settle(bench, layout, side, hall)
    return bench, works, hall


def _liquid_wanted(site: Site, catalog: Catalog) -> bool:
    """Whether the brief wants any rack that takes coolant; a system may stand in such a rack."""
    wanted = [(c.rack, c.system) for c in site.wishes.compute]
    liquid = [rack for rack in catalog.all(Rack) if rack.cooling != "air"]
    return any(x.slug == rack or (system and x.system == system) for x in liquid for rack, system in wanted)


@dataclass(frozen=True, slots=True)
class _Works:
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
        return self.heat, self.rate, _supply(self.side, self.air)

    def lost(self, bench: Bench) -> dict[str, Lost]:
        """What is lost in each loop: of chilled water all of it counts as its users'."""
        racks = max((s.head for s in self.side.loops), default=0.0)
        worst = max((r.drop for s in self.side.loops for r in s.racks), default=0.0)
        warm = max(bench.rules.si("expansion_hot", "degC"), self.side.returned_c)
        chilled = chilled_head(bench).si("kPa")
        users = facility_users(bench, self.side)
        return {"TCS": Lost(racks, worst, warm), "FWS": Lost(self.pumps.head, users, warm),
                "CHW": Lost(chilled, chilled, self.air.water_out_c)}


def _settle(bench: Bench, layout: Layout, side: TechnologySide, hall: Hall) -> _Works:
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


def _once(bench: Bench, layout: Layout, side: TechnologySide, hall: Hall, standing: _Standing) -> _Works:
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
    supply = _supply(side, air)
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
    return _Works(side, air, pumps, bank, chilled, own, all_runs, loop_heat, facility, trim, exchangers)


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


def _supply(side: TechnologySide, air: AirPlan) -> float:
    """Facility supply [degC]: what the CDUs take, or colder where the air coils want it."""
    wanted = [side.facility_supply_c] if side.facility_supply_c is not None else []
    if air.source == "facility":
        wanted.append(air.water_in_c)
    return min(wanted, default=0.0)


def _temperatures(bench: Bench, works: _Works, outcome: Outcome) -> dict[str, float]:
    found = {
        "design_dry_bulb": bench.dry_bulb.si("degC"),
        "design_wet_bulb": bench.wet_bulb.si("degC"),
        "cooler_air": works.coolers.entering_c,
    }
    side = works.side
    if works.air.units and works.air.heat > 0.0:
        short = bench.short.get(("air_source", "AIR-HALL")) if works.air.source == "none" else None
        warmer = short.got.m_as("degC") - works.air.supply_c if short else 0.0
        found["air_supply"], found["hot_aisle"] = works.air.supply_c + warmer, works.air.hot_c + warmer
    if side.supply is not None and side.loops:
        found["tcs_supply"], found["tcs_return"] = side.supply.si("degC"), side.returned_c
    if works.rate > 0.0:
        supply = _supply(side, works.air)
        found["fws_supply"], found["fws_return"] = supply, supply + works.heat / works.rate
        found["fws_supply_design_day"] = outcome.design_supply
        found["fws_supply_extreme"] = outcome.extreme_supply
    if works.air.source == "chilled":
        found["chw_supply"], found["chw_return"] = works.air.water_in_c, works.air.water_out_c
    if works.air.drying is not None:
        found["hall_dew_point"] = works.air.drying.dew
    return found


def _plan(
    bench: Bench,
    given: tuple[Layout, Sequence[Load], tuple[Load, ...]],
    hall: Hall,
    made: tuple[_Works, PlantPower, Outcome, tuple[PipeRun, ...]],
) -> CoolingPlan:
    layout, loads, own = given
    works, plant, outcome, lines = made
    side = works.side
    runs = (*(r for s in side.loops for r in s.runs), *works.runs, *lines)
    held = contents_of(bench, side, runs, layout.of("cdu"), layout.of("cooler"))
    within = pressures_of(bench, works.lost(bench), runs)
    volumes, rides = volumes_of(bench, side, held, (works.heat, outcome.thirst), within)
    plant = replace(plant, buffered=volumes.get("buffer", 0.0) > 0.0)
    temperatures = _temperatures(bench, works, outcome)
    graph = plant_graph(bench, layout, plant, volumes)
    falls = falls_of(bench, plant, runs)
    worst = max(side.loops, key=lambda s: (s.head, s.loop.tag), default=None)
    plan = CoolingPlan(
        balance=balance_of(loads, own, layout, hall.building),
        racks=tuple(r for s in side.loops for r in s.racks),
        pipes=runs,
        cdus=side.duties,
        pumps=works.pumps.duties,
        rejection=(*outcome.coolers, *works.chillers.duties),
        air_units=works.air.units,
        temperatures=temperatures,
        volumes=volumes,
        ride_through=rides | door_seconds(bench, works.air, volumes) | air_seconds(bench, layout, works.air, volumes),
        annual=outcome.annual,
        valves=valves_of(plant, runs, falls),
        falls=falls,
        instruments=instruments_of(plant),
        setpoints=setpoints_of(bench, plant, temperatures),
        loads=own,
        elements=tuple(sorted(graph.elements, key=lambda e: e.tag)),
        links=tuple(graph.links),
        groups=tuple(graph.groups),
        bulk=bulk_of(bench, runs, (held, volumes)),
        shortfalls=tuple(bench.short.values()),
        notes=tuple(bench.said.values()),
        steps=tuple(bench.made.values()),
        worst_path=worst.worst_path if worst else (),
        rejected=outcome.rejected,
        spread={s.loop.tag: s.spread for s in side.loops},
        mode=works.coolers.mode, air_source=works.air.source,
        daily_water=outcome.daily_water,
        trim=works.exchangers.duties,
    )
    heat = following(side.heat, works.air.source, hall, loads)
    return described(bench, plan, Settled(plant, runs, outcome.running, heat, works.loop, within), layout, loads)
