"""Largest flow between two halves of the hosts, on the graph of switches. The cut is always named with the result.

Hosts are those that the network serves; the links of its own managers carry no load and are left out.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, maximum_flow

from designer.fabric.records import Network

__all__ = ["CUTS", "closed_flow", "half_flow", "halves", "joined", "served"]

#: The cuts that are looked at: between units, between rails, at random with a fixed seed.
CUTS = ("unit", "rail", "random")

Ints = NDArray[np.int64]
#: Layer of the links between switches of one tier.
_PEERS = 3


def served(network: Network) -> NDArray[np.bool_]:
    """Which cables are links of hosts that the network serves."""
    cables = network.cables
    return (cables["layer"] == 0) & (cables["a"] < network.counts.hosts)


def halves(network: Network, cut: str, seed: int = 0) -> NDArray[np.bool_]:
    """Which of the served host links belong to the first half: by unit, by rail, or at random with a fixed seed."""
    links = network.cables[served(network)]
    if cut == "rail":
        order = np.lexsort((network.devices["unit"][links["a"]], links["rail"]))
    elif cut == "random":
        order = np.random.default_rng(seed).permutation(len(links))
    else:
        order = np.argsort(network.devices["unit"][links["a"]], kind="stable")
    first = np.zeros(len(links), bool)
    first[order[: len(links) // 2]] = True
    return first


def half_flow(network: Network, first: NDArray[np.bool_], without: NDArray[np.bool_] | None = None) -> float:
    """Largest flow from the first half of the served host links to the rest, in links of the slowest of them.

    `without` marks cables that are out of service. Speeds are scaled to whole numbers of the common divisor.
    """
    layer, a, b = (np.ascontiguousarray(network.cables[name]) for name in ("layer", "a", "b"))
    hosts, alive = np.flatnonzero(served(network)), np.ones(len(layer), bool) if without is None else ~without
    speed = np.rint(network.cables["speed"]).astype(np.int32)
    unit = max(1, int(np.gcd.reduce(np.unique(speed[alive])))) if alive.any() else 1
    capacity, size = speed // unit, len(network.devices)
    tails, heads, weights = [], [], []
    for sending in (True, False):
        mine = hosts[(first == sending) & alive[hosts]]
        held = np.bincount(b[mine], capacity[mine], size)
        leaf = np.flatnonzero(held).astype(np.int32)
        end = np.full(len(leaf), size if sending else size + 1, np.int32)
        tails.append(end if sending else leaf)
        heads.append(leaf if sending else end)
        weights.append(held[leaf].astype(np.int32))
    up = np.flatnonzero((layer > 0) & alive)
    low, high = a[up], b[up]
    row, column = np.concatenate([*tails, low, high]), np.concatenate([*heads, high, low])
    weight = np.concatenate([*weights, capacity[up], capacity[up]])
    graph: Any = csr_matrix((weight, (row, column)), shape=(size + 2, size + 2))
    found = maximum_flow(graph, size, size + 1).flow_value
    each = int(speed[hosts[alive[hosts]]].min(initial=np.iinfo(np.int32).max)) // unit if len(hosts) else 1
    return float(found) / max(1, each)


def closed_flow(network: Network, first: NDArray[np.bool_]) -> float:
    """The same flow of a tree in closed form, in links of the slowest host port.

    Every leaf is joined evenly to all spines of its pod and every pod to all cores, so that the spines of a pod, and
    the cores of a plane, act as one switch each. A leaf carries what it can inside and hands up as much of the rest as
    its uplinks bear; a pod likewise; what meets at the top is carried. Two leaves without spines have their peer links.
    Not meant for groups of switches that are joined in a mesh.
    """
    cables, size = network.cables, len(network.devices)
    rows = np.flatnonzero(served(network))
    speed = np.rint(cables["speed"]).astype(np.int64)
    ends = [np.bincount(cables["b"][rows[side]], speed[rows[side]], size) for side in (first, ~first)]
    group, carried = np.arange(size), 0.0
    for layers in ((1, 3), (2,)):
        links = cables[np.isin(cables["layer"], layers)]
        bare = np.rint(links["speed"]).astype(np.int64)
        peers = links["layer"] == _PEERS
        room = np.bincount(group[links["a"]], bare, size) + np.bincount(group[links["b"]], bare * peers, size)
        inside = np.minimum(*ends)
        carried += float(inside.sum())
        above = joined(group, links["a"], links["b"])
        ends = [np.bincount(above, np.minimum(side - inside, room), size) for side in ends]
        group = above[group]
    carried += float(np.minimum(*ends).sum())
    return carried / max(1, int(speed[rows].min(initial=np.iinfo(np.int32).max)))


def joined(group: Ints, a: Ints, b: Ints) -> Ints:
    """The group that each group becomes part of when links join them."""
    size = len(group)
    links = coo_matrix((np.ones(len(a), np.int8), (group[a], group[b])), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)
