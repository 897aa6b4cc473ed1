"""The mine's coolers, chillers and fan walls: judged by duty, and fewer machines bought for those that pass."""

from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog import Catalog
from designer.layout.records import Placed
from designer.ledger import given
from designer.model import Box, Fate, Position
from designer.power.basis import Basis
from designer.power.reuse import ledger
from designer.power.rules import pack_of
from designer.requirements.records import Requirements
from designer.site import read_site
from designer.site.records import PlantItem
from designer.sizing import size
from designer.units import q

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog()


@pytest.fixture(scope="module")
def fjord():
    """A hall that wants three new dry coolers of 2.9 MW and five fan walls."""
    return read_site(ROOT / "outputs" / "fjord-5" / "site.yaml", CATALOG)


def surveyed(site, *lines):
    """The site with lines (tag, kind, product, count, year, condition) of cooling plant instead of its own survey."""
    blank = site.plant[0]
    items = tuple(
        PlantItem(
            **{f: getattr(blank, f) for f in PlantItem.__slots__}
            | {"tag": tag, "kind": kind, "catalog": product, "count": count, "year": given(q(year), "brief"),
               "condition": condition, "tags": tuple(f"{tag}-{i + 1:02d}" for i in range(count))}
        )
        for tag, kind, product, count, year, condition in lines
    )  # fmt: skip
    return replace(site, plant=items)


def counts(programme, prefix):
    """Machines of a bank, and how many of them stand already."""
    bank = next(m for m in programme.modules if m.prefix == prefix)
    return bank.count, len(bank.existing_tags), bank.catalog


def test_machines_that_pass_are_not_bought(fjord):
    """Five coolers of 1 MW: a bank of six of their product takes one new one, where three larger ones were bought;
    three fan walls spare three of five.
    """
    new = size(fjord, Requirements(()), CATALOG)
    kept = size(
        surveyed(
            fjord, ("DC", "cooler", "dry-1000-nordic", 5, 2022.0, "good"),
            ("AHU", "air-unit", "fan-wall-400", 3, 2021.0, "fair"),
        ),
        Requirements(()), CATALOG,
    )  # fmt: skip
    assert counts(new, "CLR")[:2] == (3, 0)
    count, standing, product = counts(kept, "CLR")
    assert (count - standing, standing, product) == (1, 5, "cooler/dry-1000-nordic")
    count, standing, _ = counts(kept, "ACU")
    assert (count - standing, standing) == (counts(new, "ACU")[0] - 3, 3)
    told = {n.subject: n.facts for n in kept.notes if n.key == "sizing.standing_kept"}
    assert told["DC"]["bought"] == 1


def test_coolers_of_several_products_share_a_bank(fjord):
    """Two coolers of 1 MW and one of 2.9 MW: beside a single new one they hold the heat with the largest out, where
    a bank of one product would take two.
    """
    lines = (
        ("DC", "cooler", "dry-1000-nordic", 2, 2022.0, "good"),
        ("DD", "cooler", "bac-trillium-tdfs1238n", 1, 2021.0, "good"),
    )
    made = size(surveyed(fjord, *lines), Requirements(()), CATALOG)
    bank = [(m.catalog, m.count, m.existing_tags) for m in made.modules if m.prefix == "CLR"]
    large, small = "cooler/bac-trillium-tdfs1238n", "cooler/dry-1000-nordic"
    assert bank == [(large, 1, ("DD-01",)), (small, 2, ("DC-01", "DC-02")), (large, 1, ())]
    assert [s.test for s in made.standing if s.kind == "cooler"] == ["duty", "duty"]
    told = [n.facts for n in made.notes if n.key == "sizing.standing_mixed"]
    assert [(f["bought"], f["instead"].magnitude) for f in told] == [(1, 2.0), (1, 2.0)]
    assert not [n for n in made.notes if n.key == "sizing.standing_kept"]


@pytest.mark.parametrize(
    ("line", "test"),
    [
        (("DC", "cooler", "dry-1000-nordic", 5, 2004.0, "good"), "age"),
        (("DC", "cooler", "dry-1000-nordic", 5, 2022.0, "poor"), "condition"),
        (("DC", "cooler", "tower-3000", 3, 2022.0, "good"), "duty_air"),
        (("DC", "cooler", "", 3, 2022.0, "good"), "not_surveyed_for_duty"),
        (("FAN", "air-unit", "mine-exhaust-fan", 120, 2022.0, "good"), "no_coil"),
        (("CH", "chiller", "1mw-air-cooled", 2, 2022.0, "good"), "no-duty"),
    ],
)
def test_the_first_test_that_fails_decides(fjord, line, test):
    """Product and rated point, coil, age, condition, reach at the design day: nothing is credited."""
    programme = size(surveyed(fjord, line), Requirements(()), CATALOG)
    assert [(s.survey, s.test, s.kept) for s in programme.standing] == [(line[0], test, ())]
    assert all(not m.existing_tags for m in programme.modules)


def test_the_ledger_says_what_becomes_of_each(fjord):
    """Of five that pass, four stand in the bank: those are overhauled, the fifth is moved away."""
    site = surveyed(fjord, ("DC", "cooler", "dry-1000-nordic", 5, 2022.0, "fair"))
    standing = size(site, Requirements(()), CATALOG).standing
    seats = [
        Placed(f"DC-{i:02d}", "cooler", "cooler/dry-1000-nordic", Box(Position(i, 0), 2, 9, 3), 0.0, existing=True)
        for i in (1, 2, 3, 4)
    ]
    basis = Basis(site, CATALOG, pack_of("IEC", CATALOG))
    found = [(x.tag, x.count, x.fate, x.test) for x in ledger(basis, {}, {}, {}, 0.0, (standing, seats))]
    assert found == [("DC-01", 4, Fate.REFURBISH, "duty"), ("DC-05", 1, Fate.RELOCATE, "not_needed")]
