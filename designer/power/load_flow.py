"""Load flow of a radial network by backward and forward sweeps, the whole network at a time.

All values are per unit on one base power and each bus's own nominal voltage. Loads draw constant power.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BASE_KVA", "Flow", "Plan", "Tree", "first_estimate", "sweep"]

Complex = NDArray[np.complex128]
Index = NDArray[np.int64]

#: Base apparent power [kVA] of all per-unit values of this room.
BASE_KVA = 1000.0
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """The shape of a tree, worked out once for many flows: buses by `levels`, and in the order of a walk from each
    source, in which the buses below a bus follow it up to its `end`.

    `order` gives the bus at each place of the walk. `jumps[k]` is the place 2^k branches above each place, at most its
    source; `source` is that of each place, `sources` are all of them.
    """

    levels: list[Index]
    order: Index
    end: Index
    jumps: tuple[Index, ...]
    source: Index
    sources: Index


@dataclass(frozen=True, slots=True)
class Tree:
    """A radial network: bus n hangs on bus ``parent[n]`` (-1 for a source) by the branch ``impedance[n]``, with
    ``load[n]``.

    Parents come before children. Arrays have one entry per bus; per unit.
    """

    parent: Index
    impedance: Complex
    load: Complex

    def levels(self) -> list[Index]:
        """Buses by their depth: the sources first."""
        return _by_depth(_jumps(self.parent)[0])

    def path_impedance(self) -> Complex:
        """Impedance between each bus and its source, its own branch included."""
        total = self.impedance.astype(np.complex128).copy()
        for level in self.levels()[1:]:
            total[level] += total[self.parent[level]]
        return total

    def plan(self) -> Plan:
        """What a flow needs to know of the shape."""
        parent = self.parent
        depth, jumps = _jumps(parent)
        levels = _by_depth(depth)
        size = np.ones(len(parent), dtype=np.int64)
        for level in reversed(levels[1:]):
            np.add.at(size, parent[level], size[level])
        beside = _beside(parent, size)
        at_source = parent < 0
        place = np.where(at_source, 0, beside + 1)
        for jump in jumps:
            place = place + place[jump]
        place += beside[jumps[-1]] if len(jumps) else beside
        place[at_source] = beside[at_source]
        order = np.empty_like(place)
        order[place] = np.arange(len(place))
        walked = tuple(place[jump[order]] for jump in jumps)
        own = np.arange(len(place))
        source = walked[-1] if walked else own
        return Plan(levels, order, own + size[order], walked, source, np.flatnonzero(at_source[order]))


def _jumps(parent: Index) -> tuple[Index, list[Index]]:
    """Branches between each bus and its source; and the bus 1, 2, 4 ... branches above each, at most its source."""
    depth = (parent >= 0).astype(np.int64)
    above = np.where(parent >= 0, parent, np.arange(len(parent)))
    found = [above]
    while True:
        more = depth[above]
        if not more.any():
            return depth, found
        depth = depth + more
        above = above[above]
        found.append(above)


def _by_depth(depth: Index) -> list[Index]:
    order = np.argsort(depth, kind="stable")
    cuts = np.searchsorted(depth[order], np.arange(1, int(depth.max(initial=0)) + 1))
    return [part.astype(np.int64) for part in np.split(order, cuts)]


def _beside(parent: Index, size: Index) -> Index:
    """Buses that stand before each one below the same bus, with all that hangs on them."""
    order = np.argsort(parent, kind="stable")
    before = np.cumsum(size[order]) - size[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = np.diff(parent[order]) != 0
    begun = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    found = np.empty_like(before)
    found[order] = before - before[begun]
    return found


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


def sweep(tree: Tree, source: complex = 1.0, tolerance: float = 1e-12, plan: Plan | None = None) -> Flow:
    """The load flow of a tree whose sources hold `source`; `plan` is that of its shape, where it is known already.

    The rounds go along the walk: what a bus carries is the difference of two running sums, what is lost on the way to
    it a sum over its jumps. The last round adds level by level, so that small currents are exact too. It comes when
    what it leaves, by the rate at which the rounds close in, is below `tolerance`.

    Raises `ArithmeticError` when the load is more than the tree can carry.
    """
    plan = plan or tree.plan()
    impedance, load = tree.impedance[plan.order], tree.load[plan.order]
    running = np.zeros(len(load) + 1, dtype=np.complex128)
    voltage = np.full(len(load), source, dtype=np.complex128)
    last = 0.0
    for rounds in range(1, _ROUNDS + 1):
        np.cumsum(np.conj(load / voltage), out=running[1:])
        before = voltage
        voltage = _along(plan, impedance * (running[plan.end] - running[:-1]), source)
        change = float(np.max(np.abs(voltage - before), initial=0.0))
        rate, last = change / last if last > 0.0 else 1.0, change
        if change < tolerance or (rate < 1.0 and change * rate**2 / (1.0 - rate) < tolerance):
            return _exact(tree, plan, voltage, source, rounds)
    raise ArithmeticError(_ROUNDS)


def _along(plan: Plan, lost: Complex, source: complex) -> Complex:
    """Voltages when so much is lost in the branch above each place of the walk."""
    held = source - lost[plan.sources]
    lost[plan.sources] = 0.0
    for jump in plan.jumps:
        lost = lost + lost[jump]
    if len(held) == 1:
        return np.asarray(held[0] - lost)
    return np.asarray(held[np.searchsorted(plan.sources, plan.source)] - lost)


def _exact(tree: Tree, plan: Plan, walked: Complex, source: complex, rounds: int) -> Flow:
    """One more round from the voltages along the walk, the currents added level by level."""
    voltage = np.empty_like(walked)
    voltage[plan.order] = walked
    current = np.conj(tree.load / voltage)
    for level in reversed(plan.levels[1:]):
        np.add.at(current, tree.parent[level], current[level])
    voltage[plan.order] = _along(plan, (tree.impedance * current)[plan.order], source)
    return Flow(voltage, current, tree.impedance.real * np.abs(current) ** 2, rounds + 1)


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

