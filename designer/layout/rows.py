"""Rows by dynamic programming over offset and facing.

A row claims its body, a full cold aisle before it and a full hot aisle behind it. Neighbours may share one: fronts
facing share a cold aisle, backs facing share a hot one. Because each row's own claim is free of obstacles, the
counts of rows are independent of one another and only the distance between bodies couples them, so the programme is
exact over its offsets. Offsets hang on the polygon's own levels. On columns they hang only where every obstacle is
square to the rows, and then on all of them and in every chain of rows, for then the best of all offsets whatever is
among them (`stacked_lows`): one more column cannot open a better one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.layout.blocked import Stretch
from designer.layout.floor import Floor
from designer.layout.frame import Frame
from designer.layout.rules import Rules

__all__ = ["Line", "clip", "distinct", "lines_of", "lows_of", "solve", "stacked_lows"]

_SAME = 1e-6
#: Weights that only break ties: fewer rows first, then shared hot aisles.
_PER_ROW, _PER_HOT = 1e-4, 1e-5


@dataclass(frozen=True, slots=True)
class Line:
    """A possible row: lower edge of its body [m], facing (+1 front at higher v, -1 at lower), its claim, free
    stretches.
    """

    body: float
    facing: int
    low: float
    high: float
    stretches: tuple[Stretch, ...]


def lows_of(anchors: Sequence[float], depth: float, rules: Rules, step: float) -> NDArray[np.float64]:
    """Lower levels of claims to try between the lowest and the highest anchor [m], sorted.

    A grid from both ends, and from each anchor, both ways, the chains that touching rows make (shared cold and hot
    aisles in turn). The set is its own mirror image when the anchors are.
    """
    height = depth + rules.cold + rules.hot
    bottom, top = min(anchors), max(anchors) - height
    if top < bottom - _SAME:
        return np.array([])
    span = top - bottom
    grid = np.arange(0.0, span + step, step)
    chain = _chain(span, depth, rules)
    tries = [bottom + grid, top - grid, *(a + chain for a in anchors), *(a - height - chain for a in anchors)]
    every = np.concatenate(tries)
    return distinct(every[(every >= bottom - _SAME) & (every <= top + _SAME)])


def _chain(span: float, depth: float, rules: Rules) -> NDArray[np.float64]:
    """Offsets of a claim above an anchor after rows that touch: i shared cold and j shared hot aisles below it."""
    by_cold, by_hot = depth + rules.cold, depth + rules.hot
    most = int(span / min(by_cold, by_hot)) + 1
    lift = rules.cold - rules.hot
    sums = {i * by_cold + j * by_hot + k * lift for i in range(most + 1) for j in (i - 1, i, i + 1) for k in (-1, 0, 1)}
    return np.array(sorted(s for s in sums if -_SAME <= s <= span + _SAME))


def stacked_lows(floor: Floor, frame: Frame, anchors: Sequence[float], depth: float) -> NDArray[np.float64]:
    """Lower levels of claims [m] among which the most racks of any offsets are found; nothing where an obstacle is not
    square to the rows.

    A row pushed down loses no floor until its claim comes down on an obstacle, or its body as near to the row below as
    their aisles allow. So it stands in a chain of touching rows, in any facings, over the upper edge of an obstacle;
    pushed up, under a lower edge. Both are taken, so that the mirrored hall has the mirrored levels. Landings bar all
    of a claim but its cold aisle, which lies at its lower or at its upper end.
    """
    rules, blocked, landings = floor.rules, floor.walkable(frame), floor.landings(frame)
    height = depth + rules.cold + rules.hot
    bottom, top = min(anchors), max(anchors) - height
    if blocked.askew or landings.askew or top < bottom - _SAME:
        return np.array([])
    chain = _chain_of_any(top - bottom, depth, rules)
    sills, heads = landings.edges()
    shifts = ((sills + off, heads - off) for off in (0.0, rules.cold))
    below, above = (np.concatenate(each) for each in zip(blocked.edges(), *shifts, strict=True))
    every = np.concatenate([(above[:, None] + chain).ravel(), (below[:, None] - height - chain).ravel()])
    return distinct(every[(every >= bottom - _SAME) & (every <= top + _SAME)])


def _chain_of_any(span: float, depth: float, rules: Rules) -> NDArray[np.float64]:
    """Offsets of a claim above another after rows that touch, each facing as it likes."""
    rise = rules.cold - rules.hot
    # how much higher a claim lies than the one below, by their facings
    steps = {(f, t): depth + gap + (t - f) * rise / 2 for (f, t), gap in _gaps(rules).items()}
    found: dict[int, set[float]] = {1: {0.0}, -1: {0.0}}
    fresh = [(1, 0.0), (-1, 0.0)]
    while fresh:
        reached = []
        for facing, level in fresh:
            for (before, after), lift in steps.items():
                at = round(level + lift, 6)
                if before == facing and at <= span + _SAME and at not in found[after]:
                    found[after].add(at)
                    reached.append((after, at))
        fresh = reached
    return np.array(sorted(found[1] | found[-1]))


def _gaps(rules: Rules) -> dict[tuple[int, int], float]:
    """Least distance between bodies by the facings of the lower and the upper row [m]."""
    both = rules.hot + rules.cold
    return {(1, -1): rules.cold, (-1, 1): rules.hot, (1, 1): both, (-1, -1): both}


def distinct(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Levels in order, those closer than rounding once."""
    every = np.sort(levels)
    return every[np.concatenate([[True], np.diff(every) > _SAME])] if len(every) else every


def lines_of(floor: Floor, frame: Frame, lows: NDArray[np.float64], depth: float) -> tuple[Line, ...]:
    """Both facings of every claim that has free floor, by body and facing. Its cold aisle may lie on a landing."""
    rules, walkable, landings = floor.rules, floor.walkable(frame), floor.landings(frame)
    high = lows + depth + rules.cold + rules.hot
    found = []
    alike: dict[tuple[Stretch, ...], tuple[Stretch, ...]] = {}
    sides = ((1, rules.hot, (lows, high - rules.cold)), (-1, rules.cold, (lows + rules.cold, high)))
    for facing, before, solid in sides:
        every = walkable.stretches(lows, high, (landings, *solid))
        for low, top, stretches in zip(lows.tolist(), high.tolist(), every, strict=True):
            if stretches:
                stretches = alike.setdefault(stretches, stretches)
                found.append(Line(low + before, facing, low, top, stretches))
    return tuple(sorted(found, key=lambda line: (line.body, line.facing)))


def clip(lines: Iterable[Line], start: float, end: float) -> tuple[Line, ...]:
    """The lines between two places along them [m]; lines with the same stretches are clipped once."""
    known: dict[int, tuple[Stretch, ...]] = {}
    clipped = []
    for line in lines:
        cut = known.get(id(line.stretches))
        if cut is None:
            cut = known[id(line.stretches)] = tuple(g for s in line.stretches if (g := _clip(s, start, end)))
        if cut:
            clipped.append(Line(line.body, line.facing, line.low, line.high, cut))
    return tuple(clipped)


def _clip(stretch: Stretch, start: float, end: float) -> Stretch:
    return tuple((max(a, start), min(b, end)) for a, b in stretch if min(b, end) - max(a, start) > _SAME)


def solve(lines: Iterable[Line], depth: float, rules: Rules, worth: Callable[[Stretch], int]) -> tuple[Line, ...]:
    """The rows of greatest total `worth` of their stretches whose bodies keep the aisles between them, from low to
    high v.
    """
    known: dict[int, int] = {}
    usable: list[tuple[Line, int]] = []
    for line in lines:
        value = known.get(id(line.stretches))
        if value is None:
            value = known[id(line.stretches)] = sum(worth(stretch) for stretch in line.stretches)
        if value > 0:
            usable.append((line, value))
    gap = _gaps(rules)
    bodies = np.array([line.body for line, _ in usable])
    limits = {pair: np.searchsorted(bodies, bodies - depth - gap[pair] + _SAME, side="right").tolist() for pair in gap}
    # best so far by facing of the last row: value and index, after each position
    best: dict[int, list[tuple[float, int]]] = {1: [(0.0, -1)], -1: [(0.0, -1)]}
    before: list[int] = []
    for index, (line, value) in enumerate(usable):
        total, parent = 0.0, -1
        for facing in (1, -1):
            reached, last = best[facing][limits[facing, line.facing][index]]
            reached += _PER_HOT if last >= 0 and facing == -1 and line.facing == 1 else 0.0
            if reached > total + 1e-12:
                total, parent = reached, last
        total += value - _PER_ROW
        before.append(parent)
        for facing in (1, -1):
            top = best[facing][-1]
            best[facing].append((total, index) if facing == line.facing and total > top[0] + 1e-12 else top)
    _, last = max((best[1][-1], best[-1][-1]), key=lambda pair: pair[0])
    chosen = []
    while last >= 0:
        chosen.append(usable[last][0])
        last = before[last]
    return tuple(reversed(chosen))
