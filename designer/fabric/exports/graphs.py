"""Graphs of a network: GraphML and node-link JSON streamed from the arrays, and a networkx view cut on demand."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from json.encoder import encode_basestring
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from designer.fabric.exports.columns import Part, cell_texts, chosen, constant, counted, distinct, lines, of
from designer.fabric.records import Network

__all__ = ["TIERS", "graphml", "graphml_chunks", "node_link", "node_link_chunks", "view"]

#: Names of the tiers in exports.
TIERS = ("host", "leaf", "spine", "core")

_NODE_KEYS = (
    ("tier", "string"), ("model", "string"), ("rack", "string"), ("unit", "int"), ("rail", "int"), ("plane", "int"),
)
_EDGE_KEYS = (
    ("a_port", "int"), ("b_port", "int"), ("layer", "int"), ("rail", "int"), ("plane", "int"), ("speed", "double"),
    ("length", "double"), ("stock", "double"), ("cable", "string"), ("a_optic", "string"), ("b_optic", "string"),
)
_KINDS: dict[str, Callable[[str], Any]] = {"string": str, "int": int, "double": float}


def _nodes(network: Network, rows: NDArray[np.int64]) -> dict[str, Part]:
    """The attributes of some devices, each as one part."""
    devices = network.devices[rows]
    racks = network.racks or ("",) * len(network.names)
    return {
        "tier": Part(TIERS, devices["tier"]),
        "model": Part(network.models, devices["model"] % max(1, len(network.models))),
        "rack": Part(racks, rows),
    } | {key: distinct(devices[key], str) for key in ("unit", "rail", "plane")}


def _edges(network: Network, cables: NDArray[np.void]) -> dict[str, Part]:
    """The attributes of some cables, each as one part."""
    return (
        {key: distinct(cables[key], str) for key in ("a_port", "b_port", "layer", "rail", "plane")}
        | {"speed": distinct(cables["speed"], lambda speed: str(round(speed, 3)))}
        | {key: distinct(cables[key], lambda length: str(round(length, 2))) for key in ("length", "stock")}
        | {"cable": chosen(network.cable_types, cables["cable"])}
        | {key: chosen(network.optic_types, cables[key]) for key in ("a_optic", "b_optic")}
    )


def _records(parts: dict[str, Part], keys: Sequence[tuple[str, str]], rows: int) -> Iterator[dict[str, Any]]:
    """The attributes as one object for each row."""
    named = [(key, _KINDS[kind], cell_texts((parts[key],), rows)) for key, kind in keys]
    for row in range(rows):
        yield {key: kind(texts[row]) for key, kind, texts in named}


def view(network: Network, tiers: Sequence[int] = (0, 1, 2, 3), unit: int | None = None) -> Any:
    """A `networkx.MultiGraph` of some tiers; of one scalable unit and what is above it when `unit` is given.

    Nodes and edges carry the attributes of the exports.
    """
    import networkx

    keep = np.isin(network.devices["tier"], np.array(tiers))
    if unit is not None:
        keep &= (network.devices["tier"] > 1) | (network.devices["unit"] == unit)
    graph = networkx.MultiGraph(name=network.name, topology=network.topology)
    rows, names = np.flatnonzero(keep), network.names
    nodes = _records(_nodes(network, rows), _NODE_KEYS, len(rows))
    graph.add_nodes_from((names[row], facts) for row, facts in zip(rows.tolist(), nodes, strict=True))
    inside = network.cables[keep[network.cables["a"]] & keep[network.cables["b"]]]
    edges = _records(_edges(network, inside), _EDGE_KEYS, len(inside))
    ends = zip(inside["a"].tolist(), inside["b"].tolist(), edges, strict=True)
    graph.add_edges_from((names[a], names[b], facts) for a, b, facts in ends)
    return graph


def node_link(network: Network) -> dict[str, Any]:
    """Node-link data that `networkx.node_link_graph(data, edges="edges")` reads back as a multigraph."""
    return json.loads(b"".join(node_link_chunks(network)))


def node_link_chunks(network: Network) -> Iterator[bytes]:
    """The text of the node-link data in chunks: one line, sorted keys."""
    everything, cables = np.arange(len(network.devices)), network.cables
    quoted = tuple(encode_basestring(name) for name in network.names)
    nodes = _json_texts(_nodes(network, everything), _NODE_KEYS) | {"id": Part(quoted, everything)}
    edges = _json_texts(_edges(network, cables), _EDGE_KEYS)
    edges |= {"source": Part(quoted, cables["a"]), "target": Part(quoted, cables["b"])}
    graph = json.dumps({"name": network.name, "topology": network.topology}, ensure_ascii=False, separators=(",", ":"))
    yield b'{"directed":false,"edges":['
    yield from _objects(edges | {"key": None}, len(cables))
    yield f'],"graph":{graph},"multigraph":true,"nodes":['.encode()
    yield from _objects(dict(nodes), len(everything))
    yield b"]}\n"


def _json_texts(parts: dict[str, Part], keys: Sequence[tuple[str, str]]) -> dict[str, Part | None]:
    return {key: parts[key].form(encode_basestring) if kind == "string" else parts[key] for key, kind in keys}


def _objects(parts: dict[str, Part | None], rows: int) -> Iterator[bytes]:
    """JSON objects of sorted keys, parted by commas; the key without a part is the number of the row."""
    column: list[Part | str] = [Part(("{", ",{"), np.minimum(np.arange(rows), 1))]
    for place, key in enumerate(sorted(parts)):
        part = parts[key]
        column.append(f'{"," if place else ""}"{key}":')
        column += counted(rows) if part is None else (part,)
    return lines(of(*column, "}"), rows)


def graphml(network: Network) -> bytes:
    """GraphML of a network that `networkx.read_graphml` reads back as a multigraph."""
    return b"".join(graphml_chunks(network))


def graphml_chunks(network: Network) -> Iterator[bytes]:
    """The text of the GraphML in chunks."""
    head = ['<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n']
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        head += [f'<key id="{kind[0]}_{k}" for="{kind}" attr.name="{k}" attr.type="{t}"/>\n' for k, t in keys]
    head.append(f'<graph id={quoteattr(network.name)} edgedefault="undirected">\n')
    yield "".join(head).encode()
    everything, cables = np.arange(len(network.devices)), network.cables
    quoted = tuple(quoteattr(name) for name in network.names)
    nodes = _data("n", _nodes(network, everything), _NODE_KEYS)
    yield from lines(of("<node id=", Part(quoted, everything), ">", *nodes, "</node>\n"), len(everything))
    ends = (' source=', Part(quoted, cables["a"]), " target=", Part(quoted, cables["b"]), ">")
    edges = _data("e", _edges(network, cables), _EDGE_KEYS)
    numbered = (constant('<edge id="e'), *counted(len(cables)), constant('"'))
    yield from lines(of(*numbered, *ends, *edges, "</edge>\n"), len(cables))
    yield b"</graph>\n</graphml>\n"


def _data(letter: str, parts: dict[str, Part], keys: Sequence[tuple[str, str]]) -> Iterator[Part | str]:
    return chain.from_iterable(
        (f'<data key="{letter}_{key}">', parts[key].form(escape) if kind == "string" else parts[key], "</data>")
        for key, kind in keys
    )
