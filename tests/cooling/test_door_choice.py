"""Which doors, where none or several are asked for: told beside air units, named where those fall short, per rack."""

from collections import Counter

import pytest

from designer.catalog import Catalog, Rack, RearDoor
from designer.cooling import carry
from designer.site.rear_doors import door_of, fits, rated_at, suiting

AIR = ("hgx-b200-air", (57.2, 0.0))


def notes(plan, key):
    """The facts of the notes of a key."""
    return [note.facts for note in plan.notes if note.key == f"cooling.{key}"]


@pytest.fixture(scope="module")
def doored(prairie, other, build, catalog):
    """Fourteen liquid-cooled racks and eight network racks whose air doors take, of two products."""
    site = other(prairie, rear_door="chilleddoor", rear_doors=(("network-rack", "coldlogik-cl20-48u800"),))
    return carry(site, *build(14), catalog)


@pytest.fixture(scope="module")
def bare(prairie, build, catalog):
    """The same without doors."""
    return carry(prairie, *build(14), catalog)


def test_each_kind_of_rack_gets_the_product_named_for_it(doored):
    """The doors of network racks are of their own product, all others of the one for every rack."""
    found = Counter((d.rack[:2], d.catalog) for d in doored.doors)
    assert found == {
        ("N-", "rear-door/coldlogik-cl20-48u800"): 8, ("R-", "rear-door/chilleddoor"): 14,
    }  # fmt: skip
    told = notes(doored, "rear_doors")
    assert sorted(facts["count"] for facts in told) == [8, 14]


def test_the_liquid_side_is_as_without_doors(doored, bare):
    """Heat, flow, supply and drop of every rack's coolant, and the liquid share of every rack kind."""
    key = [(r.tag, r.heat, r.flow, r.supply, r.drop) for r in doored.racks]
    assert key == [(r.tag, r.heat, r.flow, r.supply, r.drop) for r in bare.racks]
    lines = [[(x.subject, x.liquid) for x in p.balance if x.level == "rack kind"] for p in (doored, bare)]
    assert lines[0] == lines[1]


def test_doors_are_told_beside_the_air_units(bare):
    """Where the brief is silent the cost of doors stands beside that of the air units, with what they would take."""
    (facts,) = (*notes(bare, "rear_doors_dearer"), *notes(bare, "rear_doors_cheaper"))
    assert facts["count"] == 22
    dearer = bool(notes(bare, "rear_doors_dearer"))
    assert (facts["its"] >= facts["cost"]) is dearer
    assert facts["units"] == len(bare.air_units)
    assert facts["left"] < facts["units"]
    verdicts = {o.catalog: o.verdict for o in bare.options if o.kind == "rear-door"}
    assert verdicts["rear-door/chilleddoor"] in ("fits", "rest-remains")
    assert verdicts["rear-door/coldlogik-cl20-48u800"] == "some-racks"


def test_doors_are_named_where_air_units_fall_short(prairie, build, catalog):
    """Air-cooled racks and two air units, too few by far: the risk names the doors that would do, and with them the
    units are enough.
    """
    made = build(14, *AIR, {"air-unit": 2})
    plan = carry(prairie, *made, catalog)
    assert any(s.key == "cooling.air_units" for s in plan.shortfalls)
    (facts,) = notes(plan, "rear_doors_would_do")
    assert "ChilledDoor" in facts["doors"]
    assert facts["left"] <= 2


def test_with_the_doors_named_the_air_units_are_enough(prairie, other, build, catalog):
    """The same hall with the choice that was told: no air unit is missing."""
    plan = carry(other(prairie, rear_door="any"), *build(14, *AIR, {"air-unit": 2}), catalog)
    assert len(plan.doors) == 22
    assert not [s for s in plan.shortfalls if s.key == "cooling.air_units"]
    assert {f["door"] for f in notes(plan, "rear_door_choice")} >= {"ChilledDoor active rear door"}


@pytest.mark.parametrize("rack", ["network-rack", "hgx-b200-air", "legacy-40kw", "legacy-8kw", "storage-rack"])
def test_the_choice_draws_least_of_what_closes_and_is_able(prairie, other, rack):
    """By going through the catalog by hand: no fitting door that takes the rack's air draws less for its fans."""
    catalog, site = Catalog(), other(prairie, rear_door="any")
    chosen = door_of(site, catalog, rack)
    assert chosen == suiting(site, catalog, rack)
    record = catalog.get(Rack, rack)
    air = record.power_design.si("kW") * (1.0 - record.liquid_fraction.si(""))
    hot = site.wishes.cooling.air_supply.si("degC") + catalog.threshold("cooling", "air_delta").si("delta_degC")
    approach = catalog.threshold("sizing", "chilled_air_approach").si("delta_degC")
    water = site.wishes.cooling.air_supply.si("degC") - approach
    assert chosen is not None
    for door in catalog.all(RearDoor):
        if fits(door, record, 30.0) and rated_at(door, hot, water) >= air:
            assert chosen.fan_power.si("kW") <= door.fan_power.si("kW") + 1e-12


def test_a_door_never_takes_more_than_its_rating_by_name():
    """Colder water than the rated gives no more than the rating; as warm as the air, nothing."""
    door = Catalog().get(RearDoor, "chilleddoor")
    assert rated_at(door, 35.7, 10.0) == door.heat_rated.si("kW")
    assert rated_at(door, 35.7, 35.7) == 0.0
