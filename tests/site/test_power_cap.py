"""The cap on a rack's power: said in the brief, or proposed where the shelves of one side carry less."""

import pytest

from designer.catalog import Catalog, Rack
from designer.errors import Refused
from designer.site.power_cap import capped, side_capacity
from designer.units import q


@pytest.mark.parametrize(("rack", "cap"), [("gb300-nvl72", 132.0), ("gb200-nvl72", None), ("hgx-b200-air", None)])
def test_proposed_where_one_side_carries_less(small, reads, rack, cap):
    """Eight shelves of 33 kW carry 132 kW from one side: a rack of 135 kW is capped to it and it is said; one of
    132 kW, or one without shelves, is not.
    """
    small["compute"] = {"rack": rack, "racks": 4}
    site = reads(small)
    wish = site.wishes.compute[0]
    assert (wish.power_cap.si("kW") if wish.power_cap else None) == cap
    assert any(note.key == "site.power_cap_proposed" for note in site.notes) == (cap is not None)
    assert side_capacity(n_shelves=8, P_shelf=q(33, "kW")).m_as("kW") == 132.0


@pytest.mark.parametrize(("said", "design", "typical"), [("120 kW", 120.0, 120.0), ("134 kW", 134.0, 132.0)])
def test_said_cap_is_in_the_catalog_of_the_design(small, reads, said, design, typical):
    """What the brief says is the design power of that rack for every trade; its peak and other racks stay."""
    small["compute"] = {"rack": "gb300-nvl72", "racks": 4, "power_cap": said}
    site, catalog = reads(small), Catalog()
    held = capped(site, catalog)
    rack = held.get(Rack, "gb300-nvl72")
    assert (rack.power_design.si("kW"), rack.power_typical.si("kW"), rack.power_peak.si("kW")) == (design, typical, 155)
    assert held.get(Rack, "gb200-nvl72") == catalog.get(Rack, "gb200-nvl72")
    assert held.digest == catalog.digest
    assert next(r for r in held.all(Rack) if r.slug == rack.slug).power_design.si("kW") == design


def test_cap_above_the_record_changes_nothing(small, reads):
    """A ceiling above what the rack draws leaves the catalog as it is."""
    small["compute"] = {"rack": "gb200-nvl72", "racks": 4, "power_cap": "200 kW"}
    catalog = Catalog()
    assert capped(reads(small), catalog) is catalog


def test_cap_below_idle_is_refused(small, reads):
    """No cap holds a rack below what it draws idle."""
    small["compute"] = {"rack": "gb300-nvl72", "racks": 4, "power_cap": "10 kW"}
    with pytest.raises(Refused) as refused:
        reads(small)
    assert [m.code for m in refused.value.mistakes] == ["power-cap-below-idle"]
