"""The passage at the ends of rows: one gets round a row with both its aisles.

Placer and bound plan with it, so the checker asks for it too. A column that is not at a wall, a keep-out or a gallery
takes its width from the passage.
"""

import math
from collections.abc import Iterator

from shapely import STRtree
from shapely.geometry import Polygon

from designer.catalog import Catalog
from designer.layout.records import Breach, Layout, Placed
from designer.model import Point
from designer.site.records import Hall

__all__ = ["end_breaches"]

#: Areas and lengths below these are touching [m2, m].
_AREA, _LENGTH = 1e-4, 1e-3


def end_breaches(layout: Layout, hall: Hall, catalog: Catalog) -> Iterator[Breach]:
    """Racks of other rows, and walls, nearer to the end of a row and its aisles than the planned passage is wide."""
    cold, hot, cross = (catalog.threshold("sizing", f"aisle_{kind}").si("m") for kind in ("cold", "hot", "cross"))
    racks = [p for p in layout.placed if p.kind == "rack" and p.row]
    shapes = [Polygon(p.box.corners) for p in racks]
    tree, posts = STRtree(shapes), _posts(layout, hall, catalog)
    rows: dict[str, list[Placed]] = {}
    for placed in sorted((p for p in layout.placed if p.row), key=lambda p: p.slot):
        rows.setdefault(placed.row, []).append(placed)
    for row, members in sorted(rows.items()):
        axes = _axes(members[0])
        outer = [(max(members, key=lambda p: sign * _at(p, axes)[0]), sign) for sign in (1.0, -1.0)]
        for last, sign in outer:
            face, zone = _beyond(last, axes, sign, (hot, cold, cross))
            outside = zone.difference(hall.polygon)
            free = face.distance(outside) if outside.area > _AREA else cross
            width = max((_along(p, axes) for p in posts if p.intersection(zone).area > _AREA), default=0.0)
            _, reach = _beyond(last, axes, sign, (hot, cold, cross + width))
            near = [
                face.distance(part)
                for k in tree.query(reach, predicate="intersects").tolist()
                if racks[k].row != row and (part := shapes[k].intersection(reach)).area > _AREA
            ]
            free = min([free, *(distance - width for distance in near)])
            if free < cross - _LENGTH:
                yield Breach("row-end", (row, last.tag), free, cross, "m")


def _axes(placed: Placed) -> tuple[Point, Point]:
    """Unit vectors along a row and towards the rear of its racks."""
    a, b, _, d = placed.box.corners
    wide, deep = math.dist(a, b), math.dist(a, d)
    return ((b[0] - a[0]) / wide, (b[1] - a[1]) / wide), ((d[0] - a[0]) / deep, (d[1] - a[1]) / deep)


def _at(placed: Placed, axes: tuple[Point, Point]) -> Point:
    """The middle of a box along and across a row [m]."""
    x, y = placed.box.at.x, placed.box.at.y
    (ax, ay), (bx, by) = axes
    return x * ax + y * ay, x * bx + y * by


def _beyond(
    placed: Placed, axes: tuple[Point, Point], sign: float, sizes: tuple[float, float, float]
) -> tuple[Polygon, Polygon]:
    """The end of a row across its aisles, as a thin slice, and the floor beyond it."""
    hot, cold, deep = sizes
    u, v = _at(placed, axes)
    low, high = v - placed.box.depth / 2 - cold + _LENGTH, v + placed.box.depth / 2 + hot - _LENGTH
    end, (a, b) = u + sign * placed.box.width / 2, axes

    def between(to: float) -> Polygon:
        corners = ((end, low), (to, low), (to, high), (end, high))
        return Polygon([(p * a[0] + q * b[0], p * a[1] + q * b[1]) for p, q in corners])

    return between(end - sign * _LENGTH), between(end + sign * deep)


def _along(shape: Polygon, axes: tuple[Point, Point]) -> float:
    """Width along a row [m]."""
    places = [x * axes[0][0] + y * axes[0][1] for x, y in shape.exterior.coords]
    return max(places) - min(places)


def _posts(layout: Layout, hall: Hall, catalog: Catalog) -> list[Polygon]:
    """Columns away from walls, keep-outs and galleries."""
    reach = math.sqrt(2) * catalog.threshold("layout", "row_end").si("m")
    solids = [hall.polygon.boundary, *(k.polygon for k in hall.keep_outs), *(g.polygon for g in layout.galleries)]
    shapes = [(c.outline(), math.hypot(c.width, c.depth) / 2) for c in hall.columns]
    return [s for s, half in shapes if all(s.centroid.distance(solid) > reach + half for solid in solids)]
