"""Galleries: what the bands, the yards, the staging and the reserve are called and where they lie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from designer.layout.bands import Room
from designer.layout.floor import Floor, door_zone
from designer.layout.records import Gallery, Placed
from designer.layout.scheme import Scheme
from designer.layout.yard import Yard
from designer.site.records import Hall

__all__ = ["galleries_of", "named", "pieces"]

#: Scraps of floor below this are nobody's reserve [m2].
_SCRAP = 1.0


def pieces(shape: BaseGeometry) -> list[Polygon]:
    """The polygons of a geometry, largest first."""
    parts = [p for p in getattr(shape, "geoms", [shape]) if isinstance(p, Polygon) and not p.is_empty]
    return sorted(parts, key=lambda p: (-round(p.area, 6), p.bounds))


def galleries_of(scheme: Scheme, floor: Floor, yards: Sequence[Yard], placed: Sequence[Placed]) -> tuple[Gallery, ...]:
    """Electrical and mechanical galleries, staging behind goods doors, the reserve in one piece, the yards in use."""
    hall = floor.hall.polygon
    found: list[Gallery] = []
    for room in scheme.rooms:
        for name, part in _areas(scheme, floor.hall, room):
            found.append(Gallery(name, "electrical" if room.kind == "electrical" else "mechanical", part))
    goods = [d for d in floor.hall.doors if d.kind == "roll-up"]
    zones = [p for d in goods for p in pieces(door_zone(hall, d, floor.rules).intersection(hall))[:1]]
    for number, zone in enumerate(zones, start=1):
        found.append(Gallery(f"STG-{number}", "staging", zone))
    reserve = _reserve(scheme, floor, zones)
    if reserve is not None:
        found.append(Gallery("RES-1", "reserve", reserve))
    used = {p.room for p in placed}
    found += [Gallery(yard.tag, "yard", yard.polygon) for yard in yards if yard.tag in used]
    return tuple(found)


def _areas(scheme: Scheme, hall: Hall, room: Room) -> Iterator[tuple[str, Polygon]]:
    """The floor of a band by name: in each of several halls that it has plant in, beside that hall's own corridor."""
    band = scheme.frame.rectangle(*room.extent)
    if not hall.parts:
        yield from ((room.tag, part) for part in pieces(band.intersection(hall.polygon))[:1])
    held = {hall.part_at(*room.frame.out(seat.u, seat.v)) for seat in room.seats}
    ways = unary_union([scheme.frame.rectangle(*p) for p in scheme.passages])
    for part in (p for p in hall.parts if p.name in held):
        for piece in pieces(band.intersection(part.polygon).difference(ways))[:1]:
            yield hall.room_at(room.tag, *piece.representative_point().coords[0]), piece


def named(placed: Iterable[Placed], hall: Hall) -> tuple[Placed, ...]:
    """The boxes with their rooms named by the hall that they stand in, where there are several."""
    if not hall.parts:
        return tuple(placed)
    return tuple(replace(p, room=hall.room_at(p.room, p.box.at.x, p.box.at.y)) for p in placed)


def _reserve(scheme: Scheme, floor: Floor, zones: Sequence[Polygon]) -> Polygon | None:
    """The largest piece of the hall beyond the last band, less the corridor, the landings and what stands there."""
    _, v0, u1, v1 = floor.extent(scheme.frame)
    beyond = scheme.frame.rectangle(scheme.end, v0, max(u1, scheme.end), v1).intersection(floor.hall.polygon)
    doors = [door_zone(floor.hall.polygon, door, floor.rules) for door in floor.hall.doors]
    taken = [scheme.frame.rectangle(*scheme.corridor), *zones, *doors, *(k.polygon for k in floor.hall.keep_outs)]
    taken += [c.polygon for c in floor.claims]
    found = pieces(beyond.difference(unary_union(taken)))
    return found[0] if found and found[0].area > _SCRAP else None
