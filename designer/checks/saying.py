"""How a finding says its numbers: in the pack's unit system, with the unit, three or four figures."""

from designer.checks.records import Design
from designer.ledger import Value
from designer.units import Quantity, magnitude, q, same_dimension

__all__ = ["SHARE", "counted", "say", "say_quantity", "say_value"]

#: Unit printed in packs of feet and pounds for a unit of the records.
_IP = {
    "m": "ft",
    "mm": "in",
    "kg": "lb",
    "kPa": "psf",
    "kN": "lbf",
    "LPM": "gpm",
    "degC": "degF",
    "K": "delta_degF",
    "delta_degC": "delta_degF",
    "m/s": "ft/s",
    "L": "gal",
    "m3": "gal",
    "kg/m2": "psf",
    "m3/s": "CFM",
    "m2": "ft2",
    "L/day": "gal/day",
}
#: Pressures of fluids, which print in other units than loads on floors.
_FLUID = {"kPa": "psi"}
_SIGNS = {
    "degC": "°C",
    "degF": "°F",
    "delta_degF": "°F",
    "delta_degC": "K",
    "LPM": "L/min",
    "m3/s": "m³/s",
    "m3": "m³",
    "m2": "m²",
    "ft2": "ft²",
    "kg/m2": "kg/m²",
    "week": "weeks",
}
_NBSP = "\u00a0"
#: The unit name under which a ratio is printed as a percentage.
SHARE = "share"


def say(design: Design, number: float, unit: str, fluid: bool = False) -> str:
    """A number of the records with its unit, as the pack prints it.

    `fluid` tells the pressure of a fluid from a load on the floor.
    """
    if unit == SHARE:
        return f"{_figures(round(100.0 * number, 6))}{_NBSP}%"
    shown = unit
    if design.trades.site.project.units == "IP":
        shown = (_FLUID if fluid else {}).get(unit) or _IP.get(unit, unit)
    if shown != unit:
        number = magnitude(q(number, unit), shown)
    sign = _SIGNS.get(shown, shown)
    return f"{_figures(number)}{_NBSP}{sign}" if sign else _figures(number)


def say_value(design: Design, value: Value, unit: str, fluid: bool = False) -> str:
    """A known value in a unit of the records; a dagger follows what is neither read nor derived."""
    number = value.si("" if unit == SHARE else unit)
    return say(design, number, unit, fluid) + ("†" if value.evidence.status.daggered else "")


def say_quantity(design: Design, quantity: Quantity, fluid: bool = True) -> str:
    """Any quantity, in the unit of the pack where it has one there, else in its own."""
    unit = next((u for u in _IP if same_dimension(quantity, u)), None)
    if unit is not None and design.trades.site.project.units == "IP":
        return say(design, magnitude(quantity, unit), unit, fluid)
    own = f"{quantity.units:~P}"
    return f"{_figures(float(quantity.magnitude))}{_NBSP}{own}" if own else _figures(float(quantity.magnitude))


def counted(part: int, whole: int) -> str:
    """``3 / 96``: so many of so many."""
    return f"{part:,}{_NBSP}/{_NBSP}{whole:,}"


def _figures(number: float) -> str:
    """Three figures after rounding, whole numbers from a thousand on, grouped by commas."""
    size = abs(number)
    if size >= 1000.0 or (size >= 1.0 and number == int(number)):
        return f"{number:,.0f}"
    if size >= 100.0:
        return f"{number:,.1f}"
    if size >= 1.0 or size == 0.0:
        return f"{number:.2f}" if size else "0"
    return f"{number:.3g}"
