"""Ways on foot and with a rack: shortest paths over the free floor, on a grid.

The grid is laid along the hall's longest wall; a cell is free when a disc of the wanted width fits around it.
Lengths of eight-way paths are at most 8 % longer than the true ones, so they err on the safe side.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely.geometry import LineString, Polygon

from designer.model import Point

__all__ = ["Pieces", "Reach", "Ways", "pieces_of", "reach_of", "ways_of"]

#: A passage this much narrower than wanted [m] is passed: one as wide as wanted, after rounding.
_TOUCH = 1e-4
#: A hall turned by less [rad] stands square.
_SQUARE = 1e-6


@dataclass(frozen=True, slots=True)
class Floor:
    """The free cells of a hall, on a grid that begins at `origin` in axes turned by `turn` [rad].

    `index` (rows, columns) gives the number of each free cell, -1 for the others; `places` are in the plan.
    """

    places: NDArray[np.float64]
    index: NDArray[np.int64]
    origin: Point
    turn: float
    step: float

    def cell(self, at: Point, reach: float) -> int:
        """The free cell nearest to a place within a reach [m]; -1 when there is none."""
        rows, cols = self.index.shape
        span = math.ceil(reach / self.step) + 1
        u, v = _turned(np.array([at]), -self.turn)[0].tolist()
        c, r = round((u - self.origin[0]) / self.step), round((v - self.origin[1]) / self.step)
        window = self.index[
            max(0, r - span) : max(0, min(rows, r + span + 1)), max(0, c - span) : max(0, min(cols, c + span + 1))
        ]
        near = window[window >= 0]
        if not len(near):
            return -1
        away = np.hypot(self.places[near, 0] - at[0], self.places[near, 1] - at[1])
        best = int(np.argmin(away))
        return int(near[best]) if away[best] <= reach + self.step else -1


@dataclass(frozen=True, slots=True)
class Reach(Floor):
    """What of a floor can be walked to from any of several starts, cell by cell."""

    open: NDArray[np.bool_]

    def reached(self, cell: int) -> bool:
        """Whether a cell can be walked to."""
        return cell >= 0 and bool(self.open[cell])


@dataclass(frozen=True, slots=True)
class Pieces(Floor):
    """The free floor in pieces that can be walked through: the number of its piece for each free cell."""

    label: NDArray[np.int32]

    def piece(self, at: Point, reach: float) -> int:
        """The piece of the free cell nearest to a place within a reach [m]; -1 when there is none."""
        cell = self.cell(at, reach)
        return int(self.label[cell]) if cell >= 0 else -1


@dataclass(frozen=True, slots=True)
class Ways(Floor):
    """Distances [m] from each of several starts (doors) to every free cell, with the way back to the start."""

    distance: NDArray[np.float64]
    before: NDArray[np.int32]

    def length(self, start: int, cell: int) -> float:
        """Length of the way from a start to a cell [m]; infinite when there is none."""
        return float(self.distance[start, cell]) if cell >= 0 and start < len(self.distance) else math.inf

    def chain(self, start: int, cell: int) -> list[int]:
        """The cells of the way from a cell back to a start."""
        found = [cell]
        while (cell := int(self.before[start, cell])) >= 0:
            found.append(cell)
        return found

    def shared(self, one: NDArray[np.int64], other: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.float64]:
        """Length [m] of what the ways from each cell to two starts have in common before they part; arrays of a
        length.
        """
        left, right, last = cells, cells, cells
        while True:
            left, right = _back(self.before, one, left), _back(self.before, other, right)
            together = (left == right) & (left >= 0)
            if not together.any():
                return self.distance[one, cells] - self.distance[one, last]
            last = np.where(together, left, last)
            right = np.where(together, right, -2)

    def line(self, start: int, cell: int) -> tuple[Point, ...]:
        """The way from a cell to a start as a polyline without needless points."""
        points = self.places[self.chain(start, cell)]
        if len(points) < 2:
            return tuple((float(x), float(y)) for x, y in points)
        slim = LineString(points).simplify(self.step / 2)
        return tuple((round(float(x), 3), round(float(y), 3)) for x, y in slim.coords)


def _back(before: NDArray[np.int32], starts: NDArray[np.int64], cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """The next cells of the ways to the starts; negative cells stay where they are."""
    return np.where(cells >= 0, before[starts, np.maximum(cells, 0)], cells)


def ways_of(hall: Polygon, obstacles: Sequence[Polygon], starts: Sequence[Point], width: float, step: float) -> Ways:
    """Ways of a clear width [m] from starts (doors in the wall) over the hall less its obstacles.

    The last few are remembered: the ways of a layout (out and in) are asked for when it is walked through and again
    when it is judged.
    """
    return _ways_of(hall, _met(hall, obstacles), tuple(starts), width, step)


def reach_of(
    hall: Polygon, obstacles: Sequence[Polygon], gates: Sequence[Polygon], starts: Sequence[Point], width: float,
    step: float,
) -> Reach:  # fmt: skip
    """What a clear width [m] reaches from starts over the hall less its obstacles with some gates shut as well."""
    ground = _ground_of(hall, _met(hall, obstacles), width, step)
    free = ground.free.copy()
    for gate in _met(hall, gates):
        _strike(free, _square(gate, ground.turn), ground.xs, ground.ys, width / 2)
    floor = ground.floor(free)
    label = connected_components(_links(floor.index, step), directed=False)[1]
    doors = [floor.cell(start, width) for start in starts]
    found = np.isin(label, [label[cell] for cell in doors if cell >= 0])
    return Reach(floor.places, floor.index, floor.origin, floor.turn, step, found)


def pieces_of(hall: Polygon, obstacles: Sequence[Polygon], width: float, step: float) -> Pieces:
    """The pieces of floor that a clear width [m] walks through, over the hall less its obstacles."""
    ground = _ground_of(hall, _met(hall, obstacles), width, step)
    floor = ground.floor(ground.free)
    label = connected_components(_links(floor.index, step), directed=False)[1]
    return Pieces(floor.places, floor.index, floor.origin, floor.turn, step, label)


def _met(hall: Polygon, shapes: Sequence[Polygon]) -> tuple[Polygon, ...]:
    """The shapes that touch the hall."""
    shapely.prepare(hall)
    near = shapely.intersects(hall, np.array(shapes, dtype=object)) if shapes else ()
    return tuple(shape for shape, met in zip(shapes, near, strict=True) if met)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The grid of a hall, in axes turned with its longest wall, and which of its cells are free."""

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    free: NDArray[np.bool_]
    turn: float
    step: float

    def floor(self, free: NDArray[np.bool_]) -> Floor:
        """Free cells numbered."""
        index = np.full(free.shape, -1, dtype=np.int64)
        index[free] = np.arange(int(free.sum()))
        rows, cols = np.nonzero(free)
        spots = np.column_stack((self.xs[cols], self.ys[rows]))
        places = _turned(spots, self.turn) if len(rows) else np.empty((0, 2))
        return Floor(places, index, (float(self.xs[0]), float(self.ys[0])), self.turn, self.step)


@lru_cache(maxsize=2)
def _ground_of(hall: Polygon, inside: tuple[Polygon, ...], width: float, step: float) -> _Ground:
    turn = _heading(hall)
    hall = _square(hall, turn)
    inner = hall.buffer(_TOUCH - width / 2, join_style="mitre")
    x0, y0, x1, y1 = hall.bounds
    xs = np.arange(x0, x1 + step / 2, step)
    ys = np.arange(y0, y1 + step / 2, step)
    free = _inside(inner, xs, ys)
    for obstacle in inside:
        _strike(free, _square(obstacle, turn), xs, ys, width / 2)
    return _Ground(xs, ys, free, turn, step)


@lru_cache(maxsize=3)
def _ways_of(hall: Polygon, inside: tuple[Polygon, ...], starts: tuple[Point, ...], width: float, step: float) -> Ways:
    ground = _ground_of(hall, inside, width, step)
    floor = ground.floor(ground.free)
    distance, before = _search(floor.index, [floor.cell(start, width) for start in starts], step)
    return Ways(floor.places, floor.index, floor.origin, floor.turn, step, distance, before)


def _square(shape: Polygon, turn: float) -> Polygon:
    """A shape in the axes of the grid."""
    return shapely.transform(shape, lambda xy: _turned(xy, -turn)) if turn else shape


def _heading(hall: Polygon) -> float:
    """Direction of the longest wall [rad] within a quarter turn; the wall nearest to the first of equal ones."""
    ring = np.asarray(hall.exterior.coords)[:, :2]
    sides = np.diff(ring, axis=0)
    longest = sides[int(np.argmax(np.round(np.hypot(sides[:, 0], sides[:, 1]), 6)))]
    angle = math.atan2(float(longest[1]), float(longest[0])) % (math.pi / 2)
    return 0.0 if min(angle, math.pi / 2 - angle) < _SQUARE else angle


def _turned(points: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    if not angle:
        return points
    c, s = math.cos(angle), math.sin(angle)
    return np.column_stack((c * points[:, 0] - s * points[:, 1], s * points[:, 0] + c * points[:, 1]))


def _inside(shape: Any, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> NDArray[np.bool_]:
    if shape.is_empty:
        return np.zeros((len(ys), len(xs)), dtype=bool)
    grid_x, grid_y = np.meshgrid(xs, ys)
    shapely.prepare(shape)
    return np.asarray(shapely.contains_xy(shape, grid_x, grid_y))


def _strike(
    free: NDArray[np.bool_], obstacle: Polygon, xs: NDArray[np.float64], ys: NDArray[np.float64], keep: float
) -> None:
    """Take the cells closer than `keep` to an obstacle off the free floor."""
    x0, y0, x1, y1 = obstacle.bounds
    c0, c1 = np.searchsorted(xs, (x0 - keep, x1 + keep))
    r0, r1 = np.searchsorted(ys, (y0 - keep, y1 + keep))
    if c0 < c1 and r0 < r1:
        free[r0:r1, c0:c1] &= _distance(obstacle, xs[c0:c1], ys[r0:r1]) >= keep - _TOUCH


def _distance(obstacle: Polygon, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances [m] of a patch of the grid, shape (ys, xs), to an obstacle; in closed form to an upright rectangle."""
    x0, y0, x1, y1 = obstacle.bounds
    if math.isclose(obstacle.area, (x1 - x0) * (y1 - y0), rel_tol=1e-9):
        beside = np.maximum(0.0, np.maximum(x0 - xs, xs - x1))
        above = np.maximum(0.0, np.maximum(y0 - ys, ys - y1))
        return np.hypot(beside[np.newaxis, :], above[:, np.newaxis])
    grid_x, grid_y = np.meshgrid(xs, ys)
    return np.asarray(shapely.distance(obstacle, shapely.points(grid_x, grid_y)))


def _search(
    index: NDArray[np.int64], cells: Sequence[int], step: float
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    count = int(index.max()) + 1 if index.size else 0
    shape = (len(cells), count)
    distance, before = np.full(shape, np.inf), np.full(shape, -9999, dtype=np.int32)
    if not count:
        return distance, before
    graph = _links(index, step)
    live = [k for k, cell in enumerate(cells) if cell >= 0]
    if live:
        found, back = dijkstra(graph, directed=False, indices=[cells[k] for k in live], return_predecessors=True)
        distance[live], before[live] = found, back
    return distance, before


def _links(index: NDArray[np.int64], step: float) -> csr_matrix:
    """Steps [m] between neighbouring free cells, eight ways, each once."""
    count = int(index.max()) + 1 if index.size else 0
    ends, lengths = [], []
    for drop, shift in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a, b = _pairs(index, drop, shift)
        ends.append((a, b))
        lengths.append(np.full(len(a), step * math.hypot(drop, shift)))
    a, b = np.concatenate([e[0] for e in ends]), np.concatenate([e[1] for e in ends])
    return csr_matrix((np.concatenate(lengths), (a, b)), shape=(count, count))


def _pairs(index: NDArray[np.int64], drop: int, shift: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows, cols = index.shape
    low = index[: rows - drop, max(0, -shift) : cols - max(0, shift)]
    high = index[drop:, max(0, shift) : cols + min(0, shift)]
    both = (low >= 0) & (high >= 0)
    return low[both], high[both]
