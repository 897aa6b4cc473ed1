"""The counterflow exchangers of a loop brief, sized anew at the flows and temperatures of each round."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from designer.cooling.hydraulics.heat import Temperatures
from designer.cooling.hydraulics.network import Floats, Solution
from designer.sizing.coolant import Fluid
from designer.sizing.exchanger import counterflow

__all__ = ["Counterflow", "sizes"]


@dataclass(frozen=True, slots=True)
class Counterflow:
    """An exchanger in a branch: its size UA [W/K]; the other stream's coolant, mass flow [kg/s] and inlet [degC]."""

    branch: int
    size: float
    other: Fluid
    flow: float
    inlet_c: float


def sizes(
    exchangers: Sequence[Counterflow], fluid: Fluid, start_c: float, solved: Solution, found: Temperatures | None
) -> Floats:
    """Effectiveness times the smaller heat capacity rate [W/K] by branch, NaN where there is no exchanger.

    Each stream counts with the heat capacity of its mean temperature in the round before; `start_c` and the other
    stream's inlet stand in for it in the first.
    """
    result = np.full(solved.flow.size, np.nan)
    for each in exchangers:
        mass = abs(float(solved.flow[each.branch]))
        own_c, other_c = start_c, each.inlet_c
        if found is not None and np.isfinite(found.outlet[each.branch]):
            own_c = float(found.inlet[each.branch] + found.outlet[each.branch]) / 2.0
            given = -float(found.heat[each.branch])
            other_c += given / (each.flow * each.other.at(other_c).heat_capacity) / 2.0
        own, other = mass * fluid.at(own_c).heat_capacity, each.flow * each.other.at(other_c).heat_capacity
        least, most = sorted((own, other))
        result[each.branch] = counterflow(each.size / least, least / most) * least if least > 0.0 else 0.0
    return result
