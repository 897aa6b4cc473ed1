"""Most racks of rows that keep their aisles, up to any level: the rows of one direction, climbed from one side.

Of rows at which the same floor lies free only those count that stand as low as they may: the first of them, and the
first that keeps its aisle to a row below it. The others could be pushed down. So few of the possible rows are looked
at, and nothing is lost.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.layout.rows import Line
from designer.layout.rules import Rules
from designer.layout.strips import FIT

__all__ = ["Ladder", "Stairs"]

Table = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Stairs:
    """By facing of the last row, levels of its body from which on more racks stand than below, and how many [m, racks];
    racks are one number, or one for each of several cases."""

    bodies: dict[int, list[float]]
    racks: dict[int, list[Any]]

    def at(self, facing: int, body: float) -> Any:
        """Most racks whose last row of a facing has its body at a level or below it."""
        return self.racks[facing][bisect_right(self.bodies[facing], body) - 1]

    def most(self) -> Any:
        """Most racks at all."""
        return np.maximum(self.racks[1][-1], self.racks[-1][-1])


class Ladder:
    """Rows from the low side up, or with `down` from the high side: by facing the levels of their bodies, and which
    floor lies free there."""

    def __init__(self, lines: Sequence[Line], floors: Sequence[int], depth: float, rules: Rules, down: bool) -> None:
        self.depth, self.rules = depth, rules
        self.beyond = {1: rules.cold, -1: rules.hot}
        both = rules.cold + rules.hot
        self.apart = {(1, 1): both, (-1, -1): both, (1, -1): rules.cold, (-1, 1): rules.hot}
        self.bodies: dict[int, list[float]] = {1: [], -1: []}
        self.floors: dict[int, list[int]] = {1: [], -1: []}
        for body, facing, floor in sorted(
            (-x.body - depth, -x.facing, k) if down else (x.body, x.facing, k)
            for x, k in zip(lines, floors, strict=True)
        ):
            self.bodies[facing].append(body)
            self.floors[facing].append(floor)
        self.fresh = {
            facing: [k for k, floor in enumerate(own) if not k or own[k - 1] != floor]
            for facing, own in self.floors.items()
        }

    def within(self, claims: tuple[float, float]) -> dict[int, tuple[int, int]]:
        """By facing, the first of the rows whose claims lie between two levels, and the one after the last."""
        return {
            f: (
                bisect_left(self.bodies[f], claims[0] + self.beyond[-f] - FIT),
                bisect_right(self.bodies[f], claims[1] - self.depth - self.beyond[f] + FIT),
            )
            for f in (1, -1)
        }

    def floors_within(self, claims: tuple[float, float]) -> set[int]:
        """The kinds of free floor of the rows whose claims lie between two levels."""
        return {k for f, (first, end) in self.within(claims).items() for k in self.floors[f][first:end]}

    def climb(self, claims: tuple[float, float], worth: Any) -> Stairs:
        """Most racks by level of rows between two levels, by what a row on each kind of floor is worth: a list of
        numbers, or a table with one column for each case."""
        if isinstance(worth, np.ndarray):
            return self._climbed(claims, worth, np.zeros(worth.shape[1], dtype=np.int32), np.maximum, _any_more)
        return self._climbed(claims, worth, 0, max, int.__gt__)

    def _climbed(
        self, claims: tuple[float, float], worth: Any, none: Any, larger: Callable[[Any, Any], Any],
        more: Callable[[Any, Any], bool],
    ) -> Stairs:  # fmt: skip
        stairs = Stairs({1: [-np.inf], -1: [-np.inf]}, {1: [none], -1: [none]})
        rows = self.within(claims)
        known = {(f, k) for f, (low, end) in rows.items() for k in (low, *self.fresh[f]) if low <= k < end}
        waiting = [(self.bodies[f][k], f, k) for f, k in known]
        heapify(waiting)
        while waiting:
            body, facing, k = heappop(waiting)
            below = body - self.depth + FIT
            racks = (
                larger(stairs.at(1, below - self.apart[1, facing]), stairs.at(-1, below - self.apart[-1, facing]))
                + worth[self.floors[facing][k]]
            )
            top = stairs.racks[facing][-1]
            if more(racks, top):
                stairs.bodies[facing].append(body)
                stairs.racks[facing].append(larger(racks, top))
                for f, (_, end) in rows.items():
                    after = bisect_left(self.bodies[f], body + self.depth + self.apart[facing, f] - FIT)
                    if after < end and (f, after) not in known:
                        known.add((f, after))
                        heappush(waiting, (self.bodies[f][after], f, after))
        return stairs

    def up_to(self, stairs: Stairs, levels: NDArray[np.float64]) -> Table:
        """Most racks in rows whose claims end at each level or below it."""
        found = []
        for facing in (1, -1):
            at = np.searchsorted(stairs.bodies[facing], levels - self.depth - self.beyond[facing] + FIT, side="right")
            found.append(np.array(stairs.racks[facing])[at - 1])
        return np.maximum(*found)


def _any_more(one: Table, other: Table) -> bool:
    return bool((one > other).any())
