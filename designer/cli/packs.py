"""Packs as data: what an issued pack's JSON files hold, read without trusting them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.errors import Mistake, Place, Refused

__all__ = ["FILES", "Entry", "entries", "flat", "load", "quantity"]

#: The data files of a pack, in the order in which they are asked.
FILES = ("ledger.json", "findings.json", "design.json", "proof.json", "manifest.json")
#: Fields that name a thing, the strongest first.
_NAMES = ("key", "tag", "id", "rule", "name")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a pack: its name, the file and path where it stands, and what is said of it."""

    name: str
    file: str
    path: str
    data: Any


def load(pack: Path) -> dict[str, Any]:
    """The data of a pack by file name. Raises `Refused` when it is no pack or cannot be read."""
    if not pack.is_dir() or not any((pack / name).is_file() for name in FILES):
        raise Refused([Mistake("pack-missing", Place(str(pack)))])
    found = {}
    for name in FILES:
        path = pack / name
        if path.is_file():
            try:
                found[name] = json.loads(path.read_bytes())
            except (OSError, ValueError, RecursionError):
                raise Refused([Mistake("pack-unreadable", Place(str(path)))]) from None
    return found


def entries(data: dict[str, Any]) -> Iterator[Entry]:
    """Every named thing of a pack: members of lists by their name, members of mappings by their key."""
    for file, content in data.items():
        yield from _entries(file, "", content)


def _entries(file: str, path: str, content: Any) -> Iterator[Entry]:
    if isinstance(content, dict):
        for key, value in content.items():
            here = f"{path}.{key}" if path else key
            thing = isinstance(value, (dict, list)) and not quantity(value)
            if thing or path.count(".") == 0:
                yield Entry(key, file, here, value)
            if key != here:
                yield Entry(here, file, here, value)
            if thing:
                yield from _entries(file, here, value)
    elif isinstance(content, list):
        for index, item in enumerate(content):
            name = _name(item)
            here = f"{path}[{name or index}]"
            if name:
                yield Entry(name, file, here, item)
            if isinstance(item, (dict, list)):
                yield from _entries(file, here, item)


def flat(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every single value with its path; a quantity is one value, members of a list go by their name."""
    text = quantity(content)
    if text or not isinstance(content, (dict, list)):
        yield path, text or _plain(content)
    elif isinstance(content, dict):
        for key in sorted(content):
            yield from flat(content[key], f"{path}.{key}" if path else key)
    else:
        seen: dict[str, int] = {}
        for index, item in enumerate(content):
            name = _name(item) or str(index)
            seen[name] = seen.get(name, 0) + 1
            yield from flat(item, f"{path}[{name if seen[name] == 1 else f'{name} #{seen[name]}'}]")


def quantity(content: Any) -> str:
    """``132 kW`` for ``{"value": 132.0, "unit": "kW"}``, else an empty text."""
    if not isinstance(content, dict) or not {"value", "unit"} <= set(content) or len(content) > 4:
        return ""
    value = content["value"]
    if value is None or isinstance(value, (dict, list)):
        return ""
    return f"{_plain(value)} {content['unit']}".strip()


def _name(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next((str(item[key]) for key in _NAMES if isinstance(item.get(key), (str, int))), "")


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
