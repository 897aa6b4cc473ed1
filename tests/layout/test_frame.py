"""Turned coordinates."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from designer.layout.frame import Frame, directions
from designer.model import Box, Position

TURNS = st.floats(0.0, 360.0, allow_nan=False)


@given(TURNS, st.booleans(), st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_out_undoes_into(turn: float, mirrored: bool, x: float, y: float) -> None:
    """Every frame keeps lengths and can be left again."""
    frame = Frame(turn, mirrored)
    u, v = frame.into([(x, y)])[0]
    assert frame.out(u, v) == pytest.approx((x, y), abs=1e-9)
    assert math.hypot(u, v) == pytest.approx(math.hypot(x, y), abs=1e-9)


@given(TURNS, st.booleans())
def test_across_exchanges_the_axes(turn: float, mirrored: bool) -> None:
    """Rows across the hall see its length as their v and its width as their u."""
    frame = Frame(turn, mirrored)
    assert frame.across().out(2.0, 5.0) == pytest.approx(frame.out(5.0, 2.0), abs=1e-9)


@given(TURNS, st.booleans(), st.sampled_from((1, -1)))
def test_a_box_faces_where_the_frame_says(turn: float, mirrored: bool, facing: int) -> None:
    """The front of a box, its -y side, looks to the side of the row that the placer meant."""
    frame = Frame(turn, mirrored)
    front = Box(Position(0.0, 0.0, 0.0, frame.rotation(facing)), 1.0, 2.0, 1.0).corners[:2]
    middle = ((front[0][0] + front[1][0]) / 2, (front[0][1] + front[1][1]) / 2)
    assert middle == pytest.approx(frame.out(0.0, float(facing)), abs=1e-9)


def test_right_angles_are_exact() -> None:
    """A hall drawn square keeps its round numbers at every quarter turn."""
    assert [Frame(t).out(1.5, 0.25) for t in (0.0, 90.0, 180.0, 270.0)] == [
        (1.5, 0.25),
        (-0.25, 1.5),
        (-1.5, -0.25),
        (0.25, -1.5),
    ]


def test_directions_of_a_trapezoid() -> None:
    """Each edge direction comes with its normal, the longest edges' first."""
    found = directions(Polygon([(0, 0), (20, 0), (17, 3), (0, 3)]))
    assert found[:2] == (0.0, 90.0)
    assert sorted(found[2:]) == pytest.approx([45.0, 135.0])
