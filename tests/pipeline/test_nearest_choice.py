"""What a finding of a whole design calls the nearest feasible choice, written into the brief, ends that finding."""

from pathlib import Path

import pytest
import yaml

from designer import pipeline
from designer.catalog import Catalog
from designer.errors import Refused
from designer.fabric import topologies
from designer.site.reading import read_site

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parent / "small.yaml"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The house catalog."""
    return Catalog()


def settled(folder: Path, catalog: Catalog, **said: dict):
    """The settled trades of the small hall with other wishes under `site`, `hall`, `cooling`, ..."""
    brief = yaml.safe_load(SMALL.read_text()) | {"plant": []}
    for key, wishes in said.items():
        brief[key] = brief[key] | wishes
    path = folder / "brief.yaml"
    path.write_text(yaml.safe_dump(brief))
    return pipeline._agreed(read_site(path, catalog, topologies.names(), needs_hall=True), catalog, lambda _: None)[0]


def test_no_cooler_for_the_day(tmp_path, catalog):
    """Dry coolers alone at 30 degC in a warm place: the supply that is named lets them do."""
    wish = {"supply_temperature": "30 degC", "rejection": ["dry"], "chillers_allowed": False}
    made = settled(tmp_path, catalog, cooling=wish)
    note = next(n for n in made.cooling.notes if n.key == "cooling.facility_supply")
    assert "cooling.facility_supply" in {s.key for s in made.cooling.shortfalls}
    nearest = note.facts["nearest"].m_as("degC")
    assert nearest == pytest.approx(round(nearest, 1)), "as it can be written into a brief"
    cured = settled(tmp_path, catalog, cooling=wish | {"supply_temperature": f"{nearest:.1f} degC"})
    assert not cured.cooling.shortfalls
    assert cured.programme.gpu_racks == 3
    units = [sum(m.count for m in one.programme.modules if m.prefix == "CDU") for one in (made, cured)]
    assert units[0] <= units[1], "more CDUs do not make outdoor air colder"
    colder = settled(tmp_path, catalog, cooling=wish | {"supply_temperature": f"{nearest - 0.3:.1f} degC"})
    assert colder.cooling.shortfalls, "the nearest one"


def test_water_for_no_rack(tmp_path, catalog):
    """Towers behind too little water: a tenth more than the first rack is said to take carries it."""
    wish, water = {"rejection": ["tower"]}, {"available": True, "daily_limit": "2 m3/day"}
    made = settled(tmp_path, catalog, cooling=wish, site={"water": water})
    note = next(n for n in made.programme.notes if n.key.startswith("sizing.water_for_no_rack"))
    assert not made.programme.gpu_racks
    more = water | {"daily_limit": f"{1.1 * note.facts['rack'].m_as('L/day'):.0f} L/day"}
    cured = settled(tmp_path, catalog, cooling=wish, site={"water": more})
    assert cured.programme.gpu_racks == 1
    assert not cured.cooling.shortfalls


def test_a_yard_far_away_gets_wider_pipes(tmp_path, catalog):
    """Coolers 900 m away are beyond every pump with pipes of the usual gradient: wider ones bring the head within."""
    far = {"yards": [[[0, 900], [40, 900], [40, 950], [0, 950]]]}
    made = settled(tmp_path, catalog, hall=far)
    assert not made.cooling.shortfalls
    note = next(n for n in made.cooling.notes if n.key == "cooling.wider_pipes")
    assert note.facts["share"].m_as("%") < 100.0


def test_air_without_chillers_comes_from_colder_facility_water(tmp_path, catalog):
    """Towers in a hot dry place, no air temperature wished: outdoor air is too warm, so coils with the water that the
    towers make cool the hall, and nothing is left in its air.
    """
    made = settled(tmp_path, catalog, cooling={"rejection": ["tower"]}, site={"climate": "amarillo-tx"})
    assert made.cooling.air_source == "facility"
    assert not made.cooling.shortfalls
    assert "sizing.supply_for_air" in {n.key for n in made.programme.notes}
    assert "air_supply_by_water" in {n.key.rpartition(".")[2] for n in made.site.notes}


def test_dry_coolers_and_chillers_where_water_carries_no_rack(tmp_path, catalog):
    """Half a cubic metre a day is too little for pads before chillers: dry coolers stand there, and the racks too."""
    wish = {"supply_temperature": "25 degC", "rejection": ["dry", "adiabatic", "chiller"]}
    water = {"available": True, "daily_limit": "0.5 m3/day"}
    made = settled(tmp_path, catalog, cooling=wish, site={"water": water, "climate": "pasco-wa"})
    assert made.programme.gpu_racks > 0
    assert made.cooling.daily_water == 0.0
    assert {m.catalog for m in made.programme.modules if m.prefix == "CLR"} == {"cooler/dry-1000-nordic"}


def refused(folder: Path, catalog: Catalog, **said: dict) -> dict[str, str]:
    """The facts of the mistake for which a brief is refused: evaporation where there is no water."""
    with pytest.raises(Refused) as mistakes:
        settled(folder, catalog, **said)
    return next(m.facts for m in mistakes.value.mistakes if m.code == "rejection-without-water")


DRY_PLACE = {"water": {"available": False}}
#: A day of 45 degC: warmer by the approaches than any rack's supply may be.
DESERT = DRY_PLACE | {"climate": {"design_dry_bulb": "45 degC", "design_wet_bulb": "22 degC",
                                  "winter_dry_bulb": "4 degC"}}


def test_towers_without_water(tmp_path, catalog):
    """Towers where there is no water are refused, and dry coolers hold the supply that the refusal names, but none that
    is colder by a CDU's whole approach.
    """
    wish = {"rejection": ["tower"], "supply_temperature": "35 degC"}
    named = refused(tmp_path, catalog, cooling=wish, site=DRY_PLACE)["dry"]
    dry = {"rejection": ["dry"], "supply_temperature": named}
    cured = settled(tmp_path, catalog, cooling=dry, site=DRY_PLACE)
    assert not cured.cooling.shortfalls
    assert cured.programme.gpu_racks == 3
    colder = f"{float(named.split()[0]) - 4.0:.1f} degC"
    made = settled(tmp_path, catalog, cooling=dry | {"supply_temperature": colder}, site=DRY_PLACE)
    assert "cooling.facility_supply" in {s.key for s in made.cooling.shortfalls}


def test_towers_in_a_desert_without_water(tmp_path, catalog):
    """Where dry coolers would need a supply that no rack takes, the refusal says so and names chillers."""
    facts = refused(tmp_path, catalog, cooling={"rejection": ["tower"]}, site=DESERT)
    assert facts == {"beyond": "54 degC", "limit": "45 degC"}


def test_a_desert_without_water_or_chillers(tmp_path, catalog):
    """Dry coolers alone at 45 degC: no supply that racks take is feasible, a chiller is named; with it and the ways of
    rejection that name it the hall stands without a shortfall.
    """
    wish = {"supply_temperature": "40 degC", "rejection": ["dry"], "chillers_allowed": False}
    made = settled(tmp_path, catalog, cooling=wish, site=DESERT)
    note = next(n for n in made.cooling.notes if n.key == "cooling.facility_supply_beyond")
    assert "cooling.facility_supply" in {s.key for s in made.cooling.shortfalls}
    cure = {"rejection": ["dry", "chiller"], "chillers_allowed": True, "chiller": note.facts["choice"]}
    cured = settled(tmp_path, catalog, cooling=wish | cure, site=DESERT)
    assert not cured.cooling.shortfalls
    assert cured.programme.gpu_racks == 3
