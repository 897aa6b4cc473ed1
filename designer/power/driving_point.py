"""Fault impedance of every bus of a radial network whose loads feed back: grid from above, machines from below.

All sources stand behind their impedances at one voltage (IEC 60909: the equivalent source at the fault), so that the
admittance seen from a bus is what looks up to the grid plus what looks down to the machines. Two passes over the
levels of the tree give both for all buses at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.power.load_flow import Tree

__all__ = ["Seen", "seen_from", "transferred"]

Complex = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Seen:
    """Admittance that each bus sees `above` (the grid and all beside) and `below` (machines on it and under it)."""

    above: Complex
    below: Complex

    @property
    def total(self) -> Complex:
        """Admittance of the fault path: one over it is the impedance of the network at the bus."""
        return self.above + self.below


def seen_from(tree: Tree, machines: Complex) -> Seen:
    """What each bus of a tree sees; `machines` is the admittance of the machines at each bus.

    The impedance of a root is that of its source. A root without impedance is an infinite source.
    """
    levels = tree.levels()
    below = machines.astype(np.complex128).copy()
    passed = np.zeros(len(below), dtype=np.complex128)
    for level in reversed(levels[1:]):
        passed[level] = below[level] / (1.0 + tree.impedance[level] * below[level])
        np.add.at(below, tree.parent[level], passed[level])
    above = np.zeros(len(below), dtype=np.complex128)
    with np.errstate(divide="ignore", invalid="ignore"):
        above[levels[0]] = 1.0 / tree.impedance[levels[0]]
    for level in levels[1:]:
        hub = tree.parent[level]
        rest = above[hub] + below[hub] - passed[level]
        above[level] = rest / (1.0 + tree.impedance[level] * rest)
    return Seen(above, below)


def transferred(tree: Tree, seen: Seen, bus: int) -> Complex:
    """Voltage at every bus for one unit of current fed in at a `bus`: its transfer impedances, per unit.

    From the bus up to its source the voltage divides at each branch; from there down to all others it falls by what the
    machines below take. Buses of other sources stay at nought.
    """
    found = np.zeros(len(tree.parent), dtype=np.complex128)
    found[bus] = 1.0 / seen.total[bus]
    at, known = bus, {bus}
    while tree.parent[at] >= 0:
        hub = int(tree.parent[at])
        passed = seen.below[at] / (1.0 + tree.impedance[at] * seen.below[at])
        rest = seen.above[hub] + seen.below[hub] - passed
        found[hub] = found[at] / (1.0 + tree.impedance[at] * rest)
        at = hub
        known.add(at)
    fixed = np.zeros(len(found), dtype=np.bool_)
    fixed[list(known)] = True
    for level in tree.levels()[1:]:
        free = level[~fixed[level]]
        found[free] = found[tree.parent[free]] / (1.0 + tree.impedance[free] * seen.below[free])
    return found
