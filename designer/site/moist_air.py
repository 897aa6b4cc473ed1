"""Moist air: the one place for saturation, humidity, enthalpy, wet bulb and dew point.

Temperatures in degC, pressures in Pa, humidity ratios in kg of water per kg of dry air, enthalpies in kJ per kg of dry
air over dry air and liquid water at 0 degC. Every function takes floats or arrays and gives arrays.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "STANDARD_PA",
    "dew_point",
    "enthalpy",
    "humidity_of",
    "humidity_ratio",
    "saturated_at",
    "saturated_enthalpy",
    "saturation_humidity",
    "saturation_pressure",
    "water_enthalpy",
    "wet_bulb",
]

Floats = NDArray[np.float64]

#: Pressure of the standard atmosphere at sea level.
STANDARD_PA = 101_325.0
#: Heat capacities of dry air, vapour, water and ice [kJ/kg/K], heats of evaporation and sublimation at 0 degC [kJ/kg],
#: mass of a mole of water over one of dry air (ASHRAE Fundamentals, chapter 1).
_AIR, _VAPOUR, _WATER, _ICE, _EVAPORATION, _SUBLIMATION, _MOLES = 1.006, 1.86, 4.186, 2.1, 2501.0, 2830.0, 0.621945


def saturation_pressure(celsius: Floats | float) -> Floats:
    """Saturation pressure of water vapour [Pa] over ice and water (Hyland and Wexler, as in ASHRAE Fundamentals).

    >>> round(float(saturation_pressure(30.0)))
    4246
    """
    kelvin = np.asarray(celsius, dtype=np.float64) + 273.15
    ice = (
        -5.6745359e3 / kelvin + 6.3925247 - 9.677843e-3 * kelvin + 6.2215701e-7 * kelvin**2
        + 2.0747825e-9 * kelvin**3 - 9.484024e-13 * kelvin**4 + 4.1635019 * np.log(kelvin)
    )
    water = (
        -5.8002206e3 / kelvin + 1.3914993 - 4.8640239e-2 * kelvin + 4.1764768e-5 * kelvin**2
        - 1.4452093e-8 * kelvin**3 + 6.5459673 * np.log(kelvin)
    )
    return np.asarray(np.exp(np.where(kelvin < 273.16, ice, water)))


def humidity_of(vapour: Floats | float, pressure: Floats | float) -> Floats:
    """Humidity ratio of a partial pressure of vapour [Pa]."""
    return np.asarray(_MOLES * np.asarray(vapour) / (pressure - np.asarray(vapour)))


def saturation_humidity(celsius: Floats | float, pressure: Floats | float) -> Floats:
    """Humidity ratio of saturated air.

    >>> round(float(saturation_humidity(30.0, STANDARD_PA)), 4)
    0.0272
    """
    return humidity_of(saturation_pressure(celsius), pressure)


def enthalpy(celsius: Floats | float, humidity: Floats | float) -> Floats:
    """Enthalpy of moist air."""
    warm = np.asarray(celsius, dtype=np.float64)
    return np.asarray(_AIR * warm + humidity * (_EVAPORATION + _VAPOUR * warm))


def saturated_enthalpy(celsius: Floats | float, pressure: Floats | float, water: Floats | float = 0.0) -> Floats:
    """Enthalpy of saturated air, less that of its water as liquid [kJ/kg].

    >>> round(float(saturated_enthalpy(25.0, STANDARD_PA)), 1)
    76.3
    """
    full = saturation_humidity(celsius, pressure)
    return np.asarray(enthalpy(celsius, full) - full * water)


def water_enthalpy(celsius: Floats | float) -> Floats:
    """Enthalpy of liquid water [kJ/kg]."""
    return np.asarray(_WATER * np.asarray(celsius, dtype=np.float64))


def humidity_ratio(dry: Floats | float, wet: Floats | float, pressure: Floats | float) -> Floats:
    """Humidity ratio of air of a dry and a wet bulb (adiabatic saturation over water or ice); never below zero.

    >>> round(float(humidity_ratio(30.0, 22.005, STANDARD_PA)), 4)
    0.0133
    """
    air, bulb = np.asarray(dry, dtype=np.float64), np.asarray(wet, dtype=np.float64)
    full = saturation_humidity(bulb, pressure)
    water = ((_EVAPORATION - (_WATER - _VAPOUR) * bulb) * full - _AIR * (air - bulb)) / (
        _EVAPORATION + _VAPOUR * air - _WATER * bulb
    )
    ice = ((_SUBLIMATION - (_ICE - _VAPOUR) * bulb) * full - _AIR * (air - bulb)) / (
        _SUBLIMATION + _VAPOUR * air - _ICE * bulb
    )
    return np.maximum(np.where(bulb >= 0.0, water, ice), 0.0)


def wet_bulb(dry: Floats, humidity: Floats, pressure: Floats) -> Floats:
    """Wet bulb of dry bulb, relative humidity [1] and pressure, by bisection.

    >>> round(float(wet_bulb(np.array([30.0]), np.array([0.5]), np.array([101325.0]))[0]), 1)
    22.0
    """
    ratio = humidity_of(humidity * saturation_pressure(dry), pressure)
    low, high = dry - 45.0, dry.copy()
    for _ in range(34):
        middle = (low + high) / 2.0
        drier = humidity_ratio(dry, middle, pressure) < ratio
        low, high = np.where(drier, middle, low), np.where(drier, high, middle)
    return np.minimum((low + high) / 2.0, dry)


def dew_point(vapour: Floats) -> Floats:
    """Dew point of a vapour pressure [Pa], by bisection."""
    low, high = np.full_like(vapour, -100.0), np.full_like(vapour, 70.0)
    for _ in range(34):
        middle = (low + high) / 2.0
        below = saturation_pressure(middle) < vapour
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2.0)


def saturated_at(wanted: Floats | float, pressure: Floats | float, water: Floats | float = 0.0) -> Floats:
    """Temperature at which saturated air, less the enthalpy of its water as liquid [kJ/kg], has an enthalpy.

    By Newton's method, within 1e-6 K from -50 to 80 degC.

    >>> round(float(saturated_at(saturated_enthalpy(28.0, 9e4), 9e4)), 6)
    28.0
    """
    goal = np.asarray(wanted, dtype=np.float64) + np.zeros_like(np.asarray(pressure, dtype=np.float64))
    warm = 20.0 * np.log1p(np.maximum(goal, 0.0) / 25.0)
    for _ in range(9):
        vapour = saturation_pressure(warm)
        full = humidity_of(vapour, pressure)
        steeper = full * pressure / (pressure - vapour) * _steepness(warm)
        slope = _AIR + _VAPOUR * full + steeper * (_EVAPORATION + _VAPOUR * warm - water)
        warm = np.clip(warm - (enthalpy(warm, full) - full * water - goal) / slope, -60.0, 80.0)
    return np.asarray(warm)


def _steepness(celsius: Floats) -> Floats:
    """Relative growth of the saturation pressure [1/K] (Magnus); good to 1 %, enough for the steps of an iteration."""
    water, ice = 4098.0 / (celsius + 237.3) ** 2, 5808.0 / (celsius + 265.5) ** 2
    return np.where(celsius >= 0.0, water, ice)
