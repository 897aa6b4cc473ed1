"""Where a facility or chilled-water circuit runs in the plan: a header past its sources, two legs, a ring past its
users, a branch to each machine.

The schedule and the solved network take their lengths from these ways, and the plan draws them.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot

from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.model import Point

__all__ = ["ENTRIES", "OUT", "Banks", "CircuitWays", "between_ways", "circuit_ways", "without_spurs"]

#: From the fronts of machines to their supply header, on to the return at least, and the width of a ring [m].
_OFF, _APART, _WIDE = 0.45, 0.35, 0.8
#: Between a header and the leg that leaves it, and between the legs [m].
_LANE, _LEGS = 0.9, 0.6
#: Between the places where two legs meet a ring [m].
ENTRIES = 2.0
#: Machines whose middles differ by less stand in one line; ways shorter than that are none [m].
_LINE, _NOTHING = 0.9, 1e-6
#: Rear doors, and how far apart rows of them stand at most that open into one aisle [m].
_DOOR, _AISLE = "rear-door", 4.0
#: Spurs narrower than twice this are stripped from a ring [m], the widest first that leaves something.
_SPURS = (0.9, 0.7, 0.5)

#: Behind the tag of a pump, the branch on its discharge.
OUT = "-OUT"

Line = tuple[Point, ...]


def _no_walls(_: Line) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Banks:
    """What a circuit joins: machines that give or take the heat outdoors, pumps (none where the sources have their
    own), users; the middle of the hall, towards which headers lie; what leads a way [m] from hall to hall, and how many
    walls it passes; how far `apart` the axes of two mains lie side by side [m]; `rings` that others have hung.
    """

    sources: Sequence[Placed]
    pumps: Sequence[Placed]
    users: Sequence[Placed]
    middle: Point
    lead: Callable[[Line], Line] = tuple
    walls: Callable[[Line], int] = _no_walls
    apart: float = _APART
    rings: Sequence[Sequence[Point]] = ()


@dataclass(frozen=True, slots=True)
class CircuitWays:
    """Ways of one side, supply or return: source header, legs A and B, closed ring, branch of each machine by tag; of a
    pump those of its suction and its discharge, on the supply alone.
    """

    head: Line
    legs: tuple[Line, Line]
    ring: Line
    branches: dict[str, Line]


@dataclass(frozen=True, slots=True)
class _Row:
    """Machines in one line: the axis across it, level of their fronts, side on which those lie, boxes (low and high
    corner) by tag; whether they are rear doors.
    """

    axis: int
    level: float
    side: float
    boxes: dict[str, tuple[Point, Point]]
    doors: bool = False

    def faces(self, other: "_Row") -> bool:
        """Whether both are rows of doors that open into the same aisle."""
        facing = self.doors and other.doors and self.axis == other.axis and self.side != other.side
        return facing and 0.0 < (other.level - self.level) * self.side <= _AISLE

    def front(self, off: float) -> Line:
        """The straight way past all of them, so far off their fronts."""
        along = 1 - self.axis
        ends = [f(b[i][along] for b in self.boxes.values()) for i, f in enumerate((min, max))]
        return (self.at(off, ends[0]), self.at(off, ends[1]))

    def tap(self, tag: str, share: float) -> Line:
        """From the front of a machine straight out, at a share of its width."""
        low, high = (corner[1 - self.axis] for corner in self.boxes[tag])
        return self.at(0.0, low + share * (high - low)), self.at(_OFF, low + share * (high - low))

    def at(self, off: float, along: float) -> Point:
        """A point so far off the fronts."""
        across = self.level + self.side * off
        return (across, along) if self.axis == 0 else (along, across)


def circuit_ways(banks: Banks, frame: Frame, ring: Sequence[Point], back: bool) -> CircuitWays:
    """The ways of the supply, or of the return (`back`), of a circuit.

    Args:
        banks: the machines.
        frame: the turn of the hall.
        ring: a closed ring [m] that others have routed; empty for one along the fronts of the users.
        back: whether it is the return.
    """
    middle = _into(frame, [banks.middle])[0]

    def led(way: Line) -> Line:
        return tuple(_into(frame, banks.lead(_out(frame, way))))

    sources, pumps, users = (_rows(frame, bank, middle) for bank in (banks.sources, banks.pumps, banks.users))
    apart = max(_APART, banks.apart)
    off, share = _OFF + apart * back, 0.75 if back else 0.25
    head = _chain([row.front(off) for row in sources], middle)
    hung = [_into(frame, each) for each in banks.rings if len(each) > 1]
    fronts = [row.front(_beside(row, hung, apart)) for row in pumps]
    past = _chain(fronts, head[-1] if head else middle) if not back else ()
    near = past[0] if past else head[-1] if head else middle
    base = led(_chain(_fronts(users, _OFF), near))
    wide = _closed(_into(frame, ring)) if len(ring) > 3 else _around(base, max(_WIDE, apart), apart * back)
    start = past[-1] if past else near
    # without pumps both rings begin where the header ends: the legs must not come to them in one line
    around = _from(wide, _along(_from(wide, start), apart) if back and not banks.pumps else start)
    around = (*_corner(start, around[0])[:-1], *around) if past else around
    legs = [led(leg) for leg in _legs(head, past, around, (off, apart), lambda way: banks.walls(_out(frame, way)))]
    # rows of doors share a ring: each user taps the same side of both rings, so that they keep one order
    first = _around(base, max(_WIDE, apart), 0.0) if any(row.doors for row in users) else ()
    taps = {tag: _branch(row, tag, share, _side_of(row, tag, first, line) if rows is users else line)
            for rows, line in ((sources, head), (users, wide)) for row in rows for tag in row.boxes}
    for row in () if back else pumps:
        for tag in row.boxes:
            taps[tag], taps[f"{tag}{OUT}"] = (_branch(row, tag, at, way) for at, way in ((0.25, past), (0.75, around)))
    return CircuitWays(
        _out(frame, head), (_out(frame, legs[0]), _out(frame, legs[1])), _out(frame, around),
        {tag: _out(frame, way) for tag, way in taps.items()},
    )


def between_ways(machines: Sequence[Placed], stops: Sequence[Point], banks: Banks, frame: Frame) -> dict[str, Line]:
    """The ways of machines in a supply, between two headers of their own.

    Args:
        machines: what stands in the supply.
        stops: where legs A and B are cut open for them [m].
        banks: the machines of the circuit, for the middle of the hall and the links.
        frame: the turn of the hall.

    Gives headers ``TRIM-IN`` and ``TRIM-OUT``, links of both legs (``TRIM-IN-A`` ...), and branches in and out by tag.
    """
    rows = _rows(frame, machines, _into(frame, [banks.middle])[0])
    cuts = _into(frame, stops)
    offs = {"TRIM-IN": _OFF, "TRIM-OUT": _OFF + max(_APART, banks.apart)}
    heads = {name: _chain([row.front(off) for row in rows], cuts[0]) for name, off in offs.items()}
    found = dict(heads)
    for letter, cut in zip("AB", cuts, strict=True):
        for name, head in heads.items():
            end = min((head[0], head[-1]), key=lambda p: _apart(cut, p))
            way = tuple(_into(frame, banks.lead(_out(frame, _corner(cut, end)))))
            found[f"{name}-{letter}"] = way if name == "TRIM-IN" else way[::-1]
    for row in rows:
        for tag in row.boxes:
            found[tag], found[f"{tag}{OUT}"] = (
                _branch(row, tag, at, heads[name]) for name, at in (("TRIM-IN", 0.25), ("TRIM-OUT", 0.75))
            )
    return {name: _out(frame, way) for name, way in found.items()}


def without_spurs(ring: Sequence[Point]) -> Line:
    """A closed ring without the parts that only run out and back."""
    whole = Polygon(ring).buffer(0.0)
    for spur in _SPURS:
        kept = whole.buffer(-spur, join_style="mitre").buffer(spur, join_style="mitre")
        if not kept.is_empty and isinstance(kept, Polygon):
            return tuple((float(x), float(y)) for x, y in kept.exterior.coords)
    return tuple(ring)


def _rows(frame: Frame, placed: Sequence[Placed], middle: Point) -> list[_Row]:
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
            found.append(_Row(axis, level, 1.0 if inside else -1.0, line))
    return found


def _door_row(frame: Frame, doors: Sequence[Placed]) -> _Row:
    """The doors of a row, piped from the aisle behind them."""
    out = frame.into([(doors[0].box.at.x, doors[0].box.at.y), _outward(doors[0])])
    turn = out[1] - out[0]
    axis = 0 if abs(turn[0]) > abs(turn[1]) else 1
    side = 1.0 if turn[axis] > 0.0 else -1.0
    boxes = {p.tag: _box(frame, p) for p in doors}
    return _Row(axis, side * max(side * corner[axis] for box in boxes.values() for corner in box), side, boxes, True)


def _outward(door: Placed) -> Point:
    """A metre behind a door."""
    at, turn = door.box.at, math.radians(door.box.at.rotation)
    return at.x - math.sin(turn), at.y + math.cos(turn)


def _beside(row: _Row, rings: Sequence[Sequence[Point]], apart: float) -> float:
    """How far off the fronts of a row its main lies [m]: as near to the usual as the rings that run along it allow."""
    low, high = (end[1 - row.axis] for end in row.front(0.0))
    taken = [
        (a[row.axis] - row.level) * row.side for ring in rings for a, b in itertools.pairwise(ring)
        if abs(a[row.axis] - b[row.axis]) <= _NOTHING
        and min(high, max(a[1 - row.axis], b[1 - row.axis])) - max(low, min(a[1 - row.axis], b[1 - row.axis])) > apart
    ]  # fmt: skip
    tried = [_OFF, *(at + apart * turn for at in taken for turn in (-1.0, 1.0))]
    free = [off for off in tried if all(abs(off - at) >= apart - _NOTHING for at in taken)]
    return min(free, key=lambda off: (round(abs(off - _OFF), 6), off), default=_OFF)


def _fronts(rows: Sequence[_Row], off: float) -> list[Line]:
    """The straight ways past rows; rows of doors that open into one aisle share that along its middle."""
    found, shared = [], set()
    for i, row in enumerate(rows):
        if i in shared:
            continue
        pair = next((j for j, other in enumerate(rows) if j > i and j not in shared and row.faces(other)), None)
        if pair is None:
            found.append(row.front(off))
            continue
        shared.add(pair)
        width = abs(rows[pair].level - row.level)
        both = _Row(row.axis, row.level, row.side, row.boxes | rows[pair].boxes)
        found.append(both.front(width / 2.0 + off - _OFF))
    return found


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
    corners = _into(frame, placed.box.corners)
    low, high = ((f(c[0] for c in corners), f(c[1] for c in corners)) for f in (min, max))
    return low, high


def _chain(pieces: Sequence[Line], start: Point) -> Line:
    """One way through straight pieces, each time on to the nearest end."""
    left: list[Line] = list(pieces)
    way: list[Point] = []
    at = start
    while left:
        piece = min(left, key=lambda p: min(_apart(at, p[0]), _apart(at, p[-1])))
        left.remove(piece)
        piece = piece if _apart(at, piece[0]) <= _apart(at, piece[-1]) else piece[::-1]
        way += [*(_corner(way[-1], piece[0])[1:-1] if way else ()), *piece]
        at = piece[-1]
    return tuple(way)


def _around(way: Line, wide: float, outside: float) -> Line:
    """A closed ring along a way, there on it and back beside it, so wide [m], or so far outside such a ring [m]."""
    if len(way) < 2:
        return way
    round_it = LineString(way).buffer(wide / 2.0, cap_style="flat", join_style="mitre")
    round_it = round_it.buffer(outside, join_style="mitre") if outside else round_it
    outer = round_it.exterior if isinstance(round_it, Polygon) else round_it.envelope.exterior
    return tuple((float(x), float(y)) for x, y in outer.coords)


def _closed(ring: Sequence[Point]) -> Line:
    return tuple(ring) if _apart(ring[0], ring[-1]) <= _NOTHING else (*ring, ring[0])


def _from(ring: Line, start: Point) -> Line:
    """A closed ring turned so that it begins and ends where it is nearest to a place."""
    if len(ring) < 3:
        return ring
    line = LineString(ring)
    met = line.project(Spot(start))
    first = line.interpolate(met)
    passed, whole = 0.0, []
    for a, b in itertools.pairwise(ring):
        passed += math.dist(a, b)
        whole.append((passed, b))
    after = [p for d, p in whole if d > met + _NOTHING]
    before = [p for d, p in whole if d <= met + _NOTHING]
    entry = (float(first.x), float(first.y))
    way = [entry, *after, *before, entry]
    return tuple(p for i, p in enumerate(way) if i == 0 or _apart(p, way[i - 1]) > _NOTHING)


def _legs(
    head: Line, past: Line, ring: Line, gaps: tuple[float, float], walls: Callable[[Line], int]
) -> tuple[Line, Line]:
    """Leg A from the near end of the source header along the pumps, leg B from its far end beside them; of the two ways
    with one corner the one that passes fewer walls. `gaps` are how far off its sources the header lies, and how far two
    mains lie apart [m].
    """
    off, apart = gaps
    lanes, between = max(_LANE, 2.0 * apart), max(_LEGS, 2.0 * apart)
    if not head:
        return (), ()
    ends = sorted((head[0], head[-1]), key=lambda p: _apart(p, past[0] if past else ring[0]))
    axis = 1 if abs(head[0][1] - head[-1][1]) <= abs(head[0][0] - head[-1][0]) else 0
    goal = past[0] if past else ring[0]
    side = 1.0 if goal[axis] >= ends[0][axis] else -1.0
    second = past[-1] if past else _along(ring, ENTRIES)
    beside = (second[0] - between, second[1]) if past else second
    legs = []
    for number, (end, stop) in enumerate(((ends[0], past or (goal,)), (ends[1], (beside, second)))):
        lane = _moved(end, axis, side * (lanes + between * number + off))
        ways = (_corner(lane, stop[0]), _corner(stop[0], lane)[::-1])
        way = [end, *min(ways, key=walls), *stop[1:]]
        legs.append(tuple(p for i, p in enumerate(way) if i == 0 or _apart(p, way[i - 1]) > _NOTHING))
    return legs[0], legs[1]


def _along(way: Line, metres: float) -> Point:
    """A point so far along a way."""
    met = LineString(way).interpolate(metres) if len(way) > 1 else Spot(way[0])
    return float(met.x), float(met.y)


def _side_of(row: _Row, tag: str, first: Line, ring: Line) -> Line:
    """The straight part of a ring that a user taps: that which lies beside the nearest part of the `first` ring; all of
    the ring without a first one.
    """
    if len(first) != len(ring) or len(first) < 2:
        return ring
    face = Spot(row.tap(tag, 0.5)[0])
    pieces = [LineString(pair) for pair in itertools.pairwise(first)]
    at = min(range(len(pieces)), key=lambda i: (round(pieces[i].distance(face), 6), i))
    return ring[at : at + 2]


def _branch(row: _Row, tag: str, share: float, header: Line) -> Line:
    """From a header to the front of a machine, with one corner at most."""
    front, out = row.tap(tag, share)
    if len(header) < 2:
        return (out, front)
    met = LineString(header).interpolate(LineString(header).project(Spot(out)))
    start = (float(met.x), float(met.y))
    turn = (start[0], front[1]) if row.axis == 0 else (front[0], start[1])
    way = (start, turn, front)
    return tuple(p for i, p in enumerate(way) if i == 0 or _apart(p, way[i - 1]) > _NOTHING)


def _corner(start: Point, end: Point) -> Line:
    """A way with one corner, along u first; straight when it already is."""
    turn = (end[0], start[1])
    return (start, end) if turn in (start, end) else (start, turn, end)


def _moved(at: Point, axis: int, by: float) -> Point:
    return (at[0] + by, at[1]) if axis == 0 else (at[0], at[1] + by)


def _apart(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _into(frame: Frame, points: Sequence[Point]) -> list[Point]:
    return [(float(u), float(v)) for u, v in frame.into(points)] if len(points) else []


def _out(frame: Frame, way: Sequence[Point]) -> Line:
    return tuple(frame.out(u, v) for u, v in way)
