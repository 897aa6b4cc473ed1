"""Lengths of feeders: along the axes of the hall, from where things stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from designer.layout.records import Layout, Route
from designer.model import Position

__all__ = ["Places", "along", "places_of"]


@dataclass(frozen=True, slots=True)
class Places:
    """Position and room of every placed tag, and the busway routes by row and path."""

    at: Mapping[str, Position]
    room: Mapping[str, str]
    routes: tuple[Route, ...]

    def way(self, a: str, b: str, otherwise: float) -> float:
        """Length [m] from one tag to another along the axes; `otherwise` when a place is not known."""
        return along(self.at.get(a), self.at.get(b), otherwise)

    def route(self, rack: str, path: str) -> Route | None:
        """The busway route of a path that serves a rack."""
        return next((r for r in self.routes if r.path == path and rack in r.serves), None)


def places_of(layout: Layout) -> Places:
    """The places of a layout."""
    routes = tuple(r for r in layout.routes if r.kind == "busway")
    return Places({p.tag: p.box.at for p in layout.placed}, {p.tag: p.room for p in layout.placed}, routes)


def along(a: Position | None, b: Position | None, otherwise: float) -> float:
    """Length [m] along the axes.

    >>> along(Position(0.0, 0.0), Position(3.0, 4.0), 0.0)
    7.0
    """
    return otherwise if a is None or b is None else abs(a.x - b.x) + abs(a.y - b.y)
