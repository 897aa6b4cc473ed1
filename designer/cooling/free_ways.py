"""The cheapest square way from a place to a line: past machines, not in the place of other pipes, with few corners.

What is in the way are rectangles in the axes of the hall, grown by what the new pipe needs beside its axis, each with
what a metre of pipe in it counts beside the metre itself. Ways lie on the edges of those rectangles and on the levels
of both ends; Dijkstra's method (scipy) finds the one that counts the least.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from designer.cooling.machine_rows import apart_of
from designer.model import Point

__all__ = ["Barred", "counted", "free_way"]

#: Places closer than this are one [m].
_SAME = 1e-6
#: What a corner counts, in metres of pipe.
_CORNER = 1.5
#: How far around both ends ways are sought, beside a share of their distance [m].
_ROOM, _SHARE = 6.0, 0.5

Line = tuple[Point, ...]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Barred:
    """A rectangle from its low to its high corner [m], and what a metre of pipe in it counts."""

    low: Point
    high: Point
    rate: float

    def within(self, a: Point, b: Point) -> float:
        """Metres of a straight square piece in it; nil along its edge."""
        for axis in (0, 1):
            if abs(a[axis] - b[axis]) <= _SAME:
                other = 1 - axis
                if not self.low[axis] + _SAME < a[axis] < self.high[axis] - _SAME:
                    return 0.0
                ends = sorted((a[other], b[other]))
                return max(0.0, min(ends[1], self.high[other]) - max(ends[0], self.low[other]))
        return 0.0

    def meets(self, low: Point, high: Point) -> bool:
        """Whether it reaches into a rectangle."""
        return all(self.low[i] < high[i] and self.high[i] > low[i] for i in (0, 1))


def counted(way: Line, barred: Sequence[Barred]) -> float:
    """What a square way counts for what it lies in, beside its metres and corners."""
    return math.fsum(one.rate * one.within(a, b) for a, b in itertools.pairwise(way) for one in barred)


def free_way(line: Line, end: Point, barred: Sequence[Barred]) -> Line:
    """The way from a place on a line to an end that counts the least.

    Args:
        line: square pieces on which it may begin; one place alone as (place,).
        end: where it ends.
        barred: what it keeps off, grown by what the pipe needs.
    """
    nearest = min((_nearest(a, b, end) for a, b in itertools.pairwise(line)), key=lambda p: apart_of(p, end),
                  default=line[0])  # fmt: skip
    room = _ROOM + _SHARE * apart_of(nearest, end)
    bounds = [(min(nearest[i], end[i]) - room, max(nearest[i], end[i]) + room) for i in (0, 1)]
    low, high = (bounds[0][0], bounds[1][0]), (bounds[0][1], bounds[1][1])
    near = [one for one in barred if one.meets(low, high)]
    spots = [nearest, end, *line, *(c for one in near for c in (one.low, one.high))]
    axes = [_levels([p[i] for p in spots], *bounds[i]) for i in (0, 1)]
    found = _found(axes, near, line, end)
    return found if found else (nearest, (end[0], nearest[1]), end)


def _nearest(a: Point, b: Point, end: Point) -> Point:
    """The place of a square piece that is nearest to an end."""
    u, v = (min(max(end[i], min(a[i], b[i])), max(a[i], b[i])) for i in (0, 1))
    return u, v


def _levels(values: Sequence[float], low: float, high: float) -> Floats:
    """Distinct levels within bounds, in order."""
    made: list[float] = []
    for value in sorted(values):
        if low - _SAME <= value <= high + _SAME and (not made or value - made[-1] > _SAME):
            made.append(value)
    return np.array(made, dtype=np.float64)


def _costs(axes: Sequence[Floats], barred: Sequence[Barred]) -> tuple[Floats, Floats]:
    """What the pieces between neighbouring levels count: along u (level of v first) and along v (level of u first)."""
    made = []
    for axis in (0, 1):
        along, across = axes[axis], axes[1 - axis]
        cost = np.tile(np.diff(along), (across.size, 1))
        for one in barred:
            first, last = np.searchsorted(
                across, (one.low[1 - axis] + _SAME, one.high[1 - axis] - _SAME), side="left"
            ).tolist()
            if first < last:
                inside = np.minimum(along[1:], one.high[axis]) - np.maximum(along[:-1], one.low[axis])
                cost[first:last] += one.rate * np.maximum(inside, 0.0)
        made.append(cost)
    return made[0], made[1]


def _found(axes: Sequence[Floats], barred: Sequence[Barred], line: Line, end: Point) -> Line:
    """The cheapest way over the levels; empty where the line touches none of their crossings."""
    u, v = axes
    along, across = _costs(axes, barred)
    count = u.size * v.size
    number = np.arange(count).reshape(v.size, u.size)
    # every crossing twice: who comes along u, and who comes along v; from the one to the other is a corner
    steps = [
        (number[:, :-1].ravel(), number[:, 1:].ravel(), along.ravel()),
        (number[:-1, :].T.ravel() + count, number[1:, :].T.ravel() + count, across.ravel()),
        (number.ravel(), number.ravel() + count, np.full(count, _CORNER)),
    ]
    one, two, cost = (np.concatenate([step[i] for step in steps]) for i in (0, 1, 2))
    graph = csr_array((np.maximum(cost, _SAME), (one, two)), shape=(2 * count, 2 * count))
    at = int(np.argmin(np.abs(v - end[1]))) * u.size + int(np.argmin(np.abs(u - end[0])))
    away, before, _ = dijkstra(
        graph, directed=False, indices=[at, at + count], return_predecessors=True, min_only=True
    )
    taps = _taps(axes, line)
    if not taps:
        return ()
    goal = min(((node + half) for node in taps for half in (0, count)), key=lambda n: (round(float(away[n]), 6), n))
    nodes = [goal]
    while before[nodes[-1]] >= 0:
        nodes.append(int(before[nodes[-1]]))
    way = [(float(u[n % count % u.size]), float(v[n % count // u.size])) for n in nodes]
    return _straight([*way[:-1], end])


def _taps(axes: Sequence[Floats], line: Line) -> list[int]:
    """Numbers of the crossings of levels that lie on a line."""
    (u, v), found = axes, list[int]()
    for a, b in itertools.pairwise(line if len(line) > 1 else (*line, *line)):
        some = [np.flatnonzero((axis >= min(a[i], b[i]) - _SAME) & (axis <= max(a[i], b[i]) + _SAME))
                for i, axis in enumerate((u, v))]  # fmt: skip
        found += [int(k) * u.size + int(i) for k in some[1] for i in some[0]]
    return found


def _straight(way: Sequence[Point]) -> Line:
    """A square way without the places at which it does not turn."""
    return tuple(_turns([p for i, p in enumerate(way) if i == 0 or apart_of(p, way[i - 1]) > _SAME]))


def _turns(way: Sequence[Point]) -> Iterator[Point]:
    for i, point in enumerate(way):
        if 0 < i < len(way) - 1 and any(
            abs(way[i - 1][axis] - point[axis]) <= _SAME and abs(way[i + 1][axis] - point[axis]) <= _SAME
            for axis in (0, 1)
        ):
            continue
        yield point
