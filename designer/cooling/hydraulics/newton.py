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

from designer.cooling.hydraulics.linear import Pattern, Singular, sums
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network, Solution, Unsolved
from designer.cooling.hydraulics.parts import Loose, Parts
from designer.cooling.hydraulics.valves import STEEPER, Position, Steep, turn
from designer.sizing.coolant import FluidState

__all__ = ["HEAD_GATE", "MASS_GATE", "Engine", "solve"]

#: Largest mass residual [kg/s] and head residual [Pa] of an accepted state.
MASS_GATE, HEAD_GATE = 1e-6, 1.0

_STEPS = 60
_CAREFUL_STEPS = 400
_SETTLINGS = 240
#: Troubles that a state found with care may mend.
_WORTH_CARE = ("no-settling", "no-convergence")
#: Steps after which heads that are off by rounding alone, this share of the pressures, end the search.
_LONG, _NOISE = 12, 1e-12
_STILL = 2e-7
#: Share of the largest flow by which the last step moved below which friction is solved to rounding.
_NEAR = 1e-3
#: A state is polished until heads are off by less than this share of slope times flow, or by rounding of the pressures,
#: and nodes by that share of the largest flow.
_FINAL, _ROUNDING, _EVEN = 1e-10, 1e-14, 1e-12
_POLISHINGS = 6
_ABSURD = 1e12
#: Of branches whose flow moves about as much as the worst, the flattest one is named.
_AS_MUCH = 0.99
#: A step is shortened while energy still climbs by this share of how it fell at the start, so often at most.
_CLIMB, _SHORTENINGS = 0.5, 12


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
        self.resisting = not (self.moving or net.pump.any() or net.curve_of.size or net.lift.any())

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
        whole = not self.moving and not shut.any()
        dead = self.parts.cut_off(shut) if cut and not whole else None
        opened = ~shut if dead is None else ~shut & ~dead[self.net.start] & ~dead[self.net.end]
        asked = self.net.demand if demand is None else demand
        case = _Case(losses, self.fixed if fixed is None else fixed, asked, opened, dead)
        self._starved(case)
        if not cut or not whole:
            return self._found(case, losses, guess)
        try:
            found = self._found(case, losses, guess)
        except Unsolved:
            self.parts.cut_off(shut)
            raise
        if not self.pattern.holds():
            self.parts.cut_off(shut)
        return found

    def _found(self, case: _Case, losses: Losses, guess: Floats | None) -> Solution:
        """The state from a guess, else from the start, else with care. Raises `Unsolved`."""
        trouble: Unsolved | None = None
        for flow in (guess, None) if guess is not None else (None,):
            try:
                start = self._started(case, losses) if flow is None else flow
                return self._settled(case, losses, start, Position.all_open(case.opened))
            except Unsolved as met:
                if met.reason not in _WORTH_CARE:
                    raise
                trouble = trouble or met
                losses.friction.x = None
        assert trouble is not None
        return self._again(case, losses, trouble)

    def _started(self, case: _Case, losses: Losses) -> Floats:
        """Flows to start from: the first guess, in a network of nothing but resistances brought nearer.

        One step of the linear theory (Wood and Charles 1972), each branch as resistant as it is at the guess; between
        the guess and what that gives lies the flow of a branch of quadratic loss, at their geometric mean.
        """
        flow = losses.first_guess()
        if not self.resisting or not case.opened.all():
            return flow
        net = self.net
        weight = flow / losses.at(flow)[0]
        pressure = np.where(np.isnan(case.held), 0.0, case.held)
        given = weight * (pressure[net.start] - pressure[net.end])
        try:
            pressure[self.free] = self.pattern.solve(weight, -case.asked[self.free] - self.pattern.node_sums(given))
        except Singular:
            raise Unsolved(self._unheld(None), "no-reference") from None
        found = weight * (pressure[net.start] - pressure[net.end])
        return np.copysign(np.sqrt(np.abs(found) * flow), found)

    def _again(self, case: _Case, losses: Losses, trouble: Unsolved) -> Solution:
        """The state found with care. Raises what stands in its way, or the first trouble where nothing settles."""
        try:
            return self._settled(case, losses, *self._careful(case, losses))
        except Unsolved as second:
            raise trouble if second.reason == "no-settling" else second from None

    def _settled(self, case: _Case, losses: Losses, flow: Floats, position: Position) -> Solution:
        """The state with positions that agree with it. Raises `Unsolved`."""
        seen: set[bytes] = set()
        steps, singly = 0, False
        for _ in range(_SETTLINGS):
            flow, pressure, used = self._newton(case, flow, position)
            steps += used
            state = flow, self._pressed(case, position, pressure)
            if not self.moving or not turn(self.net, losses, state, position, case.opened, singly):
                return self._accept(case, (flow, pressure), position, steps)
            key = position.key()
            singly = singly or key in seen
            seen.add(key)
        turning = np.flatnonzero(self.net.check | np.isfinite(self.net.limit))
        raise Unsolved(self.net.branches[int(turning[0])], "no-settling")

    def _careful(self, case: _Case, losses: Losses) -> tuple[Floats, Position]:
        """Flows and positions with valves as steep resistances and shortened steps. Raises `Unsolved`."""
        position = Position.all_open(case.opened)
        losses.friction.x = None
        flow = losses.first_guess()
        for resistance in STEEPER:
            steep = Steep(self.net, losses, resistance)
            try:
                flow, _, _ = self._newton(replace(case, losses=steep), flow, position, careful=True)
            except Unsolved:
                if resistance == STEEPER[0]:
                    raise
                break
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
        net, losses, live = self.net, case.losses, position.live()
        flow, demand, tied = self._begun(case, position, flow)
        pressure = np.where(np.isnan(case.held), 0.0, case.held) if known is None else known.copy()
        drop = pressure[net.start] - pressure[net.end]
        rise, near = np.zeros(pressure.size), False
        for steps in range(1, (_CAREFUL_STEPS if careful else _STEPS) + 1):
            loss, slope = losses.at(flow, exact=near)
            weight = 1.0 / slope
            change = drop - loss
            if steps > _LONG and self._level(change, pressure, live):
                return flow, pressure, steps
            change *= weight
            if live is not None:
                weight, change = np.where(live, weight, 0.0), np.where(live, change, 0.0)
            try:
                rise[self.free] = self.pattern.solve(weight, -demand - self.pattern.node_sums(flow + change), tied)
            except Singular:
                raise Unsolved(self._unheld(live), "no-reference") from None
            pressure += rise
            lift = rise[net.start]
            lift -= rise[net.end]
            drop += lift
            lift *= weight
            change += lift
            if careful and steps > 1:
                share = self._share(losses, flow, change, drop)
                change *= share
                if isinstance(losses, Steep):
                    losses.trust(share)
            flow = flow + change
            largest, moved = _largest(flow), _largest(change)
            if moved <= _STILL * (1.0 + largest):
                return flow, pressure, steps
            if not moved < _ABSURD:
                break
            near = moved <= _NEAR * (1.0 + largest)
        if careful and moved < _ABSURD:
            return flow, pressure, steps
        raise Unsolved(self._worst(change, slope), "no-convergence")

    def _begun(self, case: _Case, position: Position, flow: Floats) -> tuple[Floats, Floats, Floats | None]:
        """Flows that the positions allow, what leaves the free nodes, and weights that tie parts that hang."""
        live = position.live()
        if live is None:
            return flow, case.asked[self.free], None
        flow = np.where(live, flow, np.where(position.limited, self.net.limit, 0.0))
        loose = self._loose(case, live, flow)
        if loose is None:
            return flow, case.asked[self.free], None
        return flow, loose.evened(case.asked)[self.free], loose.ties[self.free]

    def _worst(self, change: Floats, slope: Floats) -> str:
        """The branch that moves most; of those that move about as much, the flattest."""
        size = np.nan_to_num(np.abs(change), nan=np.inf)
        worst = np.flatnonzero(size >= _AS_MUCH * size.max())
        return self.net.branches[int(worst[np.argmin(slope[worst])])]

    def _level(self, gap: Floats, pressure: Floats, live: Bools | None) -> bool:
        """Whether heads are off by no more than rounding: flows that cost next to nothing may still wander."""
        off = _largest(gap) if live is None else _largest(np.where(live, gap, 0.0))
        return off <= _NOISE * (1.0 + _largest(pressure))

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

    def _loose(self, case: _Case, live: Bools, flow: Floats) -> Loose | None:
        """The parts that hang between shut and limiting valves; None where there are none."""
        if not self.moving:
            return None
        label, reached = self.parts.over(live)
        hanging = ~reached[label]
        if case.dead is not None:
            hanging &= ~case.dead
        if not hanging.any():
            return None
        net, count = self.net, label.size
        passed = np.where(live, 0.0, flow)
        leaving = case.asked + sums(net.start, passed, count) - sums(net.end, passed, count)
        return Loose.of(label, hanging, leaving)

    def _pressed(self, case: _Case, position: Position, pressure: Floats) -> Floats:
        """Pressures to judge valves by: a hanging part that gets more than it gives rises beyond all, or falls."""
        live = position.live()
        loose = None if live is None else self._loose(case, live, np.where(position.limited, self.net.limit, 0.0))
        return pressure if loose is None else loose.pressed(pressure)

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
            self._passable(case, position)
            raise Unsolved(net.nodes[int(np.argmax(balance))], "no-convergence")
        if not head < HEAD_GATE:
            raise Unsolved(net.branches[int(np.argmax(gap))], "no-convergence")
        if case.dead is not None:
            pressure = np.where(case.dead, np.nan, pressure)
        return Solution(flow, pressure, steps, mass, head, position.open, position.limited)

    def _passable(self, case: _Case, position: Position) -> None:
        """Refuse a state in which valves let a part neither get nor give what it must. Raises `Unsolved`."""
        live = position.live()
        loose = None if live is None else self._loose(case, live, np.where(position.limited, self.net.limit, 0.0))
        if loose is None or not loose.excess.any():
            return
        part = loose.excess != 0.0
        bounds = (part[self.net.start] != part[self.net.end]) & (self.net.check | np.isfinite(self.net.limit))
        if bounds.any():
            raise Unsolved(self.net.branches[int(np.argmax(bounds))], "blocked")

    def _starved(self, case: _Case) -> None:
        """Refuse flow asked of a part that nothing feeds. Raises `Unsolved`."""
        if case.dead is None:
            return
        starved = np.flatnonzero(case.dead & (case.asked != 0.0))
        if starved.size:
            raise Unsolved(self.net.nodes[int(starved[0])], "starved")

    def _unheld(self, live: Bools | None) -> str:
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
