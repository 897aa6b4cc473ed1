"""Turned coordinates: the hall is rotated under the rows, never the rows over the hall.

In a frame, u runs along a row and v across it. Every multiple of a right angle is exact, so that a hall drawn square
keeps its round numbers.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from designer.model import Point

__all__ = ["Frame", "directions", "rings_of"]

#: Directions closer than this [deg] are one.
_SAME_ANGLE = 0.05


@dataclass(frozen=True, slots=True)
class Frame:
    """Axes u and v in the plan: u is turned by `turn` degrees anticlockwise, v lies to its left (to its right if
    mirrored).
    """

    turn: float
    mirrored: bool = False

    @property
    def axes(self) -> tuple[Point, Point]:
        """Unit vectors of u and v in the plan, exact at right angles."""
        c, s = _turned(self.turn)
        return (c, s), ((s, -c) if self.mirrored else (-s, c))

    def into(self, points: Any) -> NDArray[np.float64]:
        """Plan points (n, 2) [m] in the frame.

        >>> Frame(90.0).into([(0.0, 2.0)]).tolist()
        [[2.0, 0.0]]
        """
        (ux, uy), (vx, vy) = self.axes
        xy = np.asarray(points, dtype=float).reshape(-1, 2)
        return np.column_stack((xy[:, 0] * ux + xy[:, 1] * uy, xy[:, 0] * vx + xy[:, 1] * vy)) + 0.0

    def out(self, u: float, v: float) -> Point:
        """A point of the frame in the plan [m].

        >>> Frame(90.0).out(2.0, 0.0)
        (0.0, 2.0)
        """
        (ux, uy), (vx, vy) = self.axes
        return u * ux + v * vx + 0.0, u * uy + v * vy + 0.0

    def rectangle(self, u0: float, v0: float, u1: float, v1: float) -> Polygon:
        """A rectangle of the frame as an anticlockwise polygon of the plan."""
        corners = [self.out(u0, v0), self.out(u1, v0), self.out(u1, v1), self.out(u0, v1)]
        return Polygon(corners[::-1] if self.mirrored else corners)

    def across(self) -> "Frame":
        """The frame with u and v exchanged."""
        (vx, vy) = self.axes[1]
        return Frame(_angle(vx, vy), not self.mirrored)

    def rotation(self, facing: int) -> float:
        """Rotation [deg] of a box whose front looks to higher v (`facing` +1) or lower v (-1)."""
        (vx, vy) = self.axes[1]
        return (_angle(facing * vx, facing * vy) + 90.0) % 360.0

    @property
    def heading(self) -> float:
        """Direction of u in the plan [deg], in [0, 180)."""
        return self.turn % 180.0


def _turned(degrees: float) -> Point:
    quarter = degrees / 90.0
    if abs(quarter - round(quarter)) < 1e-9:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(quarter) % 4]
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def _angle(x: float, y: float) -> float:
    if abs(x) < 1e-12 or abs(y) < 1e-12:
        return (0.0 if x > 0 else 180.0) if abs(y) < 1e-12 else (90.0 if y > 0 else 270.0)
    return math.degrees(math.atan2(y, x)) % 360.0


def rings_of(polygon: Polygon) -> list[NDArray[np.float64]]:
    """Outer ring and holes of a polygon as open rings of points."""
    return [np.asarray(ring.coords)[:-1, :2] for ring in (polygon.exterior, *polygon.interiors)]


def directions(polygon: Polygon) -> tuple[float, ...]:
    """The directions of a polygon's edges and their normals, in [0, 180) degrees, the longest edge's first.

    >>> directions(Polygon([(0, 0), (4, 0), (4, 2), (0, 2)]))
    (0.0, 90.0)
    """
    weights: dict[float, float] = {}
    for ring in rings_of(polygon):
        for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) % 90.0
            angle = 0.0 if angle > 90.0 - _SAME_ANGLE or angle < _SAME_ANGLE else angle
            near = _near(weights, angle)
            weights[near] = weights.get(near, 0.0) + math.dist(a, b)
    ordered = sorted(weights, key=lambda angle: (-round(weights[angle], 6), angle))
    pairs = [_long_first(polygon, angle) for angle in ordered]
    return tuple(angle for pair in pairs for angle in pair)


def _near(known: Iterable[float], angle: float) -> float:
    return next((one for one in known if abs(one - angle) < _SAME_ANGLE), angle)


def _long_first(polygon: Polygon, angle: float) -> tuple[float, float]:
    spread = np.ptp(Frame(angle).into(rings_of(polygon)[0]), axis=0)
    return (angle, angle + 90.0) if spread[0] >= spread[1] - 1e-6 else (angle + 90.0, angle)
