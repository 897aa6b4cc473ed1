"""The hydraulic solver of the cooling room: networks, friction, Newton's method, heat carried, fittings."""

from designer.cooling.hydraulics.network import Builder, Network, Solution, Unsolved
from designer.cooling.hydraulics.newton import HEAD_GATE, MASS_GATE, Engine, solve

__all__ = ["HEAD_GATE", "MASS_GATE", "Builder", "Engine", "Network", "Solution", "Unsolved", "solve"]
