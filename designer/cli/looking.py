"""Looking for what a pack names nowhere by itself: a row of its schedules, a number as it is printed, with its unit or
without one as in the cells of a table.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from designer import units
from designer.cli.packs import Entry, entries
from designer.documents.printing import DAGGER, MEASURES, NBSP, symbol

__all__ = ["numbers", "printed", "rows"]

#: Tables of the fabric, which name each machine, port and label.
_LINKS = ("cables.csv", "ports.csv", "labels.csv")
_NUMBER = re.compile(r"[≤≥=<>\s]*(-?\d[\d,]*(?:\.(\d+))?)\s*(\S.*)?")
_RANGE = re.compile(r"(.*?)(\d+) to (.*?)(\d+)")


def rows(pack: Path, key: str) -> Iterator[Entry]:
    """Rows of schedules, cables and ports that name a tag: alone, in a list, or within a range (``CB-01 to CB-40``)."""
    for path in (*sorted((pack / "schedules").glob("*.csv")), *((pack / "fabric" / name) for name in _LINKS)):
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            for number, row in enumerate(reader, 2):
                if any(_names(part, key) for cell in row for part in cell.split(", ")):
                    place = f"{path.parent.name}/{path.name}"
                    yield Entry(key, place, str(number), dict(zip(header, row, strict=False)))


def _names(text: str, key: str) -> bool:
    if text == key:
        return True
    span, own = _RANGE.fullmatch(text), re.fullmatch(r"(.*?)(\d+)", key)
    if span is None or own is None or not span[1] == span[3] == own[1]:
        return False
    return len(own[2]) == len(span[2]) and int(span[2]) <= int(own[2]) <= int(span[4])


def numbers(data: dict[str, Any], key: str) -> Iterator[Entry]:
    """Steps whose result prints as this number, then steps that start from it, then the design's own values."""
    said = _said(key)
    if said is None:
        return
    steps = [e for e in entries({"ledger.json": data.get("ledger.json", {})}) if _is_step(e.data)]
    once = {e.name: e for e in steps}.values()
    yield from (e for e in once if _prints(e.data["result"], *said))
    yield from (e for e in once if any(_prints(one, *said) for one in e.data["inputs"] if isinstance(one, dict)))
    yield from _values("design.json", "", data.get("design.json", {}), said)


def _is_step(content: Any) -> bool:
    return isinstance(content, dict) and isinstance(content.get("inputs"), list) and "result" in content


def printed(pack: Path, key: str) -> Iterator[Entry]:
    """Where the sheets print this text: the row of a table by its columns, else the line."""
    wanted = _clean(key)
    alone = re.compile(rf"(?<![\w.,]){re.escape(wanted)}(?![\w]|[.,]\d)")
    for path in sorted((pack / "sheets").glob("*.md")):
        header: list[str] = []
        title = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            cells = [_clean(cell) for cell in line.strip("|").split("|")] if line.startswith("|") else []
            if not cells:
                header, title = [], line.strip("*") if line.startswith("**") else title if not line else ""
            elif not header:
                header = cells
            if wanted in line.replace(NBSP, " ") and (not cells or any(alone.search(cell) for cell in cells)):
                if cells and header is not cells:
                    yield Entry(key, f"sheets/{path.name}", title or str(number), _row(header, cells))
                elif not cells and alone.search(_clean(line)):
                    yield Entry(key, f"sheets/{path.name}", str(number), _clean(line))


def _row(header: Iterable[str], cells: Iterable[str]) -> dict[str, str]:
    """The filled cells of a row by their columns."""
    return {column: cell for column, cell in zip(header, cells, strict=False) if cell}


def _clean(text: str) -> str:
    """A text without the marks of Markdown, daggers and no-break spaces."""
    plain = re.sub(r"<a id=[^>]*></a>|\[([^\]]*)\]\([^)]*\)|[*`]", r"\1", text)
    return plain.replace(NBSP, " ").replace(DAGGER, "").replace("\\", "").strip()


def _said(key: str) -> tuple[float, int, str | None] | None:
    """Number, decimals and house unit of a printed number, no unit where none is said; None of another text."""
    match = _NUMBER.fullmatch(key.replace(NBSP, " ").replace(DAGGER, "").strip())
    if match is None:
        return None
    said = (match[3] or "").strip()
    unit = (said if said in units.HOUSE_UNITS else _symbols().get(said, "?")) if said else None
    return None if unit == "?" else (float(match[1].replace(",", "")), len(match[2] or ""), unit)


@lru_cache(maxsize=512)
def _units_of(unit: str) -> tuple[str, ...]:
    """The units in which a quantity of this unit may be printed."""
    known = units.q(1.0, unit)
    of_print = dict.fromkeys(one for measure in MEASURES.values() for one in (measure.si, measure.ip))
    return tuple(dict.fromkeys([unit, *(one for one in of_print if units.same_dimension(known, one))]))


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    return {symbol(unit): unit for unit in sorted(units.HOUSE_UNITS, reverse=True)} | {"": "", "K": "K"}


def _prints(content: Any, number: float, decimals: int, unit: str | None) -> bool:
    """Whether a quantity, in this unit or in any in which it is printed, and with these decimals, is this number."""
    if not isinstance(content, dict) or not isinstance(content.get("value"), (int, float)):
        return False
    half = 0.5 * 10.0**-decimals * (1.0 + 1e-9)
    own = str(content.get("unit", ""))
    try:
        said = units.q(float(content["value"]), own)
        tried = _units_of(own) if unit is None else (unit,)
        return any(abs(units.magnitude(said, one) - number) <= half for one in tried)
    except (units.UnitTrouble, ValueError, TypeError, ArithmeticError):
        return False


def _values(file: str, path: str, content: Any, said: tuple[float, int, str | None]) -> Iterator[Entry]:
    """Quantities and plain numbers of a file that print as a number, with their places."""
    if isinstance(content, dict) and "value" in content and "unit" in content:
        if _prints(content, *said):
            yield Entry(path, file, path, content)
    elif isinstance(content, dict):
        for key, one in content.items():
            yield from _values(file, f"{path}.{key}" if path else key, one, said)
    elif isinstance(content, list):
        for index, one in enumerate(content):
            name = one.get("tag") or one.get("name") or index if isinstance(one, dict) else index
            yield from _values(file, f"{path}[{name}]", one, said)
    elif not said[2] and not isinstance(content, (bool, str)) and _prints({"value": content, "unit": ""}, *said):
        yield Entry(path, file, path, content)
