"""What is printed stays where it belongs: texts on the page, leaders apart, tables numbered, fonts in the file."""

import io
import itertools
import re
from dataclasses import replace

import pypdf
import pytest
from shapely.geometry import LineString

from designer.documents.charts.catalogue import with_charts
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Path
from designer.documents.drawings.styles import GREY
from designer.documents.drawings.svg import write_svg
from designer.documents.model import ChartBlock, Figure, Table
from designer.documents.pack import _places
from designer.documents.pdf import bind
from designer.documents.sheets import build_sheets, gather
from designer.documents.subject import Subject


@pytest.fixture(scope="module")
def subject(judged):
    return with_charts(with_drawings(Subject.of(*judged)))


@pytest.fixture(scope="module")
def sheets(subject):
    return build_sheets(subject, gather(subject))


@pytest.fixture(scope="module")
def bound(subject, sheets):
    """The bound PDF, read by another library."""
    svgs = {number: write_svg(drawing, drawing.alt) for number, drawing in subject.drawings.items()}
    return pypdf.PdfReader(io.BytesIO(bind(subject, sheets, svgs, _places(subject, sheets))))


def test_nothing_is_printed_outside_its_page(bound):
    """Every piece of text of the report pages begins inside the page, not in the margin of the paper."""
    for number, page in enumerate(bound.pages, 1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        if width > height:
            continue
        outside = []

        def seen(text, matrix, inner, font, size, page_size=(width, height), outside=outside):
            x = matrix[0] * inner[4] + matrix[2] * inner[5] + matrix[4]
            y = matrix[1] * inner[4] + matrix[3] * inner[5] + matrix[5]
            if text.strip() and not (30.0 < x < page_size[0] - 20.0 and 20.0 < y < page_size[1] - 20.0):
                outside.append((text, x, y))

        page.extract_text(visitor_text=seen)
        assert outside == [], number


def test_every_font_is_in_the_file(bound):
    """Each font that a page names is embedded."""
    for page in bound.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for inner in font.get_object().get("/DescendantFonts", [font]):
                descriptor = inner.get_object()["/FontDescriptor"].get_object()
                assert any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))


def test_the_file_has_bookmarks_language_and_tags(bound):
    """Every sheet and drawing is a bookmark; the file names its language, is tagged and calls itself PDF/A."""
    titles = [entry.title for entry in bound.outline if not isinstance(entry, list)]
    assert any("Summary" in title for title in titles)
    assert any(title.startswith("A-103") for title in titles)
    root = bound.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert bool(root["/MarkInfo"]["/Marked"])
    assert b"pdfaid" in root["/Metadata"].get_object().get_data()


def test_tables_and_figures_are_numbered_once(sheets):
    """Each titled table with rows, drawing and chart of a sheet has a number of its own, counted through the sheet."""
    for sheet in sheets:
        for kind, word in (((Table,), "Table"), ((ChartBlock, Figure), "Figure")):
            named = [b.number for b in sheet.blocks if isinstance(b, kind) and b.number]
            assert named == [f"{word} {int(sheet.number)}.{n}" for n in range(1, len(named) + 1)]
        assert all(bool(b.number) == bool(b.rows) for b in sheet.blocks if isinstance(b, Table) and b.title)


def leaders(drawing):
    """The leaders of a drawing: fine grey lines of two points."""
    lines = [i for i in drawing.items if isinstance(i, Path) and not i.closed]
    found = [i for i in lines if (i.pen, i.colour) == ("fine", GREY)]
    built = re.compile("DOOR|WALL")
    return [i.points for i in found if len(i.points) == 2 and i.space == "model" and not built.search(i.layer)]


@pytest.mark.parametrize("number", ["T-102", "T-103", "M-701"])
def test_leaders_do_not_cross(number, subject):
    """No two leaders of a tray plan or of the riser diagram cross."""
    if number not in subject.drawings:
        pytest.skip("this design has no such sheet")
    lines = [LineString(points) for points in leaders(subject.drawings[number])]
    assert [1 for one, other in itertools.combinations(lines, 2) if one.crosses(other)] == []


def test_paper_and_orientation_follow_the_brief(judged):
    """A3 upright by the brief: sheets have that size, or a large one where they do not fit; letters are 1.8 mm."""
    design, findings = judged
    sheets = replace(design.trades.site.project.sheets, drawings="A3", portrait=True, fields=(("Contract", "C-7"),))
    site = replace(design.trades.site, project=replace(design.trades.site.project, sheets=sheets))
    design = replace(design, trades=replace(design.trades, site=site))
    drawn = with_drawings(Subject.of(design, findings)).drawings
    sizes = {(round(d.paper.width), round(d.paper.height)) for d in drawn.values()}
    assert (297, 420) in sizes
    assert sizes <= {(297, 420), (594, 841), (841, 594)}
    for drawing in drawn.values():
        least = 1.8 if drawing.paper.width < 500 and drawing.paper.height < 500 else 2.5
        assert min(text.height for text in drawing.texts) >= least - 0.01
        assert "C-7" in [text.text for text in drawing.texts]


def test_names_in_any_script_and_any_markup_are_printed(judged):
    """Commands of the typesetter in a name are letters; scripts without a font do not keep the file from being made."""
    design, findings = judged
    named = replace(design.trades.site.project, client='\u65e5\u672c \U0001f477 \u0639 #panic("x") $y$ *b* @z <w>')
    site = replace(design.trades.site, project=named)
    told = Subject.of(replace(design, trades=replace(design.trades, site=site)), findings)
    cover = build_sheets(told, gather(told))[:1]
    page = pypdf.PdfReader(io.BytesIO(bind(told, cover, {}, _places(told, cover)))).pages[0].extract_text()
    assert '#panic("x") $y$ *b* @z <w>' in page
