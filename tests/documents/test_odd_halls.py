"""Drawings of halls that nobody drew by hand: tiny with long tags, turned by thirty degrees, full of racks; on every
paper, upright too, in both languages. Every sheet of each is read back from its SVG and judged text by text.
"""

import importlib.util
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import ezdxf
import pytest
from shapely.geometry import Polygon, box

from designer.documents.drawings import s101_floor_loads
from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Stamp
from designer.documents.drawings.dxf import write_dxf
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.section_cut import cut_of, long_cut_of
from designer.documents.drawings.svg import write_svg
from designer.documents.subject import Subject

pytestmark = pytest.mark.slow

TESTS = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("drawn_labels", TESTS / "drawn_labels.py")
drawn_labels = importlib.util.module_from_spec(spec)
spec.loader.exec_module(drawn_labels)

#: Number of a part of the rack plan.
PART = re.compile(r"T-1[1-9]\d")


def on(judged, paper, upright, language, units):
    """A design with its drawings on a paper, in a language and a unit system."""
    design, findings = judged
    project = design.trades.site.project
    sheets = replace(project.sheets, drawings=paper, portrait=upright)
    project = replace(project, language=language, units=units, sheets=sheets)
    site = replace(design.trades.site, project=project)
    return with_drawings(Subject.of(replace(design, trades=replace(design.trades, site=site)), findings))


@pytest.fixture(scope="module")
def halls(odd_halls, synthetic):
    """The odd halls as designed, by name."""
    return odd_halls | {"full": synthetic.make_design(rows=8, per_row=32)}


CASES = [
    ("tiny", "A3", False, "en", "SI"), ("tiny", "B", True, "en", "IP"), ("turned", "A1", False, "ja", "SI"),
    ("turned", "D", True, "en", "IP"), ("full", "D", False, "en", "IP"),
]  # fmt: skip


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(map(str, case)))
def case(request, halls):
    return on(halls[request.param[0]], *request.param[1:])


def test_every_text_is_large_enough_apart_and_inside(case):
    """On every sheet no two texts cover one another, none leaves the frame, none is smaller than can be read."""
    for number, drawing in case.drawings.items():
        width, height, found = drawn_labels.read(write_svg(drawing, drawing.alt))
        assert list(drawn_labels.overlapping(found)) == [], number
        assert list(drawn_labels.outside(found, width, height)) == [], number
        assert drawn_labels.too_small(found, width, height) == [], number


def test_cad_files_are_clean(case):
    """The audit of every sheet's CAD file finds nothing, and the file holds as many blocks as the drawing."""
    for number, drawing in case.drawings.items():
        document = ezdxf.read(io.StringIO(write_dxf(drawing, case.printer.system).decode()))
        assert document.audit().errors == [], number
        stamps = sum(isinstance(item, Stamp) for item in drawing.items)
        assert len(document.modelspace().query("INSERT")) == stamps, number


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="GDAL (ogr2ogr) is not installed")
def test_gdal_counts_every_sheet_of_a_turned_hall(halls, tmp_path, cad_counts):
    """Every sheet of the hall turned by thirty degrees, in Japanese: GDAL counts what ezdxf counts, layer by layer."""
    made = on(halls["turned"], "A1", False, "ja", "SI")
    contents = {number: write_dxf(drawing, made.printer.system) for number, drawing in made.drawings.items()}
    unlike = [n for n, one in contents.items() if cad_counts.by_gdal(one, tmp_path) != cad_counts.by_ezdxf(one)]
    assert (len(contents) > 20, unlike) == (True, [])


@pytest.fixture(scope="module")
def drawings(halls):
    """The full hall on small paper."""
    return on(halls["full"], "A3", False, "en", "SI").drawings


class TestParts:
    """A plan that needs more than one sheet."""

    def test_every_rack_has_its_tag_on_a_part(self, drawings, halls):
        """Where the tags have no room on the whole rack plan, each is readable on one of its parts."""
        parts = [d for number, d in drawings.items() if PART.fullmatch(number)]
        assert len(parts) > 1
        said = {text.text for part in parts for text in part.texts}
        assert {rack.tag for rack in halls["full"][0].trades.layout.of("rack")} <= said

    def test_match_lines_name_the_sheet_beyond_and_it_names_them(self, drawings):
        """A part that goes on in another sheet is where that sheet goes on."""
        beyond = {
            number: {t.text.rsplit(" ", 1)[-1] for t in drawing.texts if t.text.startswith("MATCH LINE")}
            for number, drawing in drawings.items()
        }
        assert any(beyond.values())
        for number, others in beyond.items():
            assert all(number in beyond[other] for other in others), number

    def test_the_whole_plan_shows_its_parts(self, drawings):
        """The plan of the whole names each of its parts."""
        said = {text.text for text in drawings["T-101"].texts}
        assert {number for number in drawings if PART.fullmatch(number)} <= said


def test_sections_look_where_their_arrows_point(halls):
    """In a section the higher v stands to the right: who looks along u has it at the left, so they look to lower u; the
    section along the rows is mirrored and looks to higher u, at the fronts of racks.
    """
    layout = halls["turned"][0].trades.layout
    across, (along, (low, high)) = cut_of(layout), long_cut_of(layout)
    for cut in (across, along):
        (ux, uy), (vx, vy) = cut.frame.axes
        right_of_view = (uy * cut.look, -ux * cut.look)
        assert right_of_view == pytest.approx((vx, vy))
    assert low == along.at < high


def test_no_floor_is_drawn_on_which_nothing_stands(halls):
    """With nothing indoors (no rack fits under the roof) there is no sheet of floor loads; with racks there is."""
    subject = Subject.of(*halls["tiny"])
    trades = subject.design.trades
    bare = replace(trades, layout=replace(trades.layout, placed=()))
    assert s101_floor_loads.draw(replace(subject, design=replace(subject.design, trades=bare))) is None
    assert s101_floor_loads.draw(subject) is not None


@pytest.mark.parametrize("name", ["tiny", "turned"])
def test_names_of_plant_and_rooms_leave_the_aisles_to_theirs(halls, name):
    """On the plan no name of a machine, of a group of machines or of a room lies over a hot or cold aisle, where the
    aisle has its own name and its clear width.
    """
    subject = Subject.of(*halls[name])
    drawing = with_drawings(subject).drawings["A-103"]
    aisles = [a.polygon for a in subject.design.trades.layout.aisles if a.kind in ("hot", "cold")]
    assert aisles
    shown = [Polygon([drawing.transform.to_paper(*at) for at in one.exterior.coords]) for one in aisles]
    named = [t for t in drawing.texts if t.space == "model" and re.match("[ME]-|A-AREA-IDEN", t.layer)]
    over = [t.text for t in named if any(box(*extent(t)).intersection(one).area > 1e-6 for one in shown)]
    assert named
    assert over == []
