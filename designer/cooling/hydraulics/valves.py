"""Check valves and pressure-independent valves: their positions, and when a solved state contradicts one."""

from dataclasses import dataclass

import numpy as np

from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats, Network

__all__ = ["STEEPER", "Position", "Steep", "turn"]

#: Back flow [kg/s] that turns a check valve: more than rounding makes of a level pump curve. Pressure [Pa] and share of
#: a set flow that turn the others; the share of the largest pressure that rounding makes.
_BACK, _TURNED, _NOISE = 1e-7, 1e-9, 1e-12
#: Resistances [Pa s/kg], one after another, of a valve beyond what it lets pass while positions are being found.
STEEPER = (1e7, 1e10, 1e12)
#: Least slope [Pa s/kg] of a check valve meanwhile.
_GENTLE = 1e3
#: Share of the largest flow that counts as none while positions are being found.
_HARDLY = 1e-6
#: A valve is blocked when more than this [kg/s] would have to pass it the wrong way or beyond its set flow.
_BLOCKED = 1e-4


@dataclass(slots=True)
class Position:
    """Which branches carry flow by their law, and which pass a set flow."""

    open: Bools
    limited: Bools

    @classmethod
    def all_open(cls, opened: Bools) -> "Position":
        """No check valve holds, no control valve limits."""
        return cls(opened.copy(), np.zeros(opened.size, dtype=np.bool_))

    def live(self) -> Bools | None:
        """Branches that carry flow by their law; None when all do."""
        live = self.open & ~self.limited
        return None if live.all() else live

    def key(self) -> bytes:
        """Tells positions apart."""
        return self.open.tobytes() + self.limited.tobytes()


class Steep:
    """Losses with valves as steep resistances: against back flow, and against more than the set flow.

    Every branch then loses more the more flows, whatever the valves do, which makes the network's energy convex.
    """

    def __init__(self, net: Network, losses: Losses, resistance: float = STEEPER[-1]) -> None:
        self.net, self.losses, self.resistance = net, losses, resistance
        self.check, self.limit = np.flatnonzero(net.check), np.flatnonzero(np.isfinite(net.limit))
        self.most = net.limit[self.limit]
        self.held = 1.0
        self.gentle = np.zeros(net.check.size)
        self.gentle[self.check] = _GENTLE
        if net.curve_of.size:
            head, flow = np.ptp(net.curve_head, axis=1), np.ptp(net.curve_flow, axis=1)
            self.gentle[net.curve_of] = np.where(flow > 0.0, head / np.where(flow > 0.0, flow, 1.0), _GENTLE)

    def at(self, flow: Floats, exact: bool = False) -> tuple[Floats, Floats]:
        """Loss [Pa] and slope [Pa s/kg] of every branch; the slope is no less than that of a whole pump curve, so that
        no step leaps off its level end.
        """
        loss, slope = self.losses.at(flow, exact=True)
        slope = np.maximum(slope, self.gentle * self.held)
        back = np.minimum(flow[self.check], 0.0)
        loss[self.check] += self.resistance * back
        slope[self.check] += self.resistance * (back < 0.0)
        over = np.maximum(flow[self.limit] - self.most, 0.0)
        loss[self.limit] += self.resistance * over
        slope[self.limit] += self.resistance * (over > 0.0)
        return loss, slope

    def trust(self, share: float) -> None:
        """Hold steps back less after one that went its whole way, and fully after one that was shortened."""
        self.held = 0.5 * self.held if share >= 1.0 else 1.0

    def blocked(self, flow: Floats) -> int | None:
        """A valve through which flow that is asked for cannot pass; None when there is none."""
        beyond = np.zeros(flow.size)
        beyond[self.check] = -flow[self.check]
        beyond[self.limit] = np.maximum(beyond[self.limit], flow[self.limit] - self.most)
        wrong = np.flatnonzero(beyond > _BLOCKED)
        return int(wrong[np.argmax(beyond[wrong])]) if wrong.size else None

    def allowed(self, flow: Floats) -> Floats:
        """Flows that the valves let pass."""
        kept = np.minimum(flow, self.net.limit)
        kept[self.check] = np.maximum(kept[self.check], 0.0)
        return kept

    def positions(self, flow: Floats, opened: Bools) -> Position:
        """The positions that solved flows tell; a check valve that hardly passes anything is first taken to hold."""
        position = Position.all_open(opened)
        position.open[self.check] &= flow[self.check] > _HARDLY * (1.0 + float(np.max(np.abs(flow), initial=0.0)))
        position.limited[self.limit] = position.open[self.limit] & (flow[self.limit] > self.most)
        return position


def turn(
    net: Network,
    losses: Losses,
    state: tuple[Floats, Floats],
    position: Position,
    opened: Bools,
    singly: bool = False,
) -> bool:
    """Turn the valves whose position contradicts a state of flows and pressures; whether any turned.

    All of them at once, or `singly` the first of them alone: slower, but that never runs in circles (least-index
    rule for complementarity, Murty 1974).
    """
    flow, pressure = state
    drop = pressure[net.start] - pressure[net.end]
    noise = _TURNED + _NOISE * float(np.max(np.abs(pressure)))
    holding = net.check & opened & ~position.open
    shuts = net.check & position.open & (flow < -_BACK)
    opens = holding & (drop - _at_rest(losses) > noise)
    limited = np.isfinite(net.limit)
    starts = stops = np.zeros(flow.size, dtype=np.bool_)
    if limited.any():
        wide, _ = losses.at(np.where(limited, net.limit, flow), exact=True)
        starts = limited & position.open & ~position.limited & (flow > net.limit * (1.0 + _TURNED))
        stops = position.limited & (drop < wide - noise)
    wrong = np.flatnonzero(shuts | opens | starts | stops)
    if singly:
        first = np.zeros(flow.size, dtype=np.bool_)
        first[wrong[:1]] = True
        shuts, opens, starts, stops = shuts & first, opens & first, starts & first, stops & first
    position.limited = (position.limited | starts) & ~stops
    position.open = (position.open & ~shuts) | opens
    return bool(wrong.size)


def _at_rest(losses: Losses) -> Floats:
    """Loss of each branch without flow: minus the shut-off head of a pump."""
    kept = losses.friction.x
    rest, _ = losses.at(np.zeros(len(losses.net.branches)))
    losses.friction.x = kept
    return rest
