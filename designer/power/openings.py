"""Where busways pass through the walls of plant rooms: what passes at one place shares an opening and may be lost with
it. Busways without a partner are led apart at the wall where one opening would take more racks than one fault may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from designer.layout.records import Gallery, Layout
from designer.model import NoteKind
from designer.power.basis import Basis
from designer.power.records import Opening
from designer.power.runs import Lane
from designer.units import q

__all__ = ["openings_of", "passed"]

#: Kinds of rooms that have walls.
_ROOMS = ("electrical", "mechanical")


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A busway through a wall: place along the wall [m], point [m], racks that are lost with it alone."""

    along: float
    x: float
    y: float
    tag: str
    racks: int


def openings_of(basis: Basis, layout: Layout, lanes: Sequence[Lane]) -> tuple[Opening, ...]:
    """The openings of every room in their order along its wall. Busways nearer to one another than openings can be
    kept apart share one, up to the racks that one fault may take; the one that a room's own wall ends at counts for the
    room.
    """
    apart = basis.number("openings_apart", "m")
    most = basis.catalog.threshold("redundancy", "gpu_blast_radius").si("rack")
    found = []
    for room in (g for g in layout.galleries if g.kind in _ROOMS):
        crossings = sorted(_crossings(room, lanes), key=lambda c: (c.along, c.tag))
        bundles = [(group, turn) for near in _near(crossings, apart) for turn, group in enumerate(_parts(near, most))]
        for number, (group, turn) in enumerate(bundles, 1):
            x, y = _spot(room, group[len(group) // 2], turn * apart)
            tags = tuple(sorted({c.tag for c in group}))
            found.append(Opening(f"OPN-{room.tag}-{number:02d}", room.tag, x, y, tags))
        if any(turn for _, turn in bundles):
            basis.note(NoteKind.DECISION, "openings_led_apart", room.tag, openings=len(bundles), apart=q(apart, "m"),
                       most=int(most))  # fmt: skip
    return tuple(found)


def _parts(near: Sequence[_Crossing], most: float) -> Iterator[list[_Crossing]]:
    """Busways at one place of a wall, bundled so that none takes more racks than `most` where one alone does not."""
    group: list[_Crossing] = []
    for crossing in near:
        racks = {c.tag: c.racks for c in (*group, crossing)}
        if group and sum(racks.values()) > most:
            yield group
            group = []
        group.append(crossing)
    yield group


def _spot(room: Gallery, crossing: _Crossing, aside: float) -> tuple[float, float]:
    """The place of an opening, so far along the wall from that of its busway."""
    if not aside:
        return crossing.x, crossing.y
    wall = Polygon(room.polygon).exterior
    spot = wall.interpolate((crossing.along + aside) % wall.length)
    return float(spot.x), float(spot.y)


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
                yield _Crossing(wall.project(point), point.x, point.y, lane.tag, 0 if lane.partner else len(lane.racks))


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
