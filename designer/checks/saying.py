"""How a finding says its numbers: in the pack's unit system, with the unit, three or four figures."""

from designer.checks.records import Design
from designer.ledger import Value
from designer.units import Quantity, magnitude, q, same_dimension

__all__ = ["SHARE", "counted", "figures_apart", "say", "say_against", "say_quantity", "say_value"]

#: Unit printed in packs of feet and pounds for a unit of the records.
_IP = {
    "m": "ft",
    "mm": "in",
    "kg": "lb",
    "kPa": "psf",
    "bar": "psi",
    "MPa": "psi",
    "kN": "lbf",
    "LPM": "gpm",
    "degC": "degF",
    "K": "delta_degF",
    "delta_degC": "delta_degF",
    "m/s": "ft/s",
    "L": "gal",
    "m3": "gal",
    "kg/m2": "psf",
    "kg/m": "lb/ft",
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
    "rack": "racks",
}
_NBSP = "\u00a0"
#: Most figures more that are tried.
_MOST = 6
#: The unit name under which a ratio is printed as a percentage.
SHARE = "share"


def say(design: Design, number: float, unit: str, fluid: bool = False, more: int = 0) -> str:
    """A number of the records with its unit, as the pack prints it, with `more` figures than usual.

    `fluid` tells the pressure of a fluid from a load on the floor.
    """
    shown, sign = _shown(design, unit, fluid)
    said = _figures(_there(number, unit, shown), more)
    return f"{said}{_NBSP}{sign}" if sign else said


def figures_apart(design: Design, number: float, limit: float, unit: str, fluid: bool = False) -> int:
    """How many figures more than usual it takes that a number and the limit that it breaks look so: 1.523 is not said
    to break 1.52 as 1.52.
    """
    shown, _ = _shown(design, unit, fluid)
    return _apart(_there(number, unit, shown), _there(limit, unit, shown))


def _apart(number: float, limit: float) -> int:
    for more in range(_MOST):
        said, held = (float(_figures(x, more).replace(",", "")) for x in (number, limit))
        if said != held and (said > held) is (number > limit):
            return more
    return 0


def _shown(design: Design, unit: str, fluid: bool) -> tuple[str, str]:
    """The unit in which the pack prints a unit of the records, and its sign."""
    if unit == SHARE:
        return unit, "%"
    shown = unit
    if design.trades.site.project.units == "IP":
        shown = (_FLUID if fluid else {}).get(unit) or _IP.get(unit, unit)
    return shown, _SIGNS.get(shown, shown)


def _there(number: float, unit: str, shown: str) -> float:
    """A number of the records in the unit in which it is printed."""
    if unit == SHARE:
        return round(100.0 * number, 6)
    return number if shown == unit else magnitude(q(number, unit), shown)


def say_value(design: Design, value: Value, unit: str, fluid: bool = False, more: int = 0) -> str:
    """A known value in a unit of the records; a dagger follows what is neither read nor derived."""
    number = value.si("" if unit == SHARE else unit)
    return say(design, number, unit, fluid, more) + ("†" if value.evidence.status.daggered else "")


def say_quantity(design: Design, quantity: Quantity, fluid: bool = True) -> str:
    """Any quantity, in the unit of the pack where it has one there, else in its own."""
    return _in_own(design, quantity, fluid, 0)


def say_against(design: Design, quantity: Quantity, limit: Quantity, fluid: bool = True) -> tuple[str, str]:
    """A quantity and the limit of the same unit that it breaks, with figures that show it."""
    more = _apart(float(quantity.magnitude), float(limit.m_as(quantity.units)))
    return _in_own(design, quantity, fluid, more), _in_own(design, limit, fluid, more)


def _in_own(design: Design, quantity: Quantity, fluid: bool, more: int) -> str:
    unit = next((u for u in _IP if same_dimension(quantity, u)), None)
    if unit is not None and design.trades.site.project.units == "IP":
        return say(design, magnitude(quantity, unit), unit, fluid, more)
    own, said = f"{quantity.units:~P}", _figures(float(quantity.magnitude), more)
    return f"{said}{_NBSP}{own}" if own else said


def counted(part: int, whole: int) -> str:
    """``3 / 96``: so many of so many."""
    return f"{part:,}{_NBSP}/{_NBSP}{whole:,}"


def _figures(number: float, more: int = 0) -> str:
    """Three figures after rounding, whole numbers from a thousand on, grouped by commas; `more` figures beyond that."""
    size = abs(number)
    if size >= 1000.0 or (size >= 1.0 and number == int(number)):
        return f"{number:,.{more}f}"
    if size >= 100.0:
        return f"{number:,.{1 + more}f}"
    if size >= 1.0 or size == 0.0:
        return f"{number:.{2 + more}f}" if size else "0"
    return f"{number:.{3 + more}g}"
