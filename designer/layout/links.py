"""Services of several halls: each starts in the gallery of its own hall, or comes from another's through links."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from designer.layout.bands import Room, passages_of
from designer.layout.records import Route
from designer.layout.scheme import Scheme
from designer.model import Point, Polyline
from designer.site.records import Hall

__all__ = ["over_halls", "through_links"]

#: Services of one level pass a link this far apart, or less where it is narrow; they turn no deeper before it [m].
_PITCH, _DEEP = 0.3, 0.85


def over_halls(scheme: Scheme, hall: Hall) -> Scheme:
    """The scheme with what several halls cost it: racks fed from another hall, ways through links."""
    passages = passages_of(hall, scheme.frame, scheme.way.corridor, scheme.corridor)
    return replace(scheme, passages=passages, foreign=_foreign(hall, scheme), around=_around(hall, scheme))


def through_links(routes: Sequence[Route], scheme: Scheme, hall: Hall) -> tuple[Route, ...]:
    """The routes as they are where there is one hall; else with the room in the right hall as their source, and through
    links where they pass from hall to hall."""
    if not hall.parts:
        return tuple(routes)
    rooms = {room.tag: room for room in scheme.rooms}
    started = [_started(route, rooms.get(route.source), hall) for route in routes]
    lanes = _lanes(started, hall)
    return tuple(
        replace(r, line=Polyline(hall.by_links(r.line.points, lanes.get(r.tag, (0.0, 0.0))), r.line.z)) for r in started
    )


class _Passing(NamedTuple):
    """A service in a link: how far its row lies beside the link's middle [m], its tag, whether it comes through forth
    (1) or back (-1), the width of the link [m]."""

    off: float
    tag: str
    forth: int
    width: float


def _forth(hall: Hall, tag: str, out: Point) -> int:
    """Whether who leaves a hall by this mouth of a link passes it forth (1) or back (-1)."""
    return 1 if next(link for link in hall.links if link.tag == tag).mouths[0][1] == out else -1


def _lanes(routes: Sequence[Route], hall: Hall) -> dict[str, Point]:
    """For services of one level that pass the same link, lanes in the order of their rows: nobody crosses another.

    The farther a row lies from the middle of the link, the nearer to the link its service turns.
    """
    groups: dict[tuple[str, float], list[_Passing]] = {}
    for route in routes:
        first, last = route.line.points[0], route.line.points[-1]
        for tag, out, into in hall.links_between(hall.part_at(*first), hall.part_at(*last)):
            forth = _forth(hall, tag, out)
            length = math.dist(out, into) * forth
            off = ((last[1] - out[1]) * (into[0] - out[0]) - (last[0] - out[0]) * (into[1] - out[1])) / length
            one = _Passing(round(off, 4), route.tag, forth, _width(hall, tag, out, into))
            groups.setdefault((tag, route.line.z), []).append(one)
    found: dict[str, Point] = {}
    for passing in groups.values():
        ordered = sorted(passing)
        pitch = min(_PITCH, 0.8 * ordered[0].width / len(ordered))
        below = sum(one.off < 0 for one in ordered)
        for k, one in enumerate(ordered):
            turn = (below - k) if one.off < 0 else (k - below + 1)
            left, near = (k - (len(ordered) - 1) / 2) * pitch, turn * min(pitch, _DEEP / len(ordered))
            found[one.tag] = (round(left * one.forth, 4), round(near, 4))
    return found


def _width(hall: Hall, tag: str, out: Point, into: Point) -> float:
    """How wide a link is across the way through it [m]."""
    polygon = next(link.polygon for link in hall.links if link.tag == tag)
    length = math.dist(out, into)
    across = [(x - out[0]) * (out[1] - into[1]) + (y - out[1]) * (into[0] - out[0]) for x, y in polygon.exterior.coords]
    return (max(across) - min(across)) / length


def _started(route: Route, room: Room | None, hall: Hall) -> Route:
    """The route from the gallery of its own hall, or of the nearest that has one."""
    points = route.line.points
    if room is None:
        return route
    home = hall.part_at(*points[-1])
    seats = [room.frame.out(seat.u, seat.v) for seat in room.seats]
    if home in {hall.part_at(*at) for at in seats}:
        return replace(route, source=hall.room_at(room.tag, *points[-1]))
    start = min(seats, key=lambda at: (round(math.dist(at, points[-1]), 3), at), default=points[0])
    line = Polyline((_abreast(start, points[-2], hall), *points[-2:]), route.line.z)
    return replace(route, source=hall.room_at(room.tag, *start), line=line)


def _abreast(start: Point, row: Point, hall: Hall) -> Point:
    """Where a service leaves a machine for a row of another hall: abreast of the row while it is still in its hall."""
    home = hall.part_at(*start)
    return next((p for p in ((start[0], row[1]), (row[0], start[1])) if hall.part_at(*p) == home), start)


def _around(hall: Hall, scheme: Scheme) -> float:
    """What the way through links adds from a rack to the middle of the network racks, those of its own hall where there
    are any, in the mean [m]."""
    racks = [(scheme.place(c), c.kind.purpose) for c in scheme.chairs if c.kind is not None]
    heart = [at for at, purpose in racks if purpose == "network"] or [at for at, _ in racks]
    if not heart:
        return 0.0
    served = {hall.part_at(*scheme.frame.out(*at)) for at in heart}
    middle = min(heart, key=lambda at: sum(abs(at[0] - u) + abs(at[1] - v) for u, v in heart))
    more = 0.0
    for at, _ in racks:
        if hall.part_at(*scheme.frame.out(*at)) in served:
            continue
        way = hall.by_links((scheme.frame.out(*at), scheme.frame.out(*middle)))
        if len(way) > 2:
            length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(way))
            more += length - abs(at[0] - middle[0]) - abs(at[1] - middle[1])
    return more / len(racks)


def _foreign(hall: Hall, scheme: Scheme) -> int:
    """Racks in halls in which not every gallery of the site has something standing."""
    rooms: dict[str, set[str]] = {part.name: set() for part in hall.parts}
    for room in scheme.rooms:
        for at in room.seats:
            name = hall.part_at(*room.frame.out(at.u, at.v))
            rooms.setdefault(name, set()).add(room.tag)
    whole = {room.tag for room in scheme.rooms}
    places = [hall.part_at(*scheme.frame.out(*scheme.place(c))) for c in scheme.chairs if c.kind is not None]
    return sum(rooms.get(name, set()) != whole for name in places)
