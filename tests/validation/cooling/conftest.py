"""A workbench of the cooling room and coolant states that the cases share."""

from pathlib import Path

import pytest

from designer import site as site_room
from designer.catalog import Catalog, Coolant
from designer.cooling.bench import Bench, bench_of
from designer.sizing.coolant import Fluid, FluidState, fluid_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


@pytest.fixture
def bench(catalog: Catalog) -> Bench:
    """The workbench of the prairie site."""
    return bench_of(site_room.read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", catalog), catalog)


@pytest.fixture(scope="session")
def pg25(catalog: Catalog) -> Fluid:
    """25 % propylene glycol by volume."""
    return fluid_of(catalog.get(Coolant, "pg25"))


@pytest.fixture(scope="session")
def water(catalog: Catalog) -> Fluid:
    """Water."""
    return fluid_of(catalog.get(Coolant, "water"))


@pytest.fixture(scope="session")
def network_water() -> FluidState:
    """Water as the published networks state it: 998.2061 kg/m3, 1.001605 mPa s."""
    return FluidState(20.0, 998.2061, 4182.0, 1.001605e-3, 0.598)


@pytest.fixture(scope="session")
def warm_pg25() -> FluidState:
    """PG25 at 40 degC as the published single pipe states it: 1010.455 kg/m3, 1.384399 mPa s."""
    return FluidState(40.0, 1010.455, 3960.0, 1.384399e-3, 0.482)
