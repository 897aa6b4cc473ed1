"""The lines in which the machines of a circuit stand, each with its fronts to one side, in the axes of the hall."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shapely.geometry import LineString
from shapely.geometry import Point as Spot

from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.model import Point

__all__ = ["OFF", "MachineRow", "apart_of", "branch_of", "extent_of", "into", "looks_of", "out", "rows_of"]

#: From the fronts of machines to their supply header [m].
OFF = 0.45
#: Machines whose middles differ by less stand in one line; ways shorter than that are none [m].
_LINE, _NOTHING = 0.9, 1e-6
#: Rear doors, and how far apart rows of them stand at most that open into one aisle [m].
_DOOR, _AISLE = "rear-door", 4.0

Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class MachineRow:
    """Machines in one line: the axis across it, level of their fronts, side on which those lie, boxes (low and high
    corner) by tag; whether they are rear doors.
    """

    axis: int
    level: float
    side: float
    boxes: dict[str, tuple[Point, Point]]
    doors: bool = False

    def faces(self, other: "MachineRow") -> bool:
        """Whether both are rows of doors that open into the same aisle."""
        facing = self.doors and other.doors and self.axis == other.axis and self.side != other.side
        return facing and 0.0 < (other.level - self.level) * self.side <= _AISLE

    def turned(self, side: float) -> "MachineRow":
        """The same machines with their fronts to a side (1 or -1)."""
        far = [side * corner[self.axis] for box in self.boxes.values() for corner in box]
        return replace(self, side=side, level=side * max(far))

    def front(self, off: float) -> Line:
        """The straight way past all of them, so far off their fronts."""
        along = 1 - self.axis
        ends = [f(b[i][along] for b in self.boxes.values()) for i, f in enumerate((min, max))]
        return (self.at(off, ends[0]), self.at(off, ends[1]))

    def tap(self, tag: str, share: float) -> Line:
        """From the front of a machine straight out, at a share of its width."""
        low, high = (corner[1 - self.axis] for corner in self.boxes[tag])
        return self.at(0.0, low + share * (high - low)), self.at(OFF, low + share * (high - low))

    def at(self, off: float, along: float) -> Point:
        """A point so far off the fronts."""
        across = self.level + self.side * off
        return (across, along) if self.axis == 0 else (along, across)


def rows_of(frame: Frame, placed: Sequence[Placed], middle: Point) -> list[MachineRow]:
    """The lines in which machines of a kind stand; of both ways to see them the one with fewer lines. Rear doors stand
    in the rows of their racks, their backs to the aisle that they open into.
    """
    doors = [p for p in placed if p.kind == _DOOR]
    found = [_door_row(frame, [p for p in doors if p.row == row]) for row in sorted({p.row for p in doors})]
    for kind in sorted({p.kind for p in placed} - {_DOOR}):
        boxes = {p.tag: _box(frame, p) for p in placed if p.kind == kind}
        tried = [(axis, _lines(boxes, axis)) for axis in (0, 1)]
        axis, lines = min(tried, key=lambda each: (len(each[1]), each[0]))
        for line in lines:
            inside = middle[axis] >= math.fsum(b[0][axis] + b[1][axis] for b in line.values()) / 2.0 / len(line)
            level = max(b[1][axis] for b in line.values()) if inside else min(b[0][axis] for b in line.values())
            found.append(MachineRow(axis, level, 1.0 if inside else -1.0, line))
    return found


def looks_of(rows: list[MachineRow], middle: Point) -> list[list[MachineRow]]:
    """How lines may look: as they do; where all lie to one side of the hall, one behind the other, but would look two
    ways, all of them the one way or the other.
    """
    axes = {row.axis for row in rows}
    if len(axes) != 1 or len({row.side for row in rows}) == 1:
        return [rows]
    along = 1 - axes.pop()
    spots = [corner[along] - middle[along] for row in rows for box in row.boxes.values() for corner in box]
    if min(spots) < 0.0 < max(spots):
        return [rows]
    return [[row.turned(side) for row in rows] for side in (1.0, -1.0)]


def _door_row(frame: Frame, doors: Sequence[Placed]) -> MachineRow:
    """The doors of a row, piped from the aisle behind them."""
    out = frame.into([(doors[0].box.at.x, doors[0].box.at.y), _outward(doors[0])])
    turn = out[1] - out[0]
    axis = 0 if abs(turn[0]) > abs(turn[1]) else 1
    side = 1.0 if turn[axis] > 0.0 else -1.0
    boxes = {p.tag: _box(frame, p) for p in doors}
    level = side * max(side * corner[axis] for box in boxes.values() for corner in box)
    return MachineRow(axis, level, side, boxes, True)


def _outward(door: Placed) -> Point:
    """A metre behind a door."""
    at, turn = door.box.at, math.radians(door.box.at.rotation)
    return at.x - math.sin(turn), at.y + math.cos(turn)


def _lines(boxes: dict[str, tuple[Point, Point]], axis: int) -> list[dict[str, tuple[Point, Point]]]:
    lines: list[dict[str, tuple[Point, Point]]] = []
    last = -math.inf
    for tag, box in sorted(boxes.items(), key=lambda b: (round(b[1][0][axis] + b[1][1][axis], 3), b[0])):
        at = (box[0][axis] + box[1][axis]) / 2.0
        if at - last > _LINE:
            lines.append({})
        lines[-1][tag] = box
        last = at
    return lines


def _box(frame: Frame, placed: Placed) -> tuple[Point, Point]:
    return extent_of(into(frame, placed.box.corners))


def extent_of(corners: Sequence[Point]) -> tuple[Point, Point]:
    """Low and high corner of what has such corners."""
    low, high = ((f(c[0] for c in corners), f(c[1] for c in corners)) for f in (min, max))
    return low, high


def branch_of(row: MachineRow, tag: str, share: float, header: Line) -> Line:
    """From a header to the front of a machine, with one corner at most."""
    front, out = row.tap(tag, share)
    if len(header) < 2:
        return (out, front)
    met = LineString(header).interpolate(LineString(header).project(Spot(out)))
    start = (float(met.x), float(met.y))
    turn = (start[0], front[1]) if row.axis == 0 else (front[0], start[1])
    way = (start, turn, front)
    return tuple(p for i, p in enumerate(way) if i == 0 or apart_of(p, way[i - 1]) > _NOTHING)


def apart_of(a: Point, b: Point) -> float:
    """Metres from one place to another, walked square."""
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def into(frame: Frame, points: Sequence[Point]) -> list[Point]:
    """Places in the axes of the hall."""
    return [(float(u), float(v)) for u, v in frame.into(points)] if len(points) else []


def out(frame: Frame, way: Sequence[Point]) -> Line:
    """A way out of the axes of the hall, in the plan."""
    return tuple(frame.out(u, v) for u, v in way)
