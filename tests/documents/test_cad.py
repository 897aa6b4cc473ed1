"""CAD files read back by ezdxf and GDAL, which count the same; dimensions measure true lengths."""

import io
import re
import shutil
from fractions import Fraction

import ezdxf
import pytest

from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Path, Stamp
from designer.documents.drawings.dxf import write_dxf
from designer.documents.subject import Subject

SHEETS = ("A-101", "A-103", "T-101", "M-601", "E-601")
#: A layer as US practice names it: discipline, major and minor groups, status for what is built.
LAYER = re.compile(r"[A-Z](-[A-Z0-9]{2,8}){1,4}(-[NEDF])?")


@pytest.fixture(scope="module")
def subject(judged):
    return with_drawings(Subject.of(*judged))


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="GDAL (ogr2ogr) is not installed")
@pytest.mark.parametrize("number", SHEETS)
def test_gdal_counts_what_ezdxf_counts(number, subject, tmp_path, cad_counts):
    """A second CAD reader finds as many lines, blocks and texts on every layer; dimensions it takes apart."""
    content = write_dxf(subject.drawings[number], "IP")
    ours = cad_counts.by_ezdxf(content)
    assert cad_counts.by_gdal(content, tmp_path) == ours
    assert sum(ours.values()) > 50


def test_dimensions_measure_true_lengths(subject):
    """Each dimension of the plan is an entity that measures, in feet, what its text says."""
    drawing = subject.drawings["A-101"]
    document = ezdxf.read(io.StringIO(write_dxf(drawing, "IP").decode()))
    found = document.modelspace().query("DIMENSION")
    assert len(found) == len(drawing.dimensions) > 3
    for one in found:
        assert one.get_measurement() == pytest.approx(_feet(one.dxf.text), abs=0.011)


def _feet(text: str) -> float:
    """Feet and inches as drawings give them, in feet."""
    feet, inches, fraction = re.fullmatch(r"""([\d,]+)'-(\d+)(?: (\d/\d))?\"""", text).groups(default="0")
    return float(feet.replace(",", "")) + (int(inches) + float(Fraction(fraction))) / 12


@pytest.mark.parametrize("number", SHEETS)
def test_layers_are_named_as_us_practice_asks(number, subject):
    """Every layer has a discipline letter and groups; what is built has a status."""
    drawing = subject.drawings[number]
    for item in drawing.items:
        assert LAYER.fullmatch(item.layer), item.layer
        if isinstance(item, (Stamp, Path)) and item.space == "model" and "ANNO" not in item.layer:
            assert item.layer[-2:] in {"-N", "-E", "-D", "-F"}, item.layer


def test_the_sheet_is_in_paper_space_at_its_scale(subject):
    """Paper space holds the frame and one view of the model at the scale of the title block."""
    drawing = subject.drawings["A-103"]
    document = ezdxf.read(io.StringIO(write_dxf(drawing, "IP").decode()))
    view = next(v for v in document.paperspace().query("VIEWPORT") if v.dxf.id != 1)
    ratio = float(re.search(r"1:(\d+)", drawing.scale_text).group(1))
    assert view.dxf.height / 25.4 / 12 / view.dxf.view_height == pytest.approx(1 / ratio)
    assert any(e.dxf.layer == "G-ANNO-TTLB" for e in document.paperspace())
