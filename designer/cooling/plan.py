"""The order of work of the cooling room: racks, loops, air, facility loop, outdoor plant, year, graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from designer.catalog import Catalog, Rack
from designer.cooling.air_rides import air_rides, air_seconds
from designer.cooling.balance import balance_of
from designer.cooling.bench import Bench, bench_of
from designer.cooling.connections import buffer_drop, vessel_lines
from designer.cooling.controls import instruments_of, setpoints_of
from designer.cooling.demand import PlantPower, plant_loads
from designer.cooling.door_rides import door_rides, door_seconds
from designer.cooling.door_settings import door_settings
from designer.cooling.dossier import Settled, described
from designer.cooling.drops import drops_of, paths_of
from designer.cooling.falls import falls_of
from designer.cooling.floor_space import late_of
from designer.cooling.graph import plant_graph
from designer.cooling.hall import Hall, following, hall_of
from designer.cooling.hanging import hang_pipes
from designer.cooling.loop_briefs import circuit_briefs
from designer.cooling.loop_items import items_of
from designer.cooling.outage_states import states_of
from designer.cooling.outages import outages_of
from designer.cooling.outdoors import (
    screen,
)
from designer.cooling.passed import Passed, passed_of
from designer.cooling.pipes_proven import pipe_flows_of
from designer.cooling.plant_states import Works
from designer.cooling.pressures import Pressures, pressures_of
from designer.cooling.quantities import bulk_of
from designer.cooling.rack_flow import rack_limits
from designer.cooling.records import CoolingPlan, Feeds, PipeRun
from designer.cooling.rides import rides_of
from designer.cooling.segments import valves_of
from designer.cooling.settling import SettledPlant, settle, supply_of
from designer.cooling.technology import technology_side
from designer.cooling.volumes import contents_of, volumes_of
from designer.cooling.yearly import Outcome, outcome_of
from designer.layout.late import Late
from designer.layout.records import Layout
from designer.model import Load
from designer.site.records import Site
from designer.sizing.records import Programme

__all__ = ["carry", "late", "prove"]

#: Times that vessels are sized again with what their own lines hold.
_LINE_PASSES = 3


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
    given = (layout, loads)
    running = _running(bench, given, hall, works)
    made = _plan(bench, given, hall, running, ())
    if programme.losses_found is not None:
        made, running = _with_lines(bench, given, hall, running, made)
    return _described(bench, given, hall, running, made)


def _with_lines(
    bench: Bench, given: "_Given", hall: Hall, running: "_Running", made: "_Made"
) -> "tuple[_Made, _Running]":
    """A settled plan with the lines of its vessels and tanks, whose content moves the vessels' sizes again."""
    works = running.works
    heats = {s.loop.tag: s.loop.heat for s in works.side.loops}
    heats |= {"FWS": works.heat, "CHW": works.air.carried + works.trim}
    lines: tuple[PipeRun, ...] = ()
    for _ in range(_LINE_PASSES):
        found = vessel_lines(bench, given[0], made[0], heats)
        if found == lines:
            break
        if bench.buffer_drop != buffer_drop(found):
            bench.buffer_drop = buffer_drop(found)
            running = _running(bench, given, hall, settle(bench, given[0], works.side, hall))
        made, lines = _plan(bench, given, hall, running, found), found
    return made, running


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
) -> tuple[Bench, SettledPlant, Hall]:
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
    works = settle(bench, layout, side, hall)
    return bench, works, hall


def _liquid_wanted(site: Site, catalog: Catalog) -> bool:
    """Whether the brief wants any rack that takes coolant; a system may stand in such a rack."""
    wanted = [(c.rack, c.system) for c in site.wishes.compute]
    liquid = [rack for rack in catalog.all(Rack) if rack.cooling != "air"]
    return any(x.slug == rack or (system and x.system == system) for x in liquid for rack, system in wanted)


def _temperatures(bench: Bench, works: SettledPlant, outcome: Outcome) -> dict[str, float]:
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
        supply = supply_of(side, works.air)
        found["fws_supply"], found["fws_return"] = supply, supply + works.heat / works.rate
        found["fws_supply_design_day"] = outcome.design_supply
        found["fws_supply_extreme"] = outcome.extreme_supply
    if works.air.source == "chilled":
        found["chw_supply"], found["chw_return"] = works.air.water_in_c, works.air.water_out_c
    if works.air.drying is not None:
        found["hall_dew_point"] = works.air.drying.dew
    return found


#: Layout and loads of racks and fabric.
_Given = tuple[Layout, Sequence[Load]]


@dataclass(frozen=True, slots=True)
class _Running:
    """Settled works with their loads and the year that they run."""

    works: SettledPlant
    plant: PlantPower
    own: tuple[Load, ...]
    outcome: Outcome


def _running(bench: Bench, given: _Given, hall: Hall, works: SettledPlant) -> _Running:
    plant = PlantPower(
        works.side, works.pumps, works.air, works.coolers, works.chillers, works.chilled_pumps, works.trim,
        works.exchangers, runs=works.runs,
    )
    own = plant_loads(bench, given[0], plant)
    outcome = outcome_of(bench, plant, own, (hall.it_kw, hall.losses, hall.house, hall.outdoor), works.loop)
    return _Running(works, plant, own, outcome)


#: A plan that is not described yet, with the pressures of its loops.
_Made = tuple[CoolingPlan, Mapping[str, Pressures]]


def _plan(bench: Bench, given: _Given, hall: Hall, running: _Running, lines: tuple[PipeRun, ...]) -> _Made:
    """The plan of running works; `lines` are those of vessels and tanks."""
    layout, loads = given
    works, plant, own, outcome = running.works, running.plant, running.own, running.outcome
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
    return replace(plan, items=items_of(bench, plant, runs, volumes)), within


def _described(bench: Bench, given: _Given, hall: Hall, running: _Running, made: _Made) -> CoolingPlan:
    """A made plan with its description."""
    layout, loads = given
    plan, within = made
    works = running.works
    plant = replace(running.plant, buffered=plan.volumes.get("buffer", 0.0) > 0.0)
    heat = following(works.side.heat, works.air.source, hall, loads)
    settled = Settled(plant, plan.pipes, running.outcome.running, heat, works.loop, within)
    return described(bench, plan, settled, layout, loads)
