"""Services of several halls: each starts in the gallery of its own hall, or comes from another's through links."""

import math
from collections.abc import Sequence
from dataclasses import replace

from designer.layout.bands import Room
from designer.layout.records import Route
from designer.layout.rooms import in_hall
from designer.layout.scheme import Scheme
from designer.model import Point, Polyline
from designer.site.records import Hall

__all__ = ["through_links"]


def through_links(routes: Sequence[Route], scheme: Scheme, hall: Hall) -> tuple[Route, ...]:
    """The routes as they are where there is one hall; else with the room in the right hall as their source, and through
    links where they pass from hall to hall."""
    if not hall.parts:
        return tuple(routes)
    rooms = {room.tag: room for room in scheme.rooms}
    return tuple(_led(route, rooms.get(route.source), hall) for route in routes)


def _led(route: Route, room: Room | None, hall: Hall) -> Route:
    points = route.line.points
    if room is None:
        return replace(route, line=Polyline(hall.by_links(points), route.line.z))
    home = hall.part_at(*points[-1])
    seats = [room.frame.out(seat.u, seat.v) for seat in room.seats]
    if home in {hall.part_at(*at) for at in seats}:
        return replace(route, source=in_hall(room.tag, home), line=Polyline(hall.by_links(points), route.line.z))
    start = min(seats, key=lambda at: (round(math.dist(at, points[-1]), 3), at), default=points[0])
    line = Polyline(hall.by_links((_abreast(start, points[-2], hall), *points[-2:])), route.line.z)
    return replace(route, source=in_hall(room.tag, hall.part_at(*start)), line=line)


def _abreast(start: Point, row: Point, hall: Hall) -> Point:
    """Where a service leaves a machine for a row of another hall: abreast of the row while it is still in its hall."""
    return next((p for p in ((start[0], row[1]), (row[0], start[1])) if hall.part_at(*p) == hall.part_at(*start)), start)
