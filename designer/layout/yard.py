"""Plant outdoors: transformers beside their switchboards, heat rejection beside the mechanical gallery, generators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Polygon

from designer.layout.blocked import Blocked, Stretch, block, join
from designer.layout.equipment import Item, Seat
from designer.layout.floor import Floor
from designer.layout.frame import Frame
from designer.layout.rules import Rules
from designer.layout.strips import FIT
from designer.model import Point

__all__ = ["Yard", "assumed_yard", "place_yard", "yards_of"]


@dataclass(frozen=True, slots=True)
class Yard:
    """An outdoor area with its tag."""

    tag: str
    polygon: Polygon


def assumed_yard(hall: Polygon, rules: Rules) -> Polygon:
    """A strip beside the hall's longest wall, off it by the distance of liquid-filled plant."""
    corners = list(hall.exterior.coords)
    edges = [(a, b) for a, b in zip(corners, corners[1:], strict=False)]
    (ax, ay), (bx, by) = max(edges, key=lambda e: round(((e[0][0] - e[1][0]) ** 2 + (e[0][1] - e[1][1]) ** 2), 6))
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    nx, ny = (by - ay) / length, -(bx - ax) / length
    if not hall.exterior.is_ccw:
        nx, ny = -nx, -ny
    near, far = rules.yard_offset, rules.yard_offset + rules.yard_depth
    strip = Polygon([(px + nx * d, py + ny * d) for (px, py), d in (((ax, ay), near), ((bx, by), near), ((bx, by), far), ((ax, ay), far))])
    free = strip.difference(hall.buffer(near - FIT))
    parts = [p for p in getattr(free, "geoms", [free]) if isinstance(p, Polygon) and not p.is_empty]
    return max(parts, key=lambda p: round(p.area, 6), default=strip)


def yards_of(yards: Sequence[Polygon], hall: Polygon, rules: Rules) -> tuple[tuple[Yard, ...], bool]:
    """The yards given, or one assumed; and whether it is assumed."""
    given = [y for y in yards if not y.is_empty]
    polygons = given or [assumed_yard(hall, rules)]
    return tuple(Yard(f"YARD-{i}", p) for i, p in enumerate(polygons, start=1)), not given


@dataclass(frozen=True, slots=True)
class _Lot:
    """A yard while it is being filled: frame, obstacles, levels from the hall outward."""

    yard: Yard
    frame: Frame
    blocked: Blocked
    low: float
    high: float
    outward: int


def place_yard(
    floor: Floor, frame: Frame, yards: Sequence[Yard], items: Sequence[Item], wishes: Mapping[str, Point]
) -> tuple[tuple[tuple[Seat, str], ...], tuple[Item, ...]]:
    """Seats (in the frame) with their yard, and items that found none.

    `wishes` maps a tag to the place it wants to be near; each goes to the yard nearest to it and, there, to the strip
    nearest the hall with room, as near to its wish along the wall as it can.
    """
    lots = [_lot(frame, floor.hall.polygon, yard) for yard in yards]
    step = floor.rules.step
    placed: list[tuple[Seat, str]] = []
    left: list[Item] = []
    for item in items:
        at = wishes[item.tag]
        for index in sorted(range(len(lots)), key=lambda i: (round(lots[i].yard.polygon.distance(_point(at)), 3), i)):
            seat = _seat(lots[index], item, float(frame.into([at])[0, 0]), step)
            if seat:
                placed.append((seat, lots[index].yard.tag))
                lots[index] = _taken(lots[index], seat)
                break
        else:
            left.append(item)
    return tuple(placed), tuple(left)


def _point(at: Point) -> Polygon:
    x, y = at
    return Polygon([(x, y), (x + FIT, y), (x, y + FIT)])


def _lot(frame: Frame, hall: Polygon, yard: Yard) -> _Lot:
    levels = frame.into(yard.polygon.exterior.coords)[:, 1]
    middle = frame.into([(hall.centroid.x, hall.centroid.y)])[0, 1]
    outward = 1 if (levels.max() + levels.min()) / 2 >= middle else -1
    blocked = block(frame, [yard.polygon], inside_out=True)
    return _Lot(yard, frame, blocked, float(levels.min()), float(levels.max()), outward)


def _seat(lot: _Lot, item: Item, wish: float, step: float) -> Seat | None:
    """The place nearest to the wish in the first strip with room; the front looks away from the hall."""
    module = item.module
    deep = module.clear_rear + module.depth + module.clear_front
    width = module.width + 2 * module.clear_side
    if deep > lot.high - lot.low + FIT:
        return None
    rising = np.arange(0.0, lot.high - lot.low - deep + FIT, step)
    lows = lot.low + rising if lot.outward == 1 else lot.high - deep - rising
    for near, stretches in zip(lows.tolist(), lot.blocked.stretches(lows, lows + deep), strict=True):
        spots = _spots(stretches, width, wish)
        if spots:
            body = near + (module.clear_rear if lot.outward == 1 else module.clear_front)
            return Seat(item, min(spots, key=lambda u: (round(abs(u - wish), 6), u)), body + module.depth / 2, lot.outward)
    return None


def _spots(stretches: Sequence[Stretch], width: float, wish: float) -> list[float]:
    gaps = [(a, b) for stretch in stretches for a, b in stretch if b - a >= width - FIT]
    return [min(max(wish, a + width / 2), b - width / 2) for a, b in gaps]


def _taken(lot: _Lot, seat: Seat) -> _Lot:
    """The lot with the box and its working space taken; clearances of neighbours may overlap, boxes and spaces not."""
    module = seat.item.module
    half = module.width / 2
    front = module.depth / 2 + module.clear_front
    rear = module.depth / 2 + module.clear_rear
    low, high = (seat.v - rear, seat.v + front) if seat.facing == 1 else (seat.v - front, seat.v + rear)
    shape = lot.frame.rectangle(seat.u - half, low, seat.u + half, high)
    blocked = join(lot.blocked, block(lot.frame, [shape]))
    return _Lot(lot.yard, lot.frame, blocked, lot.low, lot.high, lot.outward)
