"""Planes and sides of a machine stand in cabinets of their own and keep to trays of their own; one leaf lost never
takes a machine that has several ports."""

import numpy as np
import pytest

from designer.catalog import Optic
from designer.checks.con_06_cables_billed import _used
from designer.fabric import assess, wire
from designer.fabric.cabling import optic_counts
from designer.fabric.invariants import breaches
from designer.fabric.routing import path_of
from designer.fabric.sides import link_sides, sides_of
from designer.fabric.standing import sides_apart
from tests.fabric.conftest import make_layout


def text(rack, racks, wishes):
    """A brief of racks with wishes for the compute network."""
    return f"compute: {{rack: {rack}, racks: {racks}}}\nfabric: {{compute: {{{wishes}}}}}\n"


@pytest.mark.parametrize("fold", [1, 2])
def test_sides_of_a_folded_pair(brief, catalog, fold):
    """Both links of each adapter go to leaves of either side, by trays of either path, with rails folded or not."""
    site = brief(text("hgx-b200-air", 8, f"topology: dual-tor, switch: sn5600, rails_per_leaf: {fold}"))
    network = wire(site, None, None, catalog).network("compute")
    links = network.cables[network.cables["layer"] == 0]
    side = link_sides(network)[network.cables["layer"] == 0]
    tray = path_of(network, 2)[network.cables["layer"] == 0]
    adapter = links["a"].astype(np.int64) * 64 + (links["a_port"] - 1) // 2
    for column in (side, tray):
        pairs = np.unique(np.stack([adapter, column]), axis=1)
        assert pairs.shape[1] == 2 * len(np.unique(adapter)) == len(links)
    assert network.counts.sides == 2
    assert breaches(network) == []


@pytest.mark.parametrize(
    ("wishes", "sides"),
    [("topology: multi-plane, switch: qm9700, planes: 4", 4), ("topology: dual-tor, switch: sn5600", 2)],
)
def test_planes_and_sides_stand_apart(brief, catalog, wishes, sides):
    """In a hall with cabinets enough, no two planes or sides of a machine share a cabinet."""
    rack = "gb300-nvl72" if sides == 4 else "hgx-b200-air"
    site, layout = brief(text(rack, 8, wishes)), make_layout(rack, 8, 16)
    fabric = wire(site, None, layout, catalog)
    network = fabric.network("compute")
    assert sides_of(network)[1] == sides
    assert list(sides_apart(network, fabric.runs)) == []
    assert [s.key for s in fabric.shortfalls if s.subject == "compute"] == []


@pytest.mark.parametrize("topology", ["dragonfly-plus", "folded-clos"])
def test_no_leaf_takes_a_machine(brief, catalog, topology):
    """Where several leaves take all rails of a unit, one of them lost leaves every machine some of its ports."""
    site = brief(text("gb200-nvl72", 4, f"topology: {topology}, switch: qm9700, radix: 32, unit: {{nodes: 36}}"))
    fabric = assess(site, None, catalog, wire(site, None, None, catalog))
    worst = {element: share for network, element, _, share, _ in fabric.failures if network == "compute"}
    assert worst["leaf"] == 0.75


def test_a_shuffled_optic_is_counted_once(brief, catalog):
    """An optic whose cage is split at both ends carries as many links as the cable; the check asks for no more."""
    fabric = wire(brief(text("mi355x-liquid", 4, "topology: dual-tor, switch: sn5600")), None, None, catalog)
    network = fabric.network("compute")
    asked: dict[str, float] = {}
    for address, units in _used(network, catalog):
        asked[address] = asked.get(address, 0.0) + units
    counted = optic_counts(network)
    assert any(catalog.get(Optic, key.partition("/")[2]).fits == "adapter" for key in counted)
    assert all(asked[key] <= counted[key] for key in counted)
