"""networkx reads the graph files back with the same nodes, edges and attributes as the view cut from the arrays."""

import io
import json

import networkx
import pytest

from designer.fabric.exports import graphml, node_link_chunks, view

NETWORKS = [
    {"nodes": 32}, {"nodes": 64, "tiers": 3}, {"nodes": 32, "topology": "dual-tor", "planes": 2, "speed": 200.0},
]


def edges(graph):
    """Edges in the order of the file, ends turned the same way, with their attributes."""
    return [(*sorted((a, b)), sorted(facts.items())) for a, b, facts in graph.edges(data=True)]


@pytest.mark.parametrize("said", NETWORKS, ids=str)
def test_graphml_round_trip(said, build):
    """GraphML: every node and edge with every attribute, types kept."""
    network = build(**said)
    read = networkx.read_graphml(io.BytesIO(graphml(network)), force_multigraph=True)
    wanted = view(network)
    assert dict(read.nodes(data=True)) == dict(wanted.nodes(data=True))
    assert sorted(edges(read)) == sorted(edges(wanted))
    assert all(type(facts["speed"]) is float and type(facts["a_port"]) is int for _, _, facts in read.edges(data=True))


@pytest.mark.parametrize("said", NETWORKS, ids=str)
def test_node_link_round_trip(said, build):
    """Node-link JSON: every node and edge with every attribute."""
    network = build(**said)
    data = json.loads(b"".join(node_link_chunks(network)))
    read = networkx.node_link_graph(data, edges="edges")
    wanted = view(network)
    assert dict(read.nodes(data=True)) == dict(wanted.nodes(data=True))
    assert sorted(edges(read)) == sorted(edges(wanted))
    assert read.graph == {"name": network.name, "topology": network.topology}
