"""What the placed racks tell the trades: loads, heat, elements."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from designer.catalog import Catalog
from designer.layout import place, rack_loads
from designer.layout.records import Layout
from designer.model import Commodity, LoadClass
from designer.site.records import Site
from designer.sizing.records import Programme


def test_loads_of_gpu_racks(prairie_layout: Layout, prairie_programme: Programme, catalog: Catalog) -> None:
    """One load per GPU rack at the programme's design power, at its place; those of network and storage racks come
    from what the fabric puts into them.
    """
    loads = {load.tag: load for load in rack_loads(prairie_layout, prairie_programme, catalog)}
    racks = {p.tag: p for p in prairie_layout.of("rack") if p.purpose == "gpu"}
    assert set(loads) == set(racks)
    assert sum(load.design_kw for load in loads.values()) == pytest.approx(118 * 132)
    for tag, load in loads.items():
        assert load.position == racks[tag].box.at
        assert load.cords == 2
        assert load.load_class is LoadClass.GPU
        assert load.heat_liquid_kw + load.heat_air_kw == pytest.approx(load.design_kw)
        assert load.idle_kw < load.design_kw <= load.peak_kw


def test_heat_splits_by_the_rack(prairie_layout: Layout, prairie_programme: Programme, catalog: Catalog) -> None:
    """87 % of a GB200 rack's 132 kW goes into the liquid, the rest into the air."""
    loads = {load.tag: load for load in rack_loads(prairie_layout, prairie_programme, catalog)}
    assert loads["R-0101"].heat_liquid_kw == pytest.approx(0.87 * 132)
    assert loads["R-0101"].heat_air_kw == pytest.approx(0.13 * 132)


def test_elements_say_what_racks_need(prairie_layout: Layout) -> None:
    """GPU racks need power, coolant, air and packets, network racks power and air; one element per rack."""
    elements = {e.tag: e for e in prairie_layout.elements}
    racks = {p.tag: p for p in prairie_layout.of("rack")}
    assert set(elements) == set(racks)
    assert set(elements["R-0101"].needs) == {Commodity.POWER, Commodity.COOLANT, Commodity.AIR, Commodity.PACKETS}
    assert set(elements["N-01"].needs) == {Commodity.POWER, Commodity.AIR}
    assert all(elements[t].position == p.box.at and elements[t].room == "HALL" for t, p in racks.items())
    assert elements["R-0101"].group.startswith("SU-")


def test_an_air_cooled_rack_needs_no_coolant(
    make_programme: Callable[..., Programme], catalog: Catalog, prairie_site: Site
) -> None:
    """An air-cooled GPU rack has all its heat in the air and no coolant among its needs."""
    programme = make_programme(4, 1)
    air = replace(
        programme, racks=(replace(programme.racks[0], rack="hgx-h100-air", load_kw=40.0), *programme.racks[1:])
    )
    layout = place(prairie_site, air, catalog)
    assert all(Commodity.COOLANT not in e.needs for e in layout.elements)
    assert not [r for r in layout.routes if r.kind == "tcs-supply"]
    assert all(load.heat_liquid_kw == 0.0 for load in rack_loads(layout, air, catalog))


def test_a_rack_without_machines_asks_for_no_fabric(
    prairie_site: Site, prairie_programme: Programme, catalog: Catalog
) -> None:
    """Racks of which nobody says what is inside need power and air; no compute network reaches for them."""
    racks = (replace(prairie_programme.racks[0], rack="legacy-8kw", count=4, load_kw=8.4),)
    layout = place(prairie_site, replace(prairie_programme, racks=racks), catalog)
    assert [set(e.needs) for e in layout.elements] == [{Commodity.POWER, Commodity.AIR}] * 4
