"""Largest flow between two halves of the hosts, on the graph of switches. The cut is always named with the result."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from designer.fabric.records import Network

__all__ = ["half_flow", "halves"]


def halves(network: Network, cut: str, seed: int = 0) -> NDArray[np.bool_]:
    """Which host links belong to the first half: by unit, by rail, or at random with a fixed seed."""
    links = network.cables[network.cables["layer"] == 0]
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
    """Largest flow from the first half of the host links to the rest, in links of the host speed.

    `without` marks cables that are out of service. Speeds are scaled to whole numbers of the common divisor.
    """
    cables = network.cables
    alive = np.ones(len(cables), bool) if without is None else ~without
    hosts = cables["layer"] == 0
    speed = np.rint(cables["speed"]).astype(np.int64)
    unit = int(np.gcd.reduce(speed[alive])) if alive.any() else 1
    capacity = speed // max(1, unit)
    size = len(network.devices)
    source, sink = size, size + 1
    side = np.zeros(len(cables), bool)
    side[np.flatnonzero(hosts)] = first
    out = hosts & side & alive
    into = hosts & ~side & alive
    up = ~hosts & alive
    a, b = cables["a"].astype(np.int64), cables["b"].astype(np.int64)
    tails = np.concatenate([np.full(out.sum(), source), b[into], a[up], b[up]])
    heads = np.concatenate([b[out], np.full(into.sum(), sink), b[up], a[up]])
    weights = np.concatenate([capacity[out], capacity[into], capacity[up], capacity[up]])
    graph: Any = csr_matrix((weights.astype(np.int32), (tails, heads)), shape=(size + 2, size + 2))
    graph.sum_duplicates()
    found = maximum_flow(graph, source, sink).flow_value
    host_speed = int(speed[hosts & alive].min()) // max(1, unit) if (hosts & alive).any() else 1
    return float(found) / max(1, host_speed)
