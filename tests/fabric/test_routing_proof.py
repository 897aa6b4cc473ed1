"""The routing proof: rings are found where there are some, and agree with a search of every single channel."""

from dataclasses import replace

import networkx
import numpy as np
import pytest

from designer.fabric.records import CABLE
from designer.fabric.routing_proof import channels_of, has_ring, lanes_needed, prove_routing, reached_share

TREES = [
    {"nodes": 32}, {"nodes": 64, "tiers": 3}, {"nodes": 32, "topology": "rail-only"}, {"nodes": 64, "planes": 2,
    "speed": 200.0, "topology": "multi-plane"}, {"nodes": 64, "topology": "dual-tor", "planes": 2, "speed": 200.0},
    {"nodes": 64, "topology": "top-of-rack"},
]


@pytest.mark.parametrize("said", TREES, ids=lambda said: str(said.get("topology", said)))
def test_trees_need_one_lane(said, build):
    """Up, then down: no ring, one virtual lane, and every leaf reaches every leaf of its subnet."""
    proof = prove_routing(build(**said))
    assert (proof.lanes, proof.detour_lanes, proof.reached) == (1, 1, 1.0)
    assert proof.subnets == {"rail-only": 8, "multi-plane": 2}.get(said.get("topology"), 1)


def test_dragonfly_needs_a_second_lane_for_detours(build):
    """Shortest ways of dragonfly+ have no ring; a detour through another group needs a second virtual lane."""
    network = build(512, topology="dragonfly-plus")
    proof = prove_routing(network)
    assert (proof.lanes, proof.detour_lanes, proof.reached, proof.advice) == (1, 2, 1.0, "adaptive-lanes")
    assert has_ring(network, lanes=1, detours=True)
    assert not has_ring(network, lanes=2, detours=True)


def rewired(network, pairs, layer):
    """The network with these links between switches instead of its own."""
    hosts = network.cables[network.cables["layer"] == 0]
    links = np.zeros(len(pairs), CABLE)
    links["a"], links["b"] = np.array(pairs).T
    links["layer"], links["speed"] = layer, 400.0
    return replace(network, cables=np.concatenate([hosts, links]))


def test_a_ring_of_switches_has_a_ring(build):
    """Seven leaves in a ring whose links are all ways up: the packets wait for one another."""
    network = build(32)
    leaves = np.flatnonzero(network.devices["tier"] == 1)[:7].tolist()
    ring = rewired(network, list(zip(leaves, [*leaves[1:], leaves[0]], strict=True)), 1)
    assert has_ring(ring)
    assert lanes_needed(ring) == 0


def test_the_state_graph_agrees_with_every_channel(build):
    """On random wirings the search of states finds a ring exactly when the graph of single channels has one."""
    network = build(32)
    switches = np.flatnonzero(network.devices["tier"] > 0).tolist()
    draw = np.random.default_rng(7)
    verdicts = []
    for _ in range(60):
        size = int(draw.integers(3, 7))
        pairs = [tuple(draw.choice(switches[:6], 2, replace=False).tolist()) for _ in range(size)]
        wired = rewired(network, pairs, 1)
        graph = networkx.DiGraph()
        channels = list(zip(*(part.tolist() for part in channels_of(wired)), strict=True))
        for a, b, kind in channels:
            for c, d, following in channels:
                if b == c and not (kind == 2 and following == 0):
                    graph.add_edge((a, b, kind), (c, d, following))
        verdicts.append(has_ring(wired))
        assert verdicts[-1] == (not networkx.is_directed_acyclic_graph(graph))
    assert 0 < sum(verdicts) < len(verdicts)


def test_a_leaf_cut_off_is_seen(build):
    """A leaf without uplinks reaches no other of the seven: 14 of 56 ordered pairs are lost."""
    network = build(32)
    cables = network.cables
    lost = (cables["layer"] == 1) & (cables["a"] == cables["a"][cables["layer"] == 1][0])
    assert reached_share(replace(network, cables=cables[~lost])) == pytest.approx(1 - 14 / 56)
