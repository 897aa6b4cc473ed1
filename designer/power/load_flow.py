"""Load flow of a radial network by backward and forward sweeps, whole levels at a time.

All values are per unit on one base power and each bus's own nominal voltage. Loads draw constant power.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BASE_KVA", "Flow", "Tree", "first_estimate", "sweep"]

Complex = NDArray[np.complex128]
Index = NDArray[np.int64]

#: Base apparent power [kVA] of all per-unit values of this room.
BASE_KVA = 1000.0
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Tree:
    """A radial network: bus n hangs on bus ``parent[n]`` (-1 for a source) by the branch ``impedance[n]``, with
    ``load[n]``.

    Parents come before children. Arrays have one entry per bus; per unit.
    """

    parent: Index
    impedance: Complex
    load: Complex

    def depth(self) -> Index:
        """Branches between each bus and its source."""
        depth = np.zeros(len(self.parent), dtype=np.int64)
        above = self.parent.copy()
        while True:
            live = above >= 0
            if not live.any():
                return depth
            depth[live] += 1
            above[live] = self.parent[above[live]]

    def levels(self) -> list[Index]:
        """Buses by their depth: the sources first."""
        depth = self.depth()
        order = np.argsort(depth, kind="stable")
        cuts = np.searchsorted(depth[order], np.arange(1, int(depth.max(initial=0)) + 1))
        return [part.astype(np.int64) for part in np.split(order, cuts)]

    def path_impedance(self) -> Complex:
        """Impedance between each bus and its source, its own branch included."""
        total = self.impedance.astype(np.complex128).copy()
        for level in self.levels()[1:]:
            total[level] += total[self.parent[level]]
        return total


@dataclass(frozen=True, slots=True)
class Flow:
    """Bus voltages, currents and losses of the branches above them, and the rounds that it took (0 = not solved);
    per unit.
    """

    voltage: Complex
    current: Complex
    loss: NDArray[np.float64]
    rounds: int

    @property
    def drop(self) -> NDArray[np.float64]:
        """Share of the nominal voltage missing at each bus."""
        return 1.0 - np.abs(self.voltage)


def sweep(tree: Tree, source: complex = 1.0, tolerance: float = 1e-13) -> Flow:
    """The load flow of a tree whose sources hold `source`. Raises `ArithmeticError` when the load is more than it
    can carry.
    """
    levels = tree.levels()
    voltage = np.full(len(tree.parent), source, dtype=np.complex128)
    for rounds in range(1, _ROUNDS + 1):
        current = np.conj(tree.load / voltage)
        for level in reversed(levels[1:]):
            np.add.at(current, tree.parent[level], current[level])
        before = voltage.copy()
        voltage[levels[0]] = source - tree.impedance[levels[0]] * current[levels[0]]
        for level in levels[1:]:
            voltage[level] = voltage[tree.parent[level]] - tree.impedance[level] * current[level]
        if np.max(np.abs(voltage - before), initial=0.0) < tolerance:
            loss = tree.impedance.real * np.abs(current) ** 2
            return Flow(voltage, current, loss, rounds)
    raise ArithmeticError(rounds)


def first_estimate(tree: Tree) -> Flow:
    """One sweep with all loads at nominal voltage: what can be said of a network that its loads would pull down."""
    levels = tree.levels()
    current = np.conj(tree.load.astype(np.complex128))
    for level in reversed(levels[1:]):
        np.add.at(current, tree.parent[level], current[level])
    voltage = 1.0 - tree.impedance * current
    for level in levels[1:]:
        voltage[level] += voltage[tree.parent[level]] - 1.0
    return Flow(voltage, current, tree.impedance.real * np.abs(current) ** 2, 0)

