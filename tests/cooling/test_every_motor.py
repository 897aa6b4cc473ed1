"""Whatever cools a small hall: each machine that is placed has its load and its element, and heat in is heat out."""

import math
from pathlib import Path

import pytest
import yaml

from designer import pipeline
from designer.catalog import Catalog

pytestmark = pytest.mark.slow

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"
MOTORS = ("cdu", "pump", "cooler", "chiller", "air-unit")
CASES = {
    "liquid": {},
    "air-alone": {"rack": "hgx-h100-air", "cooling": {"chillers_allowed": False}},
    "air-and-chillers": {"rack": "hgx-h100-air", "cooling": {"chillers_allowed": True}},
    "trim": {"cooling": {"rejection": ["dry", "chiller"], "chillers_allowed": True, "supply_temperature": "30 degC"}},
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_each_machine_is_a_load_and_heat_leaves_by_what_stands(name, tmp_path):
    """No machine stands idle by omission; a way of rejection with heat has machines, and all of it adds up."""
    brief = yaml.safe_load(SMALL.read_text())
    brief["cooling"].update(CASES[name].get("cooling", {}))
    brief["compute"]["rack"] = CASES[name].get("rack", brief["compute"]["rack"])
    path = tmp_path / "site.yaml"
    path.write_text(yaml.safe_dump(brief))
    trades = pipeline.design(path, Catalog()).design.trades
    plan = trades.cooling
    placed = {p.tag for p in trades.layout.placed if p.kind in MOTORS}
    assert placed == {x.tag for x in plan.loads if x.kind in MOTORS}
    assert placed == {e.tag for e in plan.elements if e.kind in MOTORS}
    standing = {kind for kind in ("cooler", "chiller") for r in plan.rejection if r.catalog.startswith(kind)}
    ways = {way for way in ("cooler", "chiller") if plan.rejected.get(f"{way}s", 0.0) > 1e-6}
    assert ways <= standing
    put_in = next(line.power for line in plan.balance if line.level == "total")
    assert math.fsum(plan.rejected.values()) == pytest.approx(put_in, rel=1e-9)
    piped = {p.tag for p in trades.layout.placed if p.kind in ("expansion", "buffer", "exchanger", "chiller", "cooler")}
    assert all(any(f"-{tag}-" in r.tag for r in plan.pipes) for tag in piped)
