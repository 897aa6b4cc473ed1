"""The exports: read back by networkx, rows that name existing ends, labels used once, syntax of the client files."""

import io
import json

import networkx
import numpy as np
import pytest

from designer.fabric.exports import (
    CABLE_COLUMNS,
    NETBOX_COLUMNS,
    cable_rows,
    graphml,
    ibsim_net,
    netbox_rows,
    node_link,
    port_map_rows,
    slurm_topology,
    view,
)


@pytest.mark.parametrize("name", ["compute", "storage", "in_band", "oob"])
def test_graphml_round_trip(wired, name):
    """networkx reads GraphML back with as many nodes and edges, and the same ports."""
    network = wired.network(name)
    graph = networkx.read_graphml(io.BytesIO(graphml(network)), force_multigraph=True)
    assert graph.number_of_nodes() == len(network.names)
    assert graph.number_of_edges() == len(network.cables)
    ports = sorted((d["a_port"], d["b_port"]) for _, _, d in graph.edges(data=True))
    assert ports == sorted(zip(network.cables["a_port"].tolist(), network.cables["b_port"].tolist(), strict=True))


@pytest.mark.parametrize("name", ["compute", "oob"])
def test_node_link_round_trip(wired, name):
    """networkx reads node-link data back with as many nodes and edges, after JSON."""
    network = wired.network(name)
    data = json.loads(json.dumps(node_link(network)))
    graph = networkx.node_link_graph(data, edges="edges")
    assert graph.is_multigraph()
    assert graph.number_of_nodes() == len(network.names)
    assert graph.number_of_edges() == len(network.cables)
    assert dict(graph.degree) == dict(view(network).degree)


def test_view_of_a_unit(wired):
    """A unit's view holds its own machines and leaves and everything above."""
    network = wired.network("compute")
    graph = view(network, unit=0)
    tiers = [tier for _, tier in graph.nodes(data="tier")]
    assert (tiers.count("host"), tiers.count("leaf"), tiers.count("spine")) == (32, 8, network.counts.spine)


def test_cable_rows(wired):
    """One row for each link; both ends exist; each label is used once and is the other end's turned round."""
    seen: set[str] = set()
    for network in wired.networks:
        rows = [dict(zip(CABLE_COLUMNS, row, strict=True)) for row in cable_rows(network, wired.seats, wired.runs)]
        assert len(rows) == len(network.cables)
        for row in rows:
            assert row["device_a"] in network.names
            assert row["label_a"].split(" / ") == row["label_b"].split(" / ")[::-1]
            assert float(row["length_m"]) <= float(row["stock_m"]) + 0.06
        labels = {f"{network.name}:{row['label_a']}" for row in rows}
        assert len(labels) == len(rows)
        assert not labels & seen
        seen |= labels


def test_port_map_lists_every_used_port(wired):
    """The port map of the switches holds each used switch port once."""
    network = wired.network("compute")
    rows = list(port_map_rows(network))
    lower = int(np.count_nonzero(network.cables["layer"] == 0))
    upper = len(network.cables) - lower
    assert len(rows) == lower + 2 * upper
    assert len({row[:2] for row in rows}) == len(rows)


def test_netbox_rows(wired, catalog):
    """NetBox's twelve columns, its cable types, a length with its unit."""
    rows = list(netbox_rows(wired.network("compute"), catalog, wired.seats, wired.runs))
    assert all(len(row) == len(NETBOX_COLUMNS) for row in rows)
    assert {row[6] for row in rows} <= {"mmf-om4", "smf-os2", "dac-passive", "dac-active", "aoc", "cat6a"}
    assert {row[1] for row in rows} == {"dcim.interface"}
    assert all((row[10] == "") == (row[11] == "") for row in rows)


def test_ibsim_text(build):
    """Adapters first, then switches; tabs; both directions of every link; one blank line between records."""
    text = ibsim_net(build(32))
    records = text.rstrip("\n").split("\n\n")
    assert len(records) == 256 + 12
    assert records[0] == 'Hca\t1 "dgx0001-hca0"\t# "dgx0001-hca0"\n[1]\t"LEAF-SU01-R1"[1]'
    assert records[256].startswith('Switch\t64 "LEAF-SU01-R1"\t# "LEAF-SU01-R1"\n[1]\t"dgx0001-hca0"[1]')
    assert '\n[33]\t"SPINE-01"[1]' in records[256]
    lines = [line for line in text.splitlines() if line.startswith("[")]
    assert len(lines) == 2 * 512


def test_slurm_text(build):
    """One logical leaf for each unit, no node under two of them, one spine above."""
    text = slurm_topology(build(128))
    assert text.splitlines()[0] == "SwitchName=su01 Nodes=dgx[0001-0032]"
    assert text.splitlines()[-1] == "SwitchName=spine Switches=su[01-04]"
    assert len(text.splitlines()) == 5
    assert slurm_topology(build(20)).splitlines() == ["SwitchName=su01 Nodes=dgx[0001-0020]"]
