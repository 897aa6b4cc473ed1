"""Weather files in EnergyPlus format: 8,760 hours read and judged, every bad value with its line and column.

Eight heading lines, then one line per hour: year, month, day, hour, minute, flags, dry bulb [degC], dew point [degC],
relative humidity [%], pressure [Pa]. A missing value stands there as 99.9, 999 or 999999 and is not plausible.
"""

import csv
import math
from collections.abc import Sequence

import numpy as np

from designer.errors import Mistake, Place
from designer.site.moist_air import dew_point, saturation_pressure, wet_bulb
from designer.site.records import HourlyWeather

__all__ = ["MONTH_DAYS", "read_epw"]

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HOURS, _HEADING = 8760, 8
#: Columns that are read: name, index, least and greatest plausible value.
_COLUMNS: tuple[tuple[str, int, float, float], ...] = (
    ("dry bulb", 6, -70.0, 60.0),
    ("relative humidity", 8, 0.0, 110.0),
    ("pressure", 9, 30000.0, 120000.0),
)
#: Heading fields: name, index, least and greatest plausible value.
_PLACE_FIELDS: tuple[tuple[str, int, float, float], ...] = (
    ("latitude", 6, -90.0, 90.0),
    ("elevation", 9, -430.0, 5000.0),
)
#: The mark of UTF-8 at the start of a file, read byte by byte.
_MARK = "\u00ef\u00bb\u00bf"
#: So many bad values are told, then only their number.
_TOLD = 5


def read_epw(text: str, file: str) -> tuple[HourlyWeather | None, list[Mistake]]:
    """The hours of a file, or every mistake in it, located by line and column; 29 February is left out."""
    lines = text.removeprefix("\ufeff").removeprefix(_MARK).splitlines()
    head = next(csv.reader(lines[:1]), [])
    if len(head) < 10 or head[0].strip().upper() != "LOCATION":
        return None, [Mistake("weather-unreadable", Place(file, 1), head[0][:40] if head else "", "LOCATION,...")]
    rows = [(n, line.split(",")) for n, line in enumerate(lines[_HEADING:], _HEADING + 1) if line.strip()]
    leap = [row for row in rows if _leap_day(row[1])]
    if len(rows) == _HOURS + len(leap):
        rows = [row for row in rows if not _leap_day(row[1])]
    if len(rows) != _HOURS:
        return None, [Mistake("weather-hours", Place(file, len(lines)), f"{len(rows):,}", f"{_HOURS:,}")]
    found = [*_bad_fields([(1, head)], _PLACE_FIELDS, file), *_bad_fields(rows, _COLUMNS, file), *_order(rows, file)]
    if found:
        return None, _first(found)
    place = [float(head[index]) for _, index, _, _ in _PLACE_FIELDS]
    dry, humidity, pressure = np.array([[float(row[i]) for _, i, _, _ in _COLUMNS] for _, row in rows]).T
    share = np.clip(humidity / 100.0, 0.01, 1.0)
    return (
        HourlyWeather(
            file,
            head[1].strip()[:80],
            place[0],
            place[1],
            tuple(dry.tolist()),
            tuple(wet_bulb(dry, share, pressure).tolist()),
            tuple(dew_point(share * saturation_pressure(dry)).tolist()),
            tuple(pressure.tolist()),
            len(leap),
        ),
        [],
    )


def _bad_fields(
    rows: Sequence[tuple[int, list[str]]], columns: Sequence[tuple[str, int, float, float]], file: str
) -> list[Mistake]:
    """Values that are no numbers, or beyond what is plausible."""
    found = []
    for line, row in rows:
        for name, index, least, most in columns:
            said = row[index].strip() if index < len(row) else ""
            number = _number(said)
            if not least <= number <= most:
                place = Place(file, line, f"column {index + 1}")
                expected = f"{least:g} to {most:g}"
                found.append(Mistake("weather-value", place, said, expected, {"name": name}))
    return found


def _leap_day(row: Sequence[str]) -> bool:
    return [_number(part) for part in row[1:3]] == [2.0, 29.0]


def _number(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        return math.nan


def _order(rows: Sequence[tuple[int, list[str]]], file: str) -> list[Mistake]:
    """The first hour that is not the next hour of a year; 24 hours a day, months in order."""
    wanted = ((m, d, h) for m, days in enumerate(MONTH_DAYS, 1) for d in range(1, days + 1) for h in range(1, 25))
    for (line, row), hour in zip(rows, wanted, strict=True):
        said = [part.strip() for part in row[1:4]]
        if said != [str(part) for part in hour] and [_number(part) for part in said] != list(hour):
            texts = ("-".join(said), "-".join(str(part) for part in hour))
            return [Mistake("weather-order", Place(file, line, "column 2"), *texts)]
    return []


def _first(found: Sequence[Mistake]) -> list[Mistake]:
    """The first few mistakes; the last of them says how many more there are."""
    ordered = sorted(found, key=lambda m: (m.place.line, m.place.path))
    if len(ordered) <= _TOLD:
        return ordered
    more = Mistake("weather-more", Place(ordered[_TOLD].place.file, ordered[_TOLD].place.line), f"{len(ordered):,}")
    return [*ordered[:_TOLD], more]
