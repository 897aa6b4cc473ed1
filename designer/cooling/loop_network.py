"""The network of one technology loop: ring, row headers, racks, CDUs, solved in any state.

The CDUs that run share the flow evenly (group control); how much they give is found so that the rack that is worst off
gets what it needs. Once `balance` has set the valves of the racks, every state is solved with them as they are set.
Branches: ``ring S0`` and ``ring R0`` (a letter more for pipes in parallel), ``S <rack>`` and
``R <rack>`` header pieces, ``rack <rack>``; far and back pieces of headers fed or returned from both ends.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from designer.cooling.bench import Bench
from designer.cooling.hydraulics import Builder, Engine, Solution, Unsolved
from designer.cooling.hydraulics.fittings import coefficients
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats, Ints
from designer.cooling.loops import Loop
from designer.cooling.passed import Added
from designer.cooling.pipes import Bore
from designer.cooling.ways import LoopWays, RowWay, branch_fittings
from designer.model import Point
from designer.sizing.coolant import FluidState

__all__ = ["STYLES", "TAP", "LoopNetwork", "LoopPlan", "LoopState", "stretches"]

#: Row headers: dead ends; far ends joined, so that each is fed from both ends; reverse return.
STYLES = ("direct", "ladder", "reverse")

#: Mark of a CDU's tap on the ring.
TAP = "@"

_ROUNDS = 25
_CLOSE = 1e-7
#: Times that valves are set anew, and how near every rack then is to its flow.
_SETTINGS, _SET = 60, 1e-9
#: Shares of racks that are one.
_ALIKE = 1e-6


@dataclass(frozen=True, slots=True)
class LoopPlan:
    """What a network is made of: the loop, its ways, sizes of each header piece by row, bore and number of the pipes
    of the ring and of a CDU's branch, the style of its row headers, the size with which the far end of each row is
    joined to others.
    """

    loop: Loop
    ways: LoopWays
    headers: dict[str, tuple[Bore, ...]]
    main: tuple[float, int]
    branch: tuple[float, int]
    style: str = "direct"
    ends: Mapping[str, Bore] = field(default_factory=dict)

    def joined(self, a: str, b: str) -> Bore:
        """Size of the pipes that join the far ends of two rows."""
        return max((self.ends[a], self.ends[b]), key=lambda s: s.bore_m)


@dataclass(frozen=True, slots=True)
class LoopState:
    """A solved state: flow of each rack [kg/s] (nil where cut off) in the loop's order, head of each running CDU [Pa]
    by tag, total flow [kg/s], highest pressure over the CDU's return [Pa], the solution.
    """

    flows: Floats
    heads: dict[str, float]
    total: float
    highest: float
    solution: Solution


class LoopNetwork:
    """The network of a loop, made once and solved with CDUs, ring sections, headers or racks out."""

    def __init__(self, bench: Bench, plan: LoopPlan, state: FluidState) -> None:
        rules = bench.rules
        self.plan, self.state = plan, state
        self.stretch = 1.0 + rules.si("fitting_share")
        self.exponent = rules.si("rack_drop_exponent")
        self.branch = 1.0 + rules.si("branch_share")
        self.roughness = bench.tcs_bores[0].roughness_m
        self.passed = bench.passed
        self.required = np.array([state.kg_s(r.flow) for r in plan.loop.racks])
        builder = self._build()
        self.nodes = dict(builder.nodes)
        self.engines: dict[str, Engine] = {}
        reference = f"R {plan.ways.sources[0]}"
        builder.fixed[reference] = 0.0
        self.net = builder.network()
        self.index = {name: i for i, name in enumerate(self.net.branches)}
        self.rack_at: Ints = np.array([self.index[f"rack {r.tag}"] for r in plan.loop.racks], dtype=np.int64)
        self.throttles = np.zeros(self.rack_at.size)
        self.losses = Losses.of(self.net, state)
        self.groups = self._groups()
        self.guess: Floats | None = None
        self.closed: tuple[str, ...] = ()
        self.surplus = 1.05

    def meet(
        self, running: Sequence[str] = (), closed: Sequence[str] = (), need: float = 1.0, total: float = 0.0
    ) -> LoopState:
        """The state in which the worst rack gets its need. Raises `hydraulics.Unsolved`.

        Args:
            running: tags of the CDUs that run; all when none are given.
            closed: elements out: ``S1`` for the first ring section, a row header, a rack.
            need: flow that racks need over their required flow at the design supply.
            total: flow of all CDUs [kg/s] that is given instead; nil lets the worst rack decide.
        """
        self.closed = tuple(closed)
        shut = self._shut(closed)
        wanted = list(running or self.plan.ways.sources)
        engine, live = self._engine(shut, wanted)
        feeding = [s for s in wanted if live[self.nodes[f"S {s}"]] and live[self.nodes[f"R {s}"]]]
        served = live[self.net.start[self.rack_at]] & live[self.net.end[self.rack_at]] & ~shut[self.rack_at]
        if not served.any() or not feeding:
            raise Unsolved(self.plan.loop.tag, "starved")
        needed = self.required * need
        whole = float(needed[served].sum())
        flow = total or whole * self.surplus
        for _ in range(_ROUNDS):
            solution = engine.solve(
                self.losses, self.guess, shut, demand=self._demand(feeding, flow), cut=bool(not live.all())
            )
            self.guess = solution.flow
            share = float(np.min(solution.flow[self.rack_at][served] / needed[served]))
            if total or abs(share - 1.0) < _CLOSE:
                break
            flow /= share
        if not total:
            self.surplus = flow / whole
        return self._told(solution, feeding, served, flow)

    def balance(self) -> LoopState:
        """Set the valve of every rack so that with all CDUs running each gets what it needs, the worst with its valve
        open; the state with them set. Raises `hydraulics.Unsolved`.

        What a rack's valve takes beside its own drop fully open is what the headers offer over the rack's own branch,
        less what they offer the worst; that moves the flows of the headers, so it is found anew until it stays.
        """
        net, at = self.net, self.rack_at
        own = net.coefficient[at] * self.required ** net.exponent[at]
        for _ in range(_SETTINGS):
            state = self.meet(total=float(self.required.sum()))
            if float(np.abs(state.flows / self.required - 1.0).max()) <= _SET:
                self.surplus = 1.0
                return state
            pressure = state.solution.pressure
            left = pressure[net.start[at]] - pressure[net.end[at]] - own
            self.throttle((left - left.min()) / self.required**2)
        raise Unsolved(self.plan.loop.tag, "no-settling")

    def throttle(self, throttles: Floats) -> None:
        """Set the valves of the racks: what each loses beside its drop fully open [Pa/(kg/s)2]."""
        self.throttles, minor, bore = throttles, self.net.minor.copy(), self.net.bore.copy()
        # written as a loss in a port that the required flow passes at a metre a second
        port = self.required / self.state.density
        bore[self.rack_at] = np.sqrt(4.0 * port / np.pi)
        minor[self.rack_at] = throttles * 2.0 * self.state.density * port**2
        self.losses = Losses.of(replace(self.net, minor=minor, bore=bore), self.state)

    def free(self) -> LoopState:
        """The state with all valves open, before balancing. Raises `hydraulics.Unsolved`."""
        kept, surplus, guess = self.throttles, self.surplus, self.guess
        self.throttle(np.zeros_like(kept))
        state = self.meet()
        self.throttle(kept)
        self.surplus, self.guess = surplus, guess
        return state

    def share(self, state: LoopState, need: float = 1.0) -> tuple[float, str]:
        """Smallest flow over need among the racks that are served, and whose it is; of several that rack whose valve
        takes least.
        """
        ratio = np.where(state.flows > 0.0, state.flows / (self.required * need), np.inf)
        least = float(ratio.min())
        alike = np.flatnonzero(ratio <= least + _ALIKE)
        worst = int(alike[np.argmin(self.throttles[alike])])
        return least, self.plan.loop.racks[worst].tag

    def lost(self, state: LoopState) -> tuple[str, ...]:
        """Racks that are cut off."""
        return tuple(r.tag for r, m in zip(self.plan.loop.racks, state.flows, strict=True) if m <= 0.0)

    def velocity(self, state: LoopState) -> float:
        """Highest velocity in ring and headers [m/s]."""
        speed = np.abs(self.losses.velocity(state.solution.flow))
        speed[self.rack_at] = 0.0  # no pipes, whatever port their valves are written as a loss in
        return float(np.max(speed, initial=0.0))

    def _told(self, solution: Solution, feeding: Sequence[str], served: Bools, total: float) -> LoopState:
        at = solution.pressure
        heads = {s: float(at[self.nodes[f"S {s}"]] - at[self.nodes[f"R {s}"]]) for s in feeding}
        low = min(float(at[self.nodes[f"R {s}"]]) for s in feeding)
        flows = np.where(served, solution.flow[self.rack_at], 0.0)
        return LoopState(flows, heads, total, float(np.nanmax(at)) - low, solution)

    def _demand(self, feeding: Sequence[str], flow: float) -> Floats:
        demand = np.zeros(len(self.net.nodes))
        for source in feeding:
            demand[self.nodes[f"S {source}"]] -= flow / len(feeding)
            demand[self.nodes[f"R {source}"]] += flow / len(feeding)
        return demand

    def _engine(self, shut: Bools, wanted: Sequence[str]) -> tuple[Engine, Bools]:
        """An engine whose reference node lies in the part that is fed, and the nodes of that part."""
        for source in wanted:
            node = f"R {source}"
            if node not in self.engines:
                fixed = np.full(len(self.net.nodes), np.nan)
                fixed[self.nodes[node]] = 0.0
                self.engines[node] = Engine(self.net, fixed)
            live = self.engines[node].reached(shut)
            if live[self.net.start[self.rack_at]].any():
                return self.engines[node], live
        raise Unsolved(self.plan.loop.tag, "starved")

    def _shut(self, closed: Sequence[str]) -> Bools:
        shut = np.zeros(len(self.net.branches), dtype=np.bool_)
        for name in closed:
            shut[self.groups[name]] = True
        return shut

    def _groups(self) -> dict[str, Ints]:
        """Branches that an element takes with it when it is out."""
        groups: dict[str, list[int]] = {}
        for name, i in self.index.items():
            kind, _, what = name.partition(" ")
            if kind == "ring":
                groups.setdefault(f"S{int(what[1:].split()[0]) + 1}", []).append(i)
            elif kind == "rack":
                groups.setdefault(what, []).append(i)
        for way in self.plan.ways.rows:
            pieces = [f"{side} {r.tag}" for r in way.racks for side in "SR"]
            pieces += [n for n in self.index if n.startswith(("far ", "back ")) and way.row in n.split()[1:]]
            groups[way.row] = [self.index[n] for n in pieces if n in self.index]
        return {name: np.array(rows, dtype=np.int64) for name, rows in groups.items()}

    def _build(self) -> Builder:
        builder = Builder()
        (_, parallel), ways = self.plan.main, self.plan.ways
        for number, (i, side) in itertools.product(range(parallel), enumerate("SR")):
            sections = ways.sections_of(i)
            tag = f"{self.plan.loop.tag}-RING-{side}{_letter(number, parallel)}"
            added = self.passed.along(tag, [way for _, _, way in sections])
            for index, ((a, b, way), more) in enumerate(zip(sections, added, strict=True)):
                ends = (f"{side} {self._tap(a)}", f"{side} {self._tap(b)}")
                self._line(builder, f"ring {side}{index} {number}", ends if i == 0 else ends[::-1], way, more)
        for source in ways.sources:
            builder.node(f"S {source}")
            builder.node(f"R {source}")
            self._branch(builder, source)
        for row in ways.rows:
            self._row(builder, row)
        if self.plan.style == "ladder":
            self._far(builder)
        return builder

    def _tap(self, name: str) -> str:
        """Where a node of the ring's plan lies on it: a CDU has a branch."""
        return f"{TAP}{name}" if name in self.plan.ways.branches else name

    def _branch(self, builder: Builder, source: str) -> None:
        """Supply and return of a CDU with their tees and elbows."""
        (bore, parallel), ways = self.plan.branch, self.plan.ways
        if source not in ways.branches:
            return
        for side, way, crosses in zip("SR", ways.branches[source], ways.crosses[source], strict=True):
            minor = coefficients(branch_fittings(crosses), bore)
            ends = (f"{side} {source}", f"{side} {TAP}{source}")
            for number in range(parallel):
                tag = f"{self.plan.loop.tag}-{source}-{side}{_letter(number, parallel)}"
                added = self.passed.of(tag)
                length = self._metres(way) + added.metres * self.stretch
                name, pair = f"cdu {side} {source} {number}", ends if side == "S" else ends[::-1]
                builder.pipe(name, pair, length, (bore, self.roughness), minor + added.loss(bore))

    def _line(
        self, builder: Builder, name: str, ends: tuple[str, str], way: Sequence[Point], added: Added
    ) -> None:
        """A piece of the ring with its passings."""
        bore, _ = self.plan.main
        more, size = added.metres * self.stretch, (bore, self.roughness)
        builder.pipe(name, ends, self._metres(way) + more, size, added.loss(bore))

    def _metres(self, way: Sequence[Point]) -> float:
        """Length of a way with its fittings [m]."""
        return max(math.fsum(math.dist(p, r) for p, r in itertools.pairwise(way)), 0.1) * self.stretch

    def _row(self, builder: Builder, way: RowWay) -> None:
        sizes = self.plan.headers[way.row]
        reverse = self.plan.style == "reverse"
        before, last = 0.0, way.row
        leads = [way.more(index) for index in (0, 1)]
        passed = [self._header_passed(way, index) for index in (0, 1)]
        for number, (rack, distance, size) in enumerate(zip(way.racks, way.distances, sizes, strict=True)):
            pipe = (size.bore_m, size.roughness_m)
            supply, back = (
                (max(distance - before + lead, 0.05) + side[number].metres) * self.stretch
                for lead, side in zip(leads, passed, strict=True)
            )
            k, k_back = (side[number].loss(size.bore_m) for side in passed)
            builder.pipe(f"S {rack.tag}", (f"S {last}", f"S {rack.tag}"), supply, pipe, k)
            if not reverse:
                builder.pipe(f"R {rack.tag}", (f"R {rack.tag}", f"R {last}"), back, pipe, k_back)
            elif last != way.row:
                builder.pipe(f"R {rack.tag}", (f"R {last}", f"R {rack.tag}"), back, pipe, k_back)
            coefficient = rack.drop * 1000.0 * self.branch / self.state.kg_s(rack.flow) ** self.exponent
            builder.component(f"rack {rack.tag}", (f"S {rack.tag}", f"R {rack.tag}"), coefficient, self.exponent)
            before, last, leads = distance, rack.tag, [0.0, 0.0]
        if reverse:
            whole = (sizes[0].bore_m, sizes[0].roughness_m)
            builder.pipe(f"back {way.row}", (f"R {last}", f"R {way.row}"), max(before, 0.05) * self.stretch, whole)

    def _header_passed(self, way: RowWay, index: int) -> list[Added]:
        """What passings add to each piece of a header, from its tap to its last rack."""
        start, line = way.lead(index)[-1], way.lengthwise
        ends = [(r.point[0], start[1]) if line == 0 else (start[0], r.point[1]) for r in way.racks]
        pieces: list[Sequence[Point]] = [(*way.lead(index), ends[0]), *itertools.pairwise(ends)]
        found = [Added()] * len(pieces)
        for tag in self.passed.by_tag:
            if tag.rstrip("0123456789") == f"{self.plan.loop.tag}-{way.row}-{'SR'[index]}":
                more = self.passed.along(tag, pieces)
                found = [Added(a.metres + b.metres, a.elbows + b.elbows) for a, b in zip(found, more, strict=True)]
        return found

    def _far(self, builder: Builder) -> None:
        rows = {w.row: w for w in self.plan.ways.rows}
        for index, side in enumerate("SR"):
            for number, (a, b, way) in enumerate(self.plan.ways.far_sections_of(index), start=1):
                added = self.passed.of(f"{self.plan.loop.tag}-FAR-{side}{number}")
                size = self.plan.joined(a, b)
                ends = (f"{side} {rows[a].racks[-1].tag}", f"{side} {rows[b].racks[-1].tag}")
                length = self._metres(way) + added.metres * self.stretch
                pipe = (size.bore_m, size.roughness_m)
                builder.pipe(f"far {a} {b} {side}", ends, length, pipe, added.loss(size.bore_m))


def stretches(sizes: Sequence[Bore]) -> tuple[int, ...]:
    """Number of the stretch of one size to which each piece of a header belongs, from 1.

    >>> stretches(())
    ()
    """
    changes = (a.bore_m != b.bore_m for a, b in itertools.pairwise(sizes))
    return tuple(itertools.accumulate(changes, lambda n, new: n + new, initial=1)) if sizes else ()


def _letter(number: int, parallel: int) -> str:
    """The end of the tag of one of so many pipes in parallel."""
    return chr(65 + number) if parallel > 1 else ""
