"""Field types of the brief: texts, names, points and lengths in the hall's unit, quantities of any dimension."""

import math
import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from designer import units
from designer.catalog.fields import as_value
from designer.ledger import Value

__all__ = [
    "Coordinate", "Date", "Length", "Name", "Outline", "Points", "Prose", "Size", "Slug", "Text", "free_value",
    "metres",
]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile(r"[\r\n\u2028\u2029]")
#: Farthest coordinate [m] that is still taken for a site and not for a slip of the pen.
_FARTHEST = 20000.0
#: Coordinates are kept to the micrometre, so that feet and metres give the same hall.
_DECIMALS = 6
#: Longest text that is read as a quantity.
_LONGEST = 80
#: Largest magnitude of a quantity whose kind is not known.
_LARGEST = 1e15


def _text(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        said = str(raw).lower() if isinstance(raw, bool) else ""
        raise PydanticCustomError("text-expected", "{said}", {"said": said})
    text = str(raw).strip()
    if _CONTROL.search(text):
        raise PydanticCustomError("text-control", "{said}", {"said": ascii(text)[:80]})
    return text


def _one_line(raw: Any) -> str:
    text = _text(raw)
    if _LINE_BREAK.search(text):
        raise PydanticCustomError("text-lines", "{said}", {"said": ascii(text)[:80]})
    return text


def _date(raw: Any) -> str:
    text = _one_line(raw)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise PydanticCustomError("date-unreadable", "{said}", {"said": text[:80]}) from None


def _slug(raw: Any) -> str:
    text = _one_line(raw)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}", text):
        raise PydanticCustomError("name-malformed", "{said}", {"said": text[:80]})
    return text


#: A line of text; a number is taken as text (project numbers).
Text = Annotated[str, Field(max_length=200), BeforeValidator(_one_line)]
#: A line of text that may not be empty.
Name = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_one_line)]
#: A date such as ``2026-11-23``.
Date = Annotated[str, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
#: Text of several lines.
Prose = Annotated[str, Field(max_length=4000), BeforeValidator(_text)]
#: The name of a catalog record, a tag or a key: letters, digits, ``. _ + -``.
Slug = Annotated[str, BeforeValidator(_slug)]


def _number(raw: Any) -> float | None:
    """A bare number, also one too large to be read as such; None for everything else."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        return None
    text = str(raw)
    return float(text) if re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?", text) and text.count(".") < 2 else None


def metres(raw: Any, info: ValidationInfo, low: float, high: float) -> Value:
    """A length as a value in metres: a number in the hall's unit (context ``unit``) or a text with its unit."""
    unit = (info.context or {}).get("unit", "m")
    number = _number(raw)
    if number is not None:
        if not math.isfinite(number):
            raise PydanticCustomError("quantity-not-finite", "{said}", {"said": str(raw), "unit": unit})
        raw = f"{number!r} {unit}" if isinstance(raw, (int, float)) else raw
    value = as_value(raw, "m", low, high, info)
    if not value.known:
        raise PydanticCustomError("length-unknown", "{said}", {"said": "null", "unit": unit})
    return Value(units.q(round(value.si("m"), _DECIMALS), "m"), value.evidence, value.name, value.conflicts)


def _positive(raw: Any, info: ValidationInfo) -> Value:
    return metres(raw, info, 0.001, _FARTHEST)


def _coordinate(raw: Any, info: ValidationInfo) -> float:
    return metres(raw, info, -_FARTHEST, _FARTHEST).si("m")


_NUMBER_OR_TEXT = {"type": ["number", "string"], "examples": [12.5, "12.5 m", "41 ft"]}

#: A length above zero: a number in the hall's unit or a text with its unit.
Length = Annotated[Value, BeforeValidator(_positive), WithJsonSchema(_NUMBER_OR_TEXT)]
Coordinate = Annotated[float, BeforeValidator(_coordinate), WithJsonSchema(_NUMBER_OR_TEXT)]
#: ``[x, y]`` in the plan.
Points = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]
#: ``[width, depth]``.
Size = Annotated[list[Length], Field(min_length=2, max_length=2)]
#: The corners of an area in order; the first need not be repeated.
Outline = Annotated[list[Points], Field(max_length=2000)]


def free_value(raw: Any, info: ValidationInfo, like: str | None = None) -> Value:
    """A value of the unit `like`, or of any unit of the house list when `like` is None."""
    if like is None:
        said = raw.get("value") if isinstance(raw, dict) else raw
        like = _unit_like(said)
    return as_value(raw, like, -_LARGEST, _LARGEST, info)


def _unit_like(said: Any) -> str:
    """The first house unit of the dimension that was said; dimensionless when it cannot be told."""
    if isinstance(said, bool) or not isinstance(said, (str, int, float)) or len(str(said)) > _LONGEST:
        return ""
    try:
        quantity = units.parse(str(said))
    except units.UnitTrouble as trouble:
        raise PydanticCustomError(trouble.code, "{said}", {"said": str(said)[:_LONGEST], "unit": ""}) from None
    return next(unit for unit in ("", *units.HOUSE_UNITS) if units.same_dimension(quantity, unit))
