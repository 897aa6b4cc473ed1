"""How many racks stand in strips of free floor between any two places: many strips and places at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.layout.blocked import Stretch
from designer.layout.strips import FIT

__all__ = ["Floors", "begun", "stops"]

Table = NDArray[np.integer[Any]]
Array = NDArray[np.float64]

#: Fewer racks than any.
_NONE = -(10**6)


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Stretches as tables of the low and high ends of their gaps [m], none at the end of those that have fewer, the
    length of the last one, and for each gap the states in which a run may come into it: racks before it, and how many
    of them are in the same run (stretches, gaps, states)."""

    low: Array
    high: Array
    last: Array
    racks: Table
    run: Table


class Floors:
    """Strips of free floor, each in its stretches, for racks of a width in runs of at most so many, with free
    cross-aisles between them; columns interrupt a run without ending it."""

    def __init__(self, strips: Sequence[tuple[Stretch, ...]], width: float, most: int, cross: float) -> None:
        self.size, self.width, self.most, self.cross = len(strips), width, most, cross
        every = [(k, stretch) for k, strip in enumerate(strips) for stretch in strip]
        self._strip = np.array([k for k, _ in every], dtype=np.int64)
        deep = max((len(s) for _, s in every), default=0)
        ahead, back = np.full((2, len(every), deep, 2), np.inf)
        for row, (_, stretch) in enumerate(every):
            ahead[row, : len(stretch)] = stretch
            back[row, : len(stretch)] = -ahead[row, : len(stretch)][::-1, ::-1]
        self._gaps = {False: (ahead[..., 0], ahead[..., 1]), True: (back[..., 0], back[..., 1])}
        self._known: dict[tuple[float, bool], _Gaps] = {}

    def counts(self, which: tuple[int, int], start: float, ends: Array, back: bool = False) -> Table:
        """Most racks from a place on up to each of others, backwards with `back`: one line for each of the strips from
        the first to before the last of `which`. Where rows begin or end at a place within a stretch, a passage beyond
        it is free of columns."""
        first, last = which
        found = np.zeros((last - first, len(ends)), dtype=np.int32)
        low, high = np.searchsorted(self._strip, which)
        if low < high and len(ends):
            some = self._from(start, back)
            racks = self._up_to(some, slice(int(low), int(high)), -ends if back else ends)
            own = self._strip[low:high]
            fresh = np.flatnonzero(np.diff(own, prepend=-1))
            found[own[fresh] - first] = np.add.reduceat(racks, fresh, axis=0)
        return found

    def _from(self, start: float, back: bool) -> _Gaps:
        """The stretches from a place on, turned round with `back`."""
        if (start, back) not in self._known:
            low, high = self._gaps[back]
            last = np.where(np.isfinite(high), high, -np.inf).max(axis=1)
            low, high = _begun(low, high, -start if back else start, self.cross)
            self._known[start, back] = _Gaps(low, high, last, *self._states(low, high))
        return self._known[start, back]

    def _states(self, low: Array, high: Array) -> tuple[Table, Table]:
        """By gap, the states in which a run may come into it: none has fewer racks and a longer run than another."""
        racks: Table = np.zeros((len(low), 1), dtype=np.int64)
        run = racks
        every = [(racks, run)]
        for k in range(low.shape[1] - 1):
            there = np.isfinite(low[:, k])
            length = np.where(there, high[:, k], 0.0) - np.where(there, low[:, k], 0.0)
            racks, run = _best(*self._through(length[:, None], racks, run))
            every.append((racks, run))
        deep = max(r.shape[1] for r, _ in every)
        shape = (len(low), len(every), deep)
        found, runs = np.full(shape, _NONE), np.zeros(shape, dtype=np.int64)
        for k, (racks, run) in enumerate(every):
            found[:, k, : racks.shape[1]], runs[:, k, : run.shape[1]] = racks, run
        return found, runs

    def _through(self, length: Array, racks: Table, run: Table) -> tuple[Table, Table]:
        """The states after a gap, by states before it and cross-aisles in it."""
        most, cross = self.most, self.cross
        placed = np.minimum(np.floor((length + FIT) / self.width), most - run).astype(np.int64)
        totals, runs = [racks + placed], [run + placed]
        longest = float(length.max(initial=0.0))
        aisles = 1
        while aisles * cross <= longest + FIT:
            room = most - run + (aisles - 1) * most
            fits = np.floor((length - aisles * cross + FIT) / self.width).astype(np.int64)
            placed = np.minimum(fits, room + most)
            totals.append(np.where(aisles * cross <= length + FIT, racks + placed, _NONE))
            runs.append(np.maximum(placed - room, 0))
            if not (placed > room).any():
                break
            aisles += 1
        return np.concatenate(totals, axis=1), np.concatenate(runs, axis=1)

    def _up_to(self, gaps: _Gaps, some: slice, ends: Array) -> Table:
        """Most racks of some of the stretches up to each place."""
        low, high, cross = gaps.low[some], gaps.high[some], self.cross
        stop = _stops(low, high, gaps.last[some], ends, cross)
        at = np.maximum((low[:, :, None] <= stop[:, None, :]).sum(axis=1) - 1, 0)
        length = np.minimum(stop, np.take_along_axis(high, at, 1)) - np.take_along_axis(low, at, 1)
        each = np.arange(len(low))[:, None]
        best = np.zeros(stop.shape, dtype=np.int64)
        for k in range(gaps.racks.shape[2]):
            before, run = gaps.racks[some, :, k][each, at], gaps.run[some, :, k][each, at]
            best = np.maximum(best, before + self._in(length, self.most - run))
        return best

    def _in(self, length: Array, room: Table) -> Table:
        """Most racks in a length after a run that still has room for some."""
        plain = np.floor((length + FIT) / self.width)
        rest = length - room * self.width - self.cross
        run = self.most * self.width + self.cross
        full = np.maximum(np.floor((rest + self.cross + FIT) / run), 0.0)
        after = full * self.most + np.clip(np.floor((rest - full * run + FIT) / self.width), 0, self.most)
        return np.asarray(np.where(plain <= room, np.maximum(plain, 0.0), room + after), dtype=np.int64)


def _best(racks: Table, run: Table) -> tuple[Table, Table]:
    """The states that no other beats, in as few columns as hold them."""
    order = np.lexsort((run, -racks), axis=1)
    racks, run = np.take_along_axis(racks, order, 1), np.take_along_axis(run, order, 1)
    shortest = np.minimum.accumulate(run, axis=1)
    good = racks > _NONE // 2
    good[:, 1:] &= run[:, 1:] < shortest[:, :-1]
    order = np.argsort(~good, axis=1, kind="stable")[:, : max(1, int(good.sum(axis=1).max(initial=1)))]
    kept = np.take_along_axis(good, order, 1)
    return (
        np.where(kept, np.take_along_axis(racks, order, 1), _NONE),
        np.where(kept, np.take_along_axis(run, order, 1), 0),
    )


def _begun(low: Array, high: Array, start: float, cross: float) -> tuple[Array, Array]:
    """What is left of stretches from a place on that rows may begin at, a passage before it free of columns; all of
    those that begin later. Gaps before it are left without length."""
    if not low.size:
        return low, high
    cut = start > low[:, 0] + FIT
    first = np.maximum(start, low + cross)
    open_ = np.isfinite(low) & (first < high - FIT)
    some, begins = open_.any(axis=1), open_.argmax(axis=1)
    at = np.where(some, np.take_along_axis(first, begins[:, None], 1)[:, 0], start)[:, None]
    past = np.arange(low.shape[1]) - np.where(some, begins, low.shape[1])[:, None]
    return np.where(cut[:, None] & (past <= 0), at, low), np.where(cut[:, None] & (past < 0), at, high)


def _stops(low: Array, high: Array, last: Array, ends: Array, cross: float) -> Array:
    """Where rows of stretches must end that end at each place or before, a passage beyond free of columns; their own
    ends where those come first."""
    stop = np.broadcast_to(low[:, :1], (len(low), len(ends)))
    for k in range(low.shape[1]):
        reach = np.minimum(ends, (high[:, k] - cross)[:, None])
        stop = np.maximum(stop, np.where(reach >= low[:, k : k + 1], reach, -np.inf))
    return np.asarray(np.where(ends >= last[:, None] - FIT, last[:, None], stop))


def begun(stretch: Stretch, start: float, cross: float) -> Stretch:
    """What is left of a stretch from a place on that rows may begin at, a passage before it free of columns; all of it
    if it begins later.
    """
    if not stretch or start <= stretch[0][0] + FIT:
        return stretch
    for k, (a, b) in enumerate(stretch):
        if (first := max(start, a + cross)) < b - FIT:
            return ((first, b), *stretch[k + 1 :])
    return ()


def stops(stretch: Stretch, ends: NDArray[np.float64], cross: float) -> NDArray[np.float64]:
    """Where rows of a stretch must end that end at each place or before, a passage beyond free of columns; its own end
    where that comes first.
    """
    low, high = (np.array([[gap[k] for gap in stretch]]) for k in (0, 1))
    return _stops(low, high, high[:, -1], ends, cross)[0]
