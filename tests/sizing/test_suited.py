"""Products are chosen by the duty, the rule pack, the frequency and the room: another hall takes another one."""

from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog import Battery, Catalog
from designer.ledger import given
from designer.requirements.records import Requirements
from designer.site import read_site
from designer.site.records import ComputeWish, Site
from designer.sizing import size
from designer.sizing.basis import Basis
from designer.sizing.scale import scale_of
from designer.units import q

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog()


@pytest.fixture(scope="module")
def starter() -> Site:
    return read_site(ROOT / "templates" / "brief" / "site.yaml", CATALOG)


def chosen(site: Site, prefix: str) -> str:
    """The product of a kind of machine of a site's programme."""
    programme = size(site, Requirements(()), CATALOG)
    return next(m.catalog.partition("/")[2] for m in programme.modules if m.prefix == prefix)


def racks_of(site: Site, rack: str, racks: int) -> Site:
    """The site with so many racks of a kind."""
    return replace(site, wishes=replace(site.wishes, compute=(ComputeWish(rack, None, racks, None),)))


def test_a_chiller_is_built_for_the_frequency_of_the_feed(starter):
    """Machines of 60 Hz stand at no feed of 50 Hz; a small heat at 60 Hz takes the small machine."""
    small = racks_of(starter, "dgx-b300-x4", 6)
    warm = small.climate.model_copy(update={"monthly_mean": [given(q(34, "degC"), "brief")] * 12})
    at = {hz: replace(small, climate=warm, feed=replace(small.feed, frequency=given(q(hz, "Hz"), "brief")))
          for hz in (50, 60)}  # fmt: skip
    assert chosen(at[60], "CH") in ("carrier-30rb110", "trane-cgam110")
    assert chosen(at[50], "CH").startswith("1mw-")


def test_pumps_suit_the_flow(starter):
    """Four racks take a small pump, a hundred the large one."""
    names = [chosen(racks_of(starter, "gb200-nvl72", racks), "FWP") for racks in (4, 100)]
    assert names == ["facility-100", "facility-500"]


def test_a_low_hall_takes_no_machine_of_its_height(starter):
    """Under a ceiling of 2.4 m stand units of at most that height."""
    low = replace(starter, hall=replace(starter.hall, clear_height=given(q(2.4, "m"), "brief")))
    programme = size(low, Requirements(()), CATALOG)
    unit = next(m for m in programme.modules if m.prefix == "ACU")
    assert unit.height <= 2.4
    assert "fan-wall" not in unit.catalog


@pytest.mark.parametrize(("rules", "minutes", "cabinet"), [
    ("NEC", 10, "hpl-p1"),  # energy decides: 51 kWh against 35
    ("NEC", 1, "li-ion-cabinet"),  # power decides, the lighter of two alike
])  # fmt: skip
def test_batteries_suit_the_autonomy_and_the_rule_pack(starter, rules, minutes, cabinet):
    """Fewest cabinets by energy or by power; none of another rule pack."""
    power = replace(starter.wishes.power, rules=rules, core_ups=given(q(minutes, "min"), "brief"))
    assert chosen(replace(starter, wishes=replace(starter.wishes, power=power)), "BAT") == cabinet


def test_no_cabinet_of_another_rule_pack_is_taken():
    """Where only cabinets of the other rule pack are known, none is counted."""
    listed = [b.model_copy(update={"rules": ["IEC"]}) for b in CATALOG.all(Battery)]
    site = read_site(ROOT / "templates" / "brief" / "site.yaml", CATALOG)
    programme = size(site, Requirements(()), CATALOG.with_records(listed))
    assert not [m for m in programme.modules if m.prefix == "BAT"]


def test_the_least_cost_of_those_that_publish_is_taken_and_told(starter):
    """The chosen CDU costs least among those without an assumed deciding figure, and the note names the next."""
    programme = size(starter, Requirements(()), CATALOG)
    steps = [s for s in programme.steps if s.key.startswith("sizing.life_cost[cdu/")]
    costs = {s.key.rpartition("/")[2][:-1]: s.si("USD") for s in steps}
    published = {slug: costs[slug] for slug in ("cdu800", "deschutes", "xdu1350")}
    taken = chosen(starter, "CDU")
    assert taken == min(published, key=published.get)
    note = next(n for n in programme.notes if n.key == "sizing.cheapest" and n.subject == f"cdu/{taken}")
    assert note.facts["count"] == len(costs) > 5
    assert note.facts["second"] != note.facts["chosen"]


def test_the_scale_follows_what_is_wanted_and_what_there_is(starter):
    """Wanted racks count as wanted; of as many as possible, the import and the floor count, whichever is less. Where it
    is told how many stand, neither counts.
    """
    wanted = scale_of(Basis(racks_of(starter, "gb200-nvl72", 7), CATALOG))
    assert wanted.racks == 7.0
    assert wanted.liquid + wanted.air == pytest.approx(7 * 132.0, rel=0.02)
    endless = replace(starter, wishes=replace(starter.wishes, compute=(ComputeWish("gb200-nvl72", None, None, None),)))
    rich = replace(endless, feed=replace(endless.feed, import_limit=given(q(5000, "MW"), "brief")))
    by_import, by_floor = (scale_of(Basis(site, CATALOG)) for site in (endless, rich))
    assert 0 < by_import.racks < by_floor.racks < 0.6 * starter.hall.polygon.area
    assert scale_of(Basis(endless, CATALOG), floor=True) == by_floor
    for site in (endless, rich):
        assert scale_of(Basis(site, CATALOG), (("gb200-nvl72", 7),)) == wanted
