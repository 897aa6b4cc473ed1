"""The floor that may be built on: the hall less columns, keep-outs, door landings and what is already given away."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from shapely.geometry import Polygon

from designer.layout.blocked import Blocked, block, join
from designer.layout.frame import Frame, rings_of
from designer.layout.rules import Rules
from designer.site.records import Column, Door, Hall

__all__ = ["Claim", "Floor", "column_shape", "door_zone", "landing", "wall_normal"]

#: The kind of doors that goods come through: they get staging.
_GOODS = "roll-up"


@dataclass(frozen=True, slots=True)
class Claim:
    """A part of the floor already given away; row ends keep `pad` [m] from it."""

    polygon: Polygon
    pad: float


@dataclass(frozen=True, slots=True)
class Floor:
    """A hall with the claims made on it so far."""

    hall: Hall
    rules: Rules
    claims: tuple[Claim, ...] = ()
    _base: dict[tuple[Frame, tuple[Claim, ...], bool], Blocked] = field(default_factory=dict)

    def with_claims(self, claims: Iterable[Claim]) -> "Floor":
        """The same floor with more given away."""
        return Floor(self.hall, self.rules, (*self.claims, *claims), self._base)

    def blocked(self, frame: Frame) -> Blocked:
        """Everything in the way, in a frame; the same whenever it is asked for."""
        key = frame, self.claims, True
        if key not in self._base:
            self._base[key] = join(self.walkable(frame), self.landings(frame))
        return self._base[key]

    def walkable(self, frame: Frame) -> Blocked:
        """What is in the way of the cold aisles too: all but the landings inside doors that people alone use."""
        key = frame, self.claims, False
        if key not in self._base:
            claims = [block(frame, [c.polygon], c.pad) for c in self.claims]
            self._base[key] = join(replace(self, claims=()).walkable(frame), *claims) if claims else self._fixed(frame)
        return self._base[key]

    def landings(self, frame: Frame) -> Blocked:
        """The landings inside doors that people alone use: off the bodies and the hot aisles of rows."""
        hall = self.hall
        doors = [d for d in hall.doors if d.kind != _GOODS]
        return block(frame, [door_zone(hall.polygon, d, self.rules) for d in doors])

    def _fixed(self, frame: Frame) -> Blocked:
        hall, rules = self.hall, self.rules
        goods = [d for d in hall.doors if d.kind == _GOODS]
        return join(
            block(frame, [hall.polygon], rules.row_end, inside_out=True),
            block(frame, [k.polygon for k in hall.keep_outs], rules.row_end),
            block(frame, [door_zone(hall.polygon, d, rules) for d in goods]),
            block(frame, [column_shape(c, rules.column) for c in hall.columns], wall=False),
        )

    def levels(self, frame: Frame) -> tuple[float, ...]:
        """The levels v of the hall's corners in a frame [m], sorted and distinct: where offsets hang."""
        values = sorted({round(float(v), 6) for ring in rings_of(self.hall.polygon) for v in frame.into(ring)[:, 1]})
        return tuple(v for i, v in enumerate(values) if i == 0 or v - values[i - 1] > 1e-4)

    def extent(self, frame: Frame) -> tuple[float, float, float, float]:
        """Bounds (u0, v0, u1, v1) of the hall in a frame [m]."""
        points = frame.into(rings_of(self.hall.polygon)[0])
        (u0, v0), (u1, v1) = points.min(axis=0), points.max(axis=0)
        return float(u0), float(v0), float(u1), float(v1)


def column_shape(column: Column, clearance: float = 0.0) -> Polygon:
    """A column with a clearance around it [m]."""
    return column.outline(clearance)


def wall_normal(polygon: Polygon, x: float, y: float) -> tuple[float, float, float]:
    """Direction along the nearest wall (unit vector) and its distance [m]; the inside is to the left of it."""
    best = (math.inf, 1.0, 0.0)
    for index, ring in enumerate(rings_of(polygon)):
        clockwise = (_area(ring) < 0) == (index == 0)
        for i in range(len(ring)):
            a, b = ring[i], ring[(i + 1) % len(ring)]
            length = math.dist(a, b)
            if length < 1e-9:
                continue
            du, dv = (b[0] - a[0]) / length, (b[1] - a[1]) / length
            along = min(max((x - a[0]) * du + (y - a[1]) * dv, 0.0), length)
            off = math.dist((x, y), (a[0] + along * du, a[1] + along * dv))
            if off < best[0] - 1e-9:
                best = (off, -du, -dv) if clockwise else (off, du, dv)
    return best[1] + 0.0, best[2] + 0.0, best[0]


def _area(ring: object) -> float:
    return float(Polygon(ring).exterior.is_ccw) - 0.5  # type: ignore[arg-type]


def landing(polygon: Polygon, door: Door, rules: Rules) -> Polygon:
    """The floor inside a door on which nothing may stand, its swing included: as wide as the door."""
    depth = rules.landing if door.kind == _GOODS else max(rules.landing, door.width)
    return _inside(polygon, door, door.width / 2, depth)


def door_zone(polygon: Polygon, door: Door, rules: Rules) -> Polygon:
    """The landing inside a door: its width and some floor beside it, to the depth of its swing; goods doors get
    staging.
    """
    goods = door.kind == _GOODS
    half = door.width / 2 + (rules.staging_side if goods else rules.door_side)
    return _inside(polygon, door, half, rules.staging if goods else max(rules.landing, door.width))


def _inside(polygon: Polygon, door: Door, half: float, depth: float) -> Polygon:
    """The floor inside a door, so far to both sides of its middle and so deep [m]."""
    du, dv, _ = wall_normal(polygon, door.x, door.y)
    nu, nv = -dv, du
    corners = [(-half, 0.0), (half, 0.0), (half, depth), (-half, depth)]
    return Polygon([(door.x + a * du + b * nu, door.y + a * dv + b * nv) for a, b in corners])
