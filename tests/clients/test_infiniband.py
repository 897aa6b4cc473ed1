"""InfiniBand fabrics played by ibsim: opensm's fat-tree engine accepts them, ibnetdiscover finds the designed links,
ibdmchk finds even loads and no credit loop; a swapped, a missing and a crossed cable are each rejected.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from designer.fabric.ask import Bounds
from designer.fabric.discovery import differences, links_of
from designer.fabric.exports import ibsim_net, subnets
from designer.fabric.exports.infiniband import adapter_name, numbered
from designer.fabric.routing_proof import groups_below, has_ring
from designer.fabric.throughput import closed_hops

FABRICS = {
    "one unit, two tiers": {"nodes": 32},
    "a partial unit": {"nodes": 20},
    "two units, two tiers": {"nodes": 64},
    "two units, three tiers": {"nodes": 64, "tiers": 3},
    "cores shared by spines": {"nodes": 36, "unit": 12, "rails": 4, "tiers": 3, "bounds": Bounds(pod_units=1)},
    "rail-only": {"nodes": 32, "topology": "rail-only"},
    "two planes": {"nodes": 32, "topology": "multi-plane", "planes": 2, "speed": 200.0},
    "four planes": {"nodes": 16, "rails": 4, "topology": "multi-plane", "planes": 4, "speed": 100.0},
    "two sides": {"nodes": 32, "rails": 4, "topology": "dual-tor", "planes": 2, "switch": "sn5600"},
    "144 ports": {"nodes": 64, "switch": "q3400-ra", "speed": 800.0},
    "144 ports, halved": {"nodes": 20, "rails": 4, "topology": "multi-plane", "planes": 2, "switch": "q3400-ra"},
}
#: Subnets of a fabric; each is played, of rails that are all alike the first two.
SUBNETS = {"rail-only": (8, 2), "two planes": (2, 2), "144 ports, halved": (2, 2), "four planes": (4, 4)}
GROUPS = {"nodes": 64, "unit": 16, "rails": 4, "topology": "dragonfly-plus", "bounds": Bounds(pod_units=1)}


def designed(network):
    """The links of a design by name and port, adapters by their own name."""
    found = Counter()
    names, tier = network.names, network.devices["tier"]
    for a, a_port, b, b_port in numbered(network).cables[["a", "a_port", "b", "b_port"]].tolist():
        near = (adapter_name(names[a], a_port), 1) if tier[a] == 0 else (names[a], a_port)
        found[frozenset([near, (names[b], b_port)])] += 1
    return found


def even(network):
    """How many destinations each upper port should carry: of a group, what it holds going down and the rest going up.

    A group is a leaf, or a pod of leaves and spines; its share is dealt to all its links upwards.
    """
    cables, devices = network.cables, network.devices
    hosts = cables[cables["layer"] == 0]
    total, size = len(hosts), len(devices)
    under = np.bincount(hosts["b"], minlength=size)
    found: set[float] = set()
    pod = np.arange(size)
    for layer in (1, 2):
        links = cables[cables["layer"] == layer]
        held, ways = np.zeros(size), np.bincount(pod[links["a"]], minlength=size)
        np.add.at(held, pod, under)
        for group in np.unique(pod[links["a"]]).tolist():
            found |= {held[group] / ways[group], (total - held[group]) / ways[group]}
        for a, b in links[["a", "b"]].tolist():
            pod[pod == pod[b]] = pod[a]
    return {bound for load in found for bound in (int(np.floor(load)), int(np.ceil(load)))}


@pytest.mark.parametrize("name", FABRICS)
def test_the_clients_accept_the_design(name, build, simulated):
    """Each subnet: discovered = designed; fat-tree tables, no error; hops = closed form; loads even; no credit loop."""
    network = build(**FABRICS[name])
    parts, (count, played) = subnets(network), SUBNETS.get(name, (1, 1))
    assert len(parts) == count
    for part in parts[:played]:
        upper = int(np.count_nonzero(part.cables["layer"] > 0))
        with simulated(ibsim_net(part)) as fabric:
            assert fabric.discovered() == designed(part)
            verdict = fabric.verdict()
        assert verdict.errors == []
        assert verdict.engine == ("ftree" if upper else "minhop")
        assert len({*groups_below(part)}) == 1
        assert not verdict.loops
        assert verdict.hops == {switches + 1: pairs for switches, pairs in closed_hops(part).items()}
        if upper:
            assert sum(verdict.loads.values()) == 2 * upper
            assert set(verdict.loads) <= even(part)


@pytest.mark.parametrize("engine", ["minhop", "nue"])
def test_joined_groups_are_routed(engine, build, simulated):
    """Four groups joined all to all: discovered = designed; shortest ways leaf, spine, spine, leaf as the closed form
    counts them, without a credit loop on one lane, as the routing proof says."""
    network = build(**GROUPS)
    assert network.counts.pods == 4
    with simulated(ibsim_net(network)) as fabric:
        assert fabric.discovered() == designed(network)
        verdict = fabric.verdict(engine)
    assert (verdict.engine, verdict.errors, verdict.loops) == (engine, [], False)
    assert verdict.hops == {2: 7_936, 4: 8_192, 5: 49_152}
    assert verdict.hops == {switches + 1: pairs for switches, pairs in closed_hops(network).items()}


def test_pods_that_are_not_alike_are_routed_up_and_down(build, simulated):
    """Pods of four and of three units: the fat-tree engine refuses the tree, as the design says it will, and up-down
    takes it without a credit loop."""
    network = build(63, unit=9, rails=8, tiers=3, spine_oversubscription=1.5)
    assert groups_below(network) == (24, 32)
    with simulated(ibsim_net(network)) as fabric:
        assert fabric.discovered() == designed(network)
        assert fabric.routed().engine != "ftree"
    with simulated(ibsim_net(network)) as fabric:
        verdict = fabric.verdict("updn")
    assert (verdict.engine, verdict.errors, verdict.loops) == ("updn", [], False)


def test_loads_of_four_units(build, simulated):
    """1,024 ports in four units: 31,744 pairs on one leaf, the rest over a spine; 1 destination down, 31 up."""
    with simulated(ibsim_net(build(128))) as fabric:
        verdict = fabric.verdict()
    assert (verdict.engine, verdict.errors, verdict.loops) == ("ftree", [], False)
    assert verdict.hops == {2: 31_744, 4: 1_015_808}
    assert verdict.loads == {1: 1024, 31: 1024}


def swapped(network):
    """Two machines have two of their rails swapped at the leaves."""
    cables = network.cables.copy()
    rows = np.flatnonzero((cables["layer"] == 0) & np.isin(cables["a"], [0, 1]) & (cables["a_port"] <= 2))
    one, two = (row for row in rows.tolist() if cables["a"][row] == 0)
    for end in ("b", "b_port"):
        cables[end][[one, two]] = cables[end][[two, one]]
    return cables


def missing(network):
    """One cable between a leaf and a spine is not there."""
    return np.delete(network.cables, int(np.argmax(network.cables["layer"] == 1)))


def crossed(network):
    """Two cables of different leaves have their upper ends exchanged."""
    cables = network.cables.copy()
    upper = np.flatnonzero(cables["layer"] == 1)
    first = upper[0]
    other = upper[(cables["a"][upper] != cables["a"][first]) & (cables["b"][upper] != cables["b"][first])][0]
    for end in ("b", "b_port"):
        cables[end][[first, other]] = cables[end][[other, first]]
    return cables


@pytest.mark.parametrize("fault", [swapped, missing, crossed])
def test_a_wrong_cable_is_rejected(fault, build, simulated):
    """ibnetdiscover itself names the cable that is not as designed, by both its ends; opensm refuses an uneven tree."""
    network = build(64)
    wrong = replace(network, cables=fault(network))
    with simulated(ibsim_net(network)) as fabric:
        kept = fabric.remembered()
        assert fabric.differences(kept) == Counter()
    with simulated(ibsim_net(wrong)) as fabric:
        told = fabric.differences(kept)
        listed = links_of(fabric.listing())
        verdict = fabric.verdict() if fault is not swapped else None
    gone, new = designed(network) - designed(wrong), designed(wrong) - designed(network)
    assert (sum(gone.values()), sum(new.values())) == {"missing": (1, 0)}.get(fault.__name__, (2, 2))
    assert told == Counter({("<", link): 1 for link in gone} | {(">", link): 1 for link in new})
    (one,) = differences(links_of(ibsim_net(network)), listed)
    assert one.kind == {"missing": "missing"}.get(fault.__name__, "swapped")
    assert (len(one.designed), len(one.found)) == (sum(gone.values()), sum(new.values()))
    if verdict is not None:
        assert verdict.engine != "ftree"
        assert set(verdict.errors) & {"AB0B", "AB0D"}


def test_a_ring_waits_for_itself(build, simulated):
    """Seven leaves in a ring, routed by fewest hops: ibdmchk finds the credit loop that the routing proof foretells."""
    network = build(32)
    leaves = np.flatnonzero(network.devices["tier"] == 1)[:7]
    hosts = network.cables[(network.cables["layer"] == 0) & np.isin(network.cables["b"], leaves)]
    hosts = hosts[hosts["b_port"] <= 2]
    links = np.zeros(len(leaves), hosts.dtype)
    links["a"], links["b"], links["a_port"], links["b_port"] = leaves, np.roll(leaves, -1), 33, 34
    links["layer"], links["speed"] = 1, 400.0
    devices = network.devices.copy()
    devices["tier"][(devices["tier"] > 0) & ~np.isin(np.arange(len(devices)), leaves)] = -1
    ring = replace(network, devices=devices, cables=np.concatenate([hosts, links]))
    assert has_ring(ring)
    with simulated(ibsim_net(ring)) as fabric:
        assert fabric.discovered() == designed(ring)
        verdict = fabric.verdict("minhop")
    assert verdict.loops
