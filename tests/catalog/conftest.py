"""The house catalog, read once for the tests of this folder."""

import pytest

from designer.catalog import Catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()
