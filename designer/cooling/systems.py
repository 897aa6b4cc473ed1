"""The water of the facility loop and of the chilled-water loop: flow, pumps, pipes, and the chillers of the latter."""

from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.circuit_ways import without_spurs
from designer.cooling.facility_loop import Circuit, PumpBank, circuit_runs, longest_path, pump_bank
from designer.cooling.outdoors import ChillerBank, chiller_bank, coolers_of
from designer.cooling.pipes import pump_power
from designer.cooling.records import PipeRun
from designer.cooling.rejection import ChillerModel
from designer.cooling.technology import TechnologySide
from designer.cooling.trim import TrimBank, placed_exchangers
from designer.layout.records import Layout, Placed
from designer.model import Point
from designer.units import q

__all__ = ["chilled_water", "facility_water"]

Line = tuple[Point, ...]


def facility_water(
    bench: Bench, layout: Layout, side: TechnologySide, air: AirPlan, crossed: float
) -> tuple[float, PumpBank, tuple[PipeRun, ...]]:
    """Heat capacity rate [kW/K], pumps and pipes of the facility loop; `crossed` [kPa] is lost at what chillers put
    there.
    """
    coils = air.water_flow if air.source == "facility" else 0.0
    flow = side.facility_flow + coils
    state = side.states[1]
    users = [*layout.of("cdu")] if side.loops else []
    if coils:
        users += [p for p in layout.of("air-unit") if p.tag in {u.tag for u in air.units}]
    placed = layout.of("pump")
    coil = coils / max(len(air.units), 1)
    flows = {d.tag: d.fws_flow for d in side.duties} | {u.tag: coil for u in air.units if coils}
    sources, running = layout.of("cooler"), bench.spare.running
    circuit = Circuit(
        "FWS", sources, placed, tuple(users), flow, _ring_height(bench, layout), flows,
        (running(len(sources)), running(len(placed))), _turn(layout), _rings(layout, air.source != "chilled"),
    )
    runs = circuit_runs(bench, circuit, state)
    source = _cooler_drop(bench, layout, flow, state.kw_per_k(flow)) + crossed
    drops = (longest_path(runs, circuit), source, _cdu_drop(side))
    if flow <= 0.0:
        return 0.0, PumpBank((), 0, 0.0, 0.0, 0.0, 0.0), ()
    return state.kw_per_k(flow), pump_bank(bench, placed, flow, drops, "FWS"), runs


def _cooler_drop(bench: Bench, layout: Layout, flow: float, rate: float) -> float:
    """Drop of one cooler [kPa] with a spare out, by the square of its flow."""
    model, placed = coolers_of(bench, layout)
    if model is None or flow <= 0.0:
        return 0.0
    each = rate / bench.spare.running(len(placed))
    return float(model.fluid_drop * (each / model.fluid_rate_rated) ** 2)


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
    own = bench.keep(
        pump_power,
        "chilled_pumps",
        V=q(flow, "LPM"),
        dp=rules["chilled_head"],
        eta=rules["chilled_efficiency"],
    ).si("kW")
    users = tuple(p for p in layout.of("air-unit") if p.tag in {u.tag for u in air.units})
    users += placed_exchangers(exchangers, layout.of("pump"))
    flows = {u.tag: air.water_flow / len(air.units) for u in air.units} | {
        d.tag: d.chilled_flow for d in exchangers.duties
    }
    rings = ((), ()) if layout.of("cooler") else _rings(layout, True)
    circuit = Circuit(
        "CHW", placed, (), users, flow, _ring_height(bench, layout), flows,
        (bench.spare.running(len(placed)), 0), _turn(layout), rings,
    )
    bank = chiller_bank(bench, model, placed, air.carried + own + trim, (air.water_out_c, air.water_in_c))
    return bank, own, circuit_runs(bench, circuit, state)


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


def _ring_height(bench: Bench, layout: Layout) -> float:
    """Underside of the facility ring where the layout hung it, above what it passes [m], else that of all pipes."""
    return next((r.line.z for r in layout.routes if r.kind == "fws-supply"), bench.pipe_height)
