"""A bound by prices of the floor: runs never share floor, no run pays too little, and it is sharper than areas are."""

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from shapely.affinity import rotate
from shapely.geometry import Point, Polygon
from shapely.geometry import box as rectangle
from shapely.ops import unary_union

from designer.catalog import Catalog
from designer.layout import prices as pricing
from designer.layout.capacity import bounds_of, capacity_of, sharp_bound
from designer.layout.checker import landing_of
from designer.layout.floor import Floor, landing
from designer.layout.frame import Frame
from designer.layout.needs import Kind
from designer.layout.prices import COARSE, FINE
from designer.layout.rules import Rules, read_rules
from designer.layout.runs import Heading, heading_of
from designer.layout.tiles import Prices, lattice_over
from designer.site.records import Column, Door, Hall
from tests.benchmarks.layout_halls import samples

RACK = Kind("gb200-nvl72", "gpu", 0.6, 1.2, 2.236, 1553.0, 4, 132.0, True, True, 1, 8)
CORNER = rectangle(0, 0, 21, 12.6).difference(rectangle(9.3, 6.6, 22, 13))


@pytest.fixture(scope="module")
def rules(catalog: Catalog) -> Rules:
    """The rules of the house."""
    return read_rules(catalog)


def posts(*places: tuple[float, float]) -> list[Column]:
    """Columns of 0.1 m."""
    return [Column(f"C{i}", x, y, 0.1, 0.1) for i, (x, y) in enumerate(places)]


@pytest.mark.parametrize(
    ("wide", "high", "columns", "proven"),
    [(6.0, 6.0, (), 7), (7.2, 4.2, (), 8), (4.2, 9.0, (), 11), (6.6, 6.6, (), 14), (7.2, 4.8, ((3.45, 2.25),), 7)],
)
def test_never_below_what_is_proven(
    wide: float, high: float, columns: tuple[tuple[float, float], ...], proven: int,
    make_hall: Callable[..., Hall], rules: Rules,
) -> None:  # fmt: skip
    """CP-SAT proves these numbers (tests/benchmarks/bench_layout.py), with rows both ways in one room."""
    hall = make_hall(rectangle(0, 0, wide, high), columns=posts(*columns))
    bare = Floor(hall, rules)
    for effort in (FINE, COARSE):
        assert proven <= sharp_bound(bare, RACK, effort) <= bounds_of(bare, RACK).bound


@pytest.mark.parametrize(
    ("wide", "high", "at", "proven"), [(7.2, 4.2, 3.6, 8), (6.6, 6.6, 1.2, 13), (6.6, 6.0, 3.3, 12)]
)
def test_never_below_what_is_proven_with_a_door(
    wide: float, high: float, at: float, proven: int, make_hall: Callable[..., Hall], rules: Rules
) -> None:
    """CP-SAT proves these numbers with racks and hot aisles kept off the landing, as the checker asks."""
    door = Door("D1", at, 0.0, 1.2, 2.4, "personnel", True)
    bare = Floor(make_hall(rectangle(0, 0, wide, high), doors=[door]), rules)
    assert proven <= sharp_bound(bare, RACK)


@pytest.mark.parametrize("turn", [0.0, 113.0])
def test_sharper_than_areas_and_never_below_the_count(
    turn: float, make_hall: Callable[..., Hall], rules: Rules
) -> None:
    """In an L with columns the bound comes nearer to the count by prices, however the hall is turned."""
    spots = [(4.2, 3.7), (10.1, 3.7), (16.2, 3.1), (4.6, 9.4)]
    turned = [rotate(Point(at), turn, origin=(0, 0)).coords[0] for at in spots]
    columns = [Column(f"C{i}", x, y, 0.4, 0.4, turn) for i, (x, y) in enumerate(turned)]
    bare = Floor(make_hall(rotate(CORNER, turn, origin=(0, 0)), columns=columns), rules)
    assert capacity_of(bare, RACK) <= sharp_bound(bare, RACK) < bounds_of(bare, RACK).bound


def test_walls_of_several_directions_each_have_their_prices(make_hall: Callable[..., Hall], rules: Rules) -> None:
    """With a slanted wall the most over rows along either wall is still sharper than areas, and no count passes it."""
    bare = Floor(make_hall(Polygon([(0, 0), (12, 0), (10, 8), (0, 8)])), rules)
    for effort in (FINE, COARSE):
        assert capacity_of(bare, RACK) <= sharp_bound(bare, RACK, effort) < bounds_of(bare, RACK).bound


@pytest.mark.parametrize("spoiled", ["_least_raise", "_lifts"])
def test_prices_badly_raised_still_bound(
    spoiled: str, make_hall: Callable[..., Hall], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A programme that raises nothing, or a last lift that lifts nothing, only leaves the bound less sharp."""
    bare = Floor(make_hall(rectangle(0, 0, 6.6, 6.6)), rules)
    sharp = sharp_bound(bare, RACK)
    idle = 0.0 if spoiled == "_least_raise" else 1.0
    monkeypatch.setattr(pricing._Search, spoiled, lambda self, *given: np.full(self.field.shape, idle))
    assert 14 <= sharp <= sharp_bound(bare, RACK) <= bounds_of(bare, RACK).bound


def test_landings_are_those_of_the_checker(rules: Rules) -> None:
    """The floor that the bound keeps racks off inside a door lies in that which the checker asks for, and fills it."""
    for one in samples():
        for door in one.hall.doors:
            ours = landing(one.hall.polygon, door, rules).intersection(one.hall.polygon)
            theirs = landing_of(one.hall.polygon, door, max(rules.landing, door.width))
            assert ours.difference(theirs.buffer(1e-6)).area < 1e-9
            assert ours.area == pytest.approx(theirs.area, rel=2e-3)


def test_covers_are_areas(rules: Rules) -> None:
    """The floor of each cell that a run owns is what polygons say, its corners left out."""
    lattice = lattice_over(Frame(0.0), (0.0, 0.0, 3.0, 3.0), 0.3)
    owned = np.array([[[0.2, 2.95, 0.4, 1.75, 1.0], [0.2, 0.5, 1.45, 1.75, -1.0], [2.65, 2.95, 1.45, 1.75, -1.0]]])
    shape = rectangle(0.2, 0.4, 2.95, 1.75).difference(rectangle(0.2, 1.45, 0.5, 1.75))
    shape = shape.difference(rectangle(2.65, 1.45, 2.95, 1.75))
    assert lattice.covers(owned).toarray().reshape(lattice.shape) == pytest.approx(lattice.areas(shape), abs=1e-9)


def test_sums_and_spread_are_one_another_turned_round(rules: Rules) -> None:
    """Weights of corners times sums of prices are spread weights times prices: the steps follow the same programme."""
    rng = np.random.default_rng(1)
    prices = Prices(lattice_over(Frame(0.0), (0.0, 0.0, 2.1, 1.2), 0.3))
    field, weights = rng.random((7, 4)), rng.random(8 * 5)
    assert weights @ prices.sums(field) == pytest.approx((prices.spread(weights) * field).sum())


def test_legal_runs_own_no_floor_together(rules: Rules) -> None:
    """Of any two runs, parallel or at right angles, anywhere: where aisles and passages are free of the other's racks,
    the floors owned lie apart.
    """
    draw, legal = random.Random(5), 0
    for _ in range(1200):
        pair = [_run(draw, rules) for _ in range(2)]
        (one, claim, own), (other, theirs, beside) = pair
        if claim.intersection(other).area < 1e-9 and theirs.intersection(one).area < 1e-9:
            legal += 1
            assert own.intersection(beside).area < 1e-9
    assert legal > 200


def _run(draw: random.Random, rules: Rules) -> tuple[Polygon, Polygon, Polygon]:
    """Racks, what must be free of others (aisles, and passages past them), and the floor owned; on a lattice of 0.1 m,
    so that many just touch.
    """
    long, d, e = draw.randint(1, 7) * RACK.width, RACK.depth, rules.cross
    s = (rules.cold - rules.cross) / 2
    body = rectangle(0, 0, long, d)
    claim = rectangle(-e, -rules.hot, long + e, d + rules.cold)
    own = rectangle(-e / 2, -rules.hot / 2, long + e / 2, d + rules.cold / 2)
    top = d + rules.cold / 2
    for x in (-e / 2, long + e / 2 - s):
        own = own.difference(rectangle(x, top - s, x + s, top))
    turn, x, y = 90 * draw.randrange(4), draw.randint(-60, 60) / 10, draw.randint(-60, 60) / 10
    placed = [rotate(p, turn, origin=(0, 0)) for p in (body, claim, own)]
    return tuple(Polygon([(a + x, b + y) for a, b in p.exterior.coords]) for p in placed)  # type: ignore[return-value]


def headings(hall: Hall, rules: Rules, turn: float) -> tuple[Heading, Heading]:
    """Both directions of a hall over one lattice."""
    floor, frame = Floor(hall, rules), Frame(turn)
    lattice = lattice_over(frame, floor.extent(frame), 0.3)
    return heading_of(floor, RACK, frame, lattice), heading_of(floor, RACK, frame.across(), lattice)


def cells(heading: Heading, field: np.ndarray) -> Iterator[tuple[Polygon, float]]:
    """The cells of a lattice in the plan, with their prices."""
    lattice, step = heading.lattice, heading.lattice.step
    for i, u in enumerate(lattice.lines(0)[:-1]):
        for j, v in enumerate(lattice.lines(1)[:-1]):
            ring = [lattice.frame.out(*p) for p in ((u, v), (u + step, v), (u + step, v + step), (u, v + step))]
            yield Polygon(ring), float(field[i, j])


@pytest.mark.parametrize("turn", [0.0, 23.0])
def test_no_run_anywhere_pays_less_than_the_worst_that_is_found(
    turn: float, make_hall: Callable[..., Hall], rules: Rules
) -> None:
    """At random prices, random legal runs at places off every line, priced by polygons, are no worse than those found.

    The floor that found runs own, in rectangles and by corners, costs what polygons say.
    """
    spot = rotate(Point(3.3, 3.1), turn, origin=(0, 0))
    room = rotate(rectangle(0, 0, 8.05, 6.35), turn, origin=(0, 0))
    sill = rotate(Point(5.1, 0.0), turn, origin=(0, 0))
    door = Door("D1", sill.x, sill.y, 1.2, 2.4, "double", True)
    hall = make_hall(room, columns=[Column("C1", spot.x, spot.y, 0.3, 0.2)], doors=[door])
    rng, draw = np.random.default_rng(3), random.Random(3)
    for heading in headings(hall, rules, turn):
        field = rng.uniform(0.1, 1.0, heading.lattice.shape)
        priced = list(cells(heading, field))
        found = heading.short(field, 0.0)
        worst = found.short.max()
        prices = Prices(heading.lattice)
        some = found.picked(np.arange(0, len(found.racks), max(1, len(found.racks) // 15)))
        paid = prices.looks(heading.back(some)) @ prices.sums(field)
        assert some.racks / paid == pytest.approx(some.short, rel=1e-6)
        for _ in range(150):
            run = _legal(heading, hall, rules, draw)
            if run:
                racks, own = run
                cost = sum(own.intersection(cell).area * price for cell, price in priced if own.intersects(cell))
                assert racks / cost <= worst * (1 + 1e-6)


def _legal(heading: Heading, hall: Hall, rules: Rules, draw: random.Random) -> tuple[int, Polygon] | None:
    """A run in one piece at a random place, if walls, columns and landings let it stand, and the floor that it owns."""
    u0, v0, u1, v1 = heading.extent
    racks, facing = draw.randint(1, 9), draw.choice((1, -1))
    u, v = draw.uniform(u0, u1), draw.uniform(v0, v1)
    below, above = (rules.hot, rules.cold) if facing > 0 else (rules.cold, rules.hot)
    e, s, wide = rules.cross, heading.square, racks * RACK.width
    top, low = v + RACK.depth + above / 2, v - below / 2

    def plan(*bounds: float) -> Polygon:
        return Polygon([heading.frame.out(*p) for p in rectangle(*bounds).exterior.coords[:-1]])

    claim = plan(u, v - below, u + wide, v + RACK.depth + above)
    ends = plan(u - e, v - below, u + wide + e, v + RACK.depth + above)
    solid = unary_union([c.outline(rules.column) for c in hall.columns])
    if claim.intersects(solid) or not hall.polygon.contains(ends):
        return None
    sills = unary_union([landing_of(hall.polygon, door, max(rules.landing, door.width)) for door in hall.doors])
    hot = (v - below, v + RACK.depth) if facing > 0 else (v, v + RACK.depth + above)
    if plan(u, hot[0], u + wide, hot[1]).intersects(sills):
        return None
    own = plan(u - e / 2, low, u + wide + e / 2, top)
    cold = (top - s, top) if facing > 0 else (low, low + s)
    for x in (u - e / 2, u + wide + e / 2 - s):
        own = own.difference(plan(x, cold[0], x + s, cold[1]))
    return racks, own
