"""The printed validation manual is the list of validation tests."""

import importlib.util
from pathlib import Path

HERE = Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("collect_validation", HERE / "collect_validation.py")
assert spec
assert spec.loader
collect_validation = importlib.util.module_from_spec(spec)
spec.loader.exec_module(collect_validation)


def test_manual_lists_every_validation_test():
    """The words of the method sheet hold every validation test in its own words (`make packs` renews them)."""
    assert collect_validation.TARGET.read_text() == collect_validation.document()


def test_every_validation_test_says_what_it_shows():
    """A validation test without a sentence cannot stand in the manual."""
    assert not [case for case in collect_validation.cases() if len(case["shows"]) < 20]
