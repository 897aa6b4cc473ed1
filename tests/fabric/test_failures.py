"""The failure table against closed forms and against single scenarios worked out the long way."""

import numpy as np
import pytest

from designer.fabric.failures import loss_table
from designer.fabric.flow import half_flow, halves
from designer.fabric.outages import Plant


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
