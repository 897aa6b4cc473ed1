"""What stands in the way of a strip, as trapezoids between two levels of a frame.

Walls and obstacles become trapezoids; a strip between two levels is blocked by the shadow of each on the row's axis.
The complement is free. A wall (or a keep-out, or a gallery) keeps the ends of rows at a distance and ends a row; a
column only interrupts it.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from designer.layout.frame import Frame, rings_of

__all__ = ["FAR", "Blocked", "Gap", "Stretch", "block", "join"]

#: Beyond every hall [m].
FAR = 1e7
#: Overlaps below this [m] are touching.
TOUCH = 1e-6
#: Edges that lean less than this between two levels [m] are square to the strips.
_SQUARE = 1e-5

#: A free interval along a row [m].
Gap = tuple[float, float]
#: Free intervals between two walls, interrupted only by columns.
Stretch = tuple[Gap, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Blocked:
    """Trapezoids (n, 6): lower level, upper level, left at lower, left at upper, right at lower, right at upper.

    `pads` is how far row ends keep away from each [m]; `walls` says which end a row (the others are columns). Equal
    only to itself.
    """

    shapes: NDArray[np.float64]
    pads: NDArray[np.float64]
    walls: NDArray[np.bool_]

    def shadows(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        """Left and right ends (strips, shapes) of each shadow on strips from `low` to `high`; left > right where
        none.
        """
        a, b = self.shapes[:, 0], self.shapes[:, 1]
        from_, to = np.maximum(a, low[:, None]), np.minimum(b, high[:, None])
        active = to - from_ > TOUCH
        rise = np.maximum(b - a, TOUCH)
        p, q = np.clip((from_ - a) / rise, 0.0, 1.0), np.clip((to - a) / rise, 0.0, 1.0)
        slope_l, slope_r = self.shapes[:, 3] - self.shapes[:, 2], self.shapes[:, 5] - self.shapes[:, 4]
        left = self.shapes[:, 2] + np.minimum(p * slope_l, q * slope_l) - self.pads
        right = self.shapes[:, 4] + np.maximum(p * slope_r, q * slope_r) + self.pads
        return np.where(active, left, FAR), np.where(active, right, -FAR)

    def stretches(
        self, low: NDArray[np.float64], high: NDArray[np.float64], inner: "_Inner | None" = None
    ) -> list[tuple[Stretch, ...]]:
        """The free stretches of each strip, from left to right; strips in the same shadows are cut once.

        `inner` are obstacles that are in the way of a part of each strip only, and between which levels it lies.
        """
        if not len(low):
            return []
        left, right = self.shadows(low, high)
        within = self.walls
        if inner:
            found = inner[0].shadows(*inner[1:])
            left, right = (np.concatenate(both, axis=1) for both in zip((left, right), found, strict=True))
            within = np.concatenate([within, inner[0].walls])
        fresh = np.concatenate([[True], ((left[1:] != left[:-1]) | (right[1:] != right[:-1])).any(axis=1)])
        left, right = left[fresh], right[fresh]
        walls = _listed(left[:, within], right[:, within])
        posts = _listed(left[:, ~within], right[:, ~within])
        known = [_of_strip(*pair) for pair in zip(walls, posts, strict=True)]
        return [known[k] for k in (np.cumsum(fresh) - 1).tolist()]

    @property
    def askew(self) -> bool:
        """Whether an obstacle has an edge that is not square to the strips."""
        near = np.abs(self.shapes[:, 2:]) < FAR / 2
        left = (np.abs(self.shapes[:, 2] - self.shapes[:, 3]) > _SQUARE) & near[:, 0]
        right = (np.abs(self.shapes[:, 4] - self.shapes[:, 5]) > _SQUARE) & near[:, 2]
        return bool((left | right).any())

    def edges(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The levels at which obstacles begin, and those at which they end."""
        below, above = (np.unique(np.round(self.shapes[:, k], 6)) for k in (0, 1))
        return below[np.abs(below) < FAR / 2], above[np.abs(above) < FAR / 2]

    def at(self, low: float, high: float) -> tuple[Stretch, ...]:
        """The free stretches of one strip."""
        return self.stretches(np.array([low]), np.array([high]))[0]


_Inner = tuple[Blocked, NDArray[np.float64], NDArray[np.float64]]


def _listed(left: NDArray[np.float64], right: NDArray[np.float64]) -> list[list[Gap]]:
    """The shadows that fall on each strip, from left to right."""
    strips, shapes = np.nonzero(left < right)
    a, b = left[strips, shapes], right[strips, shapes]
    order = np.lexsort((b, a, strips))
    pairs = list(zip(a[order].tolist(), b[order].tolist(), strict=True))
    edges = np.searchsorted(strips, np.arange(len(left) + 1)).tolist()
    return [pairs[i:j] for i, j in itertools.pairwise(edges)]


def _of_strip(walls: Sequence[Gap], posts: Sequence[Gap]) -> tuple[Stretch, ...]:
    """The free stretches of one strip between walls, cut by columns."""
    rooms, reach = [], -FAR
    for a, b in walls:
        if a - reach > TOUCH and reach > -FAR / 2 and a < FAR / 2:
            rooms.append((reach, a))
        reach = max(reach, b)
    return tuple(stretch for room in rooms if (stretch := _cut(room, posts)))


def _cut(room: Gap, posts: Sequence[Gap]) -> Stretch:
    gaps, start = [], room[0]
    for left, right in posts:
        if right <= start or left >= room[1]:
            continue
        if left - start > TOUCH:
            gaps.append((start, left))
        start = max(start, right)
    if room[1] - start > TOUCH:
        gaps.append((start, room[1]))
    return tuple(gaps)


def block(
    frame: Frame, shapes: Iterable[Polygon], pad: float = 0.0, wall: bool = True, inside_out: bool = False
) -> Blocked:
    """Polygons of the plan as obstacles of a frame; with `inside_out` each is a hall and its outside is the
    obstacle.
    """
    rows: list[tuple[float, ...]] = []
    for polygon in shapes:
        rows += _trapezoids([frame.into(ring) for ring in rings_of(polygon)], inside_out)
    array = np.array(rows, dtype=float).reshape(-1, 6)
    return Blocked(array, np.full(len(rows), pad), np.full(len(rows), wall))


def join(*parts: Blocked) -> Blocked:
    """All obstacles together."""
    return Blocked(
        np.concatenate([p.shapes for p in parts]),
        np.concatenate([p.pads for p in parts]),
        np.concatenate([p.walls for p in parts]),
    )


def _trapezoids(rings: list[NDArray[np.float64]], inside_out: bool) -> list[tuple[float, ...]]:
    levels = _levels(np.concatenate([ring[:, 1] for ring in rings]))
    edges = np.concatenate([np.hstack((ring, np.roll(ring, -1, axis=0))) for ring in rings])
    found: list[tuple[float, ...]] = []
    if inside_out:
        found += [(-FAR, levels[0], -FAR, -FAR, FAR, FAR), (levels[-1], FAR, -FAR, -FAR, FAR, FAR)]
    for low, high in itertools.pairwise(levels):
        sides = _sides(edges, low, high)
        if inside_out:
            sides = [(-FAR, -FAR), *sides, (FAR, FAR)]
        for (la, lb), (ra, rb) in zip(sides[::2], sides[1::2], strict=True):
            found.append((low, high, la, lb, ra, rb))
    return found


def _levels(values: NDArray[np.float64]) -> list[float]:
    ordered = np.unique(values)
    return [float(v) for i, v in enumerate(ordered) if i == 0 or v - ordered[i - 1] > TOUCH]


def _sides(edges: NDArray[np.float64], low: float, high: float) -> list[tuple[float, float]]:
    """Where the edges that cross a slab meet its lower and upper level, from left to right."""
    middle = (low + high) / 2
    bottom, top = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
    crossing = edges[(bottom < middle) & (top > middle)]
    slope = (crossing[:, 2] - crossing[:, 0]) / (crossing[:, 3] - crossing[:, 1])
    at_low = crossing[:, 0] + (low - crossing[:, 1]) * slope
    at_high = crossing[:, 0] + (high - crossing[:, 1]) * slope
    order = np.argsort(at_low + at_high, kind="stable")
    return [(float(at_low[k]), float(at_high[k])) for k in order]
