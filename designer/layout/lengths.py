"""How long cable ways, busways and pipes are, beside the least that any way of drawing them could have.

Every length is walked square in the direction of the rows. A busway or a header cannot be shorter than its own row and
the way from its gallery to it. A cable runs along its tray from drop to drop and no way between two drops is shorter
than straight across. A tray network must reach every rack and still reach it with any one of its sections gone, as the
networks drawn do: whatever splits the drops is passed twice.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon

from designer.layout.frame import Frame
from designer.layout.records import Layout, Placed, Route, TrayNetwork
from designer.model import Point

__all__ = ["lengths_of"]


def lengths_of(layout: Layout) -> dict[str, tuple[float, float]]:
    """By kind of service, its length and a lower bound of it [m]; kinds that are not there are left out."""
    frame = Frame(layout.rows[0].direction if layout.rows else 0.0)
    boxes = {p.tag: p for p in layout.placed}
    rooms = {g.tag: g.polygon for g in layout.galleries}
    found: dict[str, tuple[float, float]] = {}
    for name, kinds in (("busway", ("busway",)), ("pipe", ("tcs-supply", "tcs-return"))):
        routes = [r for r in layout.routes if r.kind in kinds]
        if routes:
            least = math.fsum(_least_run(frame, r, boxes, rooms.get(r.source)) for r in routes)
            found[name] = math.fsum(r.line.length for r in routes), least
    if layout.trays:
        made = math.fsum(e.length for t in layout.trays for e in t.edges)
        found["tray"] = made, math.fsum(_least_ring(frame, t, set(boxes)) for t in layout.trays)
        ways = [_ways(frame, t, {tag for tag, p in boxes.items() if p.purpose == "network"}) for t in layout.trays]
        found["cable"] = math.fsum(w[0] for w in ways), math.fsum(w[1] for w in ways)
    return {name: pair for name, pair in found.items() if pair[1]}


def _least_run(frame: Frame, route: Route, boxes: dict[str, Placed], room: Polygon | None) -> float:
    """The span of the racks that a run serves, and the way from its room to the nearer end."""
    places = [(boxes[t].box.at.x, boxes[t].box.at.y) for t in route.serves if t in boxes]
    if not places:
        return 0.0
    half = max(boxes[t].box.width for t in route.serves if t in boxes) / 2
    u = frame.into(places)[:, 0]
    span = float(u.max() - u.min()) + 2 * half
    way = min(Spot(p).distance(room) for p in places) - half if room is not None else 0.0
    return span + max(0.0, way - half)


def _between(frame: Frame, places: Sequence[Point]) -> NDArray[np.float64]:
    """The ways between places, walked square [m]."""
    at = frame.into(places)
    walked: NDArray[np.float64] = np.abs(at[:, None, :] - at[None, :, :]).sum(axis=2)
    return walked


def _least_ring(frame: Frame, tray: TrayNetwork, racks: set[str]) -> float:
    """The least spanning tree over the drops of racks and its longest branch again.

    Balls that grow around the drops and join where they touch are left by two ways, each as long as the ball grows; the
    sum over all balls until the last two meet is the tree's length and half its longest branch on either side.
    """
    drops = [tray.nodes[node] for node in sorted({node for name, node in tray.drops.items() if name in racks})]
    if len(drops) < 2:
        return 0.0
    tree = minimum_spanning_tree(_between(frame, drops))
    return float(tree.sum() + tree.max())


def _ways(frame: Frame, tray: TrayNetwork, hubs: set[str]) -> tuple[float, float]:
    """Summed ways from every rack to every network rack, along the tray and straight across [m]."""
    near = sorted({node for name, node in tray.drops.items() if name in hubs})
    if not near:
        return 0.0, 0.0
    a, b, length = zip(*((e.a, e.b, e.length) for e in tray.edges), strict=True)
    graph = coo_array((length, (a, b)), shape=(len(tray.nodes), len(tray.nodes))).tocsr()
    ends = [node for _, node in sorted(tray.drops.items())]
    along = dijkstra(graph, directed=False, indices=near)[:, ends]
    across = _between(frame, tray.nodes)[np.ix_(near, ends)]
    reached = np.isfinite(along)
    return float(along[reached].sum()), float(across[reached].sum())
