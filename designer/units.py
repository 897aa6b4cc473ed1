"""The one unit registry of the house, with the house list of units and the known traps closed.

Quantities are used at every door; inside hot loops SI floats are used, converted once.

Traps closed here, each with a test in `tests/test_units.py`:

* apparent power is a dimension of its own, so that kVA never adds to or becomes kW;
* information is a dimension of its own, so that Gbit/s is not Hz;
* turns are a dimension of their own, so that rpm never becomes Hz;
* only units of the house list parse: ``24 "`` or ``TR`` are refused, not guessed;
* temperatures are points (`degC`, `degF`); differences are `delta_degC`, `delta_degF` or `K`.
"""

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pint

__all__ = [
    "HOUSE_UNITS",
    "Quantity",
    "UnitTrouble",
    "apparent_power",
    "as_json",
    "dimension_name",
    "magnitude",
    "parse",
    "q",
    "registry",
    "same_dimension",
]

if TYPE_CHECKING:
    Quantity: TypeAlias = pint.Quantity[Any]
else:
    Quantity = pint.Quantity

_DEFINITIONS = """
nano- = 1e-9 = n-
micro- = 1e-6 = µ- = u-
milli- = 1e-3 = m-
centi- = 1e-2 = c-
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
meter = [length] = m
second = [time] = s
gram = [mass] = g
ampere = [current] = A
kelvin = [temperature]; offset: 0 = K
mole = [substance] = mol
radian = [] = rad
degree = 3.141592653589793 / 180 * radian = deg
percent = 0.01 = %
bit = [information] = bit
byte = 8 * bit = B
turn = [rotation]
rack = [racks]
gpu = [gpus]
USD = [currency]
hash_count = [hashes]
volt_ampere = [apparent_power] = VA
volt_ampere_reactive = [reactive_power] = var
minute = 60 * second = min
hour = 60 * minute = h
day = 24 * hour = d
week = 7 * day
year = 8760 * hour
month = year / 12
hertz = 1 / second = Hz
rpm = turn / minute
inch = 0.0254 * meter = in
foot = 12 * inch = ft
mile = 5280 * foot = mi
acre = 43560 * foot ** 2
rack_unit = 44.45 * millimeter = RU
liter = 0.001 * meter ** 3 = L
gallon = 231 * inch ** 3 = gal
metric_ton = 1000 * kilogram = t
pound = 0.45359237 * kilogram = lb
newton = kilogram * meter / second ** 2 = N
standard_gravity = 9.80665 * meter / second ** 2
pound_force = pound * standard_gravity = lbf
pascal = newton / meter ** 2 = Pa
bar = 100000 * pascal
psi = pound_force / inch ** 2
psf = pound_force / foot ** 2
foot_H2O = 2989.06692 * pascal = ftH2O
joule = newton * meter = J
watt = joule / second = W
watt_hour = watt * hour = Wh
british_thermal_unit = 1055.05585262 * joule = BTU
refrigeration_ton = 12000 * british_thermal_unit / hour = ton
volt = watt / ampere = V
ohm = volt / ampere = Ω
siemens = 1 / ohm
degree_Celsius = kelvin; offset: 273.15 = °C = degC
degree_Fahrenheit = 5 / 9 * kelvin; offset: 255.372222222222 = °F = degF
gpm = gallon / minute
LPM = liter / minute
CFM = foot ** 3 / minute
"""


class UnitTrouble(ValueError):
    """A text is not a quantity of the house list, or has the wrong dimension.

    `code` names the trouble (see `templates/words/errors.yaml`); `facts` fill its words.
    """

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(f"{code}: {facts}")
        self.code = code
        self.facts = facts


def _build() -> pint.UnitRegistry[float]:
    ureg: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    ureg.load_definitions(_DEFINITIONS.strip().splitlines())
    ureg.formatter.default_format = "~P"
    pint.set_application_registry(ureg)  # type: ignore[no-untyped-call]
    return ureg


registry = _build()
_NONE = registry.Unit("")

#: What an engineer may write -> the registry's unit. Nothing else parses.
HOUSE_UNITS: dict[str, str] = {
    # length, area, volume
    "mm": "millimeter", "cm": "centimeter", "m": "meter", "km": "kilometer",
    "in": "inch", "ft": "foot", "mi": "mile", "mile": "mile", "RU": "rack_unit", "U": "rack_unit",
    "m2": "meter**2", "ft2": "foot**2", "acre": "acre", "mm2": "millimeter**2",
    "kcmil": "0.506707479 * millimeter**2",
    "m3": "meter**3", "L": "liter", "gal": "gallon", "ft3": "foot**3",
    # mass, force, pressure, load
    "g": "gram", "kg": "kilogram", "t": "metric_ton", "lb": "pound", "kg/m": "kilogram/meter",
    "lb/ft": "pound/foot",
    "N": "newton", "kN": "kilonewton", "lbf": "pound_force", "kip": "1000*pound_force",
    "Pa": "pascal", "kPa": "kilopascal", "MPa": "megapascal", "bar": "bar", "psi": "psi", "psf": "psf",
    "kg/m2": "kilogram/meter**2", "kg/m3": "kilogram/meter**3", "Pa/m": "pascal/meter", "kPa/m": "kilopascal/meter",
    "ft/100ft": "0.01*foot_H2O/foot", "ftH2O": "foot_H2O", "MN/m3": "meganewton/meter**3",
    "MPa/m": "meganewton/meter**3", "pci": "psi/inch", "psi/in": "psi/inch",
    "kN/m2": "kilopascal", "N/mm2": "megapascal", "ksi": "1000*psi", "ksf": "1000*psf", "mbar": "millibar",
    # time
    "ms": "millisecond", "us": "microsecond", "ns": "nanosecond", "s": "second", "min": "minute", "h": "hour",
    "day": "day", "week": "week", "month": "month", "year": "year", "ns/m": "nanosecond/meter",
    # electricity
    "V": "volt", "kV": "kilovolt", "A": "ampere", "kA": "kiloampere", "W": "watt", "kW": "kilowatt", "MW": "megawatt",
    "GW": "gigawatt", "VA": "volt_ampere", "kVA": "kilovolt_ampere", "MVA": "megavolt_ampere",
    "var": "volt_ampere_reactive", "kvar": "kilovolt_ampere_reactive", "Hz": "hertz", "ohm": "ohm",
    "mohm": "milliohm",
    "Wh": "watt_hour", "kWh": "kilowatt_hour", "MWh": "megawatt_hour", "GWh": "gigawatt_hour", "J": "joule",
    "kJ": "kilojoule", "MJ": "megajoule", "mohm/100ft": "milliohm/(100*foot)", "ohm/km": "ohm/kilometer",
    "W/m2": "watt/meter**2", "kW/m2": "kilowatt/meter**2", "W/ft2": "watt/foot**2", "kW/kW": "dimensionless",
    "kW/kVA": "kilowatt/kilovolt_ampere", "MW/s": "megawatt/second",
    "MW/min": "megawatt/minute", "kW/s": "kilowatt/second", "A/mm2": "ampere/millimeter**2",
    # heat, flow, temperature
    "degC": "degC", "degF": "degF", "K": "kelvin", "delta_degC": "delta_degC", "delta_degF": "delta_degF",
    "BTU/h": "british_thermal_unit/hour", "ton": "refrigeration_ton", "kW/K": "kilowatt/kelvin",
    "kJ/K": "kilojoule/kelvin",
    "J/kg/K": "joule/kilogram/kelvin", "N/kg": "newton/kilogram", "kJ/K/m3": "kilojoule/kelvin/meter**3",
    "kJ/kg/K": "kilojoule/kilogram/kelvin", "kJ/kg": "kilojoule/kilogram", "W/m/K": "watt/meter/kelvin",
    "W/m2/K": "watt/meter**2/kelvin",
    "mPa*s": "millipascal*second", "Pa*s": "pascal*second", "K/W": "kelvin/watt", "g/kg": "gram/kilogram",
    "LPM": "LPM", "L/min": "LPM", "L/s": "liter/second", "m3/h": "meter**3/hour", "m3/s": "meter**3/second",
    "gpm": "gpm", "CFM": "CFM", "kg/s": "kilogram/second", "m/s": "meter/second", "ft/s": "foot/second",
    "L/kWh": "liter/kilowatt_hour", "L/h": "liter/hour", "gal/h": "gallon/hour", "LPM/kW": "LPM/kilowatt",
    "CFM/kW": "CFM/kilowatt", "m3/MW": "meter**3/megawatt", "m3/s/MW": "meter**3/second/megawatt",
    "gpm/psi**0.5": "gpm/psi**0.5", "L/day": "liter/day", "gal/day": "gallon/day", "m3/day": "meter**3/day",
    "m3/year": "meter**3/year", "gal/year": "gallon/year", "gal/min": "gpm",
    # data
    "bit": "bit", "Gbit/s": "gigabit/second", "Mbit/s": "megabit/second", "Tbit/s": "terabit/second",
    "Gb/s": "gigabit/second", "Tb/s": "terabit/second", "GB/s": "gigabyte/second", "TB/s": "terabyte/second",
    # rotation, counts, angle, money
    "rpm": "rpm", "rack": "rack", "racks": "rack", "gpu": "gpu", "gpus": "gpu", "%": "percent", "deg": "degree",
    "1/year": "1/year", "1/m": "1/meter", "TH/s": "1e12*hash_count/second", "J/TH": "1e-12*joule/hash_count",
    "USD": "USD", "kUSD": "1000*USD", "MUSD": "1e6*USD", "USD/kW": "USD/kilowatt", "USD/MWh": "USD/megawatt_hour",
    "USD/kWh": "USD/kilowatt_hour", "USD/m": "USD/meter", "USD/ft": "USD/foot", "USD/MW": "USD/megawatt",
    "USD/kW/month": "USD/kilowatt/month", "USD/m3": "USD/meter**3", "USD/kVA": "USD/kilovolt_ampere",
    "USD/L": "USD/liter", "USD/gpu/h": "USD/gpu/hour", "USD/PH/day": "1e-15*USD*second/hash_count/day",
    "%/year": "percent/year", "USD/year": "USD/year",
    "mg/L": "milligram/liter", "uS/cm": "microsiemens/centimeter", "USD/m2": "USD/meter**2",
}

#: Signs in which units are printed -> how the house list writes them.
_SPELLED = str.maketrans({"²": "2", "³": "3", "µ": "u", "μ": "u", "·": "*"})
_DEGREES = {"°C": "degC", "°F": "degF"}

_NUMBER = r"[+-]?(?:\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+"
_TEXT = re.compile(rf"\s*({_NUMBER})\s*(.*?)\s*\Z", re.DOTALL)
_FEET_INCHES = re.compile(r"\s*(\d+)\s*'\s*-?\s*(\d+(?:\.\d+)?)?\s*(?:(\d+)/(\d+))?\s*\"?\s*\Z")


@cache
def _unit(name: str) -> tuple[float, Any]:
    """Factor and pint unit of a house unit name."""
    expression = HOUSE_UNITS.get(name)
    if expression is None:
        raise UnitTrouble("unit-unknown", unit=name)
    if expression.startswith("deg") and expression in ("degC", "degF"):
        return 1.0, registry.Unit(expression)
    parsed = registry.parse_expression(expression)
    if isinstance(parsed, pint.Quantity):
        return float(parsed.magnitude), parsed.units
    return float(parsed), registry.Unit("dimensionless")


def q(value: float, unit: str = "") -> Quantity:
    """A quantity from a number and a unit of the house list.

    >>> q(132, "kW").to("MW").magnitude
    0.132
    """
    if unit == "":
        return registry.Quantity(value, _NONE)
    factor, parsed = _unit(unit)
    return registry.Quantity(value * factor if factor != 1.0 else value, parsed)


def parse(text: str, like: str | None = None) -> Quantity:
    """Read ``"132 kW"`` or ``12'-6"``; with `like`, insist on that unit's dimension.

    Raises `UnitTrouble` (`quantity-unreadable`, `unit-missing`, `unit-unknown`, `unit-dimension`, `unit-unwanted`,
    `quantity-not-finite`).

    >>> f"{parse('400 ft', 'm').to('m').magnitude:.2f}"
    '121.92'
    """
    feet = _FEET_INCHES.match(text)
    if feet:
        whole, inches, top, bottom = feet.groups()
        part = int(top) / int(bottom) if top and int(bottom) else 0.0
        result = q(int(whole) * 12 + float(inches or 0) + part, "in")
    else:
        match = _TEXT.match(text)
        if not match:
            raise UnitTrouble("quantity-unreadable", said=text)
        number, unit = match[1], _spelled(match[2])
        if unit == "" and like not in (None, "", "%"):
            raise UnitTrouble("unit-missing", said=text, unit=like or "")
        if re.match(r"[\d.,]", unit) and unit not in HOUSE_UNITS:
            raise UnitTrouble("quantity-unreadable", said=text)
        result = q(float(number.replace(",", "").replace("_", "")), unit)
    if not math.isfinite(result.magnitude):
        raise UnitTrouble("quantity-not-finite", said=text)
    if like is not None and not same_dimension(result, like):
        if not like:
            raise UnitTrouble("unit-unwanted", said=text)
        raise UnitTrouble("unit-dimension", said=text, unit=like)
    return result


def _spelled(unit: str) -> str:
    """A unit as it is printed in the way of the house list: ``m³/h`` is m3/h, ``°C`` degC."""
    return _DEGREES.get(unit) or unit.translate(_SPELLED)


@cache
def _dimension(name: str) -> Any:
    return _unit(name)[1].dimensionality if name else registry.Unit("").dimensionality


def same_dimension(quantity: Quantity, unit: str) -> bool:
    """Whether the quantity can be said in that unit; a temperature difference is not a temperature point.

    >>> same_dimension(q(1, "kVA"), "kW")
    False
    """
    if quantity.units.dimensionality != _dimension(unit):
        return False
    if unit in ("degC", "degF"):
        return not quantity._is_multiplicative
    if unit in ("K", "delta_degC", "delta_degF"):
        return bool(quantity._is_multiplicative)
    return True


def magnitude(quantity: Quantity, unit: str) -> float:
    """The number of a quantity in a house unit, as a float. Raises `UnitTrouble` on the wrong dimension.

    >>> round(magnitude(q(1, "ton"), "kW"), 4)
    3.5169
    """
    line = _LINES.get((quantity._units, unit)) or _line(quantity, unit)
    return float(quantity.magnitude) * line[0] + line[1]


#: Conversions met so far: scale and offset from a pint unit to a house unit (each is a straight line).
_LINES: dict[tuple[Any, str], tuple[float, float]] = {}


def _line(quantity: Quantity, unit: str) -> tuple[float, float]:
    if not same_dimension(quantity, unit):
        raise UnitTrouble("unit-dimension", said=f"{quantity}", unit=unit)
    factor, parsed = _unit(unit) if unit else (1.0, registry.Unit(""))
    zero, one = (float(registry.Quantity(x, quantity.units).m_as(parsed)) / factor for x in (0.0, 1.0))
    line = (1.0, 0.0) if quantity.units == parsed and factor == 1.0 else (one - zero, zero)
    _LINES[quantity._units, unit] = line
    return line


def dimension_name(unit: str) -> str:
    """The dimension of a house unit as text, for messages: ``"[mass] * [length] ** 2 / [time] ** 3"``."""
    return str(_dimension(unit))


def apparent_power(voltage: Quantity, current: Quantity, phases: int = 3) -> Quantity:
    """Apparent power of a line: sqrt(phases) * line voltage * current, in kVA. Never a real power.

    >>> round(magnitude(apparent_power(q(415, "V"), q(100, "A")), "kVA"), 2)
    71.88
    """
    factor = math.sqrt(3.0) if phases == 3 else 1.0
    return q(factor * magnitude(voltage, "V") * magnitude(current, "A") / 1000.0, "kVA")


def as_json(quantity: Quantity, unit: str) -> dict[str, float | str]:
    """``{"value": 132.0, "unit": "kW"}`` with twelve significant digits, so that no rounding noise is stored."""
    return {"value": float(f"{magnitude(quantity, unit):.12g}"), "unit": unit}
