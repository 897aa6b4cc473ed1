"""What a solved loop tells: nodes, branches, pumps, valves, and how well the state closes."""

from dataclasses import dataclass

__all__ = ["BranchAnswer", "LoopAnswer", "NodeAnswer"]


@dataclass(frozen=True, slots=True)
class NodeAnswer:
    """A node: pressure [kPa], temperature [degC], flow that leaves the loop there [kg/s]; NaN where cut off."""

    tag: str
    pressure: float
    temperature: float
    leaving: float


@dataclass(frozen=True, slots=True)
class BranchAnswer:
    """A branch: mass flow [kg/s], volume flow [LPM], drop [kPa] (head of a pump is negative), temperatures in and out
    [degC], heat taken up [kW]; velocity [m/s], Reynolds number and regime of pipes; content [L].

    `position` is open, closed, cut-off, holding (a check valve), limiting (a control valve) or beyond-curve (a pump).
    """

    tag: str
    kind: str
    flow: float
    volume_flow: float
    drop: float
    inlet: float
    outlet: float
    heat: float
    velocity: float
    reynolds: float
    regime: str
    content: float
    position: str


@dataclass(frozen=True, slots=True)
class LoopAnswer:
    """The answer to a loop brief. Residuals [kg/s, Pa], energy left over as a share of the heat moved, Newton steps and
    rounds of flow against temperature.
    """

    name: str
    coolant: str
    friction: str
    digest: str
    nodes: tuple[NodeAnswer, ...]
    branches: tuple[BranchAnswer, ...]
    mass_residual: float
    head_residual: float
    energy_closure: float
    steps: int
    rounds: int
