"""The ways of a technology loop in the plan: a ring main past the rows and the CDUs, and a header along each row.

The ring runs straight across the rows, and out to the CDUs and back; every row and every CDU taps it at a place of its
own. Two sectional valves bound each ring section, so that one section out leaves every row fed from its other side.
"""

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.cooling.loops import Loop
from designer.cooling.rack_flow import RackNeed
from designer.cooling.runs import corner
from designer.layout.records import Route
from designer.model import Point
from designer.site.records import Hall

__all__ = ["LoopWays", "RowWay", "ways_of"]


@dataclass(frozen=True, slots=True)
class RowWay:
    """A row header: tap on the ring, racks from the near end, distance of each rack from the tap [m].

    `lines` are the supply and return ways that the layout kept free for it, empty where it kept none; `level` is the
    height of their underside [m], 0 where the layout tells none.
    """

    row: str
    tap: Point
    racks: tuple[RackNeed, ...]
    distances: tuple[float, ...]
    lines: tuple[tuple[Point, ...], ...] = ()
    level: float = 0.0

    @property
    def lengthwise(self) -> int:
        """0 where the header runs along x, 1 along y."""
        last = self.racks[-1].point
        return 0 if abs(last[0] - self.tap[0]) >= abs(last[1] - self.tap[1]) else 1

    def tap_of(self, side: int) -> Point:
        """Tap of the supply (0) or the return (1): each on its own line where the layout kept one free."""
        if not self.lines:
            return self.tap
        return _at(self.tap, 1 - self.lengthwise, self.lines[side][-1][1 - self.lengthwise])

    def end_of(self, side: int) -> Point:
        """Far end of the header of a side: abreast of its last rack."""
        return _at(self.tap_of(side), self.lengthwise, self.racks[-1].point[self.lengthwise])

    @property
    def end(self) -> Point:
        """Far end of the supply header."""
        return self.end_of(0)


@dataclass(frozen=True, slots=True)
class LoopWays:
    """Ring nodes in order (row headers and CDUs by name) with places, the rows, and where the ring crosses them.

    `sources` are the names of the nodes that feed the ring: the CDUs, or ``CDU`` while none stands. Ways from hall to
    hall lead through the links of the `hall`.
    """

    nodes: tuple[tuple[str, Point], ...]
    rows: tuple[RowWay, ...]
    centre: Point
    sources: tuple[str, ...]
    hall: Hall

    @property
    def sections(self) -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
        """Ring sections of the supply in order: from, to, way. The last one closes the ring; one node has none."""
        return self.sections_of(0)

    def sections_of(self, side: int) -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
        """Ring sections of the supply (0) or the return (1), past the taps of that side."""
        if len(self.nodes) < 2:
            return ()
        taps = {row.row: row.tap_of(side) for row in self.rows}
        places = [(name, taps.get(name, place)) for name, place in self.nodes]
        pairs = itertools.pairwise([*places, places[0]])
        return tuple((a, b, self.hall.by_links(corner(p, r))) for (a, p), (b, r) in pairs)

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


def ways_of(loop: Loop, hall: Hall, routes: Sequence[Route] = ()) -> LoopWays:
    """The ways of a loop from the places of its racks and CDUs, along the layout's pipe routes where there are some."""
    racks = loop.racks
    places = [(c.box.at.x, c.box.at.y) for c in loop.cdus]
    centre = _centre(places or [r.point for r in racks])
    along = _row_axis(loop)
    across = 1 - along
    found = {row: _lines(members, routes) for row, members in loop.rows}
    starts = sorted(lines[0][0][along] for lines in found.values() if lines)
    crossing = _at(centre, along, starts[len(starts) // 2]) if starts else centre
    levels = {row: _level(members, routes) for row, members in loop.rows}
    rows = [
        replace(way, level=levels[row])
        for row, members in loop.rows for way in _row_ways(row, members, (crossing, found[row]), along)
    ]
    rows.sort(key=lambda w: (w.tap[across], w.row))
    nodes: list[tuple[str, Point]] = [(w.row, w.tap) for w in rows]
    taps = sorted(((c.box.at.x, c.box.at.y), c.tag) for c in loop.cdus)
    taps.sort(key=lambda t: (t[0][across], t[0][along], t[1]))
    sources = [(tag, place) for place, tag in taps] or [("CDU", crossing)]
    first = sum(1 for w in rows if w.tap[across] <= centre[across])
    nodes[first:first] = sources
    return LoopWays(tuple(nodes), tuple(rows), crossing, tuple(name for name, _ in sources), hall)


def _lines(racks: Sequence[RackNeed], routes: Sequence[Route]) -> tuple[tuple[Point, ...], ...]:
    """Supply and return line of the routes that serve a row's racks; empty unless both are there."""
    tags = {r.tag for r in racks}
    lines = [_serving(tags, routes, kind) for kind in ("tcs-supply", "tcs-return")]
    return tuple(r.line.points for r in lines if r is not None) if all(lines) else ()


def _serving(tags: set[str], routes: Sequence[Route], kind: str) -> Route | None:
    """The route of a kind that serves most of some racks."""
    serving = [r for r in routes if r.kind == kind and tags & set(r.serves)]
    return max(serving, key=lambda r: (len(tags & set(r.serves)), r.tag), default=None)


def _level(racks: Sequence[RackNeed], routes: Sequence[Route]) -> float:
    """Height of the header that the layout hung for a row's racks [m]; 0 where it hung none."""
    route = _serving({r.tag for r in racks}, routes, "tcs-supply")
    return route.line.z if route is not None else 0.0


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


def _row_axis(loop: Loop) -> int:
    """0 when the rows run along x, 1 along y; by the majority of racks."""
    votes: Counter[int] = Counter()
    for _, racks in loop.rows:
        xs, ys = [r.point[0] for r in racks], [r.point[1] for r in racks]
        votes[0 if max(xs) - min(xs) >= max(ys) - min(ys) else 1] += len(racks)
    return 0 if votes[0] >= votes[1] else 1


def _centre(points: Sequence[Point]) -> Point:
    count = len(points)
    return (math.fsum(p[0] for p in points) / count, math.fsum(p[1] for p in points) / count)
