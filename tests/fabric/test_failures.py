"""The failure table against closed forms and against single scenarios worked out the long way."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from designer.fabric import failures
from designer.fabric.ask import Bounds
from designer.fabric.failures import loss_table
from designer.fabric.flow import half_flow, halves
from designer.fabric.outages import Outage, Plant, bundle_numbers, outages


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


def left_by_the_long_way(network, gone):
    """Least share left to a host, to a rail, and to all, link by link: a leaf sends on what its links to spines bear,
    each as far as its spine can send on in turn; nobody is held to more than was there before."""
    cables = network.cables
    down, up, still = Counter(), Counter(), Counter()
    above, above_left, below = Counter(), Counter(), Counter()
    rows = [(int(c["a"]), int(c["b"]), int(c["layer"]), float(c["speed"]), int(c["rail"])) for c in cables]
    for number, (a, b, layer, speed, _) in enumerate(rows):
        if layer == 0:
            down[b] += speed
        elif layer == 1:
            up[a] += speed
            below[b] += speed
        elif layer == 2 or network.devices["tier"][a] > 1:
            for end in (a, b) if layer == 3 else (a,):
                above[end] += speed
                above_left[end] += 0.0 if number in gone else speed
    for number, (a, b, layer, speed, _) in enumerate(rows):
        if layer == 1 and number not in gone:
            still[a] += speed * (min(1.0, above_left[b] / min(above[b], below[b])) if above[b] else 1.0)
    had, kept = Counter(), Counter()
    for number, (a, b, layer, speed, rail) in enumerate(rows):
        if layer:
            continue
        share = 0.0 if number in gone else min(1.0, still[b] / min(up[b], down[b])) if up[b] else 1.0
        for key in (("host", a), ("rail", rail), ("all", 0)):
            if key[0] != "host" or a < network.counts.hosts:
                had[key] += speed
                kept[key] += share * speed
    return [min(kept[key] / had[key] for key in had if key[0] == kind) for kind in ("host", "rail", "all")]


@pytest.mark.parametrize(
    "said",
    [
        {"nodes": 20, "unit": 8}, {"nodes": 24, "unit": 6, "tiers": 3}, {"nodes": 30, "unit": 10, "over": 3.0},
        {"nodes": 24, "unit": 6, "rails": 4, "topology": "dragonfly-plus", "bounds": Bounds(pod_units=1)},
        {"nodes": 16, "topology": "multi-plane", "planes": 2, "switch": "sn5600"},
        {"nodes": 20, "unit": 8, "topology": "rail-only"},
    ],
    ids=lambda said: f"{said.get('topology', 'rail-optimised')}-{said.get('tiers', 2)}-{said.get('over', 1)}",
)
def test_any_switches_lost_by_the_long_way(build, said):
    """Every switch alone, and any five together as a cabinet would hold them, spines and cores among them."""
    network = build(**said)
    cables, tier = network.cables, network.devices["tier"]
    draw = np.random.default_rng(7)
    switches = np.flatnonzero(tier > 0)
    shape = failures._shape(network)
    for outage in outages(network, Plant()):
        if outage.element in ("leaf", "spine", "core"):
            sets = [{*outage.link[outage.number == n].tolist()} for n in range(min(outage.count, 12))]
            found = failures._class_loss(shape, some(outage, len(sets)))
            wanted = np.min([left_by_the_long_way(network, gone) for gone in sets], axis=0)
            assert (found.worst, found.rail, found.overall) == pytest.approx(tuple(wanted))
    for _ in range(6):
        held = draw.choice(switches, min(5, len(switches)), replace=False)
        link = np.flatnonzero(np.isin(cables["a"], held) | np.isin(cables["b"], held))
        found = failures._class_loss(shape, Outage("rack", link, np.zeros(len(link), np.int64), 1, str))
        wanted = left_by_the_long_way(network, {*link.tolist()})
        assert (found.worst, found.rail, found.overall) == pytest.approx(tuple(wanted))


def some(outage, count):
    """The first failures of a class."""
    mine = outage.number < count
    return replace(outage, link=outage.link[mine], number=outage.number[mine], count=count)
