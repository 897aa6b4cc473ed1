"""Check valves and pressure-independent valves: their positions, and when a solved state contradicts one."""

from dataclasses import dataclass

import numpy as np

from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Bools, Floats, Network

__all__ = ["Position", "Steep", "turn"]

_TURNED = 1e-9
#: Resistance [Pa s/kg] of a valve beyond what it lets pass, while positions are being found.
_STEEP = 1e10


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

    def __init__(self, net: Network, losses: Losses) -> None:
        self.net, self.losses = net, losses
        self.check, self.limit = np.flatnonzero(net.check), np.flatnonzero(np.isfinite(net.limit))
        self.most = net.limit[self.limit]

    def at(self, flow: Floats, exact: bool = False) -> tuple[Floats, Floats]:
        """Loss [Pa] and slope [Pa s/kg] of every branch."""
        loss, slope = self.losses.at(flow, exact=True)
        back = np.minimum(flow[self.check], 0.0)
        loss[self.check] += _STEEP * back
        slope[self.check] += _STEEP * (back < 0.0)
        over = np.maximum(flow[self.limit] - self.most, 0.0)
        loss[self.limit] += _STEEP * over
        slope[self.limit] += _STEEP * (over > 0.0)
        return loss, slope

    def allowed(self, flow: Floats) -> Floats:
        """Flows that the valves let pass."""
        kept = np.minimum(flow, self.net.limit)
        kept[self.check] = np.maximum(kept[self.check], 0.0)
        return kept

    def positions(self, flow: Floats, opened: Bools) -> Position:
        """The positions that solved flows tell."""
        position = Position.all_open(opened)
        position.open[self.check] &= flow[self.check] >= 0.0
        position.limited[self.limit] = position.open[self.limit] & (flow[self.limit] > self.most)
        return position


def turn(net: Network, losses: Losses, state: tuple[Floats, Floats], position: Position, opened: Bools) -> bool:
    """Turn the valves whose position contradicts a state of flows and pressures; whether any turned."""
    flow, pressure = state
    drop = pressure[net.start] - pressure[net.end]
    holding = net.check & opened & ~position.open
    shuts = net.check & position.open & (flow < -_TURNED)
    opens = holding & (drop - _at_rest(losses) > _TURNED)
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


def _at_rest(losses: Losses) -> Floats:
    """Loss of each branch without flow: minus the shut-off head of a pump."""
    kept = losses.friction.x
    rest, _ = losses.at(np.zeros(len(losses.net.branches)))
    losses.friction.x = kept
    return rest
