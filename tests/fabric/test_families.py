"""Every family of topologies: what sets it apart, its flow, its hops, its counts at other sizes, the scale-up layer."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.fabric.ask import Bounds, Unbuildable, dry
from designer.fabric.flow import half_flow, halves
from designer.fabric.hops import hop_histogram
from designer.fabric.invariants import breaches
from designer.fabric.records import ScaleUp
from designer.fabric.scale_up import domain_network
from designer.fabric.sizes import counted, most_units, sizes_of
from designer.fabric.topologies import names

FAMILIES = {
    "rail-optimised": {},
    "folded-clos": {},
    "top-of-rack": {"unit": 4},
    "rail-only": {},
    "multi-plane": {"planes": 2, "switch": "sn5600"},
    "dual-tor": {"planes": 2, "switch": "sn5600"},
    "dragonfly-plus": {},
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("nodes", [32, 128, 300])
def test_every_family_breaks_no_rule(build, family, nodes):
    """Each family of the issue is found by name, builds at three sizes, and every port is cabled once."""
    assert family in names()
    network = build(nodes, topology=family, **FAMILIES[family])
    assert breaches(network) == []
    assert network.counts.host_links == nodes * 8 * FAMILIES[family].get("planes", 1)


@pytest.mark.parametrize("family", ["rail-optimised", "folded-clos", "top-of-rack", "multi-plane", "dual-tor"])
@pytest.mark.parametrize("cut", ["unit", "rail", "random"])
def test_trees_carry_everything(build, family, cut):
    """Max-flow between halves by unit, rail and at random is the closed form H/2, plane by plane."""
    network = build(128, topology=family, **FAMILIES[family])
    first = halves(network, cut)
    planes = network.cables["plane"][network.cables["layer"] == 0]
    wanted = sum(min(first[planes == p].sum(), (~first[planes == p]).sum()) for p in np.unique(planes))
    assert half_flow(network, first) == wanted


@given(
    nodes=st.integers(1, 400), unit=st.integers(1, 64), family=st.sampled_from(sorted(FAMILIES)),
    fold=st.sampled_from([1, 2, 3, 8]), reserve=st.sampled_from([0.0, 0.1, 0.25]), over=st.sampled_from([1.0, 2.0]),
)
@settings(max_examples=80, deadline=None)
def test_any_family_keeps_its_word(build, nodes, unit, family, fold, reserve, over):
    """Any size, fold, reserve and ratio builds without breach, with every pair counted, or says that it cannot."""
    said = FAMILIES[family] | {"unit": unit, "over": over, "bounds": Bounds(fold=fold, reserve=reserve)}
    try:
        network = build(nodes, topology=family, **said)
    except Unbuildable:
        return
    counts = network.counts
    assert breaches(network) == []
    layers = np.bincount(network.cables["layer"], minlength=4).tolist()
    assert layers == [counts.host_links, counts.leaf_spine_links, counts.spine_core_links, counts.peer_links]
    tiers = np.bincount(network.devices["tier"], minlength=4).tolist()
    assert tiers == [nodes, counts.leaf, counts.spine, counts.core]
    assert sum(hop_histogram(network).values()) == counts.host_links * (counts.host_links - 1)


def test_rail_only_joins_no_two_rails(build):
    """No switch holds two rails, pairs of different rails are unreachable, and a large rail gets spines of its own."""
    small, large = build(64, topology="rail-only"), build(512, topology="rail-only")
    assert (small.counts.leaf, small.counts.spine) == (8, 0)
    for network in (small, large):
        host = network.cables["layer"] == 0
        pairs = {*zip(network.cables["b"][host].tolist(), network.cables["rail"][host].tolist(), strict=True)}
        assert len(pairs) == network.counts.leaf
        ports = network.counts.host_links
        assert hop_histogram(network)[0] == ports * (ports - ports // 8)
    assert large.counts.spine % 8 == 0


def test_planes_reach_further_in_two_tiers(build):
    """4,096 GPUs of 400G want three tiers of radix 64, two planes of 200G with radix 128 stay within two."""
    assert build(512).counts.tiers == 3
    assert build(512, topology="multi-plane", planes=2, speed=200.0, unit=64).counts.tiers == 2


def test_dual_tor_spreads_each_port_pair(build):
    """The two sides of every adapter are on two leaves, and the spines join both sides."""
    network = build(128, **FAMILIES["dual-tor"], topology="dual-tor")
    links = network.cables[network.cables["layer"] == 0]
    for a, b in pairwise(links[:64]):
        if a["a"] == b["a"] and a["a_port"] % 2 == 1:
            assert a["b"] != b["b"]
    assert 0 not in hop_histogram(network)


def test_dragonfly_groups_are_joined_all_to_all(build):
    """Every two groups have the same number of links, longest ways are leaf, spine, spine, leaf, and with one group
    lost in a cut the flow is the links between groups."""
    network = build(512, topology="dragonfly-plus")
    counts = network.counts
    mesh = network.cables[network.cables["layer"] == 3]
    unit = network.devices["unit"]
    pairs, links = np.unique(np.sort(np.stack([unit[mesh["a"]], unit[mesh["b"]]]), axis=0), axis=1, return_counts=True)
    assert pairs.shape[1] == counts.pods * (counts.pods - 1) // 2
    assert len({*links.tolist()}) == 1
    found = hop_histogram(network)
    ports, group = counts.host_links, counts.host_links // counts.pods
    assert found == {1: ports * 31, 3: ports * (group - 32), 4: ports * (ports - group)}
    assert half_flow(network, halves(network, "unit")) == min(ports // 2, 4 * int(links[0]))


def test_folded_rails_share_a_leaf(build):
    """Four rails on a leaf: a quarter of the leaves, each with four rails of its unit."""
    network = build(16, unit=16, switch="sn5600", bounds=Bounds(fold=4))
    assert (network.counts.leaf, network.counts.spine) == (2, 2)
    assert breaches(network) == []
    host = network.cables[network.cables["layer"] == 0]
    assert {*zip(host["b"].tolist(), (host["rail"] // 4).tolist(), strict=True)} == {(16, 0), (17, 1)}


def test_reserve_keeps_ports_free(build):
    """A quarter kept free leaves 24 of 32 ports, with uplinks for the grown leaf."""
    network = build(96, unit=24, bounds=Bounds(reserve=0.25))
    host = network.cables[network.cables["layer"] == 0]
    assert np.bincount(host["b"]).max() == 24
    assert network.counts.leaf_spine_links == network.counts.leaf * 32


def test_dry_counts_equal_built_ones(build, asked):
    """Counting without building gives what building gives, for every family."""
    for family, said in FAMILIES.items():
        built = build(128, topology=family, **said).counts
        found = counted(asked(128, topology=family, **said), built.units)
        links = ("host_links", "leaf_spine_links", "spine_core_links", "peer_links")
        for key in ("leaf", "spine", "core", "tiers", *links):
            assert getattr(found, key) == getattr(built, key), (family, key)


def test_other_sizes_are_the_published_rows(build, asked):
    """The table of other sizes of a two-unit pod holds the printed rows from 4 to 64 units, and says where it ends."""
    rows = {row.units: row for row in sizes_of(asked(64), build(64).counts)}
    for units, leaf, spine, core in ((4, 32, 16, 0), (8, 64, 32, 0), (16, 128, 128, 64), (64, 512, 512, 256)):
        counts = rows[units].counts
        assert counts is not None
        assert (counts.leaf, counts.spine, counts.core) == (leaf, spine, core)
    assert rows[2].built
    two = sizes_of(asked(64, tiers=2), build(64).counts)
    assert two[-1].counts is None
    assert two[-1].reason == "two-tiers"
    assert most_units(asked(64, tiers=2)) == 8


def test_dry_ask_has_no_hosts(asked):
    """An ask to be counted carries no arrays."""
    thin = dry(asked(64), 100)
    assert len(thin.attachments) == 0
    assert thin.dry == 100 * 32 * 8


@pytest.mark.parametrize(
    ("scale_up", "links", "pairs"),
    [
        (ScaleUp("system/gb200-compute-tray", 1, 72, 18, 18, 18, 1800.0), 1296, {1}),
        (ScaleUp("system/dgx-h100", 1, 8, 1, 4, 18, 900.0), 144, {4, 5}),
    ],
)
def test_scale_up_domain(scale_up, links, pairs):
    """72 GPUs have one link to each of 18 chips, 1,296 in all and 129.6 TB/s; 8 GPUs deal 18 links to 4 chips."""
    network = domain_network(scale_up, [f"t{i}" for i in range(scale_up.machines)], "R")
    assert len(network.cables) == links == scale_up.links
    assert breaches(network) == []
    gpu = network.cables["a"].astype(int) * 100 + network.cables["rail"]
    found = np.unique(np.stack([gpu, network.cables["b"]]), axis=1, return_counts=True)[1]
    assert {*found.tolist()} == pairs
    per_gpu = network.cables["speed"][gpu == gpu[0]].sum() * 2 / 8
    assert per_gpu == pytest.approx(scale_up.gbyte_per_s)
    assert scale_up.gpus * scale_up.gbyte_per_s / 1000 == pytest.approx(129.6 if links == 1296 else 7.2)


def test_scale_up_is_a_layer_of_the_same_graph(build):
    """A unit's view with one domain holds both layers, and machines of one domain are two steps apart over a chip."""
    import networkx

    from designer.fabric.exports import view
    from designer.fabric.scale_up import join_scale_up

    network = build(144, unit=144, rails=4)
    domain = domain_network(ScaleUp("system/gb200-compute-tray", 1, 72, 18, 18, 18, 1800.0), network.names[:18], "R1")
    graph = join_scale_up(view(network, unit=0), domain)
    assert graph.number_of_edges() == len(network.cables) + 1296
    chips = [name for name, tier in graph.nodes(data="tier") if tier == "scale-up"]
    assert len(chips) == 18
    up = graph.subgraph([*chips, *network.names[:18]])
    assert networkx.diameter(networkx.Graph(up)) == 2
