"""How many equal racks stand in a strip, and where: exact in one dimension.

A run is a row of at most `most` racks; between two runs lies a cross-aisle. A column interrupts a run without
ending it.
"""

import math
from collections.abc import Iterator
from functools import lru_cache

from designer.layout.blocked import Gap, Stretch

__all__ = ["FIT", "count_gap", "count_stretch", "pack_stretch"]

#: A rack may be this much longer than its gap [m]: rounding of the brief's feet.
FIT = 1e-6


def count_gap(length: float, width: float, most: int, cross: float) -> int:
    """Racks in one free length: full runs with their cross-aisles, then what is left.

    >>> count_gap(21 * 0.6 + 1.2, 0.6, 20, 1.2), count_gap(21 * 0.6, 0.6, 20, 1.2)
    (21, 20)
    """
    run = most * width + cross
    full = math.floor((length + cross + FIT) / run)
    rest = math.floor((length - full * run + FIT) / width)
    return full * most + min(most, max(0, rest))


def count_stretch(stretch: Stretch, width: float, most: int, cross: float) -> int:
    """The largest number of racks in a stretch."""
    if len(stretch) == 1:
        return count_gap(stretch[0][1] - stretch[0][0], width, most, cross)
    plain = sum(math.floor((b - a + FIT) / width) for a, b in stretch)
    if plain <= most:
        return plain
    origin = stretch[0][0]
    shifted = tuple((round(a - origin, 7), round(b - origin, 7)) for a, b in stretch)
    return _count(shifted, width, most, cross)


@lru_cache(maxsize=20000)
def _count(gaps: Stretch, width: float, most: int, cross: float) -> int:
    """Most racks over several gaps: by the length of the run carried from one gap into the next.

    In a gap it only matters how many cross-aisles lie in it, not where: equal racks close ranks around them.
    """
    best = {0: 0}
    for a, b in gaps:
        reached: dict[int, int] = {}
        for run, total in best.items():
            for placed, carried in _choices(b - a, run, width, most, cross):
                reached[carried] = max(reached.get(carried, 0), total + placed)
        best = {}
        for run, total in sorted(reached.items()):
            if not best or total > max(best.values()):
                best[run] = total
    return max(best.values())


def _choices(length: float, run: int, width: float, most: int, cross: float) -> Iterator[tuple[int, int]]:
    """Racks placed in a gap and the run carried out of it, by number of cross-aisles in the gap."""
    placed = min(math.floor((length + FIT) / width), most - run)
    yield placed, run + placed
    aisles, carried = 1, 1
    while carried and aisles * cross <= length + FIT:
        room = most - run + (aisles - 1) * most
        placed = min(math.floor((length - aisles * cross + FIT) / width), room + most)
        carried = max(0, placed - room)
        yield placed, carried
        aisles += 1


@lru_cache(maxsize=2000)
def pack_stretch(stretch: Stretch, width: float, most: int, cross: float) -> tuple[float, ...]:
    """Left edges of the largest number of racks in a stretch, in order."""
    if len(stretch) == 1:
        (a, b), run = stretch[0], most * width + cross
        return tuple(a + k // most * run + k % most * width for k in range(count_gap(b - a, width, most, cross)))
    levels = _levels_of(stretch, width, most, cross)
    edges: list[float] = []
    state = levels[-1][0]
    while state is not None and state.before is not None:
        edges.append(state.end - width)
        state = state.before
    return tuple(reversed(edges))


class _State:
    """So many racks placed: where the last one ends, how many its run has, and the state before it."""

    __slots__ = ("before", "end", "run")

    def __init__(self, end: float, run: int, before: "_State | None") -> None:
        self.end, self.run, self.before = end, run, before


def _levels_of(gaps: Stretch, width: float, most: int, cross: float) -> list[list[_State]]:
    """Best states by number of racks: none ends later and none has a longer run than it needs (Pareto front)."""
    levels = [[_State(gaps[0][0] if gaps else 0.0, 0, None)]]
    while True:
        following: list[_State] = []
        for state in levels[-1]:
            if state.run < most:
                end = _next(gaps, state.end, width)
                if end is not None:
                    following.append(_State(end, state.run + 1, state))
            if state.run:
                end = _after_cross(gaps, state.end, width, cross)
                if end is not None:
                    following.append(_State(end, 1, state))
        if not following:
            return levels
        levels.append(_front(following))


def _front(states: list[_State]) -> list[_State]:
    kept: list[_State] = []
    for state in sorted(states, key=lambda s: (s.end, s.run)):
        if not kept or state.run < kept[-1].run:
            kept.append(state)
    return kept


def _next(gaps: tuple[Gap, ...], start: float, width: float) -> float | None:
    """Where the next rack ends that begins at `start` or later."""
    for a, b in gaps:
        end = max(a, start) + width
        if end <= b + FIT:
            return end
    return None


def _after_cross(gaps: tuple[Gap, ...], start: float, width: float, cross: float) -> float | None:
    """Where the next rack ends when a free cross-aisle is left first."""
    for a, b in gaps:
        free = max(a, start) + cross
        if free <= b + FIT:
            return _next(gaps, free, width)
    return None
