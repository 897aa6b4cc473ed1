"""A lattice over the floor and prices on it: what each square metre is worth to the racks that own it."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from designer.layout.frame import Frame

__all__ = ["Lattice", "Prices", "lattice_over"]

Array = NDArray[np.float64]


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

    def covers(self, owned: Array) -> sparse.csr_matrix:
        """Floor of each cell in sums of rectangles (runs, rectangles, 5: u, u, v, v, and +1 or -1) [m2] (runs, cells).
        """
        runs, each, _ = owned.shape
        flat = owned.reshape(runs * each, 5)
        along, across = (np.diff(np.clip(self.lines(k), flat[:, 2 * k, None], flat[:, 2 * k + 1, None]), axis=1)
                         for k in (0, 1))  # fmt: skip
        parts = [(sparse.kron(sign * one, two, format="csr")) for one, two, sign in zip(
            map(sparse.csr_matrix, along), map(sparse.csr_matrix, across), flat[:, 4], strict=True)]
        return sparse.vstack([sum(parts[k * each : (k + 1) * each]) for k in range(runs)], format="csr")


def lattice_over(frame: Frame, extent: tuple[float, float, float, float], step: float) -> Lattice:
    """The lattice of a frame that covers bounds (u0, v0, u1, v1) [m]."""
    u0, v0, u1, v1 = extent
    return Lattice(
        frame, (u0, v0), step, (math.ceil((u1 - u0) / step - 1e-6), math.ceil((v1 - v0) / step - 1e-6))
    )


@dataclass(frozen=True)
class Prices:
    """Prices of the cells of a lattice and what sums of rectangles of floor cost at them, by corners of the lattice:
    the cost of all floor below a corner changes evenly between corners, so that each rectangle takes four looks.
    """

    lattice: Lattice

    @property
    def corners(self) -> tuple[int, int]:
        """Corners along u and along v."""
        return self.lattice.shape[0] + 1, self.lattice.shape[1] + 1

    def sums(self, field: Array) -> Array:
        """Cost of all floor below each corner (corners,) at prices of cells [1/m2]."""
        total = np.zeros(self.corners)
        np.cumsum(np.cumsum(field, axis=0), axis=1, out=total[1:, 1:])
        return np.asarray(total.ravel() * self.lattice.step**2)

    def spread(self, weights: Array) -> Array:
        """What weights of corners (corners,) make of each cell: `sums` the other way round [m2]."""
        inner = weights.reshape(self.corners)[1:, 1:]
        total = np.cumsum(np.cumsum(inner[::-1, ::-1], axis=0), axis=1)[::-1, ::-1]
        return np.asarray(total * self.lattice.step**2)

    def looks(self, owned: Array) -> sparse.csr_matrix:
        """How sums of rectangles (runs, rectangles, 5: u, u, v, v, and +1 or -1) look at the corners (runs, corners):
        times `sums` it is what they cost.
        """
        runs, each, _ = owned.shape
        flat = owned.reshape(runs * each, 5)
        run, across = np.arange(len(flat)) // each, self.corners[1]
        rows, columns, values = [], [], []
        for edge_u, sign_u in ((1, 1.0), (0, -1.0)):
            for edge_v, sign_v in ((3, 1.0), (2, -1.0)):
                of_u, of_v = self._beside(0, flat[:, edge_u]), self._beside(1, flat[:, edge_v])
                for (at_u, part_u), (at_v, part_v) in itertools.product(of_u, of_v):
                    rows.append(run)
                    columns.append(at_u * across + at_v)
                    values.append(sign_u * sign_v * flat[:, 4] * part_u * part_v)
        found = sparse.csr_matrix(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
            shape=(runs, self.corners[0] * across),
        )
        found.sum_duplicates()
        found.eliminate_zeros()
        return found

    def _beside(self, axis: int, at: Array) -> tuple[tuple[NDArray[np.int64], Array], ...]:
        """The lines before and after each place, and how much each counts."""
        cells = self.lattice.shape[axis]
        t = np.clip((at - self.lattice.corner[axis]) / self.lattice.step, 0.0, float(cells))
        cell = np.minimum(t.astype(np.int64), cells - 1)
        return (cell, 1.0 - (t - cell)), (cell + 1, t - cell)
