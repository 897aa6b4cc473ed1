"""A lattice over the floor and prices on it: what each square metre is worth to the racks that own it."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from designer.layout.frame import Frame

__all__ = ["Lattice", "Tiles", "lattice_over"]

Array = NDArray[np.float64]
_TOUCH = 1e-9


@dataclass(frozen=True, slots=True)
class Lattice:
    """Square cells in a frame: low corner (u, v) [m], side [m], cells along u and v."""

    frame: Frame
    corner: tuple[float, float]
    step: float
    shape: tuple[int, int]

    def lines(self, axis: int) -> Array:
        """Where cells begin and end along an axis [m]."""
        return np.asarray(self.corner[axis] + self.step * np.arange(self.shape[axis] + 1), dtype=float)

    def areas(self, floor: BaseGeometry) -> Array:
        """Floor in each cell (cells along u, along v) [m2]."""
        turned = shapely.transform(floor, lambda points: np.asarray(self.frame.into(points)))
        u, v = np.meshgrid(self.lines(0)[:-1], self.lines(1)[:-1], indexing="ij")
        cells = shapely.box(u.ravel(), v.ravel(), u.ravel() + self.step, v.ravel() + self.step)
        shapely.prepare(turned)
        found = np.where(shapely.contains_properly(turned, cells), self.step**2, 0.0)
        edge = (found == 0.0) & shapely.intersects(turned, cells)
        found[edge] = shapely.area(shapely.intersection(cells[edge], turned))
        return found.reshape(self.shape)


def lattice_over(frame: Frame, extent: tuple[float, float, float, float], step: float) -> Lattice:
    """The lattice of a frame that covers bounds (u0, v0, u1, v1) [m]."""
    u0, v0, u1, v1 = extent
    return Lattice(
        frame, (u0, v0), step, (math.ceil((u1 - u0) / step - 1e-6), math.ceil((v1 - v0) / step - 1e-6))
    )


@dataclass(frozen=True)
class Tiles:
    """Prices that are equal over tiles of a lattice: layers of tiles (cells along u, cells along v) that add up.

    Long thin tiles both ways tell where rows of either direction may lie, with far fewer prices than cells.
    """

    lattice: Lattice
    areas: Array
    layers: tuple[tuple[int, int], ...]

    @cached_property
    def marks(self) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]:
        """The cell at which each tile of a layer begins, and the end, along u and along v."""

        def cuts(count: int, size: int) -> NDArray[np.int64]:
            return np.unique(np.append(np.arange(0, count, size), count))

        nu, nv = self.lattice.shape
        return tuple((cuts(nu, a), cuts(nv, b)) for a, b in self.layers)

    @cached_property
    def starts(self) -> list[int]:
        """The number of the first tile of each layer, and of all tiles."""
        return [0, *np.cumsum([(len(u) - 1) * (len(v) - 1) for u, v in self.marks]).tolist()]

    @cached_property
    def costs(self) -> Array:
        """Floor under each tile [m2]."""
        found = [
            np.add.reduceat(np.add.reduceat(self.areas, u[:-1], axis=0), v[:-1], axis=1).ravel()
            for u, v in self.marks
        ]
        return np.concatenate(found)

    def field(self, prices: Array) -> Array:
        """The price of each cell [1/m2]."""
        total = np.zeros(self.lattice.shape)
        for (u, v), start, end in zip(self.marks, self.starts, self.starts[1:], strict=False):
            layer = prices[start:end].reshape(len(u) - 1, len(v) - 1)
            total += np.repeat(np.repeat(layer, np.diff(u), axis=0), np.diff(v), axis=1)
        return total

    def shares(self, owned: Array) -> sparse.csr_matrix:
        """Floor of each tile [m2] in sums of rectangles (runs, rectangles, 5): u, u, v, v, and +1 or -1."""
        runs, each, _ = owned.shape
        flat = owned.reshape(runs * each, 5)
        parts = []
        for (u, v), start in zip(self.marks, self.starts, strict=False):
            along, of_u, in_u = _overlaps(self.lattice.lines(0)[u], flat[:, 0], flat[:, 1])
            across, of_v, in_v = _overlaps(self.lattice.lines(1)[v], flat[:, 2], flat[:, 3])
            most_u = sparse.csr_matrix((in_u, (of_u, along)), shape=(len(flat), len(u) - 1))
            most_v = sparse.csr_matrix((in_v, (of_v, across)), shape=(len(flat), len(v) - 1))
            parts.append((most_u, most_v, start, len(v) - 1))
        rows, columns, values = [], [], []
        for most_u, most_v, start, wide in parts:
            r, c, x = _products(most_u, most_v, wide)
            rows.append(r // each)
            columns.append(start + c)
            values.append(x * flat[r, 4])
        found = sparse.csr_matrix(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(runs, self.starts[-1])
        )
        found.sum_duplicates()
        return found


def _overlaps(lines: Array, low: Array, high: Array) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Tiles that intervals meet: tile, interval and common length."""
    first = np.clip(np.searchsorted(lines, low + _TOUCH, side="right") - 1, 0, len(lines) - 2)
    last = np.clip(np.searchsorted(lines, high - _TOUCH, side="left"), first + 1, len(lines) - 1)
    count = last - first
    owner = np.repeat(np.arange(len(low)), count)
    tile = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(count.sum())
    common = np.minimum(lines[tile + 1], high[owner]) - np.maximum(lines[tile], low[owner])
    return tile, owner, np.maximum(common, 0.0)


def _products(
    one: sparse.csr_matrix, two: sparse.csr_matrix, width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Row, column (first column times `width` plus second) and product of all pairs of entries of each row."""
    a, b = np.diff(one.indptr), np.diff(two.indptr)
    row = np.repeat(np.arange(one.shape[0]), a * b)
    begin = np.concatenate([[0], np.cumsum(a * b)[:-1]])
    place = np.arange(len(row)) - begin[row]
    i = one.indptr[row] + place // b[row]
    j = two.indptr[row] + place % b[row]
    return row, one.indices[i] * width + two.indices[j], one.data[i] * two.data[j]
