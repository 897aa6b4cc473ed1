"""The network builder of the fabric's own tests, for the published tables."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from designer.catalog import Catalog

_PATH = Path(__file__).resolve().parents[2] / "fabric" / "conftest.py"


def _helper() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fabric_helper", _PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fabric_helper"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def helper() -> ModuleType:
    """The helper module of `tests/fabric`."""
    return _helper()


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


@pytest.fixture(scope="session")
def build(helper: ModuleType, catalog: Catalog) -> Callable[..., object]:
    """Build a compute network of so many nodes."""
    from designer.fabric.topologies import topology

    def made(nodes: int, **said: object) -> object:
        ask = helper.make_ask(catalog, nodes, **said)
        return topology(ask.topology).build(ask).network

    return made
