"""Where pipes are drawn: the ways of the cooling plan, and headers along the machines that they join, a branch to each.

The plan gives a header past machines as one length between two points. On the sheet it runs along the fronts of the
machines, line by line, so that every machine is seen to be joined.
"""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, MultiPoint

from designer.cooling.facility_loop import beside
from designer.cooling.records import PipeRun
from designer.layout.records import Placed
from designer.redundancy.records import Trades
from designer.site.records import Hall

__all__ = ["DrawnPipe", "drawn_pipes"]

XY = tuple[float, float]

#: A header past machines: circuit, part, side, and a letter where pipes are parallel.
_BANK = re.compile(r"^(?P<loop>FWS|CHW)-(?P<part>RING|HEAD)-(?P<side>[SR])(?P<twin>[A-D]?)$")
_SECOND_LEG = re.compile(r"^(FWS|CHW)-LEG-B-([SR])[A-D]?$")
#: From the fronts of machines to their supply header, and on to the return [m].
_OFF, _APART = 0.45, 0.35
#: Machines whose middles differ by less stand in one line [m].
_LINE = 0.9


@dataclass(frozen=True, slots=True)
class DrawnPipe:
    """A pipe of the schedule and the ways in the plan in which it is drawn [m]."""

    pipe: PipeRun
    ways: tuple[tuple[XY, ...], ...]

    @property
    def longest(self) -> tuple[XY, XY]:
        """Its longest straight piece."""
        pieces = [(a, b) for way in self.ways for a, b in itertools.pairwise(way)]
        return max(pieces, key=lambda piece: math.dist(*piece))


def drawn_pipes(trades: Trades) -> tuple[DrawnPipe, ...]:
    """Every pipe that has a way in the plan; of parallel pipes past the same machines the first."""
    pipes = [x for x in trades.cooling.pipes if len(x.points) > 1]
    legs = {
        (x.loop, x.tag.rstrip("ABCD")[-1]): _short_of(x.points, _machines(trades, x.loop, "HEAD"))
        for x in pipes
        if "-LEG-A-" in x.tag
    }
    inside = trades.site.hall.polygon.centroid
    found = []
    for pipe in pipes:
        bank, second = _BANK.match(pipe.tag), _SECOND_LEG.match(pipe.tag)
        whole = legs.get((pipe.loop, pipe.tag.rstrip("ABCD")[-1])) if "-LEG-A-" in pipe.tag else None
        ways: tuple[tuple[XY, ...], ...] = (whole or pipe.points,)
        if bank is not None:
            if bank["twin"] not in ("", "A"):
                continue
            leg = legs.get((pipe.loop, bank["side"]), pipe.points)
            root = leg[-1] if bank["part"] == "RING" else leg[0]
            machines = _machines(trades, pipe.loop, bank["part"])
            ways = _tree(machines, root, (inside.x, inside.y), bank["side"] == "R", trades.site.hall) or ways
            if pipe.loop == "CHW" and bank["part"] == "RING" and trades.cooling.trim:
                ways += _to_trim(trades, root, (inside.x, inside.y))
        elif second is not None and (pipe.loop, second[2]) in legs:
            first = legs[pipe.loop, second[2]]
            short = _short_of(pipe.points, _machines(trades, pipe.loop, "HEAD"))
            ways = (_square((first[0], *short, first[-1])),)
        found.append(DrawnPipe(pipe, ways))
    return tuple(found)


def _to_trim(trades: Trades, root: XY, inside: XY) -> tuple[tuple[XY, ...], ...]:
    """The branch to the trim exchangers, which stand beside the facility pumps."""
    pumps = trades.layout.of("pump")
    return (_square((root, beside(pumps, inside))),) if pumps else ()


def _square(points: tuple[XY, ...]) -> tuple[XY, ...]:
    """A way whose slanting pieces turn a corner."""
    way = [points[0]]
    for a, b in itertools.pairwise(points):
        if min(abs(a[0] - b[0]), abs(a[1] - b[1])) > 1e-6:
            way.append((b[0], a[1]))
        way.append(b)
    return tuple(way)


def _short_of(points: tuple[XY, ...], banks: Sequence[Sequence[Placed]]) -> tuple[XY, ...]:
    """The way of a leg from where it leaves the bank of machines at its start: it runs beside them, not over them."""
    corners = [corner for bank in banks for one in bank for corner in one.box.corners]
    if len(corners) < 3:
        return points
    bank = MultiPoint(corners).envelope.buffer(_OFF + 2 * _APART, join_style="mitre")
    for place in range(len(points) - 2, -1, -1):
        inside = LineString(points[place : place + 2]).intersection(bank)
        if not inside.is_empty:
            left = max(inside.coords, key=lambda at: math.dist(at, points[place]))
            return ((left[0], left[1]), *points[place + 1 :])
    return points


def _machines(trades: Trades, loop: str, part: str) -> list[list[Placed]]:
    """The machines of a bank, kind by kind: heat rejection for a head, the users of the water for a ring."""
    layout, chilled = trades.layout, any(x.loop == "CHW" for x in trades.cooling.pipes)
    if part == "HEAD":
        own = [layout.of("chiller" if loop == "CHW" else "cooler")]
        groups = own if own[0] else [layout.of("chiller"), layout.of("cooler")]
    elif loop == "CHW":
        groups = [layout.of("air-unit")]
    else:
        groups = [layout.of("cdu"), *([] if chilled else [layout.of("air-unit")])]
    return [list(group) for group in groups if group]


def _tree(
    groups: Sequence[Sequence[Placed]], root: XY, inside: XY, back: bool, hall: Hall
) -> tuple[tuple[XY, ...], ...]:
    """A header along each line of machines, on its side towards the hall's middle, a branch to each machine, and a way
    to the root.
    """
    ways: list[tuple[XY, ...]] = []
    apart = [
        [p for p in group if hall.part_at(*_at(p)) == name]
        for group in groups for name in dict.fromkeys(hall.part_at(*_at(p)) for p in group)
    ]
    for axis, line in (one for group in apart for one in _lines(group)):
        middle = math.fsum(_at(p)[axis] for p in line) / len(line)
        side = 1.0 if inside[axis] >= middle else -1.0
        edge = max(_half(p, axis) for p in line)
        level = middle + side * (edge + _OFF + (_APART if back else 0.0))
        along = [_at(p)[1 - axis] + (0.25 if back else -0.25) * _half(p, 1 - axis) for p in line]
        join = _join(line, root, axis, side)
        ways.append((_point(axis, level, join), _point(axis, level, min(max(join, min(along)), max(along)))))
        ways.append((_point(axis, level, min(along)), _point(axis, level, max(along))))
        ways += [
            (_point(axis, level, at), _point(axis, _at(p)[axis] + side * _half(p, axis), at))
            for p, at in zip(line, along, strict=True)
        ]
        start = _point(axis, level, join)
        around = hall.by_links((start, root))
        ways.append(around if len(around) > 2 else _corner(start, root, axis))
    return tuple(way for way in ways if math.dist(way[0], way[-1]) > 1e-6)


def _join(line: Sequence[Placed], root: XY, axis: int, side: float) -> float:
    """Where the way to the root leaves a header: beside it, or past the nearer end of the line where the root lies
    behind the machines.
    """
    across, along = axis, 1 - axis
    low = min(_at(p)[along] - _half(p, along) for p in line) - _OFF
    high = max(_at(p)[along] + _half(p, along) for p in line) + _OFF
    behind = (root[across] - math.fsum(_at(p)[across] for p in line) / len(line)) * side < 0.0
    if not behind:
        return min(max(root[along], min(_at(p)[along] for p in line)), max(_at(p)[along] for p in line))
    if not low < root[along] < high:
        return root[along]
    return low if root[along] - low < high - root[along] else high


def _corner(start: XY, end: XY, axis: int) -> tuple[XY, ...]:
    """A way with one corner at most, that leaves its start across the header."""
    turn = _point(axis, end[axis], start[1 - axis])
    return (start, end) if turn in (start, end) else (start, turn, end)


def _lines(machines: Sequence[Placed]) -> list[tuple[int, list[Placed]]]:
    """Machines by the line in which they stand, with the axis across it; of both ways the one with fewer lines."""
    found: dict[int, list[list[Placed]]] = {}
    for axis in (0, 1):
        lines: list[list[Placed]] = []
        for one in sorted(machines, key=lambda p: (round(_at(p)[axis], 3), _at(p)[1 - axis], p.tag)):
            if lines and abs(_at(one)[axis] - _at(lines[-1][0])[axis]) <= _LINE:
                lines[-1].append(one)
            else:
                lines.append([one])
        found[axis] = lines
    axis = min(found, key=lambda a: (len(found[a]), a))
    return [(axis, line) for line in found[axis]]


def _at(placed: Placed) -> XY:
    return placed.box.at.x, placed.box.at.y


def _half(placed: Placed, axis: int) -> float:
    values = [corner[axis] for corner in placed.box.corners]
    return (max(values) - min(values)) / 2


def _point(axis: int, across: float, along: float) -> XY:
    return (across, along) if axis == 0 else (along, across)
