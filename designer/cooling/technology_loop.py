"""A technology loop solved: pipes sized, flows of every rack computed, head that its CDUs must give.

Supply and return headers are direct return. The pressure across the CDU bank is raised until the worst rack gets its
required flow; the others get what the network gives them (balancing valves trim it at commissioning). The same is done
with the ring cut next to the CDUs, the worst single section out; the larger head is the duty.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from designer.cooling.bench import Bench
from designer.cooling.coolant import FluidState
from designer.cooling.hydraulics import Builder, Network, Solution, solve
from designer.cooling.loops import Loop
from designer.cooling.pipes import Bore, choose_bore
from designer.cooling.rack_flow import RackNeed
from designer.cooling.records import PipeRun, RackFlow
from designer.cooling.runs import Way, run_pipes
from designer.cooling.ways import LoopWays, RowWay, ways_of
from designer.layout.records import Route
from designer.model import Point

__all__ = ["SolvedLoop", "solve_loop"]

_ROUNDS = 12
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class SolvedLoop:
    """A loop with its runs, rack flows, total flow [LPM], head across the CDU bank normal and ring cut [kPa], worst
    rack.
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

    @property
    def volume(self) -> float:
        """Content of its pipes [L]."""
        return math.fsum(r.volume for r in self.runs)


def solve_loop(
    bench: Bench, loop: Loop, state: FluidState, supply_c: float, routes: Sequence[Route] = ()
) -> SolvedLoop:
    """Size and solve a loop. Raises `hydraulics.Unsolved` when the network has no accepted state."""
    ways = ways_of(loop, routes)
    height = bench.pipe_height
    headers = {w.row: _row_sizes(bench, w, state) for w in ways.rows}
    runs = [*_main_runs(bench, loop, ways, state, height)]
    for way in ways.rows:
        runs += _row_runs(bench, loop, way, headers[way.row], (state, height))
    hydraulics = _Hydraulics(bench, loop, ways, headers, _main_size(runs, loop), state)
    normal, pressure = hydraulics.meet(hydraulics.network())
    cut_pressure = pressure
    if ways.sections:
        cut_pressure = hydraulics.meet(hydraulics.network(hydraulics.busiest(normal)), pressure)[1]
    flows = hydraulics.rack_flows(normal)
    racks = _rack_flows(loop, flows, supply_c, hydraulics)
    ratio = [flows[r.tag] / r.flow for r in loop.racks]
    worst = min(loop.racks, key=lambda r: (flows[r.tag] / r.flow, r.tag))
    row = next(w.row for w in ways.rows if worst in w.racks)
    path = (f"{loop.tag}-COL", f"{loop.tag}-RING", f"{loop.tag}-{row}", worst.tag)
    return SolvedLoop(
        loop,
        ways,
        tuple(runs),
        racks,
        math.fsum(flows.values()),
        pressure / 1000.0,
        max(pressure, cut_pressure) / 1000.0,
        max(ratio) / min(ratio) - 1.0,
        worst.tag,
        path,
    )


def _main_runs(bench: Bench, loop: Loop, ways: LoopWays, state: FluidState, height: float) -> list[PipeRun]:
    """Ring and collector, supply and return. Every ring section carries the whole flow: the state with one out."""
    runs: list[PipeRun] = []
    points = tuple(p for _, _, way in ways.sections[:-1] for p in way) or (ways.centre, ways.rows[0].tap)
    back = ways.sections[-1][2] if ways.sections else ()
    for side, service in (("S", "tcs-supply"), ("R", "tcs-return")):
        shift = _shift(bench, side)
        ring = Way(f"{loop.tag}-RING-{side}", loop.tag, service, loop.flow, _moved((*points, *back[1:]), shift), height)
        runs += run_pipes(bench, ring, state)
        if ways.collector > 0.0:
            half = (ways.centre, (ways.centre[0] + ways.collector, ways.centre[1]))
            collector = Way(f"{loop.tag}-COL-{side}", loop.tag, service, loop.flow, _moved(half, shift), height)
            runs += run_pipes(bench, collector, state)
    return runs


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


def _row_runs(
    bench: Bench, loop: Loop, way: RowWay, sizes: Sequence[Bore], place: tuple[FluidState, float]
) -> list[PipeRun]:
    """One run per stretch of equal size, supply and return; each is judged at the flow that enters it."""
    state, height = place
    flows = [r.flow for r in way.racks]
    begins = [i for i in range(len(sizes)) if i == 0 or sizes[i].bore_m != sizes[i - 1].bore_m]
    runs: list[PipeRun] = []
    for number, begin in enumerate(begins, start=1):
        end = begins[number] if number < len(begins) else len(sizes)
        for index, (side, service) in enumerate((("S", "tcs-supply"), ("R", "tcs-return"))):
            points = _header_line(way, index, _shift(bench, side))
            made = Way(
                f"{loop.tag}-{way.row}-{side}{number}",
                loop.tag,
                service,
                math.fsum(flows[begin:]),
                (points[begin], points[end]),
                height,
            )
            runs += run_pipes(bench, made, state, sizes[begin])
    return runs


def _header_line(way: RowWay, side: int, shift: float) -> tuple[Point, ...]:
    """Tap and racks projected on the header's line: the layout's for a side where there is one, else beside the tap."""
    last = way.racks[-1].point
    lengthwise = 0 if abs(last[0] - way.tap[0]) >= abs(last[1] - way.tap[1]) else 1
    lateral = way.lines[side][0][1 - lengthwise] if way.lines else way.tap[1 - lengthwise] + shift
    steps = [way.tap[lengthwise], *(r.point[lengthwise] for r in way.racks)]
    return tuple((x, lateral) if lengthwise == 0 else (lateral, x) for x in steps)


def _shift(bench: Bench, side: str) -> float:
    half = bench.rules.si("pipe_spacing", "m") / 2.0
    return half if side == "S" else -half


def _moved(points: Sequence[Point], shift: float) -> tuple[Point, ...]:
    """The way beside its axis, so that supply and return do not lie on one another; repeated points once."""
    kept = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    return tuple((x + shift, y + shift) for x, y in kept)


class _Hydraulics:
    """The network of one loop. Inflow along the CDU collector is even, so a third of its length counts.

    `meet` finds the pressure at which its worst rack gets its flow.
    """

    def __init__(
        self,
        bench: Bench,
        loop: Loop,
        ways: LoopWays,
        headers: dict[str, tuple[Bore, ...]],
        main: tuple[float, int],
        state: FluidState,
    ) -> None:
        self.loop, self.ways, self.headers, self.main, self.state = loop, ways, headers, main, state
        rules = bench.rules
        self.stretch = 1.0 + rules.si("fitting_share")
        self.exponent = rules.si("rack_drop_exponent")
        self.branch = 1.0 + rules.si("branch_share")
        self.roughness = bench.tcs_bores[0].roughness_m
        self.required = np.array([state.kg_s(r.flow) for r in loop.racks])

    def meet(self, net: Network, start: float = 0.0) -> tuple[tuple[Network, Solution], float]:
        """Network and solution with the worst rack at its required flow, and the pressure [Pa] that it takes."""
        pressure = start or max(r.drop for r in self.loop.racks) * 1000.0 * 1.5
        flow = None
        for _ in range(_ROUNDS):
            raised = replace(net, fixed=np.where(net.fixed > 0.0, pressure, net.fixed))
            solution = solve(raised, self.state, flow)
            share = float(np.min(self._of_racks(net, solution) / self.required))
            if abs(share - 1.0) < _CLOSE:
                break
            pressure *= share**-self.exponent
            flow = solution.flow
        return (raised, solution), pressure

    def busiest(self, solved: tuple[Network, Solution]) -> int:
        """The ring section beside the CDUs that carries most: the worst one to lose."""
        net, solution = solved
        index = {name: i for i, name in enumerate(net.branches)}
        beside = [i for i, s in enumerate(self.ways.sections) if "CDU" in s[:2]]
        return max(beside, key=lambda i: (abs(float(solution.flow[index[f"ring S{i} 0"]])), -i))

    def rack_flows(self, solved: tuple[Network, Solution]) -> dict[str, float]:
        """Flow of each rack [LPM]."""
        values = self._of_racks(*solved)
        return {r.tag: self.state.lpm(float(v)) for r, v in zip(self.loop.racks, values, strict=True)}

    def drop(self, rack: RackNeed, flow: float) -> float:
        """Drop of a rack [kPa] at a flow [LPM]."""
        return float(rack.drop * (flow / rack.flow) ** self.exponent)

    def _of_racks(self, net: Network, solution: Solution) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        index = {name: i for i, name in enumerate(net.branches)}
        return np.array([solution.flow[index[f"rack {r.tag}"]] for r in self.loop.racks])

    def network(self, cut: int = -1) -> Network:
        """The network, without ring section `cut` when there is one."""
        builder = Builder()
        builder.node("S BANK", pressure=1.0)
        builder.node("R BANK", pressure=0.0)
        sections = self.ways.sections
        bore, parallel = self.main
        for index, (a, b, way) in enumerate(sections):
            if index == cut:
                continue
            length = math.fsum(math.dist(p, r) for p, r in itertools.pairwise(way))
            for number in range(parallel):
                for side, ends in (("S", (f"S {a}", f"S {b}")), ("R", (f"R {b}", f"R {a}"))):
                    name = f"ring {side}{index} {number}"
                    builder.pipe(name, ends, max(length, 0.1) * self.stretch, (bore, self.roughness))
        third = max(self.ways.collector, 0.3) / 3.0 * self.stretch
        for number in range(parallel):
            builder.pipe(f"collector S{number}", ("S BANK", "S CDU"), third, (bore, self.roughness))
            builder.pipe(f"collector R{number}", ("R CDU", "R BANK"), third, (bore, self.roughness))
        for row in self.ways.rows:
            self._row(builder, row)
        return builder.network()

    def _row(self, builder: Builder, way: RowWay) -> None:
        before, last = 0.0, way.row
        for rack, distance, size in zip(way.racks, way.distances, self.headers[way.row], strict=True):
            length = max(distance - before, 0.05) * self.stretch
            builder.pipe(f"S {rack.tag}", (f"S {last}", f"S {rack.tag}"), length, (size.bore_m, size.roughness_m))
            builder.pipe(f"R {rack.tag}", (f"R {rack.tag}", f"R {last}"), length, (size.bore_m, size.roughness_m))
            coefficient = rack.drop * 1000.0 * self.branch / self.state.kg_s(rack.flow) ** self.exponent
            builder.component(f"rack {rack.tag}", (f"S {rack.tag}", f"R {rack.tag}"), coefficient, self.exponent)
            before, last = distance, rack.tag


def _rack_flows(loop: Loop, flows: dict[str, float], supply_c: float, solved: _Hydraulics) -> tuple[RackFlow, ...]:
    state = solved.state
    return tuple(
        RackFlow(
            r.tag,
            loop.tag,
            r.heat,
            supply_c,
            supply_c + r.heat / state.kw_per_k(flows[r.tag]),
            flows[r.tag],
            solved.drop(r, flows[r.tag]),
        )
        for r in loop.racks
    )
