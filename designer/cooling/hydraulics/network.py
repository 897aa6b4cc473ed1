"""Pipe networks as arrays, and the builder that makes them from names.

Branches join nodes; each loses h(m) between its start and end:

* a pipe: Darcy-Weisbach with fittings, friction valid in every regime;
* a component: c * m * |m|^(n-1), a rack or an exchanger;
* a pump: minus its head at a share of full speed (affinity), from three coefficients or from the points of its curve;
* a lift: rho * g times the rise of its end over its start;
* any sum of those.

A check valve lets no flow back; a pressure-independent valve passes its set flow at most; a closed branch is no part
of the network.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Builder", "Floats", "Ints", "Network", "Solution", "Unsolved"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Unsolved(ArithmeticError):
    """No accepted state: `element` is the branch or node to look at, `reason` a code.

    Codes: ``no-reference`` (a part without a node of given pressure), ``no-convergence`` (a gate missed),
    ``no-settling`` (check or control valves without a consistent position), ``blocked`` (a valve that would have to
    pass what it does not let through), ``starved`` (flow asked of a part that nothing feeds), ``no-temperature``
    (nothing sets the temperature of a node), ``heat-without-flow``,
    ``outside-fluid`` (a temperature beyond the coolant's table), ``below-vacuum`` (a pressure, its ``value`` [Pa], that
    cannot be), ``no-energy-closure``.
    """

    def __init__(self, element: str, reason: str, value: float = math.nan) -> None:
        super().__init__(f"{reason}: {element}")
        self.element, self.reason, self.value = element, reason, value


@dataclass(frozen=True, slots=True)
class Network:
    """A network as arrays over branches and nodes. Pressures in Pa, flows in kg/s; `demand` leaves a node.

    `fixed` holds the given pressure of a node, NaN where it is free. `pump` are head coefficients a, b, c by branch;
    `curve_of` the branches that have a curve of points instead, `curve_flow` [kg/s] and `curve_head` [Pa] those points,
    one row each, repeated at the end. `check` lets no flow back, `limit` is the set flow of a pressure-independent
    valve (infinite elsewhere), `closed` is out. `lift` is the rise from start to end [m].
    """

    branches: tuple[str, ...]
    nodes: tuple[str, ...]
    start: Ints
    end: Ints
    length: Floats
    bore: Floats
    roughness: Floats
    minor: Floats
    coefficient: Floats
    exponent: Floats
    pump: Floats
    fixed: Floats
    demand: Floats
    check: Bools
    limit: Floats
    closed: Bools
    lift: Floats
    curve_of: Ints
    curve_flow: Floats
    curve_head: Floats

    def branch(self, name: str) -> int:
        """Index of a branch. Raises `ValueError` when there is none of that name."""
        return self.branches.index(name)


@dataclass(frozen=True, slots=True)
class Solution:
    """Flows [kg/s] by branch, pressures [Pa] by node, Newton steps, and the residuals that the gates judged.

    `open` marks the branches that carry flow: neither closed, nor a check valve that holds, nor in a part cut off.
    `limited` marks pressure-independent valves that hold their set flow. Pressures of parts cut off are NaN.
    """

    flow: Floats
    pressure: Floats
    steps: int
    mass_residual: float
    head_residual: float
    open: Bools
    limited: Bools


#: Columns of the builder's rows.
_COLUMNS = ("length", "bore", "roughness", "minor", "coefficient", "exponent", "a", "b", "c", "limit")
_PLAIN = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, np.inf)


@dataclass(slots=True)
class Builder:
    """Collects nodes and branches by name, then gives the arrays."""

    nodes: dict[str, int] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)
    demand: dict[str, float] = field(default_factory=dict)
    elevation: dict[str, float] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)
    rows: list[tuple[float, ...]] = field(default_factory=list)
    checks: set[str] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)
    curves: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)

    def node(self, name: str, pressure: float | None = None, demand: float = 0.0, elevation: float = 0.0) -> str:
        """Declare a node (again, to give it a pressure [Pa], a demand [kg/s] or an elevation [m])."""
        self.nodes.setdefault(name, len(self.nodes))
        if pressure is not None:
            self.fixed[name] = pressure
        if demand:
            self.demand[name] = demand
        if elevation:
            self.elevation[name] = elevation
        return name

    def pipe(
        self, name: str, ends: tuple[str, str], length: float, size: tuple[float, float], minor: float = 0.0
    ) -> None:
        """A pipe: length [m], size = (bore, roughness) [m], sum of fitting coefficients."""
        self._add(name, ends, length=length, bore=size[0], roughness=size[1], minor=minor)

    def fitting(
        self,
        name: str,
        ends: tuple[str, str],
        bore: float,
        minor: float,
        check: bool = False,
        limit: float = np.inf,
    ) -> None:
        """A valve, strainer or fitting by its loss coefficient in a bore [m]; `check` for a check valve, `limit` [kg/s]
        for a pressure-independent one.
        """
        self._add(name, ends, bore=bore, minor=minor, limit=limit)
        if check:
            self.checks.add(name)

    def component(self, name: str, ends: tuple[str, str], coefficient: float, exponent: float) -> None:
        """A component that loses coefficient * m^exponent [Pa, kg/s]."""
        self._add(name, ends, coefficient=coefficient, exponent=exponent)

    def valve(self, name: str, ends: tuple[str, str], coefficient: float, limit: float) -> None:
        """A pressure-independent valve: loses coefficient * m^2 wide open, passes `limit` [kg/s] at most."""
        self._add(name, ends, coefficient=coefficient, exponent=2.0, limit=limit)

    def pump(self, name: str, ends: tuple[str, str], curve: tuple[float, float, float], speed: float = 1.0) -> None:
        """A pump from suction to discharge: head a + b*m + c*m^2 [Pa, kg/s] at full speed, run at a share of speed."""
        a, b, c = curve
        self._add(name, ends, a=a * speed**2, b=b * speed, c=c)

    def curve_pump(
        self, name: str, ends: tuple[str, str], points: Sequence[tuple[float, float]], speed: float = 1.0
    ) -> None:
        """A pump with a check valve by points (flow [kg/s], head [Pa]) of its curve at full speed.

        Between points head runs linearly with flow squared; below the first point its head holds.
        """
        self._add(name, ends)
        self.checks.add(name)
        self.curves[name] = tuple((m * speed, h * speed**2) for m, h in sorted(points))

    def close(self, name: str) -> None:
        """Take a branch out."""
        self.shut.add(name)

    def _add(self, name: str, ends: tuple[str, str], **values: float) -> None:
        self.names.append(name)
        self.ends.append((self.nodes[self.node(ends[0])], self.nodes[self.node(ends[1])]))
        self.rows.append(tuple(values.get(c, p) for c, p in zip(_COLUMNS, _PLAIN, strict=True)))

    def network(self) -> Network:
        """The arrays."""
        table = np.array(self.rows, dtype=np.float64).reshape(len(self.rows), len(_COLUMNS))
        ends = np.array(self.ends, dtype=np.int64).reshape(len(self.ends), 2)
        fixed = self._by_node(self.fixed, np.nan)
        height = self._by_node(self.elevation, 0.0)
        of, flow, head = self._curves()
        length, bore, roughness, minor, coefficient, exponent = (np.ascontiguousarray(table[:, i]) for i in range(6))
        return Network(
            tuple(self.names),
            tuple(self.nodes),
            ends[:, 0].copy(),
            ends[:, 1].copy(),
            length,
            bore,
            roughness,
            minor,
            coefficient,
            exponent,
            table[:, 6:9].copy(),
            fixed,
            self._by_node(self.demand, 0.0),
            np.array([n in self.checks for n in self.names], dtype=np.bool_),
            table[:, 9].copy(),
            np.array([n in self.shut for n in self.names], dtype=np.bool_),
            height[ends[:, 1]] - height[ends[:, 0]],
            of,
            flow,
            head,
        )

    def _by_node(self, values: dict[str, float], rest: float) -> Floats:
        array = np.full(len(self.nodes), rest)
        for name, value in values.items():
            array[self.nodes[name]] = value
        return array

    def _curves(self) -> tuple[Ints, Floats, Floats]:
        index = {name: i for i, name in enumerate(self.names)}
        widest = max((len(p) for p in self.curves.values()), default=0)
        padded = [(*p, *[p[-1]] * (widest - len(p))) for p in self.curves.values()]
        points = np.array(padded, dtype=np.float64).reshape(len(padded), widest, 2)
        of = np.array([index[name] for name in self.curves], dtype=np.int64)
        return of, points[:, :, 0].copy(), points[:, :, 1].copy()
