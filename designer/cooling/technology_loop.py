"""A technology loop solved: pipes sized, flows of every rack computed, head that its CDUs must give.

The style of the row headers is chosen before balancing: the flow of the CDUs is raised until the worst rack gets its
required flow, the others get what the network gives them. Headers are direct return while that spread stays within its
limit, that of the brief or of the house; else the most even style is taken. The design state has the balancing valves
set: every rack gets its required flow, the worst with its valve open. Headers are sized for it, and the duty is the
largest head of three states with the valves as set: whole, the busiest ring section beside a CDU out, a CDU out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from designer.cooling.bench import Bench
from designer.cooling.lane import Lane
from designer.cooling.lanes import lanes_of
from designer.cooling.loop_network import STYLES, LoopNetwork, LoopPlan, LoopState, stretches
from designer.cooling.loops import Loop
from designer.cooling.pipe_flows import loop_lines
from designer.cooling.pipes import Bore, choose_bore
from designer.cooling.records import PipeRun, RackFlow
from designer.cooling.runs import Way, run_pipes
from designer.cooling.ways import LoopWays, RowWay, branch_fittings, ways_of
from designer.layout.records import Route
from designer.model import Point
from designer.sizing.coolant import FluidState
from designer.units import q

__all__ = ["SolvedLoop", "solve_loop"]

#: Times that headers are made wider for what the solved loop sends through them.
_WIDENED = 8


@dataclass(frozen=True, slots=True)
class SolvedLoop:
    """A loop with its runs, rack flows, total flow [LPM], head of its CDUs normal and in the worst state [kPa], worst
    rack, its network with its valves set, the style of its row headers, the most that any piece of each run carries
    with nothing out [LPM]. Before balancing: the spread, the flow of each rack and the most of each run [LPM].
    """

    loop: Loop
    ways: LoopWays
    runs: tuple[PipeRun, ...]
    racks: tuple[RackFlow, ...]
    flow: float
    head_normal: float
    head: float
    spread: float
    worst: str
    worst_path: tuple[str, ...]
    network: LoopNetwork
    style: str
    carried: Mapping[str, float]
    free_racks: Mapping[str, float]
    free_runs: Mapping[str, float]

    @property
    def volume(self) -> float:
        """Content of its pipes [L]."""
        return math.fsum(r.volume for r in self.runs)


def solve_loop(
    bench: Bench, loop: Loop, state: FluidState, supply_c: float, routes: Sequence[Route] = (), lane: Lane | None = None
) -> SolvedLoop:
    """Size and solve a loop in its lane, or alone in the hall. Raises `hydraulics.Unsolved` when the network has no
    accepted state.
    """
    lane = lane or lanes_of(bench, (loop,), routes, state)[loop.tag]
    ways = ways_of(loop, bench.site.hall, lane, routes)
    main = _main_runs(bench, loop, ways, state)
    branches = _branch_runs(bench, loop, ways, state)
    headers = {w.row: _row_sizes(bench, w, state) for w in ways.rows}
    ends = {row: sizes[0] for row, sizes in headers.items()}
    plan = LoopPlan(loop, ways, headers, _main_size(main, loop), _branch_size(branches), ends=ends)
    network, normal = _styled(bench, plan, state)
    plan = network.plan
    runs = [*main, *branches]
    for way in ways.rows:
        runs += _row_runs(bench, plan, way, state)
    runs += _far_runs(bench, plan, state) if plan.style == "ladder" else []
    _, worst = network.share(normal)
    row = next(w.row for w in ways.rows if worst in {r.tag for r in w.racks})
    free = network.free()
    flows, before = (
        {r.tag: state.lpm(float(m)) for r, m in zip(loop.racks, each.flows, strict=True)} for each in (normal, free)
    )
    head = max(normal.heads.values())
    return SolvedLoop(
        loop,
        ways,
        tuple(runs),
        _rack_flows(network, flows, supply_c),
        math.fsum(flows.values()),
        head / 1000.0,
        max(head, *_worse_heads(network, normal)) / 1000.0,
        _spread(network, free),
        worst,
        (f"{loop.tag}-RING", f"{loop.tag}-{row}", worst),
        network,
        plan.style,
        _carried(network, normal),
        before,
        _carried(network, free),
    )


def _styled(bench: Bench, plan: LoopPlan, state: FluidState) -> tuple[LoopNetwork, LoopState]:
    """The network with direct-return headers, or the most even one when those spread more than the limit, its valves
    set; the spread of every style is told.
    """
    network = LoopNetwork(bench, plan, state)
    normal = network.meet()
    wish = bench.site.wishes.cooling.flow_spread
    limit, found = (wish or bench.rules["spread_max"]).si(""), _spread(network, normal)
    tried = {plan.style: (found, network, normal)}
    for style in STYLES[1:]:
        even = {row: (sizes[0],) * len(sizes) for row, sizes in plan.headers.items()}
        other = LoopNetwork(bench, replace(plan, style=style, headers=even), state)
        solved = other.meet()
        tried[style] = (_spread(other, solved), other, solved)
    best = min(tried, key=lambda name: (tried[name][0], STYLES.index(name)))
    style = plan.style if found <= limit else best
    chosen = _widened(bench, *tried[style][1:])
    tried[style] = (_spread(chosen[0], chosen[0].free()), *chosen)
    direct, ladder, reverse = (q(tried[name][0] * 100.0, "%") for name in STYLES)
    bench.decide("row_headers", plan.loop.tag, loop=plan.loop.tag, style=style, limit=q(limit * 100.0, "%"),
                 direct=direct, ladder=ladder, reverse=reverse)
    return chosen


def _carried(network: LoopNetwork, state: LoopState) -> dict[str, float]:
    """The most that any piece of each run carries [LPM]."""
    lines = loop_lines(network)
    most = lines.most(state.solution.flow).tolist()
    return {tag: network.state.lpm(flow) for tag, flow in zip(lines.tags, most, strict=True)}


def _widened(bench: Bench, network: LoopNetwork, solved: LoopState) -> tuple[LoopNetwork, LoopState]:
    """The balanced network with row headers as wide as what the solved loop sends through them asks for: the far ends
    of a ladder feed neighbouring rows. What joins the far ends stays as it is.
    """
    solved = network.balance()
    for _ in range(_WIDENED):
        plan, carried = network.plan, _carried(network, solved)
        headers = {way.row: _wider(bench, network, way, carried) for way in plan.ways.rows}
        if headers == plan.headers:
            break
        network = LoopNetwork(bench, replace(plan, headers=headers), network.state)
        solved = network.balance()
    return network, solved


def _wider(bench: Bench, network: LoopNetwork, way: RowWay, carried: Mapping[str, float]) -> tuple[Bore, ...]:
    """Sizes of a header's pieces, each stretch wide enough for the most that it carries [LPM], supply or return."""
    plan, rule, wide = network.plan, bench.size_rule(facility=False), []
    sizes = plan.headers[way.row]
    for size, number in zip(sizes, stretches(sizes), strict=True):
        flow = max(carried.get(f"{plan.loop.tag}-{way.row}-{side}{number}", 0.0) for side in "SR")
        fit, _ = choose_bore(flow / 60000.0, bench.tcs_bores, network.state, rule)
        wide.append(max(size, fit, key=lambda b: b.bore_m))
    return tuple(wide)


def _spread(network: LoopNetwork, state: LoopState) -> float:
    """Largest over smallest flow over requirement, less one."""
    ratio = state.flows / network.required
    return float(ratio.max() / ratio.min()) - 1.0


def _worse_heads(network: LoopNetwork, normal: LoopState) -> list[float]:
    """Heads [Pa] with the busiest ring section beside a CDU out, and with each end CDU of the row of CDUs out."""
    ways, sources = network.plan.ways, network.plan.ways.sources
    heads = []
    beside = [i for i, s in enumerate(ways.sections) if set(s[:2]) & set(sources) and not set(s[:2]) <= set(sources)]
    if beside:
        flow = normal.solution.flow
        busiest = max(beside, key=lambda i: (abs(float(flow[network.index[f"ring S{i} 0"]])), -i))
        heads.append(max(network.meet(closed=(f"S{busiest + 1}",)).heads.values()))
    for out in sorted({sources[0], sources[-1]}) if len(sources) > 1 else ():
        heads.append(max(network.meet([s for s in sources if s != out]).heads.values()))
    return heads


def _main_runs(bench: Bench, loop: Loop, ways: LoopWays, state: FluidState) -> list[PipeRun]:
    """The ring, supply and return. Every ring section carries the whole flow: the state with one out."""
    runs: list[PipeRun] = []
    for index, (side, service) in enumerate((("S", "tcs-supply"), ("R", "tcs-return"))):
        points = [p for _, _, way in ways.sections_of(index) for p in way]
        ring = Way(f"{loop.tag}-RING-{side}", loop.tag, service, loop.flow, _kept(points), bench.ring_height)
        runs += run_pipes(bench, ring, state)
    return runs


def _branch_runs(bench: Bench, loop: Loop, ways: LoopWays, state: FluidState) -> list[PipeRun]:
    """The branches of the CDUs at the level of the ring, each for its flow with the spare ones out."""
    flow = loop.flow / max(1, min(loop.needed, len(loop.cdus)))
    runs: list[PipeRun] = []
    for tag, lines in ways.branches.items():
        sides = zip("SR", ("tcs-supply", "tcs-return"), lines, ways.crosses[tag], strict=True)
        for side, service, points, crosses in sides:
            way = Way(
                f"{loop.tag}-{tag}-{side}", loop.tag, service, flow, points, bench.ring_height,
                fittings=branch_fittings(crosses),
            )
            runs += run_pipes(bench, way, state)
    return runs


def _branch_size(branches: Sequence[PipeRun]) -> tuple[float, int]:
    """Bore [m] and number of parallel pipes of a CDU's branch; none without CDUs."""
    first = [r for r in branches if r.tag.rstrip("ABCD") == branches[0].tag.rstrip("ABCD")] if branches else []
    return (first[0].bore / 1000.0, len(first)) if first else (0.0, 0)


def _main_size(runs: Sequence[PipeRun], loop: Loop) -> tuple[float, int]:
    """Bore [m] and number of parallel pipes of the ring."""
    ring = [r for r in runs if r.tag.startswith(f"{loop.tag}-RING-S")]
    return ring[0].bore / 1000.0, len(ring)


def _row_sizes(bench: Bench, way: RowWay, state: FluidState) -> tuple[Bore, ...]:
    """The size of each header piece, from the tap to the last rack: one for the near half, one for the far."""
    rule = bench.size_rule(facility=False)
    flows = [r.flow for r in way.racks]
    half = (len(flows) + 1) // 2
    near, far = (
        choose_bore(flow / 60000.0, bench.tcs_bores, state, rule)[0]
        for flow in (math.fsum(flows), math.fsum(flows[half:]) or math.fsum(flows))
    )
    return (near,) * half + (far,) * (len(flows) - half)


def _row_runs(bench: Bench, plan: LoopPlan, way: RowWay, state: FluidState) -> list[PipeRun]:
    """One run per stretch of equal size, supply and return; each is judged at the flow that enters it."""
    loop, sizes = plan.loop, plan.headers[way.row]
    flows = [r.flow for r in way.racks]
    numbers = stretches(sizes)
    begins = [numbers.index(number) for number in range(1, numbers[-1] + 1)]
    levels = [level or bench.pipe_height for level in way.levels]
    runs: list[PipeRun] = []
    for number, begin in enumerate(begins, start=1):
        end = begins[number] if number < len(begins) else len(sizes)
        for index, (side, service) in enumerate((("S", "tcs-supply"), ("R", "tcs-return"))):
            points = _header_line(way, index, _shift(bench, side))
            lead = way.lead(index, _shift(bench, side))[:1] if begin == 0 else ()
            tag = f"{loop.tag}-{way.row}-{side}{number}"
            flow = math.fsum(flows[begin:])
            line = _kept((*lead, points[begin], points[end]))
            stretch = Way(tag, loop.tag, service, flow, line, levels[index])
            runs += run_pipes(bench, stretch, state, sizes[begin])
    if plan.style == "reverse":
        line = _header_line(way, 1, 2.0 * _shift(bench, "R"))
        back = (line[-1], line[0])
        whole = Way(f"{loop.tag}-{way.row}-RB", loop.tag, "tcs-return", math.fsum(flows), back, levels[1])
        runs += run_pipes(bench, whole, state, sizes[0])
    return runs


def _far_runs(bench: Bench, plan: LoopPlan, state: FluidState) -> list[PipeRun]:
    """The pipes that join the far ends of neighbouring headers; each may have to feed a whole row."""
    loop = plan.loop
    runs: list[PipeRun] = []
    rows = {w.row: w for w in plan.ways.rows}
    lines = zip(plan.ways.far_sections, plan.ways.far_sections_of(1), strict=True)
    for number, ((a, b, supply), (_, _, back)) in enumerate(lines, start=1):
        size = plan.joined(a, b)
        flow = max(math.fsum(r.flow for r in rows[name].racks) for name in (a, b))
        # at the levels of the header that they run back along, on one of which supply and return might meet
        heights = zip((("S", "tcs-supply", supply), ("R", "tcs-return", back)), rows[a].levels, strict=True)
        for (side, service, line), height in heights:
            points = _moved(line, _shift(bench, side))
            name = f"{loop.tag}-FAR-{side}{number}"
            way = Way(name, loop.tag, service, flow, points, height or bench.pipe_height)
            runs += run_pipes(bench, way, state, size)
    return runs


def _header_line(way: RowWay, side: int, shift: float) -> tuple[Point, ...]:
    """Beginning and racks projected on the header's line: the layout's for a side where there is one, else beside the
    tap.
    """
    start = way.lead(side, shift)[-1]
    steps = [start[way.lengthwise], *(r.point[way.lengthwise] for r in way.racks)]
    lateral = way.lateral(side, shift)
    return tuple((x, lateral) if way.lengthwise == 0 else (lateral, x) for x in steps)


def _shift(bench: Bench, side: str) -> float:
    half = bench.rules.si("pipe_spacing", "m") / 2.0
    return half if side == "S" else -half


def _moved(points: Sequence[Point], shift: float) -> tuple[Point, ...]:
    """The way beside its axis, so that supply and return do not lie on one another; repeated points once."""
    return tuple((x + shift, y + shift) for x, y in _kept(points))


def _kept(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points of a way, repeated ones once."""
    return tuple(p for i, p in enumerate(points) if i == 0 or p != points[i - 1])


def _rack_flows(network: LoopNetwork, flows: dict[str, float], supply_c: float) -> tuple[RackFlow, ...]:
    loop, state = network.plan.loop, network.state
    return tuple(
        RackFlow(
            r.tag,
            loop.tag,
            r.heat,
            supply_c,
            supply_c + r.heat / state.kw_per_k(flows[r.tag]),
            flows[r.tag],
            float(r.drop * (flows[r.tag] / r.flow) ** network.exponent),
        )
        for r in loop.racks
    )
