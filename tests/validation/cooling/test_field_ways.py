"""CDUs in a field of many lines: the ring of each loop goes around its part of it, and nothing meets at its level."""

import itertools
import math
from dataclasses import replace

import pytest
from shapely.geometry import LineString
from shapely.ops import unary_union

from designer.cooling.lanes import lanes_of
from designer.cooling.loops import shared
from designer.cooling.technology_loop import solve_loop
from designer.layout.records import Placed
from designer.model import Box, Position
from tests.validation.cooling.test_lanes import loops, mains, routes, thick

#: Lines of the field along the rows [m], two and two face to face.
LINES = (-9.0, -6.6, -4.5, -2.1, 0.0, 2.4)


def field(turn):
    """The loops of three loops with thirty CDUs in six lines, five of them abreast."""
    made, _ = loops(turn)
    spots = [turn(x, 3.0 + 2.5 * i) for i in range(5) for x in LINES]
    cdus = [
        Placed(f"CDU-{i:02d}", "cdu", "cdu/xdu1350", Box(Position(*p), 0.8, 0.8, 2.0), 1000.0)
        for i, p in enumerate(reversed(spots))
    ]  # fmt: skip
    return made, cdus


def solved_field(bench, turn):
    """Its loops, each solved in its lane."""
    made, cdus = field(turn)
    drawn, state = routes(made, turn), bench.tcs.at(47.0)
    whole = shared(bench, made, cdus)
    lanes = lanes_of(bench, whole, drawn, state)
    assert all(lanes[loop.tag].slot > 0.0 for loop in whole)
    return [solve_loop(bench, loop, state, 40.0, drawn, lanes[loop.tag]) for loop in whole]


TURNS = (
    lambda x, y: (x + 15.0, y),
    lambda x, y: (x + 15.0, 40.0 - y),
    lambda x, y: (40.0 - x, y),
    lambda x, y: (y, x + 15.0),
)


@pytest.mark.parametrize("turn", TURNS)
def test_no_loop_meets_another_in_a_field(bench, turn):
    """Rings and branches of all loops keep their distance, in every turn of the hall."""
    found = solved_field(bench, turn)
    for one, two in itertools.combinations(found, 2):
        assert mains(one).distance(mains(two)) > thick(bench, one, two), (one.loop.tag, two.loop.tag)


@pytest.mark.parametrize("turn", TURNS)
def test_no_branch_lies_in_the_place_of_another(bench, turn):
    """Branches of a loop lie a pipe apart, and end on the ring of their own side, which they tap in its order."""
    for solved in solved_field(bench, turn):
        ways = {(tag, side): LineString(two[side]) for tag, two in solved.ways.branches.items() for side in (0, 1)}
        rings = [unary_union([LineString(way) for _, _, way in solved.ways.sections_of(side)]) for side in (0, 1)]
        sizes = {r.nominal for r in solved.runs if "-CDU-" in r.tag}
        pipe = max(b.outside_m for b in bench.tcs_bores if b.nominal in sizes)
        for (_, side), way in ways.items():
            assert rings[side].distance(LineString([way.coords[-1]] * 2)) < 1e-6
        for (one, way), (two, other) in itertools.combinations(ways.items(), 2):
            assert way.distance(other) > pipe - 1e-9, (one, two)
        for side in (0, 1):
            pieces = [LineString(way) for _, _, way in solved.ways.sections_of(side)]
            assert math.fsum(p.length for p in pieces) == pytest.approx(unary_union(pieces).length)


def test_branches_straight_through_the_field_do_meet(bench):
    """Seeded fault: led along the rows, as from two lines, branches of CDUs behind one another lie in one place."""
    made, cdus = field(TURNS[0])
    drawn, state = routes(made, TURNS[0]), bench.tcs.at(47.0)
    loop = shared(bench, made, cdus)[1]
    lane = replace(lanes_of(bench, (loop,), drawn, state)[loop.tag], slot=0.0)
    ways = solve_loop(bench, loop, state, 40.0, drawn, lane).ways.branches.values()
    lines = [LineString(two[0]) for two in ways]
    assert any(a.intersection(b).length > 1.0 for a, b in itertools.combinations(lines, 2))
