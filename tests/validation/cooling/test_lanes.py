"""Rings of several loops side by side: none meets another, however the hall lies; passings in what a loop loses."""

import itertools
from dataclasses import replace

import pytest
from shapely.geometry import LineString
from shapely.ops import unary_union

from designer.cooling import Passed
from designer.cooling.hydraulics.fittings import coefficient
from designer.cooling.lanes import lanes_of
from designer.cooling.loops import Loop, shared
from designer.cooling.rack_flow import RackNeed
from designer.cooling.technology_loop import solve_loop
from designer.layout.records import Passing, Placed, Route
from designer.model import Box, Polyline, Position

#: Headers of the rows of three loops across them [m]; the third loop's first row lies among those of the second.
ROWS = (("A", 3.0), ("B", 5.0), ("C", 9.0), ("D", 11.4), ("E", 11.0), ("F", 15.0))
LOOPS = (("A", "B"), ("C", "D"), ("E", "F"))


def same(x, y):
    """A place as it is."""
    return x, y


def loops(turn=same):
    """Three loops of two rows, and eighteen CDUs in two lines, told from the far end; every place turned."""
    places = dict(ROWS)
    made = []
    for number, names in enumerate(LOOPS, start=1):
        rows = tuple(
            (f"ROW-{n}", tuple(
                RackNeed(f"R-{n}{i:02d}", "x", 121.5, 119.0, 58.6, turn(9.0 + 0.6 * i, places[n]), f"ROW-{n}", i + 1)
                for i in range(10)
            ))
            for n in names
        )  # fmt: skip
        made.append(Loop(f"TCS-{number:02d}", rows, (), 4))
    spots = [turn(x, 2.0 + 0.9 * i) for i in range(9) for x in (0.0, 2.4)]
    cdus = [
        Placed(f"CDU-{i:02d}", "cdu", "cdu/xdu1350", Box(Position(*p), 0.8, 0.8, 2.0), 1000.0)
        for i, p in enumerate(reversed(spots))
    ]  # fmt: skip
    return tuple(made), cdus


def routes(made, turn=same):
    """Headers of the layout from the edge of the gallery on, supply and return a little apart."""
    found = []
    for loop in made:
        for row, racks in loop.rows:
            y = dict(ROWS)[row[-1]]
            for kind, off in (("tcs-supply", -0.1), ("tcs-return", 0.1)):
                line = Polyline((turn(7.5, y + off), turn(15.0, y + off)), 2.5)
                found.append(Route(f"{row}-{kind}", kind, line, "", "", tuple(r.tag for r in racks)))
    return tuple(found)


def solved_loops(bench, turn=same):
    """The loops with their CDUs, each solved in its lane."""
    made, cdus = loops(turn)
    drawn, state = routes(made, turn), bench.tcs.at(47.0)
    whole = shared(bench, made, cdus)
    lanes = lanes_of(bench, whole, drawn, state)
    return [solve_loop(bench, loop, state, 40.0, drawn, lanes[loop.tag]) for loop in whole]


def mains(solved):
    """All that a loop hangs at the level of the rings."""
    lines = [LineString(r.points) for r in solved.runs if "-RING-" in r.tag or "-CDU-" in r.tag]
    return unary_union(lines)


def thick(bench, *solved):
    """The thickest ring of some loops with its insulation [m]."""
    sizes = {r.nominal for s in solved for r in s.runs if "-RING-" in r.tag}
    outside = max(b.outside_m for b in bench.tcs_bores if b.nominal in sizes)
    return outside + 2.0 * bench.rules.si("insulation_technology", "m")


@pytest.fixture(scope="module")
def turns():
    """The hall as it is, mirrored both ways, turned by a right angle."""
    return (same, lambda x, y: (x, 40.0 - y), lambda x, y: (40.0 - x, y), lambda x, y: (y, x))


def test_no_ring_meets_that_of_another_loop(bench, turns):
    """Rings and branches of all loops keep their distance, in every turn of the hall."""
    for turn in turns:
        found = solved_loops(bench, turn)
        for one, two in itertools.combinations(found, 2):
            apart = mains(one).distance(mains(two))
            assert apart > thick(bench, one, two), (one.loop.tag, two.loop.tag)


def test_a_ring_is_passed_once(bench, turns):
    """The sections of a ring go round it once, whatever the order of tags: together they are as long as it is."""
    for turn, solved in ((t, s) for t in turns for s in solved_loops(bench, t)):
        for side in (0, 1):
            ways = [LineString(way) for _, _, way in solved.ways.sections_of(side)]
            assert sum(way.length for way in ways) == pytest.approx(unary_union(ways).length), (turn, solved.loop.tag)


def test_rings_laid_alone_do_meet(bench):
    """Seeded fault: each loop laid as if it were alone, and with its CDUs in the order of their tags: they meet."""
    made, cdus = loops()
    drawn, state = routes(made), bench.tcs.at(47.0)
    alone = [solve_loop(bench, loop, state, 40.0, drawn) for loop in shared(bench, made, cdus)]
    by_tag = [replace(loop, cdus=tuple(sorted(cdus, key=lambda c: c.tag)[6 * i : 6 * i + 6]))
              for i, loop in enumerate(made)]  # fmt: skip
    mixed = [solve_loop(bench, loop, state, 40.0, drawn) for loop in by_tag]
    for found in (alone, mixed):
        assert any(mains(a).intersects(mains(b)) for a, b in itertools.combinations(found, 2))


def test_a_turned_hall_solves_to_the_same(bench, turns):
    """Lengths stay when the hall is mirrored or turned, and heads but for the order of CDUs that tap one place."""
    heads = [sorted(round(s.head, 3) for s in solved_loops(bench, turn)) for turn in turns]
    assert all(each == pytest.approx(heads[0], rel=1e-4) for each in heads)
    lengths = [
        sorted(sum(r.length for r in s.runs if "-RING-" in r.tag) for s in solved_loops(bench, turn)) for turn in turns
    ]
    assert all(each == pytest.approx(lengths[0], rel=1e-6) for each in lengths)


def test_cdus_stand_beside_the_rows_of_their_loop(bench):
    """CDUs go to loops in the order of the rows across the hall, whatever their tags say."""
    made, cdus = loops()
    tops = [[c.box.at.y for c in loop.cdus] for loop in shared(bench, made, cdus)]
    assert max(tops[0]) <= min(tops[1]) <= max(tops[1]) <= min(tops[2])


def passing(tag, way, level=3.0):
    """A passing in the middle of a run's longest piece."""
    a, b = max(itertools.pairwise(way), key=lambda ends: LineString(ends).length)
    points = tuple((a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s) for s in (0.4, 0.6))
    return Passing(tag, tag[:6], ("BW",), points, 2.2, level, LineString(points).length, 1.6, 4, 0.3)


def test_a_passing_is_part_of_the_circuit(bench):
    """Rise and elbows of a ring's passing stand once in the network and in the run, by the closed form."""
    made, cdus = loops()
    drawn, state = routes(made), bench.tcs.at(47.0)
    loop = shared(bench, made, cdus)[0]
    plain = solve_loop(bench, loop, state, 40.0, drawn)
    tag = "TCS-01-RING-S"
    run = next(r for r in plain.runs if r.tag == tag)
    bench.passed = Passed({tag: (passing(tag, run.points),)})
    passed = solve_loop(bench, loop, state, 40.0, drawn)
    longer = next(r for r in passed.runs if r.tag == tag)
    k = 4 * coefficient("elbow-90", run.bore / 1000.0)
    straight = run.gradient * 1.6 * (1.0 + bench.rules.si("fitting_share"))
    assert longer.length == pytest.approx(run.length + 1.6)
    assert longer.elbows == 4
    lost = straight + k * state.density * run.velocity**2 / 2.0
    assert (longer.drop - run.drop) * 1000.0 == pytest.approx(lost, rel=1e-9)
    before, after = plain.network.net, passed.network.net
    ring = [i for i, n in enumerate(before.branches) if n.startswith("ring S")]
    assert after.minor[ring].sum() == pytest.approx(k)
    assert (after.minor[ring] > 0.0).sum() == 1
    assert after.length.sum() - before.length.sum() == pytest.approx(1.6 * (1.0 + bench.rules.si("fitting_share")))
    assert passed.head >= plain.head


def test_a_header_s_passing_slows_the_racks_behind_it(bench):
    """Seeded on a header, a passing raises the head that its loop needs."""
    made, cdus = loops()
    drawn, state = routes(made), bench.tcs.at(47.0)
    loop = shared(bench, made, cdus)[0]
    plain = solve_loop(bench, loop, state, 40.0, drawn)
    runs = {r.tag: r for r in plain.runs if r.tag.startswith("TCS-01-ROW-")}
    bench.passed = Passed({tag: (passing(tag, r.points),) for tag, r in runs.items()})
    passed = solve_loop(bench, loop, state, 40.0, drawn)
    assert passed.head_normal > plain.head_normal + 0.05
    assert (passed.network.net.minor > plain.network.net.minor).sum() == len(runs)
