"""Graphs of a network: GraphML and node-link data streamed from the arrays, and a networkx view cut on demand."""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from designer.fabric.records import Network

__all__ = ["TIERS", "graphml", "node_link", "view"]

#: Names of the tiers in exports.
TIERS = ("host", "leaf", "spine", "core")

_NODE_KEYS = (
    ("tier", "string"), ("model", "string"), ("rack", "string"), ("unit", "int"), ("rail", "int"), ("plane", "int"),
)
_EDGE_KEYS = (
    ("a_port", "int"), ("b_port", "int"), ("layer", "int"), ("rail", "int"), ("plane", "int"), ("speed", "double"),
    ("length", "double"), ("stock", "double"), ("cable", "string"), ("a_optic", "string"), ("b_optic", "string"),
)


def _nodes(network: Network, rows: NDArray[np.int64]) -> Iterator[tuple[str, dict[str, Any]]]:
    racks = network.racks or ("",) * len(network.names)
    for row in rows.tolist():
        device = network.devices[row]
        yield network.names[row], {
            "tier": TIERS[device["tier"]],
            "model": network.models[device["model"]],
            "rack": racks[row],
            "unit": int(device["unit"]),
            "rail": int(device["rail"]),
            "plane": int(device["plane"]),
        }


def _edges(network: Network, cables: NDArray[np.void]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    names, cable_types, optics = network.names, network.cable_types, network.optic_types
    for a, a_port, b, b_port, layer, plane, rail, speed, length, stock, cable, a_optic, b_optic, _ in cables.tolist():
        yield names[a], names[b], {
            "a_port": a_port,
            "b_port": b_port,
            "layer": layer,
            "rail": rail,
            "plane": plane,
            "speed": round(speed, 3),
            "length": round(length, 2),
            "stock": round(stock, 2),
            "cable": _name(cable_types, cable),
            "a_optic": _name(optics, a_optic),
            "b_optic": _name(optics, b_optic),
        }


def _name(names: Sequence[str], index: int) -> str:
    return names[index] if index >= 0 else ""


def view(network: Network, tiers: Sequence[int] = (0, 1, 2, 3), unit: int | None = None) -> Any:
    """A `networkx.MultiGraph` of some tiers; of one scalable unit and what is above it when `unit` is given.

    Nodes and edges carry the attributes of the exports.
    """
    import networkx

    keep = np.isin(network.devices["tier"], np.array(tiers))
    if unit is not None:
        keep &= (network.devices["tier"] > 1) | (network.devices["unit"] == unit)
    graph = networkx.MultiGraph(name=network.name, topology=network.topology)
    graph.add_nodes_from(_nodes(network, np.flatnonzero(keep)))
    inside = keep[network.cables["a"]] & keep[network.cables["b"]]
    graph.add_edges_from(_edges(network, network.cables[inside]))
    return graph


def node_link(network: Network) -> dict[str, Any]:
    """Node-link data that `networkx.node_link_graph(data, edges="edges")` reads back as a multigraph."""
    everything = np.arange(len(network.devices))
    return {
        "directed": False,
        "multigraph": True,
        "graph": {"name": network.name, "topology": network.topology},
        "nodes": [{"id": name, **facts} for name, facts in _nodes(network, everything)],
        "edges": [
            {"source": a, "target": b, "key": key, **facts}
            for key, (a, b, facts) in enumerate(_edges(network, network.cables))
        ],
    }


def graphml(network: Network) -> bytes:
    """GraphML of a network that `networkx.read_graphml` reads back as a multigraph."""
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n']
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        parts += [f'<key id="{kind[0]}_{k}" for="{kind}" attr.name="{k}" attr.type="{t}"/>\n' for k, t in keys]
    parts.append(f'<graph id={quoteattr(network.name)} edgedefault="undirected">\n')
    everything = np.arange(len(network.devices))
    for name, facts in _nodes(network, everything):
        parts.append(f"<node id={quoteattr(name)}>{_data('n', facts)}</node>\n")
    quoted = {name: quoteattr(name) for name in network.names}
    for number, (a, b, facts) in enumerate(_edges(network, network.cables)):
        parts.append(f'<edge id="e{number}" source={quoted[a]} target={quoted[b]}>{_data("e", facts)}</edge>\n')
    parts.append("</graph>\n</graphml>\n")
    return "".join(parts).encode()


def _data(letter: str, facts: dict[str, Any]) -> str:
    return "".join([f'<data key="{letter}_{key}">{_text(value)}</data>' for key, value in facts.items()])


def _text(value: Any) -> str:
    return escape(value) if isinstance(value, str) else str(value)
