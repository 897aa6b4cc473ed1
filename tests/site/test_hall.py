"""The plan: units, grids, orientation, walls."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from designer.catalog import Catalog
from designer.errors import Refused
from designer.site import read_bytes
from designer.site.records import Hall, Site

Reads = Callable[..., Site]
Data = dict[str, Any]

_FEET = 0.3048
CATALOG = Catalog()


def _hall(unit: str, scale: float, corners: list[tuple[float, float]], columns: list[tuple[float, float]]) -> Hall:
    """The hall of corners and columns in feet, written in another unit with six decimals or as texts with units."""

    def number(feet: float) -> str:
        return repr(feet) if unit == "ft" else f"{feet * scale:.9f}"

    listed = ", ".join(f"[{number(x)}, {number(y)}]" for x, y in corners)
    placed = ", ".join(f"{{at: [{number(x)}, {number(y)}], size: [1 ft, 1 ft]}}" for x, y in columns)
    text = f"""
project: {{name: A, date: "2026-01-01"}}
site: {{utility: {{voltage: 34.5 kV, import_limit: 5 MW}}}}
hall: {{unit: {unit}, footprint: [{listed}], clear_height: 24 ft, columns: [{placed}]}}
compute: {{rack: gb200-nvl72, racks: max}}
"""
    return read_bytes(text.encode(), "site.yaml", CATALOG).hall


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(40, 800),
    depth=st.integers(30, 300),
    notch=st.floats(0.2, 0.8),
    quarters=st.integers(1, 100),
    unit=st.sampled_from([("m", _FEET), ("mm", _FEET * 1000), ("in", 12.0)]),
)
def test_feet_and_metres_give_the_same_hall(
    width: int, depth: int, notch: float, quarters: int, unit: tuple[str, float]
) -> None:
    """An L-shaped hall said in feet, metres, millimetres or inches is the same hall to the micrometre."""
    x, y = round(width * notch * 4) / 4, round(depth * notch * 4) / 4
    corners = [(0, 0), (width, 0), (width, y), (x, y), (x, depth), (0, depth)]
    columns = [(x * quarters / 101, y * quarters / 101)]
    feet, other = _hall("ft", 1.0, corners, columns), _hall(*unit, corners, columns)
    assert feet.polygon.equals_exact(other.polygon, 1.1e-6)
    assert feet.polygon.area == pytest.approx(Polygon(corners).area * _FEET**2, rel=1e-6)
    ours, theirs = feet.columns[0], other.columns[0]
    assert (ours.x, ours.y) == pytest.approx((theirs.x, theirs.y), abs=1.1e-6)


@settings(max_examples=30, deadline=None)
@given(start=st.integers(0, 5), clockwise=st.booleans(), closed=st.booleans())
def test_order_start_and_closing_of_corners_do_not_matter(start: int, clockwise: bool, closed: bool) -> None:
    """Corners may start anywhere, run either way round and repeat the first at the end: the hall is anticlockwise."""
    corners = [(0, 0), (100, 0), (100, 40), (60, 40), (60, 80), (0, 80)]
    turned = corners[start:] + corners[:start]
    if clockwise:
        turned.reverse()
    hall = _hall("ft", 1.0, [*turned, *turned[:1]] if closed else turned, [])
    assert hall.polygon.exterior.is_ccw
    assert hall.polygon.equals(_hall("ft", 1.0, corners, []).polygon)


def test_units_may_be_mixed_in_one_plan(small: Data, reads: Reads) -> None:
    """A text with a unit stands beside bare numbers in the hall's unit."""
    small["hall"]["footprint"] = [[0, 0], ["131 ft", 0], ["131 ft", 20], [0, "20000 mm"]]
    assert reads(small).hall.polygon.bounds == pytest.approx((0, 0, 131 * _FEET, 20))


def test_a_second_grid_goes_on_with_its_letters(small: Data, reads: Reads) -> None:
    """Grids and single columns of one list have different tags."""
    grid = {"x": {"start": 5, "spacing": 10, "count": 3}, "y": [5], "size": [0.4, 0.4]}
    small["hall"]["columns"] = [{"grid": grid}, {"grid": {**grid, "y": [15]}}, {"at": [35, 10], "size": [0.4, 0.4]}]
    columns = reads(small).hall.columns
    assert [c.tag for c in columns] == ["A1", "A2", "A3", "B1", "B2", "B3", "COL-01"]
    assert [(c.x, c.y) for c in columns[:2]] == [(5, 5), (15, 5)]


def test_a_door_near_its_wall_is_put_on_it(small: Data, reads: Reads) -> None:
    """A door drawn 0.2 m off the outline lands on the wall; half a metre off is a mistake."""
    small["hall"]["doors"][0]["at"] = [0.2, 10]
    door = reads(small).hall.doors[0]
    assert (door.x, door.y) == (0, 10)
    small["hall"]["doors"][0]["at"] = [0.5, 10]
    with pytest.raises(Refused) as refused:
        reads(small)
    assert [m.code for m in refused.value.mistakes] == ["door-off-wall"]


def test_personnel_doors_are_exits_and_rollers_are_not_unless_said(small: Data, reads: Reads) -> None:
    """The kind decides whether a door is an exit, the brief may say otherwise."""
    door = {"at": [40, 10], "width": "1 m", "height": "2.1 m", "kind": "personnel"}
    small["hall"]["doors"] += [door, {**door, "at": [40, 5], "exit": False}]
    assert [d.exit for d in reads(small).hall.doors] == [False, True, False]


def test_yards_may_touch_but_not_overlap(small: Data, reads: Reads) -> None:
    """A yard with a wall in common with the hall or with another yard is fine."""
    small["hall"]["yards"] = [[[0, 20], [20, 20], [20, 40], [0, 40]], [[20, 20], [40, 20], [40, 40], [20, 40]]]
    assert len(reads(small).hall.yards) == 2


def test_columns_a_hand_apart_stand_on_one_line() -> None:
    """Columns surveyed 3 cm apart give one grid line, numbers along x and letters along y."""
    hall = _hall("m", 0.3048, [(0, 0), (60, 0), (60, 40), (0, 40)], [(10, 10), (10.1, 30), (30, 10.1)])
    assert [[name for name, _ in lines] for lines in hall.column_lines] == [["1", "2"], ["A", "B"]]
