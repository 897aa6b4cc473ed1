"""How long cable ways, busways and pipes are, beside the least that any way of drawing them could have.

Every length is walked square in the direction of the rows. A busway or a header cannot be shorter than its own row and
the way from its gallery to it; a tray network must at least reach from rack to rack.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
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
        found["tray"] = made, math.fsum(_least_tree(frame, t) for t in layout.trays)
    return found


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


def _least_tree(frame: Frame, tray: TrayNetwork) -> float:
    """A third of twice the least spanning tree over the drops: no square tree that joins them can be shorter."""
    drops: Sequence[Point] = [tray.nodes[node] for node in sorted(set(tray.drops.values()))]
    if len(drops) < 2:
        return 0.0
    at = frame.into(drops)
    walked = np.abs(at[:, None, :] - at[None, :, :]).sum(axis=2)
    return float(minimum_spanning_tree(walked).sum()) * 2 / 3
