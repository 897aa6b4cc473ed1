"""Vessels, tanks and exchangers stand on floor of their own: off plant, its working space, ways and columns."""

import itertools
from dataclasses import replace

import pytest
from shapely.geometry import LineString, Point, Polygon

from designer.layout.late import Late, seat_late
from designer.layout.records import Gallery, Placed, Route, bare_layout
from designer.model import Box, Polyline, Position
from designer.site.records import Column

INDOORS, OUTDOORS = (("mechanical",), ("reserve",)), (("yard",),)
ROOM = Polygon([(0, 0), (12, 0), (12, 5), (0, 5)])


def layout_of(*more):
    """A gallery of 12 x 5 m with a pump of 1 x 2 m and 1.2 m of working space to the south."""
    pump = Placed("FWP-01", "pump", "", Box(Position(3.0, 4.0), 1.0, 2.0, 2.0), 0.0, room="MECH-1", clear_front=1.2)
    return bare_layout((pump, *more), (), (), (Gallery("MECH-1", "mechanical", ROOM),))


def vessels(count, side=1.0):
    """So many upright vessels that want to stand beside the pump."""
    return [Late(f"EXP-{i}", "expansion", (side, side, 2.0), 500.0, 0.7, INDOORS, "FWP-01") for i in range(count)]


def test_boxes_and_working_spaces_keep_apart(make_hall):
    """Six vessels: inside the gallery, off one another, off the pump and the floor before it."""
    made = seat_late(make_hall(ROOM), layout_of(), vessels(6))
    bodies = {p.tag: Polygon(p.box.corners) for p in made.placed}
    assert len(bodies) == 7
    assert all(ROOM.buffer(1e-6).covers(b) for b in bodies.values())
    for a, b in itertools.combinations(bodies.values(), 2):
        assert a.intersection(b).area < 1e-6
    before = Polygon([(2.5, 1.8), (3.5, 1.8), (3.5, 3.0), (2.5, 3.0)])
    assert all(before.intersection(b).area < 1e-6 for tag, b in bodies.items() if tag != "FWP-01")
    nearest = min(bodies["EXP-0"].distance(bodies["FWP-01"]), 10.0)
    assert nearest < 0.3


def test_columns_and_ways_are_left_free(make_hall):
    """A column in the middle and a way out along the wall take their floor."""
    column = Column("C1", 6.0, 2.0, 0.6, 0.6)
    way = Route("W1", "egress", Polyline(((0.0, 0.6), (12.0, 0.6))))
    layout = replace(layout_of(), routes=(way,))
    made = seat_late(make_hall(ROOM, columns=(column,)), layout, vessels(4))
    for placed in made.of("expansion"):
        body = Polygon(placed.box.corners)
        assert body.intersection(Polygon([(5.7, 1.7), (6.3, 1.7), (6.3, 2.3), (5.7, 2.3)])).area < 1e-6
        assert body.bounds[1] >= 1.2 - 1e-6


def test_what_finds_no_floor_is_named(make_hall):
    """A vessel wider than the gallery, and more than it holds: said with first, last and number; the rest stands."""
    wanted = [*vessels(1), Late("BIG", "buffer", (6.0, 6.0, 4.0), 1.0, 0.7, INDOORS, "FWP-01")]
    made = seat_late(make_hall(ROOM), layout_of(), wanted)
    assert [p.tag for p in made.placed] == ["EXP-0", "FWP-01"]
    assert [(n.key, n.facts["count"]) for n in made.notes] == [("layout.no_floor_left", 1)]
    spilled = replace(layout_of(), galleries=(*layout_of().galleries, Gallery("RES-1", "reserve", ROOM.buffer(20))))
    assert {p.room for p in seat_late(make_hall(ROOM), spilled, wanted).of("buffer")} == {"RES-1"}


def test_nothing_wanted_changes_nothing(make_hall):
    """The same layout comes back."""
    assert seat_late(make_hall(ROOM), layout_of(), ()).placed == layout_of().placed


@pytest.mark.parametrize("kind", ["expansion", "water-tank"])
def test_tanks_stand_in_the_yard(make_hall, kind):
    """Tanks of make-up water go outdoors, vessels do not."""
    yard = Gallery("YARD-1", "yard", Polygon([(0, -20), (12, -20), (12, -5), (0, -5)]))
    layout = replace(layout_of(), galleries=(*layout_of().galleries, yard))
    one = Late("T", kind, (3.0, 3.0, 4.0), 1.0, 0.7, OUTDOORS if kind == "water-tank" else INDOORS, "FWP-01")
    (seat,) = seat_late(make_hall(ROOM), layout, [one]).of(kind)
    assert seat.room == ("YARD-1" if kind == "water-tank" else "MECH-1")


def test_tanks_stand_under_no_main(make_hall):
    """In the yard a tank stands beside where it is wanted, with the mains that pass there clear of it."""
    yard = Gallery("YARD-1", "yard", Polygon([(0, -20), (12, -20), (12, -5), (0, -5)]))
    layout = replace(layout_of(), galleries=(*layout_of().galleries, yard))
    main = ((0.0, -8.0), (9.0, -8.0), (9.0, -20.0))
    one = Late("T", "water-tank", (2.0, 2.0, 4.0), 1.0, 0.7, OUTDOORS, "FWP-01", at=(8.0, -9.0))
    for ways in ((), (main,)):
        (seat,) = seat_late(make_hall(ROOM), layout, [replace(one, under=ways)]).of("water-tank")
        body = Polygon(seat.box.corners)
        assert body.distance(Point(8.0, -9.0)) < 1.0
        assert (LineString(main).distance(body) >= 0.6 - 1e-6) == bool(ways)


@pytest.mark.parametrize(("rooms", "room"), [((("mechanical",), ("reserve", "yard")), "YARD-1"), (INDOORS, "RES-1")])
def test_rooms_of_one_group_are_alike(make_hall, rooms, room):
    """Wider than the gallery, a tank that may stand in either takes the near yard before the far reserve; one that may
    not stays indoors.
    """
    far, near = Polygon([(60, 0), (80, 0), (80, 20), (60, 20)]), Polygon([(0, -20), (12, -20), (12, -2), (0, -2)])
    known = (*layout_of().galleries, Gallery("RES-1", "reserve", far), Gallery("YARD-1", "yard", near))
    wanted = [Late("BIG", "buffer", (6.0, 6.0, 4.0), 1.0, 0.7, rooms, "FWP-01")]
    made = seat_late(make_hall(far), replace(layout_of(), galleries=known), wanted)
    assert [p.room for p in made.of("buffer")] == [room]
