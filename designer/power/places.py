"""Lengths of feeders: along the axes of the hall, from where things stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import LineString
from shapely.geometry import Point as ShapelyPoint

from designer.layout.records import Layout, Route
from designer.model import Point, Position
from designer.site.records import Hall

__all__ = ["Places", "along", "on_line", "places_of"]


@dataclass(frozen=True, slots=True)
class Places:
    """Position and room of every placed tag, and the busway routes by row and path."""

    at: Mapping[str, Position]
    room: Mapping[str, str]
    routes: tuple[Route, ...]
    over: Mapping[tuple[str, str], Route]
    hall: Hall

    def way(self, a: str, b: str, otherwise: float) -> float:
        """Length [m] from one tag to another along the axes, through links; `otherwise` when a place is not known."""
        start, end = self.at.get(a), self.at.get(b)
        if not self.hall.links or start is None or end is None:
            return along(start, end, otherwise)
        points = self.hall.by_links(((start.x, start.y), (end.x, end.y)))
        return sum(abs(p[0] - r[0]) + abs(p[1] - r[1]) for p, r in pairwise(points))

    def route(self, rack: str, path: str) -> Route | None:
        """The busway route of a path that serves a rack."""
        return self.over.get((rack, path))

    def homes(self, path: str) -> frozenset[str]:
        """The rooms that the busways of a path start from, one in each hall; none when the layout does not say."""
        return frozenset(r.source for r in self.routes if r.path == path and r.source)


def places_of(layout: Layout, hall: Hall) -> Places:
    """The places of a layout in a hall."""
    routes = tuple(r for r in layout.routes if r.kind == "busway")
    over = {(rack, r.path): r for r in reversed(routes) for rack in r.serves}
    return Places({p.tag: p.box.at for p in layout.placed}, {p.tag: p.room for p in layout.placed}, routes, over, hall)


def on_line(route: Route, at: Position) -> Point:
    """The point of a route nearest to a place."""
    line = LineString(route.line.points)
    point = line.interpolate(line.project(ShapelyPoint(at.x, at.y)))
    return round(point.x, 6), round(point.y, 6)


def along(a: Position | None, b: Position | None, otherwise: float) -> float:
    """Length [m] along the axes.

    >>> along(Position(0.0, 0.0), Position(3.0, 4.0), 0.0)
    7.0
    """
    return otherwise if a is None or b is None else abs(a.x - b.x) + abs(a.y - b.y)
