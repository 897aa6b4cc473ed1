"""Enlarged views in the white of a sheet, callouts that lead to them, and what the one-line says of protection."""

from dataclasses import replace

import pytest
from shapely.geometry import Polygon, box

from designer.documents.drawings import a103_plan, e601_one_line, enlarged, f101_egress
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Path, Stamp, Text
from designer.documents.drawings.frame import finish
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.placing import overlapping_texts
from designer.documents.subject import Subject

REFERENCE = "G-ANNO-REFR"


@pytest.fixture(scope="module")
def long(synthetic):
    """Two rows in a hall that is five times as long as wide, in feet."""
    return Subject.of(*synthetic.make_design(rows=2, per_row=16))


def _frames(drawing, space):
    return [i for i in drawing.items if isinstance(i, Path) and i.layer == REFERENCE and i.closed and i.space == space]


def _box(points):
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _share(drawing):
    """The share of the height of a sheet's area between the highest and the lowest thing of the hall or a view."""
    kept = [i for i in drawing.items if isinstance(i, (Path, Stamp)) and i.layer[0] in "AST"]
    ys = [y for i in kept for _, y in (i.points if isinstance(i, Path) else i.corners)]
    return (max(ys) - min(ys)) / (drawing.paper.height - 30.0)


def test_a_long_hall_leaves_no_sheet_half_white(long, monkeypatch):
    """With its enlarged views a plan fills most of its sheet; without them it does not."""
    filled = finish(f101_egress.draw(long), 1, 1)
    assert _frames(filled, "paper")
    monkeypatch.setattr(enlarged, "_views", lambda *given: iter(()))
    bare = finish(f101_egress.draw(long), 1, 1)
    assert not _frames(bare, "paper")
    assert _share(filled) > 0.6 > _share(bare)


def test_a_view_is_true_to_its_scale_and_its_frame(long):
    """Each view is as large over its frame on the plan as their scales say, holds no text beyond its edge, and shows
    every rack of its window whole or cut at its edge, without a second tag.
    """
    drawing = finish(f101_egress.draw(long), 1, 1)
    views, frames = _frames(drawing, "paper"), _frames(drawing, "model")
    assert len(views) == len(frames) >= 1
    stamps = [i for i in drawing.items if isinstance(i, Stamp)]
    assert len({s.tag for s in stamps}) == len(stamps)
    for view, frame in zip(views, frames, strict=True):
        (a, b, c, d), (w, s, e, n) = _box(view.points), _box(frame.points)
        factor = (c - a) / (e - w)
        assert factor == pytest.approx((d - b) / (n - s), rel=1e-6)
        assert factor > 1.39
        window = box(w, s, e, n)
        racks = [Polygon(stamp.corners).intersection(window).area for stamp in stamps if stamp.kind == "rack"]
        drawn = [Polygon(i.points) for i in drawing.items
                 if isinstance(i, Path) and i.closed and i.space == "paper" and i.layer.startswith("T-RACK")]
        inside = sum(shape.area for shape in drawn if box(a, b, c, d).buffer(0.01).contains(shape))
        assert inside == pytest.approx(sum(racks) * factor**2, rel=1e-6)
    texts = [i for i in drawing.items if isinstance(i, Text) and i.space == "paper" and i.layer[0] in "AFT"]
    edges = [box(*_box(view.points)).buffer(0.01) for view in views]
    assert all(any(edge.contains(box(*extent(text))) for edge in edges) for text in texts)
    assert not overlapping_texts(drawing)


def test_every_callout_leads_to_a_view(odd_halls, long):
    """A circle names a view that its sheet has a title for, or a whole sheet that exists."""
    met = set()
    for subject in (with_drawings(Subject.of(*odd_halls["turned"])), with_drawings(long)):
        for drawing in subject.drawings.values():
            said = [i for i in drawing.items if isinstance(i, Text) and i.layer == REFERENCE]
            for number, sheet in zip(said[::2], said[1::2], strict=True):
                assert sheet.text in subject.drawings, sheet.text
                titles = [i.text for i in subject.drawings[sheet.text].items
                          if isinstance(i, Text) and i.layer == "G-ANNO-SECT"]
                assert number.text == "–" or number.text in titles, (drawing.number, number.text, sheet.text)
                met.add(number.text)
    assert {"–", "2"} <= met


def test_liquid_details_are_pointed_at_on_the_plan(odd_halls):
    """The dots of the callouts stand in the rack and in the CDU that the details show."""
    subject = with_drawings(Subject.of(*odd_halls["turned"]))
    if "M-501" not in subject.drawings:
        pytest.skip("no details")
    drawing, shown = subject.drawings["A-103"], dict(a103_plan.m501_details.shown(subject))
    dots = [i for i in drawing.items if getattr(i, "radius", 0.0) == 0.6 and i.layer == REFERENCE]
    boxes = [Polygon([drawing.transform.to_paper(*c) for c in placed.box.corners]) for placed in shown.values()]
    assert len(dots) == len(boxes)
    assert all(any(shape.contains(box(d.x, d.y, d.x, d.y).centroid) for shape in boxes) for d in dots)


def test_every_aisle_is_told_on_the_plan(long, odd_halls):
    """The table of the new plan holds each hot and cold aisle once, with the clear width of the layout."""
    for subject in (long, Subject.of(*odd_halls["turned"])):
        board = a103_plan.draw(subject)[0]
        table = next(one for one in board.tables if one.title == "AISLES")
        told = {row[0]: row[-1] for row in table.rows}
        aisles = [a for a in subject.design.trades.layout.aisles if a.kind in ("hot", "cold")]
        assert len(table.rows) == len(aisles) == len(told) > 0
        assert all(told[a.tag] == subject.printer.built(a.width) for a in aisles)


def _one_line(subject):
    return [finish(board, 1, 1) for board in e601_one_line.draw(subject)]


@pytest.mark.parametrize("name", ["turned", "tiny"])
def test_protection_is_drawn_where_the_design_sets_it(odd_halls, name):
    """A relay stands at every feeder, incomer and tie whose cubicle has a setting, and at the battery systems of each
    section; an earth at every star point whose fault to earth is counted, a meter at every metered section; without
    cubicles there is neither relay nor meter.
    """
    subject = Subject.of(*odd_halls[name])
    power = subject.design.trades.power
    texts = [t.text for drawing in _one_line(subject) for t in drawing.texts if t.space == "model"]
    wanted = [c.tag for c in power.cubicles if c.setting and c.duty != "storage"]
    wanted += sorted({c.section for c in power.cubicles if c.setting and c.duty == "storage"})
    assert texts.count("51") == len(wanted)
    metered = [c.device for c in power.cubicles if c.duty == "metering"]
    assert all(texts.count(device) == 1 for device in metered)
    earthed = [b for b in power.buses if b.earth_ka and b.tag in {x.switchboard for x in power.blocks}]
    assert sum(text.startswith("Ik1") for text in texts) == len(earthed)
    trades = replace(subject.design.trades, power=replace(power, cubicles=()))
    bare = Subject.of(replace(subject.design, trades=trades), subject.findings)
    texts = [t.text for drawing in _one_line(bare) for t in drawing.texts if t.space == "model"]
    assert "51" not in texts
    assert not any(text.startswith("MTR-") for text in texts)
