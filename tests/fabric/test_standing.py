"""The fabric as it stands: seeded faults of seats, ways and media, each caught by its own check."""

from dataclasses import replace

import numpy as np
import pytest

from designer.catalog import Switch
from designer.fabric import wire
from designer.fabric.standing import sides_apart, standing_breaches


def spoiled(network, **columns):
    """The network with some columns of some cables changed: column -> (rows, value)."""
    cables = network.cables.copy()
    for column, (rows, value) in columns.items():
        cables[column][rows] = value
    return replace(network, cables=cables)


def keys(network, catalog, seats=(), runs=()):
    """The keys of all breaches."""
    return {one.key for one in standing_breaches(network, catalog, seats, runs)}


def test_small_hall_stands(wired, catalog):
    """Nothing is wrong with the fabric of the small hall."""
    for network in wired.networks:
        assert standing_breaches(network, catalog, wired.seats, wired.runs) == []


def test_unit_taken_twice(wired, catalog):
    """Two devices over one rack unit are named."""
    first, second = [s for s in wired.seats if s.rack_unit > 0 and s.units_high == 1][:2]
    seats = [*(s for s in wired.seats if s is not second), replace(second, rack=first.rack, rack_unit=first.rack_unit)]
    assert "fabric.units_taken" in keys(wired.networks[0], catalog, seats)


def test_both_sides_in_one_cabinet(wired):
    """A pair of storage leaves moved into one cabinet takes both ways of its machines with it."""
    network = wired.network("storage")
    racks = list(network.racks)
    pair = np.flatnonzero(network.devices["tier"] == 1)[:2]
    racks[pair[1]] = racks[pair[0]]
    found = list(sides_apart(replace(network, racks=tuple(racks)), wired.runs))
    assert {one.key for one in found} == {"fabric.sides_one_rack"}


def test_both_sides_on_one_tray(wired):
    """A cable moved to the tray of its sister is caught."""
    network = wired.network("storage")
    links = np.flatnonzero((network.cables["layer"] == 0) & (network.cables["a"] == 0))
    other = int(network.cables["route"][links[0]])
    found = list(sides_apart(spoiled(network, route=(links[1], other)), wired.runs))
    assert {one.key for one in found} == {"fabric.sides_one_tray"}


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [("length", 5000.0, "fabric.beyond_reach"), ("stock", 0.5, "fabric.cable_short")],
)
def test_lengths(wired, catalog, column, value, key):
    """A cable beyond its reach, and one shorter than its way."""
    assert key in keys(spoiled(wired.network("compute"), **{column: (7, value)}), catalog)


def with_optic(network, end, rows, slug):
    """The network with another optic at some ends."""
    types = (*network.optic_types, f"optic/{slug}")
    return replace(spoiled(network, **{f"{end}_optic": (rows, len(types) - 1)}), optic_types=types)


@pytest.mark.parametrize(
    ("slug", "key"),
    [
        ("mma1z00-ns400", "fabric.optic_foreign"),
        ("mms4x00-ns", "fabric.ends_differ"),
        ("mms4x00-ns", "fabric.twin_mixed"),
    ],
)
def test_wrong_optics(wired, catalog, slug, key):
    """A QSFP112 module in a switch, single-mode optics on a multimode cable, two kinds in one cage."""
    network = wired.network("compute")
    assert network.cable_types[int(network.cables["cable"][0])].startswith("cable/mpo-mm")
    assert key in keys(with_optic(network, "b", [0], slug), catalog)


def test_finned_plug_in_a_liquid_cage(wired, monkeypatch, catalog):
    """Finned optics are refused by a switch whose cages are cooled by liquid."""
    network = wired.network("compute")
    cooled = catalog.get(Switch, "qm9700").model_copy(update={"cage_cooling": "liquid"})
    get = catalog.get
    monkeypatch.setattr(catalog, "get", lambda kind, slug: cooled if kind is Switch else get(kind, slug))
    assert "fabric.optic_finned" in keys(network, catalog)


def test_multimode_at_200g(brief, catalog):
    """A multimode cable between 200G optics is caught."""
    text = "compute: {rack: gb300-nvl72, racks: 8}\nfabric: {compute: {switch: q3400-ra}}\n"
    network = wire(brief(text), None, None, catalog).network("compute")
    types = (*network.cable_types, "cable/mpo-mm-om4")
    assert keys(network, catalog) == set()
    wrong = replace(spoiled(network, cable=(slice(None), len(types) - 1)), cable_types=types)
    assert {"fabric.medium_at_200", "fabric.ends_differ"} <= keys(wrong, catalog)


def test_planes_keep_apart(hgx, catalog):
    """With two planes no machine has both in one cabinet or on one tray, and all links find a medium."""
    site = hgx[0]
    wish = replace(site.wishes.fabric, compute=replace(site.wishes.fabric.compute, planes=2, switch="sn5600"))
    made = wire(replace(site, wishes=replace(site.wishes, fabric=wish)), None, hgx[1], catalog)
    network = made.network("compute")
    assert network.counts.planes == 2
    assert list(sides_apart(network, made.runs)) == []
    racks = list(network.racks)
    leaves = np.flatnonzero(network.devices["tier"] == 1)
    planes = [leaves[network.devices["plane"][leaves] == plane][0] for plane in (0, 1)]
    racks[planes[1]] = racks[planes[0]]
    assert list(sides_apart(replace(network, racks=tuple(racks)), made.runs))
