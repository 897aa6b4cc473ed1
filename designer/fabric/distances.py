"""Ways between racks: the shortest run over each tray network [m] from cabinets to all other racks, as matrices."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from designer.layout.records import TrayNetwork

__all__ = ["run_lengths", "stubs", "tray_distances"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Centres = dict[str, tuple[float, float]]


def tray_distances(tray: TrayNetwork, nodes: Sequence[int]) -> tuple[Floats, Ints]:
    """Shortest way [m] from some nodes to all nodes of a tray network, and the node before each on it (-9999 none)."""
    count = len(tray.nodes)
    a = np.array([e.a for e in tray.edges], np.int64)
    b = np.array([e.b for e in tray.edges], np.int64)
    length = np.array([e.length for e in tray.edges], float)
    graph: Any = csr_matrix((length, (a, b)), shape=(count, count))
    search: Any = dijkstra
    distance, before = search(graph, directed=False, indices=list(nodes), return_predecessors=True)
    return np.atleast_2d(distance), np.atleast_2d(before)


def stubs(tray: TrayNetwork, tags: Sequence[str], centre: Centres) -> Floats:
    """From the centre of each rack to its node of the tray [m]; nan where no tray leads to it."""
    found = []
    for tag in tags:
        here, node = centre.get(tag), tray.drops.get(tag)
        if node is None:
            found.append(np.nan)
        else:
            x, y = tray.nodes[node]
            found.append(abs(here[0] - x) + abs(here[1] - y) if here else 0.0)
    return np.array(found)


def run_lengths(tray: TrayNetwork | None, sources: Sequence[str], targets: Sequence[str], centre: Centres) -> Floats:
    """Run [m] between racks (rows: sources): over the tray where it leads to both, else the Manhattan distance of the
    plan; 0 within one rack."""
    plan = _apart(sources, targets, centre)
    if tray is not None and sources and targets:
        near, far = stubs(tray, sources, centre), stubs(tray, targets, centre)
        known = np.flatnonzero(~np.isnan(near))
        if len(known):
            distance, _ = tray_distances(tray, [tray.drops[sources[i]] for i in known.tolist()])
            nodes = np.array([tray.drops.get(tag, 0) for tag in targets])
            over = distance[:, nodes] + near[known][:, None] + far[None, :]
            plan[known] = np.where(np.isfinite(over), over, plan[known])
    return np.where(np.array(sources)[:, None] == np.array(targets)[None, :], 0.0, plan)


def _apart(sources: Sequence[str], targets: Sequence[str], centre: Centres) -> Floats:
    a = np.array([centre.get(tag, (0.0, 0.0)) for tag in sources]).reshape(-1, 2)
    b = np.array([centre.get(tag, (0.0, 0.0)) for tag in targets]).reshape(-1, 2)
    found: Floats = np.abs(a[:, None, :] - b[None, :, :]).sum(axis=2)
    return found
