"""Flows and temperatures together: viscosity and density of every branch at its own mean temperature."""

from dataclasses import dataclass

import numpy as np

from designer.cooling.coolant import Fluid
from designer.cooling.hydraulics.heat import Exchange, Temperatures, carry_heat
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Floats, Network, Solution, Unsolved
from designer.cooling.hydraulics.newton import Engine

__all__ = ["Coupled", "solve_coupled"]

_ROUNDS = 40
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Coupled:
    """A state in which flows and temperatures agree; `rounds` it took, and the losses that it was solved with."""

    solution: Solution
    temperatures: Temperatures
    rounds: int
    losses: Losses


def solve_coupled(net: Network, fluid: Fluid, exchange: Exchange, start_c: float, law: str = "colebrook") -> Coupled:
    """Solve flows and temperatures until they agree. Raises `Unsolved`.

    Args:
        net: the network.
        fluid: the coolant with its property table.
        exchange: heats, set temperatures and exchangers.
        start_c: temperature [degC] of the first round, and of what does not flow.
        law: friction law of turbulent flow, one of `friction.LAWS`.
    """
    engine = Engine(net)
    mean = np.full(len(net.branches), start_c)
    flow: Floats | None = None
    for number in range(1, _ROUNDS + 1):
        losses = _losses(net, fluid, mean, law)
        solved = engine.solve(losses, flow)
        temperatures = carry_heat(net, solved, fluid, exchange)
        _inside(net, fluid, temperatures)
        if flow is not None:
            moved = float(np.max(np.abs(solved.flow - flow), initial=0.0))
            if moved <= _CLOSE * (1.0 + float(np.max(np.abs(flow), initial=0.0))):
                return Coupled(solved, temperatures, number, losses)
        flow = solved.flow
        middle = (temperatures.inlet + temperatures.outlet) / 2.0
        mean = np.where(np.isnan(middle), start_c, middle)
    worst = int(np.argmax(np.abs(solved.flow)))
    raise Unsolved(net.branches[worst], "no-convergence")


def _losses(net: Network, fluid: Fluid, mean: Floats, law: str) -> Losses:
    table = fluid.temperature_c
    density = np.interp(mean, table, fluid.density)
    viscosity = np.exp(np.interp(mean, table, np.log(fluid.viscosity)))
    return Losses(net, density, viscosity, law)


def _inside(net: Network, fluid: Fluid, found: Temperatures) -> None:
    """Refuse temperatures beyond the coolant's table: nothing is known there."""
    low, high = float(fluid.temperature_c[0]), float(fluid.temperature_c[-1])
    beyond = (found.outlet < low - 1e-6) | (found.outlet > high + 1e-6)
    if beyond.any():
        raise Unsolved(net.branches[int(np.argmax(beyond))], "outside-fluid")
