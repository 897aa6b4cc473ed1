"""The two aims of a phasing, over the kept study of prairie-25: each reaches its own best, and the orders differ."""

import csv
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "outputs" / "studies" / "prairie-25" / "result" / "table.csv"


def test_each_aim_reaches_what_it_wants():
    """Of two variants that differ in the aim alone, the earlier megawatt and the more mined energy go to their own aim;
    somewhere the orders differ, so that an earlier megawatt costs mined energy."""
    pairs: dict[tuple[str, ...], dict[str, tuple[float, float]]] = {}
    for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()):
        if row["status"] == "designed":
            rest = tuple(value for key, value in row.items() if key.startswith("axis ") and key != "axis aim")
            found = float(row["first_mw [week]"]), float(row["mined [MWh]"])
            pairs.setdefault(rest, {})[row["axis aim"]] = found
    both = [(one["earliest-ai"], one["most-mining"]) for one in pairs.values() if len(one) == 2]
    assert len(both) >= 50
    assert all(early[0] <= mining[0] and mining[1] >= early[1] for early, mining in both)
    assert any(early[0] < mining[0] and mining[1] > early[1] for early, mining in both)
