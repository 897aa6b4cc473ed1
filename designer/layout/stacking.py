"""How many rows can stand one behind the other at each place along them: a bound on racks in parallel rows.

On a line across the rows, every row that it meets claims its body and both aisles, free of walls and columns; so the
rows on the line stand in its free lengths, each closer to the next than neither body with its shared aisle allows. The
most rows on every line, summed along the rows, is the length that racks and cross-aisles together can take, whatever
the offsets of the rows, however they are staggered and wherever their cross-aisles lie. A cross-aisle passes a row with
both its aisles, clear of columns, so that one gets round its end.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from designer.layout.blocked import FAR, Blocked, block, join
from designer.layout.floor import Floor, column_shape
from designer.layout.frame import Frame, directions
from designer.layout.needs import Kind
from designer.layout.rules import Rules
from designer.site.records import Column

__all__ = ["clear_columns", "row_length", "rows_within"]

_FIT = 1e-6
#: Finest slice along the rows where walls run askew [m]; coarser or finer, the sum stays a bound.
_SLICE = 0.05


@dataclass(frozen=True, slots=True)
class _Shadow:
    """Obstacles beside each slice: where each begins and ends across the rows [m], reversed where it is not there."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def free(self) -> NDArray[np.float64]:
        """The free lengths of each slice (slices, gaps) [m]."""
        order = np.argsort(self.low, axis=1)
        low = np.take_along_axis(self.low, order, 1)
        reach = np.maximum.accumulate(np.take_along_axis(self.high, order, 1), axis=1)
        gaps = low[:, 1:] - reach[:, :-1]
        return np.where(low[:, 1:] < 1.5 * FAR, np.maximum(gaps, 0.0), 0.0)


def rows_within(lengths: NDArray[np.float64], depth: float, rules: Rules) -> NDArray[np.float64]:
    """Most rows with their aisles in free lengths across them [m]: one claim, then shared aisles in turn.

    Two rows share a hot aisle (the closest), the next two a cold one, and so on.
    """
    near, pair = depth + min(rules.hot, rules.cold), 2 * depth + rules.hot + rules.cold
    rest = lengths - (depth + rules.hot + rules.cold) + _FIT
    pairs = np.floor(rest / pair)
    return np.where(rest >= 0.0, 1 + 2 * pairs + (rest - pairs * pair >= near), 0.0)


def row_length(floor: Floor, kind: Kind) -> float:
    """The most length of rows and half cross-aisles at their ends over all directions of the walls [m]."""
    return max((_length_along(floor, kind, Frame(turn)) for turn in directions(floor.hall.polygon)), default=0.0)


def clear_columns(floor: Floor) -> tuple[Column, ...]:
    """Columns too far from every wall and keep-out to stand in the passage at the end of a row there."""
    solids = [floor.hall.polygon.boundary, *(k.polygon for k in floor.hall.keep_outs)]
    return tuple(c for c in floor.hall.columns if all(_apart(c, s, floor.rules.row_end) for s in solids))


def _apart(column: Column, solid: BaseGeometry, reach: float) -> bool:
    half = math.hypot(column.width, column.depth) / 2
    return bool(Spot(column.x, column.y).distance(solid) > math.sqrt(2) * reach + half)


def _length_along(floor: Floor, kind: Kind, frame: Frame) -> float:
    across, rules = frame.across(), floor.rules
    pad = rules.row_end - rules.cross / 2
    hall: list[Polygon] = [floor.hall.polygon]
    posts = [column_shape(c, rules.column) for c in clear_columns(floor)]
    blocked = join(
        block(across, hall, pad, inside_out=True),
        block(across, [k.polygon for k in floor.hall.keep_outs], pad),
        block(across, posts, wall=False),
    )
    _, start, _, end = floor.extent(across)
    marks = _marks(blocked, start, end)
    shadow = _shadow(blocked, marks[:-1], marks[1:])
    return float((rows_within(shadow.free(), kind.depth, rules).sum(axis=1) * np.diff(marks)).sum())


def _marks(blocked: Blocked, start: float, end: float) -> NDArray[np.float64]:
    """Where a slice must end: obstacles begin and end there; fine slices where an edge runs askew."""
    shapes, pads = blocked.shapes, blocked.pads
    near = np.abs(shapes[:, 2:]) < FAR / 2
    askew = (np.abs(shapes[:, 2] - shapes[:, 3]) > _FIT) & near[:, 0]
    askew |= (np.abs(shapes[:, 4] - shapes[:, 5]) > _FIT) & near[:, 2]
    marks = [shapes[:, 0] - pads, shapes[:, 0], shapes[:, 1], shapes[:, 1] + pads, np.array([start, end])]
    if askew.any():
        marks.append(np.arange(start, end, _SLICE))
    return np.unique(np.round(np.clip(np.concatenate(marks), start, end), 7))


def _shadow(blocked: Blocked, begin: NDArray[np.float64], end: NDArray[np.float64]) -> _Shadow:
    """What each obstacle blocks all through each slice: never more than it does anywhere in the slice."""
    shapes, pads = blocked.shapes, blocked.pads
    first, last = shapes[:, 0], shapes[:, 1]
    middle = ((begin + end) / 2)[:, None]
    there = (first - pads < middle) & (last + pads > middle)
    rise = np.maximum(last - first, _FIT)
    p = np.clip((begin[:, None] - first) / rise, 0.0, 1.0)
    q = np.clip((end[:, None] - first) / rise, 0.0, 1.0)
    slope_low, slope_high = shapes[:, 3] - shapes[:, 2], shapes[:, 5] - shapes[:, 4]
    low = shapes[:, 2] + np.maximum(p * slope_low, q * slope_low)
    high = shapes[:, 4] + np.minimum(p * slope_high, q * slope_high)
    there &= high > low
    return _Shadow(np.where(there, low, 2 * FAR), np.where(there, high, -2 * FAR))
