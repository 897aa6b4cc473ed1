"""Mains outdoors against geometry done by other means: supply and return side by side, none over a machine, legs apart.
"""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box
from shapely.ops import unary_union

from designer.cooling.runs import polyline_length
from designer.cooling.yard_ways import Bank, Goal, headed, legs_of

#: Off the fronts, apart, and length and depth of a machine and its pitch [m].
OFF, APART, WIDE, DEEP, PITCH = 0.45, 0.5, 2.4, 11.5, 3.8


def bank(counts: list[int], aisle: float, axis: int = 1, side: float = 1.0, apart: float = APART) -> Bank:
    """Lines of so many coolers behind one another, the first with its fronts at 0, fronts to the hall."""
    lines = []
    for number, count in enumerate(counts):
        front = -number * (DEEP + aisle)
        spots = [(k * PITCH, front - DEEP, k * PITCH + WIDE, front) for k in range(count)]
        lines.append([turned(axis, side, *spot) for spot in spots])
    return Bank(axis, side, lines, OFF, apart)


def turned(axis: int, side: float, low: float, under: float, high: float, over: float):
    """The extent of a box told along and towards the hall."""
    ends = sorted((under * side, over * side))
    corners = (low, ends[0]), (high, ends[1])
    return corners if axis == 1 else tuple((y, x) for x, y in corners)


def whole(side) -> LineString:
    """A header with the parts of its legs that leave it."""
    return unary_union([LineString(way) for way in (side.head, *side.exits) if len(way) > 1])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=5), st.sampled_from([0, 1]), st.sampled_from([1.0, -1.0]),
    st.floats(-30.0, 30.0),
)  # fmt: skip
def test_supply_and_return_lie_beside_one_another(counts, axis, side, goal):
    """Round any block of coolers with aisles of 2.4 m, looking any way, supply and return keep 0.5 m from axis to axis
    and lie over no machine; every line has a straight part of both before it.
    """
    block = bank(counts, 2.4, axis, side)
    both = headed(block, (goal, 20.0 * side) if axis == 1 else (20.0 * side, goal))
    machines = unary_union([box(*low, *high) for line in block.lines for low, high in line])
    supply, back = (whole(each) for each in both)
    assert supply.distance(back) >= APART - 1e-9
    for each in (supply, back):
        assert each.distance(machines) >= OFF - 1e-9
    for each in both:
        assert set(each.parts) == set(range(len(counts)))
        for number, part in each.parts.items():
            fronts = unary_union([box(*low, *high) for low, high in block.lines[number]])
            assert LineString(part).distance(fronts) <= OFF + APART + 1e-9


def test_a_narrow_aisle_has_one_above_the_other():
    """An aisle of 1.0 m has no room for two mains 0.5 m apart beside one another: both lie in its middle or nearer."""
    for each in headed(bank([3, 3], 1.0), (3.0, 20.0)):
        assert [point[1] for point in each.parts[1]] == pytest.approx([-DEEP - 1.0 + OFF] * 2)


def test_lengths_by_hand():
    """Two lines of three coolers, 10 m past each, fronts 13.9 m apart. Around their ends the supply runs 0.5 m off,
    from 0.45 over the first fronts to 0.95 over the second: 10 + 0.5 + 13.4 + 0.5 + 10 m. The return lies outside,
    1.0 m off, from 0.95 to 0.45: 10 + 1.0 + 14.4 + 1.0 + 10 m.
    """
    supply, back = headed(bank([3, 3], 2.4), (-5.0, 20.0))
    assert polyline_length(supply.head) == pytest.approx(34.4)
    assert polyline_length(back.head) == pytest.approx(36.4)


@pytest.mark.parametrize("counts", [[3], [4, 3], [2, 5, 3]])
@pytest.mark.parametrize("stops", list(itertools.permutations((2.0, 3.0, 6.0, 9.0))))
def test_no_leg_runs_in_the_place_of_another(counts, stops):
    """Whichever leg goes where, no two legs share floor but where they pass square to one another, once at most."""
    block = bank(counts, 2.4)
    goals = tuple(Goal((((at, 9.0),), ((other, 9.0),))) for at, other in (stops[:2], stops[2:]))
    made = legs_of(block, headed(block, (5.0, 9.0)), goals, lambda _: 0)
    legs = [LineString(leg) for side in made for leg in side]
    machines = unary_union([box(*low, *high) for line in block.lines for low, high in line])
    for leg in legs:
        assert leg.distance(machines) >= OFF - 1e-9
    for one, other in itertools.combinations(legs, 2):
        shared = one.buffer(APART / 2 - 0.01, cap_style="flat", join_style="mitre").intersection(
            other.buffer(APART / 2 - 0.01, cap_style="flat", join_style="mitre")
        )
        for part in [] if shared.is_empty else getattr(shared, "geoms", [shared]):
            assert max(part.bounds[2] - part.bounds[0], part.bounds[3] - part.bounds[1]) <= APART
        met = one.intersection(other)
        assert met.length == 0.0
        assert len(getattr(met, "geoms", [met])) <= 1


def test_a_leg_keeps_off_what_stands_outdoors():
    """A tank over the nearest lane has legs take another; one over all of them has legs pass before it; a wall from end
    to end they must cross.
    """
    block = bank([3], 2.4)
    both = headed(block, (30.0, 9.0))
    goals = tuple(Goal((((at, 12.0),), ((at + 1.0, 12.0),))) for at in (30.0, 32.0))
    tank = ((15.0, 1.2), (18.0, 1.7))

    def over(standing) -> int:
        made = legs_of(block, both, goals, lambda _: 0, standing)
        return sum(LineString(leg).crosses(box(*low, *high)) for side in made for leg in side for low, high in standing)

    assert over([tank]) == 0
    assert over([((15.0, -1.0), (18.0, 11.0))]) == 0
    assert over([((-50.0, 5.0), (60.0, 6.0))]) == math.comb(4, 1)
