"""A plan picked up and laid down elsewhere: turned, mirrored, shifted, with nothing stretched."""

import math
from dataclasses import dataclass, replace

from shapely.geometry import Polygon

from designer.model.geometry import Box, Point, Polyline, Position

__all__ = ["Motion"]

#: Places are rounded to so many decimals of a metre: finer than any drawing, coarser than the noise of turning.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Motion:
    """Axes laid into a plan: u is turned by `turn` degrees anticlockwise, v lies to its left (to its right if
    mirrored), and `origin` (u, v) is the place that becomes zero [m]. Multiples of a right angle are exact.
    """

    turn: float = 0.0
    mirrored: bool = False
    origin: Point = (0.0, 0.0)

    def at(self, point: Point) -> Point:
        """A place of the plan in these axes [m].

        >>> Motion(90.0, origin=(1.0, 0.0)).at((0.0, 3.0))
        (2.0, 0.0)
        """
        (c, s), (x, y) = _turned(self.turn), (point[0], point[1])
        v = c * y - s * x
        return _even(c * x + s * y - self.origin[0]), _even((-v if self.mirrored else v) - self.origin[1])

    def back(self, point: Point) -> Point:
        """A place of these axes in the plan [m].

        >>> Motion(90.0, True, (1.0, 0.0)).back((2.0, 4.0))
        (4.0, 3.0)
        """
        (c, s), u, v = _turned(self.turn), point[0] + self.origin[0], point[1] + self.origin[1]
        v = -v if self.mirrored else v
        return _even(c * u - s * v), _even(s * u + c * v)

    @property
    def inverse(self) -> "Motion":
        """The motion that leads back.

        >>> Motion(90.0, True, (1.0, 0.0)).inverse.at((2.0, 4.0))
        (4.0, 3.0)
        """
        away = replace(self, origin=(0.0, 0.0)).back(self.origin)
        turn = self.turn if self.mirrored else -self.turn
        return Motion(turn, self.mirrored, (_even(-away[0]), _even(-away[1])))

    def shape(self, polygon: Polygon) -> Polygon:
        """A polygon of the plan in these axes, going round as it did."""
        return _mapped(polygon, self.at, self.mirrored)

    def rotation(self, degrees: float) -> float:
        """A direction of the plan in these axes [deg], in [0, 360)."""
        return _angle(self.turn - degrees if self.mirrored else degrees - self.turn)

    def shape_back(self, polygon: Polygon) -> Polygon:
        """A polygon of these axes in the plan, going round as it did."""
        return _mapped(polygon, self.back, self.mirrored)

    def rotation_back(self, degrees: float) -> float:
        """A direction of these axes in the plan [deg], in [0, 360)."""
        return _angle(self.turn - degrees if self.mirrored else degrees + self.turn)

    def box_back(self, box: Box) -> Box:
        """A box of these axes in the plan, its front to where it was."""
        return replace(box, at=self.position_back(box.at))

    def position_back(self, at: Position) -> Position:
        """A position of these axes in the plan. Boxes are alike on their left and right, so that only their front is
        mirrored."""
        front = self.rotation_back(at.rotation - 90.0)
        return Position(*self.back((at.x, at.y)), at.z, _angle(front + 90.0))

    def line_back(self, line: Polyline) -> Polyline:
        """A route of these axes in the plan."""
        return Polyline(tuple(self.back(p) for p in line.points), line.z)


def _mapped(polygon: Polygon, at: object, mirrored: bool) -> Polygon:
    rings = [[at((x, y)) for x, y, *_ in ring.coords] for ring in (polygon.exterior, *polygon.interiors)]  # type: ignore[operator]
    rings = [ring[::-1] if mirrored else ring for ring in rings]
    return Polygon(rings[0], rings[1:])


def _turned(degrees: float) -> Point:
    quarter = degrees / 90.0
    if abs(quarter - round(quarter)) < 1e-9:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(quarter) % 4]
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def _even(metres: float) -> float:
    return round(metres, _DIGITS) + 0.0


def _angle(degrees: float) -> float:
    """An angle in [0, 360), its rounding off."""
    return round(degrees, _DIGITS) % 360.0 + 0.0
