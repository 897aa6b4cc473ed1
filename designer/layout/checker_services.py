"""Services of a finished layout against one another and against columns, in plan and in level.

Two services clash where their lines cross or run on one another while their levels overlap; at different levels they
may cross. Lines that meet at their ends join, they do not clash. The two pipes of the facility ring are laid as a pair
with offsets where one passes the other, so they are one system here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapely import STRtree
from shapely.geometry import LineString
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry

from designer.catalog import Catalog
from designer.layout.records import Breach, Layout
from designer.site.records import Hall

__all__ = ["Service", "service_breaches", "services_at_columns", "services_of"]

#: Levels and places closer than this are touching [m].
_TOUCH = 1e-3
#: Layers of the stack by kind of route.
_LAYERS = {
    "busway": "stack_busway", "tcs-supply": "stack_pipe_one", "tcs-return": "stack_pipe_one",
    "fws-supply": "stack_pipe_one", "fws-return": "stack_pipe_one",
}


@dataclass(frozen=True, slots=True)
class Service:
    """A straight piece of a service: its name, system, line in the plan, underside and top [m]."""

    name: str
    system: str
    line: LineString
    low: float
    high: float


def services_of(layout: Layout, catalog: Catalog) -> tuple[Service, ...]:
    """Every straight piece of busway, pipe and tray that hangs in the hall."""
    found = []
    for route in layout.routes:
        if route.kind in _LAYERS:
            deep = catalog.threshold("layout", _LAYERS[route.kind]).si("m")
            for a, b in pairwise(route.line.points):
                if a != b:
                    line = LineString([a, b])
                    system = "FWS" if route.kind.startswith("fws") else route.tag
                    found.append(Service(route.tag, system, line, route.line.z, route.line.z + deep))
    deep = catalog.threshold("layout", "stack_tray").si("m")
    for tray in layout.trays:
        for edge in tray.edges:
            line = LineString([tray.nodes[edge.a], tray.nodes[edge.b]])
            if line.length > _TOUCH:
                found.append(Service(edge.tag, f"tray-{tray.path}", line, tray.z, tray.z + deep))
    return tuple(found)


def service_breaches(layout: Layout, hall: Hall, catalog: Catalog) -> Iterator[Breach]:
    """Pairs of services that meet at one level; of several halls what leaves them elsewhere than through a link."""
    pieces = services_of(layout, catalog)
    if not pieces:
        return
    yield from _outdoors(pieces, hall)
    tree = STRtree([p.line for p in pieces])
    told: set[tuple[str, str]] = set()
    left, right = tree.query([p.line for p in pieces], predicate="intersects")
    for i, k in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        one, other = pieces[i], pieces[k]
        pair = (min(one.name, other.name), max(one.name, other.name))
        if i < k and pair not in told and _clash(one, other):
            told.add(pair)
            shared = min(one.high, other.high) - max(one.low, other.low)
            yield Breach("service-clash", pair, shared, 0.0, "m")


def _outdoors(pieces: Sequence[Service], hall: Hall) -> Iterator[Breach]:
    """Services between several halls that pass neither hall nor link; the facility loop comes from outdoors."""
    floor = hall.polygon.buffer(_TOUCH)
    away: dict[str, float] = {}
    for piece in pieces if hall.parts else ():
        if piece.system != "FWS" and not floor.covers(piece.line):
            away[piece.name] = away.get(piece.name, 0.0) + float(piece.line.difference(floor).length)
    yield from (Breach("service-outside", (name,), length, 0.0, "m") for name, length in sorted(away.items()))


def services_at_columns(layout: Layout, hall: Hall, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """Services that are led around a column where they are set out: tags of service and column."""
    pieces = services_of(layout, catalog)
    if not pieces or not hall.columns:
        return ()
    tree = STRtree([p.line for p in pieces])
    found = set()
    for column in hall.columns:
        shape = column.outline()
        for i in tree.query(shape, predicate="intersects").tolist():
            if pieces[i].line.intersection(shape).length > _TOUCH:
                found.add((pieces[i].name, column.tag))
    return tuple(sorted(found))


def _clash(one: Service, other: Service) -> bool:
    """Whether two pieces of different systems share a place and a level."""
    if one.system == other.system or min(one.high, other.high) - max(one.low, other.low) <= _TOUCH:
        return False
    meet = one.line.intersection(other.line)
    return not meet.is_empty and not _ends_only(meet, one.line, other.line)


def _ends_only(meet: BaseGeometry, one: LineString, other: LineString) -> bool:
    """Whether they only meet where both end: at the room or machine that they come from."""
    if meet.length > _TOUCH:
        return False
    ends = [[Spot(p) for p in line.coords] for line in (one, other)]
    return all(min(end.distance(meet) for end in side) <= _TOUCH for side in ends)


