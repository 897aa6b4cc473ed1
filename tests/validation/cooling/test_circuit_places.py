"""Places and lengths of rings and headers read off drawn ways, by hand."""

import pytest

from designer.cooling.circuit_places import Circle, circle_of, heads_of, places_on, ring_order, sections_of
from designer.cooling.records import PipeRun

#: A supply ring of 10 x 5 m behind a stub of 2 m, a return ring 0.5 m inside it that runs the other way about.
RINGS = {
    "FWS-RING-S": ((-2, 0), (0, 0), (10, 0), (10, 5), (0, 5), (0, 0)),
    "FWS-RING-R": ((0.5, 0.5), (0.5, 4.5), (9.5, 4.5), (9.5, 0.5), (0.5, 0.5)),
    "FWS-HEAD-S": ((0, 20), (12, 20)),
    "FWS-HEAD-R": ((0, 21), (12, 21)),
    "FWS-LEG-A-S": ((12, 20), (12, 10)),
}
#: Where the branches of three users and of two coolers begin, by tag and side.
TAPS = {
    "FWS-A-S": (8, 5), "FWS-B-S": (3, 0), "FWS-C-S": (10, 2), "FWS-A-R": (8, 4.5), "FWS-B-R": (3, 0.5),
    "FWS-C-R": (9.5, 2), "FWS-P-OUT-S": (-2, 0), "FWS-CLR-1-S": (3, 20), "FWS-CLR-2-S": (10, 20),
    "FWS-CLR-1-R": (4, 21), "FWS-CLR-2-R": (11, 21),
}  # fmt: skip


def runs() -> list[PipeRun]:
    """The runs as the schedule has them; of their numbers only the way is read."""
    ways = RINGS | {tag: (at, (at[0], at[1] + 1)) for tag, at in TAPS.items()}
    return [PipeRun(t, "FWS", "", "", "", 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, "", w, 0.0) for t, w in ways.items()]


def test_users_stand_as_the_ring_passes_them():
    """Taps 5, 14 and 19 m along the supply of 32 m: B, C, A, whatever the order in which they are told."""
    found = places_on(runs(), "FWS", "RING", "S", {tag: tag for tag in "ABC"})
    assert found == pytest.approx({"B": 5.0, "C": 14.0, "A": 19.0})
    assert ring_order(runs(), "FWS", ["A", "B", "C"]) == ("B", "C", "A")
    assert ring_order(runs(), "CHW", ["A", "B"]) == ("A", "B")


def test_both_rings_are_as_long_as_they_are_drawn():
    """30 m behind a stub of 2 m, and 26 m: every metre between two taps counts once."""
    users = {tag: tag for tag in "BCA"}
    supply = circle_of(runs(), "FWS", "S", {**users, "P": "P-OUT"}, ["P"], 2.0)
    back = circle_of(runs(), "FWS", "R", users, ("leg A", "leg B"), 2.0)
    assert (supply.length, supply.turn) == (pytest.approx(32.0), pytest.approx(2.0))
    assert sum(metres for *_, metres in supply.pieces) == pytest.approx(32.0)
    assert sum(metres for *_, metres in back.pieces) == pytest.approx(26.0)
    assert back.taps["leg B"] == pytest.approx(2.0)


def test_a_section_is_what_lies_between_two_users():
    """Supply: B to C 9 m, C to A 5 m, A on to the stub 13 m (3 m more lead to B). The return runs the other way about:
    8 m, 4 m, and of the 2.5, 2 and 9.5 m from B past both legs to A the longest part.
    """
    users = {tag: tag for tag in "BCA"}
    supply = circle_of(runs(), "FWS", "S", {**users, "P": "P-OUT"}, ["P"], 2.0)
    back = circle_of(runs(), "FWS", "R", users, ("leg A", "leg B"), 2.0)
    found = [
        {n: sum(circle.pieces[i][2] for i in parts) for n, parts in sections_of(circle, "BCA").items()}
        for circle in (supply, back)
    ]
    assert found[0] == pytest.approx({1: 9.0, 2: 5.0, 3: 13.0})
    assert found[1] == pytest.approx({1: 8.0, 2: 4.0, 3: 9.5})
    assert sections_of(Circle(4.0, 0.0, {"A": 1.0}), ["A"]) == {}


def test_no_section_takes_a_user_from_both_its_sides():
    """Supply passes A B C D E F, the return D E F and then C B A: D and F lie beside others there. Whatever section is
    shut on both rings, each user keeps a piece of supply and a piece of return; every section is there once.
    """
    supply = Circle(6.0, 0.0, {tag: 0.5 + i for i, tag in enumerate("ABCDEF")})
    back = Circle(6.0, 0.0, {tag: 0.5 + i for i, tag in enumerate("DEFCBA")})
    parts = [sections_of(circle, "ABCDEF") for circle in (supply, back)]
    for circle, found in zip((supply, back), parts, strict=True):
        assert sorted(found) == [1, 2, 3, 4, 5, 6]
        assert sorted(i for pieces in found.values() for i in pieces) == list(range(len(circle.pieces)))
        for out in found:
            kept = {end for i, piece in enumerate(circle.pieces) if i not in found[out] for end in piece[:2]}
            assert kept >= set("ABCDEF")
    names = {n: {end for i in parts[1][n] for end in back.pieces[i][:2]} - {"turn"} for n in parts[1]}
    assert [names[n] for n in (1, 2, 4, 5)] == [{"A", "B"}, {"B", "C"}, {"D", "E"}, {"E", "F"}]


def test_sources_begin_where_leg_a_does():
    """Leg A leaves the header of 12 m at its far end: the second cooler is 2 m from it, 7 m from the first; on the
    return 1 and 7 m.
    """
    order, gaps = heads_of(runs(), "FWS", ["CLR-1", "CLR-2"])
    assert order == ("CLR-2", "CLR-1")
    assert gaps == {"S": pytest.approx((2.0, 7.0, 3.0)), "R": pytest.approx((1.0, 7.0, 4.0))}
