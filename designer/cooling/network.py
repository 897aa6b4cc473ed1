"""The pipe network, solved by the global-gradient method.

Branches join nodes; each loses h(m) between its start and end:

* a pipe: Darcy-Weisbach with fittings, friction valid in every regime;
* a component: c * m * |m|^(n-1), a rack or an exchanger;
* a pump: minus its head a + b*m + c*m^2 at speed s (affinity), m in kg/s;
* any sum of the three.

Unknown are the flows of all branches and the pressures of all free nodes. Newton's step is written for the pressures
(symmetric, sparse) and flows follow. A state that misses a gate is an error that names the element, never a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import spsolve

from designer.cooling.coolant import FluidState
from designer.cooling.pipes import friction_slope

__all__ = ["HEAD_GATE", "MASS_GATE", "Builder", "Network", "Solution", "Unsolved", "solve", "worst"]

#: Largest mass residual [kg/s] and head residual [Pa] of an accepted state.
MASS_GATE, HEAD_GATE = 1e-6, 1.0

_STEPS = 60
_STILL = 1e-10

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Unsolved(ArithmeticError):
    """No accepted state: `element` is the branch or node of the largest residual, `reason` a code.

    Codes: ``no-reference`` (a part without a node of given pressure), ``no-convergence``.
    """

    def __init__(self, element: str, reason: str) -> None:
        super().__init__(f"{reason}: {element}")
        self.element, self.reason = element, reason


@dataclass(frozen=True, slots=True)
class Network:
    """A network as arrays over branches and nodes. Pressures in Pa, flows in kg/s; `demand` leaves a node.

    `fixed` holds the given pressure of a node, NaN where it is free.
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


@dataclass(frozen=True, slots=True)
class Solution:
    """Flows [kg/s] by branch, pressures [Pa] by node, Newton steps, and the residuals that the gates judged."""

    flow: Floats
    pressure: Floats
    steps: int
    mass_residual: float
    head_residual: float


@dataclass(slots=True)
class Builder:
    """Collects nodes and branches by name, then gives the arrays."""

    nodes: dict[str, int] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)
    demand: dict[str, float] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    rows: list[tuple[float, ...]] = field(default_factory=list)

    def node(self, name: str, pressure: float | None = None, demand: float = 0.0) -> str:
        """Declare a node (again, to give it a pressure [Pa] or a demand [kg/s])."""
        self.nodes.setdefault(name, len(self.nodes))
        if pressure is not None:
            self.fixed[name] = pressure
        if demand:
            self.demand[name] = demand
        return name

    def pipe(
        self, name: str, ends: tuple[str, str], length: float, size: tuple[float, float], minor: float = 0.0
    ) -> None:
        """A pipe: length [m], size = (bore, roughness) [m], sum of fitting coefficients."""
        self._add(name, ends, (length, *size, minor, 0.0, 1.0, 0.0, 0.0, 0.0))

    def component(self, name: str, ends: tuple[str, str], coefficient: float, exponent: float) -> None:
        """A component that loses coefficient * m^exponent [Pa, kg/s]."""
        self._add(name, ends, (0.0, 1.0, 0.0, 0.0, coefficient, exponent, 0.0, 0.0, 0.0))

    def pump(self, name: str, ends: tuple[str, str], curve: tuple[float, float, float], speed: float = 1.0) -> None:
        """A pump from suction to discharge: head a + b*m + c*m^2 [Pa, kg/s] at full speed, run at a share of speed."""
        a, b, c = curve
        self._add(name, ends, (0.0, 1.0, 0.0, 0.0, 0.0, 1.0, a * speed**2, b * speed, c))

    def _add(self, name: str, ends: tuple[str, str], row: tuple[float, ...]) -> None:
        start, end = (self.nodes[self.node(e)] for e in ends)
        self.names.append(name)
        self.rows.append((float(start), float(end), *row))

    def network(self) -> Network:
        """The arrays."""
        table = np.array(self.rows, dtype=np.float64).reshape(len(self.rows), 11)
        fixed = np.full(len(self.nodes), np.nan)
        demand = np.zeros(len(self.nodes))
        for name, value in self.fixed.items():
            fixed[self.nodes[name]] = value
        for name, value in self.demand.items():
            demand[self.nodes[name]] = value
        return Network(
            tuple(self.names),
            tuple(self.nodes),
            table[:, 0].astype(np.int64),
            table[:, 1].astype(np.int64),
            table[:, 2],
            table[:, 3],
            table[:, 4],
            table[:, 5],
            table[:, 6],
            table[:, 7],
            table[:, 8:11],
            fixed,
            demand,
        )


def solve(net: Network, state: FluidState, guess: Floats | None = None) -> Solution:
    """Solve a network with one coolant state. Raises `Unsolved`.

    Args:
        net: the network; at least one node of given pressure in every connected part.
        state: density and viscosity of the coolant.
        guess: flows [kg/s] to start from, such as those of a neighbouring state.
    """
    _check_references(net)
    free = np.isnan(net.fixed)
    incidence = _incidence(net)
    inner, outer = incidence[:, free], incidence[:, ~free]
    given = outer @ net.fixed[~free]
    flow = guess.copy() if guess is not None else _first_guess(net, state)
    pressure = net.fixed.copy()
    for step in range(1, _STEPS + 1):
        loss, slope = _losses(net, state, flow)
        weight = 1.0 / slope
        matrix = (inner.T @ sparse.diags(weight) @ inner).tocsc()
        right = -net.demand[free] - inner.T @ (flow + weight * (given - loss))
        pressure[free] = spsolve(matrix, right) if matrix.shape[0] else right
        change = weight * (inner @ pressure[free] + given - loss)
        flow = flow + change
        if np.max(np.abs(change), initial=0.0) <= _STILL * (1.0 + np.max(np.abs(flow), initial=0.0)):
            return _accept(net, state, flow, pressure, step)
    return _accept(net, state, flow, pressure, _STEPS)


def _incidence(net: Network) -> sparse.csr_matrix:
    count = len(net.branches)
    rows = np.repeat(np.arange(count), 2)
    columns = np.stack([net.start, net.end], axis=1).ravel()
    values = np.tile([1.0, -1.0], count)
    return sparse.csr_matrix((values, (rows, columns)), shape=(count, len(net.nodes)))


def _first_guess(net: Network, state: FluidState) -> Floats:
    """One metre a second in pipes, one kilogram a second in components."""
    area = np.pi * net.bore**2 / 4.0
    return np.where(net.length > 0.0, state.density * area, 1.0)


def _losses(net: Network, state: FluidState, flow: Floats) -> tuple[Floats, Floats]:
    """Head loss [Pa] and its slope [Pa s/kg] of every branch at the given flows."""
    size = np.abs(flow)
    area = np.pi * net.bore**2 / 4.0
    per_flow = net.bore / (area * state.viscosity)
    factor, factor_slope = friction_slope(size * per_flow, net.roughness / net.bore)
    scale = 1.0 / (2.0 * state.density * area**2)
    long = net.length / net.bore
    resistance = (factor * long + net.minor) * scale
    loss = resistance * size * flow
    slope = (2.0 * resistance + factor_slope * per_flow * long * scale * size) * size
    floor = np.where(
        net.length > 0.0, 128.0 * state.viscosity * net.length / (np.pi * state.density * net.bore**4), 0.0
    )
    slope = np.maximum(slope, floor)
    with_component = net.coefficient > 0.0
    power = np.where(with_component, np.maximum(size, 1e-9) ** (net.exponent - 1.0), 0.0)
    loss += net.coefficient * power * flow
    slope += net.coefficient * net.exponent * power
    a, b, c = net.pump.T
    loss -= a + b * flow + c * size * flow
    slope -= b + 2.0 * c * size
    return loss, np.maximum(slope, 1e-6)


def _check_references(net: Network) -> None:
    count = len(net.nodes)
    links = sparse.coo_matrix((np.ones(len(net.branches)), (net.start, net.end)), shape=(count, count))
    parts, label = csgraph.connected_components(links, directed=False)
    held = np.zeros(parts, dtype=bool)
    held[label[~np.isnan(net.fixed)]] = True
    if not held.all():
        raise Unsolved(net.nodes[int(np.argmin(held[label]))], "no-reference")


def _accept(net: Network, state: FluidState, flow: Floats, pressure: Floats, steps: int) -> Solution:
    loss, _ = _losses(net, state, flow)
    heads = np.abs(pressure[net.start] - pressure[net.end] - loss)
    balance = net.demand.copy()
    np.add.at(balance, net.start, flow)
    np.subtract.at(balance, net.end, flow)
    balance = np.where(np.isnan(net.fixed), np.abs(balance), 0.0)
    head, mass = float(np.max(heads, initial=0.0)), float(np.max(balance, initial=0.0))
    if not head < HEAD_GATE:
        raise Unsolved(net.branches[int(np.argmax(heads))], "no-convergence")
    if not mass < MASS_GATE:
        raise Unsolved(net.nodes[int(np.argmax(balance))], "no-convergence")
    return Solution(flow, pressure, steps, mass, head)


def worst(names: Sequence[str], shares: Floats) -> str:
    """The name with the smallest share, the first of equals."""
    return names[int(np.argmin(shares))]
