"""The tests of the reuse ledger, each failing in its turn."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from designer import pipeline
from designer.catalog import Transformer
from designer.ledger import Evidence, Status, Value
from designer.model import Fate
from designer.power import feed
from designer.power.reuse import judge_board, judge_set, judge_transformer
from designer.units import q

pytestmark = pytest.mark.slow

SMALL = Path(__file__).resolve().parents[1] / "pipeline" / "small.yaml"


def said(number, unit=""):
    """A surveyed value."""
    return Value(q(number, unit), Evidence("brief", Status.READ), "survey")


@pytest.fixture
def transformer(prairie):
    """The surveyed transformers."""
    return next(p for p in prairie.plant if p.kind == "transformer")


@pytest.fixture
def board(prairie):
    """The surveyed boards."""
    return next(p for p in prairie.plant if p.kind == "switchboard")


@pytest.mark.parametrize(
    ("change", "fate", "test"),
    [
        ({}, Fate.REUSE, "loading"),
        ({"primary": said(13.8, "kV")}, Fate.DEMOLISH, "primary_voltage"),
        ({"secondary": said(480, "V")}, Fate.DEMOLISH, "secondary_voltage"),
        ({"rating": said(1500, "kVA")}, Fate.RELOCATE, "rating"),
        ({"rating": said(15000, "kVA")}, Fate.RELOCATE, "no_board"),
        ({"year": said(1998)}, Fate.DEMOLISH, "age"),
        ({"condition": "poor"}, Fate.DEMOLISH, "condition"),
        ({"condition": "fair"}, Fate.REFURBISH, "condition"),
    ],
)
def test_transformer(basis, transformer, change, fate, test):
    """One fault at a time decides."""
    verdict = judge_transformer(basis, replace(transformer, **change))
    assert (verdict.fate, verdict.test) == (fate, test)


@pytest.mark.parametrize(
    ("change", "fault", "fate", "test"),
    [
        ({}, 68.7, Fate.DEMOLISH, "fault_level"),
        ({"interrupting": Value(None, Evidence("brief", Status.UNKNOWN), "x")}, 10.0, Fate.DEMOLISH, "fault_unknown"),
        ({"secondary": said(480, "V")}, 10.0, Fate.DEMOLISH, "voltage"),
        ({"catalog": "lv-415-4000-65"}, 50.0, Fate.DEMOLISH, "main_rating"),
        ({"catalog": ""}, 50.0, Fate.DEMOLISH, "main_rating"),
        ({"catalog": "", "bus_current": said(5000, "A")}, 50.0, Fate.DEMOLISH, "maintainability"),
        ({"catalog": "lv-415-4000-100"}, 50.0, Fate.REUSE, "fault_level"),
        ({"catalog": "lv-415-4000-100", "condition": "fair"}, 50.0, Fate.REFURBISH, "fault_level"),
    ],
)
def test_board(basis, board, change, fault, fate, test):
    """Fault level first, then the main's continuous rating, then maintainability."""
    verdict = judge_board(basis, replace(board, **change), 3478.0, fault)
    assert (verdict.fate, verdict.test) == (fate, test)


def test_kept_board_is_an_element_of_the_survey(build, prairie, catalog):
    """A board that passes stands in the graph as reused, under its survey tag."""
    plant = tuple(
        replace(p, catalog="lv-415-4000-100", interrupting=said(100, "kA")) if p.kind == "switchboard" else p
        for p in prairie.plant
    )
    layout = build["hall"](racks=20, rows=2)
    chain = feed(
        replace(prairie, plant=plant),
        build["programme"](20),
        layout,
        [*build["racks"](layout), *build["plant"]()],
        catalog,
    )
    element = next(e for e in chain.elements if e.tag == "MSB-01")
    assert (element.fate, element.survey) == (Fate.REUSE, "MSB-01")
    assert next(e for e in chain.elements if e.tag == "MSB-11").fate is Fate.NEW


@pytest.mark.parametrize(
    ("change", "sets", "fate", "test"),
    [
        ({}, 0.0, Fate.RELOCATE, "no_sets_wanted"),
        ({"secondary": said(480, "V")}, 2500.0, Fate.DEMOLISH, "voltage"),
        ({"year": said(1998)}, 2500.0, Fate.DEMOLISH, "age"),
        ({"condition": "poor"}, 2500.0, Fate.DEMOLISH, "condition"),
        ({"rating": said(1000, "kW")}, 2500.0, Fate.RELOCATE, "sets_unlike"),
        ({}, 2500.0, Fate.RELOCATE, "sets_alike"),
    ],
)
def test_generating_set(basis, transformer, change, sets, fate, test):
    """Wanted, voltage, age, condition, rating decide in turn; a set like the new ones is a question to its maker."""
    item = replace(transformer, kind="generator", rating=said(2.5, "MW"), tag="GEN")
    verdict = judge_set(basis, replace(item, **change), sets)
    assert (verdict.fate, verdict.test) == (fate, test)
    assert any(n.key == "power.set_may_stay" for n in basis.notes) == (test == "sets_alike")


def _plant(tag, count, rating, **more):
    return {
        "tag": tag, "count": count, "kind": "transformer", "rating": rating, "primary": "34.5 kV",
        "secondary": "415 V", "impedance": "5.75 %", "year": 2021, "condition": "good", **more,
    }  # fmt: skip


ODD = {
    "mixed": [_plant("TX", 2, "2.5 MVA"), _plant("TY", 2, "2.5 MVA"), _plant("TZ", 1, "1.5 MVA")],
    "numbers meet": [_plant(tag, 2, "2.5 MVA", primary="22 kV", secondary="400 V") for tag in ("TX", "TY")],
    "one of 15 MVA": [_plant("TX", 1, "15 MVA")],
    "old": [_plant("TX", 4, "2.5 MVA", year=1990)],
}


@pytest.mark.parametrize("plant", ODD.values(), ids=ODD)
def test_odd_plants_design(tmp_path, plant):
    """Units whose numbers meet, a unit that no board takes, units too old: each gives a hall whose tags are unique, and
    every rack two blocks.
    """
    brief = yaml.safe_load(SMALL.read_text())
    brief["plant"] = plant
    path = tmp_path / "site.yaml"
    path.write_text(yaml.safe_dump(brief))
    chain = pipeline.design(path).design.trades.power
    tags = [e.tag for e in chain.elements]
    assert len(tags) == len(set(tags))
    blocks = [b.tag for b in chain.blocks]
    assert len(blocks) == len(set(blocks))
    assert chain.assignments
    assert all(a.block_a != a.block_b for a in chain.assignments if a.load.startswith("R-"))
    fates = {line.tag: line.fate for line in chain.reuse}
    kept = {e.survey for e in chain.elements if e.kind == "transformer" and e.survey}
    assert bool(kept) == any(f.stands and f is not Fate.RELOCATE for f in fates.values())


def _on_other_feeders(tmp_path, **surveyed):
    """The small hall on 25 kV, whose surveyed transformers have the tags that new ones get."""
    brief = yaml.safe_load(SMALL.read_text())
    brief["site"]["utility"]["voltage"] = "25 kV"
    brief["plant"] = [_plant("TX", 4, **{"rating": "2.5 MVA", "primary": "25 kV", **surveyed})]
    path = tmp_path / "site.yaml"
    path.write_text(yaml.safe_dump(brief))
    return pipeline.design(path)


@pytest.mark.parametrize(
    "surveyed", [{"secondary": "600 V"}, {"rating": "400 kVA", "secondary": "400 V"}], ids=["600 V", "400 kVA"]
)
def test_a_new_transformer_is_none_of_the_survey(tmp_path, surveyed):
    """New units are rated and judged by their product, though surveyed ones that leave had the same tags."""
    judged = _on_other_feeders(tmp_path, **surveyed)
    trades = judged.design.trades
    units = {e.tag: e for e in trades.power.elements if e.kind == "transformer"}
    product = trades.catalog.get(Transformer, units["TX-01"].catalog.removeprefix("transformer/"))
    assert {(e.fate, e.survey) for e in units.values()} == {(Fate.NEW, "")}
    assert {e.rating.m_as("kVA") for e in units.values()} == {product.rating.si("kVA")}
    assert "POW-18" not in judged.findings.failing


def test_a_primary_that_no_product_has_is_a_question(tmp_path):
    """25 kV is in no record: the size, losses and price of another voltage stand in, and the pack asks."""
    notes = _on_other_feeders(tmp_path, secondary="600 V").design.trades.power.notes
    asked = [n for n in notes if n.key == "power.primary_not_listed"]
    (note,) = asked
    assert (note.kind.value, note.facts["wound"].m_as("kV"), note.facts["listed"].m_as("kV")) == ("rfi", 25.0, 22.0)
