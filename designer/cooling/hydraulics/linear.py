"""The linear system of a Newton step: symmetric, one row for each free node, the same pattern at every step.

Nodes are numbered so that the matrix is a narrow band (reverse Cuthill-McKee), which suits the ladders and rings of
pipe headers: Cholesky in the band. Where the band would cost too much the sparse factorisation is used, its order kept
from the first step on.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.linalg import lapack
from scipy.sparse import csgraph
from scipy.sparse.linalg import SuperLU, splu

from designer.cooling.hydraulics.network import Floats, Ints

__all__ = ["Pattern", "Singular", "sums"]

#: Operations of a banded factorisation for each of the sparse one that cost about the same time.
_WORTH = 60.0


class Singular(ArithmeticError):
    """The matrix has no inverse: some part of the network is held by nothing."""


def sums(places: Ints, values: Floats, count: int) -> Floats:
    """Sum of the values at each of `count` places."""
    return np.asarray(np.bincount(places, values, count), dtype=np.float64)


class Pattern:
    """Where each branch stands in the matrix. `start` and `end` are numbers of free nodes, -1 where a node is held."""

    def __init__(self, count: int, start: Ints, end: Ints) -> None:
        self.count = count
        inner = (start >= 0) & (end >= 0) & (start != end)
        order = _order(count, start[inner], end[inner])
        self.place = np.empty(count, dtype=np.int64)
        self.place[order] = np.arange(count)
        padded = np.append(self.place, -1)
        self.start, self.end = padded[start], padded[end]
        self.inner = np.flatnonzero(inner)
        a, b = self.start[self.inner], self.end[self.inner]
        low, high = np.minimum(a, b), np.maximum(a, b)
        self.band = int(np.max(high - low, initial=0))
        self.from_start, self.from_end = np.flatnonzero(self.start >= 0), np.flatnonzero(self.end >= 0)
        nodes = np.concatenate([self.start[self.from_start], self.end[self.from_end]])
        self.sources = np.concatenate([self.from_start, self.from_end])
        self.banded = count * float(self.band + 1) ** 2 <= _WORTH * (count + inner.sum()) * np.sqrt(count + 1.0)
        if self.banded:
            width = self.band + 1
            self.cells = np.concatenate([nodes * width, low * width + (high - low)])
            self.size = count * width
        else:
            self._sparse(nodes, low, high)

    def _sparse(self, nodes: Ints, low: Ints, high: Ints) -> None:
        rows = np.concatenate([nodes, low, high])
        columns = np.concatenate([nodes, high, low])
        keys, self.cells = np.unique(columns * self.count + rows, return_inverse=True)
        self.size = keys.size
        self.rows = (keys % self.count).astype(np.int32)
        counted = np.bincount(keys // self.count, minlength=self.count)
        self.pointers = np.concatenate([[0], np.cumsum(counted)]).astype(np.int32)
        self.diagonal = np.flatnonzero(self.rows == keys // self.count)

    def node_sums(self, flow: Floats) -> Floats:
        """Sum of branch values leaving each free node, in the matrix's order."""
        out = sums(self.start[self.from_start], flow[self.from_start], self.count)
        return out - sums(self.end[self.from_end], flow[self.from_end], self.count)

    def solve(self, weight: Floats, right: Floats) -> Floats:
        """Pressures in the matrix's order for branch weights and a right side in that order. Raises `Singular`."""
        if not self.count:
            return right
        inner = -weight[self.inner]
        if self.banded:
            cells = sums(self.cells, np.concatenate([weight[self.sources], inner]), self.size)
            matrix = cells.reshape(self.count, self.band + 1).T
            matrix[0, matrix[0] == 0.0] = 1.0
            _, found, info = lapack.dpbsv(matrix, right, lower=1)
            if info != 0:
                raise Singular
            return found
        cells = sums(self.cells, np.concatenate([weight[self.sources], inner, inner]), self.size)
        cells[self.diagonal[cells[self.diagonal] == 0.0]] = 1.0
        try:
            return self._factor(cells).solve(right)
        except RuntimeError:
            raise Singular from None

    def factor(self, weight: Floats) -> Callable[[Floats], Floats]:
        """Factorise once: the function that gives pressures for right sides, one column each. Raises `Singular`."""
        inner = -weight[self.inner]
        if self.banded:
            cells = sums(self.cells, np.concatenate([weight[self.sources], inner]), self.size)
            whole, info = lapack.dpbtrf(cells.reshape(self.count, self.band + 1).T, lower=1)
            if info != 0:
                raise Singular
            return lambda right: np.asarray(lapack.dpbtrs(whole, right, lower=1)[0])
        cells = sums(self.cells, np.concatenate([weight[self.sources], inner, inner]), self.size)
        return self._factor(cells).solve

    def _factor(self, cells: Floats) -> SuperLU:
        matrix = sparse.csc_matrix((cells, self.rows, self.pointers), shape=(self.count, self.count))
        symmetric = {"SymmetricMode": True}
        return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=symmetric)


def _order(count: int, start: Ints, end: Ints) -> Ints:
    """Free nodes in the order that keeps the band narrow."""
    if not count:
        return np.zeros(0, dtype=np.int64)
    ones = np.ones(start.size)
    links = sparse.csr_matrix((ones, (start, end)), shape=(count, count))
    return csgraph.reverse_cuthill_mckee((links + links.T).tocsr(), symmetric_mode=True).astype(np.int64)
