"""Every note and reuse test of the room has its words, and the words ask for no fact that the note lacks."""

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORDS = yaml.safe_load((ROOT / "templates" / "words" / "notes" / "power.yaml").read_text())
LABELS = yaml.safe_load((ROOT / "templates" / "words" / "labels.yaml").read_text())
TREES = [ast.parse(p.read_text()) for p in sorted((ROOT / "designer" / "power").rglob("*.py"))]
CALLS = [n for tree in TREES for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]


def notes():
    """Key and fact names of each `basis.note(kind, key, subject, **facts)`; None where facts come from a mapping."""
    for call in CALLS:
        if call.func.attr == "note" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
            names = {k.arg for k in call.keywords}
            yield call.args[1].value, None if None in names else names | {"subject"}


def known():
    """The thresholds that can stand in for missing data."""
    for call in CALLS:
        if call.func.attr == "known" and len(call.args) == 3 and isinstance(call.args[1], ast.Constant):
            yield call.args[1].value


@pytest.mark.parametrize(("key", "facts"), sorted(notes(), key=lambda n: n[0]))
def test_note_has_words(key, facts):
    """The key has a title and a text whose fields are facts of the note."""
    entry = WORDS[key]
    fields = set(re.findall(r"{(\w+)}", entry["text"]))
    assert entry["title"]
    assert facts is None or fields <= facts


@pytest.mark.parametrize(
    "rule", sorted(set(known()) | {"impedance", "resistance", "impedance_tolerance", "reuse_rating_least"})
)
def test_missing_data_has_words(rule):
    """What is asked for and what is assumed in its place are both said."""
    assert {f"{rule}_unknown", f"{rule}_assumed"} <= set(WORDS)


def test_reuse_tests_have_labels():
    """Each deciding test of the reuse ledger has a label."""
    source = (ROOT / "designer" / "power" / "reuse.py").read_text()
    tests = set(re.findall(r'Verdict\([\w.]+, "(\w+)"', source)) | {"primary_voltage", "secondary_voltage"}
    assert len(tests) > 10
    assert tests <= set(LABELS["reuse_tests"])


def test_kinds_have_labels():
    """Each kind of element has a label."""
    kinds = {
        c.args[1].value
        for c in CALLS
        if c.func.attr == "add" and len(c.args) > 1 and isinstance(c.args[1], ast.Constant)
    }
    assert {"transformer", "busway", "ats", "panel"} - {"ats"} <= kinds
    assert kinds <= set(LABELS["kinds"])
