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

from designer.cooling.machine_rows import OFF, MachineRow, apart_of, branch_of, extent_of, into, looks_of, out, rows_of
from designer.cooling.yard_ways import Bank, Goal, Headed, headed, legs_count, legs_of
from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.model import Point

__all__ = ["ENTRIES", "OUT", "Banks", "CircuitWays", "between_ways", "circuit_ways", "without_spurs"]

#: From a supply header on to the return at least, and the width of a ring [m].
_APART, _WIDE = 0.35, 0.8
#: Between the legs where they come to the pumps [m].
_LEGS = 0.6
#: Between the places where two legs meet a ring [m].
ENTRIES = 2.0
#: Ways shorter than this are none [m].
_NOTHING = 1e-6
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
    walls it passes; how far `apart` the axes of two mains lie side by side [m]; `rings` that others have hung, and
    corners of what else is `standing` outdoors.
    """

    sources: Sequence[Placed]
    pumps: Sequence[Placed]
    users: Sequence[Placed]
    middle: Point
    lead: Callable[[Line], Line] = tuple
    walls: Callable[[Line], int] = _no_walls
    apart: float = _APART
    rings: Sequence[Sequence[Point]] = ()
    standing: Sequence[Sequence[Point]] = ()


@dataclass(frozen=True, slots=True)
class CircuitWays:
    """Ways of one side, supply or return: source header, legs A and B, closed ring, branch of each machine by tag; of a
    pump those of its suction and its discharge, on the supply alone.
    """

    head: Line
    legs: tuple[Line, Line]
    ring: Line
    branches: dict[str, Line]


def circuit_ways(
    banks: Banks, frame: Frame, rings: tuple[Sequence[Point], Sequence[Point]] = ((), ())
) -> tuple[CircuitWays, CircuitWays]:
    """The ways of the supply and of the return of a circuit.

    Args:
        banks: the machines.
        frame: the turn of the hall.
        rings: closed rings [m] that others have routed, of supply and return; empty for those along the fronts of the
            users.
    """
    middle = into(frame, [banks.middle])[0]
    sources, pumps, users = (rows_of(frame, bank, middle) for bank in (banks.sources, banks.pumps, banks.users))
    tried = [_ways(banks, frame, rings, (rows, pumps, users)) for rows in looks_of(sources, middle)]
    return min(tried, key=lambda each: round(each[0], 3))[1]


def _ways(
    banks: Banks, frame: Frame, rings: tuple[Sequence[Point], Sequence[Point]],
    rows: tuple[list[MachineRow], list[MachineRow], list[MachineRow]],
) -> tuple[float, tuple[CircuitWays, CircuitWays]]:
    """The ways of both sides past machines as they look, and what their legs count."""
    sources, pumps, users = rows
    middle = into(frame, [banks.middle])[0]
    apart = max(_APART, banks.apart)
    goal = pumps or users
    spots = [corner for row in goal for box in row.boxes.values() for corner in box]
    to = [math.fsum(p[i] for p in spots) / len(spots) for i in (0, 1)] if spots else middle
    bank, heads = _headers(sources, (to[0], to[1]), apart)
    job = _Job(banks, frame, bank, rows)
    indoors = [_indoors(job, heads[side].head, rings[side], side == 1) for side in (0, 1)]
    goals = [_goal(each, heads[side].head, apart) for side, each in enumerate(indoors)]
    legs: tuple[tuple[Line, Line], tuple[Line, Line]] = (((), ()), ((), ()))
    counts = 0.0
    if sources:
        standing = [extent_of(into(frame, corners)) for corners in banks.standing]
        legs = legs_of(bank, heads, (goals[0], goals[1]), lambda way: banks.walls(out(frame, way)), standing)
        counts = legs_count(bank, heads, legs, standing)
    made = [_side(job, heads[side], indoors[side], legs[side], side == 1) for side in (0, 1)]
    return counts, (made[0], made[1])


@dataclass(frozen=True, slots=True)
class _Job:
    """The machines with the turn of the hall and the rows in which they stand: sources, pumps, users."""

    banks: Banks
    frame: Frame
    bank: Bank
    rows: tuple[list[MachineRow], list[MachineRow], list[MachineRow]]

    @property
    def apart(self) -> float:
        """How far the axes of two mains lie from one another [m]."""
        return self.bank.apart

    def led(self, way: Line) -> Line:
        """A way led from hall to hall."""
        return tuple(into(self.frame, self.banks.lead(out(self.frame, way))))


@dataclass(frozen=True, slots=True)
class _Indoors:
    """Ways of one side indoors: main past the pumps, closed ring as laid, and from where legs or pumps meet it; the
    way past the users that it goes around.
    """

    past: Line
    wide: Line
    around: Line
    base: Line


def _headers(sources: Sequence[MachineRow], middle: Point, apart: float) -> tuple[Bank, tuple[Headed, Headed]]:
    """The bank of the sources with both headers; those that do not look one way have them from one to the next."""
    off = max(OFF, apart / 2.0)
    lines = [list(row.boxes.values()) for row in sources]
    looks = {(row.axis, row.side) for row in sources}
    if len(looks) == 1:
        bank = Bank(*looks.pop(), lines, off, apart)
        return bank, headed(bank, middle)
    found = []
    for back in (0, 1):
        head = _chain([row.front(off + apart * back) for row in sources], middle)
        ends = sorted((head[0], head[-1]), key=lambda p: apart_of(p, middle)) if head else []
        exits = ((ends[0],), (ends[1],)) if ends else ((), ())
        found.append(Headed(head, {}, exits))
    head = found[0].head
    axis = 1 if head and abs(head[0][1] - head[-1][1]) <= abs(head[0][0] - head[-1][0]) else 0
    side = 1.0 if not head or middle[axis] >= head[0][axis] else -1.0
    return Bank(axis, side, lines, off, apart), (found[0], found[1])


def _indoors(job: _Job, head: Line, ring: Sequence[Point], back: bool) -> _Indoors:
    """The ways of one side past pumps and users."""
    banks, frame, apart, (_, pumps, users) = job.banks, job.frame, job.apart, job.rows
    middle = into(frame, [banks.middle])[0]
    hung = [into(frame, each) for each in banks.rings if len(each) > 1]
    fronts = [row.front(_beside(row, hung, apart)) for row in pumps]
    past = _chain(fronts, head[-1] if head else middle) if not back else ()
    near = past[0] if past else head[-1] if head else middle
    base = job.led(_chain(_fronts(users, OFF), near))
    wide = _closed(into(frame, ring)) if len(ring) > 3 else _around(base, max(_WIDE, apart), apart * back)
    start = past[-1] if past else near
    # without pumps both rings begin where the header ends: the legs must not come to them in one line
    around = _from(wide, _along(_from(wide, start), apart) if back and not banks.pumps else start)
    around = (*_corner(start, around[0])[:-1], *around) if past else around
    return _Indoors(past, wide, around, base)


def _goal(indoors: _Indoors, head: Line, apart: float) -> Goal:
    """Where the legs of a side end: past the pumps, beside them; without pumps on the ring."""
    past, ring = indoors.past, indoors.around
    second = past[-1] if past else _along(ring, ENTRIES)
    beside = ((second[0] - max(_LEGS, 2.0 * apart), second[1]),) if past else ()
    return Goal((past or (ring[0],), (*beside, second)))


def _side(job: _Job, headed: Headed, indoors: _Indoors, legs: tuple[Line, Line], back: bool) -> CircuitWays:
    """The ways of one side, with the branches of all machines."""
    frame, (sources, pumps, users) = job.frame, job.rows
    share = 0.75 if back else 0.25
    # rows of doors share a ring: each user taps the same side of both rings, so that they keep one order
    wide = max(_WIDE, job.apart)
    first = _around(indoors.base, wide, 0.0) if any(row.doors for row in users) else ()
    taps = {
        tag: branch_of(row, tag, share, headed.parts.get(number, headed.head))
        for number, row in enumerate(sources) for tag in row.boxes
    }  # fmt: skip
    taps |= {
        tag: branch_of(row, tag, share, _side_of(row, tag, first, indoors.wide)) for row in users for tag in row.boxes
    }  # fmt: skip
    for row in () if back else pumps:
        for tag in row.boxes:
            taps[tag], taps[f"{tag}{OUT}"] = (
                branch_of(row, tag, at, way) for at, way in ((0.25, indoors.past), (0.75, indoors.around))
            )
    led = [job.led(leg) for leg in legs]
    return CircuitWays(
        out(frame, headed.head), (out(frame, led[0]), out(frame, led[1])), out(frame, indoors.around),
        {tag: out(frame, way) for tag, way in taps.items()},
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
    rows = rows_of(frame, machines, into(frame, [banks.middle])[0])
    cuts = into(frame, stops)
    offs = {"TRIM-IN": OFF, "TRIM-OUT": OFF + max(_APART, banks.apart)}
    heads = {name: _chain([row.front(off) for row in rows], cuts[0]) for name, off in offs.items()}
    found = dict(heads)
    for letter, cut in zip("AB", cuts, strict=True):
        for name, head in heads.items():
            end = min((head[0], head[-1]), key=lambda p: apart_of(cut, p))
            way = tuple(into(frame, banks.lead(out(frame, _corner(cut, end)))))
            found[f"{name}-{letter}"] = way if name == "TRIM-IN" else way[::-1]
    for row in rows:
        for tag in row.boxes:
            found[tag], found[f"{tag}{OUT}"] = (
                branch_of(row, tag, at, heads[name]) for name, at in (("TRIM-IN", 0.25), ("TRIM-OUT", 0.75))
            )
    return {name: out(frame, way) for name, way in found.items()}


def without_spurs(ring: Sequence[Point]) -> Line:
    """A closed ring without the parts that only run out and back."""
    whole = Polygon(ring).buffer(0.0)
    for spur in _SPURS:
        kept = whole.buffer(-spur, join_style="mitre").buffer(spur, join_style="mitre")
        if not kept.is_empty and isinstance(kept, Polygon):
            return tuple((float(x), float(y)) for x, y in kept.exterior.coords)
    return tuple(ring)


def _beside(row: MachineRow, rings: Sequence[Sequence[Point]], apart: float) -> float:
    """How far off the fronts of a row its main lies [m]: as near to the usual as the rings that run along it allow."""
    low, high = (end[1 - row.axis] for end in row.front(0.0))
    taken = [
        (a[row.axis] - row.level) * row.side for ring in rings for a, b in itertools.pairwise(ring)
        if abs(a[row.axis] - b[row.axis]) <= _NOTHING
        and min(high, max(a[1 - row.axis], b[1 - row.axis])) - max(low, min(a[1 - row.axis], b[1 - row.axis])) > apart
    ]  # fmt: skip
    tried = [OFF, *(at + apart * turn for at in taken for turn in (-1.0, 1.0))]
    free = [off for off in tried if all(abs(off - at) >= apart - _NOTHING for at in taken)]
    return min(free, key=lambda off: (round(abs(off - OFF), 6), off), default=OFF)


def _fronts(rows: Sequence[MachineRow], off: float) -> list[Line]:
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
        both = MachineRow(row.axis, row.level, row.side, row.boxes | rows[pair].boxes)
        found.append(both.front(width / 2.0 + off - OFF))
    return found


def _chain(pieces: Sequence[Line], start: Point) -> Line:
    """One way through straight pieces, each time on to the nearest end."""
    left: list[Line] = list(pieces)
    way: list[Point] = []
    at = start
    while left:
        piece = min(left, key=lambda p: min(apart_of(at, p[0]), apart_of(at, p[-1])))
        left.remove(piece)
        piece = piece if apart_of(at, piece[0]) <= apart_of(at, piece[-1]) else piece[::-1]
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
    return tuple(ring) if apart_of(ring[0], ring[-1]) <= _NOTHING else (*ring, ring[0])


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
    return tuple(p for i, p in enumerate(way) if i == 0 or apart_of(p, way[i - 1]) > _NOTHING)


def _along(way: Line, metres: float) -> Point:
    """A point so far along a way."""
    met = LineString(way).interpolate(metres) if len(way) > 1 else Spot(way[0])
    return float(met.x), float(met.y)


def _side_of(row: MachineRow, tag: str, first: Line, ring: Line) -> Line:
    """The straight part of a ring that a user taps: that which lies beside the nearest part of the `first` ring; all of
    the ring without a first one.
    """
    if len(first) != len(ring) or len(first) < 2:
        return ring
    face = Spot(row.tap(tag, 0.5)[0])
    pieces = [LineString(pair) for pair in itertools.pairwise(first)]
    at = min(range(len(pieces)), key=lambda i: (round(pieces[i].distance(face), 6), i))
    return ring[at : at + 2]


def _corner(start: Point, end: Point) -> Line:
    """A way with one corner, along u first; straight when it already is."""
    turn = (end[0], start[1])
    return (start, end) if turn in (start, end) else (start, turn, end)
