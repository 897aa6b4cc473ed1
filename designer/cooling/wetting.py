"""What wet heat rejection evaporates, loses as drift and bleeds: balances of moist air and of water, hour by hour.

Air enters at the dry and wet bulb and the pressure of the hour. Over a fill or a wetted coil it leaves on the line to
saturation, at the enthalpy that closes the heat balance with the airflow of the hour; behind pads it moves along the
line of constant wet bulb. What it takes up is the airflow times what its humidity rises by.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from designer.ledger import formula, maximum
from designer.site import moist_air
from designer.units import Quantity

__all__ = ["Air", "Water", "behind_pads", "blowdown", "drift", "dry_air", "evaporation", "made_up", "over_fill"]

Floats = NDArray[np.float64]


@formula("m_air", unit="kg/s", source="derived", clause="fans move volume; density follows the pressure of the site")
def dry_air(V_air: Quantity, rho: Quantity, sigma: Quantity) -> Quantity:
    """Air of a cooler's fans at full speed."""
    return V_air * rho * sigma


@formula("E", unit="L/h", source="ashrae-f", clause="chapter 1, mass balance of moist air; chapter 40 of HVAC Systems")
def evaporation(m_air: Quantity, w_out: Quantity, w_in: Quantity, rho: Quantity) -> Quantity:
    """Water that the air of the coolers takes up."""
    return m_air * (w_out - w_in) / rho


@formula("D", unit="L/h", source="derived", clause="share of the circulating water, by class of eliminator")
def drift(f_drift: Quantity, V_circ: Quantity) -> Quantity:
    """Droplets that leave with the air."""
    return f_drift * V_circ


@formula("B", unit="L/h", source="derived", clause="salts in = salts out; drift carries them too")
def blowdown(E: Quantity, CoC: Quantity, D: Quantity) -> Quantity:
    """Water bled so that salts stay at the cycles of concentration."""
    return maximum(E / (CoC - 1) - D, 0 * E)


@formula("M", unit="L/h", source="derived", clause="water in = water out")
def made_up(E: Quantity, D: Quantity, B: Quantity) -> Quantity:
    """Make-up water."""
    return E + D + B


class Air(NamedTuple):
    """Air that enters: dry and wet bulb [degC], pressure [Pa]; floats or arrays."""

    dry: Floats | float
    wet: Floats | float
    pressure: Floats | float

    @property
    def humidity(self) -> Floats:
        """Humidity ratio."""
        return moist_air.humidity_ratio(self.dry, self.wet, self.pressure)


def over_fill(heat: Floats | float, mass: Floats | float, air: Air, contact: float, water_c: float) -> Floats:
    """Humidity ratio of air that leaves a fill or wetted coil, so that all of the heat leaves with it.

    Args:
        heat: heat that the water gives off [kW].
        mass: dry air [kg/s].
        air: the air that enters.
        contact: share of the air that reaches saturation; the rest passes by.
        water_c: temperature of the water made up [degC], which takes up part of the heat.
    """
    water = moist_air.water_enthalpy(water_c)
    entering = air.humidity
    touched = np.maximum(np.asarray(mass, dtype=np.float64) * contact, 1e-9)
    wanted = moist_air.enthalpy(air.dry, entering) - entering * water + heat / touched
    leaving = moist_air.saturated_at(wanted, air.pressure, water)
    full = moist_air.saturation_humidity(leaving, air.pressure)
    return np.asarray(entering + contact * (full - entering))


def behind_pads(air: Air, cooled: Floats | float) -> Floats:
    """Humidity ratio of air that pads have cooled [degC] at constant wet bulb."""
    return np.maximum(moist_air.humidity_ratio(cooled, air.wet, air.pressure), air.humidity)


@dataclass(frozen=True, slots=True)
class Water:
    """Water of the hours [L]: evaporated, lost as drift, bled."""

    evaporated: Floats
    drift: Floats
    bled: Floats

    @classmethod
    def of(cls, evaporated: Floats, drift: Floats, cycles: float) -> "Water":
        """With what is bled at so many cycles of concentration."""
        return cls(evaporated, drift, np.maximum(evaporated / (cycles - 1.0) - drift, 0.0))

    @property
    def made_up(self) -> Floats:
        """What must come in."""
        return self.evaporated + self.drift + self.bled
