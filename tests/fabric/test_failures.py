"""The failure table against closed forms and against single scenarios worked out the long way."""

from dataclasses import replace

import numpy as np
import pytest

from designer.fabric.failures import loss_table
from designer.fabric.flow import half_flow, halves
from designer.fabric.outages import Plant, bundle_numbers


def table(network, runs=()) -> dict[str, tuple[int, float, float]]:
    """Loss by element class."""
    return {loss.element: (loss.count, loss.worst, loss.overall) for loss in loss_table(network, Plant(runs))}


@pytest.mark.parametrize(("nodes", "spines", "leaves"), [(32, 4, 8), (128, 16, 32), (256, 32, 64)])
def test_two_tiers_match_the_closed_form(build, nodes, spines, leaves):
    """A leaf takes 1/8 of its nodes' ports, a spine 1/S of everything, a host link 1/8 of one node."""
    found = table(build(nodes))
    assert found["leaf"] == (leaves, pytest.approx(7 / 8), pytest.approx(1 - 1 / leaves))
    assert found["spine"] == (spines, pytest.approx(1 - 1 / spines), pytest.approx(1 - 1 / spines))
    assert found["host_link"] == (nodes * 8, pytest.approx(7 / 8), pytest.approx(1 - 1 / (nodes * 8)))


def test_three_tiers_match_the_closed_form(build):
    """Of C cores one lost leaves (C-1)/C; a spine of a pod takes 1/S of that pod."""
    network = build(1024)
    found = table(network)
    assert found["core"][1:] == (pytest.approx(127 / 128), pytest.approx(127 / 128))
    assert found["spine"][1:] == (pytest.approx(31 / 32), pytest.approx(1 - 1 / 256))


def test_plane_lost_leaves_the_others(build):
    """With two planes a leaf takes half of one rail, never more."""
    assert table(build(64, unit=64, switch="sn5600", planes=2))["leaf"][1] == pytest.approx(15 / 16)


def test_spare_uplinks_absorb_a_spine(build):
    """Thirty uplinks over 29 used ports: one of ten spines costs two of 29, not one of ten."""
    network = build(144, unit=144, rails=4)
    assert network.counts.spine == 10
    by_hand = (30 - 3) / 29
    assert table(network)["spine"][1] == pytest.approx(by_hand)
    one = build(18, unit=18, rails=4)
    assert table(one)["spine"][1] == pytest.approx(1 - 1 / one.counts.spine)


def test_overall_share_agrees_with_max_flow(build):
    """For every spine in turn the share left is what a max-flow between halves finds."""
    network = build(64)
    first = halves(network, "unit")
    whole = half_flow(network, first)
    spines = np.flatnonzero(network.devices["tier"] == 2)
    flows = [half_flow(network, first, network.cables["b"] == spine) / whole for spine in spines]
    assert min(flows) == pytest.approx(table(network)["spine"][2])


def test_uplink_by_the_long_way(wired):
    """Every uplink optic of the small hall taken out by hand gives the table's worst."""
    network = wired.network("compute")
    up = np.flatnonzero(network.cables["layer"] == 1)
    leaf = network.cables["a"][up]
    links = np.bincount(leaf, minlength=len(network.devices))[leaf]
    hosts = np.bincount(network.cables["b"][network.cables["layer"] == 0], minlength=len(network.devices))[leaf]
    left = np.minimum(1.0, (links - 1) / np.minimum(links, hosts))
    assert table(network)["uplink"][1] == pytest.approx(1 - (1 - left.min()) / 8)


def test_tray_section_leaves_half_of_dual_homed(wired):
    """No tray section takes more than one of two paths from any machine of the dual-homed networks."""
    for name in ("storage", "in_band"):
        assert table(wired.network(name), wired.runs)["tray_section"][1] >= 0.5 - 1e-9


def test_table_covers_every_element(wired):
    """As many failures as there are switches, links and sections in use."""
    for network in wired.networks:
        found = table(network, wired.runs)
        counts = network.counts
        assert found["leaf"][0] == counts.leaf
        assert found.get("spine", (0,))[0] == counts.spine
        assert found["host_link"][0] == counts.host_links + counts.appliance_links
        assert found.get("uplink", (0,))[0] == counts.leaf_spine_links
        assert found.get("optic", (0,))[0] == counts.optics


def test_cabinet_lost_by_the_long_way(wired):
    """Each cabinet taken out by hand, link by link, gives the table's worst node."""
    network = wired.network("storage")
    racks = np.array(network.racks)
    switch = network.devices["tier"] > 0
    a, b = network.cables["a"], network.cables["b"]
    low = network.cables["layer"] == 0
    up = network.cables["layer"] == 1
    worst = 1.0
    for tag in sorted(set(racks[switch])):
        gone = switch & (racks == tag)
        out = gone[a] | gone[b]
        size = len(network.devices)
        hosts = np.bincount(b[low], network.cables["speed"][low], minlength=size)
        whole = np.bincount(a[up], network.cables["speed"][up], minlength=size)
        left = np.bincount(a[up & ~out], network.cables["speed"][up & ~out], minlength=size)
        share = np.minimum(1.0, left / np.maximum(np.minimum(hosts, whole), 1e-9))
        kept = np.where(out[low], 0.0, share[b[low]]) * network.cables["speed"][low]
        own = np.bincount(a[low], network.cables["speed"][low], minlength=size)
        node = np.bincount(a[low], kept, minlength=size)[: network.counts.hosts] / own[: network.counts.hosts]
        worst = min(worst, float(node.min()))
    assert table(network, wired.runs)["rack"][1] == pytest.approx(worst)


def test_bundles_hold_every_routed_cable(wired):
    """Bundles are of one route, none above the most, and hold each cable once."""
    for network in wired.networks:
        number, route, _ = bundle_numbers(network, 48)
        assert (number >= 0).all()
        assert np.bincount(number).max() <= 48
        assert (route[number] == network.cables["route"]).all()


def test_one_supply_follows_its_feed(build):
    """A switch with one supply goes with its cord; with two supplies no cord costs anything."""
    network = build(64)
    racks = ("",) * network.counts.hosts + ("N-01",) * (len(network.devices) - network.counts.hosts)
    placed = replace(network, racks=racks)
    fed = {loss.element: loss for loss in loss_table(placed, Plant())}["feed"]
    assert (fed.count, fed.worst, fed.name) == (2, 1.0, "")
    leaf = network.names[network.counts.hosts]
    single = {loss.element: loss for loss in loss_table(placed, Plant(single=frozenset({leaf})))}["feed"]
    assert single.worst == pytest.approx(7 / 8)
    assert single.name.startswith("N-01-")


def test_largest_size_is_bounded(build):
    """At 131,072 GPUs the table is the closed form: one of 8 rails for a leaf, one of 64 spines, one of 1,024 cores."""
    network = build(16384, unit=64, switch="sn5600")
    found = {loss.element: loss for loss in loss_table(network)}
    assert network.counts.core == 1024
    assert found["leaf"].worst == pytest.approx(7 / 8)
    assert found["leaf"].rail == pytest.approx(1 - 1 / 256)
    assert found["spine"].worst == pytest.approx(63 / 64)
    assert found["core"].worst == found["core"].overall == pytest.approx(1023 / 1024)
    assert found["host_link"].count == found["uplink"].count == 131072
