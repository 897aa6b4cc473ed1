"""A pack issued since an earlier one: a sheet of revisions in it, clouds on its plan and one-line, a table of changes.
"""

import csv
import io
import json
import re

import ezdxf
import pytest

from designer.documents import issue

NAMES = ("design.json", "findings.json", "manifest.json")


@pytest.fixture(scope="module")
def earlier(judged, tmp_path_factory):
    """The data of an earlier pack that had one rack elsewhere, other boards, fewer dollars and another brief."""
    out = tmp_path_factory.mktemp("earlier") / "pack"
    issue(*judged, out, False)
    data = {name: json.loads((out / name).read_text()) for name in NAMES}
    design = data["design.json"]
    design["layout"]["racks"][0]["x"]["value"] += 0.6
    design["summary"]["gpus"] -= 72
    design["cost"]["mid"]["value"] *= 0.9
    design["site"]["project"]["revision"] = "0"
    data["manifest.json"]["brief_digest"] = "other"
    return data


@pytest.fixture(scope="module")
def revised(judged, earlier, tmp_path_factory):
    """The pack issued since then."""
    out = tmp_path_factory.mktemp("revised") / "pack"
    issue(*judged, out, False, earlier)
    return out


def test_the_sheet_tells_what_changed_and_why(revised, judged):
    """Sheet 20 names both revisions, the brief as what moved the numbers, the rack that moved and the dearer cost."""
    text = (revised / "sheets" / "20-revisions.md").read_text()
    tag = judged[0].trades.layout.of("rack")[0].tag
    assert "the brief changed." in text
    assert "the tool changed" not in text
    assert f"| {tag} |" in text
    assert "| worse |" in text
    assert "20-revisions.md" in (revised / "README.md").read_text()


def test_the_plan_is_clouded(revised, earlier, judged, tmp_path):
    """The plan has a cloud with the mark of its revision, and one triangle more beside it in the revision table; a pack
    without an earlier one has none.
    """
    clouded = (revised / "drawings" / "A-103.svg").read_bytes()
    assert b"G-REVS-N" in clouded
    sizes = re.findall(rb'font-size="([\d.]+)"', clouded[clouded.index(b"G-REVS-N") :])
    assert sizes
    assert min(map(float, sizes)) * 1409 / 2048 >= 2.5
    assert clouded.count(b"<polygon", clouded.index(b"G-REVS-N")) > clouded.count(b"Z", clouded.index(b"G-REVS-N"))
    issue(*judged, tmp_path / "pack", False)
    assert b"G-REVS-N" not in (tmp_path / "pack" / "drawings" / "A-103.svg").read_bytes()
    assert not (tmp_path / "pack" / "sheets" / "20-revisions.md").exists()


@pytest.mark.parametrize("number", ["A-103", "E-601"])
def test_cad_files_are_clouded_too(revised, number):
    """The CAD file of a clouded sheet has a closed cloud and a triangle on the layer of revisions for each cloud of the
    picture, about the same things, and passes the audit; sheets without a change have none.
    """
    svg = (revised / "drawings" / f"{number}.svg").read_text()
    group = svg[svg.index("G-REVS-N") :] if "G-REVS-N" in svg else ""
    document = ezdxf.readfile(revised / "drawings" / f"{number}.dxf")
    lines = [e for e in document.modelspace().query("LWPOLYLINE") if e.dxf.layer == "G-REVS-N"]
    assert len([e for e in lines if len(e) > 3]) == group.count("<path")
    assert len([e for e in lines if len(e) == 3]) == group.count("<path")
    assert all(e.closed for e in lines)
    assert {e.dxf.text for e in document.modelspace().query("TEXT") if e.dxf.layer == "G-REVS-N"} <= {"A"}
    assert not document.audit().has_errors
    racks = ezdxf.readfile(revised / "drawings" / "T-201.dxf")
    assert not any(e.dxf.layer == "G-REVS-N" for e in racks.modelspace())


def test_changes_are_a_schedule(revised):
    """Every change stands in one CSV with its table, before, after and which way it goes."""
    text = (revised / "schedules" / "revision_all.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["Table"] for row in rows} >= {"Headline", "Cost", "Equipment"}
