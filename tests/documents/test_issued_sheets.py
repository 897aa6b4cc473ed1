"""What an office checks before it issues a set: marks and references that lead somewhere, measures that add up, a scale
bar that is true, an index and a title block without gaps, symbols of the standard that the design follows.
"""

import itertools
import math
import re
from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest
import typst

from designer.documents.drawings.board import Board
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Circle, Path, Text
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.styles import GREY, PENS
from designer.documents.drawings.svg import write_svg
from designer.documents.drawings.switch_symbols import breaker, transformer
from designer.documents.subject import Subject

SHEET = re.compile(r"(?<![\w-])[GASMEFT]-\d{3}(?![\w-])")
METRES = re.compile(r"([\d,.]+)\s*m$")


def _on(judged, paper, rules="IEC"):
    design, findings = judged
    site = design.trades.site
    sheets = replace(site.project.sheets, drawings=paper, portrait=False, texts=())
    project = replace(site.project, sheets=sheets, units="SI")
    wishes = replace(site.wishes, power=replace(site.wishes.power, rules=rules))
    site = replace(site, project=project, wishes=wishes)
    return Subject.of(replace(design, trades=replace(design.trades, site=site)), findings)


@pytest.fixture(scope="module")
def large(odd_halls):
    return with_drawings(_on(odd_halls["turned"], "A1"))


@pytest.fixture(scope="module")
def small(odd_halls):
    return with_drawings(_on(odd_halls["tiny"], "A3"))


@pytest.fixture(scope="module", params=["large", "small"])
def made(request):
    return request.getfixturevalue(request.param)


def _texts(drawing):
    return [item.text for item in drawing.items if isinstance(item, Text)]


def test_every_sheet_that_is_named_exists(made):
    """Notes, marks, match lines and break lines name sheets of the set only."""
    own = {p.tag for p in made.design.trades.layout.placed}
    for number, drawing in made.drawings.items():
        for text in _texts(drawing):
            for named in SHEET.findall(text):
                assert named in made.drawings or named in own, (number, text)


def test_section_marks_lead_to_sections(made):
    """Both ends of each cut carry a mark; the sheet in it has a view with its number for each cut, from 1 on."""
    texts = [t for t in made.drawings["A-103"].items if isinstance(t, Text) and t.layer == "G-ANNO-SECT"]
    named = Counter(t.text for t in texts if SHEET.fullmatch(t.text))
    assert set(named) == {n for n in ("A-301", "A-303") if n in made.drawings}
    for number, marks in named.items():
        views = [t for t in made.drawings[number].items if isinstance(t, Text) and t.layer == "G-ANNO-SECT"]
        cuts, odd = divmod(marks, 2)
        assert not odd
        told = {t.text for t in views}
        assert {made.drawings[number].title.upper(), *map(str, range(1, cuts + 1))} <= told
        assert str(cuts + 1) not in told


def test_the_index_is_complete(made):
    """The cover lists every sheet with its title, scale and paper."""
    listed = _texts(made.drawings["G-001"])
    for number, drawing in made.drawings.items():
        assert number in listed
        assert drawing.title in listed
        assert drawing.scale_text in listed


def test_the_title_block_has_the_fields_of_iso_7200(made):
    """Owner, number, date, revision, sheet of sheets, title, approver, creator, document type and language."""
    words = made.words
    for number, drawing in made.drawings.items():
        texts = _texts(drawing)
        for key in ("owner", "number", "date", "rev", "sheet", "title", "approved", "designed", "language"):
            assert words.label(f"drawing.{key}") in texts, (number, key)
        assert any(text.startswith(words.label("drawing.document")) for text in texts)
        for revision in made.project.revisions[-4:]:
            assert set(revision[:2]) <= set(texts)


def _strings(drawing):
    """The measures of a drawing by the line that they stand on, in order."""
    lines = {}
    for one in drawing.dimensions:
        upright = abs(one.end[0] - one.start[0]) < abs(one.end[1] - one.start[1])
        place = (one.start[0] if upright else one.start[1]) + one.offset
        ends = sorted((p[1] if upright else p[0]) for p in (one.start, one.end))
        lines.setdefault((upright, round(place, 2)), []).append((*ends, one.text))
    return {key: sorted(found) for key, found in lines.items()}


@pytest.mark.parametrize("number", ["A-101", "A-103", "A-301", "T-101"])
def test_measures_add_up(made, number):
    """Each figure is the length of its line at the scale of the sheet; pieces of a string sum to what they span."""
    drawing = made.drawings[number]
    for (_, place), string in _strings(drawing).items():
        for low, high, text in string:
            said = float(METRES.search(text).group(1).replace(",", ""))
            assert (high - low) / drawing.transform.scale == pytest.approx(said, abs=0.0051), (place, text)
        for (_, end, _), (start, _, _) in itertools.pairwise(string):
            assert start >= end - 0.01
        whole = sum(high - low for low, high, _ in string)
        printed = sum(float(METRES.search(text).group(1).replace(",", "")) for _, _, text in string)
        assert whole / drawing.transform.scale == pytest.approx(printed, abs=0.0051 * len(string))


def test_the_racks_are_set_out(made):
    """Rows that stand square to the sheet are set out by a string with the depth of a row in it."""
    racks = made.design.trades.layout.of("rack")
    drawing = made.drawings["T-101"]
    assert {round(r.box.at.rotation, 3) % 90 for r in racks} == {0.0}
    lengths = {round(math.dist(d.start, d.end) / drawing.transform.scale, 2) for d in drawing.dimensions}
    assert {round(r.box.depth, 2) for r in racks} & lengths


def test_an_enlarged_plan_shows_measures_whole(made):
    """In a window every measure lies inside the view, with the line that carries it; cut halls end in break lines."""
    for number, drawing in made.drawings.items():
        if not drawing.windowed:
            continue
        left, bottom, right, top = drawing.area
        for one in drawing.dimensions:
            upright = abs(one.end[0] - one.start[0]) < abs(one.end[1] - one.start[1])
            shift = (one.offset, 0.0) if upright else (0.0, one.offset)
            for x, y in (one.start, one.end):
                assert left <= x <= right, (number, one)
                assert left <= x + shift[0] <= right, (number, one)
                assert bottom <= y <= top, (number, one)
                assert bottom <= y + shift[1] <= top, (number, one)
        west, south, east, north = made.design.trades.site.hall.polygon.bounds
        (a, b), (c, d) = drawing.transform.to_paper(west, south), drawing.transform.to_paper(east, north)
        cut = a < left - 2 or b < bottom - 2 or c > right + 2 or d > top + 2
        lines = [i for i in drawing.items if isinstance(i, Path) and i.layer == "G-ANNO-MATC"]
        assert lines or not cut, number


def test_the_scale_bar_is_true_in_the_pdf(large, tmp_path):
    """Measured in points of a PDF, four steps of the bar are as long as their figure says at the stated scale."""
    drawing = large.drawings["A-103"]
    (tmp_path / "sheet.svg").write_bytes(write_svg(drawing, ""))
    paper = drawing.paper
    page = f"#set page(width: {paper.width}mm, height: {paper.height}mm, margin: 0pt)\n#image(\"sheet.svg\")"
    (tmp_path / "sheet.typ").write_text(page)
    page = pypdfium2.PdfDocument(typst.compile(str(tmp_path / "sheet.typ"), format="pdf"))[0]
    block = [i for i in drawing.items if isinstance(i, Path) and i.fill == "#000000" and i.space == "paper"]
    bars = [i for i in block if len(i.points) == 4 and i.points[0][1] == i.points[1][1]]
    left, base = bars[0].points[0]
    width = bars[0].points[1][0] - left
    unit, fine, beside = 72 / 25.4, 6.0, 3.0
    wide, high = page.get_size()
    crop = [(left - beside) * unit, base * unit, wide - (left + 4 * width + beside) * unit, high - (base + 2.2) * unit]
    shown = page.render(scale=fine, crop=crop, grayscale=True).to_numpy()
    row = shown[shown.shape[0] // 2].ravel() < 128
    edges = [i / fine for i in range(1, len(row)) if row[i] != row[i - 1]]
    texts = [t for t in drawing.items if isinstance(t, Text) and abs(t.y - (base + 4.0)) < 0.01]
    last = max(float(t.text) for t in texts if t.text.replace(".", "").isdigit())
    ratio = float(re.search(r"1:(\d+)", drawing.scale_text).group(1))
    told = last / ratio * 1000 * unit
    first, second = edges[0], edges[-1]
    assert second - first == pytest.approx(told, abs=1.0)
    assert edges[1] - edges[0] == pytest.approx(told / 4, abs=1.0)


def test_taps_hang_on_their_busway(large):
    """Every tap of the busway plan lies on a line of its path."""
    drawing = large.drawings.get("E-101")
    taps = [i for i in drawing.items if isinstance(i, Circle) and "BUSW" in i.layer] if drawing else []
    lines = [i for i in drawing.items if isinstance(i, Path) and "BUSW" in i.layer] if drawing else []
    for tap in taps:
        assert any(
            one.layer == tap.layer and _distance((tap.x, tap.y), one.points) < 0.06 for one in lines
        ), (tap.layer, tap.x, tap.y)


def _distance(at, points):
    found = []
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        long = (bx - ax) ** 2 + (by - ay) ** 2 or 1.0
        share = min(1.0, max(0.0, ((at[0] - ax) * (bx - ax) + (at[1] - ay) * (by - ay)) / long))
        found.append(math.dist(at, (ax + share * (bx - ax), ay + share * (by - ay))))
    return min(found)


@pytest.mark.parametrize(("rules", "medium"), [("IEC", False), ("IEC", True), ("NEC", False), ("NEC", True)])
def test_a_breaker_opens_its_line(odd_halls, rules, medium):
    """The conductor ends at the contacts of a breaker; IEC draws a cross, IEEE an arc or, above 1 kV, a square."""
    board = Board.of(_on(odd_halls["tiny"], "A1", rules), "E-601")
    board.line(((100.0, 100.0), (100.0, 140.0)), "E-LINE-N", "light")
    breaker(board, (100.0, 120.0), medium=medium)
    wires = [i.points for i in board.items if isinstance(i, Path) and i.layer == "E-LINE-N"]
    half = 1.6 if rules == "NEC" and medium else 2.2
    assert wires == [((100.0, 100.0), (100.0, 120.0 - half)), ((100.0, 120.0 + half), (100.0, 140.0))]
    squares = [i for i in board.items if isinstance(i, Path) and i.closed]
    assert bool(squares) == (rules == "NEC" and medium)
    strokes = [i for i in board.items if isinstance(i, Path) and not i.closed and i.layer == "E-SYMB-N"]
    assert len(strokes) == (3 if rules == "IEC" else 0 if medium else 1)


def test_transformers_are_those_of_the_standard(odd_halls):
    """Two circles by IEC, windings without a circle by IEEE."""
    for rules, circles in (("IEC", 2), ("NEC", 0)):
        board = Board.of(_on(odd_halls["tiny"], "A1", rules), "E-601")
        transformer(board, (100.0, 100.0))
        assert sum(isinstance(i, Circle) for i in board.items) == circles


def test_every_rack_unit_is_numbered(made):
    """Each elevation numbers its units from 1 on both rails, and what is seated and blank fills them all."""
    for number, drawing in made.drawings.items():
        if not number.startswith("T-2"):
            continue
        texts = _texts(drawing)
        racks = [i for i in drawing.items if isinstance(i, Path) and i.tag]
        assert texts.count("1") >= 2 * len(racks)
        for unit in range(1, 40):
            assert texts.count(str(unit)) >= 2 * len(racks), (number, unit)


def test_a_small_sheet_has_finer_lines(small, large):
    """Each pen of a sheet of half the size is the next finer one of ISO 128."""
    pens = {i.pen for i in small.drawings["A-103"].items if not isinstance(i, Text) and i.pen}
    assert pens
    assert all(pen.endswith("-small") for pen in pens)
    for pen in pens:
        wide, fine = PENS[pen.removesuffix("-small")].weight, PENS[pen].weight
        assert 0.6 < fine / wide < 0.8
    assert not any(i.pen.endswith("-small") for i in large.drawings["A-103"].items if not isinstance(i, Text))


def test_details_are_to_scale(made):
    """Each measure of the liquid details is as long on paper as it says, at the scale of its view."""
    drawing = made.drawings.get("M-501")
    if drawing is None:
        pytest.skip("no technology loop with a way in the plan")
    scales = {float(n) for text in _texts(drawing) for n in re.findall(r"^1:(\d+)$", text)}
    assert len(scales) >= 2
    assert len(drawing.dimensions) > 12
    for one in drawing.dimensions:
        said = float(re.match(r"[\d,.]+", one.text).group().replace(",", ""))
        said *= 1000.0 if one.text.endswith("\xa0m") else 1.0
        level = abs(one.start[1] - one.end[1]) < 1e-6
        long = math.dist(one.start, one.end) if level else abs(one.end[1] - one.start[1])
        assert any(long * ratio == pytest.approx(said, abs=0.51) for ratio in scales), one


@pytest.mark.parametrize("number", ["A-103", "S-101", "M-501"])
def test_no_leader_strikes_a_text_out(large, number):
    """A leader passes beside every text that it does not belong to, and ends at its own."""
    drawing = large.drawings[number]
    boxes = [extent(item) for item in drawing.items if isinstance(item, Text) and item.text]
    fine = [i for i in drawing.items if isinstance(i, Path) and (i.pen, i.colour) == ("fine", GREY) and not i.closed]
    leaders = [i.points for i in fine if len(i.points) == 2 and "TTLB" not in i.layer and "DETL" not in i.layer]
    for (ax, ay), (bx, by) in leaders:
        for step in range(1, 40):
            x, y = ax + (bx - ax) * step / 40, ay + (by - ay) * step / 40
            struck = [b for b in boxes if b[0] + 0.4 < x < b[2] - 0.4 and b[1] + 0.4 < y < b[3] - 0.4]
            assert not struck, (number, (ax, ay), (bx, by))
