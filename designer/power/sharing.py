"""Panels laid on pairs of units one after another, each where it leaves the least worst loading after any loss."""

from collections.abc import Sequence

import numpy as np

from designer.power.blocks import Unit

__all__ = ["Table"]


class Table:
    """What is laid on units so far (local to one sharing out): in normal service, and what each picks up from each
    other one that is lost.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        count = len(self.units)
        self._ratings = np.array([u.plate.rating for u in self.units])
        self._normal = np.zeros(count, dtype=np.complex128)
        self._taken = np.zeros((count, count), dtype=np.complex128)
        rooms = sorted({u.board.room for u in self.units})
        self._rooms = np.array([[u.board.room == room for u in self.units] for room in rooms], dtype=np.float64)

    def lay(self, pairs: Sequence[tuple[int, int]], power: complex, moves: bool) -> tuple[int, int]:
        """Lay a load [kVA] on the best of the pairs: one that `moves` stands on the first unit alone until that is
        lost, else it is shared. Least worst loading after a lost unit first, then after a lost room, then most even.
        """
        chosen = min(pairs, key=lambda pair: (*self._cost(pair, power, moves), pair))
        self._add(chosen, power, moves)
        return chosen

    def _add(self, pair: tuple[int, int], power: complex, moves: bool) -> None:
        first, second = pair
        if first == second:
            self._normal[first] += power
        elif moves:
            self._normal[first] += power
            self._taken[first, second] += power
        else:
            for a, b in (pair, pair[::-1]):
                self._normal[a] += power / 2
                self._taken[a, b] += power / 2

    def _cost(self, pair: tuple[int, int], power: complex, moves: bool) -> tuple[float, float, float, float]:
        self._add(pair, power, moves)
        after = np.abs(self._normal[None, :] + self._taken) / self._ratings
        np.fill_diagonal(after, 0.0)
        normal = np.abs(self._normal) / self._ratings
        worst = np.maximum(after.max(axis=0, initial=0.0), normal)
        room = np.abs(self._normal[None, :] + self._rooms @ self._taken) / self._ratings * (1.0 - self._rooms)
        self._add(pair, -power, moves)
        most, even = float(worst.max()), float((normal**2).sum())
        return round(most, 9), round(float(room.max()), 9), round(even, 9), round(float((worst**2).sum()), 9)
