"""Rows of several directions and offsets in one hall: it is cut in two, parts are cut again, each is filled with rows.

A cut runs along or square to the walls. Rows that end at it from one side end right at it, rows that end at it from the
other keep a passage from it, and rows along it keep their whole aisle on their own side: so the passage around the ends
of rows is there whatever fills the other part. Where rows end at a cut, no column that is not at a wall stands in that
passage.

Which cuts are cut again is decided in the hall without its columns; of each part the very best single cut is then found
with them. So one more column can only take arrangements away, never lead to a better one.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.layout.blocked import Stretch
from designer.layout.ends import begun, earliest, stops
from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.needs import Kind
from designer.layout.rows import Line, lines_of, lows_of
from designer.layout.rules import Rules
from designer.layout.strips import FIT

__all__ = ["Cut", "Part", "crossed", "cut_lines"]

Table = NDArray[np.integer[Any]]
Array = NDArray[np.float64]

#: Cuts that are cut again: of the hall, of each part of it.
_AGAIN = (4, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the hall in a frame: between which places of each axis claims lie, and rows along it end (u, v) [m]."""

    claims: tuple[tuple[float, float], tuple[float, float]]
    ends: tuple[tuple[float, float], tuple[float, float]]

    def cut(self, axis: int, at: float, low_first: bool, passage: float) -> tuple["Part", "Part"]:
        """Both parts of a cut square to an axis; rows of the low part end at the cut itself (`low_first`) or those of
        the high one.
        """
        (low, high), (first, last) = self.claims[axis], self.ends[axis]
        below, above = (at, at + passage) if low_first else (at - passage, at)
        return (
            self._with(axis, (low, at), (first, min(last, below))),
            self._with(axis, (at, high), (max(first, above), last)),
        )

    def _with(self, axis: int, claims: tuple[float, float], ends: tuple[float, float]) -> "Part":
        def put(both: Sequence[tuple[float, float]], one: tuple[float, float]) -> tuple[tuple[float, float], ...]:
            return (one, both[1]) if axis == 0 else (both[0], one)

        return Part(put(self.claims, claims), put(self.ends, ends))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Cut:
    """Racks of the hall cut up, and its parts: the frame in which their rows run along u, and where."""

    racks: int
    parts: tuple[tuple[Frame, tuple[float, float], tuple[float, float]], ...]


class _Rows:
    """The possible rows of one direction, and how many racks those of a part hold, cut off anywhere."""

    def __init__(self, floor: Floor, kind: Kind, frame: Frame) -> None:
        lows = lows_of(floor.levels(frame), kind.depth, floor.rules, floor.rules.scheme_step)
        self.kind, self.rules, self.frame = kind, floor.rules, frame
        self.lines = _alike(lines_of(floor.blocked(frame), lows, kind.depth, floor.rules))
        self.low = np.array([line.low for line in self.lines])
        self.high = np.array([line.high for line in self.lines])
        self._kept: dict[tuple[int, float], tuple[Stretch, Stretch, Array]] = {}

    def within(self, claims: tuple[float, float]) -> tuple[Line, ...]:
        """The rows whose claims lie between two levels."""
        inside = np.flatnonzero((self.low >= claims[0] - FIT) & (self.high <= claims[1] + FIT))
        return tuple(self.lines[k] for k in inside.tolist())

    def counts(self, stretch: Stretch, start: float, ends: Array, back: bool) -> Table:
        """Most racks of a stretch from a place on, up to each of others; backwards from a place with `back`."""
        sign = -1.0 if back else 1.0
        key = (id(stretch), start if not back else start + 1e9)
        if key not in self._kept:
            seen: Stretch = tuple((-b, -a) for a, b in reversed(stretch)) if back else stretch
            seen = begun(seen, sign * start, self.rules.cross)
            self._kept[key] = stretch, seen, earliest(seen, self.kind.width, self.rules.row_racks, self.rules.cross)
        _, seen, found = self._kept[key]
        if not seen:
            return np.zeros(len(ends), dtype=np.int64)
        return np.searchsorted(found, stops(seen, sign * ends, self.rules.cross) + FIT, side="right")

    def worth(self, lines: Sequence[Line], start: float, ends: Array, back: bool) -> Table:
        """Most racks of each line between a place and each of others."""
        known: dict[int, Table] = {}
        for line in lines:
            if id(line.stretches) not in known:
                parts = [self.counts(stretch, start, ends, back) for stretch in line.stretches]
                known[id(line.stretches)] = np.sum(parts, axis=0, dtype=np.int32)
        return np.array([known[id(line.stretches)] for line in lines]).reshape(len(lines), len(ends))

    def near(self, lines: Sequence[Line]) -> tuple[Array, dict[tuple[int, int], list[int]]]:
        """Levels of bodies, and by facings of two rows how many lines from the low side each may stand upon."""
        rules, depth = self.rules, self.kind.depth
        bodies = np.array([line.body for line in lines])
        both = rules.cold + rules.hot
        apart = {(1, 1): both, (-1, -1): both, (1, -1): rules.cold, (-1, 1): rules.hot}
        return bodies, {
            pair: np.searchsorted(bodies, bodies - depth - aisle + FIT, side="right").tolist()
            for pair, aisle in apart.items()
        }

    def most(self, lines: Sequence[Line], worth: Table) -> Table:
        """Most racks of rows that keep their aisles, for every column of `worth`."""
        _, near = self.near(lines)
        best = {facing: np.zeros((len(lines) + 1, worth.shape[1]), dtype=np.int32) for facing in (1, -1)}
        one, two = best[1], best[-1]
        for k, line in enumerate(lines):
            ahead = np.maximum(one[near[1, line.facing][k]], two[near[-1, line.facing][k]])
            ahead += worth[k]
            own, other = best[line.facing], best[-line.facing]
            np.maximum(own[k], ahead, out=own[k + 1])
            other[k + 1] = other[k]
        return np.maximum(one[-1], two[-1])

    def up_to(self, lines: Sequence[Line], worth: Sequence[int], levels: Array) -> Table:
        """Most racks in rows whose claims end at each level or below it, by what each row is worth."""
        bodies, near = self.near(lines)
        best = {1: [0], -1: [0]}
        one, two = best[1], best[-1]
        for k, line in enumerate(lines):
            ahead = max(one[near[1, line.facing][k]], two[near[-1, line.facing][k]]) + worth[k]
            for facing, reached in ((1, one), (-1, two)):
                reached.append(max(reached[-1], ahead) if facing == line.facing else reached[-1])
        aisles = {1: self.rules.cold, -1: self.rules.hot}
        at = {f: np.searchsorted(bodies, levels - self.kind.depth - aisles[f] + FIT, side="right") for f in (1, -1)}
        return np.maximum(np.array(one)[at[1]], np.array(two)[at[-1]])

    def from_(self, lines: Sequence[Line], worth: Sequence[int], levels: Array) -> Table:
        """The same with claims that begin at each level or above it."""
        depth = self.kind.depth
        turned = [Line(-x.body - depth, -x.facing, -x.high, -x.low, x.stretches) for x in lines]
        order = sorted(range(len(turned)), key=lambda k: (turned[k].body, turned[k].facing))
        return self.up_to([turned[k] for k in order], [worth[k] for k in order], -levels)


def _alike(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The same rows, those in the same stretches but for rounding sharing them."""
    known: dict[tuple[object, ...], tuple[Stretch, ...]] = {}
    keys: dict[int, tuple[Stretch, ...]] = {}
    for line in lines:
        if id(line.stretches) not in keys:
            key = tuple(tuple((round(a, 6), round(b, 6)) for a, b in stretch) for stretch in line.stretches)
            keys[id(line.stretches)] = known.setdefault(key, line.stretches)
    return tuple(replace(line, stretches=keys[id(line.stretches)]) for line in lines)


@dataclass(frozen=True)
class _Hall:
    """A hall in one pair of directions: rows along both axes, and where columns bar the passages at cuts."""

    floor: Floor
    kind: Kind
    frame: Frame

    @cached_property
    def rows(self) -> tuple[_Rows, _Rows]:
        """The rows along u and along v."""
        return tuple(_Rows(self.floor, self.kind, way) for way in (self.frame, self.frame.across()))  # type: ignore[return-value]

    @cached_property
    def passage(self) -> float:
        """Width of the way around the ends of rows [m]."""
        return self.floor.rules.cross

    @cached_property
    def whole(self) -> Part:
        """All of the hall."""
        u0, v0, u1, v1 = self.floor.extent(self.frame)
        return Part(((u0, u1), (v0, v1)), ((u0, u1), (v0, v1)))

    def places(self, part: Part, axis: int) -> Array:
        """Where a part may be cut square to an axis: at corners of the hall, and where rows along the cut that touch
        one another end, counted from either end.
        """
        low, high = part.claims[axis]
        least = self.kind.width + self.passage
        if high - low < 2 * least:
            return np.zeros(0)
        chain = np.array(sorted(set(_stacked(high - low, self.kind.depth, self.floor.rules))))
        corners = np.array(self.floor.levels(self.frame.across() if axis == 0 else self.frame))
        every = np.concatenate([low + chain, high - chain, corners])
        return np.unique(np.round(every[(every > low + least - FIT) & (every < high - least + FIT)], 6))

    def filled(self, part: Part) -> tuple[int, int]:
        """The most racks of a part in rows of one direction, and the axis along which they run."""
        return max(((self._along(part, axis), axis) for axis in (0, 1)), key=lambda f: (f[0], -f[1]))

    def _along(self, part: Part, axis: int) -> int:
        rows, (start, end) = self.rows[axis], part.ends[axis]
        lines = rows.within(part.claims[1 - axis])
        if not lines or end - start < self.kind.width - FIT:
            return 0
        worth = rows.worth(lines, start, np.array([end]), False)[:, 0].tolist()
        return int(rows.up_to(lines, worth, np.array([math.inf]))[0])

    def cuts(self, part: Part) -> list[tuple[int, int, float, bool, tuple[int, int]]]:
        """Every cut of a part with the most racks of rows in one direction on either side: racks, axis, place, whether
        rows below it end right at it, the axes of the rows on both sides.
        """
        found: list[tuple[int, int, float, bool, tuple[int, int]]] = []
        for axis in (0, 1):
            at = self.places(part, axis)
            if len(at):
                found += self._cuts_across(part, axis, at)
        return found

    def _cuts_across(
        self, part: Part, axis: int, at: Array
    ) -> Iterator[tuple[int, int, float, bool, tuple[int, int]]]:
        ending, beside = self.rows[axis], self.rows[1 - axis]
        start, end = part.ends[axis]
        lines = ending.within(part.claims[1 - axis])
        low: Table = np.zeros(len(at), dtype=np.int64)
        high = below = above = after = low
        if lines:
            size = len(at)
            tables = ending.most(lines, np.concatenate([
                ending.worth(lines, start, np.minimum(at, end), False),
                ending.worth(lines, end, np.maximum(at, start), True),
                ending.worth(lines, end, np.maximum(at + self.passage, start), True),
            ], axis=1))  # fmt: skip
            below, above, after = tables[:size], tables[size : 2 * size], tables[2 * size :]
        across = beside.within(part.claims[axis])
        if across:
            first, last = part.ends[1 - axis]
            worth = beside.worth(across, first, np.array([last]), False)[:, 0].tolist()
            low, high = beside.up_to(across, worth, at), beside.from_(across, worth, at)
        for racks, first_, axes in (
            (below + after, True, (axis, axis)), (below + high, True, (axis, 1 - axis)),
            (low + above, False, (1 - axis, axis)),
        ):
            yield from ((int(n), axis, float(c), first_, axes) for n, c in zip(racks, at, strict=True))


def _stacked(span: float, depth: float, rules: Rules) -> Iterator[float]:
    """Levels that stacked rows end at, sharing hot or cold aisles first [m]."""
    for shared in ((rules.hot, rules.cold), (rules.cold, rules.hot)):
        level, turn = depth + rules.hot + rules.cold, 0
        while level < span:
            yield round(level, 6)
            level, turn = level + depth + rules.hot + rules.cold - shared[turn % 2], turn + 1


Leaves = tuple[tuple[Part, int], ...]


class _Search:
    """The best parts of a hall: `bare` is the hall without columns."""

    def __init__(self, real: _Hall, bare: _Hall) -> None:
        self.real, self.bare = real, bare
        self.known: dict[tuple[Part, int], tuple[int, Leaves]] = {}

    def best(self, part: Part, depth: int = 0) -> tuple[int, Leaves]:
        """The most racks of a part, uncut, cut once anywhere, or cut at the places chosen and again on both sides."""
        key = (part, depth)
        if key not in self.known:
            self.known[key] = max(self._tried(part, depth), key=lambda t: t[0])
        return self.known[key]

    def _tried(self, part: Part, depth: int) -> Iterator[tuple[int, Leaves]]:
        racks, axis = self.real.filled(part)
        yield racks, ((part, axis),)
        cuts = self.real.cuts(part)
        if cuts:
            racks, axis, at, first, axes = max(cuts, key=lambda c: c[0])
            sides = part.cut(axis, at, first, self.real.passage)
            yield racks, tuple(zip(sides, axes, strict=True))
        if depth < len(_AGAIN):
            for axis, at, first in _promising(cuts if self.bare is self.real else self.bare.cuts(part), _AGAIN[depth]):
                sides = part.cut(axis, at, first, self.real.passage)
                (one, here), (two, there) = (self.best(side, depth + 1) for side in sides)
                yield one + two, (*here, *there)


def _promising(
    cuts: Sequence[tuple[int, int, float, bool, tuple[int, int]]], count: int
) -> tuple[tuple[int, float, bool], ...]:
    """The cuts with the most racks, of neighbours alike the outermost two; all that are as good as the last of them."""
    ends: dict[tuple[int, float, bool], int] = {}
    for axis in (0, 1):
        for first in (True, False):
            best: dict[float, int] = {}
            for racks, _, at, _, _ in (c for c in cuts if c[1] == axis and c[3] == first):
                best[at] = max(best.get(at, 0), racks)
            places = sorted(best)
            for k, at in enumerate(places):
                alike = [0 < j < len(places) and best[places[j]] == best[at] for j in (k - 1, k + 1)]
                peak = all(not 0 <= j < len(places) or best[places[j]] <= best[at] for j in (k - 1, k + 1))
                if peak and not all(alike):
                    ends[axis, at, first] = best[at]
    ranked = sorted(ends.items(), key=lambda e: -e[1])
    if len(ranked) <= count:
        return tuple(key for key, _ in ranked)
    last = ranked[count - 1][1]
    taken = [key for key, racks in ranked if racks >= last]
    return tuple(taken if len(taken) <= 2 * count else [key for key, racks in ranked if racks > last])


def crossed(floor: Floor, kind: Kind) -> Cut | None:
    """The hall cut up with the most racks; nothing where there is no room for a row."""
    bare_floor = Floor(replace(floor.hall, columns=()), floor.rules, floor.claims) if floor.hall.columns else floor
    bare = [_Hall(bare_floor, kind, Frame(turn)) for turn in directions(floor.hall.polygon)[::2]]
    likely = max(range(len(bare)), key=lambda k: (_Search(bare[k], bare[k]).best(bare[k].whole, len(_AGAIN))[0], -k))
    found = []
    for k, empty in enumerate(bare):
        real = _Hall(floor, kind, empty.frame) if floor.hall.columns else empty
        racks, leaves = _Search(real, empty).best(real.whole, 0 if k == likely else len(_AGAIN))
        frames = (real.frame, real.frame.across())
        parts = tuple((frames[axis], part.claims[1 - axis], part.ends[axis]) for part, axis in leaves)
        found.append(Cut(racks, parts))
    best = max(found, key=lambda cut: cut.racks, default=None)
    return best if best and best.racks else None


def cut_lines(floor: Floor, kind: Kind, cut: Cut) -> Iterator[tuple[Frame, tuple[Line, ...]]]:
    """The possible rows of every part, with the frame in which they run along u."""
    for frame, claims, ends in cut.parts:
        lines = _Rows(floor, kind, frame).within(claims)
        kept = (replace(x, stretches=tuple(_kept_of(s, ends, floor.rules.cross) for s in x.stretches)) for x in lines)
        yield frame, tuple(kept)


def _kept_of(stretch: Stretch, ends: tuple[float, float], cross: float) -> Stretch:
    """What is left of a stretch between two places, with passages beyond it free of columns."""
    rest = begun(stretch, ends[0], cross)
    if not rest:
        return ()
    stop = float(stops(rest, np.array([ends[1]]), cross)[0])
    return tuple((a, min(b, stop)) for a, b in rest if a < stop - FIT)
