"""Coolants: properties between the sourced points of the catalog, with their range.

Density, heat capacity and conductivity run linearly between points, viscosity linearly in its logarithm (Andrade's
form over a short span). Outside the table nothing is extrapolated: the nearest point holds and `outside` says so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Coolant
from designer.ledger import formula
from designer.units import Quantity, q

__all__ = ["Fluid", "FluidState", "density_of", "flow_of_heat", "fluid_of", "heat_capacity_of", "heat_rate"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FluidState:
    """A coolant at one temperature: density [kg/m3], heat capacity [J/kg/K], viscosity [Pa s], conductivity [W/m/K]."""

    temperature_c: float
    density: float
    heat_capacity: float
    viscosity: float
    conductivity: float

    @property
    def volumetric(self) -> float:
        """Volumetric heat capacity [J/m3/K]."""
        return self.density * self.heat_capacity

    def kg_s(self, flow_lpm: float) -> float:
        """Mass flow [kg/s] of a volume flow [LPM]."""
        return flow_lpm / 60000.0 * self.density

    def lpm(self, flow_kg_s: float) -> float:
        """Volume flow [LPM] of a mass flow [kg/s]."""
        return flow_kg_s / self.density * 60000.0

    def kw_per_k(self, flow_lpm: float) -> float:
        """Heat capacity rate [kW/K] of a volume flow [LPM]."""
        return flow_lpm / 60000.0 * self.volumetric / 1000.0


@dataclass(frozen=True, slots=True)
class Fluid:
    """A coolant as arrays over temperature [degC], ascending. `key` is its catalog address."""

    key: str
    name: str
    freezing_c: float
    temperature_c: Floats
    density: Floats
    heat_capacity: Floats
    viscosity: Floats
    conductivity: Floats

    def at(self, temperature_c: float) -> FluidState:
        """The state at a temperature; the end points hold outside the table."""
        t = self.temperature_c
        return FluidState(
            temperature_c,
            float(np.interp(temperature_c, t, self.density)),
            float(np.interp(temperature_c, t, self.heat_capacity)),
            float(np.exp(np.interp(temperature_c, t, np.log(self.viscosity)))),
            float(np.interp(temperature_c, t, self.conductivity)),
        )

    def outside(self, temperature_c: float) -> bool:
        """Whether the temperature lies outside the sourced points."""
        return not float(self.temperature_c[0]) <= temperature_c <= float(self.temperature_c[-1])


def fluid_of(record: Coolant) -> Fluid:
    """The arrays of a coolant record. Raises `ValueError` when it has no points, `UnknownValue` when one is unknown."""
    points = sorted(record.points, key=lambda p: p.at.si("degC"))
    if not points:
        raise ValueError(record.key)
    return Fluid(
        record.key,
        record.name,
        record.freezing_point.si("degC") if record.freezing_point.known else 0.0,
        np.array([p.at.si("degC") for p in points]),
        np.array([p.density.si("kg/m3") for p in points]),
        np.array([p.heat_capacity.si("J/kg/K") for p in points]),
        np.array([p.viscosity.si("mPa*s") / 1000.0 for p in points]),
        np.array([p.conductivity.si("W/m/K") for p in points]),
    )


@formula("C", unit="kW/K", source="textbook")
def heat_rate(V: Quantity, rho: Quantity, c_p: Quantity) -> Quantity:
    """Heat capacity rate of a flow."""
    return V * rho * c_p


@formula("V", unit="LPM", source="textbook")
def flow_of_heat(Q: Quantity, rho: Quantity, c_p: Quantity, T_return: Quantity, T_supply: Quantity) -> Quantity:
    """Flow that carries a heat between two temperatures."""
    return Q / (rho * c_p * (T_return - T_supply))


def density_of(state: FluidState) -> Quantity:
    """Density as a quantity."""
    return q(state.density, "kg/m3")


def heat_capacity_of(state: FluidState) -> Quantity:
    """Heat capacity as a quantity."""
    return q(state.heat_capacity, "J/kg/K")
