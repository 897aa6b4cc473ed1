"""Heat rejection: dry and adiabatic coolers by effectiveness-NTU in crossflow, chillers by their rated slopes.

A cooler's airflow and size are calculated back from its rated point; at the site the air is thinner (fans move volume,
not mass), the fluid flow follows the loop, and an adiabatic cooler wets its air when dry air does not do.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Chiller, Cooler
from designer.cooling.bench import Bench, delta
from designer.ledger import formula
from designer.sizing.plant import chiller_altitude, chiller_capacity
from designer.units import Quantity, q

__all__ = [
    "ChillerModel",
    "CoolerModel",
    "adiabatic_air",
    "chiller_altitude",
    "chiller_capacity",
    "chiller_cop",
    "chiller_model",
    "cooler_model",
    "coolers_needed",
    "crossflow",
    "evaporated",
    "make_up",
    "outlet",
    "water_rates",
]

Floats = NDArray[np.float64]

#: Latent heat of water near 25 degC [kJ/kg]; 3600 / this = 1.48 L/kWh evaporated.
LATENT = 2430.0


@formula("T_in", unit="degC", source="textbook", clause="adiabatic pre-cooling")
def adiabatic_air(T_db: Quantity, eta: Quantity, T_wb: Quantity) -> Quantity:
    """Air entering a cooler behind wetted pads."""
    return T_db - eta * (T_db - T_wb)


@formula("C_air", unit="kW/K", source="derived", clause="at the rated point")
def air_rate(Q_r: Quantity, eps_air: Quantity, dT_in: Quantity) -> Quantity:
    """Heat capacity rate of a cooler's air, back-calculated from its rated point."""
    return Q_r / (eps_air * dT_in)


@formula("C_fluid", unit="kW/K", source="derived", clause="at the rated point")
def fluid_rate(Q_r: Quantity, dT_fluid: Quantity) -> Quantity:
    """Heat capacity rate of a cooler's fluid at its rated point."""
    return Q_r / dT_fluid


@formula("w_evap", unit="L/kWh", source="derived", clause="all-latent rejection")
def evaporated(h_fg: Quantity, rho: Quantity) -> Quantity:
    """Water evaporated per heat rejected as vapour."""
    return q(1, "") / (h_fg * rho)


@formula("w_make", unit="L/kWh", source="derived", clause="evaporation and blowdown")
def make_up(w_evap: Quantity, CoC: Quantity) -> Quantity:
    """Make-up water per heat rejected as vapour."""
    return w_evap * CoC / (CoC - 1)


@formula("COP", unit="", source="derived", clause="rated COP and slope over outdoor temperature")
def chiller_cop(COP_r: Quantity, s: Quantity, T_air: Quantity, T_r: Quantity) -> Quantity:
    """Coefficient of performance of an air-cooled chiller at an outdoor temperature."""
    return COP_r * (1 - s * (T_air - T_r) / q(1, "delta_degC"))


def crossflow(ntu: Floats | float, ratio: Floats | float) -> Floats:
    """Effectiveness of a crossflow exchanger, both fluids unmixed (textbook approximation); floats or arrays.

    >>> round(float(crossflow(1.0, 1.0)), 3)
    0.469
    """
    size, rate = np.asarray(ntu, dtype=np.float64), np.asarray(ratio, dtype=np.float64)
    return np.asarray(1.0 - np.exp((size**0.22 / rate) * (np.exp(-rate * size**0.78) - 1.0)))


@dataclass(frozen=True, slots=True)
class CoolerModel:
    """A cooler ready to calculate: air rate at full fans and site density [kW/K] (a number, or one for each hour), UA
    [kW/K], fans [kW], pad effectiveness.
    """

    key: str
    type: str
    heat_rated: float
    air_rate: Any
    ua: float
    fan_power: float
    saturation: float
    fluid_drop: float
    fluid_rate_rated: float


def cooler_model(bench: Bench, record: Cooler) -> CoolerModel:
    """The model of a cooler record at the site's air density.

    Raises `UnknownValue` when the rated point is not known.
    """
    rules, slug = bench.rules, record.slug
    inlet = delta(record.fluid_in_rated.si("degC") - record.air_rated.si("degC"))
    cooled = delta(record.fluid_in_rated.si("degC") - record.fluid_out_rated.si("degC"))
    air = bench.keep(
        air_rate,
        f"cooler_air_rate[{slug}]",
        Q_r=record.heat_rated,
        eps_air=rules["cooler_air_effectiveness"],
        dT_in=inlet,
    )
    fluid = bench.keep(fluid_rate, f"cooler_fluid_rate[{slug}]", Q_r=record.heat_rated, dT_fluid=cooled)
    ua = _ua_of(record.heat_rated.si("kW"), inlet.magnitude, air.si("kW/K"), fluid.si("kW/K"))
    drop = record.fluid_drop
    if not drop.known:
        drop = rules["cooler_drop_default"]
        bench.ask("cooler_drop", record.key, drop)
    saturation = record.saturation_effectiveness
    wet = record.type != "dry" and saturation.known
    return CoolerModel(
        record.key,
        record.type,
        record.heat_rated.si("kW"),
        air.si("kW/K") * bench.density_ratio,
        ua,
        record.fan_power.si("kW"),
        saturation.si("") if wet else 0.0,
        drop.si("kPa"),
        fluid.si("kW/K"),
    )


def _ua_of(heat: float, inlet: float, air: float, fluid: float) -> float:
    """UA [kW/K] that gives the rated heat, by bisection on the transfer units (effectiveness rises with them)."""
    smaller, larger = min(air, fluid), max(air, fluid)
    wanted = heat / (smaller * inlet)
    low, high = 1e-3, 1e3
    for _ in range(80):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if float(crossflow(middle, smaller / larger)) < wanted else (low, middle)
    return math.sqrt(low * high) * smaller


def outlet(
    model: CoolerModel,
    fluid_in: Floats | float,
    fluid_kw_k: Floats | float,
    air: Floats | float,
    fan: Floats | float = 1.0,
) -> Floats:
    """Fluid leaving a cooler [degC]: fluid entering [degC] and its rate [kW/K], air entering [degC], share of fan
    speed.
    """
    rate = model.air_rate * np.asarray(fan, dtype=np.float64)
    fluid = np.asarray(fluid_kw_k, dtype=np.float64)
    smaller, larger = np.minimum(rate, fluid), np.maximum(rate, fluid)
    heat = crossflow(model.ua / smaller, smaller / larger) * smaller * (np.asarray(fluid_in) - np.asarray(air))
    return np.asarray(np.asarray(fluid_in) - heat / fluid)


def coolers_needed(model: CoolerModel, job: tuple[float, float, float], air_c: float, most: int = 100) -> int:
    """The fewest coolers that bring a loop to its supply: job = (fluid rate [kW/K], return, supply [degC]); 0 if none
    can.
    """
    rate, warm, cold = job
    if air_c >= cold:
        return 0
    for count in range(1, most + 1):
        if float(outlet(model, warm, rate / count, air_c)) <= cold + 1e-9:
            return count
    return 0


@dataclass(frozen=True, slots=True)
class ChillerModel:
    """A chiller at its rating: capacity [kW], COP, slope [1/K], rated air [degC], coldest condensing air [degC]."""

    key: str
    type: str
    capacity: float
    cop: float
    slope: float
    air_c: float
    least_air_c: float
    fluid_drop: float

    def at(self, air: Floats | float) -> tuple[Floats, Floats]:
        """Capacity [kW] and COP at outdoor temperatures [degC]."""
        warmer = np.maximum(np.asarray(air, dtype=np.float64), self.least_air_c) - self.air_c
        factor = np.maximum(1.0 - self.slope * warmer, 0.1)
        return self.capacity * factor, self.cop * factor


def chiller_model(bench: Bench, record: Chiller) -> ChillerModel:
    """The model of a chiller record, its capacity at the site's elevation where air cools its condenser."""
    drop = record.fluid_drop
    height, rated = bench.site.elevation, record.heat_rated
    capacity = rated.si("kW")
    if record.type != "water-cooled" and height.known and height.si("m") > 0.0:
        key = f"chiller_altitude[{record.slug}]"
        capacity = bench.keep(chiller_altitude, key, Q_r=rated, k=bench.rules["chiller_altitude"], z=height).si("kW")
    return ChillerModel(
        record.key,
        record.type,
        capacity,
        record.cop_rated.si(""),
        record.capacity_slope.si("") if record.capacity_slope.known else 0.0,
        record.air_rated.si("degC"),
        bench.rules.si("chiller_air_least", "degC"),
        drop.si("kPa") if drop.known else 0.0,
    )


def water_rates(bench: Bench) -> tuple[float, float]:
    """Evaporation and make-up [L/kWh of vapour heat], with their steps."""
    steam = bench.keep(evaporated, "evaporation", h_fg=q(LATENT, "kJ/kg"), rho=q(1000.0, "kg/m3"))
    made = bench.keep(make_up, "make_up", w_evap=steam, CoC=bench.rules["concentration_cycles"])
    return steam.si("L/kWh"), made.si("L/kWh")
