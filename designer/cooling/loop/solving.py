"""A loop brief as a network, solved; what the solver refuses becomes a located mistake."""

import hashlib
import math
from collections.abc import Mapping
from functools import partial

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from designer.catalog import Coolant, Pipe
from designer.cooling.hydraulics import Builder, Engine, Network, Unsolved
from designer.cooling.hydraulics.coupled import Coupled, solve_coupled
from designer.cooling.hydraulics.fittings import coefficients, flow_factor
from designer.cooling.hydraulics.heat import Exchange, Temperatures
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Floats
from designer.cooling.loop.answer import BranchAnswer, LoopAnswer, NodeAnswer
from designer.cooling.loop.exchangers import Counterflow, sizes
from designer.cooling.loop.form import LoopForm, PipeForm
from designer.cooling.loop.reading import LoopBrief, branches_of
from designer.cooling.pipes import regime
from designer.errors import Mistake, Refused
from designer.ledger import Value
from designer.sizing.coolant import Fluid, fluid_of

__all__ = ["network_of", "solve_loop_brief"]

#: Bore [m] in which a valve's flow factor is held as a loss coefficient.
_VALVE_BORE = 0.1
#: Standard atmosphere [Pa]: pressures count from it, and none lies below minus as much.
ATMOSPHERE = 101325.0
#: Flow [kg/s] below which a node is said to give or take nothing.
_STILL = 1e-9


def solve_loop_brief(brief: LoopBrief) -> LoopAnswer:
    """Solve a loop brief. Raises `Refused` with the element that has no solution."""
    form = brief.form
    fluid = fluid_of(brief.catalog.get(Coolant, form.coolant))
    net = network_of(brief, fluid)
    try:
        return _told(brief, net, _solved(brief, net, fluid))
    except Unsolved as trouble:
        raise Refused([_mistake(brief, trouble)]) from None


def _mistake(brief: LoopBrief, trouble: Unsolved) -> Mistake:
    """What the solver refused, at the element's place in the brief."""
    match trouble.reason:
        case "no-reference":
            code = "loop-unheld"
        case "starved":
            code = "loop-starved"
        case "blocked":
            code = "loop-blocked"
        case "below-vacuum":
            code = "loop-below-vacuum"
        case "no-temperature":
            code = "loop-no-temperature"
        case "heat-without-flow":
            code = "loop-heat-without-flow"
        case "outside-fluid":
            code = "loop-outside-fluid"
        case _:
            code = "loop-unsolved"
    facts = {} if math.isnan(trouble.value) else {"found": f"{trouble.value / 1000.0:.1f} kPa"}
    return Mistake(code, brief.place(trouble.element), trouble.element, "", facts)


def network_of(brief: LoopBrief, fluid: Fluid) -> Network:
    """The network of a brief, volume flows turned to mass at its temperature."""
    form, builder = brief.form, Builder()
    state = fluid.at(form.temperature.si("degC"))
    for node in form.nodes:
        pressure = node.pressure.si("kPa") * 1000.0 if node.pressure is not None else None
        builder.node(node.tag, pressure, _si(node.demand, "kg/s"), _si(node.elevation, "m"))
    for pipe in form.pipes:
        bore, roughness = _size(brief, pipe)
        minor = _si(pipe.loss, "") + coefficients(pipe.fittings, bore)
        builder.pipe(pipe.tag, (pipe.start, pipe.end), pipe.length.si("m"), (bore, roughness), minor)
    for part in form.components:
        exponent = _si(part.exponent, "", 2.0)
        coefficient = part.drop.si("kPa") * 1000.0 / state.kg_s(part.flow.si("LPM")) ** exponent
        builder.component(part.tag, (part.start, part.end), coefficient, exponent)
    for pump in form.pumps:
        points = [(state.kg_s(p.flow.si("LPM")), p.head.si("kPa") * 1000.0) for p in pump.curve]
        builder.curve_pump(pump.tag, (pump.start, pump.end), points, _si(pump.speed, "", 1.0))
    for valve in form.valves:
        minor, ends = flow_factor(valve.kv.si("m3/h"), _VALVE_BORE), (valve.start, valve.end)
        limit = math.inf if valve.flow is None else state.kg_s(valve.flow.si("LPM"))
        builder.fitting(valve.tag, ends, _VALVE_BORE, minor, valve.type == "check", limit)
    for _, _, part in branches_of(form):
        if part.closed:
            builder.close(part.tag)
    return builder.network()


def _si(value: Value | None, unit: str, rest: float = 0.0) -> float:
    return rest if value is None or not value.known else value.si(unit)


def _size(brief: LoopBrief, pipe: PipeForm) -> tuple[float, float]:
    """Bore and roughness [m]."""
    if pipe.bore is not None and pipe.roughness is not None:
        return pipe.bore.si("mm") / 1000.0, pipe.roughness.si("mm") / 1000.0
    record = brief.catalog.get(Pipe, pipe.record or "")
    size = next(s for s in record.sizes if s.nominal == pipe.size)
    return size.bore.si("mm") / 1000.0, record.roughness.si("mm") / 1000.0


def _solved(brief: LoopBrief, net: Network, fluid: Fluid) -> Coupled:
    """Flows alone where the brief says nothing of heat, else flows and temperatures together. Raises `Unsolved`."""
    form = brief.form
    start = form.temperature.si("degC")
    exchange = _exchange(brief, net)
    exchangers = _exchangers(brief, net)
    heated = exchange.heat.any() or np.isfinite(exchange.outlet).any() or exchangers
    if heated or np.isfinite(exchange.entering).any():
        sized = partial(sizes, exchangers, fluid, start) if exchangers else None
        return _possible(net, solve_coupled(net, fluid, exchange, start, form.friction, sized))
    losses = Losses.of(net, fluid.at(start), form.friction)
    solution = Engine(net).solve(losses)
    nodes = np.where(np.isnan(solution.pressure), np.nan, start)
    count = len(net.branches)
    even = Temperatures(nodes, np.full(count, start), np.full(count, start), np.zeros(count), 0.0)
    return _possible(net, Coupled(solution, even, 1, losses))


def _no_loose_pump(net: Network, pressure: Floats) -> None:
    """Refuse a pump that runs in a circle that nothing holds: its flow is no nought. Raises `Unsolved`."""
    loose = np.isnan(pressure)
    for pump in net.curve_of:
        start, end = int(net.start[pump]), int(net.end[pump])
        if net.closed[pump] or not loose[start]:
            continue
        ways = ~net.closed
        ways[pump] = False
        ends, count = (net.start[ways], net.end[ways]), pressure.size
        _, part = connected_components(coo_array((np.ones(ends[0].size), ends), (count, count)), directed=False)
        if part[start] == part[end]:
            raise Unsolved(net.branches[pump], "no-reference")


def _possible(net: Network, coupled: Coupled) -> Coupled:
    """The state, once its pumps have somewhere to stand and its pressures can be. Raises `Unsolved`."""
    _no_loose_pump(net, coupled.solution.pressure)
    pressure = np.nan_to_num(coupled.solution.pressure, nan=0.0)
    lowest = int(np.argmin(pressure))
    if pressure[lowest] < -ATMOSPHERE:
        raise Unsolved(net.nodes[lowest], "below-vacuum", float(pressure[lowest]))
    return coupled


def _exchange(brief: LoopBrief, net: Network) -> Exchange:
    form = brief.form
    exchange = Exchange.none(net)
    index = {name: i for i, name in enumerate(net.branches)}
    nodes = {name: i for i, name in enumerate(net.nodes)}
    for node in form.nodes:
        if node.temperature is not None:
            exchange.entering[nodes[node.tag]] = node.temperature.si("degC")
    for pipe in form.pipes:
        exchange.heat[index[pipe.tag]] = 0.0 if pipe.closed else _si(pipe.heat, "kW") * 1000.0
    for part in form.components:
        exchange.heat[index[part.tag]] = 0.0 if part.closed else _si(part.heat, "kW") * 1000.0
    for part in form.components:
        at = index[part.tag]
        if part.outlet is not None:
            exchange.outlet[at] = part.outlet.si("degC")
        if part.exchanger is not None:
            exchange.other[at] = part.exchanger.temperature.si("degC")
    return exchange


def _exchangers(brief: LoopBrief, net: Network) -> list[Counterflow]:
    """The exchangers that flow may pass, the other stream's volume flow turned to mass at its inlet."""
    index = {name: i for i, name in enumerate(net.branches)}
    found = []
    for part in brief.form.components:
        said = part.exchanger
        if said is None or part.closed:
            continue
        other = fluid_of(brief.catalog.get(Coolant, said.coolant or brief.form.coolant))
        inlet = said.temperature.si("degC")
        mass = other.at(inlet).kg_s(said.flow.si("LPM"))
        found.append(Counterflow(index[part.tag], said.size.si("kW/K") * 1000.0, other, mass, inlet))
    return found


def _told(brief: LoopBrief, net: Network, coupled: Coupled) -> LoopAnswer:
    solution, found = coupled.solution, coupled.temperatures
    count = len(net.nodes)
    outside = np.bincount(net.end, solution.flow, count) - np.bincount(net.start, solution.flow, count)
    nodes = tuple(
        NodeAnswer(
            tag,
            float(solution.pressure[i]) / 1000.0,
            float(found.node[i]),
            float(outside[i]) if abs(outside[i]) > _STILL else 0.0,
        )
        for i, tag in enumerate(net.nodes)
    )
    return LoopAnswer(
        brief.form.name,
        brief.form.coolant,
        brief.form.friction,
        _digest(brief),
        nodes,
        tuple(_branches(brief.form, net, coupled)),
        solution.mass_residual,
        solution.head_residual,
        found.closure,
        solution.steps,
        coupled.rounds,
    )


def _branches(form: LoopForm, net: Network, coupled: Coupled) -> list[BranchAnswer]:
    solution, found, losses = coupled.solution, coupled.temperatures, coupled.losses
    index = {name: i for i, name in enumerate(net.branches)}
    loss, _ = losses.at(solution.flow, exact=True)
    speed, reynolds = losses.velocity(solution.flow), losses.reynolds(solution.flow)
    ends = {net.branches[i]: float(net.curve_flow[row, -1]) for row, i in enumerate(net.curve_of)}
    rows = []
    for kind, _, part in branches_of(form):
        i = index[part.tag]
        pipe = kind == "pipes"
        flow = float(solution.flow[i])
        drop = float(solution.pressure[net.start[i]] - solution.pressure[net.end[i]]) / 1000.0
        content = math.pi * float(net.bore[i]) ** 2 / 4.0 * float(net.length[i]) * 1000.0 if pipe else 0.0
        rows.append(
            BranchAnswer(
                part.tag,
                kind.removesuffix("s"),
                flow,
                flow / float(losses.density[i]) * 60000.0,
                drop if solution.limited[i] or not solution.open[i] else float(loss[i]) / 1000.0,
                float(found.inlet[i]),
                float(found.outlet[i]),
                float(found.heat[i]) / 1000.0,
                float(speed[i]) if pipe else math.nan,
                float(reynolds[i]) if pipe else math.nan,
                regime(float(reynolds[i])) if pipe else "",
                content,
                _position(net, coupled, i, ends),
            )
        )
    return rows


def _position(net: Network, coupled: Coupled, i: int, ends: Mapping[str, float]) -> str:
    solution = coupled.solution
    if net.closed[i]:
        return "closed"
    if not solution.open[i]:
        return "holding" if net.check[i] else "cut-off"
    if solution.limited[i]:
        return "limiting"
    if float(solution.flow[i]) > ends.get(net.branches[i], math.inf) * (1.0 + 1e-9):
        return "beyond-curve"
    return "open"


def _digest(brief: LoopBrief) -> str:
    """Digest of what the brief says, whatever its layout."""
    return hashlib.sha256(repr(brief.document.data).encode()).hexdigest()
