"""Coolants that the cases share."""

import pytest

from designer.catalog import Catalog, Coolant
from designer.sizing.coolant import Fluid, fluid_of


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


@pytest.fixture(scope="session")
def pg25(catalog: Catalog) -> Fluid:
    """25 % propylene glycol by volume."""
    return fluid_of(catalog.get(Coolant, "pg25"))


@pytest.fixture(scope="session")
def water(catalog: Catalog) -> Fluid:
    """Water."""
    return fluid_of(catalog.get(Coolant, "water"))
