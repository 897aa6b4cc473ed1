"""Sections that share a sheet: what each shows, at one scale, and the marks on the plan that lead to them."""

import itertools
import math
from collections import Counter

import pytest
from shapely.geometry import Polygon

from designer.documents.drawings import a103_plan, a301_section, a303_along
from designer.documents.drawings.drawing import Path
from designer.documents.drawings.frame import finish
from designer.documents.drawings.placing import overlapping_texts
from designer.documents.subject import Subject


@pytest.fixture(scope="module", params=["long", "turned", "tiny"])
def subject(request, odd_halls, synthetic):
    """A synthetic hall, and the odd ones."""
    if request.param == "long":
        return Subject.of(*synthetic.make_design(rows=4, per_row=8))
    return Subject.of(*odd_halls[request.param])


def _boards(subject):
    boards = a301_section.draw(subject)[:1]
    along = a303_along.draw(subject)
    return [*boards, *([along] if along else [])]


def _views(subject):
    return [*a301_section.views(subject), *a303_along.views(subject)]


def test_views_of_a_sheet_are_numbered_and_apart(subject):
    """Each view has its number and title once, all of one sheet one scale and frames that do not meet; no two texts
    cover one another.
    """
    views = _views(subject)
    assert views
    for number in {v.number for v in views}:
        own = [v for v in views if v.number == number]
        assert [v.view for v in own] == [str(n) for n in range(1, len(own) + 1)]
        assert len({v.scale for v in own}) == 1
        frames = [v.frame for v in own if v.frame]
        assert len(frames) == (len(own) if len(own) > 1 else 0)
        assert all(a[1] >= b[3] - 1e-9 for a, b in itertools.pairwise(frames))
    for board in _boards(subject):
        assert not list(overlapping_texts(finish(board, 1, 1)))


def test_the_sections_of_plant_rooms_meet_their_plant_and_no_rack(subject):
    """A second section across the rows stands in the plant of its room and shows each piece that it meets once, at its
    height.
    """
    for view in a301_section.views(subject)[1:]:
        layout = subject.design.trades.layout
        met = [p for p in layout.placed if p.room == view.room and view.cut.spans(Polygon(p.box.corners))]
        assert met
        assert not view.cut.racks(layout)
        board = view.drawn()
        boxes = [i for i in board.items if isinstance(i, Path) and i.closed and i.pen == "outline"]
        highs = Counter(round(max(y for _, y in b.points) - min(y for _, y in b.points), 3) for b in boxes)
        for height, count in Counter(round(board.mm(p.box.height), 3) for p in met).items():
            assert highs[height] >= count


def test_every_line_along_is_another(subject):
    """Sections along the rows look at different racks, each rack of a line once."""
    seen = [{p.tag for _, p in view.racks()} for view in a303_along.views(subject)]
    assert all(seen)
    assert sum(map(len, seen)) == len(set().union(*seen))


def test_the_plan_marks_every_view_at_both_ends(subject):
    """The new plan carries the number of each view over that of its sheet twice, where its plane leaves the hall."""
    views = _views(subject)
    drawing = finish(a103_plan.draw(subject)[0], 1, 1)
    sheets = [t for t in drawing.texts if t.text in {v.number for v in views} and t.layer == "G-ANNO-SECT"]
    assert len(sheets) == 2 * len(views)
    numbers = [t for t in drawing.texts if t.layer == "G-ANNO-SECT" and t.text.isdigit()]
    told = Counter((min(numbers, key=lambda n: math.dist((n.x, n.y), (s.x, s.y))).text, s.text) for s in sheets)
    assert told == {(v.view, v.number): 2 for v in views}
    assert not list(overlapping_texts(drawing))
