"""The water of the facility loop and of the chilled-water loop: flow, pumps, pipes, and the chillers of the latter."""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.catalog import AirUnit, RearDoor
from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.chillers import ChillerBank, chiller_bank
from designer.cooling.circuit_ways import without_spurs
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.facility_loop import Circuit, PumpBank, circuit_runs, longest_path, pump_bank, total_head
from designer.cooling.outdoors import coolers_of
from designer.cooling.pipes import pump_power
from designer.cooling.rack_flow import slug_of
from designer.cooling.rear_doors import door_drop
from designer.cooling.records import PipeRun
from designer.cooling.rejection import ChillerModel
from designer.cooling.technology import TechnologySide
from designer.cooling.trim import TrimBank, placed_exchangers
from designer.layout.records import Layout, Placed
from designer.ledger import Step, Value
from designer.model import Point
from designer.sizing.coolant import FluidState
from designer.units import Quantity, q

__all__ = ["Crossed", "chilled_head", "chilled_water", "crossed_by", "facility_users", "facility_water"]

Line = tuple[Point, ...]
#: Times that pipes are made wider for the sake of the pump.
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Crossed:
    """What chillers put into the facility supply: trim exchangers or the chillers themselves, how many of them take the
    whole flow, and what one of them loses [kPa].
    """

    machines: tuple[Placed, ...] = ()
    needed: int = 0
    drop: float = 0.0


def crossed_by(
    bench: Bench, layout: Layout, exchangers: TrimBank, chillers: tuple[Sequence[Placed], int]
) -> Crossed:
    """What stands in the supply; chillers = (those placed, how many must run)."""
    if exchangers.duties:
        return Crossed(placed_exchangers(bench, layout, exchangers), exchangers.needed, exchangers.drop)
    if exchangers.drop > 0.0:
        return Crossed(tuple(chillers[0]), chillers[1], exchangers.drop)
    return Crossed()


def facility_water(
    bench: Bench, layout: Layout, side: TechnologySide, air: AirPlan, crossed: Crossed
) -> tuple[float, PumpBank, tuple[PipeRun, ...]]:
    """Heat capacity rate [kW/K], pumps and pipes of the facility loop, whose supply passes what is `crossed`."""
    coils = air.water_flow if air.source == "facility" else 0.0
    flow = side.facility_flow + coils
    state = side.states[1]
    users = [*layout.of("cdu")] if side.loops else []
    if coils:
        users += [p for p in layout.of("air-unit") if p.tag in air.coils] + list(air.seats)
    placed = layout.of("pump")
    flows = {d.tag: d.fws_flow for d in side.duties} | (air.coils if coils else {})
    sources, running, coolers = layout.of("cooler"), bench.spare.running, coolers_of(bench, layout)
    if coolers is not None and len(coolers.products) > 1:
        left = coolers.least(running(len(coolers)))
        flows |= {tag: flow * left.share(model) for tag, model in coolers.units}
    circuit = Circuit(
        "FWS", sources, placed, tuple(users), flow, _ring_height(bench, layout), flows,
        (running(len(sources)), running(len(placed))), _turn(layout),
        ((), ()) if coils and air.doors else _rings(layout, air.source == "facility"),
        crossed.machines, max(crossed.needed, 1),
    )
    if flow <= 0.0:
        return 0.0, PumpBank((), 0, 0.0, 0.0, 0.0, 0.0), ()
    source = _cooler_drop(bench, coolers, state.kw_per_k(flow)) + crossed.drop + bench.buffer_drop
    pumps, runs = _within_reach(bench, circuit, state, (source, _cdu_drop(side)))
    return state.kw_per_k(flow), pumps, runs


def _within_reach(
    bench: Bench, circuit: Circuit, state: FluidState, lost: tuple[float, float]
) -> tuple[PumpBank, tuple[PipeRun, ...]]:
    """Pumps and pipes of a circuit in which source and user lose so much [kPa]: pipes at the usual gradient, or wider
    ones where the head would be beyond the placed pump, as far as pipes can bring it down.
    """
    for _ in range(_TRIES):
        runs = circuit_runs(bench, circuit, state)
        pipes = longest_path(runs, circuit)
        bench.forget("pump_head", "wider_pipes")
        pumps = pump_bank(bench, circuit.pumps, circuit.flow, (pipes, *lost), circuit.name)
        short = bench.short.get(("pump_head", circuit.name))
        if short is None:
            break
        planned = bench.catalog.threshold("sizing", "fws_head").si("kPa")
        room = pipes - (pumps.head - min(planned, short.got.m_as("kPa")))
        if room <= 0.0:
            break
        bench.ease *= room / pipes
    if bench.ease < 1.0:
        steepest = max((r.gradient for r in runs), default=0.0)
        bench.decide("wider_pipes", circuit.name, loop=circuit.name, share=q(bench.ease * 100.0, "%"),
                     head=q(pumps.head, "kPa"), gradient=q(steepest, "Pa/m"))  # fmt: skip
    return pumps, runs


def _cooler_drop(bench: Bench, coolers: CoolerSet | None, rate: float) -> float:
    """Largest drop of a cooler [kPa] with the spares out, each by the square of its flow."""
    if coolers is None or rate <= 0.0:
        return 0.0
    running = coolers.least(bench.spare.running(len(coolers)))
    return max(
        model.fluid_drop * (rate * running.share(model) / model.fluid_rate_rated) ** 2 for model, _ in running.products
    )


def facility_users(bench: Bench, side: TechnologySide) -> float:
    """What the facility loop loses at its busiest user [kPa]: exchanger, control valve, strainer."""
    beside = (bench.rules.si(key, "kPa") for key in ("control_valve_drop", "strainer_drop"))
    return _cdu_drop(side) + sum(beside)


def _cdu_drop(side: TechnologySide) -> float:
    """Facility drop of the busiest CDU [kPa], by the square of its flow."""
    if side.model is None or not side.duties:
        return 0.0
    busiest = max(d.fws_flow for d in side.duties)
    return float(side.model.fws_drop * (busiest / side.model.fws_flow) ** 2)


def chilled_water(
    bench: Bench,
    layout: Layout,
    air: AirPlan,
    standing: tuple[ChillerModel | None, tuple[Placed, ...]],
    cooled: tuple[float, TrimBank, tuple[float, float]],
) -> tuple[ChillerBank, float, tuple[PipeRun, ...]]:
    """Chillers for the air coils and for what they cool of the facility loop, their integral pumps' power [kW] and the
    chilled-water pipes; cooled = (heat [kW], exchangers, facility water warm and cold [degC]).
    """
    model, placed = standing
    trim, exchangers, facility = cooled
    if air.source != "chilled":
        return chiller_bank(bench, model, placed, trim, facility), 0.0, ()
    rules = bench.rules
    state = bench.fws.at((air.water_in_c + air.water_out_c) / 2.0)
    flow = air.water_flow + exchangers.water
    users = (*(p for p in layout.of("air-unit") if p.tag in air.coils), *air.seats)
    users += placed_exchangers(bench, layout, exchangers)
    flows = air.coils | {d.tag: d.chilled_flow for d in exchangers.duties}
    rings = ((), ()) if layout.of("cooler") or air.doors else _rings(layout, True)
    circuit = Circuit(
        "CHW", placed, (), users, flow, _chilled_height(bench, layout), flows,
        (bench.spare.running(len(placed)), 0), _turn(layout), rings,
    )
    runs = circuit_runs(bench, circuit, state)
    bench.keep(
        total_head, "head[CHW]", dp_pipes=q(longest_path(runs, circuit), "kPa"), dp_source=_chiller_drop(bench, model),
        dp_user=_user_drop(bench, layout, air, exchangers), dp_valve=rules["control_valve_drop"],
        dp_strainer=rules["strainer_drop"],
    )
    own = bench.keep(
        pump_power, "chilled_pumps", V=q(flow, "LPM"), dp=chilled_head(bench), eta=rules["chilled_efficiency"]
    ).si("kW")
    bank = chiller_bank(bench, model, placed, air.carried + own + trim, (air.water_out_c, air.water_in_c))
    return bank, own, runs


def chilled_head(bench: Bench) -> Value | Step:
    """Head of the chillers' own pumps: the stated one, or that of the longest path where it is more."""
    stated, found = bench.rules["chilled_head"], bench.made.get("cooling.head[CHW]")
    return found if found is not None and found.si("kPa") > stated.si("kPa") else stated


def _chiller_drop(bench: Bench, model: ChillerModel | None) -> Quantity:
    """Drop of a chiller's evaporator, or the usual one."""
    return q(model.fluid_drop, "kPa") if model and model.fluid_drop > 0.0 else bench.rules["cooler_drop_default"].q


def _user_drop(bench: Bench, layout: Layout, air: AirPlan, exchangers: TrimBank) -> Quantity:
    """Largest drop of a consumer of chilled water: a coil at its flow, a trim exchanger."""
    seats = {p.tag: p for p in layout.of("air-unit")}
    drops = [bench.rules.si("trim_drop", "kPa")] if exchangers.duties else []
    for unit in air.units[:1]:
        record = bench.catalog.get(AirUnit, slug_of(seats[unit.tag].catalog))
        drop = record.water_drop if record.water_drop.known else bench.rules["fws_drop_default"]
        share = air.coils[unit.tag] / record.water_flow.si("LPM") if record.water_flow.known else 1.0
        drops.append(drop.si("kPa") * share**2)
    for door in air.doors:
        drops.append(door_drop(bench, bench.catalog.get(RearDoor, slug_of(door.catalog)), door.flow))
    return q(max(drops, default=0.0), "kPa")


def _turn(layout: Layout) -> float:
    """Direction of the rows [deg], along which mains run."""
    return next((row.direction for row in layout.rows), 0.0)


def _rings(layout: Layout, whole: bool) -> tuple[Line, Line]:
    """The rings of supply and return that the layout hung, without their way from the yard; without the part along the
    air units where those take other water.
    """
    found = []
    for kind in ("fws-supply", "fws-return"):
        points = next((r.line.points[2:] for r in layout.routes if r.kind == kind), ())
        found.append(tuple(points) if whole or not points else without_spurs(points))
    return found[0], found[1]


def _chilled_height(bench: Bench, layout: Layout) -> float:
    """Underside of the chilled water [m]: over the facility ring where the hall is high enough for both under its
    sprinklers, so that they need not pass one another; else its height."""
    ring, layers = _ring_height(bench, layout), {name: (low, high) for name, low, high in layout.heights}
    if not layout.of("cooler") or not {"fws-pipe", "sprinkler"} <= layers.keys():
        return ring
    thick = layers["fws-pipe"][1] - layers["fws-pipe"][0]
    above = ring + thick + bench.catalog.threshold("layout", "stack_space").si("m")
    return above if above + thick <= layers["sprinkler"][0] else ring


def _ring_height(bench: Bench, layout: Layout) -> float:
    """Underside of the facility ring where the layout hung it, above what it passes [m], else of the layer that the
    stack keeps for it, else that of all pipes."""
    kept = next((low for name, low, _ in layout.heights if name == "fws-pipe"), bench.pipe_height)
    return next((r.line.z for r in layout.routes if r.kind == "fws-supply"), kept)
