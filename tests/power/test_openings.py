"""Openings for busways from the geometry of the hall: what passes a wall at one place shares an opening."""

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import LineString, Point, Polygon

from designer.model import Polyline
from designer.power.openings import openings_of, passed
from designer.redundancy import join, prove_graph, rules_of

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"


def test_openings_lie_on_walls(two_feeds):
    """Every opening lies on the wall of its room and on each busway that it names."""
    rooms = {g.tag: Polygon(g.polygon).exterior for g in two_feeds.layout.galleries}
    lines = {r.tag: LineString(r.line.points) for r in two_feeds.power.routes}
    assert two_feeds.power.openings
    for opening in two_feeds.power.openings:
        spot = rooms[opening.room].interpolate(rooms[opening.room].project(Point(opening.x, opening.y)))
        assert (spot.x, spot.y) == pytest.approx((opening.x, opening.y), abs=1e-6)
        assert all(lines[tag].distance(spot) < 0.31 for tag in opening.busways)


def test_partners_are_apart_as_designed(two_feeds):
    """No opening holds both busways of a run, and none is a single point."""
    for opening in two_feeds.power.openings:
        runs = [tag.rsplit("-", 1)[0] for tag in opening.busways]
        assert len(set(runs)) == len(runs)
    proof = prove_graph(_joined(two_feeds, two_feeds.power.elements), rules_of(two_feeds.catalog), pairs=False)
    names = {o.tag for o in two_feeds.power.openings}
    assert not names & {*proof.single_points, *proof.contained}


def _joined(two_feeds, elements):
    rooms = (two_feeds.layout, two_feeds.fabric, two_feeds.cooling)
    every = [e for room in rooms for e in room.elements] + list(elements)
    links = [k for room in (*rooms[1:], two_feeds.power) for k in room.links]
    groups = [g for room in (*rooms[1:], two_feeds.power) for g in room.groups]
    return join(every, links, groups, two_feeds.power.loads)


class _Lane:
    """A busway as the search for openings asks it: its tag and its line."""

    def __init__(self, tag, line, partner="other", racks=()):
        self.tag, self.line, self.partner, self.racks = tag, line, partner, racks


class _Rule:
    """The one number of power that is asked, the catalog, and the notes that are made."""

    def __init__(self, catalog):
        self.catalog, self.notes = catalog, []

    @staticmethod
    def number(key, unit):
        assert (key, unit) == ("openings_apart", "m")
        return 0.3

    def note(self, kind, key, subject, **facts):
        self.notes.append((key, subject, facts))


def test_busways_without_partner_are_led_apart(two_feeds):
    """Three busways of 9 racks with no second pass at one place: two openings of 18 and 9 racks, 0.3 m from one another
    along the wall; with partners all three share one.
    """
    line = next(r.line for r in two_feeds.power.routes)
    basis = _Rule(two_feeds.catalog)
    lanes = [_Lane(f"BWY-{n}", line, "", tuple(range(9))) for n in "ABC"]
    found = [o for o in openings_of(basis, two_feeds.layout, lanes) if o.room == basis.notes[0][1]]
    assert [len(o.busways) for o in found[:2]] == [2, 1]
    assert 0.0 < Point(found[0].x, found[0].y).distance(Point(found[1].x, found[1].y)) <= 0.3 + 1e-9
    assert basis.notes[0][0] == "openings_led_apart"
    paired = [_Lane(lane.tag, line, "other", lane.racks) for lane in lanes]
    assert all(len(o.busways) == 3 for o in openings_of(_Rule(two_feeds.catalog), two_feeds.layout, paired))


def test_both_busways_led_through_one_opening(two_feeds):
    """The B busway of a run bent so that it passes the wall where A does: one opening holds both, from the lines
    alone, and the proof names it with the racks that it takes.
    """
    lines = {r.tag: r.line for r in two_feeds.power.routes}
    run = min(t for t in lines if t.endswith("-A") and t[:-1] + "B" in lines)
    other = run[:-1] + "B"
    opening = next(o for o in two_feeds.power.openings if run in o.busways)
    end = lines[other].points[-1]
    bent = [Polyline((p, (opening.x, opening.y), end), lines[other].z) for p in (lines[run].points[0],)]
    lanes = [_Lane(tag, bent[0] if tag == other else line) for tag, line in lines.items()]
    found = passed(openings_of(_Rule(two_feeds.catalog), two_feeds.layout, lanes))
    shared = set(found[run]) & set(found[other])
    assert shared
    elements = [replace(e, shares=found.get(e.tag, ())) for e in two_feeds.power.elements]
    proof = prove_graph(_joined(two_feeds, elements), rules_of(two_feeds.catalog), pairs=False)
    assert shared & {*proof.single_points, *proof.contained}
    taken = [r for r in proof.removals if r.tag in shared and r.test == "T4"]
    assert taken
    assert all(r.racks > 0 for r in taken)
