"""Rear views among the rack elevations: cords and coolant of one rack of each kind, as the schedules have them."""

from itertools import pairwise

import pytest

from designer.documents.drawings import t201_elevations
from designer.documents.drawings.drawing import Path
from designer.documents.drawings.frame import finish
from designer.documents.drawings.placing import overlapping_texts
from designer.documents.subject import Subject


@pytest.fixture(scope="module", params=["turned", "tiny"])
def subject(request, odd_halls):
    """An odd hall."""
    return Subject.of(*odd_halls[request.param])


@pytest.fixture(scope="module")
def drawn(subject):
    """Its elevations."""
    return [finish(board, 1, 1) for board in t201_elevations.draw(subject)]


def _below(drawing, tag):
    """The lines below the rear view of a rack, from its title down."""
    title = next(t for t in drawing.texts if t.text == f"{tag} from the rear †")
    under = [t for t in drawing.texts if abs(t.x - title.x) < 1e-6 and title.y - 40.0 < t.y < title.y and not t.bold]
    return [t.text for t in sorted(under, key=lambda t: -t.y)]


def test_one_rear_of_each_kind(subject, drawn):
    """Each kind of rack has one rear view, of a rack of that kind."""
    kinds = {rack.tag: rack.catalog for rack in subject.design.trades.layout.of("rack")}
    suffix = " from the rear †"
    rears = [t.text.removesuffix(suffix) for d in drawn for t in d.texts if t.text.endswith(suffix)]
    assert sorted(kinds[tag] for tag in rears) == sorted(set(kinds.values()))
    assert not any(list(overlapping_texts(d)) for d in drawn)


def test_cords_and_coolant_are_those_of_the_rack(subject, drawn):
    """Each path names its busway or panel, or else its board, and as many cords of that rating as the bill counts; each
    liquid-cooled rack its loop, flow and both temperatures, air-cooled ones neither.
    """
    trades, p = subject.design.trades, subject.printer
    seen = 0
    for drawing in drawn:
        for text in (t.text for t in drawing.texts if t.text.endswith(" from the rear †")):
            tag = text.split()[0]
            said = " ".join(_below(drawing, tag))
            rack = next(r for r in trades.layout.of("rack") if r.tag == tag)
            fed = next(a for a in trades.power.assignments if a.load == tag)
            whip = next(w for w in trades.power.whips if rack.catalog.endswith(f"/{w.rack}"))
            assert (fed.busway_a or fed.block_a) in said
            assert (fed.busway_b or fed.block_b) in said
            assert said.count(f"{whip.whips // 2} × {p.number('current', whip.current)}") == 2
            flow = next((r for r in trades.cooling.racks if r.tag == tag), None)
            assert (f"S {flow.loop}" in said and p.text("flow", flow.flow) in said) if flow else " TCS-" not in said
            seen += 1
    assert seen


def test_every_cord_and_hose_comes_from_above(subject, drawn):
    """Each letter over a rear view stands over a strip of its own colour inside a rack."""
    letters = [(d, t) for d in drawn for t in d.texts if t.text in list("ABSR") and t.layer == "T-ELEV-TEXT-N"]
    assert letters
    for drawing, letter in letters:
        strips = [i for i in drawing.items if isinstance(i, Path) and i.closed and i.colour == letter.colour]
        assert any(min(x for x, _ in s.points) < letter.x < max(x for x, _ in s.points) for s in strips), letter


def test_elevations_take_the_fewest_sheets(subject):
    """Nearer to one another they never take more sheets; each stands once, in order, inside its sheet, apart."""
    board = t201_elevations._board(subject, "T-201")
    views = 7 * list(t201_elevations._with_rears(t201_elevations._views(subject)))
    left, bottom, right, top = board.area
    counts = []
    for apart in t201_elevations._APART:
        pages = list(t201_elevations._pages(board, views, apart))
        assert [view for page in pages for view, _, _ in page] == views
        for page in pages:
            rows = {}
            for view, x, base in page:
                assert left < x < x + board.mm(view.rack.box.width) < right
                assert bottom < base < base + board.mm(view.rack.box.height) < top
                rows.setdefault(base, []).append((x, x + board.mm(view.rack.box.width)))
            for row in rows.values():
                assert all(b[0] - a[1] >= apart - 1e-9 for a, b in pairwise(row))
        counts.append(len(pages))
    assert counts == sorted(counts, reverse=True)
