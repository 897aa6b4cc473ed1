"""The lane of a technology loop's ring: where it lies past its rows and its CDUs, and the rings of both sides in it."""

import math
from dataclasses import dataclass

from shapely.geometry import box
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

from designer.model import Point

__all__ = ["Lane"]

_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Lane:
    """Where a ring lies [m]: `along` is 0 where rows run along x, 1 along y. Its sides past the rows and past the CDUs
    lie `rows_at` and `cdus_at` along the rows, each from low to high across them (`rows`, `cdus`); where those differ
    it changes over at `turns` (at its low and at its high end). Supply and return lie `half` to either side of that.
    Where CDUs stand in the rows the ring goes out to them in `arms` instead: (across, as far along) of each of their
    rows. Where they stand in a field of many lines it goes around the field to its last line, and the branches lie
    across the rows, a `slot` apart.
    """

    along: int
    rows_at: float
    cdus_at: float
    rows: tuple[float, float]
    cdus: tuple[float, float]
    turns: tuple[float, float]
    half: float
    arms: tuple[Point, ...] = ()
    slot: float = 0.0

    def ring(self, side: int) -> tuple[Point, ...]:
        """The closed ring of supply (0) or return (1) as (along, across), from its low end past the rows."""
        out = self.half if side == 0 else -self.half
        if self.arms:
            return self._armed(out)
        away = math.copysign(1.0, self.rows_at - self.cdus_at) * out
        rows, cdus = self.rows_at + away, self.cdus_at - away
        (low, high), (under, over) = ((a - out, b + out) for a, b in (self.rows, self.cdus))
        top = self._turn(1, (high, over), away if self.cdus[1] > self.rows[1] else -away)
        foot = self._turn(0, (under, low), away if self.cdus[0] < self.rows[0] else -away)
        return ((rows, low), (rows, high), *top, (cdus, over), (cdus, under), *foot, (rows, low))

    def _armed(self, out: float) -> tuple[Point, ...]:
        """The ring around a narrow body past the rows and an arm along each row of CDUs."""
        wide = 2.0 * self.half
        parts = [box(min(self.rows_at, self.cdus_at), self.rows[0], max(self.rows_at, self.cdus_at), self.rows[1])]
        for across, reach in self.arms:
            ends = sorted((self.cdus_at, reach))
            parts.append(box(ends[0], across - wide, ends[1], across + wide))
        shape = unary_union(parts).buffer(out, join_style="mitre")
        line = orient(shape).exterior.coords[:-1]
        start = min(range(len(line)), key=lambda i: math.dist(line[i], (self.cdus_at, self.rows[0])))
        ring = [(float(x), float(y)) for x, y in (*line[start:], *line[:start])]
        return (*ring, ring[0])

    def _turn(self, end: int, levels: tuple[float, float], off: float) -> tuple[Point, ...]:
        if abs(self.rows[end] - self.cdus[end]) <= _SAME:
            return ()
        at = self.turns[end] + off
        return ((at, levels[0]), (at, levels[1]))

    def plan(self, along: float, across: float) -> Point:
        """A place as (x, y)."""
        return (along, across) if self.along == 0 else (across, along)
