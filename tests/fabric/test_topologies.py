"""Topologies: found by their place, built by rule, stating what cannot be built."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.fabric import wire
from designer.fabric.ask import Unbuildable
from designer.fabric.flow import half_flow, halves
from designer.fabric.hops import hop_histogram
from designer.fabric.invariants import breaches
from designer.fabric.topologies import names, topology


def test_found_by_place():
    """Every module of the room that names a topology is found, and an unknown name says which are known."""
    assert {"rail-optimised", "folded-clos", "top-of-rack", "out-of-band"} <= set(names())
    assert topology("rail-optimised").TOPOLOGY == "rail-optimised"
    with pytest.raises(Unbuildable, match="topology"):
        topology("moebius")


@pytest.mark.parametrize(
    "said",
    [
        {"nodes": 127, "reserved": 1, "managers": 2},
        {"nodes": 512},
        {"nodes": 200, "over": 3.0, "unit": 48},
        {"nodes": 288, "unit": 144, "rails": 4},
        {"nodes": 288, "unit": 144, "rails": 4, "topology": "folded-clos"},
        {"nodes": 128, "unit": 64, "switch": "sn5600", "planes": 2},
        {"nodes": 2304, "unit": 144, "rails": 4},
        {"nodes": 300, "unit": 72, "switch": "q3400-ra", "speed": 800.0},
    ],
    ids=lambda s: "-".join(f"{k}{v}" for k, v in s.items()),
)
def test_invariants_hold(build, said):
    """No port twice, none beyond the radix, rails on their own leaves, equal links for every pair."""
    assert breaches(build(**said)) == []


def test_spines_share_cores_where_that_saves_some(build):
    """72 leaves in 3 pods of 32 spines: four spines of each pod share five cores, 40 where groups of their own are 64;
    a core lost takes a fifth of a spine's uplinks instead of a half,
    and every port still has its whole share to the other half."""
    network = build(280)
    counts = network.counts
    assert (counts.leaf, counts.spine, counts.core, counts.spine_core_links) == (72, 96, 40, 96 * 25)
    up = network.cables[network.cables["layer"] == 2]
    links, each = np.unique(up[["a", "b"]], return_counts=True)
    assert (len(links), set(each.tolist())) == (96 * 5, {5})
    assert np.bincount(up["b"])[up["b"].min() :].max() == 60
    assert breaches(network) == []
    assert [half_flow(network, halves(network, cut)) for cut in ("unit", "rail", "random")] == [1120] * 3


@given(
    nodes=st.integers(1, 260),
    unit=st.integers(1, 80),
    rails=st.sampled_from([1, 2, 4, 8]),
    over=st.sampled_from([1.0, 1.5, 2.0, 3.0]),
    planes=st.sampled_from([1, 2]),
    switch=st.sampled_from(["qm9700", "sn5600", "q3400-ra"]),
)
@settings(max_examples=60, deadline=None)
def test_any_build_keeps_its_word(build, nodes, unit, rails, over, planes, switch):
    """Any size builds without breach, every port cabled and the oversubscription kept, or says that it cannot."""
    try:
        network = build(nodes, unit=unit, rails=rails, over=over, planes=planes, switch=switch)
    except Unbuildable:
        return
    counts = network.counts
    assert breaches(network) == []
    assert counts.host_links == nodes * rails * planes
    assert counts.oversubscription <= over + 1e-9
    assert sum(hop_histogram(network).values()) == counts.host_links * (counts.host_links - 1)


@pytest.mark.parametrize("cut", ["unit", "rail", "random"])
@pytest.mark.parametrize(
    "said", [{"nodes": 64}, {"nodes": 128}, {"nodes": 512}, {"nodes": 288, "unit": 144, "rails": 4}]
)
def test_full_throughput(build, cut, said):
    """Half of the hosts reach the other half at full rate over cuts by unit, by rail and at random."""
    network = build(**said)
    first = halves(network, cut)
    assert half_flow(network, first) == min(first.sum(), (~first).sum())


def test_spine_lost_leaves_its_share(build):
    """One of 16 spines lost leaves a flow of 480 of 512."""
    network = build(128)
    spine = np.flatnonzero(network.devices["tier"] == 2)[0]
    first = halves(network, "unit")
    assert half_flow(network, first, network.cables["b"] == spine) == 480


@pytest.mark.parametrize(
    ("said", "hops"),
    [
        ({"nodes": 32}, {1: 7936, 3: 57344}),
        ({"nodes": 128}, {1: 31744, 3: 1015808}),
        ({"nodes": 1024}, {1: 8192 * 31, 3: 8192 * (1024 - 32), 5: 8192 * (8192 - 1024)}),
    ],
)
def test_hops_match_the_closed_form(build, said, hops):
    """Pairs on one leaf, in one pod, and between pods equal the closed form, and the measured 7,936 and 57,344."""
    assert hop_histogram(build(**said)) == hops


def test_hops_agree_with_a_graph_search(build):
    """Distances between leaves equal those that networkx finds on the graph of switches."""
    import networkx

    from designer.fabric.exports import view

    network = build(288, unit=144, rails=4, tiers=3)
    graph = networkx.Graph(view(network, tiers=(1, 2, 3)))
    leaves = [n for n, tier in graph.nodes(data="tier") if tier == "leaf"]
    weight = np.bincount(network.cables["b"][network.cables["layer"] == 0], minlength=len(network.names))
    ports = {name: int(weight[row]) for row, name in enumerate(network.names)}
    found: dict[int, int] = {}
    for leaf in leaves:
        for other, steps in networkx.single_source_shortest_path_length(graph, leaf).items():
            if other in ports and graph.nodes[other]["tier"] == "leaf":
                pairs = ports[leaf] * (ports[other] - (leaf == other))
                found[steps + 1] = found.get(steps + 1, 0) + pairs
    assert {h: n for h, n in found.items() if n} == hop_histogram(network)


def test_partial_unit_keeps_its_switches(build):
    """A unit of 20 instead of 32 nodes has all its leaves and all leaf-spine links."""
    full, part = build(64).counts, build(52).counts
    assert (part.leaf, part.spine, part.leaf_spine_links) == (full.leaf, full.spine, full.leaf_spine_links)
    assert part.host_links == 52 * 8


def test_planes_share_nothing(build):
    """Two planes are two equal trees: no switch and no link between them."""
    network = build(128, unit=64, switch="sn5600", planes=2)
    assert network.per_plane.leaf * 2 == network.counts.leaf
    plane = network.devices["plane"]
    upper = network.cables[network.cables["layer"] > 0]
    assert (plane[upper["a"]] == plane[upper["b"]]).all()
    lower = network.cables[network.cables["layer"] == 0]
    for port in range(1, 17):
        assert len({int(p) for p in lower["plane"][lower["a_port"] == port]}) == 1


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"nodes": 4096, "tiers": 2}, "two-tiers"),
        ({"nodes": 20000}, "three-tiers"),
        ({"nodes": 64, "speed": 1600.0}, "speed"),
        ({"nodes": 64, "tiers": 4}, "tiers"),
    ],
)
def test_says_what_cannot_be_built(build, said, key):
    """Too large for two tiers, for three, too fast for the cage: a named reason with the nearest that can be built."""
    with pytest.raises(Unbuildable) as trouble:
        build(**said)
    assert trouble.value.key == key


def test_managers_take_free_ports_on_different_leaves(build):
    """Four ports of two managers lie on four leaves, no two of one manager together."""
    network = build(127, reserved=1, managers=2)
    links = network.cables[network.cables["a"] >= 127]
    links = links[links["layer"] == 0]
    assert len(links) == 4
    assert len({int(b) for b in links["b"]}) == 4


def test_size_8192(build):
    """8,192 GPUs with ports take well under a second."""
    import time

    start = time.perf_counter()
    network = build(1024)
    assert time.perf_counter() - start < 1.0
    assert len(network.cables) == 3 * 8192


def test_servers_are_dealt_over_more_leaves_where_no_spines_divide_their_uplinks(brief, catalog):
    """144 GB200 racks and 57 storage nodes: leaves of the machines have 54 to 56 uplinks, two leaves of the servers 57
    to 70, which no number of spines with ports enough divides together; four leaves of the servers do.
    """
    site = brief("compute: {rack: gb200-nvl72, racks: 144}\nfabric: {storage_nodes: 57}\n")
    fabric = wire(site, None, None, catalog)
    storage = fabric.network("storage")
    assert fabric.shortfalls == ()
    assert "fabric.leaves_spread" in {note.key for note in fabric.notes}
    assert storage.counts.leaf == 2 * 18 + 4
    assert storage.counts.leaf_spine_links % (storage.counts.leaf * storage.counts.spine) != 0
    assert breaches(storage) == []
