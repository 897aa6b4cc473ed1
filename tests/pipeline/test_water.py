"""A hall bound by its water ends just under it, names it, and loses no rack with more of it."""

from pathlib import Path

import pytest
import yaml

from designer import pipeline
from designer.catalog import Catalog
from designer.fabric import topologies
from designer.site.reading import read_site

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parent / "small.yaml"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


def hall(
    folder: Path, catalog: Catalog, rejection: str, water: float, climate: str = "us-midwest", supply: float = 38.0
):
    """The settled trades of the small hall with a limit of water [m3/day] and a supply to the racks [degC]."""
    brief = yaml.safe_load(SMALL.read_text())
    brief["site"]["water"] = {"available": True, "daily_limit": f"{water} m3/day"}
    brief["site"]["climate"] = climate
    brief["site"]["utility"]["import_limit"] = "3 MW"
    brief["compute"] = {"rack": "gb200-nvl72", "racks": "max"}
    brief["plant"] = []
    brief["cooling"] = {"rejection": [rejection], "supply_temperature": f"{supply} degC"}
    path = folder / f"{rejection}-{water}.yaml"
    path.write_text(yaml.safe_dump(brief))
    read = read_site(path, catalog, topologies.names(), needs_hall=True)
    return pipeline._agreed(read, catalog, lambda step: None)[0]


def test_water_is_spared_before_racks_are_given_up(tmp_path, catalog):
    """Behind half a cubic metre a day a hall that warmer facility water does without evaporation keeps its racks: CDUs
    of a closer approach stand there, and the decision says why.
    """
    made = hall(tmp_path, catalog, "adiabatic", 0.5, supply=41.0)
    assert made.programme.binding != "water"
    assert made.programme.gpu_racks > 15
    assert made.cooling.daily_water <= 500.0
    assert any(n.key == "sizing.approach_for_water" for n in made.programme.notes)
    assert not [s for s in made.cooling.shortfalls if s.key.startswith("cooling.water")]


@pytest.mark.parametrize(
    ("rejection", "water", "climate"), [("tower", 31.0, "us-midwest"), ("adiabatic", 25.0, "phoenix-az")]
)
def test_a_hall_ends_just_under_its_water(rejection, water, climate, tmp_path, catalog):
    """Water binds: the day takes no more than there is, one rack more would or did take too much; in the first hall 1 %
    more water loses none.
    """
    made = hall(tmp_path, catalog, rejection, water, climate)
    racks, taken = made.programme.gpu_racks, made.cooling.daily_water / 1000.0
    assert made.programme.binding == "water"
    tried = {c.key: c.amount for c in made.programme.constraints}
    assert 0 < taken <= water
    assert water < taken * (racks + 1) / racks or tried["water_racks.max"] == racks
    assert not [s for s in made.cooling.shortfalls if s.key.startswith("cooling.water")]
    if rejection == "tower":
        assert hall(tmp_path, catalog, rejection, round(1.01 * water, 3), climate).programme.gpu_racks >= racks
