"""The tests of the reuse ledger, each failing in its turn."""

from dataclasses import replace

import pytest

from designer.ledger import Evidence, Status, Value
from designer.model import Fate
from designer.power import feed
from designer.power.reuse import judge_board, judge_transformer
from designer.units import q


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
