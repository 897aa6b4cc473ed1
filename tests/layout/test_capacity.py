"""What must not change the number of racks, and what may only lower it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, scale, translate
from shapely.geometry import Polygon
from shapely.geometry import box as rectangle

from designer.catalog import Catalog
from designer.layout.capacity import bounds_of, capacity_of
from designer.layout.floor import Floor
from designer.layout.needs import Kind, needs_of
from designer.layout.rules import Rules, read_rules
from designer.site.records import Column, Hall
from designer.sizing.records import Programme
from tests.benchmarks.layout_halls import RACK, sample

SHAPES = {
    "rectangle": rectangle(0, 0, 31, 17),
    "L": rectangle(0, 0, 34, 22).difference(rectangle(20, 9, 35, 23)),
    "trapezoid": Polygon([(0, 0), (30, 0), (26, 16), (3, 16)]),
    "T": rectangle(0, 0, 36, 20).difference(rectangle(-1, -1, 9, 8)).difference(rectangle(27, -1, 37, 8)),
}
PLACES = [(4.0 + 6.5 * i, 5.2 + 5.1 * j) for i in range(4) for j in range(2)]
slow = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def rules(catalog: Catalog) -> Rules:
    """The rules of the house."""
    return read_rules(catalog)


@pytest.fixture(scope="module")
def kind(make_programme: Callable[..., Programme], catalog: Catalog) -> Kind:
    """The GPU rack of the demo."""
    return needs_of(make_programme(1), catalog).kinds[0]


def moved(polygon: Polygon, columns: list[Column], how: str) -> tuple[Polygon, list[Column]]:
    """A hall and its columns mirrored, turned by a right angle or shifted."""
    if how == "mirror":
        return scale(polygon, -1, 1, origin=(0, 0)), [Column(c.tag, -c.x, c.y, c.width, c.depth) for c in columns]
    if how == "turn":
        return rotate(polygon, 90, origin=(0, 0)), [Column(c.tag, -c.y, c.x, c.depth, c.width) for c in columns]
    return (
        translate(polygon, 1234.567, -987.654),
        [Column(c.tag, c.x + 1234.567, c.y - 987.654, c.width, c.depth) for c in columns],
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("how", ["mirror", "turn", "shift"])
def test_moving_the_hall_changes_nothing(
    shape: str, how: str, make_hall: Callable[..., Hall], rules: Rules, kind: Kind
) -> None:
    """Mirror, quarter turn and shift leave the number of racks alone."""
    polygon = SHAPES[shape]
    columns = [
        Column(f"C{i}", x, y, 0.3, 0.5)
        for i, (x, y) in enumerate(PLACES)
        if polygon.contains(rectangle(x, y, x, y).centroid)
    ]
    there, posts = moved(polygon, columns, how)
    here = capacity_of(Floor(make_hall(polygon, columns=columns), rules), kind)
    assert here > 0
    assert capacity_of(Floor(make_hall(there, columns=posts), rules), kind) == here


@pytest.mark.parametrize("turn", [11.0, 37.5, 81.0])
def test_turning_the_hall_by_any_angle_changes_nothing(
    turn: float, make_hall: Callable[..., Hall], rules: Rules, kind: Kind
) -> None:
    """Rows follow the walls, whatever their direction (columns left out: they are not turned with the hall)."""
    for polygon in SHAPES.values():
        here = capacity_of(Floor(make_hall(polygon), rules), kind)
        assert capacity_of(Floor(make_hall(rotate(polygon, turn, origin=(3, 4))), rules), kind) == here


def test_feet_and_metres_agree(make_hall: Callable[..., Hall], rules: Rules, kind: Kind) -> None:
    """A hall drawn in feet and the same hall in rounded metres hold the same number."""
    feet = make_hall(rectangle(0, 0, 100 * 0.3048, 50 * 0.3048))
    metres = make_hall(rectangle(0, 0, 30.48, 15.24))
    assert capacity_of(Floor(feet, rules), kind) == capacity_of(Floor(metres, rules), kind)


@slow
@given(
    st.sampled_from(sorted(SHAPES)),
    st.lists(st.tuples(st.floats(0.5, 33), st.floats(0.5, 20)), max_size=6),
    st.tuples(st.floats(0.5, 33), st.floats(0.5, 20)),
)
def test_one_more_column_never_gains_a_rack(
    make_hall: Callable[..., Hall],
    rules: Rules,
    kind: Kind,
    shape: str,
    places: list[tuple[float, float]],
    extra: tuple[float, float],
) -> None:
    """A further column can only be in the way."""
    columns = [Column(f"C{i}", x, y, 0.4, 0.4) for i, (x, y) in enumerate(places)]
    without = capacity_of(Floor(make_hall(SHAPES[shape], columns=columns), rules), kind)
    more = [*columns, Column("C99", *extra, 0.4, 0.4)]
    assert capacity_of(Floor(make_hall(SHAPES[shape], columns=more), rules), kind) <= without


@slow
@given(
    st.floats(3, 60),
    st.floats(3, 40),
    st.floats(0, 1),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 40), st.floats(0.1, 3)), max_size=12),
)
def test_never_above_the_bound(
    make_hall: Callable[..., Hall],
    rules: Rules,
    kind: Kind,
    width: float,
    height: float,
    a: float,
    b: float,
    posts: list[tuple[float, float, float]],
) -> None:
    """In slanted halls of any size, with columns anywhere, the count stays below the bound of any arrangement."""
    polygon = Polygon([(0, 0), (width, 0), (width - a * width / 3, height), (b * width / 3, height)])
    columns = [Column(f"C{i}", x, y, 0.3, side) for i, (x, y, side) in enumerate(posts)]
    bounds = bounds_of(Floor(make_hall(polygon, columns=columns), rules), kind)
    assert 0 <= bounds.capacity <= bounds.bound
    assert bounds.gap == pytest.approx(1 - bounds.capacity / bounds.bound if bounds.bound else 0.0)


@pytest.mark.parametrize("out", [0.01, 0.05, 0.3])
def test_walls_a_little_further_out_lose_nothing_among_dense_columns(out: float, rules: Rules) -> None:
    """A T with columns every 6 m (719 racks) came down to 712 with its walls 0.05 m further out, while the offsets of
    rows hung on the walls alone.
    """
    hall = replace(sample(14).hall, doors=())
    wider = replace(hall, polygon=hall.polygon.buffer(out, join_style="mitre"))
    assert capacity_of(Floor(hall, rules), RACK) <= capacity_of(Floor(wider, rules), RACK)


def test_an_L_is_filled_in_both_legs(make_hall: Callable[..., Hall], rules: Rules, kind: Kind) -> None:
    """The hall with a corner missing holds more than its larger leg alone, and no more than the full rectangle."""
    whole = rectangle(0, 0, 40, 30)
    cut = whole.difference(rectangle(24, 14, 41, 31))
    leg = rectangle(0, 0, 24, 30)
    counts = [capacity_of(Floor(make_hall(p), rules), kind) for p in (leg, cut, whole)]
    assert counts[0] < counts[1] < counts[2]
