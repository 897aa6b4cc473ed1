"""The network of a facility or chilled-water circuit, solved in any state.

Sources (coolers, chillers) stand on a header between two legs; pumps on a header that closes the user ring, so that
every tap can be isolated by the pieces beside it. Each user takes its flow through a control valve that passes no more
than that. Supply and return are as long as they are drawn, each with taps of its own. Branches: ``source <tag>``,
``pump <tag>``, ``user <tag>``, pieces of the rings between taps (those between two users are the element ``ring S1``
... in their order), ``leg A`` and ``leg B``, ``head <n>`` pieces of the source header, each with a side S or R.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from designer.cooling.circuit_places import SIDES, Circle, sections_of
from designer.cooling.hydraulics import Builder, Engine, Solution
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats
from designer.cooling.passed import Added
from designer.cooling.records import PipeRun
from designer.sizing.coolant import FluidState

__all__ = ["BUFFER", "BYPASS", "CircuitNetwork", "CircuitPlan", "CircuitState", "User", "pipe_of"]

_NEAR = 0.3
#: The buffer tank, where the pumps meet before it, and its bypass.
BUFFER, _MET, BYPASS = "BUF-FWS", "S pumps", "buffer bypass"
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class User:
    """A consumer: tag, flow that its valve passes [kg/s], drop with the valve wide open at that flow [Pa], and what of
    it is neither the valve's nor its pipes': kind and drop [Pa], in the order in which they are passed.
    """

    tag: str
    flow: float
    drop: float
    own: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CircuitPlan:
    """What a circuit is made of.

    `sources` are tags with the coefficient of their drop [Pa/(kg/s)2], from the end where leg A begins; `pumps` tags
    with their curve's points (flow [kg/s], head [Pa]); `users` stand in the order of the supply ring; `pipes` are
    (length, bore, roughness) [m] and number in parallel of ``LEG-A-S``, ``RING-R``, ``HEAD-S`` and so on; `rings` the
    rings of both sides with the places of users, pumps (supply), ``leg A`` and ``leg B`` (return); `heads` the metres
    from each source to the next on its header, by side, with the way to the first and from the last one. `between` are
    machines in the supply, tags with the coefficient of their drop, `early` where the legs begin, else where they end.
    `buffer` are the lines into the buffer tank and out of it, like `pipes`; none without a tank. `passed` is what
    passings add: to each piece of ``RING-S`` and ``RING-R``, to the whole of other pipes.
    """

    name: str
    sources: tuple[tuple[str, float], ...]
    pumps: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    users: tuple[User, ...]
    pipes: Mapping[str, tuple[float, float, float, int]]
    rings: Mapping[str, Circle]
    heads: Mapping[str, tuple[float, ...]]
    between: tuple[tuple[str, float], ...] = ()
    early: bool = False
    buffer: tuple[tuple[float, float, float, int], ...] = ()
    passed: Mapping[str, Sequence[Added]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CircuitState:
    """A solved state: flow of each user and pump [kg/s] by tag, smallest margin of a control valve [Pa] (negative where
    a user gets less than it wants), highest velocity [m/s] and pressure over the pumps' suction [Pa].
    """

    users: dict[str, float]
    pumps: dict[str, float]
    margin: float
    velocity: float
    highest: float
    solution: Solution


def pipe_of(runs: Sequence[PipeRun], tag: str, roughness: float) -> tuple[float, float, float, int]:
    """Length, bore and roughness [m] of a run and how many pipes it is; a short wide pipe when there is none."""
    parts = [r for r in runs if r.tag == tag or (r.tag[:-1] == tag and r.tag[-1] in "ABCDEFGH")]
    if not parts:
        return 1.0, 0.5, roughness, 1
    return parts[0].length, parts[0].bore / 1000.0, roughness, len(parts)


class CircuitNetwork:
    """The network of a circuit, made once and solved with elements out."""

    def __init__(self, plan: CircuitPlan, state: FluidState, fitting_share: float) -> None:
        self.plan, self.state, self.stretch = plan, state, 1.0 + fitting_share
        self.groups: dict[str, list[str]] = {}
        builder = self._build()
        self.nodes = dict(builder.nodes)
        self.net = builder.network()
        self.index = {name: i for i, name in enumerate(self.net.branches)}
        self.bypass = [i for name, i in self.index.items() if name.startswith(BYPASS)]
        self.engine = Engine(self.net)
        self.losses = Losses.of(self.net, state)
        self.guess: Floats | None = None

    def solve(self, out: Sequence[str] = (), flows: Mapping[str, float] | None = None) -> CircuitState:
        """The state with elements out, valves passing other flows where some are given.

        Raises `hydraulics.Unsolved`.
        """
        shut = np.zeros(len(self.net.branches), dtype=np.bool_)
        for name in out:
            shut[[self.index[b] for b in self.groups.get(name, ())]] = True
        shut[self.bypass] = BUFFER not in out
        engine, losses = self.engine, self.losses
        given = {u.tag: u.flow for u in self.plan.users}
        if flows and any(abs(given[tag] - flow) > _SAME * flow for tag, flow in flows.items() if tag in given):
            limit = self.net.limit.copy()
            for user in self.plan.users:
                limit[self.index[f"user {user.tag}"]] = flows.get(user.tag, user.flow)
            engine = self.engine.limiting(limit)
            losses = Losses.of(engine.net, self.state)
        solution = engine.solve(losses, self.guess, shut)
        if self.guess is None:
            self.guess = solution.flow
        return self._told(engine, losses, solution, shut)

    def _told(self, engine: Engine, losses: Losses, solution: Solution, shut: Bools) -> CircuitState:
        net, flow, at = engine.net, solution.flow, solution.pressure
        wide, _ = losses.at(np.where(np.isfinite(net.limit), net.limit, flow), exact=True)
        drop = at[net.start] - at[net.end]
        on = [self.index[f"user {u.tag}"] for u in self.plan.users]
        on = [i for i in on if not shut[i]]
        margin = min((float(np.nan_to_num(drop[i] - wide[i], nan=-math.inf)) for i in on), default=0.0)
        users = {u.tag: float(flow[self.index[f"user {u.tag}"]]) for u in self.plan.users}
        pumps = {tag: float(flow[self.index[f"pump {tag}"]]) for tag, _ in self.plan.pumps}
        speed = float(np.max(np.abs(losses.velocity(flow)), initial=0.0))
        return CircuitState(users, pumps, margin, speed, float(np.nanmax(at)), solution)

    def _pipe(
        self, builder: Builder, name: str, ends: tuple[str, str], kind: str, share: float, elbows: int | None = None
    ) -> None:
        """A piece of so much [m] of a kind of pipe, as many in parallel as there are; with the elbows of all of its
        passings where no number is told.
        """
        given = sum(more.elbows for more in self.plan.passed.get(kind, ())) if elbows is None else elbows
        self._piece(builder, name, ends, self.plan.pipes[kind], (share, given))

    def _piece(
        self, builder: Builder, name: str, ends: tuple[str, str], pipe: tuple[float, float, float, int],
        share: tuple[float, int],
    ) -> None:
        """A piece of so much of a pipe: share = (length [m], elbows)."""
        _, bore, roughness, parallel = pipe
        length, minor = max(share[0], _NEAR) * self.stretch, Added(0.0, share[1]).loss(bore)
        for number in range(parallel):
            builder.pipe(f"{name} {number}", ends, length, (bore, roughness), minor)

    def _build(self) -> Builder:
        builder, plan = Builder(), self.plan
        self._sources(builder)
        self._between(builder)
        self._pumps(builder)
        self._buffer(builder)
        self._ring(builder)
        for user in plan.users:
            name = f"user {user.tag}"
            builder.valve(name, (f"S {user.tag}", f"R {user.tag}"), user.drop / user.flow**2, user.flow)
            self.groups[user.tag] = [name]
        builder.node(f"Q {plan.pumps[0][0]}", pressure=0.0)
        return builder

    def _sources(self, builder: Builder) -> None:
        """Sources on their header: coolant leaves at S and comes back at R; legs at both ends."""
        plan = self.plan
        tags = [tag for tag, _ in plan.sources]
        for tag, coefficient in plan.sources:
            name = f"source {tag}"
            builder.component(name, (f"R {tag}", f"S {tag}"), coefficient, 2.0)
            self.groups[tag] = [name]
        for number, (one, two) in enumerate(itertools.pairwise(tags), start=1):
            for side in SIDES:
                ends = (f"{side} {one}", f"{side} {two}")
                elbows = None if number == 1 else 0
                self._pipe(builder, f"head {number} {side}", ends, f"HEAD-{side}", plan.heads[side][number], elbows)
        pumps = [tag for tag, _ in plan.pumps]
        for leg, source, pump, end in (("A", tags[0], pumps[0], 0), ("B", tags[-1], pumps[-1], -1)):
            element = f"leg {leg}"
            ways = {"S": (f"S {source}", f"Q {pump}"), "R": (f"R {element}", f"R {source}")}
            if plan.between:
                ways["S"] = self._cut(builder, leg, ways["S"])
            for side, ends in ways.items():
                kind = f"LEG-{leg}-{side}"
                self._pipe(builder, f"{element} {side}", ends, kind, plan.pipes[kind][0] + plan.heads[side][end])
            self.groups[element] = [n for n in builder.names if n.startswith(element)]

    def _cut(self, builder: Builder, leg: str, ends: tuple[str, str]) -> tuple[str, str]:
        """A leg's way past what stands in the supply; what is left of the leg itself."""
        early, element = self.plan.early, f"leg {leg}"
        passing = (ends[0], f"P {element}") if early else (f"P {element}", ends[1])
        for name, pair in (("IN", (passing[0], "T IN")), ("OUT", ("T OUT", passing[1]))):
            kind = f"TRIM-{name}-{leg}-S"
            self._pipe(builder, f"{element} {name}", pair, kind, self.plan.pipes[kind][0])
        return (passing[1], ends[1]) if early else (ends[0], passing[0])

    def _between(self, builder: Builder) -> None:
        """What stands in the supply, side by side between two headers."""
        for tag, coefficient in self.plan.between:
            name = f"between {tag}"
            builder.component(name, ("T IN", "T OUT"), coefficient, 2.0)
            self.groups[tag] = [name]

    def _pumps(self, builder: Builder) -> None:
        """Pumps from their suction header Q to their taps S on the supply ring."""
        tags = [tag for tag, _ in self.plan.pumps]
        for tag, points in self.plan.pumps:
            name = f"pump {tag}"
            builder.curve_pump(name, (f"Q {tag}", _MET if self.plan.buffer else f"S {tag}"), points)
            self.groups[tag] = [name]
        for number, (one, two) in enumerate(itertools.pairwise(tags), start=1):
            self._pipe(builder, f"bank {number} Q", (f"Q {one}", f"Q {two}"), "HEAD-S", _NEAR, 0)

    def _buffer(self, builder: Builder) -> None:
        """The buffer tank behind the pumps: what they give meets, passes it, and enters the ring where the first of
        them does.
        """
        if not self.plan.buffer:
            return
        into, out = self.plan.buffer
        tap = f"S {self.plan.pumps[0][0]}"
        for name, ends, pipe in (("IN", (_MET, BUFFER), into), ("OUT", (BUFFER, tap), out)):
            elbows = sum(more.elbows for more in self.plan.passed.get(f"{BUFFER}-{name}-S", ()))
            self._piece(builder, f"buffer {name}", ends, pipe, (pipe[0], elbows))
        self.groups[BUFFER] = [n for n in builder.names if n.startswith("buffer ")]
        self._piece(builder, BYPASS, (_MET, tap), into, (_NEAR, 0))

    def _ring(self, builder: Builder) -> None:
        """The pieces of both rings; those of a section between two users lie in its group."""
        for side in SIDES:
            circle = self.plan.rings[side]
            names = []
            passed = self.plan.passed.get(f"RING-{side}") or [Added()] * len(circle.pieces)
            for number, ((one, two, metres), more) in enumerate(zip(circle.pieces, passed, strict=True), start=1):
                ends = (f"S {one}", f"S {two}") if side == "S" else (f"R {two}", f"R {one}")
                names.append(f"way {side} {number}")
                self._pipe(builder, names[-1], ends, f"RING-{side}", metres + more.metres, more.elbows)
            for number, pieces in sections_of(circle, [u.tag for u in self.plan.users]).items():
                found = self.groups.setdefault(f"ring S{number}", [])
                wanted = {names[i] for i in pieces}
                found += [n for n in builder.names if n.rpartition(" ")[0] in wanted]
