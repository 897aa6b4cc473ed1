"""Drawings: to scale, readable, the same in every format."""

import io
import math
import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import ezdxf
import pytest
from ezdxf.entitydb import EntityDB
from hypothesis import given
from hypothesis import strategies as st

from designer.documents.drawings import e601_one_line
from designer.documents.drawings.board import Board
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Path, Stamp, Text, Transform
from designer.documents.drawings.drawn_alike import alike_tables
from designer.documents.drawings.dxf import write_dxf
from designer.documents.drawings.frame import finish
from designer.documents.drawings.lettering import extent, text_width, wrapped
from designer.documents.drawings.one_line_data import Backup
from designer.documents.drawings.placing import Occupied, overlapping_texts, overlaps
from designer.documents.drawings.rejection_symbols import outdoor
from designer.documents.drawings.styles import PENS
from designer.documents.drawings.svg import write_svg, write_thumbnail
from designer.documents.subject import Subject

#: Least height of capitals on a large sheet [mm].
SMALLEST = 2.5
NUMBERS = {
    "G-001", "A-101", "A-102", "A-103", "A-121", "A-301", "A-303", "E-001", "E-601", "F-101", "M-101", "M-502",
    "M-601", "T-101", "T-102", "T-201", "T-601",
}
#: Sheets that only some designs have.
ENLARGED = {"A-302", "M-102", "M-501", "M-602", "M-603", "M-701", "T-103", "T-602"}


@pytest.fixture(scope="module")
def subject(judged):
    return with_drawings(Subject.of(*judged))


@pytest.fixture(scope="module")
def metric(judged_metric):
    return with_drawings(Subject.of(*judged_metric))


def test_the_set_is_complete(subject, metric):
    """Every drawing of the set is made, in both unit systems, and no word of it is missing."""
    assert set(subject.drawings) == set(metric.drawings)
    assert set(subject.drawings) - ENLARGED == NUMBERS
    assert not [key for key in subject.words.missing if key.startswith("drawings:")]


@pytest.mark.parametrize("number", sorted(NUMBERS))
@pytest.mark.parametrize("system", ["subject", "metric"])
def test_no_texts_overlap(number, system, request):
    """No two texts of a drawing overlap."""
    drawing = request.getfixturevalue(system).drawings[number]
    assert [(a.text, b.text) for a, b in overlapping_texts(drawing)] == []


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_texts_are_readable_and_on_the_sheet(number, subject):
    """Every text is at least 2.5 mm high, as on A1 or ANSI D, and lies within the sheet."""
    drawing = subject.drawings[number]
    for text in drawing.texts:
        assert text.height >= SMALLEST, text
        left, bottom, right, top = extent(text)
        assert min(left, bottom) >= 0, text
        assert right <= drawing.paper.width, text
        assert top <= drawing.paper.height, text


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_scaled_items_stay_in_the_area(number, subject):
    """What belongs to the model stays left of the legend column, unless the drawing is clipped."""
    drawing = subject.drawings[number]
    if drawing.windowed:
        return
    for item in drawing.items:
        if item.space == "model" and isinstance(item, Path):
            assert all(15 <= x <= drawing.area[2] + 2 and 8 <= y <= drawing.paper.height - 8 for x, y in item.points), (
                item
            )


def test_plan_is_to_scale(subject, judged):
    """The hall on the plan is as long as its footprint at the stated scale."""
    drawing = subject.drawings["A-103"]
    ratio = float(re.search(r"1:(\d+)", drawing.scale_text).group(1))
    stamp = next(i for i in drawing.items if isinstance(i, Stamp) and i.tag == "R-0101")
    rack = next(p for p in judged[0].trades.layout.placed if p.tag == "R-0101")
    assert stamp.width == pytest.approx(rack.box.width * 1000 / ratio)
    assert drawing.transform.to_model(stamp.x, stamp.y) == pytest.approx((rack.box.at.x, rack.box.at.y))


@given(st.floats(0.1, 50), st.floats(-500, 500), st.floats(-500, 500), st.floats(-300, 300), st.floats(-300, 300))
def test_transform_goes_back(scale, x, y, u, v):
    """Paper to model undoes model to paper."""
    transform = Transform(scale, x, y)
    assert transform.to_model(*transform.to_paper(u, v)) == pytest.approx((u, v), abs=1e-6)


def test_every_rack_is_drawn_once(subject, judged):
    """The plans carry each rack of the layout exactly once, on both sheets."""
    tags = sorted(p.tag for p in judged[0].trades.layout.of("rack"))
    for number in ("A-103", "T-101"):
        drawn = [i.tag for i in subject.drawings[number].items if isinstance(i, Stamp) and i.kind == "rack"]
        assert sorted(drawn) == tags


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_svg_is_well_formed(number, subject):
    """The SVG parses, has the sheet's true size, and holds every text."""
    drawing = subject.drawings[number]
    root = ElementTree.fromstring(write_svg(drawing, drawing.alt))
    assert root.attrib["width"] == f"{drawing.paper.width:g}mm"
    assert ElementTree.fromstring(write_thumbnail(drawing)) is not None
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert sorted(filter(None, texts)) == sorted(t.text for t in drawing.texts if t.text)


def test_the_small_picture_of_the_one_line_cuts_nothing_off(subject):
    """Every symbol of the one-line, the generators at its foot too, lies within the box of its small picture."""
    drawing = subject.drawings["E-601"]
    root = ElementTree.fromstring(write_thumbnail(drawing))
    left, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
        x, y, r = (float(circle.attrib[key]) for key in ("cx", "cy", "r"))
        assert left <= x - r <= x + r <= left + width
        assert top <= y - r <= y + r <= top + height


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_second_reader_accepts_the_cad_file(number, subject):
    """ezdxf reads the DXF back without a fault, with as many tagged blocks as the picture has stamps."""
    drawing = subject.drawings[number]
    document = ezdxf.read(io.StringIO(write_dxf(drawing, "IP").decode()))
    audit = document.audit()
    assert not audit.errors
    assert not audit.fixes
    inserts = document.modelspace().query("INSERT")
    tags = sorted(a.dxf.text for i in inserts for a in i.attribs if a.dxf.tag == "TAG")
    assert tags == sorted(i.tag for i in drawing.items if isinstance(i, Stamp))
    assert {e.dxf.layer for e in document.modelspace()} <= {layer.dxf.name for layer in document.layers}


def test_cad_file_does_not_follow_the_order_of_a_set(subject, monkeypatch):
    """ezdxf lists its classes from a set; in whatever order that comes, the file has the same bytes."""
    drawing, plain = subject.drawings["T-601"], EntityDB.dxf_types_in_use
    found = []
    for backwards in (False, True):
        monkeypatch.setattr(EntityDB, "dxf_types_in_use", lambda db, b=backwards: sorted(plain(db), reverse=b))
        found.append(write_dxf(drawing, "IP"))
    assert found[0] == found[1]


def test_cad_model_is_in_true_feet(subject, judged):
    """In the CAD file of an IP pack a rack stands at its place in feet, and the file says feet."""
    document = ezdxf.read(io.StringIO(write_dxf(subject.drawings["A-103"], "IP").decode()))
    assert document.header["$INSUNITS"] == 2
    rack = next(p for p in judged[0].trades.layout.placed if p.tag == "R-0101")
    found = next(i for i in document.modelspace().query("INSERT") if i.get_attrib_text("TAG") == "R-0101")
    assert tuple(found.dxf.insert)[:2] == pytest.approx((rack.box.at.x / 0.3048, rack.box.at.y / 0.3048), abs=1e-4)


@pytest.mark.parametrize("count", [1, 9, 30])
def test_generating_sets_keep_their_tags_apart(subject, count, monkeypatch):
    """However many sets stand below however few boards, their tags stand apart and on the sheet."""
    whole = e601_one_line.one_line

    def with_sets(chain, site):
        data = whole(chain, site)
        sets = tuple(f"GEN-{n:02d}" for n in range(1, count + 1))
        fed = data.loops[-1].columns[-1].block.switchboard
        backup = Backup(sets, ("GPB-A",), {fed: "GPB-A"})
        return replace(data, loops=data.loops[-1:], backups=(backup,))

    monkeypatch.setattr(e601_one_line, "one_line", with_sets)
    (board,) = e601_one_line.draw(subject)
    drawing = finish(board, 1, 1)
    assert sum(text.text.startswith("GEN-") for text in drawing.texts) == count
    assert [(a.text, b.text) for a, b in overlapping_texts(drawing)] == []
    right = drawing.area[2]
    assert all(extent(t)[2] <= right for t in drawing.texts if t.text.startswith("GEN-"))


def test_widths_match_the_font():
    """Text widths are those of the font: ten digits are ten times one digit, a wide letter is wider."""
    assert text_width("0000000000", 3.5) == pytest.approx(10 * text_width("0", 3.5))
    assert text_width("0", 3.5) == pytest.approx(0.556 * 3.5 * 2048 / 1409, rel=1e-3)
    assert text_width("W", 3.5) > text_width("i", 3.5)


@given(st.text(st.characters(categories=("Lu", "Ll", "Zs")), max_size=120), st.floats(12, 80))
def test_wrapped_lines_fit(text, width):
    """No wrapped line is wider than its column, and no letter is lost."""
    lines = wrapped(text, 2.5, width)
    assert all(text_width(line, 2.5) <= width or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.floats(-180, 180), st.sampled_from(["start", "middle", "end"]))
def test_extent_turns_with_the_text(angle, anchor):
    """The box of a rotated text is never smaller than its height and never larger than its diagonal."""
    text = Text(0.0, 0.0, "R-0101", 2.5, "L", anchor, angle)
    left, bottom, right, top = extent(text)
    diagonal = math.hypot(text_width("R-0101", 2.5), 2.5 * 1.4)
    assert right - left <= diagonal * 1.01
    assert top - bottom <= diagonal * 1.01


BOXES = st.tuples(st.floats(0, 300), st.floats(0, 300), st.floats(0.5, 60), st.floats(0.5, 60))


@given(st.lists(BOXES, max_size=30), BOXES)
def test_free_means_free(taken, asked):
    """A place is called free exactly when it overlaps nothing taken."""
    occupied = Occupied()
    boxes = [(x, y, x + w, y + h) for x, y, w, h in taken]
    for box in boxes:
        occupied.take(box)
    x, y, w, h = asked
    wanted = (x, y, x + w, y + h)
    assert occupied.free(wanted, 0.0) == (not any(overlaps(wanted, box) for box in boxes))


def test_line_weights_are_standard():
    """Every pen has a weight of the ISO series or the wall weight."""
    assert {pen.weight for pen in PENS.values()} <= {0.13, 0.18, 0.25, 0.35, 0.5, 0.7, 1.0}


def test_each_way_of_rejecting_heat_has_a_symbol_of_its_own(subject):
    """Dry, adiabatic and hybrid coolers, towers and chillers are drawn apart, each inside its box."""
    drawn = set()
    for kind in ("dry", "adiabatic", "hybrid", "tower", "chiller"):
        board = Board.of(subject, "M-601")
        outdoor(board, (100.0, 100.0), (16.0, 11.0), kind)
        assert board.items
        for item in board.items:
            points = item.points if isinstance(item, Path) else ((item.x, item.y),)
            assert all(abs(x - 100.0) <= 16.0 + 1e-9 and abs(y - 100.0) <= 11.0 + 1e-9 for x, y in points), kind
        drawn.add(repr(board.items))
    assert len(drawn) == 5


def test_machines_left_out_of_a_diagram_stand_in_its_table(subject):
    """What is not drawn is told beside what is; nothing is told where all are drawn, or none of a group."""
    board = Board.of(subject, "M-602")
    board.write((100.0, 100.0), "HV-CDU-01-FS", "M-TEXT-N")
    board.write((100.0, 110.0), "HV-FWP-01-1", "M-TEXT-N")
    groups = (["CDU-01", "CDU-02", "CDU-03", "CDU-10"], ["FWP-01"], ["CLR-01", "CLR-02"])
    (table,) = alike_tables(board, groups)
    assert table.rows == (("CDU-01", "CDU-02, CDU-03, CDU-10"),)
    assert alike_tables(board, (["FWP-01"],)) == []


@pytest.mark.parametrize("number", ["A-101", "A-103", "F-101", "A-301"])
def test_no_figure_of_a_dimension_is_dropped(number, subject, metric):
    """Every measure of a sheet that shows all has its figure on the drawing, or is named in a note."""
    for drawing in (one.drawings[number] for one in (subject, metric)):
        texts = [item.text for item in drawing.items if isinstance(item, Text)]
        wanted = Counter(one.text for one in drawing.dimensions)
        short = [text for text, count in wanted.items() if texts.count(text) < count]
        noted = [text for text in short if any(text in said and text != said for said in texts)]
        assert drawing.windowed or short == noted


def test_a_figure_without_room_is_led_away_or_told(subject):
    """A short measure in a crowd stands away from its line with a leader; where nothing is free a note names it."""
    board = Board.of(subject, "A-101")
    left, bottom, *_ = board.area
    board.dimension((left + 60, bottom + 60), (left + 62, bottom + 60), 6.0, "3.60 m")
    board.occupied.take((left + 40, bottom + 50, left + 85, bottom + 75))
    board.letter()
    assert [item.text for item in board.items if isinstance(item, Text)] == ["3.60 m"]
    assert board.unplaced == []
    board.occupied.take(board.area)
    board.dimension((left + 90, bottom + 60), (left + 92, bottom + 60), 6.0, "1.80 m")
    board.letter()
    assert board.unplaced == ["1.80 m"]
    assert any("1.80 m" in item.text for item in finish(board, 1, 1).items if isinstance(item, Text))
