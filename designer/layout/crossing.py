"""Rows at right angles in one hall: some along one wall, the rest of the floor filled with rows square to them.

The hall is cut once, parallel to the first rows, beyond the aisle of the last of them; the other rows end at the cut,
and that aisle is the passage around their ends. A cut is tried after each number of rows stacked from either side.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.layout.blocked import Stretch
from designer.layout.floor import Floor
from designer.layout.frame import Frame, directions
from designer.layout.needs import Kind
from designer.layout.rows import Line, clip, lines_of, lows_of
from designer.layout.rules import Rules
from designer.layout.strips import FIT, count_stretch

__all__ = ["Cut", "crossed", "cut_lines"]

Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a hall is cut: racks on both sides, directions of the rows beside and beyond the cut, its level in the
    frame of the first [m], and whether the first rows lie below it.
    """

    racks: int
    turns: tuple[float, float]
    level: float
    below: bool


@dataclass(frozen=True, slots=True)
class _Side:
    """The possible rows of one direction with what decides how they stack."""

    lines: tuple[Line, ...]
    kind: Kind
    rules: Rules

    def worth(self, stretches: Iterable[Stretch]) -> int:
        """Most racks in the stretches of a line."""
        rules = self.rules
        return sum(count_stretch(s, self.kind.width, rules.row_racks, rules.cross) for s in stretches)

    def upside_down(self) -> "_Side":
        """The same rows with the levels counted downwards."""
        depth = self.kind.depth
        turned = (Line(-x.body - depth, -x.facing, -x.high, -x.low, x.stretches) for x in self.lines)
        return _Side(tuple(sorted(turned, key=lambda x: (x.body, x.facing))), self.kind, self.rules)

    def up_to(self, levels: NDArray[np.float64]) -> Table:
        """Most racks in rows whose claims end at each level or below it."""
        worth: dict[int, int] = {}
        for line in self.lines:
            if id(line.stretches) not in worth:
                worth[id(line.stretches)] = self.worth(line.stretches)
        best, bodies = self._stack(np.array([[worth[id(line.stretches)]] for line in self.lines]).reshape(-1, 1))
        aisles = {1: self.rules.cold, -1: self.rules.hot}
        at = {f: np.searchsorted(bodies, levels - self.kind.depth - aisles[f] + FIT, side="right") for f in (1, -1)}
        found: Table = np.maximum(best[1][at[1], 0], best[-1][at[-1], 0])
        return found

    def within(self, spans: Sequence[tuple[float, float]]) -> Table:
        """Most racks in rows cut off at each pair of places along them."""
        worth: dict[int, list[int]] = {}
        for line in self.lines:
            if id(line.stretches) not in worth:
                worth[id(line.stretches)] = self._cut(line.stretches, spans)
        best, _ = self._stack(np.array([worth[id(line.stretches)] for line in self.lines]).reshape(-1, len(spans)))
        found: Table = np.maximum(best[1][-1], best[-1][-1])
        return found

    def _cut(self, stretches: Sequence[Stretch], spans: Sequence[tuple[float, float]]) -> list[int]:
        """Most racks in the stretches of a line within each pair of places; what no cut meets is counted once."""
        whole = [(s, s[0][0], s[-1][1], self.worth([s])) for s in stretches]
        found = []
        for start, end in spans:
            total = 0
            for stretch, a, b, racks in whole:
                if a >= start and b <= end:
                    total += racks
                elif racks and a < end and b > start:
                    kept = tuple((max(p, start), min(q, end)) for p, q in stretch if p < end and q > start)
                    total += self.worth([kept])
            found.append(total)
        return found

    def _stack(self, worth: Table) -> tuple[dict[int, Table], NDArray[np.float64]]:
        """Most racks after each line by facing of the last row, for every column of `worth` at once."""
        rules, depth = self.rules, self.kind.depth
        bodies = np.array([line.body for line in self.lines])
        apart = {True: rules.cold + rules.hot, False: 0.0}
        near = {
            (one, two): np.searchsorted(
                bodies,
                bodies - depth - (apart[one == two] or (rules.cold if one == 1 else rules.hot)) + FIT,
                side="right",
            ).tolist()
            for one in (1, -1) for two in (1, -1)
        }
        best = {facing: np.zeros((len(bodies) + 1, worth.shape[1]), dtype=np.int64) for facing in (1, -1)}
        for k, line in enumerate(self.lines):
            ahead = np.maximum(best[1][near[1, line.facing][k]], best[-1][near[-1, line.facing][k]])
            best[line.facing][k + 1] = np.maximum(best[line.facing][k], ahead + worth[k])
            best[-line.facing][k + 1] = best[-line.facing][k]
        return best, bodies


def crossed(floor: Floor, kind: Kind) -> Cut | None:
    """The cut with the most racks on both its sides; nothing where no cut leaves room for a row."""
    turns = directions(floor.hall.polygon)
    sides = {turn: _side(floor, kind, turn) for turn in turns}
    found = [
        cut
        for one, two in zip(turns[::2], turns[1::2], strict=True) if sides[one].lines and sides[two].lines
        for pair in ((one, two), (two, one))
        for cut in _cuts_of(floor, sides, pair)
    ]
    return max(found, key=lambda cut: cut.racks, default=None)


def _side(floor: Floor, kind: Kind, turn: float) -> _Side:
    frame, rules = Frame(turn), floor.rules
    lows = lows_of(floor.levels(frame), kind.depth, rules, rules.scheme_step)
    return _Side(lines_of(floor.blocked(frame), lows, kind.depth, rules), kind, rules)


def _cuts_of(floor: Floor, sides: dict[float, _Side], turns: tuple[float, float]) -> Iterator[Cut]:
    """The best cuts with rows of the first direction below and above."""
    first, second = sides[turns[0]], sides[turns[1]]
    _, low, _, high = floor.extent(Frame(turns[0]))
    levels = np.array(sorted(set(_levels(low, high, first))))
    if not len(levels):
        return
    for below in (True, False):
        at = levels if below else low + high - levels
        stacked = first.up_to(levels) if below else first.upside_down().up_to(-at)
        racks = stacked + second.within([_beyond(floor, turns, level, below) for level in at.tolist()])
        best = int(np.argmax(racks))
        yield Cut(int(racks[best]), turns, float(at[best]), below)


def _beyond(floor: Floor, turns: tuple[float, float], level: float, below: bool) -> tuple[float, float]:
    """The part of the second rows beyond a level of the first, along them [m]."""
    second = Frame(turns[1])
    upwards = second.into([Frame(turns[0]).out(0.0, 1.0)])[0, 0] > 0
    start, _, end, _ = floor.extent(second)
    place = level if upwards else -level
    passage = max(0.0, floor.rules.cross - min(floor.rules.hot, floor.rules.cold))
    return (place + passage, end) if upwards == below else (start, place - passage)


def _levels(low: float, high: float, side: _Side) -> Iterator[float]:
    """Levels that stacked rows end at, sharing hot or cold aisles first."""
    depth, rules = side.kind.depth, side.rules
    for shared in ((rules.hot, rules.cold), (rules.cold, rules.hot)):
        level, turn = low + depth + rules.hot + rules.cold, 0
        while level < high - FIT:
            yield round(level, 6)
            level, turn = level + depth + rules.hot + rules.cold - shared[turn % 2], turn + 1


def cut_lines(floor: Floor, kind: Kind, cut: Cut) -> tuple[tuple[float, tuple[Line, ...]], ...]:
    """The possible rows on both sides of a cut, by direction."""
    first, second = (_side(floor, kind, turn).lines for turn in cut.turns)
    kept = tuple(x for x in first if (x.high <= cut.level + FIT if cut.below else x.low >= cut.level - FIT))
    return (cut.turns[0], kept), (cut.turns[1], clip(second, *_beyond(floor, cut.turns, cut.level, cut.below)))
