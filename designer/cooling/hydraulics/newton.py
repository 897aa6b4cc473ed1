"""The global-gradient method: Newton's step written for the pressures, flows follow.

Around it the positions of check valves and pressure-independent valves are settled: a position that contradicts the
solved state is turned and the state solved again, from where it stood. Where that runs in circles, or steps overshoot,
the valves are first taken as steep resistances and each step is shortened until the network's energy falls (it is
convex, so that there is one answer to come to). A state that misses a gate is an error that names the element, never a
number.
"""

from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from designer.cooling.coolant import FluidState
from designer.cooling.hydraulics.linear import Pattern, Singular, sums
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network, Solution, Unsolved
from designer.cooling.hydraulics.parts import Parts
from designer.cooling.hydraulics.valves import Position, Steep, turn

__all__ = ["HEAD_GATE", "MASS_GATE", "Engine", "solve"]

#: Largest mass residual [kg/s] and head residual [Pa] of an accepted state.
MASS_GATE, HEAD_GATE = 1e-6, 1.0

_STEPS = 60
_CAREFUL_STEPS = 400
_SETTLINGS = 60
_STILL = 2e-7
#: A state is polished until heads are off by less than this share of slope times flow, or by rounding of the pressures,
#: and nodes by that share of the largest flow.
_FINAL, _ROUNDING, _EVEN = 1e-10, 1e-14, 1e-12
_POLISHINGS = 6
_ABSURD = 1e12
#: Of branches whose flow moves about as much as the worst, the flattest one is named.
_AS_MUCH = 0.99
#: A step is shortened while energy still climbs by this share of how it fell at the start, so often at most.
_CLIMB, _SHORTENINGS = 0.5, 12
#: Weight [kg/s/Pa] that ties a part between shut valves to the pressure that it had.
_TIE = 1e-6


def solve(net: Network, state: FluidState, guess: Floats | None = None) -> Solution:
    """Solve a network with one coolant state. Raises `Unsolved`.

    Args:
        net: the network; at least one node of given pressure in every connected part.
        state: density and viscosity of the coolant.
        guess: flows [kg/s] to start from, such as those of a neighbouring state.
    """
    return Engine(net).solve(Losses.of(net, state), guess)


@dataclass(frozen=True, slots=True)
class _Case:
    """What a state is solved for: losses, given pressures and flows taken out by node, open branches, dead nodes."""

    losses: Losses | Steep
    held: Floats
    asked: Floats
    opened: Bools
    dead: Bools | None


class Engine:
    """A network made ready to be solved many times: with other pressures, coolants and closed branches."""

    def __init__(self, net: Network, fixed: Floats | None = None) -> None:
        self.net = net
        self.fixed = net.fixed if fixed is None else fixed
        free = np.isnan(self.fixed)
        number = np.where(free, np.cumsum(free) - 1, -1)
        self.free: Ints = np.flatnonzero(free)
        self.pattern = Pattern(self.free.size, number[net.start], number[net.end])
        self.parts = Parts(net, self.fixed)
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
        dead = self.parts.cut_off(shut) if cut else None
        opened = ~shut if dead is None else ~shut & ~dead[self.net.start] & ~dead[self.net.end]
        asked = self.net.demand if demand is None else demand
        case = _Case(losses, self.fixed if fixed is None else fixed, asked, opened, dead)
        self._starved(case)
        flow = losses.first_guess() if guess is None else guess
        try:
            return self._settled(case, losses, flow, Position.all_open(opened))
        except Unsolved as trouble:
            if trouble.reason not in ("no-settling", "no-convergence"):
                raise
            return self._again(case, losses, trouble)

    def _again(self, case: _Case, losses: Losses, trouble: Unsolved) -> Solution:
        """The state found with care. Raises what stands in its way, or the first trouble where nothing settles."""
        try:
            return self._settled(case, losses, *self._careful(case, losses))
        except Unsolved as second:
            raise trouble if second.reason == "no-settling" else second from None

    def _settled(self, case: _Case, losses: Losses, flow: Floats, position: Position) -> Solution:
        """The state with positions that agree with it. Raises `Unsolved`."""
        seen: set[bytes] = set()
        steps = 0
        for _ in range(_SETTLINGS):
            flow, pressure, used = self._newton(case, flow, position)
            steps += used
            if not self.moving or not turn(self.net, losses, (flow, pressure), position, case.opened):
                return self._accept(case, (flow, pressure), position, steps)
            key = position.key()
            if key in seen:
                break
            seen.add(key)
        turning = np.flatnonzero(self.net.check | np.isfinite(self.net.limit))
        raise Unsolved(self.net.branches[int(turning[0])], "no-settling")

    def _careful(self, case: _Case, losses: Losses) -> tuple[Floats, Position]:
        """Flows and positions with valves as steep resistances and shortened steps. Raises `Unsolved`."""
        steep = Steep(self.net, losses)
        position = Position.all_open(case.opened)
        losses.friction.x = None
        flow, _, _ = self._newton(replace(case, losses=steep), losses.first_guess(), position, careful=True)
        blocked = steep.blocked(flow)
        if blocked is not None:
            raise Unsolved(self.net.branches[blocked], "blocked")
        return steep.allowed(flow), steep.positions(flow, case.opened)

    def _newton(
        self,
        case: _Case,
        flow: Floats,
        position: Position,
        known: Floats | None = None,
        careful: bool = False,
    ) -> tuple[Floats, Floats, int]:
        """Flows and pressures for given positions, and the steps taken; from `known` pressures where there are some."""
        net, losses = self.net, case.losses
        live = position.live()
        tied = None
        if live is not None:
            flow = np.where(live, flow, np.where(position.limited, net.limit, 0.0))
            tied = self._ties(live, case.dead)
        pressure = np.where(np.isnan(case.held), 0.0, case.held) if known is None else known.copy()
        drop = pressure[net.start] - pressure[net.end]
        demand, rise = case.asked[self.free], np.zeros(pressure.size)
        for steps in range(1, (_CAREFUL_STEPS if careful else _STEPS) + 1):
            loss, slope = losses.at(flow)
            weight = 1.0 / slope
            change = drop - loss
            change *= weight
            if live is not None:
                weight, change = np.where(live, weight, 0.0), np.where(live, change, 0.0)
            try:
                rise[self.free] = self.pattern.solve(weight, -demand - self.pattern.node_sums(flow + change), tied)
            except Singular:
                raise Unsolved(self._loose(live), "no-reference") from None
            pressure += rise
            lift = rise[net.start]
            lift -= rise[net.end]
            drop += lift
            lift *= weight
            change += lift
            if careful and steps > 1:
                change *= self._share(losses, flow, change, drop)
            flow = flow + change
            largest, moved = _largest(flow), _largest(change)
            if moved <= _STILL * (1.0 + largest):
                return flow, pressure, steps
            if not moved < _ABSURD:
                break
        size = np.nan_to_num(np.abs(change), nan=np.inf)
        worst = np.flatnonzero(size >= _AS_MUCH * size.max())
        raise Unsolved(net.branches[int(worst[np.argmin(slope[worst])])], "no-convergence")

    def _share(self, losses: Losses | Steep, flow: Floats, change: Floats, drop: Floats) -> float:
        """Part of a step along which the network's energy falls: flows balance, so its slope is losses over drops."""
        driving = float(change @ drop)
        begun = float(change @ losses.at(flow)[0]) - driving
        share = 1.0
        if not begun < 0.0:
            return share
        for _ in range(_SHORTENINGS):
            climb = float(change @ losses.at(flow + share * change)[0]) - driving
            if not climb > -_CLIMB * begun:
                break
            share *= max(0.1, begun / (begun - climb))
        return share

    def _ties(self, live: Bools, dead: Bools | None) -> Floats | None:
        """Weights that hold parts between shut valves, one node of each, to the pressure that they had."""
        if not self.moving:
            return None
        label, reached = self.parts.over(live)
        if reached.all():
            return None
        loose = ~reached[label]
        if dead is not None:
            loose &= ~dead
        at = np.flatnonzero(loose)
        if not at.size:
            return None
        _, first = np.unique(label[at], return_index=True)
        weights = np.zeros(label.size)
        weights[at[first]] = _TIE
        return weights[self.free]

    def _accept(self, case: _Case, state: tuple[Floats, Floats], position: Position, steps: int) -> Solution:
        """The state with its residuals, polished until they are small. Raises `Unsolved` at a missed gate."""
        net = self.net
        flow, pressure = state
        live = position.live()
        free = np.isnan(case.held)
        scale, rounding = 1.0 + _largest(flow), _ROUNDING * (1.0 + _largest(pressure))
        least = np.inf
        for _ in range(_POLISHINGS):
            loss, slope = case.losses.at(flow, exact=True)
            gap = np.abs(pressure[net.start] - pressure[net.end] - loss)
            if live is not None:
                gap[~live] = 0.0
            balance = np.abs(case.asked + sums(net.start, flow, free.size) - sums(net.end, flow, free.size)) * free
            off = _largest(gap / (_FINAL * slope * np.abs(flow) + rounding))
            off = max(off, _largest(balance) / (_EVEN * scale))
            if off <= 1.0 or off > 0.5 * least:
                break
            least = off
            flow, pressure, more = self._newton(case, flow, position, pressure)
            steps += more
        head, mass = _largest(gap), _largest(balance)
        if not mass < MASS_GATE:
            raise Unsolved(net.nodes[int(np.argmax(balance))], "no-convergence")
        if not head < HEAD_GATE:
            raise Unsolved(net.branches[int(np.argmax(gap))], "no-convergence")
        if case.dead is not None:
            pressure = np.where(case.dead, np.nan, pressure)
        return Solution(flow, pressure, steps, mass, head, position.open, position.limited)

    def _starved(self, case: _Case) -> None:
        """Refuse flow asked of a part that nothing feeds. Raises `Unsolved`."""
        if case.dead is None:
            return
        starved = np.flatnonzero(case.dead & (case.asked != 0.0))
        if starved.size:
            raise Unsolved(self.net.nodes[int(starved[0])], "starved")

    def _loose(self, live: Bools | None) -> str:
        """A node of a part that nothing holds once valves have turned."""
        label, reached = self.parts.over(np.ones(self.net.start.size, dtype=np.bool_) if live is None else live)
        return self.net.nodes[int(np.argmax(~reached[label]))]

    def limiting(self, limit: Floats) -> "Engine":
        """The same engine with other set flows [kg/s] of its pressure-independent valves."""
        other = copy(self)
        other.net = replace(self.net, limit=limit)
        return other

    def reached(self, closed: Bools, keep: bool = True) -> Bools:
        """Nodes that a held node reaches over branches that are not closed; `keep` remembers them."""
        label, reached = self.parts.over(~closed, keep)
        return reached[label]


def _largest(values: Floats) -> float:
    """Largest magnitude, nil of nothing; NaN where there is one."""
    return max(float(values.max()), -float(values.min())) if values.size else 0.0
