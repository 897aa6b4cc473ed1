"""Ways outdoors of a circuit: a header past its sources, line after line of them around their ends, and two legs to the
hall beside one another.

Supply and return run as a pair, one beside the other all along, so that neither passes the other: past the first line
the supply is the nearer to the machines, behind the next turn the return. Where an aisle is too narrow for both they
lie above one another. The four legs leave the ends of the headers in lanes of their own; of all their ways with two
corners at most those are taken that run over the fewest machines, into one another the least, and past one another the
least.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from designer.model import Point

__all__ = ["Bank", "Goal", "Headed", "headed", "legs_count", "legs_of"]

Line = tuple[Point, ...]
Extent = tuple[Point, Point]

#: Ways shorter than this are none, levels closer than this one [m].
_NOTHING = 1e-6
#: What a leg over a machine, one in another's place and one past another count, beside its metres.
_OVER, _IN, _PAST, _METRE = 1e6, 1e4, 1e2, 1.0
#: Lanes that legs may take between the machines and the hall.
_LANES = 6


@dataclass(frozen=True, slots=True)
class Bank:
    """Lines of machines with their fronts to one side: the axis across them, that side (1 or -1), extents of each
    line's machines, all [m]; how far off the fronts the nearer header lies and how far two mains lie apart.
    """

    axis: int
    side: float
    lines: Sequence[Sequence[Extent]]
    off: float
    apart: float

    def into(self, at: Point) -> Point:
        """A place as (along, towards the fronts' side)."""
        return at[1 - self.axis], at[self.axis] * self.side

    def out(self, along: float, height: float) -> Point:
        """The place of that."""
        across = height * self.side
        return (across, along) if self.axis == 0 else (along, across)

    def shelves(self) -> list["_Shelf"]:
        """Lines that lie behind one another, the nearest to the hall first; those that lie abreast count as one."""
        found = []
        for number, line in enumerate(self.lines):
            spots = [self.into(corner) for extent in line for corner in extent]
            along, heights = [s[0] for s in spots], [s[1] for s in spots]
            found.append(_Shelf([number], max(heights), min(heights), min(along), max(along)))
        found.sort(key=lambda s: (-s.front, s.low))
        made: list[_Shelf] = []
        for shelf in found:
            if made and shelf.front > made[-1].back + _NOTHING:
                last = made.pop()
                shelf = _Shelf(
                    [*last.lines, *shelf.lines], last.front, min(last.back, shelf.back), min(last.low, shelf.low),
                    max(last.high, shelf.high),
                )  # fmt: skip
            made.append(shelf)
        return made


@dataclass(slots=True)
class _Shelf:
    """Lines abreast of one another: their numbers, front and back, from where to where along them [m]."""

    lines: list[int]
    front: float
    back: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Headed:
    """A header: its way, the straight part past each line of machines by number, how legs A and B leave its ends."""

    head: Line
    parts: dict[int, Line]
    exits: tuple[Line, Line]


@dataclass(frozen=True, slots=True)
class Goal:
    """Where the legs of a side end: the stops of leg A and of leg B [m], the first where each comes to."""

    stops: tuple[Line, Line]


def headed(bank: Bank, goal: Point) -> tuple[Headed, Headed]:
    """The headers of supply and return, from the end that lies nearer to a goal."""
    shelves = bank.shelves()
    to = bank.into(goal)[0]
    turn = 1.0 if abs(shelves[0].high - to) < abs(shelves[0].low - to) else -1.0
    found = [_side(bank, shelves, turn, back) for back in (False, True)]
    return found[0], found[1]


def _side(bank: Bank, shelves: Sequence[_Shelf], turn: float, back: bool) -> Headed:
    """The header of one side: from the end on the side of the `turn` (1 high, -1 low) past line after line."""
    ends = (min(s.low for s in shelves), max(s.high for s in shelves))
    far, near = max(bank.off, bank.apart), bank.apart
    way: list[Point] = []
    parts: dict[int, Line] = {}
    for number, shelf in enumerate(shelves):
        start, end = (shelf.high, shelf.low) if (turn > 0.0) == (number % 2 == 0) else (shelf.low, shelf.high)
        width = shelves[number - 1].back - shelf.front if number else math.inf
        outer = back == (number % 2 == 0)
        height = shelf.front + _off(bank, width, outer)
        if number:
            # around the ends of the lines: the one that lay nearer to the machines turns inside
            away = turn if number % 2 == 0 else -turn
            at = (ends[1] if away > 0.0 else ends[0]) + away * (far + near * (not outer))
            way += [(at, way[-1][1]), (at, height)]
        way += [(start, height), (end, height)]
        parts |= {line: (bank.out(start, height), bank.out(end, height)) for line in shelf.lines}
    first, last = way[0], way[-1]
    even = len(shelves) % 2 == 0
    here = turn if even else -turn
    one = (first, (first[0] + turn * bank.apart * (not back), first[1]))
    # the second leg: around the lines before the last, outside everything that turns there
    outer = back if even else not back
    edge = (ends[1] if here > 0.0 else ends[0]) if len(shelves) > 1 else last[0]
    reach = far + near if len(shelves) > 1 else 0.0
    two = (last, (edge + here * (reach + near * outer), last[1]))
    exits = [tuple(bank.out(*p) for p in _short(each)) for each in (one, two)]
    return Headed(tuple(bank.out(*p) for p in _short(way)), parts, (exits[0], exits[1]))


def _off(bank: Bank, width: float, outer: bool) -> float:
    """How far off the fronts a header lies in an aisle so wide [m]: both beside one another where they have room."""
    both = bank.off + 1.5 * bank.apart
    if both <= width:
        return bank.off + bank.apart * outer
    return min(bank.off, width / 2.0)


def legs_of(
    bank: Bank, both: tuple[Headed, Headed], goals: tuple[Goal, Goal], walls: Callable[[Line], int],
    standing: Sequence[Extent] = (),
) -> tuple[tuple[Line, Line], tuple[Line, Line]]:
    """Legs A and B of the supply and of the return.

    Args:
        bank: the machines that they leave.
        both: the headers of supply and return.
        goals: where the legs end.
        walls: how many walls a way passes.
        standing: extents of what else stands outdoors [m].
    """
    top = max(bank.into(p)[1] for each in both for p in each.head)
    boxes = [*(extent for line in bank.lines for extent in line), *standing]
    heads = [each.head for each in both]
    tried, own = [], []
    for side, goal in zip(both, goals, strict=True):
        for leg in (0, 1):
            ends = side.exits[leg], goal.stops[leg]
            ways = _tried(bank, ends, top, walls)
            counts = [_alone(way, boxes, heads) for way in ways]
            beyond = _beyond(bank, ends, standing)
            if beyond > top and min(counts) >= _OVER:
                ways += _tried(bank, ends, beyond, walls)
                counts = [_alone(way, boxes, heads) for way in ways]
            clear = [n for n, count in enumerate(counts) if count < min(counts) + _OVER / 2.0]
            tried.append([ways[n] for n in clear])
            own.append([counts[n] for n in clear])
    pairs = {
        (i, k): [[_together(a, b, bank.apart) for b in tried[k]] for a in tried[i]]
        for i, k in itertools.combinations(range(len(tried)), 2)
    }  # fmt: skip

    def worth(pick: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        alone = math.fsum(own[i][n] for i, n in enumerate(pick))
        return round(alone + math.fsum(pairs[i, k][pick[i]][pick[k]] for i, k in pairs), 3), pick

    best = min(itertools.product(*(range(len(ways)) for ways in tried)), key=worth)
    supply_a, supply_b, back_a, back_b = (ways[n] for ways, n in zip(tried, best, strict=True))
    return (supply_a, supply_b), (back_a, back_b)


def _beyond(bank: Bank, ends: tuple[Line, Line], standing: Sequence[Extent]) -> float:
    """The level before which lanes are clear of what stands beside the machines, between both ends of a leg."""
    low, high = sorted((bank.into(ends[0][-1])[0], bank.into(ends[1][0])[0]))
    corners = [[bank.into(corner) for corner in extent] for extent in standing]
    between = [c for c in corners if max(a for a, _ in c) > low and min(a for a, _ in c) < high]
    return max((height for c in between for _, height in c), default=-math.inf) + bank.off - bank.apart


def legs_count(
    bank: Bank, both: tuple[Headed, Headed], legs: tuple[tuple[Line, Line], tuple[Line, Line]],
    standing: Sequence[Extent] = (),
) -> float:
    """What headers and their legs count, the less the better: headers by where they come into what else stands."""
    boxes = [*(extent for line in bank.lines for extent in line), *standing]
    ways = [way for side in legs for way in side]
    half = bank.apart / 2.0
    grown = [((low[0] - half, low[1] - half), (high[0] + half, high[1] + half)) for low, high in standing]
    into = math.fsum(_OVER * _passed(each.head, grown) for each in both)
    alone = math.fsum(_alone(way, boxes, [each.head for each in both]) for way in ways)
    return into + alone + math.fsum(_together(a, b, bank.apart) for a, b in itertools.combinations(ways, 2))


def _tried(bank: Bank, ends: tuple[Line, Line], top: float, walls: Callable[[Line], int]) -> list[Line]:
    """Ways of a leg, from how it leaves its header to its stops: in each lane before a level and then straight to its
    stop; straight to the level of that only where fewer walls are passed so.
    """
    leave, stops = ends
    (along, _), (to, level) = bank.into(leave[-1]), bank.into(stops[0])
    lanes = [top + bank.apart * (n + 1) for n in range(_LANES)]
    ways = [_short([*leave, bank.out(along, at), bank.out(to, at), *stops]) for at in (*lanes, level)]
    passed = [walls(way) for way in ways]
    least = min(passed)
    return [way for way, count in zip(ways[:-1], passed[:-1], strict=True) if count == least] or ways[-1:]


def _alone(way: Line, boxes: Sequence[Extent], heads: Sequence[Line]) -> float:
    """What a leg counts by itself: machines and headers that it passes over, and its metres."""
    over = _passed(way, boxes)
    past = sum(_crosses(one, two) for one in itertools.pairwise(way) for head in heads
               for two in itertools.pairwise(head))  # fmt: skip
    metres = math.fsum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in itertools.pairwise(way))
    return _OVER * over + _PAST * past + _METRE * metres


def _passed(way: Line, boxes: Sequence[Extent]) -> int:
    """Over how many boxes a way leads, each as often as a straight piece of it does."""
    return sum(
        min(a[0], b[0]) < high[0] - _NOTHING and max(a[0], b[0]) > low[0] + _NOTHING
        and min(a[1], b[1]) < high[1] - _NOTHING and max(a[1], b[1]) > low[1] + _NOTHING
        for a, b in itertools.pairwise(way) for low, high in boxes
    )  # fmt: skip


def _together(one: Line, two: Line, apart: float) -> float:
    """What two legs count together: where one runs in the other's place, and where they pass one another."""
    return math.fsum(_met(a, b, apart) for a in itertools.pairwise(one) for b in itertools.pairwise(two))


def _met(one: tuple[Point, Point], two: tuple[Point, Point], apart: float) -> float:
    """What two straight pieces count together."""
    for axis in (0, 1):
        flat = [abs(p[0][axis] - p[1][axis]) <= _NOTHING for p in (one, two)]
        if not all(flat):
            continue
        other = 1 - axis
        low, high = (
            f(min(one[0][other], one[1][other]) if f is max else max(one[0][other], one[1][other]),
              min(two[0][other], two[1][other]) if f is max else max(two[0][other], two[1][other]))
            for f in (max, min)
        )  # fmt: skip
        near = abs(one[0][axis] - two[0][axis]) < apart - _NOTHING
        return _IN + high - low if near and high - low > _NOTHING else 0.0
    return _PAST * _crosses(one, two)


def _crosses(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    """Whether two straight pieces square to one another pass each other, other than at their ends."""
    for a, b in ((one, two), (two, one)):
        if abs(a[0][0] - a[1][0]) <= _NOTHING and abs(b[0][1] - b[1][1]) <= _NOTHING:
            across = min(b[0][0], b[1][0]) + _NOTHING < a[0][0] < max(b[0][0], b[1][0]) - _NOTHING
            return across and min(a[0][1], a[1][1]) + _NOTHING < b[0][1] < max(a[0][1], a[1][1]) - _NOTHING
    return False


def _short(way: Sequence[Point]) -> Line:
    """A way without what is shorter than nothing."""
    return tuple(_steps(way))


def _steps(way: Sequence[Point]) -> Iterator[Point]:
    last: Point | None = None
    for point in way:
        if last is None or abs(point[0] - last[0]) + abs(point[1] - last[1]) > _NOTHING:
            yield point
            last = point
