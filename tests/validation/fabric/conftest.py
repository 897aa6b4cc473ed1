"""The network builder of the fabric's own tests, for the published tables."""

from collections.abc import Callable
from types import ModuleType

import pytest

from designer.catalog import Catalog
from tests.fabric import conftest as fabric


@pytest.fixture(scope="session")
def helper() -> ModuleType:
    """The helper module of `tests/fabric`."""
    return fabric


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
