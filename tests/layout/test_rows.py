"""Rows by dynamic programming against exhaustive search."""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon
from shapely.geometry import box as rectangle

from designer.catalog import Catalog
from designer.layout.floor import Floor
from designer.layout.frame import Frame
from designer.layout.rows import distinct, lines_of, lows_of, solve, stacked_lows
from designer.layout.rules import Rules, read_rules
from designer.layout.strips import count_stretch
from designer.site.records import Column, Door, Hall

WIDTH, DEPTH = 0.6, 1.2


@pytest.fixture(scope="module")
def rules(catalog: Catalog) -> Rules:
    """The rules of the house."""
    return read_rules(catalog)


def solved(floor: Floor, turn: float = 0.0) -> int:
    """Racks of the dynamic programme in one direction."""
    frame, rules = Frame(turn), floor.rules
    lows = lows_of(floor.levels(frame), DEPTH, rules, rules.scheme_step)
    lines = lines_of(floor, frame, lows, DEPTH)
    chosen = solve(lines, DEPTH, rules, lambda s: count_stretch(s, WIDTH, rules.row_racks, rules.cross))
    return sum(count_stretch(s, WIDTH, rules.row_racks, rules.cross) for line in chosen for s in line.stretches)


def exhaustive(hall: Hall, rules: Rules) -> int:
    """The most racks over every set of rows on a 0.3 m lattice, each row counted by a polygon difference."""
    u0, v0, u1, v1 = hall.polygon.bounds
    posts = [rectangle(c.x - 0.2, c.y - 0.2, c.x + 0.2, c.y + 0.2) for c in hall.columns]
    rows: list[tuple[int, int, int]] = []
    for step in range(round((v1 - v0) / 0.3) + 1):
        for facing, below, above in ((1, rules.hot, rules.cold), (-1, rules.cold, rules.hot)):
            low, high = v0 + 0.3 * step, v0 + 0.3 * step + below + DEPTH + above
            if high > v1 + 1e-9:
                continue
            inner = rectangle(u0 + rules.row_end, low, u1 - rules.row_end, high)
            gaps = list(_gaps(inner, posts))
            count = sum(int((b - a + 1e-9) / WIDTH) for a, b in gaps)
            assert count <= rules.row_racks
            rows.append((step + round(below / 0.3), facing, count))
    return max(_total(rows, rules, bodies) for bodies in _sets(rows))


def _gaps(strip: Polygon, posts: list[Polygon]) -> Iterator[tuple[float, float]]:
    u0, _, u1, _ = strip.bounds
    cuts = sorted((p.bounds[0], p.bounds[2]) for p in posts if p.intersection(strip).area > 1e-9)
    at = u0
    for a, b in cuts:
        yield at, a
        at = b
    yield at, u1


def _sets(rows: list[tuple[int, int, int]]) -> Iterator[tuple[tuple[int, int, int], ...]]:
    for size in range(4):
        yield from itertools.combinations(rows, size)


def _total(rows: list[tuple[int, int, int]], rules: Rules, chosen: tuple[tuple[int, int, int], ...]) -> int:
    for one, other in itertools.pairwise(sorted(chosen)):
        gap = {(1, -1): rules.cold, (-1, 1): rules.hot}.get((one[1], other[1]), rules.cold + rules.hot)
        if (other[0] - one[0]) * 0.3 < DEPTH + gap - 1e-9:
            return 0
    return sum(row[2] for row in chosen)


@pytest.mark.parametrize(
    ("width", "height", "posts"),
    [
        (6.0, 4.2, ()),
        (9.0, 6.6, ()),
        (9.0, 7.2, ()),
        (7.5, 9.6, ()),
        (9.0, 8.4, ((4.5, 3.3),)),
        (9.9, 9.6, ((3.0, 2.1), (6.0, 7.2))),
        (8.1, 10.2, ((4.2, 5.1),)),
        (5.0, 4.1, ()),
    ],
)
def test_equals_exhaustive_search_in_tiny_rooms(
    width: float,
    height: float,
    posts: tuple[tuple[float, float], ...],
    make_hall: Callable[..., Hall],
    rules: Rules,
) -> None:
    """In rooms small enough to try everything, the dynamic programme finds the very best."""
    columns = [Column(f"C{i}", x, y, 0.2, 0.2) for i, (x, y) in enumerate(posts)]
    hall = make_hall(rectangle(0, 0, width, height), columns=columns)
    assert solved(Floor(hall, rules)) == exhaustive(hall, rules)


def test_an_odd_last_row_is_not_missed(make_hall: Callable[..., Hall], rules: Rules) -> None:
    """A room for three rows gets three, not one pair."""
    height = 3 * DEPTH + 2 * rules.cold + 2 * rules.hot
    hall = make_hall(rectangle(0, 0, 2 * rules.row_end + 10 * WIDTH, height))
    assert solved(Floor(hall, rules)) == 30


def test_a_column_in_the_far_half_of_an_unshared_aisle_counts(make_hall: Callable[..., Hall], rules: Rules) -> None:
    """A single row loses racks to a column anywhere in its own aisles, not only in the near halves."""
    height = DEPTH + rules.cold + rules.hot
    for y in (0.2, height - 0.2):
        clear = make_hall(rectangle(0, 0, 8.4, height))
        barred = make_hall(rectangle(0, 0, 8.4, height), columns=[Column("C1", 4.2, y, 0.2, 0.2)])
        assert solved(Floor(barred, rules)) < solved(Floor(clear, rules))


def test_offsets_hang_on_the_polygon(rules: Rules) -> None:
    """The offsets tried are their own mirror image and travel with the polygon."""
    lows = lows_of((0.0, 10.0), DEPTH, rules, 0.3)
    assert lows.tolist() == pytest.approx((10.0 - DEPTH - rules.cold - rules.hot - lows[::-1]).tolist(), abs=1e-9)
    assert lows_of((7.1, 17.1), DEPTH, rules, 0.3).tolist() == pytest.approx((lows + 7.1).tolist(), abs=1e-6)


@pytest.mark.parametrize("deep", [0.0, 0.5, 3.0])
def test_a_cold_aisle_may_lie_on_a_landing(make_hall: Callable[..., Hall], rules: Rules, deep: float) -> None:
    """A hall for one row with a door in its long wall: all racks stand facing the door, whose landing lies in their
    cold aisle; with the hot aisle there, the row ends at both sides of it. A door `deep` wide swings as far in as that.
    """
    height = DEPTH + rules.cold + rules.hot
    door = Door("D1", 12.0, 0.0, max(1.0, deep), 2.1, "personnel", True)
    plain, with_door = (make_hall(rectangle(0, 0, 24, height), doors=doors) for doors in ([], [door]))
    lines = {x.facing: x for x in lines_of(Floor(with_door, rules), Frame(0.0), np.array([0.0]), DEPTH)}
    swing = max(rules.landing, door.width)
    assert len(lines[1].stretches) == 2
    assert len(lines[-1].stretches) == (1 if swing <= rules.cold else 2)
    (before, after) = (s[0] for s in lines[1].stretches)
    assert after[0] - before[1] == pytest.approx(door.width + 2 * rules.door_side)
    assert (solved(Floor(with_door, rules)) == solved(Floor(plain, rules))) == (swing <= rules.cold)


def test_nothing_fits_where_there_is_no_room(make_hall: Callable[..., Hall], rules: Rules) -> None:
    """A room lower than one row with its aisles has no offset at all."""
    assert not len(lows_of((0.0, 3.0), DEPTH, rules, 0.3))
    floor = Floor(make_hall(rectangle(0, 0, 9, 3)), rules)
    assert lines_of(floor, Frame(0.0), lows_of((0.0, 3.0), 1.2, rules, 0.3), 1.2) == ()


slow = settings(max_examples=25, deadline=None, derandomize=True,
                suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
#: Rooms square to their rows.
ROOMS = {
    "rectangle": rectangle(0, 0, 23.1, 16.7),
    "L": rectangle(0, 0, 24, 18).difference(rectangle(13, 8, 25, 19)),
    "T": rectangle(0, 0, 26, 17).difference(rectangle(-1, -1, 7, 7)).difference(rectangle(19, -1, 27, 7)),
}
spots = st.lists(st.tuples(st.floats(1, 25), st.floats(1, 17)), max_size=7)


def free_rows(floor: Floor, extra: tuple[float, ...] = ()) -> int:
    """Racks of straight rows at levels that hang on walls and obstacles, and at some more."""
    frame, rules = Frame(0.0), floor.rules
    levels = floor.levels(frame)
    top = max(levels) - DEPTH - rules.cold - rules.hot
    more = np.array([low for low in extra if min(levels) <= low <= top])
    lows = [lows_of(levels, DEPTH, rules, rules.scheme_step), stacked_lows(floor, frame, levels, DEPTH), more]
    lines = lines_of(floor, frame, distinct(np.concatenate(lows)), DEPTH)
    chosen = solve(lines, DEPTH, rules, lambda s: count_stretch(s, WIDTH, rules.row_racks, rules.cross))
    return sum(count_stretch(s, WIDTH, rules.row_racks, rules.cross) for line in chosen for s in line.stretches)


@slow
@given(st.sampled_from(sorted(ROOMS)), spots, st.floats(0.0, 0.1))
def test_no_other_offsets_hold_more(
    make_hall: Callable[..., Hall], rules: Rules, room: str, places: list[tuple[float, float]], first: float
) -> None:
    """Among chains of rows over walls and obstacles are the best of all offsets: a lattice of 0.1 m finds no more."""
    columns = [Column(f"C{i}", x, y, 0.4, 0.3) for i, (x, y) in enumerate(places)]
    floor = Floor(make_hall(ROOMS[room], columns=columns), rules)
    assert free_rows(floor) == free_rows(floor, tuple(np.arange(first, 18.0, 0.1).tolist()))


@slow
@given(st.sampled_from(sorted(ROOMS)), spots, st.floats(0.001, 1.5))
def test_walls_further_out_lose_no_rack_of_straight_rows(
    make_hall: Callable[..., Hall], rules: Rules, room: str, places: list[tuple[float, float]], out: float
) -> None:
    """More floor on all sides, the columns where they were: no row is lost for want of an offset."""
    columns = [Column(f"C{i}", x, y, 0.4, 0.3) for i, (x, y) in enumerate(places)]
    halls = [make_hall(p, columns=columns) for p in (ROOMS[room], ROOMS[room].buffer(out, join_style="mitre"))]
    here, there = (free_rows(Floor(hall, rules)) for hall in halls)
    assert here <= there


def test_a_slanted_obstacle_leaves_the_offsets_to_the_walls(make_hall: Callable[..., Hall], rules: Rules) -> None:
    """Where something is not square to the rows no offset hangs on it: another column could open a better one."""
    turned = Floor(make_hall(ROOMS["L"], columns=[Column("C1", 8, 8, 0.4, 0.4, 30.0)]), rules)
    square = Floor(make_hall(ROOMS["L"], columns=[Column("C1", 8, 8, 0.4, 0.4)]), rules)
    found = [stacked_lows(f, Frame(0.0), f.levels(Frame(0.0)), DEPTH) for f in (turned, square)]
    assert not len(found[0])
    assert 8.2 + rules.column == pytest.approx(found[1][np.abs(found[1] - 8.3).argmin()])
