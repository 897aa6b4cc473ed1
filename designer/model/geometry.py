"""Places in the hall. Model coordinates are metres, x to the east and y to the north of the brief's datum."""

import math
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Box", "Point", "Polyline", "Position"]

#: A point of the plan in metres.
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Centre of an item [m], height of its underside above the floor [m] and rotation [degrees, anticlockwise]."""

    x: float
    y: float
    z: float = 0.0
    rotation: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle standing somewhere: centre, width (its own x), depth (its own y, front at -y) and height [m]."""

    at: Position
    width: float
    depth: float
    height: float

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """The four corners anticlockwise, front left first.

        >>> Box(Position(0, 0), 2.0, 1.0, 1.0).corners[0]
        (-1.0, -0.5)
        """
        turn = math.radians(self.at.rotation)
        c, s = math.cos(turn), math.sin(turn)
        half = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
        a, b, d, e = (
            (self.at.x + c * u * self.width - s * v * self.depth, self.at.y + s * u * self.width + c * v * self.depth)
            for u, v in half
        )
        return a, b, d, e

    def before(self, off: float) -> Point:
        """The place before the middle of the front, at a distance [m].

        >>> Box(Position(0, 0), 2.0, 1.0, 1.0).before(1.0)
        (0.0, -1.5)
        """
        (ax, ay), (bx, by) = self.corners[:2]
        length = math.dist((ax, ay), (bx, by))
        nx, ny = (by - ay) / length, -(bx - ax) / length
        return (ax + bx) / 2 + nx * off, (ay + by) / 2 + ny * off


@dataclass(frozen=True, slots=True)
class Polyline:
    """A route in the plan: points [m] at one height z [m]."""

    points: tuple[Point, ...]
    z: float = 0.0

    @property
    def length(self) -> float:
        """Length in metres.

        >>> Polyline(((0, 0), (3, 4))).length
        5.0
        """
        return math.fsum(math.dist(a, b) for a, b in pairwise(self.points))
