"""Flow and hops of any network: by the house's way, in closed form, and by networkx on a graph of its own."""

from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.fabric.ask import Bounds, Unbuildable
from designer.fabric.flow import half_flow, halves
from designer.fabric.hops import hop_histogram
from designer.fabric.throughput import closed_hops, cuts, hop_counts

FAMILIES = {
    "rail-optimised": {}, "folded-clos": {}, "top-of-rack": {"unit": 4}, "rail-only": {},
    "multi-plane": {"planes": 2, "switch": "sn5600"}, "dual-tor": {"planes": 2, "switch": "sn5600"},
    "dragonfly-plus": {},
}


def naive_flow(network, first):
    """Largest flow between the halves by networkx, cable by cable."""
    capacity, number = Counter(), 0
    for cable in network.cables:
        a, b, speed = int(cable["a"]), int(cable["b"]), int(cable["speed"])
        if cable["layer"] == 0:
            if a < network.counts.hosts:
                capacity[("source", b) if first[number] else (b, "sink")] += speed
                number += 1
        else:
            capacity[a, b] += speed
            capacity[b, a] += speed
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    graph.add_edges_from((tail, head, {"capacity": speed}) for (tail, head), speed in capacity.items())
    slowest = int(network.cables["speed"][network.cables["layer"] == 0].min())
    return nx.maximum_flow_value(graph, "source", "sink") // slowest


def naive_hops(network):
    """Ordered pairs of host ports by switches between them, by a search from each leaf."""
    graph, ports, found = nx.Graph(), Counter(), Counter()
    for cable in network.cables:
        if cable["layer"] == 0:
            ports[int(cable["b"])] += 1
        else:
            graph.add_edge(int(cable["a"]), int(cable["b"]))
    graph.add_nodes_from(ports)
    for leaf, here in ports.items():
        for other, steps in nx.single_source_shortest_path_length(graph, leaf).items():
            found[steps + 1] += here * ports[other]
    total = sum(ports.values())
    found[1] -= total
    found[0] = total * (total - 1) - sum(found.values())
    return {switches: pairs for switches, pairs in found.items() if pairs}


@given(
    nodes=st.integers(2, 90), unit=st.integers(1, 40), family=st.sampled_from(sorted(FAMILIES)),
    over=st.sampled_from([1.0, 1.5, 3.0]), fold=st.sampled_from([1, 2, 3]), managers=st.sampled_from([0, 2]),
    tiers=st.sampled_from([None, 3]), rails=st.sampled_from([2, 3, 8]),
)
@settings(max_examples=40, deadline=None)
def test_three_ways_agree(build, nodes, unit, family, over, fold, managers, tiers, rails):
    """Flow over each cut and pairs by hops: on the arrays, in closed form, and by networkx."""
    said = FAMILIES[family] | {"over": over, "managers": managers, "rails": rails, "bounds": Bounds(fold=fold)}
    try:
        network = build(nodes, topology=family, tiers=tiers, **({"unit": unit} | said))
    except Unbuildable:
        return
    for cut in ("unit", "rail", "random"):
        first = halves(network, cut)
        assert half_flow(network, first) == naive_flow(network, first)
    assert all(one.closed in (-1.0, one.found) for one in cuts(network))
    assert closed_hops(network) == hop_histogram(network) == naive_hops(network)
    assert all(one.closed == one.found for one in hop_counts(network))


@pytest.mark.parametrize(("over", "share"), [(1.0, 1.0), (2.0, 0.5), (4.0, 0.25)])
def test_units_get_what_is_bought(build, over, share):
    """Between units each leaf carries its uplinks and no more, on each plane by itself."""
    network = build(128, topology="multi-plane", planes=2, switch="sn5600", over=over)
    between = [one for one in cuts(network) if one.cut == "unit"]
    assert [one.plane for one in between] == [1, 2]
    assert {one.found / one.wanted for one in between} == {share}


def test_managers_carry_no_load(build):
    """A manager on a full leaf takes a port, not a share of the bandwidth of machines."""
    network = build(127, reserved=1, managers=2)
    assert network.counts.appliance_links == 4
    assert {one.found for one in cuts(network)} == {508.0}


def test_a_lost_uplink_lowers_the_flow_only(build):
    """Without one uplink the halves have one link less between them."""
    network = build(64)
    first = halves(network, "unit")
    without = np.zeros(len(network.cables), bool)
    without[np.argmax(network.cables["layer"] == 1)] = True
    assert half_flow(network, first, without) == half_flow(network, first) - 1
