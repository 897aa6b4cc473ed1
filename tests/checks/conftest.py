"""The example design and the ways to spoil it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from designer.checks.records import Design


def _load(name: str) -> ModuleType:
    full = f"checks_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).parent / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `case` every way to spoil the example."""
    if "case" in metafunc.fixturenames:
        cases = _load("spoil").CASES
        metafunc.parametrize(
            "case", cases, ids=[f"{rule}-{verdict.name.lower()}-{n}" for n, (rule, verdict, _) in enumerate(cases)]
        )


@pytest.fixture(scope="session")
def spoil() -> ModuleType:
    """The ways to break each rule."""
    return _load("spoil")


@pytest.fixture(scope="session")
def example() -> ModuleType:
    """The module that makes the example design."""
    return _load("example")


@pytest.fixture(scope="session")
def design(example: ModuleType) -> Design:
    """The example design, in which every rule passes."""
    made: Design = example.make_design()
    return made
