"""From the settled works to the networks that states are solved on: facility circuit, chilled circuit, the plant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from designer.catalog import AirUnit, Chiller, Pump, RearDoor
from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.chillers import ChillerBank
from designer.cooling.circuit_network import BUFFER, CircuitNetwork, CircuitPlan, User, pipe_of
from designer.cooling.circuit_places import SIDES, Circle, heads_of, ring_order, rings_of
from designer.cooling.circuit_ways import OUT
from designer.cooling.facility_loop import PumpBank, branch_drop
from designer.cooling.loops import facility_flow
from designer.cooling.outdoors import CoolerBank
from designer.cooling.passed import Added
from designer.cooling.rack_flow import slug_of
from designer.cooling.rear_doors import door_drop
from designer.cooling.records import PipeRun
from designer.cooling.states import Plant
from designer.cooling.systems import chilled_head, crossed_by
from designer.cooling.technology import TechnologySide
from designer.cooling.trim import NO_TRIM, TrimBank, placed_exchangers
from designer.layout.records import Layout, Placed
from designer.sizing.coolant import FluidState

__all__ = ["Works", "chilled_of", "coil_flows", "plant_of", "pump_curve"]


@dataclass(frozen=True, slots=True)
class Works:
    """The settled plant as states need it, with the facility loop's heat [kW], heat capacity rate [kW/K], supply [degC]
    the heat that chillers take from it [kW], by which exchangers, whether a buffer tank stands in its supply, the lines
    of that tank, and the gauge pressure that fills the technology loops [bar].
    """

    side: TechnologySide
    air: AirPlan
    pumps: PumpBank
    coolers: CoolerBank
    chillers: ChillerBank
    runs: tuple[PipeRun, ...]
    heat: float
    rate: float
    supply_c: float
    trim: float
    exchangers: TrimBank = NO_TRIM
    buffer: bool = False
    lines: tuple[PipeRun, ...] = ()
    fill: float = 0.0


def plant_of(bench: Bench, layout: Layout, works: Works) -> Plant:
    """The plant of a design; without coolers, pumps or users it has no facility circuit."""
    coolers = tuple(d.tag for d in works.coolers.duties)
    chill = {d.tag: d.capacity for d in works.chillers.duties} if works.trim > 0.0 else {}
    air = works.air.carried if works.air.source == "chilled" else 0.0
    circuit = _facility(bench, layout, works)
    bank = works.exchangers
    return Plant(
        bench, works.side, circuit, works.heat, works.rate, works.supply_c, coolers, works.coolers.coolers, chill, air,
        tuple(d.tag for d in bank.duties), bank.needed,
    )


def coil_flows(bench: Bench, works: Works, source: str) -> dict[str, float]:
    """Water of each coil, of air units and rear doors, [kg/s] where their cold comes from that source."""
    if works.air.source != source or not works.air.units:
        return {}
    state = _state(bench, works, source)
    return {tag: state.kg_s(flow) for tag, flow in works.air.coils.items()}


def pump_curve(record: Pump, state: FluidState) -> tuple[tuple[float, float], ...]:
    """A pump's curve as points (flow [kg/s], head [Pa])."""
    return tuple((state.kg_s(p.flow.si("LPM")), p.head.si("kPa") * 1000.0) for p in record.head_curve)


def _state(bench: Bench, works: Works, source: str) -> FluidState:
    if source == "chilled":
        return bench.fws.at((works.air.water_in_c + works.air.water_out_c) / 2.0)
    return works.side.states[1]


def _pipes(bench: Bench, runs: Sequence[PipeRun], name: str) -> dict[str, tuple[float, float, float, int]]:
    roughness = _roughness(bench)
    kinds = [f"{part}-{side}" for part in ("LEG-A", "LEG-B", "RING", "HEAD") for side in SIDES]
    kinds += [f"TRIM-{end}-{leg}-S" for end in ("IN", "OUT") for leg in "AB"]
    return {kind: pipe_of(runs, f"{name}-{kind}", roughness) for kind in kinds}


def _drawn(bench: Bench, plan: CircuitPlan, runs: Sequence[PipeRun], own: bool) -> CircuitPlan:
    """The circuit with its machines in the order and at the places in which its runs pass them; pumps that have
    branches of their `own` meet the supply ring there.
    """
    users, name = [u.tag for u in plan.users], plan.name
    ordered = tuple(sorted(plan.users, key=lambda u: ring_order(runs, name, users).index(u.tag)))
    rings = rings_of(runs, name, users, [tag for tag, _ in plan.pumps], own)
    sources, heads = heads_of(runs, name, [tag for tag, _ in plan.sources])
    plan = replace(plan, passed=_passed(bench, name, runs, rings))
    return replace(
        plan, users=ordered, sources=tuple(sorted(plan.sources, key=lambda s: sources.index(s[0]))), rings=rings,
        heads=heads,
    )


def _passed(
    bench: Bench, name: str, runs: Sequence[PipeRun], rings: Mapping[str, Circle]
) -> dict[str, Sequence[Added]]:
    """What passings add to the pipes of a circuit: to the rings piece by piece, else to the whole (of equal pipes side
    by side, what they add to the first).
    """
    found: dict[str, Sequence[Added]] = {}
    for run in runs:
        kind = run.tag.removeprefix(f"{name}-")
        if run.loop != name or not run.elbows or kind[-2:] in ("-B", "-C", "-D") or kind[-1] in "BCD":
            continue
        kind = kind.rstrip("A").removesuffix("-") if kind.endswith(("SA", "RA")) else kind
        side = kind[-1]
        if kind == f"RING-{side}":
            found[kind] = bench.passed.spans(run.tag, run.points, rings[side].spans)
        else:
            found[kind] = [bench.passed.of(run.tag)]
    return found


def _facility(bench: Bench, layout: Layout, works: Works) -> CircuitNetwork | None:
    coolers, state = works.coolers.coolers, works.side.states[1]
    if coolers is None or not works.pumps.duties or not works.coolers.duties:
        return None
    users = (*_cdus(bench, works), *_coils(bench, layout, works, "facility"))
    if not users:
        return None
    record = bench.catalog.get(Pump, slug_of(works.pumps.duties[0].catalog))
    drops = coolers.drops(state.heat_capacity)
    plan = CircuitPlan(
        "FWS",
        tuple(
            (d.tag, drops[d.tag] + _branch(works.runs, "FWS", d.tag, state))
            for d in works.coolers.duties
        ),
        tuple((d.tag, _behind(works.runs, d.tag, pump_curve(record, state), state)) for d in works.pumps.duties),
        users,
        _pipes(bench, works.runs, "FWS"),
        {},
        {},
        *_between(bench, layout, works, state),
    )
    plan = replace(plan, buffer=_buffer(bench, works.lines))
    drawn = _drawn(bench, _branched(plan, works.runs, state), works.runs, True)
    return CircuitNetwork(drawn, state, bench.rules.si("fitting_share"))


def _roughness(bench: Bench) -> float:
    return bench.fws_bores[0].roughness_m if bench.fws_bores else bench.tcs_bores[0].roughness_m


def _buffer(bench: Bench, lines: Sequence[PipeRun]) -> tuple[tuple[float, float, float, int], ...]:
    """The lines into the buffer tank and out of it, both or none."""
    return tuple(pipe_of(lines, f"FWS-{BUFFER}-{end}-S", _roughness(bench)) for end in ("IN", "OUT") if lines)


def _between(
    bench: Bench, layout: Layout, works: Works, state: FluidState
) -> tuple[tuple[tuple[str, float], ...], bool]:
    """What stands in the facility supply with the coefficient of its drop [Pa/(kg/s)2], its branches and headers, and
    whether it stands where the legs begin.
    """
    chillers = tuple(p for p in layout.of("chiller") if p.tag in {d.tag for d in works.chillers.duties})
    found = crossed_by(bench, layout, works.exchangers, (chillers, works.chillers.needed))
    each = state.kg_s(works.pumps.flow) / max(found.needed, 1)
    heads = sum(branch_drop(works.runs, "FWS", f"TRIM-{end}") for end in ("IN", "OUT"))
    made = []
    for machine in found.machines:
        own = sum(branch_drop(works.runs, "FWS", f"{machine.tag}{end}") for end in ("", OUT))
        made.append((machine.tag, (found.drop + own + heads) * 1000.0 / each**2))
    return tuple(made), bool(found.machines) and found.machines[0].kind == "chiller"


def _branch(runs: Sequence[PipeRun], circuit: str, tag: str, state: FluidState) -> float:
    """What the branches of a machine lose [Pa/(kg/s)2], by the square of flow; nil of a machine without."""
    pipes = [r for r in runs if r.tag.rstrip("ABCD") in (f"{circuit}-{tag}-S", f"{circuit}-{tag}-R") and r.flow > 0.0]
    sides = len({r.tag.rstrip("ABCD") for r in pipes})
    whole = state.kg_s(sum(r.flow for r in pipes) / max(sides, 1))
    return branch_drop(runs, circuit, tag) * 1000.0 / whole**2 if whole > 0.0 else 0.0


def _behind(
    runs: Sequence[PipeRun], tag: str, curve: tuple[tuple[float, float], ...], state: FluidState
) -> tuple[tuple[float, float], ...]:
    """A pump's curve (flow [kg/s], head [Pa]) less what its own pipes lose, there and behind it."""
    lost = _branch(runs, "FWS", tag, state) + _branch(runs, "FWS", f"{tag}{OUT}", state)
    return tuple((flow, head - lost * flow**2) for flow, head in curve)


def _branched(plan: CircuitPlan, runs: Sequence[PipeRun], state: FluidState) -> CircuitPlan:
    """The circuit with the branches to its users in their drops."""
    users = tuple(replace(u, drop=u.drop + _branch(runs, plan.name, u.tag, state) * u.flow**2) for u in plan.users)
    return replace(plan, users=users)


def chilled_of(bench: Bench, layout: Layout, works: Works) -> CircuitNetwork | None:
    """The chilled-water circuit; every chiller has its own pump of the stated head."""
    if works.air.source != "chilled" or not works.chillers.duties or works.air.water_flow <= 0.0:
        return None
    state = _state(bench, works, "chilled")
    duties = works.chillers.duties
    each = state.kg_s(works.air.water_flow + works.exchangers.water) / max(works.chillers.needed, 1)
    record = bench.catalog.get(Chiller, slug_of(duties[0].catalog))
    drop = record.fluid_drop if record.fluid_drop.known else bench.rules["cooler_drop_default"]
    head, rise = chilled_head(bench).si("kPa") * 1000.0, bench.rules.si("pump_rise")
    curve = ((0.0, head * rise), (each, head), (2.0 * each, head * (4.0 - 3.0 * rise)))
    plan = CircuitPlan(
        "CHW",
        tuple((d.tag, drop.si("kPa") * 1000.0 / each**2 + _branch(works.runs, "CHW", d.tag, state)) for d in duties),
        tuple((f"{d.tag}-P", curve) for d in duties),
        (*_coils(bench, layout, works, "chilled"), *_exchangers(bench, layout, works, state)),
        _pipes(bench, works.runs, "CHW"),
        {},
        {},
    )
    drawn = _drawn(bench, _branched(plan, works.runs, state), works.runs, False)
    return CircuitNetwork(drawn, state, bench.rules.si("fitting_share"))


def _cdus(bench: Bench, works: Works) -> tuple[User, ...]:
    """The CDUs: exchanger by the square of its flow, control valve and strainer at their stated drops."""
    side, rules = works.side, bench.rules
    model = side.model
    if model is None:
        return ()
    valve, strainer = (rules.si(f"{part}_drop", "kPa") * 1000.0 for part in ("control_valve", "strainer"))
    users = []
    for solved in side.loops:
        for cdu in solved.loop.cdus:
            flow = facility_flow(bench, model, solved.flow / len(solved.loop.cdus), side.states)
            plates = model.fws_drop * 1000.0 * (flow / model.fws_flow) ** 2
            own = (("strainer", strainer), ("exchanger", plates))
            users.append(User(cdu.tag, side.states[1].kg_s(flow), plates + strainer + valve, own))
    return tuple(users)


def _exchangers(bench: Bench, layout: Layout, works: Works, state: FluidState) -> tuple[User, ...]:
    """The trim exchangers on the chilled water: their drop at the flow of a needed one, valve beside."""
    bank = works.exchangers
    placed = placed_exchangers(bench, layout, bank)
    if not placed:
        return ()
    plates, valve = (bench.rules.si(f"{part}_drop", "kPa") * 1000.0 for part in ("trim", "control_valve"))
    share, flow = (bank.needed / len(placed)) ** 2, state.kg_s(bank.water / len(placed))
    return tuple(User(p.tag, flow, (plates + valve) * share, (("trim", plates * share),)) for p in placed)


def _coils(bench: Bench, layout: Layout, works: Works, source: str) -> tuple[User, ...]:
    flows = coil_flows(bench, works, source)
    seats: dict[str, Placed] = {p.tag: p for p in layout.of("air-unit")}
    state, users, beside = _state(bench, works, source), [], bench.rules.si("control_valve_drop", "kPa") * 1000.0
    for door in works.air.doors if flows else ():
        own = door_drop(bench, bench.catalog.get(RearDoor, slug_of(door.catalog)), door.flow) * 1000.0
        users.append(User(door.tag, flows.pop(door.tag), own + beside, (("door", own),)))
    for tag, flow in flows.items():
        record = bench.catalog.get(AirUnit, slug_of(seats[tag].catalog))
        rated = record.water_flow if record.water_flow.known else None
        drop = record.water_drop if record.water_drop.known else bench.rules["fws_drop_default"]
        share = (state.lpm(flow) / rated.si("LPM")) ** 2 if rated is not None and rated.si("LPM") > 0.0 else 1.0
        own = drop.si("kPa") * 1000.0 * share
        users.append(User(tag, flow, own + beside, (("coil", own),)))
    return tuple(users)
