"""Files that a brief names: drawings and weather."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import psychrolib
import pytest

from designer.errors import Refused
from designer.ledger import Status
from designer.site.moist_air import wet_bulb
from designer.site.records import Site

Reads = Callable[..., Site]
Data = dict[str, Any]

OUTLINE = [(0, 0), (40, 0), (40, 20), (0, 20)]


def _drawing(folder: Path, unit: int, scale: float, lines: bool = False) -> None:
    drawing = ezdxf.new("R2010")
    drawing.header["$INSUNITS"] = unit
    space = drawing.modelspace()
    corners = [(x * scale, y * scale) for x, y in OUTLINE]
    if lines:
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
            space.add_line(a, b, dxfattribs={"layer": "A-WALL"})
    else:
        space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "A-WALL"})
    for x in (10, 20, 30):
        half = 0.2 * scale
        box = [
            (x * scale - half, 10 * scale - half),
            (x * scale + half, 10 * scale - half),
            (x * scale + half, 10 * scale + half),
            (x * scale - half, 10 * scale + half),
        ]
        space.add_lwpolyline(box, close=True, dxfattribs={"layer": "S-COLS"})
    drawing.saveas(folder / "hall.dxf")


@pytest.mark.parametrize(("unit", "scale"), [(6, 1.0), (4, 1000.0), (5, 100.0), (2, 1 / 0.3048), (1, 1 / 0.0254)])
@pytest.mark.parametrize("lines", [False, True])
def test_a_drawing_gives_the_same_hall_in_every_unit(
    unit: int, scale: float, lines: bool, small: Data, reads: Reads, tmp_path: Path
) -> None:
    """Outline and columns of a DXF agree in metres, millimetres, centimetres, feet and inches, as polyline or lines."""
    _drawing(tmp_path, unit, scale, lines)
    small["hall"]["footprint"] = {"dxf": "hall.dxf", "layer": "A-WALL", "columns_layer": "S-COLS"}
    hall = reads(small, tmp_path).hall
    assert hall.polygon.bounds == pytest.approx((0, 0, 40, 20), abs=2e-6)
    assert [(c.x, c.y, c.width) for c in hall.columns] == [pytest.approx((x, 10, 0.4), abs=3e-6) for x in (10, 20, 30)]


def test_a_drawing_counts_into_the_digest(small: Data, reads: Reads, tmp_path: Path) -> None:
    """Another drawing under the same name is another brief."""
    small["hall"]["footprint"] = {"dxf": "hall.dxf", "layer": "A-WALL"}
    _drawing(tmp_path, 6, 1.0)
    before = reads(small, tmp_path).brief_digest
    _drawing(tmp_path, 4, 1000.0)
    assert reads(small, tmp_path).brief_digest != before


def test_arcs_of_an_outline_are_followed(small: Data, reads: Reads, tmp_path: Path) -> None:
    """A half-round end of the hall has the area of its half circle, to the sagitta of its chords."""
    drawing = ezdxf.new("R2010")
    drawing.header["$INSUNITS"] = 6
    corners = [(0, 0, 0), (40, 0, 1.0), (40, 20, 0), (0, 20, 0)]
    drawing.modelspace().add_lwpolyline(corners, format="xyb", close=True)
    drawing.saveas(tmp_path / "hall.dxf")
    small["hall"]["footprint"] = {"dxf": "hall.dxf"}
    small["hall"]["yards"] = []
    area = reads(small, tmp_path).hall.polygon.area
    assert area == pytest.approx(800 + math.pi * 100 / 2, rel=1e-3)


def _weather(folder: Path, hours: int = 8760, humidity: float = 60) -> None:
    rows = []
    for hour in range(hours):
        season = -14 * math.cos(2 * math.pi * (hour // 24 - 15) / 365)
        dry = 8 + season + 4 * math.sin(2 * math.pi * (hour % 24 - 9) / 24)
        when = date(2019, 1, 1) + timedelta(days=hour // 24)
        rows.append(f"2019,{when.month},{when.day},{hour % 24 + 1},60,x,{dry:.1f},5,{humidity},97000")
    head = "LOCATION,Testville,-,USA,TMY3,1,45.0,-100,-7,250\n" + "x\n" * 7
    (folder / "year.epw").write_text(head + "\n".join(rows) + "\n")


def test_a_weather_file_gives_its_design_day(small: Data, reads: Reads, tmp_path: Path) -> None:
    """Percentiles, extremes and months of a made-up cosine year are those of the cosine."""
    _weather(tmp_path)
    small["site"]["climate"] = {"epw": "year.epw"}
    climate = reads(small, tmp_path).climate
    assert climate is not None
    assert climate.name == "Testville"
    assert climate.extreme_dry_bulb.si("degC") == pytest.approx(26.0, abs=0.05)
    assert climate.design_dry_bulb.si("degC") == pytest.approx(25.5, abs=0.4)
    assert climate.winter_dry_bulb.si("degC") == pytest.approx(-9.5, abs=0.4)
    assert climate.daily_range.si("K") == pytest.approx(8.0, abs=0.15)
    assert climate.monthly_mean[0].si("degC") == pytest.approx(8 - 14, abs=0.3)
    assert climate.monthly_mean[6].si("degC") == pytest.approx(8 + 14, abs=0.3)
    assert climate.design_wet_bulb.q < climate.design_dry_bulb.q
    assert climate.design_dry_bulb.evidence.status is Status.DERIVED


def test_saturated_air_has_its_wet_bulb_at_its_dry_bulb(small: Data, reads: Reads, tmp_path: Path) -> None:
    """At 100 % humidity wet and dry bulb are the same."""
    _weather(tmp_path, humidity=100)
    small["site"]["climate"] = {"epw": "year.epw"}
    climate = reads(small, tmp_path).climate
    assert climate is not None
    assert climate.design_wet_bulb.si("degC") == pytest.approx(climate.design_dry_bulb.si("degC"), abs=0.02)


def test_half_a_year_is_no_year(small: Data, reads: Reads, tmp_path: Path) -> None:
    """A file with missing hours is refused."""
    _weather(tmp_path, hours=4380)
    small["site"]["climate"] = {"epw": "year.epw"}
    with pytest.raises(Refused, match="weather-hours"):
        reads(small, tmp_path)


def test_a_leap_day_is_left_out_and_said(small: Data, reads: Reads, tmp_path: Path) -> None:
    """A year of 8,784 hours has the same 8,760 as without its 29 February, and the pack says so."""
    _weather(tmp_path)
    small["site"]["climate"] = {"epw": "year.epw"}
    plain = reads(small, tmp_path)
    lines = (tmp_path / "year.epw").read_text().splitlines()
    last = next(n for n, line in enumerate(lines) if line.startswith("2019,3,1,1,"))
    day = [line.replace(",2,28,", ",2,29,") for line in lines[last - 24 : last]]
    (tmp_path / "year.epw").write_text("\n".join([*lines[:last], *day, *lines[last:]]))
    leap = reads(small, tmp_path)
    assert plain.weather is not None
    assert leap.weather is not None
    assert (leap.weather.dry, leap.weather.left_out) == (plain.weather.dry, 24)
    assert "site.climate_leap_day" in {note.key for note in leap.notes} - {note.key for note in plain.notes}
    lines = [line for line in lines if not line.startswith("2019,3,1,2,")]
    (tmp_path / "year.epw").write_text("\n".join([*lines[:last], *day, *lines[last:]]))
    with pytest.raises(Refused, match="weather-hours"):
        reads(small, tmp_path)


@pytest.mark.parametrize("how", ["mark", "windows", "latin", "south", "wide"])
def test_odd_weather_files_are_read(how: str, small: Data, reads: Reads, tmp_path: Path) -> None:
    """A byte order mark, Windows line ends, names that are not UTF-8, the southern half, all 35 columns."""
    _weather(tmp_path)
    text = (tmp_path / "year.epw").read_text()
    changed = {
        "mark": b"\xef\xbb\xbf" + text.encode(),
        "windows": text.replace("\n", "\r\n").encode(),
        "latin": text.replace("Testville", "S\u00e3o Paulo").encode("latin-1"),
        "south": text.replace(",45.0,", ",-45.0,", 1).encode(),
        "wide": text.replace(",97000", ",97000" + ",9999" * 25).encode(),
    }[how]
    (tmp_path / "year.epw").write_bytes(changed)
    small["site"]["climate"] = {"epw": "year.epw"}
    site = reads(small, tmp_path)
    assert site.climate is not None
    assert site.weather is not None
    assert len(site.weather.dry) == 8760
    assert site.climate.latitude.si("deg") == (-45.0 if how == "south" else 45.0)
    assert site.climate.design_dew_point is not None
    assert site.climate.design_dew_point.si("degC") < site.climate.design_wet_bulb.si("degC")


def test_every_hour_of_a_weather_file_is_kept(small: Data, reads: Reads, tmp_path: Path) -> None:
    """The site holds the 8,760 hours themselves: dry bulb as written, wet bulb between dew point and dry bulb."""
    _weather(tmp_path)
    small["site"]["climate"] = {"epw": "year.epw"}
    weather = reads(small, tmp_path).weather
    assert weather is not None
    assert len(weather.dry) == len(weather.wet) == len(weather.dew) == len(weather.pressure) == 8760
    assert weather.file == "year.epw"
    rows = (tmp_path / "year.epw").read_text().splitlines()[8:]
    assert [f"{t:.1f}" for t in weather.dry] == [row.split(",")[6] for row in rows]
    assert all(d - 1e-6 <= w <= t for d, w, t in zip(weather.dew, weather.wet, weather.dry, strict=True))


@pytest.mark.parametrize(
    ("column", "said", "code", "line"),
    [
        (6, "99.9", "weather-value", 509),
        (8, "999", "weather-value", 509),
        (9, "x", "weather-value", 509),
        (3, "7", "weather-order", 509),
    ],
)
def test_a_bad_hour_is_told_with_its_line(
    column: int, said: str, code: str, line: int, small: Data, reads: Reads, tmp_path: Path
) -> None:
    """Missing, implausible and misplaced hours are refused with file, line and column."""
    _weather(tmp_path)
    lines = (tmp_path / "year.epw").read_text().splitlines()
    fields = lines[line - 1].split(",")
    fields[column] = said
    lines[line - 1] = ",".join(fields)
    (tmp_path / "year.epw").write_text("\n".join(lines))
    small["site"]["climate"] = {"epw": "year.epw"}
    with pytest.raises(Refused) as refused:
        reads(small, tmp_path)
    (mistake,) = refused.value.mistakes
    assert (mistake.code, mistake.place.file, mistake.place.line) == (code, "year.epw", line)


def test_wet_bulb_and_dew_point_agree_with_psychrolib() -> None:
    """Over ice and water, wet and dry, high and low: the vectorised wet bulb is PsychroLib's within 0.002 K."""
    psychrolib.SetUnitSystem(psychrolib.SI)
    cases = list(product((-25.0, -3.0, 0.5, 12.0, 30.0, 44.0), (0.08, 0.5, 0.97), (85000.0, 101325.0)))
    dry, humidity, pressure = np.array(cases).T
    ours = wet_bulb(dry, humidity, pressure)
    theirs = [psychrolib.GetTWetBulbFromRelHum(*case) for case in cases]
    assert ours == pytest.approx(theirs, abs=2e-3)
