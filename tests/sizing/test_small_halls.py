"""Coolers of small halls: none that carries more than the whole hall, where a smaller one of its kind stands by."""

from dataclasses import replace
from pathlib import Path

import pytest

from designer import site as site_room
from designer.catalog import Catalog
from designer.ledger import Evidence, Status, Value
from designer.sizing.basis import Basis
from designer.sizing.choices import choose_plant
from designer.units import q

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("megawatts", "slug"), [(1.2, "dry-1000-nordic"), (40.0, "bac-trillium-tdfs1238n")])
def test_a_small_hall_takes_small_coolers(megawatts, slug):
    """A dry hall of 1.2 MW is not cooled by two machines of 2.9 MW; one of 40 MW takes them. What is passed over is
    said.
    """
    catalog = Catalog()
    site = site_room.read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", catalog)
    limit, none = (Value(q(x, "MW"), Evidence("brief", Status.ASSUMPTION), "brief:test") for x in (megawatts, 0.0))
    cooling = replace(site.wishes.cooling, rejection=("dry", "chiller"), cooler="", chillers_allowed=True)
    wishes = replace(site.wishes, cooling=cooling, mining=replace(site.wishes.mining, keep=none))
    small = replace(site, feed=replace(site.feed, import_limit=limit), wishes=wishes)
    basis = Basis(small, catalog)
    choice = choose_plant(basis)
    assert choice.cooler is not None
    assert choice.cooler.slug == slug
    assert ("sizing.cooler_too_large" in {n.key for n in basis.notes}) == (megawatts < 10)
