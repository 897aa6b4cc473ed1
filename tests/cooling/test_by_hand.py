"""The loops of a pack close by hand: sums and products of its printed schedules alone; seeded faults do not."""

import csv
import importlib.util
import shutil
from pathlib import Path

import pytest

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
    ("cdus", "Head needed", 3.0, "head of"),
    ("balance", "To air", 1.1, "balance"),
    ("cases", "Heat out", 1.02, "state"),
    ("trays", "Power", 1.1, "parts of the racks"),
)


def test_a_pack_closes_by_hand(pack):
    """Mass at every header, energy in every state and line, head between its bounds, from the files of schedules."""
    assert by_hand.faults(pack) == []


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
