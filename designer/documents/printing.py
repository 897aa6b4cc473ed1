"""How numbers are printed: one measure per kind of quantity, one unit system per pack, constant decimals per column.

A measure says in which unit the records hold a number, and in which unit and with how many decimals it is printed in
each unit system. Numbers are grouped by commas; a no-break space stands between number and unit; a dagger follows a
value that is neither read from its source nor derived.

>>> Printer("IP").text("length", 121.92)
'400.0\\xa0ft'
>>> Printer("SI").text("temperature", 40.0), Printer("IP").both("temperature", 40.0)
('40.0\\xa0°C', '104.0\\xa0°F (40.0\\xa0°C)')
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal

from designer import units
from designer.documents.feet import feet_and_inches
from designer.documents.other_units import TO_IP, TO_SI
from designer.ledger import Value
from designer.model.notes import Fact
from designer.units import Quantity

__all__ = [
    "DAGGER",
    "MEASURES",
    "NBSP",
    "UNKNOWN",
    "Measure",
    "Printer",
    "System",
    "grouped",
    "house_unit",
    "significant",
    "symbol",
]

System = Literal["IP", "SI"]

NBSP = "\u00a0"
DAGGER = "†"
#: What stands where a number is not known.
UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Measure:
    """Unit of the records, then unit and decimals of print in SI and in IP; of numbers of any size the `figures` that
    are printed instead of decimals.
    """

    base: str
    si: str
    si_decimals: int
    ip: str
    ip_decimals: int
    figures: int = 0

    def unit(self, system: System) -> str:
        """The house unit printed in a unit system."""
        return self.si if system == "SI" else self.ip

    def decimals(self, system: System) -> int:
        """The decimals printed in a unit system."""
        return self.si_decimals if system == "SI" else self.ip_decimals


def _same(unit: str, decimals: int, base: str = "") -> Measure:
    return Measure(base or unit, unit, decimals, unit, decimals)


MEASURES: dict[str, Measure] = {
    "count": _same("", 0),
    "number": _same("", 1),
    "ratio": _same("", 3),
    "chance": Measure("", "", 1, "", 1, figures=2),
    "share": Measure("", "%", 1, "%", 1),
    "length": Measure("m", "m", 1, "ft", 1),
    "metres": Measure("m", "m", 2, "ft", 1),
    "run": Measure("m", "m", 0, "ft", 0),
    "size": Measure("m", "mm", 0, "in", 1),
    "bore": Measure("mm", "mm", 1, "in", 2),
    "area": Measure("m2", "m2", 0, "ft2", 0),
    "mass": Measure("kg", "kg", 0, "lb", 0),
    "line_mass": Measure("kg/m", "kg/m", 1, "lb/ft", 1),
    "floor": Measure("kPa", "kPa", 1, "psf", 0),
    "force": Measure("kN", "kN", 1, "lbf", 0),
    "power": _same("kW", 1),
    "power_mw": _same("MW", 2, "kW"),
    "kw_per_m2": Measure("kW/m2", "kW/m2", 2, "W/ft2", 0),
    "watts": _same("W", 0),
    "apparent": _same("kVA", 0),
    "energy": _same("MWh", 0), "kwh": _same("kWh", 1),
    "current": _same("A", 0),
    "voltage": _same("V", 0),
    "fault": _same("kA", 1),
    "flow": Measure("LPM", "LPM", 0, "gpm", 0), "rack_flow": Measure("LPM", "LPM", 1, "gpm", 1),
    "temperature": Measure("degC", "degC", 1, "degF", 1),
    "difference": Measure("K", "K", 1, "delta_degF", 1),
    "pressure": Measure("kPa", "kPa", 1, "psi", 2), "fine_pressure": Measure("kPa", "kPa", 3, "psi", 4),
    "gradient": Measure("Pa/m", "Pa/m", 0, "ft/100ft", 2),
    "velocity": Measure("m/s", "m/s", 2, "ft/s", 2),
    "airflow": Measure("m3/s", "m3/s", 2, "CFM", 0),
    "volume": Measure("L", "L", 0, "gal", 0),
    "water": Measure("m3", "m3", 0, "gal", 0),
    "water_rate": Measure("L/h", "L/h", 0, "gal/h", 0),
    "kv": _same("m3/h", 2), "cv": _same("gpm/psi**0.5", 2),
    "pressure_bar": Measure("bar", "bar", 2, "psi", 1),
    "water_use": _same("L/kWh", 3),
    "money": _same("kUSD", 0, "USD"),
    "money_m": _same("MUSD", 1, "USD"),
    "dollars": _same("USD", 0),
    "dollars_per_kw": _same("USD/kW", 0),
    "week": _same("week", 0),
    "seconds": _same("s", 0), "tenths": _same("s", 1), "speed": Measure("m/s", "m/s", 0, "ft/s", 0),
    "milliseconds": _same("ms", 2, "s"),
    "microseconds": _same("us", 1, "ns"),
    "nanoseconds": _same("ns", 0),
    "gigabytes": _same("GB/s", 0),
    "distance": Measure("m", "km", 0, "mi", 0),
    "bandwidth": _same("Gbit/s", 0),
}

#: House unit -> what is printed. Units that print as they are written are not listed.
_SYMBOLS = {
    "uS/cm": "µS/cm",
    "degC": "°C",
    "degF": "°F",
    "delta_degC": "K",
    "delta_degF": "°F",
    "m2": "m²",
    "ft2": "ft²",
    "m3": "m³",
    "mm2": "mm²",
    "A/mm2": "A/mm²",
    "ft3": "ft³",
    "m3/s": "m³/s",
    "m3/h": "m³/h",
    "m3/day": "m³/day",
    "kg/m2": "kg/m²",
    "kg/m3": "kg/m³",
    "kW/m2": "kW/m²",
    "W/m2": "W/m²",
    "W/ft2": "W/ft²",
    "LPM": "L/min",
    "LPM/kW": "L/min/kW",
    "ft/100ft": "ft/100 ft",
    "kUSD": "k USD",
    "MUSD": "M USD",
    "ohm": "Ω",
    "ohm/km": "Ω/km",
    "mohm": "mΩ",
    "us": "µs",
    "deg": "°",
    "week": "weeks",
    "month": "months",
    "gpm/psi**0.5": "gpm/√psi",
    "rack": "racks",
    "mPa*s": "mPa·s",
    "Pa*s": "Pa·s",
    "MN/m3": "MN/m³",
    "kW/kW": "",
    "J/kg/K": "J/(kg·K)",
    "kJ/kg/K": "kJ/(kg·K)",
}

_SIGNIFICANT = 4
#: Units of small lengths, with those that print from so much on.
_LONG = {"in": ("ft", 120.0), "mm": ("m", 10_000.0)}
#: What is left of a difference of equal numbers prints as none.
_NOTHING = 1e-9
#: Openings below this are given in micrometres in both systems [mm].
_FINE = 1.0


@lru_cache(maxsize=1)
def _house_names() -> dict[str, str]:
    """The house unit of a registry unit, by its printed form; the first listed wins."""
    return _names(multiples=False)


@lru_cache(maxsize=1)
def _quoted_names() -> dict[str, str]:
    """House units that are multiples of a registry unit, such as a hash price, by the form of that unit."""
    return _names(multiples=True)


def _names(multiples: bool) -> dict[str, str]:
    names: dict[str, str] = {}
    for name in units.HOUSE_UNITS:
        made = units.q(1.0, name)
        if (abs(float(made.magnitude) - 1.0) >= 1e-12) is multiples:
            names.setdefault(str(made.units), name)
    return names


@lru_cache(maxsize=1)
def _spoken() -> dict[str, str]:
    """House units by the symbols in which quantities print."""
    names = {f"{units.q(1.0, name).units:~P}": name for name in sorted(set(_house_names().values()))}
    return names | {"Δ°C": "K", "%": "%"}


@cache
def _house_name(unit: Any) -> str | None:
    said = str(unit)  # slow: a pack asks thousands of times for a few dozen units
    return _house_names().get(said) or _quoted_names().get(said)


def house_unit(quantity: Quantity) -> str | None:
    """The house unit in which a quantity is held, or None when it is a compound of several."""
    return _house_name(quantity.units)


def symbol(unit: str) -> str:
    """The printed symbol of a house unit.

    >>> symbol("m2"), symbol("LPM")
    ('m²', 'L/min')
    """
    return _SYMBOLS.get(unit, unit)


def grouped(number: float, decimals: int) -> str:
    """A number with grouped thousands and fixed decimals; zero has no sign.

    >>> grouped(-0.004, 1), grouped(1234567.25, 1)
    ('0.0', '1,234,567.2')
    """
    text = f"{number:,.{decimals}f}"
    return text[1:] if text.startswith("-") and not any(c in "123456789" for c in text) else text


def significant(number: float, digits: int = _SIGNIFICANT) -> str:
    """A number with so many significant digits, grouped, without exponent and without trailing zeros.

    >>> significant(25000.0), significant(0.0123456), significant(34.5)
    ('25,000', '0.01235', '34.5')
    """
    if abs(number) < _NOTHING or not math.isfinite(number):
        return "0" if number == number and abs(number) < 1.0 else str(number)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(number))))
    text = f"{number:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints numbers of the records in the unit system of the pack. `spoken` names the units that a language writes as
    words, by their printed symbol.
    """

    system: System
    spoken: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)

    def unit(self, measure: str) -> str:
        """The printed unit symbol of a measure."""
        return self._said(MEASURES[measure].unit(self.system))

    def rounded(self, measure: str, number: float) -> float:
        """The number in the printed unit, rounded to the printed decimals."""
        return self.rounder(measure)(number)

    def rounder(self, measure: str) -> Callable[[float], float]:
        """What `rounded` does to a number of a measure, for many numbers."""
        kind = MEASURES[measure]
        decimals, target = kind.decimals(self.system), kind.unit(self.system)
        if kind.figures:
            return lambda number: float(f"{number:.{kind.figures}g}")
        if kind.base == target:
            return lambda number: round(number, decimals) + 0.0
        slope, offset = _scale(kind.base, target)
        return lambda number: round(number * slope + offset, decimals) + 0.0

    def number(self, measure: str, number: float | None) -> str:
        """The number alone, in the printed unit; a dash when it is not known."""
        if number is None or not math.isfinite(number):
            return UNKNOWN
        if figures := MEASURES[measure].figures:
            return f"{number:.{figures}g}"
        return grouped(self.rounded(measure, number), MEASURES[measure].decimals(self.system))

    def text(self, measure: str, number: float | None) -> str:
        """The number with its unit."""
        return _joined(self.number(measure, number), self.unit(measure))

    def both(self, measure: str, number: float) -> str:
        """The number with its unit, and in the other system in parentheses where that differs."""
        other = Printer("SI" if self.system == "IP" else "IP", self.spoken)
        first, second = self.text(measure, number), other.text(measure, number)
        return first if first == second else f"{first} ({second})"

    def built(self, metres: float) -> str:
        """A measure of a building as drawings give it: feet and inches to a quarter, or metres to a centimetre.

        >>> Printer("SI").built(7.75)
        '7.75\\xa0m'
        """
        return self.text("metres", metres) if self.system == "SI" else feet_and_inches(metres)

    def value(self, measure: str, value: Value) -> str:
        """A value with unit and, where it is not read or derived, a dagger; a dash when nobody published it."""
        if value.quantity is None:
            return UNKNOWN
        text = self.text(measure, value.si(MEASURES[measure].base))
        return text + DAGGER if value.evidence.status.daggered else text

    def quantity(self, quantity: Quantity) -> str:
        """A free quantity with four significant digits, in the unit system of the pack.

        >>> Printer("SI").quantity(units.q(6, "in"))
        '152.4\\xa0mm'
        """
        name = house_unit(quantity)
        if name is None:
            plain = f"{quantity.units:~P}"
            return _joined(significant(float(quantity.magnitude)), plain)
        if name in ("mm", "cm", "m") and 0.0 < (fine := abs(units.magnitude(quantity, "mm"))) < _FINE:
            return _joined(significant(fine * 1000.0), "µm")
        target = (TO_IP if self.system == "IP" else TO_SI).get(name, name)
        if target in _LONG and abs(units.magnitude(quantity, target)) >= _LONG[target][1]:
            target = _LONG[target][0]
        return _joined(significant(units.magnitude(quantity, target)), self._said(target))

    def _said(self, unit: str) -> str:
        """The symbol of a house unit, or the word that the language has for it."""
        printed = symbol(unit)
        return self.spoken.get(printed, printed)

    def reread(self, text: str) -> str:
        """A text of the records that is a number with a unit, in the unit system of the pack; other texts as they are.

        >>> Printer("IP").reread("40 °C"), Printer("IP").reread("none")
        ('104\\xa0°F', 'none')
        """
        match = re.fullmatch(r"(-?[\d.,]+(?:e[+-]?\d+)?)\s*(\S+)", text)
        name = _spoken().get(match.group(2)) if match else None
        if match is None or name is None:
            return text
        return self.quantity(units.q(float(match.group(1).replace(",", "")), name))

    def fact(self, fact: Fact) -> str:
        """Any fact of a note as text."""
        if isinstance(fact, Value):
            if fact.quantity is None:
                return UNKNOWN
            text = self.quantity(fact.quantity)
            return text + DAGGER if fact.evidence.status.daggered else text
        if not isinstance(fact, (str, int)):
            return self.quantity(fact)
        if isinstance(fact, int) and not isinstance(fact, bool):
            return f"{fact:,}"
        return str(fact)


def _joined(number: str, unit: str) -> str:
    return f"{number}{NBSP}{unit}" if unit and number != UNKNOWN else number


@cache
def _scale(base: str, target: str) -> tuple[float, float]:
    """Slope and offset from one house unit to another."""
    zero = units.magnitude(units.q(0.0, base), target)
    one = units.magnitude(units.q(1.0, base), target)
    return one - zero, zero
