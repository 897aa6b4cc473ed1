"""The example design made by hand, and its trades."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_PATH = Path(__file__).resolve().parents[1] / "checks" / "example.py"


@pytest.fixture(scope="session")
def example() -> ModuleType:
    """The module that makes the example design."""
    spec = importlib.util.spec_from_file_location("example_for_bom", _PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["example_for_bom"] = module
    spec.loader.exec_module(module)
    return module
