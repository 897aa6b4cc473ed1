"""The example design and the ways to spoil it."""

from types import ModuleType

import pytest

from designer.checks.records import Design
from tests.checks import example as examples
from tests.checks import spoil as spoils


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `case` every way to spoil the example."""
    if "case" in metafunc.fixturenames:
        cases = spoils.CASES
        metafunc.parametrize(
            "case", cases, ids=[f"{rule}-{verdict.name.lower()}-{n}" for n, (rule, verdict, _) in enumerate(cases)]
        )


@pytest.fixture(scope="session")
def spoil() -> ModuleType:
    """The ways to break each rule."""
    return spoils


@pytest.fixture(scope="session")
def example() -> ModuleType:
    """The module that makes the example design."""
    return examples


@pytest.fixture(scope="session")
def design(example: ModuleType) -> Design:
    """The example design, in which every rule passes."""
    made: Design = example.make_design()
    return made
