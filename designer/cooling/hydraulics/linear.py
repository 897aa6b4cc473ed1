"""The linear system of a Newton step: symmetric, one row for each free node, the same pattern at every step.

The matrix is a weighted graph Laplacian. It is factorised as L D L' by QDLDL, whose minimum-degree order is found once
for a pattern and kept: ladders, rings and meshes of pipes all fill in little, so that time grows with their length.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import qdldl
from numpy.typing import NDArray

from designer.cooling.hydraulics.network import Floats, Ints

__all__ = ["Pattern", "Singular", "sums"]


#: Between a node that hangs on held ones and one that does not.
_HALF = 0.5
#: Bits of a positive whole number.
_BITS = 63


class Singular(ArithmeticError):
    """The matrix has no inverse: some part of the network is held by nothing."""


def sums(places: Ints, values: Floats, count: int) -> Floats:
    """Sum of the values at each of `count` places."""
    return np.asarray(np.bincount(places, values, count), dtype=np.float64)


@dataclass(slots=True)
class _Upper:
    """The upper half of the matrix by columns, as QDLDL reads one; of a sparse matrix of scipy half a set-up is lost in
    checks.
    """

    data: Floats
    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]
    shape: tuple[int, int]
    nnz: int


class Pattern:
    """Where each branch stands in the matrix. `start` and `end` are numbers of free nodes, -1 where a node is held."""

    def __init__(self, count: int, start: Ints, end: Ints) -> None:
        self.count = count
        self.start, self.end = start, end
        inside = np.minimum(start, end) >= 0
        self.inner = np.flatnonzero(inside & (start != end))
        self.border = np.flatnonzero(~inside & (start != end))
        a, b = start[self.inner], end[self.inner]
        own = np.arange(count)
        ordered, order = _sorted(np.maximum(a, b) * count + np.minimum(a, b))
        first = np.ones(ordered.size, dtype=np.bool_)
        np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
        kept = ordered[first]
        column = kept // max(count, 1)
        ends = np.cumsum(np.bincount(column, minlength=count) + 1)
        self.diagonal = ends - 1
        place = np.arange(kept.size) + column
        self.cells = np.empty(order.size, dtype=np.int64)
        self.cells[order] = place[np.cumsum(first) - 1]
        rows = np.empty(kept.size + count, dtype=np.int32)
        rows[place], rows[self.diagonal] = kept - column * count, own
        columns = np.zeros(count + 1, dtype=np.int32)
        columns[1:] = ends
        self.matrix = _Upper(np.zeros(rows.size), rows, columns, (count, count), rows.size)
        self.weight: Floats | None = None
        self.order: qdldl.Solver | None = None
        self.from_start, self.from_end = self._padded(start), self._padded(end)

    def _padded(self, ends: Ints) -> Ints:
        """Held nodes share one place behind the free ones."""
        return np.where(ends < 0, self.count, ends)

    def node_sums(self, flow: Floats) -> Floats:
        """Sum of branch values leaving each free node."""
        size = self.count + 1
        return (sums(self.from_start, flow, size) - sums(self.from_end, flow, size))[:-1]

    def solve(self, weight: Floats, right: Floats, tied: Floats | None = None) -> Floats:
        """Pressures for branch weights and a right side. Raises `Singular`.

        Args:
            weight: of the branches [kg/s/Pa].
            right: right side, by free node.
            tied: weights that tie nodes to nil, where a part would hang on nothing.
        """
        if not self.count:
            return right
        return np.asarray(self._factorised(weight, tied).solve(right))

    def factor(self, weight: Floats) -> Callable[[Floats], Floats]:
        """Factorise once: the function that gives pressures for right sides, one row each. Raises `Singular`."""
        if not self.count:
            return np.asarray
        made = self._factorised(weight, None)
        self.order = None
        return lambda rows: np.stack([made.solve(row) for row in rows]) if len(rows) else rows

    def holds(self) -> bool:
        """Whether every free node hangs on a held one over the branches that weighed anything when last factorised.

        With all held nodes at one and no flow asked for, nodes that hang on them come to one, and all others stay at
        nil: what cannot flow there from a right side of nothing.
        """
        if self.order is None or self.weight is None:
            return not self.count
        node = np.maximum(self.start[self.border], self.end[self.border])
        pulled = sums(node, self.weight[self.border], self.count)
        return bool(self.order.solve(pulled).min() > _HALF)

    def _factorised(self, weight: Floats, tied: Floats | None) -> qdldl.Solver:
        """The factors, in the order that was found first."""
        self.weight = weight
        size = self.count + 1
        whole = (sums(self.from_start, weight, size) + sums(self.from_end, weight, size))[:-1]
        if tied is not None:
            whole += tied
        whole[whole == 0.0] = 1.0
        values = self.matrix.data
        values[:] = sums(self.cells, -weight[self.inner], values.size)
        values[self.diagonal] = whole
        try:
            if self.order is None:
                self.order = qdldl.Solver(self.matrix, upper=True)
            else:
                self.order.update(self.matrix, upper=True)
        except RuntimeError:
            self.order = None
            raise Singular from None
        return self.order


def _sorted(keys: Ints) -> tuple[Ints, Ints]:
    """Keys in order, and where each stood: both as one number, which is sorted quicker than places are."""
    bits = keys.size.bit_length()
    if keys.size and int(keys.max()).bit_length() + bits >= _BITS:
        order = np.argsort(keys)
        return keys[order], order
    both = (keys << bits) | np.arange(keys.size)
    both.sort()
    return both >> bits, both & ((1 << bits) - 1)
