"""Bands across the hall for plant: electrical A and B, mechanical, and air units along a wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from shapely.geometry import Polygon

from designer.layout.blocked import Blocked, Gap
from designer.layout.equipment import Band, Item, Seat, Spacing, fill_band
from designer.layout.floor import Claim, Floor, door_zone
from designer.layout.frame import Frame
from designer.layout.needs import Need
from designer.layout.strips import FIT
from designer.layout.walls import Wall, corridor_wall
from designer.site.records import Hall

__all__ = [
    "ELEC_A",
    "ELEC_B",
    "MECH",
    "Extent",
    "Room",
    "Task",
    "air_strip",
    "ends_of",
    "fill_room",
    "last_start",
    "passages_of",
    "seat_air",
    "seat_all_air",
    "shared_air",
]

#: Bounds (u0, v0, u1, v1) in a frame [m].
Extent = tuple[float, float, float, float]
#: Tags and kinds of the bands.
ELEC_A, ELEC_B, MECH = ("ELEC-A", "electrical"), ("ELEC-B", "electrical"), ("MECH-1", "mechanical")
#: A hall less wide than so many of the widest box has its plant in rows along it.
_NARROW = 3


@dataclass(frozen=True, slots=True)
class Room:
    """A band given to plant: tag, kind, extent in the hall's frame [m], seats and the frame that they are in."""

    tag: str
    kind: str
    extent: Extent
    frame: Frame
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What every step of cutting a hall needs: the floor left, the frame, what must stand in rows, distances of
    plant.
    """

    floor: Floor
    frame: Frame
    need: Need
    spacing: Spacing

    def rectangle(self, extent: Extent) -> Polygon:
        """An extent as a polygon of the plan."""
        return self.frame.rectangle(*extent)

    def claim(self, extent: Extent, pad: float) -> "Task":
        """The task with a part of the floor given away; row ends keep `pad` [m] from it."""
        return self.claim_all([extent], pad)

    def claim_all(self, extents: Sequence[Extent], pad: float) -> "Task":
        """The task with several parts of the floor given away."""
        floor = self.floor.with_claims([Claim(self.rectangle(extent), pad) for extent in extents])
        return Task(floor, self.frame, self.need, self.spacing)


def ends_of(floor: Floor, frame: Frame, extent: Gap) -> Gap:
    """Where the bands may begin and end: clear of doors in the end walls."""
    start, stop = extent
    for door in floor.hall.doors:
        u = frame.into([(door.x, door.y)])[0, 0]
        reach = frame.into(door_zone(floor.hall.polygon, door, floor.rules).exterior.coords)[:, 0]
        deep = float(reach.max() - reach.min()) if door.kind == "roll-up" else floor.rules.corridor_least
        if u - extent[0] < floor.rules.step:
            start = max(start, extent[0] + deep)
        elif extent[1] - u < floor.rules.step:
            stop = min(stop, extent[1] - deep)
    return start, stop


def fill_room(
    task: Task, name: tuple[str, str], items: Sequence[Item], span: Gap, reach: Gap
) -> tuple[Room | None, tuple[Item, ...]]:
    """A band (tag, kind) from the start of a reach, as short as its plant allows, and the items that found no place.

    Plant stands in rows across the hall; in a narrow hall in rows along it, if that takes less of its length.
    """
    if not items:
        return None, ()
    band, turned, end = _filled(_Ground.of(task), tuple(items), span, reach, task.spacing)
    if not band.seats:
        return None, band.left_over
    frame = task.frame.across() if turned else task.frame
    return Room(*name, (reach[0], span[0], end, span[1]), frame, band.seats), band.left_over


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is in the way of rows along the hall and of rows across it; steps in which the length of a band is tried
    [m].
    """

    along: Blocked
    across: Blocked
    step: float

    @classmethod
    def of(cls, task: Task) -> "_Ground":
        """The floor of a task."""
        floor, frame = task.floor, task.frame
        return cls(floor.blocked(frame), floor.blocked(frame.across()), floor.rules.scheme_step)


#: Bands that many schemes of a hall have in common.
_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def _filled(
    ground: _Ground, items: tuple[Item, ...], span: Gap, reach: Gap, spacing: Spacing
) -> tuple[Band, bool, float]:
    """The band, whether its rows stand across the hall, and where it ends."""
    band = fill_band(ground.across, items, span, *reach, spacing)
    if _narrow(items, span):
        beside, length = _fill_along(ground, items, span, reach, spacing)
        if (len(beside.left_over), length) < (len(band.left_over), band.end - reach[0]):
            return beside, False, reach[0] + length
    return band, True, band.end


def last_start(task: Task, items: Sequence[Item], span: Gap, reach: Gap) -> float:
    """The latest place at which a band may begin and still hold before the end of a reach what the whole reach holds.

    Columns fall differently at every place, so the place is found by halving, each trial by filling.
    """
    return _last_start(_Ground.of(task), tuple(items), span, reach, task.spacing) if items else reach[1]


@lru_cache(maxsize=_KEPT)
def _last_start(ground: _Ground, items: tuple[Item, ...], span: Gap, reach: Gap, spacing: Spacing) -> float:
    def left(start: float) -> int:
        across = fill_band(ground.across, items, span, start, reach[1], spacing)
        if not across.left_over or not _narrow(items, span):
            return len(across.left_over)
        along = fill_band(ground.along, items, (start, reach[1]), *span, spacing)
        return min(len(across.left_over), len(along.left_over))

    least, step = left(reach[0]), ground.step
    low, high = 0, max(1, round((reach[1] - reach[0]) / step))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if left(reach[0] + middle * step) <= least else (low, middle)
    return reach[0] + low * step


def _narrow(items: Sequence[Item], span: Gap) -> bool:
    """Whether the hall is narrow for its plant."""
    return span[1] - span[0] < _NARROW * max(item.module.width for item in items)


def _fill_along(
    ground: _Ground, items: Sequence[Item], span: Gap, reach: Gap, spacing: Spacing
) -> tuple[Band, float]:
    """Rows along the hall in the shortest band that takes as many boxes as the whole reach would, and its length
    [m].
    """
    step = ground.step

    def at(length: float) -> Band:
        return fill_band(ground.along, items, (reach[0], reach[0] + length), *span, spacing)

    whole = at(reach[1] - reach[0])
    low, high = 0, max(1, int((reach[1] - reach[0]) / step))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if len(at(middle * step).left_over) <= len(whole.left_over) else (middle, high)
    band = at(high * step)
    if len(band.left_over) > len(whole.left_over):
        return whole, reach[1] - reach[0]
    return band, high * step


def air_strip(wall: Wall, items: Sequence[Item], reach: Gap) -> Extent | None:
    """The strip along the air wall that units and their service space take."""
    if not items:
        return None
    deep = max(i.module.depth + i.module.clear_front for i in items)
    return (max(reach[0], wall.start), wall.level - deep, min(reach[1], wall.end), wall.level)


def seat_air(
    floor: Floor, frame: Frame, items: Sequence[Item], wall: Wall, reach: Gap
) -> tuple[tuple[Seat, ...], tuple[Item, ...]]:
    """Air units evenly along the wall, fronts to the hall; packed from the low end where doors or corners forbid it."""
    if not items:
        return (), ()
    deep = max(i.module.depth + i.module.clear_front for i in items)
    gaps = [gap for stretch in floor.blocked(frame).at(wall.level - deep, wall.level) for gap in stretch]
    reach = (max(reach[0], wall.start), min(reach[1], wall.end))
    gaps = [(max(a, reach[0]), min(b, reach[1])) for a, b in gaps]
    pitch = (reach[1] - reach[0]) / len(items)
    side = floor.rules.value("air_unit_side").si("m")
    even = [(i, reach[0] + (k + 0.5) * pitch) for k, i in enumerate(items)]
    fits = all(any(a <= u - i.module.width / 2 and u + i.module.width / 2 <= b for a, b in gaps) for i, u in even)
    if not fits or pitch < max(i.module.width for i in items) + side - FIT:
        even = _pack_wall(items, gaps, side)
    seats = tuple(Seat(i, u, wall.level - i.module.depth / 2, -1) for i, u in even)
    placed = {s.item.tag for s in seats}
    return seats, tuple(i for i in items if i.tag not in placed)


def passages_of(hall: Hall, frame: Frame, width: float, aisle: Extent) -> tuple[Extent, ...]:
    """The corridors of further halls [m], each beside a wall of its own; that of the first is `aisle`."""
    found = []
    for part in hall.parts:
        ring = frame.into(part.polygon.exterior.coords)
        (start, _), (end, _) = ring.min(axis=0), ring.max(axis=0)
        level = corridor_wall(part.polygon, frame, width).level
        if width and abs(level - aisle[1]) > FIT:
            found.append((float(start), level, float(end), level + width))
    return tuple(found)


def shared_air(
    hall: Hall, frame: Frame, walls: Sequence[Wall], items: Sequence[Item], racks: Sequence[tuple[float, float]]
) -> tuple[tuple[Wall, tuple[Item, ...]], ...]:
    """Air units by wall: each of several halls gets its share by the places of its racks (u, v) [m]."""
    if len(walls) == 1:
        return ((walls[0], tuple(items)),)
    names = [hall.part_at(*frame.out(u, v)) for u, v in racks]
    counts = [names.count(part.name) for part in hall.parts]
    edges = [round(len(items) * sum(counts[:k]) / max(1, len(names))) for k in range(len(walls) + 1)]
    return tuple((wall, tuple(items[a:b])) for wall, (a, b) in zip(walls, pairwise(edges), strict=True))


def seat_all_air(
    floor: Floor, frame: Frame, parts: Sequence[tuple[Wall, Sequence[Item]]], reach: Gap
) -> tuple[tuple[Seat, ...], tuple[Item, ...]]:
    """The air units of every wall along it, and those that found no place."""
    found = [seat_air(floor, frame, items, wall, reach) for wall, items in parts]
    return tuple(s for seats, _ in found for s in seats), tuple(i for _, lost in found for i in lost)


def _pack_wall(items: Sequence[Item], gaps: Sequence[Gap], side: float) -> list[tuple[Item, float]]:
    waiting, found = list(items), []
    for a, b in gaps:
        while waiting and a + waiting[0].module.width <= b + FIT:
            item = waiting.pop(0)
            found.append((item, a + item.module.width / 2))
            a += item.module.width + side
    return found
