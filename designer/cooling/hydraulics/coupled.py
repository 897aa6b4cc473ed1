"""Flows and temperatures together: viscosity and density of every branch at its own mean temperature."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from designer.cooling.hydraulics.heat import Exchange, Temperatures, carry_heat
from designer.cooling.hydraulics.losses import Losses
from designer.cooling.hydraulics.network import Floats, Network, Solution, Unsolved
from designer.cooling.hydraulics.newton import MASS_GATE, Engine
from designer.sizing.coolant import Fluid

__all__ = ["Coupled", "Sizes", "solve_coupled"]

#: Sizes of exchangers [W/K] by branch at solved flows and the temperatures of the round before.
Sizes = Callable[[Solution, Temperatures | None], Floats]

#: Rounds at most, and rounds after which two are averaged.
_ROUNDS, _PLAIN = 100, 8
#: Share of the largest flow, and kelvins, by which the last round may still move.
_CLOSE, _STEADY = 1e-10, 1e-8


@dataclass(frozen=True, slots=True)
class Coupled:
    """A state in which flows and temperatures agree; `rounds` it took, and the losses that it was solved with."""

    solution: Solution
    temperatures: Temperatures
    rounds: int
    losses: Losses


def solve_coupled(
    net: Network,
    fluid: Fluid,
    exchange: Exchange,
    start_c: float,
    law: str = "colebrook",
    sizes: Sizes | None = None,
) -> Coupled:
    """Solve flows and temperatures until they agree. Raises `Unsolved`.

    Args:
        net: the network.
        fluid: the coolant with its property table.
        exchange: heats, set temperatures and exchangers.
        start_c: temperature [degC] of the first round, and of what does not flow.
        law: friction law of turbulent flow, one of `friction.LAWS`.
        sizes: sizes of the exchangers in each round; those of `exchange` when none are given.
    """
    engine = Engine(net)
    mean = np.full(len(net.branches), start_c)
    flow: Floats | None = None
    temperatures: Temperatures | None = None
    for number in range(1, _ROUNDS + 1):
        losses = _losses(net, fluid, mean, law)
        solved = engine.solve(losses, flow)
        if sizes is not None:
            exchange = replace(exchange, size=sizes(solved, temperatures))
        before, temperatures = temperatures, carry_heat(net, solved, fluid, exchange)
        _inside(net, fluid, temperatures)
        if flow is not None and before is not None:
            told = np.abs(solved.flow) > MASS_GATE
            moved = float(np.max(np.abs(solved.flow - flow)[told], initial=0.0))
            warmed = float(np.nanmax(np.abs(temperatures.outlet - before.outlet)[told], initial=0.0))
            if moved <= _CLOSE * (1.0 + float(np.max(np.abs(flow), initial=0.0))) and warmed <= _STEADY:
                return Coupled(solved, temperatures, number, losses)
        flow = solved.flow
        middle = (temperatures.inlet + temperatures.outlet) / 2.0
        middle = np.where(np.isnan(middle), start_c, middle)
        mean = middle if number < _PLAIN else (mean + middle) / 2.0
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
