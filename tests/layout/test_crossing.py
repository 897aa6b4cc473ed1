"""Rows at right angles in one hall: what is counted can stand, and is never less than parallel rows hold."""

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from shapely.affinity import rotate
from shapely.geometry import Polygon
from shapely.geometry import box as rectangle

from designer.catalog import Catalog
from designer.layout import crossing
from designer.layout.blocked import Stretch
from designer.layout.capacity import bounds_of, capacity_lines, capacity_of
from designer.layout.checker import judge
from designer.layout.crossing import crossed, cut_lines
from designer.layout.ends import Floors, stops
from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.ladder import Ladder
from designer.layout.needs import Kind
from designer.layout.records import Placed, Row, bare_layout
from designer.layout.rows import Line, solve
from designer.layout.rules import Rules, read_rules
from designer.layout.strips import count_stretch, pack_stretch
from designer.model import Box, Position
from designer.site.records import Column, Hall, Site

RACK = Kind("gb200-nvl72", "gpu", 0.6, 1.2, 2.236, 1553.0, 4, 132.0, True, True, 1, 8)
SHAPES = {
    "L": rectangle(0, 0, 40, 30).difference(rectangle(14, 12, 41, 31)),
    "T": rectangle(0, 0, 36, 24).difference(rectangle(-1, -1, 10, 9)).difference(rectangle(25, -1, 37, 9)),
    "room of six metres": rectangle(0, 0, 6, 6),
    "turned": rotate(rectangle(0, 0, 33, 19.5), 23.0, origin=(0, 0)),
    "chamfered": Polygon([(0, 0), (26, 0), (32, 6), (32, 22), (6, 22), (0, 16)]),
}
LEGAL = ("overlap", "column", "outside", "aisle-cold", "aisle-hot", "row-end", "door-blocked")


@pytest.fixture(scope="module")
def rules(catalog: Catalog) -> Rules:
    """The rules of the house."""
    return read_rules(catalog)


def racks_on(frame: Frame, lines: tuple[Line, ...], rules: Rules, name: str) -> Iterator[tuple[Row, list[Placed]]]:
    """Racks on chosen rows, one row for each stretch (how long its runs are is tested with the strips)."""
    for k, line in enumerate(lines):
        for j, stretch in enumerate(line.stretches):
            row, turn, placed = f"{name}{k}.{j}", frame.rotation(line.facing), []
            for n, left in enumerate(pack_stretch(stretch, RACK.width, rules.row_racks, rules.cross), 1):
                x, y = frame.out(left + RACK.width / 2, line.body + RACK.depth / 2)
                box = Box(Position(x, y, 0.0, turn), RACK.width, RACK.depth, RACK.height)
                placed.append(Placed(f"{row}-{n:03d}", "rack", "rack/x", box, 1553.0, "gpu", row, n))
            yield Row(row, tuple(p.tag for p in placed), frame.heading, turn, "", ""), placed


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_counted_can_stand(
    shape: str, make_hall: Callable[..., Hall], make_site: Callable[..., Site], rules: Rules, catalog: Catalog
) -> None:
    """Racks on both sides of the best cut break no rule of the independent checker, and are as many as counted."""
    columns = [Column(f"C{x}{y}", x, y, 0.4, 0.4) for x in (9, 18) for y in (7.5, 15)] if shape in "LT" else []
    hall = make_hall(SHAPES[shape], columns=columns)
    floor = Floor(hall, rules)
    cut = crossed(floor, RACK)
    assert cut
    rows: list[Row] = []
    placed: list[Placed] = []
    for k, (frame, lines) in enumerate(cut_lines(floor, RACK, cut)):
        best = solve(
            lines, RACK.depth, rules, lambda s: count_stretch(s, RACK.width, rules.row_racks, rules.cross)
        )
        for row, racks in racks_on(frame, best, rules, f"R{k}-"):
            rows, placed = [*rows, row], [*placed, *racks]
    assert len(placed) == cut.racks
    found = judge(bare_layout(placed, rows, (), ()), make_site(hall), catalog)
    assert [b for b in found if b.key in LEGAL] == []


def test_rows_at_right_angles_gain_racks(make_hall: Callable[..., Hall], rules: Rules) -> None:
    """A room of 6 m takes seven racks where parallel rows take six: CP-SAT over cells proves seven.

    The proof is of tests/benchmarks/bench_layout.py, with cross-aisles that pass a row and both its aisles.
    """
    floor = Floor(make_hall(SHAPES["room of six metres"]), rules)
    parallel = sum(
        count_stretch(s, RACK.width, rules.row_racks, rules.cross)
        for line in capacity_lines(floor, RACK, 0.0) for s in line.stretches
    )
    assert (parallel, capacity_of(floor, RACK)) == (6, 7)


@pytest.mark.parametrize("shape", SHAPES)
def test_bounds_hold(shape: str, make_hall: Callable[..., Hall], rules: Rules) -> None:
    """Any arrangement stays below the bound of areas; parallel rows below the bound of rows, which is the sharper."""
    floor = Floor(make_hall(SHAPES[shape]), rules)
    bounds = bounds_of(floor, RACK)
    rows = next(s for s in bounds.steps if s.key == "layout.bound_rows").number
    parallel = [
        sum(count_stretch(s, RACK.width, rules.row_racks, rules.cross) for x in lines for s in x.stretches)
        for lines in (capacity_lines(floor, RACK, turn) for turn in directions(floor.hall.polygon))
    ]
    assert max(parallel) <= min(bounds.capacity, rows)
    assert bounds.capacity <= bounds.bound


def test_a_part_cut_again_gains_racks(
    make_hall: Callable[..., Hall], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An L holds more racks in three parts than cut once at the best place."""
    floor = Floor(make_hall(rectangle(0, 0, 40, 30).difference(rectangle(22, 16, 41, 31))), rules)
    cut = crossed(floor, RACK)
    monkeypatch.setattr(crossing, "_AGAIN", ())
    once = crossed(floor, RACK)
    assert cut
    assert once
    assert len(once.parts) == 2 < len(cut.parts)
    assert cut.racks > once.racks


def test_one_more_column_never_gains_a_rack(make_hall: Callable[..., Hall], rules: Rules) -> None:
    """Columns set one after another at random, in halls of all shapes, only ever take racks away."""
    draw = random.Random(11)
    for shape in ("L", "T", "turned", "chamfered"):
        polygon, columns, before = SHAPES[shape], list[Column](), 10**6
        x0, y0, x1, y1 = polygon.bounds
        for k in range(5):
            floor = Floor(make_hall(polygon, columns=columns), rules)
            count = capacity_of(floor, RACK)
            assert count <= before, (shape, columns)
            before = count
            columns = [*columns, Column(f"C{k}", draw.uniform(x0, x1), draw.uniform(y0, y1), 0.4, 0.4)]


@pytest.mark.parametrize("seed", range(40))
def test_floors_count_as_the_strips_do(seed: int) -> None:
    """Up to any place, as many racks stand as a strip cut off there is counted to hold; a passage stays at a cut."""
    draw, at, gaps = random.Random(seed), 0.0, []
    for _ in range(draw.randint(1, 4)):
        gaps.append((at, at + draw.uniform(0.5, 9.0)))
        at = gaps[-1][1] + draw.uniform(0.1, 0.9)
    stretch, most = tuple(gaps), draw.randint(2, 6)
    turned = tuple((-b, -a) for a, b in reversed(stretch))
    floors = Floors([((0.0, 0.5),), (stretch,)], 0.6, most, 1.2)  # type: ignore[list-item]
    for place in (draw.uniform(0.0, at) for _ in range(12)):
        for one, back in ((stretch, False), (turned, True)):
            begin, end = (at + 1, at - place) if back else (-1.0, place)
            stop = float(stops(one, np.array([-end if back else end]), 1.2)[0])
            cut = tuple((a, min(b, stop)) for a, b in one if a < stop)
            found = floors.counts((1, 2), begin, np.array([end]), back)
            assert found.tolist() == [[count_stretch(cut, 0.6, most, 1.2) if cut else 0]]
            inside = any(a - 1e-9 <= stop and stop + 1.2 <= b + 1e-9 for a, b in one)
            assert stop <= (-end if back else end) or (-end if back else end) < one[0][0]
            assert inside or stop in (one[0][0], one[-1][1])


@pytest.mark.parametrize("seed", range(30))
def test_a_ladder_climbs_as_high_as_all_rows_tried(seed: int, rules: Rules) -> None:
    """Rows on random floors: by any level, from either side, as many racks as the programme over every row finds."""
    draw = random.Random(seed)
    strips: list[Stretch] = [((0.0, 3.0 + k),) for k in range(4)]
    lines: list[Line] = []
    low = 0.0
    while low < 30.0:
        k = draw.randrange(4) if not lines or draw.random() < 0.2 else strips.index(lines[-1].stretches[0])
        high = low + RACK.depth + rules.cold + rules.hot
        for facing, behind in ((1, rules.hot), (-1, rules.cold)):
            lines.append(Line(low + behind, facing, low, high, (strips[k],)))
        low = round(low + draw.choice((0.1, 0.3, 0.35)), 6)
    lines.sort(key=lambda x: (x.body, x.facing))
    worth = [draw.randint(0, 9) for _ in strips]
    kinds = [strips.index(x.stretches[0]) for x in lines]
    up, down = (Ladder(lines, kinds, RACK.depth, rules, way) for way in (False, True))
    for first, last in ((0.0, 30.0), (4.2, 21.0)):
        rising, falling = up.climb((first, last), worth), down.climb((-last, -first), worth)
        levels = [draw.uniform(first, last) for _ in range(8)]
        for level in levels:
            for stairs, ladder, at, ends in (
                (rising, up, level, (first, level)), (falling, down, -level, (level, last))
            ):
                inside = [x for x in lines if x.low >= ends[0] - 1e-6 and x.high <= ends[1] + 1e-6]
                best = solve(inside, RACK.depth, rules, lambda s: worth[strips.index(s)])
                most = sum(worth[strips.index(x.stretches[0])] for x in best)
                assert int(ladder.up_to(stairs, np.array([at]))[0]) == most
        table = np.array([[w, 2 * w] for w in worth], dtype=np.int32)
        both = up.climb((first, last), table).most().tolist()
        assert both == [int(rising.most()), 2 * int(rising.most())]
