"""Rows of several directions and offsets in one hall: it is cut in two, parts are cut again, each is filled with rows.

A cut runs along or square to the walls. Rows that end at it from one side end right at it, rows that end at it from the
other keep a passage from it, and rows along it keep their whole aisle on their own side: so the passage around the ends
of rows is there whatever fills the other part. Where rows end at a cut, no column that is not at a wall stands in that
passage.

Which cuts are cut again is decided in the hall without its columns; of each part the very best single cut is then found
with them. So one more column can only take arrangements away, never lead to a better one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.layout.blocked import Stretch
from designer.layout.ends import Floors, begun, stops
from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.ladder import Ladder, Stairs
from designer.layout.needs import Kind
from designer.layout.rows import Line, distinct, lines_of, lows_of, stacked_lows
from designer.layout.rules import Rules
from designer.layout.strips import FIT

__all__ = ["Cut", "Part", "crossed", "cut_lines"]

Table = NDArray[np.integer[Any]]
Array = NDArray[np.float64]

#: Cuts that are cut again: of the hall, of each part of it.
_AGAIN = (8, 1)


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
        rules = floor.rules
        levels = floor.levels(frame)
        lows = lows_of(levels, kind.depth, rules, rules.scheme_step)
        lows = distinct(np.concatenate([lows, stacked_lows(floor, frame, levels, kind.depth)]))
        self.frame = frame
        self.lines = _alike(lines_of(floor, frame, lows, kind.depth))
        numbers: dict[int, int] = {}
        strips = []
        for line in sorted(self.lines, key=lambda x: x.low):
            if id(line.stretches) not in numbers:
                numbers[id(line.stretches)] = len(numbers)
                strips.append(line.stretches)
        own = [numbers[id(line.stretches)] for line in self.lines]
        self.floors = Floors(strips, kind.width, rules.row_racks, rules.cross)
        self.up, self.down = (Ladder(self.lines, own, kind.depth, rules, down) for down in (False, True))
        self._stairs: dict[tuple[Part, int, bool], Stairs] = {}

    def within(self, claims: tuple[float, float]) -> tuple[Line, ...]:
        """The rows whose claims lie between two levels."""
        return tuple(x for x in self.lines if x.low >= claims[0] - FIT and x.high <= claims[1] + FIT)

    def ended(self, claims: tuple[float, float], ends: Sequence[tuple[float, Array, bool]]) -> Table:
        """Most racks of rows between two levels that all begin at a place and end at another, for each of many pairs:
        a place, others, and whether backwards."""
        which = self.up.floors_within(claims)
        if not which:
            return np.zeros(sum(len(at) for _, at, _ in ends), dtype=np.int32)
        first, last = min(which), max(which) + 1
        worth = np.zeros((last, sum(len(at) for _, at, _ in ends)), dtype=np.int32)
        done = 0
        for start, at, back in ends:
            worth[first:, done : done + len(at)] = self.floors.counts((first, last), start, at, back)
            done += len(at)
        return np.asarray(self.up.climb(claims, worth).most())

    def climbed(self, part: Part, axis: int, down: bool) -> Stairs:
        """Most racks by level of the rows along an axis of a part, from its low side up or from its high side down."""
        key = (part, axis, down)
        if key not in self._stairs:
            (start, end), claims = part.ends[axis], part.claims[1 - axis]
            which = self.up.floors_within(claims)
            worth = [0] * self.floors.size
            if which and end > start:
                first, last = min(which), max(which) + 1
                worth[first:last] = self.floors.counts((first, last), start, np.array([end]))[:, 0].tolist()
            ladder = self.down if down else self.up
            self._stairs[key] = ladder.climb((-claims[1], -claims[0]) if down else claims, worth)
        return self._stairs[key]


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
    known: "dict[Part, _Cuts]" = field(default_factory=dict)

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
        start, end = part.ends[axis]
        if end - start < self.kind.width - FIT:
            return 0
        return int(self.rows[axis].climbed(part, axis, False).most())

    def cuts(self, part: Part) -> "_Cuts":
        """Every cut of a part with the most racks of rows in one direction on either side."""
        if part not in self.known:
            found = ((axis, self.places(part, axis)) for axis in (0, 1))
            self.known[part] = tuple(c for axis, at in found if len(at) for c in self._cuts_across(part, axis, at))
        return self.known[part]

    def _cuts_across(self, part: Part, axis: int, at: Array) -> Iterator["_Cutting"]:
        ending, beside = self.rows[axis], self.rows[1 - axis]
        start, end = part.ends[axis]
        size = len(at)
        after = np.maximum(at + self.passage, start)
        tables = ending.ended(part.claims[1 - axis], [
            (start, np.minimum(at, end), False), (end, np.concatenate([np.maximum(at, start), after]), True),
        ])  # fmt: skip
        low = beside.up.up_to(beside.climbed(part, 1 - axis, False), at)
        high = beside.down.up_to(beside.climbed(part, 1 - axis, True), -at)
        below, above, beyond = tables[:size], tables[size : 2 * size], tables[2 * size :]
        yield _Cutting(axis, True, (axis, axis), at, below + beyond)
        yield _Cutting(axis, True, (axis, 1 - axis), at, below + high)
        yield _Cutting(axis, False, (1 - axis, axis), at, low + above)


@dataclass(frozen=True, slots=True)
class _Cutting:
    """Cuts square to an axis at many places: whether rows below end right at the cut, the axes of the rows on both
    sides, and the most racks for each place."""

    axis: int
    low_first: bool
    axes: tuple[int, int]
    at: Array
    racks: Table


_Cuts = tuple[_Cutting, ...]


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
            top = max(cuts, key=lambda c: int(c.racks.max()))
            place = int(top.racks.argmax())
            sides = part.cut(top.axis, float(top.at[place]), top.low_first, self.real.passage)
            yield int(top.racks[place]), tuple(zip(sides, top.axes, strict=True))
        if depth < len(_AGAIN):
            seen = cuts if self.bare is self.real else self.bare.cuts(part)
            for axis, at, first in _promising(seen, _AGAIN[depth]):
                sides = part.cut(axis, at, first, self.real.passage)
                (one, here), (two, there) = (self.best(side, depth + 1) for side in sides)
                yield one + two, (*here, *there)


def _promising(cuts: _Cuts, count: int) -> tuple[tuple[int, float, bool], ...]:
    """The cuts with the most racks, of neighbours alike the outermost two; all that are as good as the last of them."""
    ends: dict[tuple[int, float, bool], int] = {}
    for axis in (0, 1):
        for first in (True, False):
            alike = [c for c in cuts if c.axis == axis and c.low_first == first]
            if alike:
                best = np.maximum.reduce([c.racks for c in alike])
                before, after = np.concatenate([[-1], best[:-1]]), np.concatenate([best[1:], [-1]])
                inner = (before == best) & (after == best)
                for k in np.flatnonzero((before <= best) & (after <= best) & ~inner).tolist():
                    ends[axis, float(alike[0].at[k]), first] = int(best[k])
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
    single = [_Search(empty, empty).best(empty.whole, len(_AGAIN))[0] for empty in bare] if len(bare) > 1 else [0]
    likely = single.index(max(single))
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
