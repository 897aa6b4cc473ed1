"""Where busways pass through the walls of plant rooms: what passes at one place shares an opening and may be lost with
it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from designer.layout.records import Gallery, Layout
from designer.power.basis import Basis
from designer.power.records import Opening
from designer.power.runs import Lane

__all__ = ["openings_of", "passed"]

#: Kinds of rooms that have walls.
_ROOMS = ("electrical", "mechanical")


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A busway through a wall: place along the wall [m], point [m]."""

    along: float
    x: float
    y: float
    tag: str


def openings_of(basis: Basis, layout: Layout, lanes: Sequence[Lane]) -> tuple[Opening, ...]:
    """The openings of every room in their order along its wall. Busways nearer to one another than openings can be
    kept apart share one; the one that a room's own wall ends at counts for the room.
    """
    apart = basis.number("openings_apart", "m")
    found = []
    for room in (g for g in layout.galleries if g.kind in _ROOMS):
        crossings = sorted(_crossings(room, lanes), key=lambda c: (c.along, c.tag))
        for number, group in enumerate(_near(crossings, apart), 1):
            middle = group[len(group) // 2]
            tags = tuple(sorted({c.tag for c in group}))
            found.append(Opening(f"OPN-{room.tag}-{number:02d}", room.tag, middle.x, middle.y, tags))
    return tuple(found)


def passed(openings: Sequence[Opening]) -> dict[str, tuple[str, ...]]:
    """The openings of each busway that others pass as well."""
    found: dict[str, list[str]] = {}
    for opening in openings:
        if len(opening.busways) > 1:
            for tag in opening.busways:
                found.setdefault(tag, []).append(opening.tag)
    return {tag: tuple(tags) for tag, tags in found.items()}


def _crossings(room: Gallery, lanes: Sequence[Lane]) -> Iterator[_Crossing]:
    wall = Polygon(room.polygon).exterior
    for lane in lanes:
        if lane.line is not None:
            for point in _points(LineString(lane.line.points).intersection(wall)):
                yield _Crossing(wall.project(point), point.x, point.y, lane.tag)


def _points(met: BaseGeometry) -> Iterator[Point]:
    """Single points of what a line and a wall have in common; along a wall its middle."""
    for part in getattr(met, "geoms", [met]):
        if not part.is_empty:
            yield part if isinstance(part, Point) else part.centroid


def _near(crossings: Sequence[_Crossing], apart: float) -> Iterator[list[_Crossing]]:
    group: list[_Crossing] = []
    for crossing in crossings:
        if group and crossing.along - group[-1].along >= apart:
            yield group
            group = []
        group.append(crossing)
    if group:
        yield group
