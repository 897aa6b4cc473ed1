"""Ride-through second by second: both loops as rings of cells, pipes in plug flow, tanks and machines mixed.

What warms is carried round: without rejection the return comes back as supply after one turn of the facility loop,
sooner than a mixed loop would tell. A step moves a pipe's content by one cell, so that fronts stay sharp; what mixes
follows its exponential over the step. The scheme conserves energy: what the racks give is in the cells or rejected.
"""

import math
from dataclasses import dataclass

import numpy as np

from designer.cooling.hydraulics.network import Floats

__all__ = ["LOST", "RideCase", "RideState", "ride", "seconds_to"]

#: Functions that may be lost: rejection of heat outdoors, pumps of the facility loop.
LOST = ("rejection", "fws-pumps")

_CELLS = 40
#: Times more cells that the pipes of the slower loop may have.
_MORE = 50


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
        cells: cells of half the pipes of the quicker loop; one cell mixes them whole.
    """
    flow = 0.0 if lost == "fws-pumps" else case.fws_rate
    turns = [(case.tcs_pipes, case.tcs_rate), (case.fws_pipes, flow)]
    step = min(pipes / 2.0 / rate / cells for pipes, rate in turns if rate > 0.0)
    tcs, fws = _technology(case, step), _facility(case, step)
    count = math.ceil(horizon / step)
    times, supplies = np.empty(count + 1), np.empty(count + 1)
    held = float(tcs.values[tcs.last])
    times[0], supplies[0] = 0.0, held
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
        # the last cell of a pipe holds what leaves it in the step that follows
        left, held = held, float(tcs.values[tcs.last])
        times[number], supplies[number] = number * step, (left + held) / 2.0
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
    the cell whose outlet is looked at. The cells in `mixed` are mixed whole, the others are pieces of pipes.
    """

    def __init__(self, capacity: Floats, values: Floats, marks: tuple[int, int], mixed: tuple[int, ...]) -> None:
        self.capacity, self.values, self.mixed = capacity, values, mixed
        self.heated, self.last = marks

    def energy(self) -> float:
        """Heat held [kJ], over nil degrees."""
        return float(self.capacity @ self.values)

    def turn(self, rate: float, step: float, heats: dict[int, float]) -> None:
        """Move everything one step on; heats [kW] enter cells. What leaves a mixed cell is its mean over the step."""
        if rate <= 0.0:
            for cell, heat in heats.items():
                self.values[cell] += heat * step / self.capacity[cell]
            return
        out, now = self.values.copy(), self.values
        grown = np.zeros_like(now)
        for cell in self.mixed:
            held = self.capacity[cell] / (rate * step)
            goal = out[cell - 1] + heats.get(cell, 0.0) / rate
            grown[cell] = (goal - now[cell]) * -math.expm1(-1.0 / held)
            out[cell] = goal - grown[cell] * held
        change = rate * (np.roll(out, 1) - out)
        for cell, heat in heats.items():
            change[cell] += heat
        self.values = now + np.where(grown != 0.0, grown, change * step / self.capacity)


def _pipes(total: float, rate: float, step: float) -> list[float]:
    """Half of the pipes' heat capacity as cells that a step passes whole, as nearly as whole numbers allow."""
    count = max(1, min(_MORE * _CELLS, int(total / 2.0 / (rate * step) + 1e-9)))
    return [total / 2.0 / count] * count


def _technology(case: RideCase, step: float) -> _Ring:
    """CDUs, supply pipes, racks, return pipes; the supply is that which enters the racks."""
    warm = case.tcs_supply + case.heat / case.tcs_rate
    half = _pipes(case.tcs_pipes, case.tcs_rate, step)
    capacity = [case.cdus, *half, case.racks, *half]
    values = [case.tcs_supply] * (1 + len(half)) + [warm] * (1 + len(half))
    racks = 1 + len(half)
    return _Ring(np.array(capacity), np.array(values), (racks, racks - 1), (0, racks))


def _facility(case: RideCase, step: float) -> _Ring:
    """Coolers, buffer, supply pipes, the CDUs' cold side, return pipes; the supply is that which enters the CDUs."""
    warm = case.fws_supply + case.heat / case.fws_rate
    half = _pipes(case.fws_pipes, case.fws_rate, step)
    tank = [case.buffer] if case.buffer > 0.0 else []
    capacity = [case.coolers, *tank, *half, *half]
    cold = 1 + len(tank) + len(half)
    values = [case.fws_supply] * cold + [warm] * len(half)
    return _Ring(np.array(capacity), np.array(values), (cold, cold - 1), tuple(range(1 + len(tank))))
