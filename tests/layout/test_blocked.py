"""Free intervals of strips against a polygon library's own difference."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate
from shapely.geometry import Polygon
from shapely.geometry import box as rectangle

from designer.layout.blocked import block, join
from designer.layout.frame import Frame

HALLS = (
    rectangle(0, 0, 20, 12),
    rectangle(0, 0, 20, 12).difference(rectangle(12, 5, 21, 13)),
    Polygon([(0, 0), (20, 0), (16, 11), (3, 9)]),
    Polygon([(0, 0), (18, 0), (18, 12), (12, 12), (12, 6), (6, 6), (6, 12), (0, 12)]),
    Polygon(rectangle(0, 0, 20, 12).exterior.coords, [rectangle(8, 4, 11, 8).exterior.coords]),
)


def shadow_free(hall: Polygon, frame: Frame, low: float, high: float) -> float:
    """Length of u over which the whole strip lies in the hall, by projecting what is missing."""
    u0, _, u1, _ = Polygon(frame.into(hall.exterior.coords)).bounds
    missing = frame.rectangle(u0 - 1, low, u1 + 1, high).difference(hall)
    parts = [p for p in getattr(missing, "geoms", [missing]) if p.area > 1e-9]
    spans = sorted((float(u.min()), float(u.max())) for u in (frame.into(p.exterior.coords)[:, 0] for p in parts))
    free, reach = 0.0, u0 - 1
    for start, end in spans:
        free += max(0.0, start - reach)
        reach = max(reach, end)
    return free


#: Strips whose edges meet a wall meet it exactly: tolerances are not what is tested.
_THOUSANDTHS = st.integers(0, 1000).map(lambda n: n / 1000)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(HALLS), st.sampled_from((0.0, 90.0, 17.0, 133.0)), _THOUSANDTHS, _THOUSANDTHS)
def test_free_length_equals_the_projection_of_what_is_missing(
    hall: Polygon, turn: float, share: float, part: float
) -> None:
    """Strips through convex, notched, slanted and holed halls are as free as a general polygon difference says."""
    turned = rotate(hall, turn, origin=(0, 0))
    frame = Frame(turn)
    low, height = -1.0 + share * 12.0, 0.3 + part * 3.7
    free = sum(b - a for stretch in block(frame, [turned], inside_out=True).at(low, low + height) for a, b in stretch)
    assert free == pytest.approx(shadow_free(turned, frame, low, low + height), abs=1e-5)


def test_walls_end_a_row_and_columns_interrupt_it() -> None:
    """A keep-out parts a strip in two stretches, kept at a distance; a column leaves one stretch of two gaps."""
    frame = Frame(0.0)
    hall = block(frame, [rectangle(0, 0, 20, 6)], pad=1.2, inside_out=True)
    column = block(frame, [rectangle(9.9, 2.9, 10.1, 3.1)], wall=False)
    keep_out = block(frame, [rectangle(9, 2, 11, 4)], pad=1.2)
    (stretch,) = join(hall, column).at(1.0, 5.0)
    assert [tuple(round(x, 6) for x in gap) for gap in stretch] == [(1.2, 9.9), (10.1, 18.8)]
    assert [len(s) for s in join(hall, keep_out).at(1.0, 5.0)] == [1, 1]
    assert join(hall, keep_out).at(1.0, 5.0)[0][0][1] == pytest.approx(7.8)


def test_outside_the_hall_nothing_is_free() -> None:
    """A strip that leaves the hall anywhere along its height is not free there."""
    assert block(Frame(0.0), [rectangle(0, 0, 20, 6)], inside_out=True).at(5.0, 7.0) == ()
    assert math.isclose(
        sum(b - a for s in block(Frame(0.0), [rectangle(0, 0, 20, 6)], inside_out=True).at(0.0, 6.0) for a, b in s),
        20.0,
    )
