"""The ways of a technology loop in the plan: a ring main past the rows and the CDUs, a header along each row, and a
branch to each CDU.

The ring has one side past the rows and one past the CDUs, supply outside and return inside; every row and every CDU
taps it at a place of its own. Two sectional valves bound each ring section, so that one section out leaves every row
fed from its other side. Headers and branches hang over the ring and come down to it.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shapely.geometry import LineString
from shapely.geometry import Point as Spot
from shapely.ops import substring, unary_union

from designer.cooling.field_ways import of_field
from designer.cooling.lane import Lane
from designer.cooling.loops import Loop, row_axis
from designer.cooling.rack_flow import RackNeed
from designer.cooling.runs import corner, polyline_length
from designer.layout.records import Route
from designer.model import Point
from designer.site.records import Hall

__all__ = ["Crossing", "LoopWays", "RowWay", "branch_fittings", "crossing_of", "ways_of"]

_SAME = 1e-6
_KINDS = ("tcs-supply", "tcs-return")


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a loop's headers begin and its CDUs stand [m]: axis of its rows, where along them the headers begin, on
    which side (1 or -1) of that the racks are, lowest and highest header across the rows, places of the CDUs along the
    rows, lowest and highest of them across (None without CDUs), their `seats` as (across, along).
    """

    along: int
    at: float
    towards: float
    rows: tuple[float, float]
    columns: tuple[float, ...]
    cdus: tuple[float, float] | None
    seats: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class RowWay:
    """A row header: tap on the ring, racks from the near end, distance of each rack from the tap [m].

    `lines` are the supply and return ways that the layout kept free for it, empty where it kept none; `levels` are the
    heights of their undersides [m], 0 where the layout tells none. `taps` are those on the rings of supply and return.
    """

    row: str
    tap: Point
    racks: tuple[RackNeed, ...]
    distances: tuple[float, ...]
    lines: tuple[tuple[Point, ...], ...] = ()
    levels: tuple[float, float] = (0.0, 0.0)
    taps: tuple[Point, ...] = ()

    @property
    def lengthwise(self) -> int:
        """0 where the header runs along x, 1 along y."""
        last = self.racks[-1].point
        return 0 if abs(last[0] - self.tap[0]) >= abs(last[1] - self.tap[1]) else 1

    def lateral(self, side: int, shift: float = 0.0) -> float:
        """Where across the row the supply (0) or the return (1) runs: on the layout's line, else beside the tap."""
        across = 1 - self.lengthwise
        return self.lines[side][-1][across] if self.lines else self.tap[across] + shift

    def tap_of(self, side: int) -> Point:
        """Tap of the supply (0) or the return (1): on its ring once that is laid, else where its line begins."""
        return self.taps[side] if self.taps else _at(self.tap, 1 - self.lengthwise, self.lateral(side))

    def lead(self, side: int, shift: float = 0.0) -> tuple[Point, ...]:
        """The way from the ring to where the header's own line begins, abreast of its tap."""
        tap = self.tap_of(side)
        return (tap, _at(tap, 1 - self.lengthwise, self.lateral(side, shift)))

    def more(self, side: int, shift: float = 0.0) -> float:
        """Metres from the ring to the first rack beyond the distance of that."""
        start, first = self.lead(side, shift)[-1][self.lengthwise], self.racks[0].point[self.lengthwise]
        return polyline_length(self.lead(side, shift)) + abs(first - start) - self.distances[0]

    def end_of(self, side: int) -> Point:
        """Far end of the header of a side: abreast of its last rack."""
        return _at(self.lead(side)[-1], self.lengthwise, self.racks[-1].point[self.lengthwise])

    @property
    def end(self) -> Point:
        """Far end of the supply header."""
        return self.end_of(0)


@dataclass(frozen=True, slots=True)
class LoopWays:
    """Ring nodes in order (row headers and CDUs by name) with places, the rows, and where the ring crosses them.

    `sources` are the names of the nodes that feed the ring: the CDUs, or ``CDU`` while none stands. `branches` are the
    ways of supply and return from each CDU to the ring, `crosses` whether they pass the other one of its pipes. Ways
    from hall to hall lead through the links of the `hall`.
    """

    nodes: tuple[tuple[str, Point], ...]
    rows: tuple[RowWay, ...]
    centre: Point
    sources: tuple[str, ...]
    hall: Hall
    rings: tuple[tuple[tuple[Point, ...], ...], ...]
    branches: dict[str, tuple[tuple[Point, ...], ...]]
    crosses: dict[str, tuple[bool, bool]]

    @property
    def sections(self) -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
        """Ring sections of the supply in order: from, to, way. The last one closes the ring."""
        return self.sections_of(0)

    def sections_of(self, side: int) -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
        """Ring sections of the supply (0) or the return (1), past the taps of that side."""
        names = [name for name, _ in self.nodes]
        pairs = itertools.pairwise([*names, names[0]])
        return tuple((a, b, way) for (a, b), way in zip(pairs, self.rings[side], strict=True))

    @property
    def far_sections(self) -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
        """Ways that join the far ends of neighbouring supply headers on the same side of the ring: from row, to row,
        way.
        """
        return self.far_sections_of(0)

    def far_sections_of(self, side: int) -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
        """Those ways of the supply (0) or the return (1)."""
        ends: dict[bool, list[RowWay]] = {}
        for way in self.rows:
            ends.setdefault(way.end[0] + way.end[1] >= way.tap[0] + way.tap[1], []).append(way)
        pairs = [pair for end in sorted(ends) for pair in itertools.pairwise(ends[end])]
        return tuple((a.row, b.row, self.hall.by_links(corner(a.end_of(side), b.end_of(side)))) for a, b in pairs)


def branch_fittings(crosses: bool) -> dict[str, int]:
    """Fittings of a CDU's branch: up from the machine, its tee on the ring, and over the ring's other pipe if it
    crosses that.
    """
    return {"tee-branch": 1, "elbow-90": 5 if crosses else 1}


def crossing_of(loop: Loop, routes: Sequence[Route] = ()) -> Crossing:
    """Where the headers of a loop begin and its CDUs stand."""
    along = row_axis((loop,))
    at = _start(loop, routes, along)[along]
    rows = _rows(loop, routes, along)
    places = [way.lateral(side) for way in rows for side in (0, 1)]
    middle = math.fsum(r.point[along] for r in loop.racks) / len(loop.racks)
    spots = [(c.box.at.x, c.box.at.y) for c in loop.cdus]
    across = [p[1 - along] for p in spots]
    return Crossing(
        along, at, 1.0 if middle >= at else -1.0, (min(places), max(places)), tuple(p[along] for p in spots),
        (min(across), max(across)) if across else None, tuple((p[1 - along], p[along]) for p in spots),
    )  # fmt: skip


def ways_of(loop: Loop, hall: Hall, lane: Lane, routes: Sequence[Route] = ()) -> LoopWays:
    """The ways of a loop in its lane, from the places of its racks and CDUs, along the layout's pipe routes where there
    are some.
    """
    rings = [lane.ring(side) for side in (0, 1)]
    rows, ends = _rows(loop, routes, lane.along), {c.tag: (c.box.at.x, c.box.at.y) for c in loop.cdus}
    if lane.arms:
        taps, branches = _beside(rows, ends, lane, rings)
        rows = [replace(way, taps=taps[way.row]) for way in rows]
    else:
        rows = _tapped(rows, lane, rings)
        branches = (of_field if lane.slot else _branched)(loop, lane, rings)
        middle = lane.plan(lane.cdus_at, math.fsum(lane.cdus) / 2.0)
        ends = ends or {"CDU": middle}
        taps = {w.row: w.taps for w in rows}
        taps |= {tag: tuple(way[-1] for way in each) for tag, each in branches.items()} or {"CDU": (middle, middle)}
    places = {w.row: w.tap for w in rows} | ends
    order = list(taps)
    nodes = tuple((name, places[name]) for name in order)
    cut = tuple(
        _cut(tuple(lane.plan(*p) for p in rings[side]), [taps[name][side] for name in order], hall) for side in (0, 1)
    )
    rows.sort(key=lambda w: order.index(w.row))
    sources = tuple(name for name in order if name in ends)
    centre = _start(loop, routes, lane.along)
    crosses = {tag: _crosses(ways, cut) for tag, ways in branches.items()}
    return LoopWays(nodes, tuple(rows), centre, sources, hall, cut, branches, crosses)


def _crosses(ways: Sequence[tuple[Point, ...]], rings: Sequence[Sequence[tuple[Point, ...]]]) -> tuple[bool, bool]:
    """Whether supply and return branch of a CDU pass the ring of the other one."""
    lines = [unary_union([LineString(p) for p in ring]) for ring in rings]
    supply, back = (LineString(way).intersects(line) for way, line in zip(ways, reversed(lines), strict=True))
    return bool(supply), bool(back)


def _cut(ring: tuple[Point, ...], taps: Sequence[Point], hall: Hall) -> tuple[tuple[Point, ...], ...]:
    """The pieces of a closed ring from tap to tap in their order, the last over its beginning."""
    line = LineString(ring)
    at = [float(line.project(Spot(p))) for p in taps]
    pieces = [_piece(line, a, b) for a, b in itertools.pairwise(at)]
    last = (*_piece(line, at[-1], line.length), *_piece(line, 0.0, at[0]))
    return tuple(tuple(hall.by_links(tuple(dict.fromkeys(p)) if p[0] != p[-1] else p)) for p in (*pieces, last))


def _piece(line: LineString, start: float, end: float) -> tuple[Point, ...]:
    found = [(float(x), float(y)) for x, y, *_ in substring(line, start, end).coords]
    return tuple(found) if len(found) > 1 else (found[0], found[0])


def _beside(
    rows: Sequence[RowWay], ends: dict[str, Point], lane: Lane, rings: Sequence[tuple[Point, ...]]
) -> tuple[dict[str, tuple[Point, ...]], dict[str, tuple[tuple[Point, ...], ...]]]:
    """Taps of rows and CDUs where the rings pass nearest to them, in the order of the supply; branches of the CDUs."""
    lines = [LineString([lane.plan(*p) for p in ring]) for ring in rings]
    near = {
        w.row: [_at(_at(w.tap, 1 - w.lengthwise, w.lateral(side)), w.lengthwise, lane.rows_at) for side in (0, 1)]
        for w in rows
    }  # fmt: skip
    near |= {tag: [place, place] for tag, place in ends.items()}
    at = {
        name: [float(line.project(Spot(p))) for line, p in zip(lines, two, strict=True)] for name, two in near.items()
    }  # fmt: skip
    taps: dict[str, tuple[Point, ...]] = {}
    last = 0.0
    for name in sorted(at, key=lambda n: (at[n][0], n)):
        last = max(last, at[name][1])
        spots = [line.interpolate(place) for line, place in zip(lines, (at[name][0], last), strict=True)]
        taps[name] = tuple((float(p.x), float(p.y)) for p in spots)
    branches = {tag: tuple(tuple(dict.fromkeys((place, tap))) for tap in taps[tag]) for tag, place in ends.items()}
    return taps, {tag: tuple(w if len(w) > 1 else (w[0], w[0]) for w in ways) for tag, ways in branches.items()}


def _tapped(rows: Sequence[RowWay], lane: Lane, rings: Sequence[tuple[Point, ...]]) -> list[RowWay]:
    """The rows in the order in which the ring passes them, with their taps on both sides of it: none before that of the
    row before.
    """
    last, made = [-math.inf, -math.inf], []
    for way in rows:
        taps = []
        for side in (0, 1):
            (at, low), (_, high) = rings[side][:2]
            last[side] = max(last[side], min(max(way.lateral(side), low), high))
            taps.append(lane.plan(at, last[side]))
        made.append(replace(way, taps=tuple(taps)))
    return made


def _reach(corners: Sequence[Point], along: int) -> tuple[float, float, float, float]:
    """From where to where a machine reaches: along the rows and across them [m]."""
    at, across = [p[along] for p in corners], [p[1 - along] for p in corners]
    return min(at), max(at), min(across), max(across)


def _branched(
    loop: Loop, lane: Lane, rings: Sequence[tuple[Point, ...]]
) -> dict[str, tuple[tuple[Point, ...], ...]]:
    """The ways of supply and return from each CDU to the ring: straight to it, from where over the machine it can, else
    along the ring to where that ends; no tap after that of the CDU before. The supply leaves a CDU on the side of the
    nearer end of the ring.
    """
    middle = math.fsum(lane.cdus) / 2.0
    last, made = [math.inf, math.inf], {}
    for cdu in sorted(loop.cdus, key=lambda c: (-(c.box.at.x, c.box.at.y)[1 - lane.along], c.tag)):
        near, far, low, high = _reach(cdu.box.corners, lane.along)
        across, ways = (low + high) / 2.0, []
        for side, ring in enumerate(rings):
            at = max(ring[2:-1], key=lambda p: abs(p[0] - lane.rows_at))[0]
            span = [p[1] for p in ring[2:-1] if p[0] == at]
            off = lane.half if (across >= middle) == (side == 0) else -lane.half
            last[side] = min(last[side], max(min(span), min(max(span), across + off)))
            start = min(max(last[side], low), high)
            edge = (near + far) / 2.0 if near <= lane.cdus_at <= far else min(near, far, key=lambda u: abs(u - at))
            points = (lane.plan(edge, start), lane.plan(at, start), lane.plan(at, last[side]))
            ways.append(tuple(dict.fromkeys(points)))
        made[cdu.tag] = tuple(ways)
    return made


def _rows(loop: Loop, routes: Sequence[Route], along: int) -> list[RowWay]:
    """The headers of a loop by their place across the rows, not yet on a ring."""
    found = {row: _lines(members, routes) for row, members in loop.rows}
    crossing = _start(loop, routes, along)
    rows = [
        replace(way, levels=_levels(members, routes))
        for row, members in loop.rows for way in _row_ways(row, members, (crossing, found[row]), along)
    ]  # fmt: skip
    return sorted(rows, key=lambda w: (w.tap[1 - along], w.row))


def _start(loop: Loop, routes: Sequence[Route], along: int) -> Point:
    """Where the headers begin: where the layout begins them, else abreast of the CDUs."""
    places = [(c.box.at.x, c.box.at.y) for c in loop.cdus]
    centre = _centre(places or [r.point for r in loop.racks])
    found = [_lines(members, routes) for _, members in loop.rows]
    starts = sorted(lines[0][0][along] for lines in found if lines)
    return _at(centre, along, starts[len(starts) // 2]) if starts else centre


def _lines(racks: Sequence[RackNeed], routes: Sequence[Route]) -> tuple[tuple[Point, ...], ...]:
    """Supply and return line of the routes that serve a row's racks; empty unless both are there."""
    tags = {r.tag for r in racks}
    lines = [_serving(tags, routes, kind) for kind in _KINDS]
    return tuple(r.line.points for r in lines if r is not None) if all(lines) else ()


def _serving(tags: set[str], routes: Sequence[Route], kind: str) -> Route | None:
    """The route of a kind that serves most of some racks."""
    serving = [r for r in routes if r.kind == kind and tags & set(r.serves)]
    return max(serving, key=lambda r: (len(tags & set(r.serves)), r.tag), default=None)


def _levels(racks: Sequence[RackNeed], routes: Sequence[Route]) -> tuple[float, float]:
    """Heights of the headers that the layout hung for a row's racks, supply and return [m]; 0 where it hung none."""
    tags = {r.tag for r in racks}
    supply, back = (_serving(tags, routes, kind) for kind in _KINDS)
    return (supply.line.z if supply else 0.0, back.line.z if back else 0.0)


def _at(point: Point, axis: int, value: float) -> Point:
    """The point with one coordinate replaced."""
    return (value, point[1]) if axis == 0 else (point[0], value)


def _row_ways(
    row: str, racks: Sequence[RackNeed], main: tuple[Point, tuple[tuple[Point, ...], ...]], along: int
) -> list[RowWay]:
    """The headers of a row from main = (crossing of the ring, layout's lines).

    One, or two arms (the second with suffix ``-2``) where the ring crosses the row.
    """
    centre, lines = main
    below = [r for r in racks if r.point[along] < centre[along]]
    above = [r for r in racks if r.point[along] >= centre[along]]
    arms = [arm for arm in (above, below) if arm]
    kept = lines if len(arms) == 1 else ()
    return [_row_way(row if i == 0 else f"{row}-2", arm, (centre, kept), along) for i, arm in enumerate(arms)]


def _row_way(
    row: str, racks: Sequence[RackNeed], main: tuple[Point, tuple[tuple[Point, ...], ...]], along: int
) -> RowWay:
    """The header of a row from the ring."""
    centre, lines = main
    start = centre[along]
    ordered = sorted(racks, key=lambda r: (abs(r.point[along] - start), r.tag))
    lateral = math.fsum(r.point[1 - along] for r in racks) / len(racks)
    if lines:
        lateral = lines[0][-1][1 - along]
    tap = (start, lateral) if along == 0 else (lateral, start)
    return RowWay(row, tap, tuple(ordered), tuple(abs(r.point[along] - start) for r in ordered), lines)


def _centre(points: Sequence[Point]) -> Point:
    count = len(points)
    return (math.fsum(p[0] for p in points) / count, math.fsum(p[1] for p in points) / count)
