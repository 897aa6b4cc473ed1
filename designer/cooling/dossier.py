"""What a settled plant is described by: options, segments, settings, items, specification, procedures, air balance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from designer.cooling.air import AirPlan
from designer.cooling.balancing import settings_of
from designer.cooling.bench import Bench
from designer.cooling.cases import HallHeat, cases_of
from designer.cooling.demand import PlantPower
from designer.cooling.door_options import RackAir, say_alternative
from designer.cooling.energy import Plant
from designer.cooling.loop_briefs import loop_briefs
from designer.cooling.options import Duties, options_of
from designer.cooling.pressures import Pressures
from designer.cooling.procedures import commissioning_of, control_failures_of, sequences_of
from designer.cooling.quantities import door_connections, valves_counted
from designer.cooling.rack_flow import slug_of
from designer.cooling.records import CoolingPlan, PipeRun, PlantOption
from designer.cooling.segments import segments_of
from designer.cooling.specification import specification_of
from designer.cooling.suction import suctions_of
from designer.cooling.surge import surges_of, valve_lines_of
from designer.cooling.trays import tray_lines
from designer.cooling.valve_lines import lines_of
from designer.layout.records import Layout
from designer.model import Load, NoteKind
from designer.units import q

__all__ = ["Settled", "described"]


@dataclass(frozen=True, slots=True)
class Settled:
    """The settled plant: its parts, pipes, the plant that the hours run, and what follows the racks' load."""

    plant: PlantPower
    runs: tuple[PipeRun, ...]
    running: Plant
    heat: HallHeat
    loop: tuple[float, float, float]
    pressures: Mapping[str, Pressures]


def described(bench: Bench, plan: CoolingPlan, settled: Settled, layout: Layout, loads: Sequence[Load]) -> CoolingPlan:
    """The plan with its description; steps and notes made on the way are added."""
    plant, runs = settled.plant, settled.runs
    settings = settings_of(bench, plant.technology)
    found = {loop: plan.temperatures.get(f"{loop.lower()}_supply") for loop in ("TCS", "FWS", "CHW")}
    supplies = {loop: supply for loop, supply in found.items() if supply is not None}
    specification = specification_of(bench, plant, runs, settled.pressures, supplies)
    lines = lines_of(bench, plant, runs, settings, plan.valves)
    surges = surges_of(bench, settled.pressures, lines.values())
    sizes = valve_lines_of(bench, plan.valves, lines, surges)
    bulk = (*plan.bulk, *valves_counted(plan.valves, sizes))
    bulk += door_connections(bench, plant.air.doors, runs)
    options = options_of(bench, _duties(bench, settled, layout, loads))
    _say_pumps(bench, options)
    say_alternative(bench, plant.air, _rack_air(layout, loads))
    for option in options:
        if option.survey and option.verdict == "unrated":
            bench.note(NoteKind.RFI, "standing_unrated", option.survey, count=option.standing)
    return replace(
        plan,
        options=options,
        doors=plant.air.doors,
        trays=tray_lines(bench.catalog, loads),
        cases=cases_of(bench, settled.running, settled.heat),
        segments=segments_of(plant, runs),
        settings=settings,
        specification=specification,
        pressures=tuple(p.row(loop, bench.pressure_pa() / 1e5) for loop, p in settled.pressures.items()),
        suctions=suctions_of(bench, plant, runs, settled.pressures),
        surges=surges,
        valve_lines=sizes,
        bulk=tuple(sorted(bulk, key=lambda i: i.key)),
        sequences=sequences_of(bench, plant, plan.temperatures, plan.ride_through),
        control_failures=control_failures_of(bench, plant),
        commissioning=commissioning_of(bench, plant, settings, plan.ride_through),
        air_balance=_air_balance(bench, plant.air),
        loop_briefs=loop_briefs(bench, plant.technology, _fill(bench, settled.pressures)),
        notes=tuple(bench.said.values()),
        shortfalls=tuple(bench.short.values()),
        steps=tuple(bench.made.values()),
    )


def _fill(bench: Bench, pressures: Mapping[str, Pressures]) -> float:
    """Gauge pressure that fills the technology loops [kPa]."""
    return pressures["TCS"].fill.si("kPa") - bench.pressure_pa() / 1000.0 if "TCS" in pressures else 0.0


def _duties(bench: Bench, settled: Settled, layout: Layout, loads: Sequence[Load]) -> Duties:
    """What every option is judged by."""
    kinds = ("cooler", "chiller", "air-unit", "pump")
    placed = [p for kind in kinds for p in layout.of(kind) if p.catalog]
    chosen = frozenset(p.catalog for p in (*placed, *settled.plant.air.seats))
    stays = {p.tag for p in placed if p.existing}
    kept = frozenset(item.tag for item in bench.site.plant if stays & set(item.tags))
    pumps, air = settled.plant.pumps, _rack_air(layout, loads)
    return Duties(settled.loop, (pumps.flow, pumps.head), settled.plant.air, air, chosen, settled.plant.trim, kept)


def _rack_air(layout: Layout, loads: Sequence[Load]) -> RackAir:
    """Slug and own heat to air [kW] of every rack that stands."""
    heats = {x.tag: x.heat_air_kw for x in loads}
    return tuple((slug_of(rack.catalog), heats.get(rack.tag, 0.0)) for rack in layout.of("rack"))


def _say_pumps(bench: Bench, options: Sequence[PlantOption]) -> None:
    """A head beyond the placed pump, with the nearest that the catalog has."""
    short = bench.short.get(("pump_head", "FWS"))
    if short is None:
        return
    pumps = [o for o in options if o.kind == "pump"]
    fit = min((o for o in pumps if o.needed), key=lambda o: (o.power, o.catalog), default=None)
    most = max((o.nearest or 0.0 for o in pumps), default=0.0)
    if fit:
        bench.note(
            NoteKind.RISK, "pump_head", "FWS", wanted=short.wanted, got=short.got, choice=slug_of(fit.catalog)
        )
    else:
        bench.note(NoteKind.RISK, "pump_head_none", "FWS", wanted=short.wanted, got=short.got, most=q(most, "kPa"),
                   over=short.wanted - short.got)


def _air_balance(bench: Bench, air: AirPlan) -> dict[str, float]:
    """Airflows [m3/s] of the containment with the needed units at full fans: what racks draw, leaks and is left."""
    through = bench.made.get("cooling.rack_airflow")
    if through is None or not air.units or air.heat <= 0.0:
        return {}
    drawn = through.si("m3/s")
    racks = drawn / (1.0 + bench.rules.si("containment_leak"))
    supplied = air.units[0].airflow * min(air.needed, len(air.units))
    return {
        "supplied": supplied,
        "racks": racks,
        "leak": drawn - racks,
        "spare": supplied - drawn,
        "standing": math.fsum(u.airflow for u in air.units),
    }
