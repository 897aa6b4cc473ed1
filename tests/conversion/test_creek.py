"""creek-8 as it stands and with the stated remedies in its brief."""

import json
from pathlib import Path

import yaml

from designer import pipeline
from designer.catalog import Catalog
from designer.fabric import topologies
from designer.site.reading import read_bytes

SITE = Path(__file__).resolve().parents[2] / "outputs" / "creek-8"


def remedied():
    """The brief with a new shell and slab, a second route, permits, and plant that rejects the heat."""
    data = yaml.safe_load((SITE / "site.yaml").read_text())
    hall, site = data["hall"], data["site"]
    hall.pop("columns")
    hall |= {
        "footprint": [[0, 0], [320, 0], [320, 60], [0, 60]],
        "clear_height": "24 ft",
        "sprinklered": True,
        "slab": {"thickness": "8 in", "concrete_strength": "4000 psi", "subgrade_modulus": "150 pci",
                 "uniform_load": "350 psf"},
        "doors": [
            {"tag": "D1", "at": [0, 30], "width": "14 ft", "height": "14 ft", "kind": "roll-up"},
            {"tag": "D2", "at": [320, 30], "width": "3 ft", "height": "7 ft", "kind": "personnel", "exit": True},
            {"tag": "D3", "at": [160, 60], "width": "3 ft", "height": "7 ft", "kind": "personnel", "exit": True},
        ],
        "openings": [],
        "yards": [[[0, -100], [320, -100], [320, -10], [0, -10]], [[0, 70], [320, 70], [320, 160], [0, 160]]],
    }  # fmt: skip
    ends = {"length": "95 mi", "metro": "Knoxville", "entry": ["320 ft", "10 ft"]}
    site["fibre"].append({"name": "Ridge route", "path": "ridge", **ends})
    site |= {"permits": "granted", "water": {"available": True, "daily_limit": "60000 gal/day"}}
    data["cooling"].pop("rejection")
    data["cooling"]["chillers_allowed"] = True
    return data


def test_the_remedies_flip_the_answer():
    """Height, slab, route, permits and cooling say no as it stands; with each cured the same feed carries a hall."""
    before = json.loads((SITE / "pack" / "findings.json").read_text())
    assert before["conclusion"] in ("do-not-reuse-shell", "stay-a-mine")
    assert {"LAY-10", "LAY-13", "SIT-02", "SIT-03"} <= set(before["reasons"])
    catalog = Catalog()
    read = read_bytes(json.dumps(remedied()).encode(), "creek", catalog, None, topologies.names())
    judged = pipeline.develop(read, catalog)
    assert judged.findings.conclusion in ("go", "go-with-conditions")
    assert judged.design.trades.programme.gpu_racks > 0
    assert not [f.rule for f in judged.findings.failed if f.severity == "block"]
