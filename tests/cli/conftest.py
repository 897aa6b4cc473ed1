"""A made-up pack, and a pipeline that answers at once."""

import copy
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from designer import pipeline
from designer.checks.records import Finding, Findings, Verdict
from designer.documents.exports import steps_json
from designer.ledger import Evidence, Limit, Status, Value
from designer.redundancy.formulas import served_share
from designer.sizing.formulas import liquid_per_rack
from designer.units import q

DESIGN: dict[str, Any] = {
    "summary": {
        "racks": 96,
        "gpus": 6912,
        "it_power": {"value": 12.672, "unit": "MW"},
        "verdict": "go-with-conditions",
    },
    "power": {"transformers": [{"tag": "TX-01", "rating": {"value": 2500.0, "unit": "kVA"}, "fate": "REUSE-IN-PLACE"}]},
    "layout": {"racks": [{"tag": "R-0101", "kind": "gb200-nvl72", "x": 3.25, "row": "A"}]},
}
#: Two steps as a pack writes them: the share of one is an input of the other.
SHARE = served_share.step("sizing.share", n_served=115, n_removals=132)
HEAT = liquid_per_rack.step(
    "cooling.liquid_heat[R-0101]",
    limit=Limit("<=", q(250.0, "kW"), "2.1", "house"),
    P_rack=Value(q(132.0, "kW"), Evidence("dgx", Status.SECONDARY), "rack/gb200-nvl72.power_design"),
    f_liq=SHARE,
)
FINDINGS: dict[str, Any] = {
    "findings": [{"rule": "RED-01", "verdict": "fail", "value": "3", "limit": "2", "subjects": ["TX-01"]}]
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A small pack."""
    return write_pack(tmp_path / "pack", DESIGN)


def write_pack(folder: Path, design: dict[str, Any]) -> Path:
    """Write the made-up pack with another design."""
    folder.mkdir()
    (folder / "ledger.json").write_bytes(steps_json([SHARE, HEAT]))
    for name, data in (("design.json", design), ("findings.json", FINDINGS)):
        (folder / name).write_text(json.dumps(data))
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The same pack with one rack fewer and a new transformer."""
    design = copy.deepcopy(DESIGN)
    design["summary"]["racks"] = 95
    design["power"]["transformers"].append({"tag": "TX-11", "rating": {"value": 2500.0, "unit": "kVA"}, "fate": "NEW"})
    return write_pack(tmp_path / "other", design)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Makes the pipeline answer with these findings, and remembers what was issued."""
    told: dict[str, Any] = {"verdict": Verdict.PASS, "issued": []}

    def design(brief: Path, catalog: object, on_step: Any, deep: bool = False) -> SimpleNamespace:
        for step in ("read", "size", "size", "judge"):
            on_step(step)
        finding = Finding(
            "RED-01", told["verdict"], "blocks", "redundancy", ("TX-01",), "3", "2", "4.1", "house", "assumption"
        )
        return SimpleNamespace(design=None, findings=Findings((finding,), "go-with-conditions", ("RED-01",), {}))

    def issue(judged: object, folder: Path, pdf: bool = True, since: object = None) -> None:
        told["issued"].append((folder, pdf))
        write_pack(folder, DESIGN)

    monkeypatch.setattr(pipeline, "design", design)
    monkeypatch.setattr(pipeline, "issue", issue)
    return told
