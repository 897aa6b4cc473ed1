"""Heat carried by solved flows: the temperature of every node, the duty of every branch, energy closed.

The unknown is enthalpy, which mixes exactly whatever the heat capacity does with temperature. A branch adds a given
heat, or leaves at a set temperature, or exchanges with a stream outside at a given effectiveness; streams that enter
the network from outside have a given temperature.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from designer.cooling.hydraulics.linear import sums
from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network, Solution, Unsolved
from designer.sizing.coolant import Fluid

__all__ = ["ENERGY_GATE", "Enthalpy", "Exchange", "Temperatures", "carry_heat"]

#: Largest part of the heat moved that may stay unaccounted for.
ENERGY_GATE = 1e-6

#: Heat [J/kg] of what flows that counts as moved at least, where nothing is exchanged.
_LEAST = 1.0
_GRID = 4001
#: Flow [kg/s], beside a share of the largest, that counts as none.
_STILL, _SHARE = 2e-7, 1e-9
_ROUNDS = 60
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Enthalpy:
    """Enthalpy [J/kg] over temperature [degC] of a coolant, within its table."""

    temperature: Floats
    value: Floats

    @classmethod
    def of(cls, fluid: Fluid) -> "Enthalpy":
        """The integral of the heat capacity over the coolant's table, nil at its cold end."""
        low, high = float(fluid.temperature_c[0]), float(fluid.temperature_c[-1])
        grid = np.linspace(low, high, _GRID)
        capacity = np.interp(grid, fluid.temperature_c, fluid.heat_capacity)
        step = np.diff(grid) * (capacity[1:] + capacity[:-1]) / 2.0
        return cls(grid, np.concatenate([[0.0], np.cumsum(step)]))

    def at(self, temperature: Floats) -> Floats:
        """Enthalpy at temperatures; the end slopes hold outside the table."""
        return self._through(temperature, self.temperature, self.value)

    def back(self, value: Floats) -> Floats:
        """Temperature at enthalpies."""
        return self._through(value, self.value, self.temperature)

    @staticmethod
    def _through(x: Floats, given: Floats, result: Floats) -> Floats:
        first = (result[1] - result[0]) / (given[1] - given[0])
        last = (result[-1] - result[-2]) / (given[-1] - given[-2])
        inside: Floats = np.interp(x, given, result)
        return inside + first * np.minimum(x - given[0], 0.0) + last * np.maximum(x - given[-1], 0.0)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What happens to heat, by branch and node; NaN where nothing is said.

    `heat` [W] is added in a branch; `outlet` [degC] is held behind one; `size` [W/K] is effectiveness times the smaller
    heat capacity rate towards a stream that enters the other side at `other` [degC]; `entering` [degC] belongs to nodes
    where coolant comes in from outside.
    """

    heat: Floats
    outlet: Floats
    size: Floats
    other: Floats
    entering: Floats

    @classmethod
    def none(cls, net: Network) -> "Exchange":
        """No heat anywhere, no temperature given."""
        count = len(net.branches)
        nothing = np.full(count, np.nan)
        return cls(np.zeros(count), nothing, nothing.copy(), nothing.copy(), np.full(len(net.nodes), np.nan))


@dataclass(frozen=True, slots=True)
class Temperatures:
    """Temperatures [degC] of nodes and behind each branch, heat taken up by each branch [W], and what is unaccounted
    for as a part of the heat moved. NaN where nothing flows.
    """

    node: Floats
    inlet: Floats
    outlet: Floats
    heat: Floats
    closure: float


def carry_heat(net: Network, solved: Solution, fluid: Fluid, exchange: Exchange) -> Temperatures:
    """Temperatures for solved flows. Raises `Unsolved`.

    Args:
        net: the network.
        solved: its accepted state.
        fluid: the coolant with its property table.
        exchange: heats, set temperatures and exchangers.
    """
    pass_ = _Pass(net, solved, fluid, exchange)
    share = np.where(np.isnan(exchange.size), 0.0, 0.5)
    for _ in range(_ROUNDS):
        enthalpy = pass_.nodes(share)
        again = pass_.shares(enthalpy, share)
        moved = float(np.max(np.abs(again - share), initial=0.0))
        share = again
        if moved <= _CLOSE:
            break
    return pass_.told(pass_.nodes(share), share)


class _Pass:
    """One thermal pass: upstream and downstream node of every branch that flows."""

    def __init__(self, net: Network, solved: Solution, fluid: Fluid, exchange: Exchange) -> None:
        self.net, self.exchange = net, exchange
        self.law = Enthalpy.of(fluid)
        flow = solved.flow
        self.mass = np.abs(flow)
        largest = float(np.max(self.mass, initial=0.0))
        self.still: Bools = self.mass <= _STILL + _SHARE * largest
        count = len(net.nodes)
        self.outside = sums(net.start, flow, count) - sums(net.end, flow, count)
        self.outside = np.where(np.abs(self.outside) <= _STILL + _SHARE * largest, 0.0, self.outside)
        self.mass = np.where(self.still, 0.0, self.mass)
        heated = self.still & (exchange.heat != 0.0)
        if heated.any():
            raise Unsolved(net.branches[int(np.argmax(heated))], "heat-without-flow")
        self.up: Ints = np.where(flow >= 0.0, net.start, net.end)
        self.down: Ints = np.where(flow >= 0.0, net.end, net.start)
        self.arriving = sums(self.down, self.mass, count)
        self.set = np.isfinite(exchange.outlet)
        self.cold = self.law.at(np.where(np.isnan(exchange.other), 0.0, exchange.other))
        missing = (self.outside > 0.0) & np.isnan(exchange.entering)
        if missing.any():
            raise Unsolved(net.nodes[int(np.argmax(missing))], "no-temperature")

    def nodes(self, share: Floats) -> Floats:
        """Enthalpy of the nodes, NaN where nothing arrives; `share` is what exchangers take of the difference."""
        count = len(self.net.nodes)
        entering = np.maximum(self.outside, 0.0)
        total = self.arriving + entering
        wet = total > 0.0
        on = self.mass * np.where(self.set, 0.0, 1.0 - share)
        given = np.where(self.set, self.mass * self.law.at(np.where(self.set, self.exchange.outlet, 0.0)), 0.0)
        given += np.where(self.set, 0.0, self.mass * share * self.cold + self.exchange.heat)
        warm = self.law.at(np.where(np.isnan(self.exchange.entering), 0.0, self.exchange.entering))
        right = sums(self.down, given, count) + entering * warm
        rows = np.concatenate([np.arange(count), self.down])
        columns = np.concatenate([np.arange(count), self.up])
        values = np.concatenate([np.where(wet, total, 1.0), -on])
        matrix = sparse.csc_matrix((values, (rows, columns)), shape=(count, count))
        self._held(on, given, entering)
        found: Floats = splu(matrix).solve(right)
        return np.where(wet, found, np.nan)

    def _held(self, on: Floats, given: Floats, entering: Floats) -> None:
        """Refuse a network in which a node's temperature is set by nothing."""
        sources = (self.set & (self.mass > 0.0)) | ((on < self.mass) & (self.mass > 0.0))
        known = (entering > 0.0) | (sums(self.down, sources.astype(np.float64), len(self.net.nodes)) > 0.0)
        flowing = np.flatnonzero(on > 0.0)
        while True:
            reached = known.copy()
            reached[self.down[flowing[known[self.up[flowing]]]]] = True
            if (reached == known).all():
                break
            known = reached
        loose = (self.arriving > 0.0) & ~known
        if loose.any():
            raise Unsolved(self.net.nodes[int(np.argmax(loose))], "no-temperature")

    def shares(self, enthalpy: Floats, share: Floats) -> Floats:
        """What each exchanger takes of the enthalpy difference towards its other stream."""
        where = np.flatnonzero(np.isfinite(self.exchange.size) & (self.mass > 0.0))
        result = share.copy()
        upstream = enthalpy[self.up[where]]
        difference = upstream - self.cold[where]
        warmer = self.law.back(upstream) - self.exchange.other[where]
        even = np.abs(difference) < 1e-9
        per = np.where(even, 0.0, warmer / np.where(even, 1.0, difference))
        result[where] = np.where(even, share[where], self.exchange.size[where] * per / self.mass[where])
        return result

    def told(self, enthalpy: Floats, share: Floats) -> Temperatures:
        """Temperatures, duties and the energy balance. Raises `Unsolved` when it does not close."""
        upstream = np.where(self.mass > 0.0, enthalpy[self.up], np.nan)
        held = self.law.at(np.where(self.set, self.exchange.outlet, 0.0))
        mass = np.where(self.mass > 0.0, self.mass, 1.0)
        on = upstream * (1.0 - share) + share * self.cold + self.exchange.heat / mass
        leaving = np.where(self.set, held, on)
        duty = np.where(self.mass > 0.0, self.mass * (leaving - upstream), 0.0)
        across = np.where(np.isnan(enthalpy), 0.0, enthalpy)
        entering = np.where(np.isnan(self.exchange.entering), 0.0, self.exchange.entering)
        out = float(np.sum(np.minimum(self.outside, 0.0) * across))
        into = float(np.sum(np.maximum(self.outside, 0.0) * self.law.at(entering)))
        moved = float(np.sum(np.abs(duty))) + abs(into) + abs(out) + _LEAST * float(np.sum(self.mass))
        closure = abs(float(np.sum(duty)) + into + out) / moved if moved > 0.0 else 0.0
        if not closure < ENERGY_GATE:
            raise Unsolved(self.net.branches[int(np.nanargmax(np.abs(duty)))], "no-energy-closure")
        node, inlet, outlet = (self.law.back(v) for v in (enthalpy, upstream, leaving))
        return Temperatures(node, inlet, np.where(self.mass > 0.0, outlet, np.nan), duty, closure)
