"""The reconciler: a pack that contradicts itself is caught, whatever the fault."""

import json
import re
import shutil

import pytest

from designer.documents import issue
from designer.documents.reconcile import Irreconcilable, clashes, reconcile


@pytest.fixture(scope="module")
def sound(judged, tmp_path_factory):
    out = tmp_path_factory.mktemp("sound") / "pack"
    issue(*judged, out, False)
    return out


@pytest.fixture
def copy(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "pack")


def test_a_sound_pack_passes(sound):
    """A pack as issued has no contradiction."""
    assert clashes(sound) == []


def drop_line(text: str) -> str:
    return "\n".join(text.split("\n")[:1] + text.split("\n")[2:])


def without_rack(text: str) -> str:
    return re.sub(r'<path data-tag="R-0101" data-kind="rack"[^>]*/>', "", text, count=1)


def fewer_edges(text: str) -> str:
    start = text.index("<edge ")
    return text[:start] + text[text.index("</edge>", start) + len("</edge>") :]


def edited(text, path, value):
    data = json.loads(text)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(data)


def setting(*path, value):
    """A change of one value of a JSON file."""
    return lambda text: edited(text, path, value)


def swapping(old, new):
    """A change of the first place where a text stands."""
    return lambda text: text.replace(old, new, 1)


RACKS, BOM, DESIGN = "schedules/racks.csv", "schedules/bom.csv", "design.json"
#: What is broken: file, how, and the subject under which it must be found.
FAULTS = {
    "rack missing in its schedule": (RACKS, drop_line, "racks"),
    "rack missing on the plan": ("drawings/A-103.svg", without_rack, "racks on A-103"),
    "rack missing on the enlarged plan": ("drawings/T-101.svg", without_rack, "racks on T-101"),
    "equipment missing in its schedule": ("schedules/equipment.csv", drop_line, "equipment"),
    "tag changed in the CAD file": ("drawings/A-103.dxf", swapping("\nR-0101\n", "\nR-9999\n"), "tags on A-103"),
    "bill line lost": (BOM, drop_line, "bill of materials"),
    "bill line that does not add up": (DESIGN, setting("bom", 0, "total", value=99999.0), "bill line B-001"),
    "link missing in the graph": ("fabric/topology.graphml", fewer_edges, "links of compute"),
    "cable missing in the schedule": ("fabric/cables.csv", drop_line, "links of compute"),
    "network count changed": (DESIGN, setting("fabric", "networks", 0, "cables", value=1), "links of compute"),
    "finding lost": ("schedules/findings.csv", drop_line, "findings"),
    "verdict changed": (DESIGN, setting("summary", "verdict", value="go"), "conclusion"),
    "front page counts": ("README.md", swapping("pass 3", "pass 4"), "verdicts"),
    "calculation lost": ("schedules/steps.csv", drop_line, "calculations"),
    "removal lost": ("schedules/removals.csv", drop_line, "removals"),
    "GPU racks miscounted": (DESIGN, setting("summary", "racks", value=7), "GPU racks"),
    "heat that does not close": (
        DESIGN,
        setting("cooling", "heat_balance", 0, "liquid", "value", value=1.0),
        "heat of NVIDIA GB200 NVL72",
    ),
    "requirement lost": ("sheets/03-requirements.md", swapping('id="requirement-REQ-001"', 'id="x"'), "requirements"),
    "file altered after the manifest": ("proof.json", lambda text: text + " ", "digest of proof.json"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_seeded_fault_is_caught(fault, copy):
    """Each seeded fault is found and named."""
    name, change, subject = FAULTS[fault]
    path = copy / name
    before = path.read_text()
    after = change(before)
    assert after != before
    path.write_text(after)
    assert subject in {clash.subject for clash in clashes(copy)}
    with pytest.raises(Irreconcilable):
        reconcile(copy)


def test_forgotten_file_is_caught(copy):
    """A file that the manifest does not know is found."""
    (copy / "stray.txt").write_text("x")
    assert "files" in {clash.subject for clash in clashes(copy)}
