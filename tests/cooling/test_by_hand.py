"""The loops of a pack close by hand: sums and products of its printed schedules alone; seeded faults do not."""

import csv
import importlib.util
import shutil
from pathlib import Path

import pytest
import yaml

from designer import pipeline

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("by_hand", ROOT / "tests" / "by_hand.py")
by_hand = importlib.util.module_from_spec(spec)
spec.loader.exec_module(by_hand)

#: Schedule, column and factor of each planted fault, and how what is found begins.
PLANTED = (
    ("settings", "Set flow", 1.05, "ring TCS-01"),
    ("pumps", "Flow", 1.03, "facility pumps"),
    ("rack_flows", "Return", 1.02, "R-"),
    ("rack_flows", "Heat", 1.03, "heat of the racks"),
    ("cdus", "Head needed", 0.5, "head of TCS-01"),
    ("pumps", "Head", 1.03, "head of FWS: the pumps"),
    ("drops", "Drop", 1.05, "head of TCS-01"),
    ("drops", "Flow", 1.05, "head of TCS-01"),
    ("drop_paths", "Drop", 1.05, "head of TCS-01"),
    ("balance", "To air", 1.1, "balance"),
    ("cases", "Heat out", 1.02, "state"),
    ("trays", "Power", 1.1, "parts of the racks"),
)


def test_a_pack_closes_by_hand(pack):
    """Mass at every header, energy in every state and line, head along every path, from the files of schedules."""
    assert by_hand.faults(pack) == []


@pytest.fixture(scope="module", params=["dry", "air"])
def other(request, tmp_path_factory):
    """Two more halls issued without PDF: liquid racks behind dry coolers, in feet and psi; one without any liquid."""
    folder = tmp_path_factory.mktemp(request.param)
    name = {"dry": "small", "air": "air_hall"}[request.param]
    brief = yaml.safe_load((ROOT / "tests" / "pipeline" / f"{name}.yaml").read_text())
    if request.param == "dry":
        brief["project"].update(number="S2", name="Dry", units="IP")
        brief["site"]["climate"] = "norway-west-coast"
        brief["cooling"].update(rejection=["dry"])
    (folder / "site.yaml").write_text(yaml.safe_dump(brief))
    pipeline.issue(pipeline.design(folder / "site.yaml"), folder / "pack", pdf=False)
    return folder / "pack"


def test_the_head_of_other_halls_closes(other, tmp_path):
    """Along every path of their loops, solved and as sized; a control valve that is said to take a kilopascal or a psi
    more is found.
    """
    assert list(by_hand.head(other)) == []
    paths = {(row["Loop"], row["State"]) for row in by_hand.rows(other, "drop_paths")}
    assert {loop for loop, _ in paths} >= {"FWS"}
    assert len(paths) >= 2
    shutil.copytree(other / "schedules", tmp_path / "schedules")
    path = tmp_path / "schedules" / "drops.csv"
    read = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    row = next(row for row in read if row[2] == "control valve")
    row[-1] = str(float(row[-1].replace(",", "")) + 1.0)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(read)
    assert any(fault.startswith(f"head of {row[0]}") and "left over" in fault for fault in by_hand.head(tmp_path))


@pytest.mark.parametrize(("name", "column", "factor", "found"), PLANTED)
def test_a_planted_fault_does_not_close(pack, tmp_path, name, column, factor, found):
    """One number of one schedule changed is found."""
    shutil.copytree(pack / "schedules", tmp_path / "schedules")
    path = tmp_path / "schedules" / f"{name}.csv"
    read = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    at = next(i for i, head in enumerate(read[0]) if head.startswith(column))
    read[1][at] = str(float(read[1][at].replace(",", "")) * factor)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(read)
    assert any(fault.startswith(found) for fault in by_hand.faults(tmp_path)), name
