"""Every run of racks that a hall allows along one wall, and what it pays for the floor that it owns.

A run is a row between two passages. It owns its length and half a passage at either end, as deep as its racks and half
of both aisles, less a small square at both corners of its cold side, where runs at right angles may come together.
Under the rules of placing no two runs along or square to one wall own the same floor, however they are staggered or
mixed. What a run pays changes evenly between the lines of the lattice and of the obstacles, so the cheapest runs lie
on those lines. Neither rack nor hot aisle lies on the landing inside a door, but cold aisles may: a landing interrupts
a run as a column does, only where it meets the racks or the aisle behind them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point

from designer.layout.blocked import FAR, Blocked, Stretch, block, join
from designer.layout.floor import Floor, column_shape, landing
from designer.layout.frame import Frame
from designer.layout.needs import Kind
from designer.layout.rules import Rules
from designer.layout.tiles import Lattice

__all__ = ["Heading", "Runs", "heading_of"]

Array = NDArray[np.float64]
_FIT = 1e-6
#: Lines closer than this are one [m].
_SAME = 1e-5
#: A price so low that a run may be called free.
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of one direction: racks over what they pay, racks, facing (+1, -1), low edge of the floor owned [m], first
    and last edge of the racks [m].
    """

    short: Array
    racks: Array
    facing: Array
    low: Array
    start: Array
    end: Array

    def picked(self, which: NDArray[np.int64]) -> "Runs":
        """Some of them."""
        return Runs(*(getattr(self, name)[which] for name in self.__slots__))


@dataclass(frozen=True)
class Heading:
    """One direction of rows over a lattice, along or square to it; `extent` (u0, v0, u1, v1) of the hall [m]."""

    frame: Frame
    lattice: Lattice
    kind: Kind
    rules: Rules
    blocked: Blocked
    landings: Blocked
    extent: tuple[float, float, float, float]

    @property
    def end(self) -> float:
        """Half a passage [m]."""
        return self.rules.cross / 2

    @property
    def square(self) -> float:
        """Side of the corner that a run does not own alone [m]."""
        return max(0.0, (self.rules.cold - self.rules.cross) / 2)

    @property
    def deep(self) -> float:
        """Depth of the floor owned [m]."""
        return self.kind.depth + (self.rules.hot + self.rules.cold) / 2

    @cached_property
    def axes(self) -> tuple[Array, Array]:
        """The corner of the lattice's frame seen in this one: unit vectors of u and v there."""
        zero, one, two = self.lattice.frame.into([self.frame.out(*p) for p in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))])
        return np.round(one - zero, 9), np.round(two - zero, 9)

    @cached_property
    def parts(self) -> tuple[float, ...]:
        """How far past a line, as parts of a cell, runs of any number of racks begin whose floor begins or ends on a
        line: racks whose width is no whole number of cells make each number begin elsewhere.
        """
        step, lengths = self.lattice.step, {round(n * self.kind.width / self.lattice.step % 1.0, 6)
                                            for n in range(1, self.rules.row_racks + 1)}  # fmt: skip
        ahead = (self.end / step, (self.end - self.square) / step)
        behind = [-end - length for end in ahead for length in lengths]
        return tuple(sorted({round(part % 1.0, 6) % 1.0 for part in (*ahead, *behind)}))

    @cached_property
    def lines(self) -> tuple[Array, Array]:
        """Lines of the lattice along and across this direction [m], ascending."""
        u, v = self.lattice.lines(0), self.lattice.lines(1)
        (cu, su), (cv, sv) = self.axes
        return np.sort(u * cu if cu else v * su), np.sort(u * cv if cv else v * sv)

    def turned(self, field: Array) -> Array:
        """A field of the lattice as it lies along (first axis) and across this direction."""
        (cu, su), (cv, sv) = self.axes
        seen = field if cu else field.T
        return seen[:: int(cu + su), :: int(cv + sv)]

    def back(self, runs: Runs) -> Array:
        """The floor that runs own, as rectangles in the frame of the lattice (runs, rectangles, 5)."""
        a, b, low, top = runs.start - self.end, runs.end + self.end, runs.low, runs.low + self.deep
        s = self.square
        cold = np.where(runs.facing > 0, top - s, low)
        ones = np.ones_like(a)
        parts = [(a, b, low, top, ones), (a, a + s, cold, cold + s, -ones), (b - s, b, cold, cold + s, -ones)]
        (cu, su), (cv, sv) = self.axes
        found = []
        for u0, u1, v0, v1, sign in parts[: 3 if s else 1]:
            one = np.sort([u0 * (cu + su), u1 * (cu + su)], axis=0)
            two = np.sort([v0 * (cv + sv), v1 * (cv + sv)], axis=0)
            first, second = (one, two) if cu else (two, one)
            found.append(np.stack([first[0], first[1], second[0], second[1], sign], axis=1))
        return np.stack(found, axis=1)

    @cached_property
    def strips(self) -> tuple[tuple[int, tuple[Stretch, ...], Array], ...]:
        """Facing, free stretches and low edges of the floor owned of all strips that need be looked at."""
        alike: dict[tuple[int, tuple[Stretch, ...]], list[float]] = {}
        for facing, before in ((1, self.rules.hot / 2), (-1, self.rules.cold / 2)):
            for low, stretches in self._levels(facing, before):
                alike.setdefault((facing, stretches), []).append(low + before)
        return tuple((facing, found, np.array(lows)) for (facing, found), lows in alike.items())

    @cached_property
    def tries(self) -> tuple[tuple[int, Array, tuple["_Tries", ...]], ...]:
        """Facing, low edges and runs to look at of all strips."""
        return tuple(
            (facing, lows, tuple(
                tries for stretch in stretches for part in _parts(stretch, self.rules.cross)
                if (tries := _tries(self, part)) is not None
            ))
            for facing, stretches, lows in self.strips
        )  # fmt: skip

    def _levels(self, facing: int, before: float) -> Iterator[tuple[float, tuple[Stretch, ...]]]:
        claim = self.kind.depth + self.rules.hot + self.rules.cold
        # what keeps off landings: the racks and their hot aisle
        solid = (0.0, claim - self.rules.cold) if facing > 0 else (self.rules.cold, claim)
        lines = self.lines[1]
        edges = self.blocked.shapes[:, :2].ravel()
        edges = edges[np.abs(edges) < FAR / 2]
        sills = self.landings.shapes[:, :2].ravel()
        corner = lines - before - (self.deep - self.square if facing > 0 else self.square)
        lows = np.concatenate([lines - before, lines - before - self.deep, corner, edges, edges - claim,
                               sills - solid[0], sills - solid[1]])  # fmt: skip
        lows = np.sort(lows[(lows >= self.extent[1] - _FIT) & (lows <= self.extent[3] - claim + _FIT)])
        if not len(lows):
            return
        lows = lows[np.concatenate([[True], np.diff(lows) > _SAME])]
        if self.blocked.askew or self.landings.askew:
            barred = self.landings, lows[1:] + solid[0], lows[:-1] + solid[1]
            between = self.blocked.stretches(lows[1:], lows[:-1] + claim, barred)
            yield from _filled(lows[:-1], between)
            yield from _filled(lows[1:], between)
            return
        barred = self.landings, lows + solid[0], lows + solid[1]
        yield from _filled(lows, self.blocked.stretches(lows, lows + claim, barred))

    def short(self, field: Array, above: float) -> Runs:
        """The runs that get more racks than they pay for at the prices of a field, by more than a factor; of each gap,
        strip and number of racks the worst.
        """
        seen, step = self.turned(field), self.lattice.step
        deep = _summed(_summed(seen.T, 0) * step, 1) * step
        found: list[Array] = []
        for facing, lows, every in self.tries:
            strip = _Strip(self, deep, facing, lows)
            for tries in every:
                worst, which = strip.worst(tries)
                row, block = np.nonzero(worst > above)
                at = which[row, block]
                found.append(np.stack([worst[row, block], tries.racks[at], np.full(len(row), float(facing)), lows[row],
                                       tries.start[at], tries.end[at]]))  # fmt: skip
        return Runs(*(np.concatenate(found, axis=1) if found else np.zeros((6, 0))))


def heading_of(floor: Floor, kind: Kind, frame: Frame, lattice: Lattice) -> Heading:
    """A direction of rows with walls, keep-outs and columns in its way, landings in that of racks and hot aisles."""
    hall, rules = floor.hall, floor.rules
    blocked = join(
        block(frame, [hall.polygon], rules.row_end, inside_out=True),
        block(frame, [k.polygon for k in hall.keep_outs], rules.row_end),
        block(frame, [column_shape(c, rules.column) for c in hall.columns], wall=False),
    )
    # the checker knows landings at the outer walls alone
    doors = [d for d in hall.doors if hall.polygon.exterior.distance(Point(d.x, d.y)) < _SAME]
    landings = block(frame, [landing(hall.polygon, door, rules) for door in doors], wall=False)
    return Heading(frame, lattice, kind, rules, blocked, landings, floor.extent(frame))


@dataclass(frozen=True, slots=True)
class _Tries:
    """Runs of a stretch to look at: racks, first and last edge [m], and where blocks of alike ones begin."""

    racks: Array
    start: Array
    end: Array
    blocks: NDArray[np.int64]


def _tries(heading: Heading, stretch: Stretch) -> _Tries | None:
    """In each gap, by number of racks, the places where a run may be cheapest; over several gaps, by the two that a run
    ends in, runs that stand close to the columns between.
    """
    wide, most = heading.kind.width, heading.rules.row_racks
    fits = [math.floor((b - a + _FIT) / wide) for a, b in stretch]
    found: list[tuple[Array, Array, Array]] = []
    blocks: list[NDArray[np.int64]] = []
    for (a, b), fit in zip(stretch, fits, strict=True):
        if fit:
            counts = np.arange(1.0, min(fit, most) + 1)
            last = np.maximum(a, b - wide * counts)
            every, ends = _starts(heading, a, float(last[0])), np.ones((len(counts), 1), dtype=bool)
            taken = np.concatenate([ends, every < last[:, None], ends], axis=1)
            among = np.broadcast_to(every, (len(counts), len(every)))
            starts = np.concatenate([np.where(ends, a, a), among, last[:, None]], axis=1)[taken]
            racks = np.repeat(counts, taken.sum(axis=1))
            found.append((racks, starts, starts + wide * racks))
            blocks.append(taken.sum(axis=1))
    over = list(_over_columns(stretch, fits, wide, most))
    found += over
    blocks += [np.array([len(part[0])]) for part in over]
    if not found:
        return None
    racks, start, end = (np.concatenate([part[k] for part in found]) for k in range(3))
    return _Tries(racks, start, end, np.concatenate([[0], np.cumsum(np.concatenate(blocks))[:-1]]))


def _over_columns(
    stretch: Stretch, fits: list[int], wide: float, most: int
) -> Iterator[tuple[Array, Array, Array]]:
    """Runs over several gaps, as close to the columns as they go at both ends."""
    for i, (_, first) in enumerate(stretch):
        inner = 0
        for j in range(i + 1, len(stretch)):
            one, two = np.meshgrid(np.arange(1.0, fits[i] + 1), np.arange(1.0, fits[j] + 1), indexing="ij")
            left, right = one.ravel(), two.ravel()
            keep = left + right + inner <= most
            if keep.any():
                left, right = left[keep], right[keep]
                yield left + right + inner, first - wide * left, stretch[j][0] + wide * right
            inner += fits[j]
            if inner + 2 > most:
                break


def _starts(heading: Heading, low: float, high: float) -> Array:
    """Where runs of any length in a gap may be cheapest beside its ends: floor they own begins or ends on a line."""
    lines, step = heading.lines[0], heading.lattice.step
    places = np.arange(math.floor((low - lines[0]) / step) - 1, math.ceil((high - lines[0]) / step) + 1)
    every = np.concatenate([lines[0] + step * (places + part) for part in heading.parts])
    return np.asarray(every[(every > low) & (every < high)])


class _Strip:
    """What runs on strips with the same free stretches pay, as far as each place along them."""

    def __init__(self, heading: Heading, deep: Array, facing: int, lows: Array) -> None:
        self.heading, lines = heading, heading.lines[1]
        tops, s = lows + heading.deep, heading.square
        ends = [_between(deep, lines, at) for at in (lows, tops)]
        cold = (tops - s, tops) if facing > 0 else (lows, lows + s)
        corner = [_between(deep, lines, at) for at in cold]
        self.whole, self.corner = ends[1] - ends[0], corner[1] - corner[0]

    def paid(self, start: Array, end: Array) -> Array:
        """What runs from `start` to `end` pay (strips, places), or (strips, 1) if there is one place per strip."""
        h, s, lines = self.heading, self.heading.square, self.heading.lines[0]
        a, b = start - h.end, end + h.end
        paid = _along(self.whole, lines, b) - _along(self.whole, lines, a)
        if s:
            paid -= _along(self.corner, lines, a + s) - _along(self.corner, lines, a)
            paid -= _along(self.corner, lines, b) - _along(self.corner, lines, b - s)
        return paid

    def worst(self, tries: "_Tries") -> tuple[Array, NDArray[np.int64]]:
        """The most that runs of each block get for what they pay (strips, blocks), and which of the tries it is."""
        short = tries.racks / np.maximum(self.paid(tries.start, tries.end), _LEAST)
        best = np.maximum.reduceat(short, tries.blocks, axis=1)
        sizes = np.diff(np.append(tries.blocks, short.shape[1]))
        hit = np.where(short >= np.repeat(best, sizes, axis=1), np.arange(short.shape[1]), short.shape[1])
        return best, np.minimum.reduceat(hit, tries.blocks, axis=1)

def _filled(
    lows: Array, stretches: list[tuple[Stretch, ...]]
) -> Iterator[tuple[float, tuple[Stretch, ...]]]:
    return ((low, found) for low, found in zip(lows.tolist(), stretches, strict=True) if found)


def _parts(stretch: Stretch, cross: float) -> Iterator[Stretch]:
    """A stretch cut where columns leave a gap as wide as a passage: no run need own that."""
    begin = 0
    for k in range(1, len(stretch) + 1):
        if k == len(stretch) or stretch[k][0] - stretch[k - 1][1] >= cross:
            yield stretch[begin:k]
            begin = k


def _summed(field: Array, axis: int) -> Array:
    """Sums from the low side along an axis, nought first."""
    total = np.cumsum(field, axis=axis)
    return np.concatenate([np.zeros_like(np.take(total, [0], axis=axis)), total], axis=axis)


def _place(lines: Array, at: Array) -> tuple[NDArray[np.int64], Array]:
    """The cell that holds each place, and how far into it."""
    t = np.clip((at - lines[0]) / (lines[1] - lines[0]), 0.0, len(lines) - 1.0)
    cell = np.minimum(t.astype(np.int64), len(lines) - 2)
    return cell, t - cell


def _between(sums: Array, lines: Array, at: Array) -> Array:
    cell, part = _place(lines, at)
    return np.asarray(sums[cell] * (1 - part)[:, None] + sums[cell + 1] * part[:, None])


def _along(sums: Array, lines: Array, at: Array) -> Array:
    cell, part = _place(lines, at)
    return np.asarray(sums[:, cell] * (1 - part) + sums[:, cell + 1] * part)
