"""CAD files read back by ezdxf and GDAL, which count the same; dimensions measure true lengths."""

import io
import json
import re
import shutil
import subprocess
from collections import Counter

import ezdxf
import pytest

from designer.documents.drawings.catalogue import with_drawings
from designer.documents.drawings.drawing import Path, Stamp
from designer.documents.drawings.dxf import write_dxf
from designer.documents.subject import Subject

#: What GDAL calls the entities that we write.
KINDS = {"AcDbPolyline": "LWPOLYLINE", "AcDbBlockReference": "INSERT", "AcDbText": "TEXT"}
SHEETS = ("A-101", "A-103", "T-101", "M-601", "E-601")
#: A layer as US practice names it: discipline, major and minor groups, status for what is built.
LAYER = re.compile(r"[A-Z](-[A-Z0-9]{2,8}){1,4}(-[NEDF])?")


@pytest.fixture(scope="module")
def subject(judged):
    return with_drawings(Subject.of(*judged))


def by_ezdxf(content):
    """Entities of model and paper space by kind and layer, read by ezdxf."""
    document = ezdxf.read(io.StringIO(content.decode()))
    spaces = (document.modelspace(), document.paperspace())
    entities = [e for space in spaces for e in space if e.dxftype() in KINDS.values()]
    return Counter((e.dxftype(), e.dxf.layer) for e in entities)


def by_gdal(path):
    """The same, read by GDAL, blocks kept as inserts."""
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(path), "entities"]
    command += ["--config", "DXF_INLINE_BLOCKS", "FALSE", "--config", "DXF_MERGE_BLOCK_GEOMETRIES", "FALSE"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = Counter()
    for feature in json.loads(done.stdout)["features"]:
        own = feature["properties"]
        kind = KINDS.get((own.get("SubClasses") or "").split(":")[-1])
        if kind:
            found[kind, own["Layer"]] += 1
    return found


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="GDAL (ogr2ogr) is not installed")
@pytest.mark.parametrize("number", SHEETS)
def test_gdal_counts_what_ezdxf_counts(number, subject, tmp_path):
    """A second CAD reader finds as many lines, blocks and texts on every layer; dimensions it takes apart."""
    content = write_dxf(subject.drawings[number], "IP")
    path = tmp_path / f"{number}.dxf"
    path.write_bytes(content)
    ours, theirs = (
        {key: count for key, count in found.items() if key[1] != "G-ANNO-DIMS"}
        for found in (by_ezdxf(content), by_gdal(path))
    )
    assert theirs == ours
    assert sum(ours.values()) > 50


def test_dimensions_measure_true_lengths(subject):
    """Each dimension of the plan is an entity that measures, in feet, what its text says."""
    drawing = subject.drawings["A-101"]
    document = ezdxf.read(io.StringIO(write_dxf(drawing, "IP").decode()))
    found = document.modelspace().query("DIMENSION")
    assert len(found) == len(drawing.dimensions) > 3
    for one in found:
        said = float(one.dxf.text.replace(",", "").split("\u00a0")[0])
        assert one.get_measurement() == pytest.approx(said, abs=0.051)


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
