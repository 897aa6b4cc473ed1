"""Two data tray systems, A and B, with nothing in common: lines over the hot aisles, mains across all rows at their
ends, in their cross-aisles and over the network racks, to which most cables lead.

Where an A main passes a B line they cross at different levels; no node or edge belongs to both.
"""

import itertools
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot

from designer.layout.aisles import Space, Standing
from designer.layout.frame import Frame
from designer.layout.overhead import Overhead
from designer.layout.posts import Posts
from designer.layout.records import TrayEdge, TrayNetwork
from designer.layout.rules import Rules
from designer.model import Point, tag
from designer.site.records import Hall, Site

__all__ = ["trays_of"]

_SAME = 1e-3


@dataclass(frozen=True, slots=True)
class _Line:
    """A tray over a hot aisle: level v, extent along u, the racks that drop into it with their places."""

    v: float
    start: float
    end: float
    drops: tuple[tuple[float, str], ...]


def trays_of(
    ground: Frame,
    standing: Sequence[Standing],
    hot: Sequence[Space],
    overhead: Overhead,
    rules: Rules,
    site: Site,
) -> tuple[TrayNetwork, ...]:
    """The tray networks A and B. Fibre entries join A and B in turn; `drops` holds them under the route's name.

    Each of several halls has its own lines and mains, joined through the links; B takes another link than A where there
    is one.
    """
    fibre = [(r.name, r.entry) for r in site.fibre if r.entry is not None]
    turns = [k % 2 for k, r in enumerate(site.fibre) if r.entry is not None]
    if not standing:
        return ()
    networks = []
    posts = _Clear(Posts.of(site.hall.columns, ground), _half(rules), rules.row_end / 2)
    used: set[str] = set()
    for index, (path, z) in enumerate((("A", overhead.tray_a), ("B", overhead.tray_b))):
        shift = (index - 0.5) * rules.cross / 4
        mine = [route for k, route in zip(turns, fibre, strict=True) if k == index or len(site.fibre) == 1]
        crossings = _crossings(site.hall, ground, standing, used)
        used |= {tag for way in crossings for tag, _, _ in way}
        entries = {f"{tag} {i}": at for way in crossings for tag, *ends in way for i, at in enumerate(ends)}
        drawing = _Drawing(ground, path, site.hall.polygon)
        drops: dict[str, int] = {}
        for part, runs in _by_part(site.hall, ground, standing).items():
            tags = {run.tag for run in runs}
            beside = [s for s in hot if tags & set(s.rows)]
            mains = [posts.main(u + shift, beside) for u in _mains(runs, rules)]
            lines = [posts.line(_line(s, runs, (index + 1) / 3, mains), s) for s in beside]
            here = [*mine, *entries.items()] if not part else [
                (name, at) for name, at in (*mine, *entries.items()) if _nearest_part(site.hall, at) == part
            ]
            drops |= _network(drawing, lines, mains, here)
        for way in crossings:
            drawing.chain([tuple(ground.into([at])[0].tolist()) for _, *ends in way for at in ends])
        kept = {name: node for name, node in sorted(drops.items()) if name not in entries}
        networks.append(TrayNetwork(path, round(z, 4), tuple(drawing.nodes), drawing.edge_rows(), kept))
    return tuple(networks)


@dataclass(frozen=True, slots=True)
class _Clear:
    """Trays led straight past columns; `half` is half of what a tray takes with its hangers, and a main moves no
    farther than `far` [m]."""

    posts: Posts
    half: float
    far: float

    def line(self, line: _Line, aisle: Space) -> _Line:
        """A line clear of columns, over its aisle still."""
        v = self.posts.clear(line.v, self.half, (line.start, line.end), (aisle.low, aisle.high))
        return replace(line, v=v)

    def main(self, u: float, aisles: Sequence[Space]) -> float:
        """A main clear of columns between the first and the last of the aisles that it joins."""
        along = min((s.low for s in aisles), default=0.0), max((s.high for s in aisles), default=0.0)
        return self.posts.turned().clear(u, self.half, along, (u - self.far, u + self.far))


def _half(rules: Rules) -> float:
    """Half of what a tray takes beside its line, with its hangers [m]."""
    wide = rules.catalog.threshold("fabric", "tray_width").si("m")
    return (wide + rules.value("hanger_side").si("m")) / 2


def _by_part(hall: Hall, ground: Frame, standing: Sequence[Standing]) -> dict[str, list[Standing]]:
    """The runs by hall; all under no name where there is but one."""
    found: dict[str, list[Standing]] = {}
    for run in standing:
        found.setdefault(hall.part_at(*ground.out(run.centres[0], run.line.body)), []).append(run)
    return found


def _nearest_part(hall: Hall, at: Point) -> str:
    return min(hall.parts, key=lambda p: round(p.polygon.distance(Spot(at)), 3)).name


def _crossings(
    hall: Hall, ground: Frame, standing: Sequence[Standing], avoid: Container[str]
) -> list[tuple[tuple[str, Point, Point], ...]]:
    """The ways from the first hall with racks to each of the others."""
    first, *others = _by_part(hall, ground, standing)
    return [hall.links_between(first, other, avoid) for other in others]


def _mains(standing: Sequence[Standing], rules: Rules) -> list[float]:
    """Places of the mains along u: beyond both ends of all rows, in the cross-aisles between runs of one line, and at
    the middle of the network racks where none of these passes near."""
    half = rules.row_end / 2
    found = [min(s.start for s in standing) - half, max(s.end for s in standing) + half]
    for one in standing:
        for other in standing:
            gap = other.start - one.end
            if one.line.body == other.line.body and rules.cross - _SAME <= gap <= 2 * rules.cross:
                found.append((one.end + other.start) / 2)
    kept: list[float] = []
    for u in sorted(found):
        if not kept or u - kept[-1] > 2 * rules.cross:
            kept.append(u)
    if kept[-1] < found[1]:
        kept[-1] = found[1]
    hub = _hub(standing)
    return sorted({*kept, hub}) if all(abs(u - hub) > 2 * rules.cross for u in kept) else kept


def _hub(standing: Sequence[Standing]) -> float:
    """The middle of the network racks along u, of all racks where there are none [m]."""
    places = [(u, rack.purpose) for s in standing for u, rack in zip(s.centres, s.racks, strict=True)]
    network = sorted(u for u, purpose in places if purpose == "network") or sorted(u for u, _ in places)
    return (network[len(network) // 2] + network[(len(network) - 1) // 2]) / 2


def _line(space: Space, standing: Sequence[Standing], share: float, mains: Sequence[float]) -> _Line:
    runs = [s for s in standing if s.tag in space.rows]
    drops = sorted((u, p.tag) for s in runs for u, p in zip(s.centres, s.racks, strict=True))
    below = [u for u in mains if u <= drops[0][0]]
    above = [u for u in mains if u >= drops[-1][0]]
    start = max(below, default=min(mains))
    end = min(above, default=max(mains))
    return _Line(space.low + share * (space.high - space.low), start, end, tuple(drops))


class _Drawing:
    """Nodes and edges while a network is drawn."""

    def __init__(self, frame: Frame, path: str, hall: Polygon) -> None:
        self.frame, self.path, self.hall = frame, path, hall
        self.nodes: list[Point] = []
        self.known: dict[tuple[int, int], int] = {}
        self.edges: dict[tuple[int, int], float] = {}

    def node(self, u: float, v: float) -> int:
        key = (round(u / _SAME), round(v / _SAME))
        if key not in self.known:
            self.known[key] = len(self.nodes)
            x, y = self.frame.out(u, v)
            self.nodes.append((round(x, 4), round(y, 4)))
        return self.known[key]

    def chain(self, places: Sequence[tuple[float, float]]) -> None:
        for (ua, va), (ub, vb) in itertools.pairwise(places):
            a, b = self.node(ua, va), self.node(ub, vb)
            if a != b:
                self.edges[min(a, b), max(a, b)] = abs(ua - ub) + abs(va - vb)

    def indoors(self, places: Sequence[tuple[float, float]]) -> bool:
        """Whether a way stays inside the hall."""
        return bool(self.hall.buffer(_SAME).covers(LineString([self.frame.out(u, v) for u, v in places])))

    def edge_rows(self) -> tuple[TrayEdge, ...]:
        return tuple(
            TrayEdge(tag(f"TR{self.path}", k, digits=3), a, b, round(length, 4))
            for k, ((a, b), length) in enumerate(sorted(self.edges.items()), start=1)
        )


def _entry_way(
    drawing: _Drawing, lines: Sequence[_Line], main: float, entry: tuple[float, float]
) -> list[tuple[float, float]]:
    """The shortest way from a main to a fibre entry that stays in the hall: off the main's end, or off a line."""
    u, v = entry
    levels = [line.v for line in lines if line.start - _SAME <= main <= line.end + _SAME]
    ways = [[(main, level), (main, v), (u, v)] for level in levels] + [
        [(main, level), (u, level), (u, v)] for level in levels
    ]
    inside = [way for way in ways if drawing.indoors(way)]
    lengths = {
        i: sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in itertools.pairwise(w)) for i, w in enumerate(inside)
    }
    return inside[min(lengths, key=lambda i: (round(lengths[i], 6), i))] if inside else [(main, v), (u, v)]


def _network(
    drawing: _Drawing, lines: Sequence[_Line], mains: Sequence[float], wanted: Sequence[tuple[str, Point]]
) -> dict[str, int]:
    """Lines, mains and the ways to entries (name, place) drawn; returns where racks and entries drop in."""
    drops: dict[str, int] = {}
    frame = drawing.frame
    places = {name: tuple(frame.into([at])[0].tolist()) for name, at in wanted}
    nearest = {name: min(mains, key=lambda m, u=u: (abs(m - u), m)) for name, (u, _) in places.items()}  # type: ignore[misc]
    entries = {name: _entry_way(drawing, lines, nearest[name], at) for name, at in places.items()}
    for line in lines:
        stops = sorted(
            {*(u for u, _ in line.drops), *(m for m in mains if line.start - _SAME <= m <= line.end + _SAME)}
        )
        drawing.chain([(u, line.v) for u in stops])
        for u, name in line.drops:
            drops[name] = drawing.node(u, line.v)
    for main in mains:
        crossed = [line.v for line in lines if line.start - _SAME <= main <= line.end + _SAME]
        joined = [v for way in entries.values() for u, v in way if u == main]
        levels = sorted({*crossed, *joined})
        drawing.chain([(main, v) for v in levels])
    for name, way in entries.items():
        drawing.chain(
            [
                place
                for i, place in enumerate(way)
                if place[0] != nearest[name] or i + 1 == len(way) or way[i + 1][0] != nearest[name]
            ]
        )
        drops[name] = drawing.node(*places[name])
    return drops
