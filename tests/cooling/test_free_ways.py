"""Square ways past what is in the way, against every way with two corners; lines to vessels part."""

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from designer.cooling.bench import bench_of
from designer.cooling.free_ways import Barred, counted, free_way
from designer.cooling.insulated import outside_m, pitch_m
from designer.cooling.vessel_ways import Ground, Wanted
from designer.layout.frame import Frame
from designer.model import Box, Position

#: What a corner counts [m].
CORNER = 1.5

spots = st.tuples(st.integers(0, 20), st.integers(0, 20))
sizes = st.tuples(spots, st.integers(1, 6), st.integers(1, 6), st.sampled_from([1.0, 25.0, 1e4]))


def worth(way, barred) -> float:
    """Metres, corners and what the way lies in, each length by shapely; edges do not count."""
    line = LineString(way)
    inside = [one.rate * line.intersection(box(*one.low, *one.high).buffer(-1e-5, join_style="mitre")).length
              for one in barred]  # fmt: skip
    return line.length + CORNER * (len(way) - 2) + math.fsum(inside)


def simple(start, end, barred):
    """Every way with two corners at most from a place, over the levels of both ends and of all edges."""
    (u, v), (x, y) = start, end
    levels = [sorted({start[i], end[i], *(c[i] for one in barred for c in (one.low, one.high))}) for i in (0, 1)]
    ways = [((u, v), (at, v), (at, y), (x, y)) for at in levels[0]] + [
        ((u, v), (u, at), (x, at), (x, y)) for at in levels[1]
    ]
    return [tuple(p for i, p in enumerate(way) if i == 0 or p != way[i - 1]) for way in ways]


@settings(max_examples=150, deadline=None)
@given(st.lists(sizes, max_size=6), spots, spots)
def test_no_way_with_two_corners_counts_less(some, start, end):
    """Among random rectangles the way found is square, keeps its ends, and counts no more than any with two corners."""
    barred = [Barred((x, y), (x + w, y + d), rate) for (x, y), w, d, rate in some]
    if start == end:
        return
    way = free_way((start,), end, barred)
    assert (way[0], way[-1]) == (start, end)
    assert all(a[0] == pytest.approx(b[0]) or a[1] == pytest.approx(b[1]) for a, b in itertools.pairwise(way))
    room = 6.0 + 0.5 * (abs(start[0] - end[0]) + abs(start[1] - end[1]))
    bounds = box(*(min(start[i], end[i]) - room for i in (0, 1)), *(max(start[i], end[i]) + room for i in (0, 1)))
    others = [w for w in simple(start, end, barred) if len(w) > 1 and bounds.covers(LineString(w))]
    assert worth(way, barred) <= min(worth(w, barred) for w in others) + 0.01
    inside = worth(way, barred) - LineString(way).length - CORNER * (len(way) - 2)
    assert counted(way, barred) == pytest.approx(inside, abs=0.5 + 1e-3 * inside)


def test_it_leaves_a_line_where_that_is_cheapest():
    """From a line 20 m long to a place 4 m above its middle; a tank lies between. Beside the tank, 2 m off the middle,
    it is 2 m longer and has one corner more.
    """
    tank = Barred((8.0, 1.0), (12.0, 3.0), 1e4)
    assert free_way(((0.0, 0.0), (20.0, 0.0)), (10.0, 4.0), []) == ((10.0, 0.0), (10.0, 4.0))
    way = free_way(((0.0, 0.0), (20.0, 0.0)), (10.0, 4.0), [tank])
    assert way[0][0] in {8.0, 12.0}
    assert LineString(way).length == pytest.approx(6.0)
    assert len(way) == 3


@pytest.fixture
def leg(fjord_plan):
    """A leg outdoors of the facility loop, and its state."""
    run = next(p for p in fjord_plan.pipes if p.tag.startswith("FWS-LEG-A-S"))
    return replace(run, points=((120.0, 0.0), (120.0, 60.0)))


def _vessels(layout):
    """Two vessels in a yard, one straight behind the other seen from the leg."""
    cooler = next(p for p in layout.placed if p.kind == "cooler")
    places = {"EXP-A": Position(124.0, 30.0, 0.0, 0.0), "EXP-B": Position(128.0, 30.0, 0.0, 0.0)}
    return {
        tag: replace(cooler, tag=tag, kind="expansion", room="YARD-1", box=Box(at, 1.2, 1.2, 2.0))
        for tag, at in places.items()
    }


def test_lines_to_vessels_behind_one_another_part(fjord, leg, build, catalog):
    """The line to the vessel behind goes past the one before it, a pipe and its hanger beside the first line; planted
    on the straight way it would lie over that vessel and in that line's place.
    """
    bench = bench_of(fjord, catalog)
    seats = _vessels(build()[1])
    state = bench.fws.at(30.0)
    ground = Ground(bench, Frame(0.0), seats, [leg])
    ways, pitch = [], pitch_m(bench, "FWS", 200.0, state)
    for tag, seat in seats.items():
        points, _ = ground.way(Wanted(seat, 0.5, leg, "FWS", 200.0, state))
        ways.append(points)
        ground.lay(replace(leg, tag=f"FWS-{tag}-S", nominal="DN50", bore=50.0, points=points))
    one, two = (LineString(way) for way in ways)
    assert ways[0] == ((120.0, 30.0), (124.0, 30.0))
    for line, x in ((one, 124.0), (two, 128.0)):
        assert line.distance(LineString(leg.points)) == 0.0
        assert line.coords[-1] == (x, 30.0)
    assert two.distance(box(123.4, 29.4, 124.6, 30.6)) >= pitch / 2.0 - 1e-6
    assert one.distance(two) >= pitch - 1e-6
    planted = LineString([(120.0, 30.0), (128.0, 30.0)])
    assert planted.intersection(one).length == pytest.approx(4.0)


def test_a_line_that_is_barred_all_around_still_ends_at_its_vessel(fjord, leg, build, catalog):
    """Pipes all around a vessel leave no free way: the line passes one of them, square."""
    bench = bench_of(fjord, catalog)
    seat = _vessels(build()[1])["EXP-B"]
    ring = ((126.0, 26.0), (130.0, 26.0), (130.0, 34.0), (126.0, 34.0), (126.0, 26.0))
    ground = Ground(bench, Frame(0.0), {seat.tag: seat}, [leg, replace(leg, tag="CHW-RING-S", loop="CHW", points=ring)])
    points, _ = ground.way(Wanted(seat, 0.5, leg, "FWS", 200.0, bench.fws.at(30.0)))
    met = LineString(points).intersection(LineString(ring))
    assert met.geom_type == "Point"
    assert outside_m(leg, catalog) > 0.0
