"""JSON of the pack: sorted keys, quantities with units, short things on one line."""

import json
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from designer import units
from designer.documents.grid import Grid, Marked
from designer.documents.model import Ref
from designer.documents.printing import MEASURES, house_unit
from designer.ledger import Value
from designer.units import Quantity

__all__ = ["as_plain", "dump", "grid_rows", "quantity", "sized"]

#: Levels of objects that are opened over several lines.
_OPENED = 3
#: Types that need no change.
_PLAIN = frozenset((str, int, bool, type(None)))


def sized(number: float | None, unit: str) -> dict[str, float | str | None]:
    """A number with its unit, twelve significant digits.

    >>> sized(132.0, "kW")
    {'value': 132.0, 'unit': 'kW'}
    """
    return {"value": None if number is None else float(f"{number:.12g}"), "unit": unit}


def quantity(value: Quantity) -> dict[str, Any]:
    """A quantity in its house unit, or in its own where that has no house name."""
    if _bare(value.units):
        return sized(float(value.magnitude), "")
    name = house_unit(value)
    if name is None:
        return sized(float(value.magnitude), f"{value.units:~P}")
    return dict(units.as_json(value, name))


@lru_cache(maxsize=1000)
def _bare(unit: Any) -> bool:
    """Whether a unit is none, or cancels out: asked of every quantity, but of few units."""
    return bool((1.0 * unit).unitless)


def as_plain(thing: Any) -> Any:
    """A record's value as plain JSON data."""
    if type(thing) in _PLAIN:
        return thing
    match thing:
        case Value():
            found = {
                "source": thing.evidence.source,
                "status": thing.evidence.status.value,
                "at": thing.evidence.locator,
            }
            body = quantity(thing.quantity) if thing.quantity is not None else sized(None, "")
            return body | {key: text for key, text in found.items() if text}
        case Enum():
            return thing.value
        case float():
            return float(f"{thing:.12g}")
        case str() | int() | None:
            return thing
        case Mapping():
            return {str(key): as_plain(item) for key, item in thing.items()}
        case list() | tuple():
            return [as_plain(item) for item in thing]
    return quantity(thing)


def grid_rows(grid: Grid) -> list[dict[str, Any]]:
    """The rows of a grid as objects: numbers with the unit of the records, counts and ratios bare."""
    rows = []
    for row in grid.rows:
        made: dict[str, Any] = {}
        for field, raw in zip(grid.fields, row, strict=True):
            number = raw.number if isinstance(raw, Marked) else raw
            base = MEASURES[field.measure].base if field.measure else ""
            if isinstance(number, Ref):
                made[field.key] = number.text
            elif isinstance(number, (int, float)) and base:
                made[field.key] = sized(float(number), base)
            else:
                made[field.key] = as_plain(number)
        rows.append(made)
    return rows


def dump(thing: Any) -> bytes:
    """Sorted, stable JSON: objects of the first two levels are opened, the items of lists stand on a line each."""
    return (_render(thing, 0) + "\n").encode()


_encode_any = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _encode(thing: Any) -> str:
    return encode_basestring(thing) if isinstance(thing, str) else _encode_any(thing)


def _render(thing: Any, depth: int) -> str:
    if isinstance(thing, list) and thing and isinstance(thing[0], dict):
        pad = " " * (depth + 1)
        return "[\n" + ",\n".join(pad + _encode(item) for item in thing) + "\n" + " " * depth + "]"
    if not isinstance(thing, dict) or depth >= _OPENED or (depth and _is_flat(thing)):
        return _encode(thing)
    pad = " " * (depth + 1)
    parts = [f"{pad}{_encode(key)}: {_render(thing[key], depth + 1)}" for key in sorted(thing)]
    return "{\n" + ",\n".join(parts) + "\n" + " " * depth + "}"


def _is_flat(thing: dict[str, Any]) -> bool:
    """Whether an object is short and holds only plain things."""
    return len(thing) <= 3 and not any(isinstance(item, (dict, list)) for item in thing.values())
