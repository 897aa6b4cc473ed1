"""Where the network cabinets should stand: asked for, held against what came, given up where it is longer."""

from dataclasses import replace

import pytest

from designer.fabric.arrangements import arrangements
from designer.fabric.basis import Basis
from designer.fabric.quarters import quartered, seek_quarters
from designer.model import Constraint
from designer.sizing import NetworkNeed, Programme


def _programme(*constraints, number=0):
    return Programme((), 0, (), "", "", NetworkNeed(0, 0, 0.0, 0), (), {}, 0, constraints, number, (), ())


@pytest.fixture
def ask(hgx, wired, catalog):
    """The fabric of the small hall after some turns: its request for a place, and the notes on them."""
    site, layout = hgx
    bare = replace(wired, shortfalls=(), notes=())

    def asked(*turns, built="middle", number=0, wish=""):
        found = tuple(Constraint(f"network_place.{i}.{place}", was, "") for i, (place, was) in enumerate(turns, 1))
        there = replace(site, hall=replace(site.hall, network_racks=wish)) if wish else site
        placed = _rowed(replace(layout, network_racks=built))
        sought = seek_quarters(there, _programme(*found, number=number), placed, catalog, bare)
        done = quartered(bare, sought)
        return done.shortfalls, {note.key.partition(".")[2]: note for note in done.notes}

    return asked


def _rowed(layout):
    """The layout with its racks in rows."""
    racks = layout.of("rack")
    rows = sorted({p.box.at.y for p in racks})
    made = tuple(_Row([p.tag for p in sorted(racks, key=lambda p: p.box.at.x) if p.box.at.y == y]) for y in rows)
    return replace(layout, rows=made)


class _Row:
    def __init__(self, members):
        self.members = tuple(members)


def test_the_shortest_other_place_is_asked_for(ask, hgx, wired, catalog):
    """The request names the arrangement of least way and what stands now; after the last round none is made."""
    basis = Basis(hgx[0], catalog, None, _rowed(hgx[1]))
    found = {one.name: one.total_m for one in arrangements(basis, wired)}
    best = min((name for name in found if name != "placed"), key=found.__getitem__)
    (short,), _ = ask()
    assert found[best] < found["placed"]
    assert short.subject.replace("-", "_") in best.replace("middle_of_row", "in_row")
    assert short.cure.key == f"network_place.1.{short.subject}"
    assert short.wanted.m_as("m") / short.got.m_as("m") == pytest.approx(found[best] / found["placed"])
    assert ask(number=99)[0] == ()


def test_a_brief_that_says_where_is_not_asked_again(ask):
    """A preset stands."""
    assert ask(wish="middle") == ((), {})


def test_a_longer_place_is_given_up(ask):
    """What turned out longer is told and left; the place before is asked for again and told as kept, and no other is
    sought."""
    (short,), notes = ask(("central-block", 1.0), built="central-block")
    assert short.cure.key == "network_place.2.middle"
    assert notes["place_longer"].subject == "central-block"
    mean = short.cure.amount
    shorts, notes = ask(("central-block", 1.0), ("middle", mean))
    assert set(notes) == {"place_longer"}
    assert shorts == ()


def test_a_shorter_place_is_taken(ask):
    """What turned out shorter is told with both means, and a later failure goes back to it, not to the first place."""
    _, notes = ask(("in-row", 1e3), built="in-row")
    assert notes["place_taken"].facts["was"].m_as("m") == 1e3
    (short,), _ = ask(("in-row", 1e3), ("end-of-row", 1.0), built="end-of-row")
    assert short.cure.key == "network_place.3.in-row"


def test_a_place_without_room_is_told(ask):
    """Where the layout kept its cabinets elsewhere, the pack says so and that place is not asked for again."""
    shorts, notes = ask(("central-block", 5.0), built="middle")
    assert set(notes) == {"place_no_room"}
    assert all("central" not in short.cure.key for short in shorts)
