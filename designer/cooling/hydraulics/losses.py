"""Head loss and its slope for all branches at given flows."""

from dataclasses import dataclass, field

import numpy as np

from designer.cooling.hydraulics.friction import Friction
from designer.cooling.hydraulics.network import Bools, Floats, Ints, Network
from designer.sizing.coolant import FluidState

__all__ = ["GRAVITY", "Losses"]

#: Standard gravity [m/s2].
GRAVITY = 9.80665

_LEAST_SLOPE = 1e-6
_LEAST_FLOW = 1e-9
_FLAT = 1e-2


@dataclass(slots=True)
class Losses:
    """The losses of a network with a coolant of one state, or of one density and viscosity for each branch.

    `law` is the friction law of turbulent flow.
    """

    net: Network
    density: Floats
    viscosity: Floats
    law: str = "colebrook"
    pipes: Ints = field(init=False)
    parts: Ints = field(init=False)
    pumps: Ints = field(init=False)
    area: Floats = field(init=False)
    per_flow: Floats = field(init=False)
    long: Floats = field(init=False)
    scale: Floats = field(init=False)
    floor: Floats = field(init=False)
    minor: Floats = field(init=False)
    squared: Bools = field(init=False)
    friction: Friction = field(init=False)
    whole: bool = field(init=False)
    lifting: bool = field(init=False)

    @classmethod
    def of(cls, net: Network, state: FluidState, law: str = "colebrook") -> "Losses":
        """The losses with one coolant state for all."""
        count = len(net.branches)
        return cls(net, np.full(count, state.density), np.full(count, state.viscosity), law)

    def __post_init__(self) -> None:
        net = self.net
        self.pipes = np.flatnonzero((net.length > 0.0) | (net.minor > 0.0))
        self.parts = np.flatnonzero(net.coefficient > 0.0)
        a, b, c = net.pump.T
        self.pumps = np.flatnonzero((a != 0.0) | (b != 0.0) | (c != 0.0))
        self.whole = self.pipes.size == len(net.branches)
        self.lifting = bool(net.lift.any())
        pick = slice(None) if self.whole else self.pipes
        bore, density, viscosity = net.bore[pick], self.density[pick], self.viscosity[pick]
        square = bore * bore
        self.area = np.pi / 4.0 * square
        self.per_flow = bore / (self.area * viscosity)
        self.long, self.minor = net.length[pick] / bore, net.minor[pick]
        self.scale = 1.0 / (2.0 * density * self.area**2)
        laminar = 128.0 / np.pi * viscosity * net.length[pick] / (density * square * square)
        self.floor = np.maximum(laminar, _LEAST_SLOPE)
        self.friction = Friction(net.roughness[pick] / bore, self.law)
        self.squared = net.exponent[self.parts] == 2.0

    def reynolds(self, flow: Floats) -> Floats:
        """Reynolds number by branch, nil where there is no pipe."""
        result = np.zeros(len(self.net.branches))
        result[self.pipes] = np.abs(flow[self.pipes]) * self.per_flow
        return result

    def velocity(self, flow: Floats) -> Floats:
        """Mean velocity [m/s] by branch, nil where there is no pipe."""
        result = np.zeros(len(self.net.branches))
        result[self.pipes] = flow[self.pipes] / (self.density[self.pipes] * self.area)
        return result

    def first_guess(self) -> Floats:
        """One metre a second in pipes, one kilogram a second in components."""
        flow = np.ones(len(self.net.branches))
        flow[self.pipes] = self.density[self.pipes] * self.area
        return flow

    def at(self, flow: Floats, exact: bool = False) -> tuple[Floats, Floats]:
        """Head loss [Pa] and slope [Pa s/kg] of every branch; `exact` solves the friction law to rounding."""
        loss, slope = self._pipes(flow if self.whole else flow[self.pipes], exact)
        if not self.whole:
            loss, slope = self._spread(loss, slope)
        if self.parts.size:
            self._parts(flow, loss, slope)
        if self.pumps.size:
            a, b, c = self.net.pump[self.pumps].T
            at = flow[self.pumps]
            loss[self.pumps] -= a + b * at + c * np.abs(at) * at
            slope[self.pumps] -= b + 2.0 * c * np.abs(at)
        if self.net.curve_of.size:
            self._curves(flow, loss, slope)
        if self.lifting:
            loss += self.density * GRAVITY * self.net.lift
        return loss, np.maximum(slope, _LEAST_SLOPE)

    def _spread(self, loss: Floats, slope: Floats) -> tuple[Floats, Floats]:
        count = len(self.net.branches)
        whole, steep = np.zeros(count), np.zeros(count)
        whole[self.pipes], steep[self.pipes] = loss, slope
        return whole, steep

    def _pipes(self, flow: Floats, exact: bool) -> tuple[Floats, Floats]:
        size = np.abs(flow)
        re = size * self.per_flow
        factor, factor_slope = self.friction.at(re, exact)
        drag = (factor * self.long + self.minor) * self.scale * size
        slope = 2.0 * drag + factor_slope * re * self.long * self.scale * size
        return drag * flow, np.maximum(slope, self.floor)

    def _parts(self, flow: Floats, loss: Floats, slope: Floats) -> None:
        net, at = self.net, flow[self.parts]
        exponent = net.exponent[self.parts]
        size = np.maximum(np.abs(at), _LEAST_FLOW)
        power = size if self.squared.all() else size ** (exponent - 1.0)
        drag = net.coefficient[self.parts] * power
        loss[self.parts] += drag * at
        slope[self.parts] += drag * exponent

    def _curves(self, flow: Floats, loss: Floats, slope: Floats) -> None:
        """Pump curves by points: linear in flow squared, level below the first point, falling on past the last; one of
        one point is level throughout.
        """
        net = self.net
        at = flow[net.curve_of]
        knots, heads = net.curve_flow, net.curve_head
        if knots.shape[1] == 1:
            loss[net.curve_of] -= heads[:, 0]
            slope[net.curve_of] += _FLAT
            return
        last = np.maximum(np.argmax(knots, axis=1) - 1, 0)
        piece = np.minimum(np.sum(at[:, None] >= knots[:, 1:-1], axis=1), last)
        row = np.arange(at.size)
        low, high = knots[row, piece] ** 2, knots[row, piece + 1] ** 2
        steep = (heads[row, piece + 1] - heads[row, piece]) / np.where(high > low, high - low, np.inf)
        level = np.maximum(at, knots[:, 0])
        loss[net.curve_of] -= heads[row, piece] + steep * (level**2 - low)
        slope[net.curve_of] += np.maximum(np.where(at > knots[:, 0], -2.0 * steep * at, 0.0), _FLAT)
