"""Pipe runs: a flow, a way and a loop give size, velocity, gradient and drop, each with its working."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from designer.cooling.bench import Bench
from designer.cooling.bundles import beside_way, offsets
from designer.cooling.hydraulics.fittings import coefficients
from designer.cooling.insulated import lane_m
from designer.cooling.passed import ELBOW
from designer.cooling.pipes import (
    Bore,
    choose_bore,
    fitting_loss,
    friction_factor,
    gradient,
    pipe_loss,
    regime,
    reynolds,
    velocity,
)
from designer.cooling.records import PipeRun
from designer.ledger import Limit, Step
from designer.model import NoteKind, Point
from designer.sizing.coolant import FluidState, density_of
from designer.units import Quantity, q

__all__ = ["Way", "corner", "manhattan", "polyline_length", "run_pipes"]


@dataclass(frozen=True, slots=True)
class Way:
    """Where a run goes, what it carries: tag, loop, service, flow [LPM], points [m], extra length [m], height [m],
    `fittings` that are counted one by one.
    """

    tag: str
    loop: str
    service: str
    flow: float
    points: tuple[Point, ...]
    z: float
    extra: float = 0.0
    fittings: Mapping[str, int] = field(default_factory=dict)

    @property
    def length(self) -> float:
        """Length [m]."""
        return polyline_length(self.points) + self.extra


def polyline_length(points: tuple[Point, ...]) -> float:
    """Length of a way through points [m]."""
    return math.fsum(math.dist(a, b) for a, b in itertools.pairwise(points))


def corner(start: Point, end: Point) -> tuple[Point, ...]:
    """A way with one corner, along x first; straight when it already is.

    >>> corner((0, 0), (3, 4))
    ((0, 0), (3, 0), (3, 4))
    """
    if start[0] == end[0] or start[1] == end[1]:
        return (start, end)
    return (start, (end[0], start[1]), end)


def manhattan(start: Point, end: Point) -> float:
    """Length of the way with one corner [m]."""
    return abs(start[0] - end[0]) + abs(start[1] - end[1])


def run_pipes(bench: Bench, way: Way, state: FluidState, bore: Bore | None = None) -> tuple[PipeRun, ...]:
    """The run, sized (or in a given bore), as one pipe or as equal pipes side by side with suffixes A, B ..."""
    facility = not way.loop.startswith("TCS")
    rule = bench.size_rule(facility)
    parallel = 1
    if bore is None:
        bore, parallel = choose_bore(way.flow / 60000.0, bench.fws_bores if facility else bench.tcs_bores, state, rule)
    if parallel == 1:
        return (_run(bench, way, state, bore, way.tag),)
    part = replace(way, flow=way.flow / parallel)
    return tuple(
        _run(bench, replace(part, points=beside_way(way.points, off)), state, bore, f"{way.tag}{chr(65 + i)}")
        for i, off in enumerate(offsets(parallel, lane_m(bench, way.loop, bore)))
    )


def _run(bench: Bench, way: Way, state: FluidState, bore: Bore, tag: str) -> PipeRun:
    rules = bench.rules
    small = bore.bore_m <= rules.si("small_bore", "mm") / 1000.0
    fastest = rules["velocity_small" if small else "velocity_header"]
    steepest = rules["gradient"]
    bore_q, density = q(bore.bore_m * 1000.0, "mm"), density_of(state)
    v = bench.keep(
        velocity,
        f"velocity[{tag}]",
        limit=Limit("<=", fastest.q, fastest.name, fastest.evidence.source),
        V=q(way.flow, "LPM"),
        D=bore_q,
    )
    re = bench.keep(reynolds, f"reynolds[{tag}]", rho=density, v=v, D=bore_q, mu=q(state.viscosity * 1000.0, "mPa*s"))
    f = bench.keep(friction_factor, f"friction[{tag}]", Re=re, eps=q(bore.roughness_m * 1000.0, "mm"), D=bore_q)
    slope = bench.keep(
        gradient,
        f"gradient[{tag}]",
        limit=Limit("<=", steepest.q, steepest.name, steepest.evidence.source),
        f=f,
        rho=density,
        v=v,
        D=bore_q,
    )
    length, drop, elbows = _lost(bench, way, bore, (tag, slope, density, v))
    kind = regime(re.si(""))
    if kind == "transition" or (kind == "turbulent" and re.si("") < rules.si("reynolds_reliable")):
        bench.note(NoteKind.RISK, "transition_flow", tag, reynolds=f"{re.si(''):.0f}")
    return PipeRun(
        tag,
        way.loop,
        way.service,
        bore.catalog,
        bore.nominal,
        bore.bore_m * 1000.0,
        length,
        way.flow,
        v.si("m/s"),
        slope.si("Pa/m"),
        drop,
        bore.litres_m * length,
        kind,
        way.points,
        way.z,
        elbows,
    )


def _lost(bench: Bench, way: Way, bore: Bore, state: tuple[str, Step, Quantity, Step]) -> tuple[float, float, int]:
    """Length with its passings [m], drop [kPa] and counted elbows of a run; state = (its tag, gradient, density,
    velocity).
    """
    tag, slope, density, v = state
    added = bench.passed.of(tag)
    length = way.length + added.metres
    share = bench.rules["fitting_share"]
    drop = bench.keep(pipe_loss, f"pipe_loss[{tag}]", R=slope, L=q(length, "m"), k_fit=share).si("kPa")
    fittings = {**way.fittings, ELBOW: way.fittings.get(ELBOW, 0) + added.elbows}
    if any(fittings.values()):
        k = q(coefficients(fittings, bore.bore_m))
        drop += bench.keep(fitting_loss, f"fitting_loss[{tag}]", K=k, rho=density, v=v).si("kPa")
    return length, drop, fittings[ELBOW]
