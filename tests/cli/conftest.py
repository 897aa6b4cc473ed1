"""A made-up pack, and a pipeline that answers at once."""

import copy
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from designer import pipeline
from designer.checks.records import Finding, Findings, Verdict

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
LEDGER: dict[str, Any] = {
    "steps": [
        {
            "key": "cooling.liquid_heat[R-0101]",
            "title": "Heat of a rack that goes into the liquid",
            "symbol": "Q_liq",
            "symbolic": "P_rack * f_liq",
            "substituted": "132 kW * 0.87",
            "result": {"value": 114.84, "unit": "kW"},
            "inputs": [
                {
                    "symbol": "P_rack",
                    "quantity": {"value": 132, "unit": "kW"},
                    "origin": "rack/gb200-nvl72.power_design",
                    "status": "secondary",
                },
                {
                    "symbol": "f_liq",
                    "quantity": {"value": 0.87, "unit": ""},
                    "origin": "sizing.share",
                    "status": "derived",
                },
            ],
            "source": "derived",
            "clause": "",
            "limit": {"relation": "<=", "quantity": {"value": 250, "unit": "kW"}, "clause": "2.1", "source": "house"},
        },
        {
            "key": "sizing.share",
            "title": "Share",
            "symbol": "f",
            "symbolic": "a / b",
            "substituted": "115 / 132",
            "result": {"value": 0.87, "unit": ""},
            "inputs": [],
            "source": "derived",
        },
    ]
}
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
    for name, data in (("design.json", design), ("ledger.json", LEDGER), ("findings.json", FINDINGS)):
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

    def design(brief: Path, catalog: object, on_step: Any) -> SimpleNamespace:
        for step in ("read", "size", "size", "judge"):
            on_step(step)
        finding = Finding(
            "RED-01", told["verdict"], "blocks", "redundancy", ("TX-01",), "3", "2", "4.1", "house", "assumption"
        )
        return SimpleNamespace(design=None, findings=Findings((finding,), "go-with-conditions", ("RED-01",), {}))

    def issue(judged: object, folder: Path, pdf: bool = True) -> None:
        told["issued"].append((folder, pdf))
        write_pack(folder, DESIGN)

    monkeypatch.setattr(pipeline, "design", design)
    monkeypatch.setattr(pipeline, "issue", issue)
    return told
