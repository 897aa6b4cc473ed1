"""Axes: a path that the brief knows, and a brief with something else said at that path."""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from designer.catalog.fields import Part
from designer.site.brief import Brief
from designer.site.draft import near

__all__ = ["UnknownPath", "parse_path", "placed", "spoken"]

_PART = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\[\d{1,4}\])*)\Z")


class UnknownPath(LookupError):
    """A path that names nothing in a brief; `near` are close keys, `at` is what is wrong in it."""

    def __init__(self, at: str, close: str, keys: str) -> None:
        super().__init__(at)
        self.at, self.near, self.keys = at, close, keys


def parse_path(said: str) -> tuple[str | int, ...]:
    """``site.fibre[0].length`` as a path. Raises `UnknownPath` when the brief has no such key.

    >>> parse_path("cooling.supply_temperature")
    ('cooling', 'supply_temperature')
    """
    forms: list[type[Part]] = [Brief]
    path: list[str | int] = []
    for part in said.split("."):
        match = _PART.match(part)
        name = match[1] if match else part
        keys = sorted({field.alias or key for form in forms for key, field in form.model_fields.items()})
        found = [
            field.annotation for form in forms for key, field in form.model_fields.items() if name in (key, field.alias)
        ]
        if match is None or not found:
            raise UnknownPath(part, near(name, keys), ", ".join(keys))
        path += [name, *(int(index) for index in re.findall(r"\d+", match[2]))]
        forms = [form for annotation in found for form in _forms(annotation)]
    return tuple(path)


def _forms(annotation: Any) -> Iterable[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    return [form for inner in get_args(annotation) for form in _forms(inner)] if get_origin(annotation) else []


def placed(data: Mapping[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The data of a brief with another value at a path; groups that are missing are made, list members are not.

    Raises `LookupError` where the path leads through something that is not a group or a member that does not stand.
    """
    made = copy.deepcopy(dict(data))
    spot: Any = made
    for index, part in enumerate(path[:-1]):
        if isinstance(part, str) and isinstance(spot, dict) and spot.get(part) is None:
            if isinstance(path[index + 1], int):
                raise LookupError(part)
            spot[part] = {}
        spot = _inside(spot, part)
    last: Any = path[-1]
    if isinstance(last, int):
        _inside(spot, last)
    if not isinstance(spot, dict if isinstance(last, str) else list):
        raise LookupError(str(last))
    spot[last] = value
    return made


def _inside(spot: Any, part: str | int) -> Any:
    try:
        return spot[part]
    except (KeyError, IndexError, TypeError):
        raise LookupError(str(part)) from None


def spoken(value: Any) -> str:
    """A value of an axis as a short text for tables."""
    if isinstance(value, list):
        return ", ".join(spoken(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {spoken(item)}" for key, item in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
