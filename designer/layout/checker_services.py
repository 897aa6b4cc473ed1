"""Services of a finished layout against one another, in plan and in level.

Services are solids: pipes with their insulation, busways with their housing, trays with their side rails, each with
half of what its hangers need beside it. Two clash where their solids share floor while their levels overlap; at
different levels they may cross. Lines that meet at their ends join, they do not clash. The two pipes of the facility
ring are laid as a pair with offsets where one passes the other, so they are one system here.
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

__all__ = ["Service", "service_breaches", "services_meet", "services_of"]

#: Levels and places closer than this are touching [m].
_TOUCH = 1e-3


@dataclass(frozen=True, slots=True)
class Service:
    """A straight piece of a service: its name, system, line in the plan, what it takes beside the line with half the
    space of its hangers, underside and top [m]."""

    name: str
    system: str
    line: LineString
    half: float
    low: float
    high: float

    @property
    def shape(self) -> BaseGeometry:
        """The floor below it."""
        return self.line.buffer(self.half, cap_style="flat")


def services_of(layout: Layout, catalog: Catalog) -> tuple[Service, ...]:
    """Every straight piece of busway, pipe and tray that hangs in the hall."""
    found = []
    sizes, hanger = _sizes(layout, catalog), catalog.threshold("layout", "hanger_side").si("m")
    for route in layout.routes:
        if route.kind in sizes:
            wide, deep = sizes[route.kind]
            system = "FWS" if route.kind.startswith("fws") else route.tag
            for a, b in pairwise(route.line.points):
                if a != b:
                    low = route.line.z
                    found.append(Service(route.tag, system, LineString([a, b]), (wide + hanger) / 2, low, low + deep))
    wide, deep = sizes["tray"]
    for tray in layout.trays:
        for edge in tray.edges:
            line = LineString([tray.nodes[edge.a], tray.nodes[edge.b]])
            if line.length > _TOUCH:
                half = (wide + hanger) / 2
                found.append(Service(edge.tag, f"tray-{tray.path}", line, half, tray.z, tray.z + deep))
    return tuple(found)


def _sizes(layout: Layout, catalog: Catalog) -> dict[str, tuple[float, float]]:
    """Width and height of the services by kind of route [m]; an insulated header with its hangers is one measure, and
    mains are as thick as their layer of the stack."""

    def metres(key: str, family: str = "layout") -> float:
        return catalog.threshold(family, key).si("m")

    header = metres("stack_pipe_one")
    main = next((high - low for name, low, high in layout.heights if name == "fws-pipe"), header)
    pipe = (header - metres("hanger_side"), header)
    return {
        "busway": (metres("busway_width"), metres("stack_busway")),
        "tcs-supply": pipe,
        "tcs-return": pipe,
        "fws-supply": (main, main),
        "fws-return": (main, main),
        "tray": (metres("tray_width", "fabric"), metres("stack_tray")),
    }


def service_breaches(layout: Layout, hall: Hall, catalog: Catalog) -> Iterator[Breach]:
    """Pairs of services that meet at one level; of several halls what leaves them elsewhere than through a link."""
    pieces = services_of(layout, catalog)
    if not pieces:
        return
    yield from _outdoors(pieces, hall)
    told: set[tuple[str, str]] = set()
    for one, other in services_meet(pieces, pieces):
        pair = (min(one.name, other.name), max(one.name, other.name))
        if pair not in told:
            told.add(pair)
            shared = min(one.high, other.high) - max(one.low, other.low)
            yield Breach("service-clash", pair, shared, 0.0, "m")


def services_meet(some: Sequence[Service], all_of_them: Sequence[Service]) -> Iterator[tuple[Service, Service]]:
    """Pieces of some services and others of all whose solids share floor and level."""
    shapes, others = [p.shape for p in some], [p.shape for p in all_of_them]
    left, right = STRtree(others).query(shapes, predicate="intersects")
    for i, k in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        if _clash(some[i], all_of_them[k]) and shapes[i].intersection(others[k]).area > _TOUCH:
            yield some[i], all_of_them[k]


def _outdoors(pieces: Sequence[Service], hall: Hall) -> Iterator[Breach]:
    """Services between several halls that pass neither hall nor link; the facility loop comes from outdoors."""
    floor = hall.polygon.buffer(_TOUCH)
    away: dict[str, float] = {}
    for piece in pieces if hall.parts else ():
        if piece.system != "FWS" and not floor.covers(piece.line):
            away[piece.name] = away.get(piece.name, 0.0) + float(piece.line.difference(floor).length)
    yield from (Breach("service-outside", (name,), length, 0.0, "m") for name, length in sorted(away.items()))


def _clash(one: Service, other: Service) -> bool:
    """Whether two pieces of different systems share a level, other than where both end."""
    if one.system == other.system or min(one.high, other.high) - max(one.low, other.low) <= _TOUCH:
        return False
    meet = one.line.intersection(other.line)
    return meet.is_empty or not _ends_only(meet, one.line, other.line)


def _ends_only(meet: BaseGeometry, one: LineString, other: LineString) -> bool:
    """Whether they only meet where both end: at the room or machine that they come from."""
    if meet.length > _TOUCH:
        return False
    ends = [[Spot(p) for p in line.coords] for line in (one, other)]
    return all(min(end.distance(meet) for end in side) <= _TOUCH for side in ends)


