"""Ride-through second by second: both loops as rings of cells, pipes in plug flow, tanks and machines mixed.

What warms is carried round: without rejection the return comes back as supply after one turn of the facility loop,
sooner than a mixed loop would tell. The scheme conserves energy: what the racks give is in the cells or rejected.
"""

import math
from dataclasses import dataclass

import numpy as np

from designer.cooling.hydraulics.network import Floats

__all__ = ["LOST", "RideCase", "RideState", "ride", "seconds_to"]

#: Functions that may be lost: rejection of heat outdoors, pumps of the facility loop.
LOST = ("rejection", "fws-pumps")

_CELLS = 40
_COURANT = 1.0


@dataclass(frozen=True, slots=True)
class RideCase:
    """Both loops as they stand: heat of the racks and heat capacity rates [kW, kW/K], supplies [degC], the CDUs'
    effectiveness times smaller rate [kW/K], and contents as heat capacity [kJ/K]: racks, pipes and CDUs of the
    technology side, pipes, coolers and buffer of the facility side.
    """

    heat: float
    tcs_rate: float
    fws_rate: float
    tcs_supply: float
    fws_supply: float
    exchange: float
    racks: float
    tcs_pipes: float
    cdus: float
    fws_pipes: float
    coolers: float
    buffer: float


@dataclass(frozen=True, slots=True)
class RideState:
    """The supply at the racks over time [s, degC], heat stored and heat rejected since the loss [kJ]."""

    time: Floats
    supply: Floats
    stored: float
    rejected: float


def ride(case: RideCase, lost: str, horizon: float, cells: int = _CELLS) -> RideState:
    """The supply after a loss at time nil, for so many seconds.

    Args:
        case: the loops.
        lost: one of `LOST`.
        horizon: seconds to follow.
        cells: cells of a pipe; one cell mixes it whole.
    """
    tcs, fws = _technology(case, cells), _facility(case, cells)
    flow = 0.0 if lost == "fws-pumps" else case.fws_rate
    step = _COURANT * min(tcs.quickest(case.tcs_rate), fws.quickest(flow))
    count = math.ceil(horizon / step)
    times, supplies = np.empty(count + 1), np.empty(count + 1)
    times[0], supplies[0] = 0.0, tcs.values[tcs.last]
    begun, rejected = tcs.energy() + fws.energy(), 0.0
    for number in range(1, count + 1):
        warm, cold = float(tcs.values[-1]), float(fws.values[fws.last])
        moved = max(0.0, min(case.exchange * (warm - cold), case.tcs_rate * (warm - case.tcs_supply)))
        moved = 0.0 if flow == 0.0 else moved
        away = 0.0
        if lost != "rejection" and flow > 0.0:
            away = max(0.0, flow * (float(fws.values[-1]) - case.fws_supply))
        tcs.turn(case.tcs_rate, step, {0: -moved, tcs.heated: case.heat})
        fws.turn(flow, step, {0: -away, fws.heated: moved})
        rejected += away * step
        times[number], supplies[number] = number * step, tcs.values[tcs.last]
    return RideState(times, supplies, tcs.energy() + fws.energy() - begun, rejected)


def seconds_to(state: RideState, limit_c: float) -> float:
    """Seconds until the supply passes a limit, between the steps; infinite when it does not within the horizon."""
    over = np.flatnonzero(state.supply > limit_c)
    if not over.size:
        return math.inf
    at = int(over[0])
    if at == 0:
        return 0.0
    low, high = state.supply[at - 1], state.supply[at]
    share = (limit_c - low) / (high - low)
    return float(state.time[at - 1] + share * (state.time[at] - state.time[at - 1]))


class _Ring:
    """Cells in the order of flow: heat capacity [kJ/K] and temperature of each; heat enters cell `heated`, `last` is
    the cell whose outlet is looked at.
    """

    def __init__(self, capacity: Floats, values: Floats, heated: int, last: int) -> None:
        self.capacity, self.values, self.heated, self.last = capacity, values, heated, last

    def quickest(self, rate: float) -> float:
        """The longest stable step [s]."""
        return float(np.min(self.capacity)) / rate if rate > 0.0 else math.inf

    def energy(self) -> float:
        """Heat held [kJ], over nil degrees."""
        return float(self.capacity @ self.values)

    def turn(self, rate: float, step: float, heats: dict[int, float]) -> None:
        """Move everything one step on; heats [kW] enter cells."""
        before = np.roll(self.values, 1)
        change = rate * (before - self.values)
        for cell, heat in heats.items():
            change[cell] += heat
        self.values = self.values + change * step / self.capacity


def _pipes(total: float, cells: int, floor: float) -> list[float]:
    """Half of the pipes' heat capacity as cells, none below a floor."""
    count = max(1, min(cells, int(total / 2.0 / floor)))
    return [total / 2.0 / count] * count


def _technology(case: RideCase, cells: int) -> _Ring:
    """CDUs, supply pipes, racks, return pipes; the supply is that which enters the racks."""
    warm = case.tcs_supply + case.heat / case.tcs_rate
    floor = max(case.tcs_pipes / 2.0 / cells, 1e-9)
    half = _pipes(case.tcs_pipes, cells, floor)
    capacity = [case.cdus, *half, case.racks, *half]
    values = [case.tcs_supply] * (1 + len(half)) + [warm] * (1 + len(half))
    return _Ring(np.array(capacity), np.array(values), 1 + len(half), len(half))


def _facility(case: RideCase, cells: int) -> _Ring:
    """Coolers, buffer, supply pipes, the CDUs' cold side, return pipes; the supply is that which enters the CDUs."""
    warm = case.fws_supply + case.heat / case.fws_rate
    floor = max(case.fws_pipes / 2.0 / cells, 1e-9)
    half = _pipes(case.fws_pipes, cells, floor)
    tank = [case.buffer] if case.buffer > 0.0 else []
    capacity = [case.coolers, *tank, *half, *half]
    cold = 1 + len(tank) + len(half)
    values = [case.fws_supply] * cold + [warm] * len(half)
    return _Ring(np.array(capacity), np.array(values), cold, cold - 1)
