"""The ways of a circuit against what can be measured by hand, in any turn of the hall."""

import math
from dataclasses import replace

import pytest
from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from designer.cooling.circuit_ways import OUT, Banks, circuit_ways, without_spurs
from designer.cooling.runs import polyline_length
from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.model import Box, Position


def bank(prefix: str, kind: str, count: int, at: tuple[float, float], step: float, turn: float = 0.0) -> list[Placed]:
    """Machines of 1 x 1 m in a line along x, turned with the hall."""
    frame, placed = Frame(turn), []
    for index in range(count):
        x, y = frame.out(at[0] + index * step, at[1])
        placed.append(Placed(f"{prefix}-{index + 1}", kind, "", Box(Position(x, y, 0.0, turn), 1.0, 1.0, 2.0), 0.0))
    return placed


def plant(turn: float) -> Banks:
    """Three coolers south of a hall, two pumps and four CDUs in it, headers towards its middle."""
    return Banks(
        bank("CLR", "cooler", 3, (0.0, -10.0), 3.0, turn), bank("FWP", "pump", 2, (0.0, 0.0), 2.0, turn),
        bank("CDU", "cdu", 4, (10.0, 0.0), 1.5, turn), Frame(turn).out(8.0, 10.0),
    )


@pytest.mark.parametrize("turn", [0.0, 30.0, 90.0, 137.0])
def test_lengths_do_not_depend_on_the_turn_of_the_hall(turn):
    """By hand: the header of three coolers 3 m apart is 7 m; a ring there and back past four CDUs 1.5 m apart, 0.8 m
    wide, 2 x 5.5 + 2 x 0.8 = 12.6 m; each branch straight out of the machine to its header.
    """
    ways = circuit_ways(plant(turn), Frame(turn))[0]
    assert polyline_length(ways.head) == pytest.approx(7.0)
    entry = next(i for i, point in enumerate(ways.ring) if math.dist(point, ways.ring[-1]) < 1e-9)
    assert polyline_length(ways.ring[entry:]) == pytest.approx(12.6)
    for tag in ("CLR-1", "CLR-2", "CLR-3"):
        assert polyline_length(ways.branches[tag]) == pytest.approx(0.45)
    still = circuit_ways(plant(0.0), Frame(0.0))[0]
    for made, straight in zip((ways.head, *ways.legs, ways.ring), (still.head, *still.legs, still.ring), strict=True):
        assert polyline_length(made) == pytest.approx(polyline_length(straight))


@pytest.mark.parametrize("back", [False, True])
def test_every_machine_is_joined_and_nothing_hangs(back):
    """Legs begin on the header of the coolers and end where pumps or ring begin; every branch runs from a header to the
    side of its machine; pumps stand in the supply alone, with a branch on either side.
    """
    banks = plant(0.0)
    ways = circuit_ways(banks, Frame(0.0))[back]
    head, ring = LineString(ways.head), LineString(ways.ring)
    for leg in ways.legs:
        assert head.distance(LineString(leg).boundary) == pytest.approx(0.0, abs=1e-9)
    assert LineString(ways.legs[0]).distance(ring) == pytest.approx(0.0, abs=1e-9)
    boxes = {p.tag: Polygon(p.box.corners) for p in (*banks.sources, *banks.users, *(() if back else banks.pumps))}
    assert {tag.removesuffix(OUT) for tag in ways.branches} == set(boxes)
    for tag, way in ways.branches.items():
        assert boxes[tag.removesuffix(OUT)].distance(LineString(way)) == pytest.approx(0.0, abs=1e-9)
    for tag in (p.tag for p in banks.users):
        assert ring.distance(LineString(ways.branches[tag])) == pytest.approx(0.0, abs=1e-9)


def test_a_routed_ring_is_kept_and_its_spurs_can_be_left_out():
    """A ring that the layout hung keeps its length, 40 m; the same with a spur of 10 m out and back loses that."""
    square = ((5.0, -1.0), (15.0, -1.0), (15.0, 9.0), (5.0, 9.0), (5.0, -1.0))
    ways = circuit_ways(plant(0.0), Frame(0.0), ((), square))[1]
    assert polyline_length(ways.ring) == pytest.approx(40.0)
    assert ways.ring[0] == ways.ring[-1]
    spur = (*square[:2], (15.0, 8.7), (25.0, 8.7), (25.0, 9.0), *square[3:])
    assert Polygon(without_spurs(spur)).area == pytest.approx(100.0)


@pytest.mark.parametrize("back", [False, True])
def test_legs_pass_no_hall_that_they_do_not_serve(back):
    """Chillers stand in a column east of two halls and serve the southern: both legs come in through its wall, none
    through the northern hall and the court between, where a way with one corner would be as long.
    """
    north, south = Polygon([(0, 20), (20, 20), (20, 30), (0, 30)]), Polygon([(0, 0), (20, 0), (20, 10), (0, 10)])
    chillers = bank("CH", "chiller", 4, (4.0, -30.0), 7.0, 90.0)
    units = bank("ACU", "air-unit", 3, (8.0, 2.0), 2.0)

    def walls(way):
        met = (LineString(way).intersection(hall.boundary) for hall in (north, south))
        return sum(len(getattr(m, "geoms", (m,))) for m in met if not m.is_empty)

    for leg in circuit_ways(Banks(chillers, (), units, (10.0, 15.0), walls=walls), Frame(0.0))[back].legs:
        assert not LineString(leg).intersects(north)
        assert walls(leg) == 1


def test_the_main_past_pumps_keeps_clear_of_a_ring_that_runs_there():
    """The main lies 0.45 m off the pumps' fronts at 0.5 m; a ring hung 0.05 m beside that with pipes 0.56 m apart has
    it lie 0.56 m on the pumps' side of the ring, the nearer of both free places; one a metre off leaves it.
    """
    assert _main_level(()) == pytest.approx(0.95)
    assert _main_level(((-1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (-1.0, 9.0), (-1.0, 1.0))) == pytest.approx(0.44)
    assert _main_level(((-1.0, 1.95), (9.0, 1.95), (9.0, 9.0), (-1.0, 9.0), (-1.0, 1.95))) == pytest.approx(0.95)


def _main_level(ring: tuple[tuple[float, float], ...]) -> float:
    """Level across the pumps of the main past them, beside a ring, by the end of leg A."""
    banks = replace(plant(0.0), apart=0.56, rings=(ring,) if ring else ())
    return circuit_ways(banks, Frame(0.0))[0].legs[0][-1][1]


def test_legs_come_to_both_rings_beside_one_another():
    """Without pumps, the last pieces of supply and return legs of a circuit, 0.44 m from pipe to pipe, keep that."""
    chillers, users = bank("CH", "chiller", 2, (0.0, -10.0), 3.0), bank("CRAH", "air-unit", 12, (-6.0, 0.0), 1.5)
    banks = Banks(chillers, (), users, (2.0, 10.0), apart=0.44)
    ends = [[LineString(leg[-2:]) for leg in side.legs] for side in circuit_ways(banks, Frame(0.0))]
    assert min(supply.distance(back) for supply in ends[0] for back in ends[1]) >= 0.44 - 1e-9


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_lines_behind_one_another_look_away_from_what_stands_before_them(side):
    """Three lines of four chillers lie beside a hall on both sides of its middle line, transformers 0.7 m before the
    last: all look the other way, and neither headers nor legs come nearer than half a pitch to a transformer, or over a
    machine.
    """
    apart = 0.56
    chillers = [
        Placed(f"CH-{k}{i}", "chiller", "", Box(Position(side * 3.0 * k, 20.0 + 3.0 * i, 0.0, 0.0), 1.0, 1.0, 2.0), 0.0)
        for k in (-1, 0, 1) for i in range(4)
    ]  # fmt: skip
    units = bank("ACU", "air-unit", 3, (-2.0, 2.0), 2.0)
    low, high = sorted((side * 4.2, side * 6.0))
    standing = [[(low, 18.0), (high, 18.0), (high, 31.0), (low, 31.0)]]
    machines = unary_union([Polygon(placed.box.corners) for placed in chillers])
    for ways in circuit_ways(Banks(chillers, (), units, (side * 0.2, 0.0), apart=apart, standing=standing), Frame(0.0)):
        for way in (ways.head, *ways.legs):
            assert LineString(way).distance(Polygon(standing[0])) >= apart / 2.0 - 1e-9
            assert LineString(way).intersection(machines).length == 0.0
