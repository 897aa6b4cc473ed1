"""The global-gradient method: Newton's step written for the pressures, flows follow.

Around it the positions of check valves and pressure-independent valves are settled: a position that contradicts the
solved state is turned and the state solved again, from where it stood. A state that misses a gate is an error that
names the element, never a number.
"""

from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from designer.cooling.coolant import FluidState
from designer.cooling.hydraulics.linear import Pattern, Singular, sums
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network, Solution, Unsolved

__all__ = ["HEAD_GATE", "MASS_GATE", "Engine", "solve"]

#: Largest mass residual [kg/s] and head residual [Pa] of an accepted state.
MASS_GATE, HEAD_GATE = 1e-6, 1.0

_STEPS = 60
_SETTLINGS = 60
_STILL = 2e-7
_FINAL = 1e-9
_TURNED = 1e-9
_POLISHINGS = 4
_ABSURD = 1e12


def solve(net: Network, state: FluidState, guess: Floats | None = None) -> Solution:
    """Solve a network with one coolant state. Raises `Unsolved`.

    Args:
        net: the network; at least one node of given pressure in every connected part.
        state: density and viscosity of the coolant.
        guess: flows [kg/s] to start from, such as those of a neighbouring state.
    """
    return Engine(net).solve(Losses.of(net, state), guess)


@dataclass(slots=True)
class _Position:
    """Which branches carry flow by their law, and which pass a set flow."""

    open: Bools
    limited: Bools


class Engine:
    """A network made ready to be solved many times: with other pressures, coolants and closed branches."""

    def __init__(self, net: Network, fixed: Floats | None = None) -> None:
        self.net = net
        self.fixed = net.fixed if fixed is None else fixed
        free = np.isnan(self.fixed)
        number = np.full(len(net.nodes), -1, dtype=np.int64)
        number[free] = np.arange(int(free.sum()))
        self.free = np.flatnonzero(free)
        self.pattern = Pattern(self.free.size, number[net.start], number[net.end])
        self.slot = self.free[np.argsort(self.pattern.place)] if self.free.size else self.free
        ends = np.concatenate([net.start, net.end])
        self.degree: Ints = np.bincount(ends, minlength=len(net.nodes)).astype(np.int64)
        self.known: dict[bytes, tuple[np.ndarray, Bools]] = {}
        self.moving = bool(net.check.any() or np.isfinite(net.limit).any())

    def solve(
        self,
        losses: Losses,
        guess: Floats | None = None,
        closed: Bools | None = None,
        demand: Floats | None = None,
        fixed: Floats | None = None,
        cut: bool = True,
    ) -> Solution:
        """Solve a state. Raises `Unsolved`.

        Args:
            losses: coolant and branches of this network, or of one with the same ends.
            guess: flows [kg/s] to start from.
            closed: branches that are out; the network's own when none are given.
            demand: what leaves each node [kg/s]; the network's own when none is given.
            fixed: given pressures [Pa] of the held nodes; the network's own when none are given.
            cut: whether branches may be cut off from every held node; skip the search where none can be.
        """
        shut = self.net.closed if closed is None else closed
        held = self.fixed if fixed is None else fixed
        asked = self.net.demand if demand is None else demand
        dead = self._cut_off(shut, held) if cut else None
        opened = ~shut if dead is None else ~shut & ~dead[self.net.start] & ~dead[self.net.end]
        position = _Position(opened.copy(), np.zeros(opened.size, dtype=np.bool_))
        flow = losses.first_guess() if guess is None else guess.copy()
        seen: set[bytes] = set()
        steps = 0
        for _ in range(_SETTLINGS):
            flow, pressure, used = self._newton(losses, flow, position, (held, asked))
            steps += used
            if not self.moving or not self._turn(losses, (flow, pressure), position, opened):
                return self._accept(losses, (flow, pressure), position, (steps, (held, asked), dead))
            key = position.open.tobytes() + position.limited.tobytes()
            if key in seen:
                break
            seen.add(key)
        turning = np.flatnonzero(self.net.check | np.isfinite(self.net.limit))
        raise Unsolved(self.net.branches[int(turning[0])], "no-settling")

    def _newton(
        self,
        losses: Losses,
        flow: Floats,
        position: _Position,
        borders: tuple[Floats, Floats],
        known: Floats | None = None,
    ) -> tuple[Floats, Floats, int]:
        """Flows and pressures for given positions, and the steps taken; from `known` pressures where there are some."""
        net, pattern = self.net, self.pattern
        held, asked = borders
        live = position.open & ~position.limited
        every = bool(live.all())
        if not every:
            flow = np.where(live, flow, np.where(position.limited, net.limit, 0.0))
        pressure = np.where(np.isnan(held), 0.0, held) if known is None else known.copy()
        demand, rise = asked[self.slot], np.zeros(pressure.size)
        steps = 0
        while steps < _STEPS:
            steps += 1
            loss, slope = losses.at(flow)
            weight = 1.0 / slope
            shift = weight * (pressure[net.start] - pressure[net.end] - loss)
            if not every:
                weight, shift = np.where(live, weight, 0.0), np.where(live, shift, 0.0)
            try:
                rise[self.slot] = pattern.solve(weight, -demand - pattern.node_sums(flow + shift))
            except Singular:
                raise Unsolved(self._loose(position, held), "no-reference") from None
            pressure += rise
            change = shift + weight * (rise[net.start] - rise[net.end])
            flow = flow + change
            largest = float(np.max(np.abs(flow), initial=0.0))
            moved = float(np.max(np.abs(change), initial=0.0))
            if moved <= _STILL * (1.0 + largest):
                break
            if not moved < _ABSURD:
                worst = int(np.argmax(np.nan_to_num(np.abs(change), nan=np.inf)))
                raise Unsolved(net.branches[worst], "no-convergence")
        return flow, pressure, steps

    def _turn(
        self, losses: Losses, state: tuple[Floats, Floats], position: _Position, opened: Bools
    ) -> bool:
        """Turn the valves whose position contradicts the state; whether any turned."""
        net = self.net
        flow, pressure = state
        drop = pressure[net.start] - pressure[net.end]
        holding = net.check & opened & ~position.open
        shuts = net.check & position.open & (flow < -_TURNED)
        opens = holding & (drop - self._at_rest(losses, net) > _TURNED)
        limited = np.isfinite(net.limit)
        if limited.any():
            wide, _ = losses.at(np.where(limited, net.limit, flow), exact=True)
            starts = limited & position.open & ~position.limited & (flow > net.limit * (1.0 + _TURNED))
            stops = position.limited & (drop < wide)
            position.limited = (position.limited | starts) & ~stops
        else:
            starts = stops = np.zeros(0, dtype=np.bool_)
        position.open = (position.open & ~shuts) | opens
        return bool(shuts.any() or opens.any() or starts.any() or stops.any())

    @staticmethod
    def _at_rest(losses: Losses, net: Network) -> Floats:
        """Loss of each branch without flow: minus the shut-off head of a pump."""
        kept = losses.friction.x
        rest, _ = losses.at(np.zeros(len(net.branches)))
        losses.friction.x = kept
        return rest

    def _accept(
        self,
        losses: Losses,
        state: tuple[Floats, Floats],
        position: _Position,
        told: tuple[int, tuple[Floats, Floats], Bools | None],
    ) -> Solution:
        """The state with its residuals, polished until they are small. Raises `Unsolved` at a missed gate."""
        net = self.net
        flow, pressure = state
        steps, (held, asked), dead = told
        live = position.open & ~position.limited
        scale = 1.0 + float(np.max(np.abs(flow), initial=0.0))
        for _ in range(_POLISHINGS):
            loss, slope = losses.at(flow, exact=True)
            gap = np.where(live, pressure[net.start] - pressure[net.end] - loss, 0.0)
            balance = asked + sums(net.start, flow, asked.size) - sums(net.end, flow, asked.size)
            balance = np.where(np.isnan(held), np.abs(balance), 0.0)
            off = float(np.max(np.abs(gap) / slope, initial=0.0)), float(np.max(balance, initial=0.0))
            if max(off) <= _FINAL * scale:
                break
            flow, pressure, more = self._newton(losses, flow, position, (held, asked), pressure)
            steps += more
        heads = np.abs(gap)
        head, mass = float(np.max(heads, initial=0.0)), float(np.max(balance, initial=0.0))
        if dead is not None and dead.any():
            starved = np.flatnonzero(dead & (asked != 0.0))
            if starved.size:
                raise Unsolved(net.nodes[int(starved[0])], "starved")
            pressure = np.where(dead, np.nan, pressure)
        if not head < HEAD_GATE:
            raise Unsolved(net.branches[int(np.argmax(heads))], "no-convergence")
        if not mass < MASS_GATE:
            raise Unsolved(net.nodes[int(np.argmax(balance))], "no-convergence")
        return Solution(flow, pressure, steps, mass, head, position.open, position.limited)

    def _parts(self, live: Bools, held: Floats) -> tuple[np.ndarray, Bools]:
        """Part of each node over live branches, and whether each part has a held node."""
        key = live.tobytes()
        if key not in self.known:
            self.known[key] = self._joined(live, held)
        return self.known[key]

    def _joined(self, live: Bools, held: Floats) -> tuple[np.ndarray, Bools]:
        net, count = self.net, len(self.net.nodes)
        start, end = net.start[live], net.end[live]
        links = sparse.coo_matrix((np.ones(start.size), (start, end)), shape=(count, count))
        parts, label = csgraph.connected_components(links.tocsr(), directed=False)
        reached = np.zeros(parts, dtype=np.bool_)
        reached[label[~np.isnan(held)]] = True
        return label, reached

    def limiting(self, limit: Floats) -> "Engine":
        """The same engine with other set flows [kg/s] of its pressure-independent valves."""
        other = copy(self)
        other.net = replace(self.net, limit=limit)
        return other

    def reached(self, closed: Bools, keep: bool = True) -> Bools:
        """Nodes that a held node reaches over branches that are not closed; `keep` remembers them."""
        label, reached = self._parts(~closed, self.fixed) if keep else self._joined(~closed, self.fixed)
        return reached[label]

    def _cut_off(self, shut: Bools, held: Floats) -> Bools | None:
        """Nodes that closed branches have cut off; None when there are none. Raises `Unsolved` for a part that was
        never held.
        """
        label, reached = self._parts(~shut, held)
        if reached.all():
            return None
        dead = ~reached[label]
        if not shut.any():
            raise Unsolved(self.net.nodes[int(np.argmax(dead))], "no-reference")
        whole, fed = self._parts(np.ones(shut.size, dtype=np.bool_), held)
        if not fed.all():
            raise Unsolved(self.net.nodes[int(np.argmax(~fed[whole]))], "no-reference")
        return dead

    def _loose(self, position: _Position, held: Floats) -> str:
        """A node of a part that nothing holds once valves have turned."""
        label, reached = self._parts(position.open & ~position.limited, held)
        loose = ~reached[label]
        return self.net.nodes[int(np.argmax(loose))]
