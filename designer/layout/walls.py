"""Walls in a frame: which one the corridor runs along and which one carries the air units."""

import math
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry import Polygon

from designer.layout.blocked import Gap, block
from designer.layout.frame import Frame, rings_of
from designer.site.records import Hall

__all__ = ["Wall", "air_walls", "corridor_wall", "louvre_length", "walls_of"]

#: A wall is parallel to u when its ends differ less than this in v [m].
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall parallel to u: its level v and extent along u [m]; `above` when the hall lies above it. The level of one
    that is askew by the rounding of its drawing is that of its inner end.
    """

    level: float
    start: float
    end: float
    above: bool

    def overlap(self, reach: Gap) -> float:
        """Length that it shares with an interval of u [m]."""
        return max(0.0, min(self.end, reach[1]) - max(self.start, reach[0]))


def walls_of(polygon: Polygon, frame: Frame) -> tuple[Wall, ...]:
    """The outer walls parallel to u, by level and start."""
    ring = frame.into(rings_of(polygon)[0])
    rising = Polygon(ring).exterior.is_ccw
    found = []
    for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if abs(a[1] - b[1]) < _LEVEL and math.dist(a, b) > _LEVEL:
            above = (b[0] > a[0]) == rising
            level = max(a[1], b[1]) if above else min(a[1], b[1])
            found.append(Wall(float(level), float(min(a[0], b[0])), float(max(a[0], b[0])), above))
    return tuple(sorted(found, key=lambda w: (w.level, w.start)))


def corridor_wall(polygon: Polygon, frame: Frame, width: float) -> Wall:
    """The wall with the hall above it beside which a corridor [m] runs on through most of the hall, then the lowest;
    the lowest level of the hall where no wall is parallel.

    At the foot of a T the corridor runs past the leg, not along its end.
    """
    ring = frame.into(rings_of(polygon)[0])
    (u0, v0), (u1, v1) = ring.min(axis=0), ring.max(axis=0)
    inside = block(frame, [polygon], inside_out=True)
    deep = min(max(width, _LEVEL), float(v1 - v0))

    def runs_on(level: float) -> float:
        return max((b - a for stretch in inside.at(level, level + deep) for a, b in stretch), default=0.0)

    walls = [w for w in walls_of(polygon, frame) if w.above]
    return max(walls, key=lambda w: (round(runs_on(w.level), 2), -w.level), default=Wall(v0, u0, u1, True))


def air_walls(hall: Hall, frame: Frame, reach: Gap) -> tuple[Wall, ...]:
    """The wall for air units of the hall, or of each of several halls: nobody moves air through a link."""
    parts = [replace(hall, polygon=part.polygon, parts=(), links=()) for part in hall.parts] or [hall]
    return tuple(_air_wall(part, frame, reach) for part in parts)


def _air_wall(hall: Hall, frame: Frame, reach: Gap) -> Wall:
    """The wall above the floor that covers most of a reach of u, then has most louvre, then is the highest."""
    ring = frame.into(rings_of(hall.polygon)[0])
    (u0, _), (u1, v1) = ring.min(axis=0), ring.max(axis=0)
    walls = [w for w in walls_of(hall.polygon, frame) if not w.above]
    return max(
        walls,
        key=lambda w: (round(w.overlap(reach), 6), round(_louvre(hall, frame, w), 6), w.level),
        default=Wall(float(v1), float(u0), float(u1), False),
    )


def _louvre(hall: Hall, frame: Frame, wall: Wall) -> float:
    total = 0.0
    for opening in hall.openings:
        (ua, va), (ub, vb) = frame.into([opening.start, opening.end]).tolist()
        if opening.kind == "louvre" and abs(va - wall.level) < 0.5 and abs(vb - wall.level) < 0.5:
            total += wall.overlap((min(ua, ub), max(ua, ub)))
    return total


def louvre_length(hall: Hall, frame: Frame) -> float:
    """Louvre in the walls above the floor of a frame [m]."""
    return sum(_louvre(hall, frame, wall) for wall in walls_of(hall.polygon, frame) if not wall.above)
