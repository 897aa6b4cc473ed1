"""The hall cut into bands along its length: goods, electrical A, mechanical, racks, electrical B, reserve.

A corridor runs along one long wall past every band; air units stand along the opposite wall, at the louvres where there
are any. The bands are as short as what they hold, so that the reserve stays in one piece.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from shapely.geometry import Polygon

from designer.layout.blocked import Gap, Stretch
from designer.layout.equipment import Band, Item, Seat, Spacing, fill_band
from designer.layout.floor import Claim, Floor, door_zone
from designer.layout.frame import Frame
from designer.layout.rows import Line, clip, lines_of, lows_of, solve
from designer.layout.needs import Need
from designer.layout.seating import Chair, Run, runs_of, seat
from designer.layout.strips import FIT, count_stretch
from designer.layout.walls import Wall, air_wall, corridor_wall

__all__ = ["Axis", "Room", "Scheme", "Way", "draw"]

Axis = Literal["along", "across"]


@dataclass(frozen=True, slots=True)
class Room:
    """A band given to plant: tag, extent (u0, v0, u1, v1) in the frame [m], seats in the crossed frame."""

    tag: str
    kind: str
    extent: tuple[float, float, float, float]
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to cut the hall. `ground` is the frame of the rows; `zone` the rack zone in the frame [m]."""

    frame: Frame
    axis: Axis
    corridor: tuple[float, float, float, float]
    rooms: tuple[Room, ...]
    air: tuple[Seat, ...]
    zone: tuple[float, float, float, float]
    runs: tuple[Run, ...]
    chairs: tuple[Chair, ...]
    missing: int
    left_over: tuple[Item, ...]
    end: float

    @property
    def ground(self) -> Frame:
        """The frame in which rows run along u."""
        return self.frame if self.axis == "along" else self.frame.across()

    @property
    def complete(self) -> bool:
        """Whether every rack and every box found a place."""
        return not self.missing and not self.left_over

    @property
    def rank(self) -> tuple[float, ...]:
        """Smaller is better: racks without a place, plant without a place, length of hall used."""
        return (self.missing, len(self.left_over), round(self.end - self.corridor[0], 3))


@dataclass(frozen=True, slots=True)
class Way:
    """A way to cut the hall: frame, rows along or across it, width of the corridor [m], and whether the bands are made
    as short as what they hold (`tight`) or only tried for whether everything fits."""

    frame: Frame
    axis: Axis
    corridor: float
    tight: bool = True


@dataclass(frozen=True, slots=True)
class _Task:
    """What every step of one drawing needs."""

    floor: Floor
    frame: Frame
    need: Need
    spacing: Spacing

    def rectangle(self, u0: float, v0: float, u1: float, v1: float) -> Polygon:
        return self.frame.rectangle(u0, v0, u1, v1)


def draw(floor: Floor, way: Way, items: Sequence[Item], need: Need) -> Scheme:
    """Cut the hall one way."""
    rules, frame = floor.rules, way.frame
    spacing = Spacing(rules.code("working_depth_600_condition_3").si("m"), rules.module_side, rules.step)
    task = _Task(floor, frame, need, spacing)
    u0, v0, u1, v1 = floor.extent(frame)
    low = corridor_wall(floor.hall.polygon, frame)
    aisle = (u0, low.level, u1, low.level + way.corridor)
    task = _claim(task, aisle, 0.0)
    start, stop = _ends(floor, frame, (u0, u1))
    span = (aisle[3] if way.corridor else v0, v1)
    rooms, left_over, start = _first_rooms(task, items, span, (start, stop))
    for room in rooms:
        task = _claim(task, room.extent, rules.row_end)
    electrical_b = [i for i in items if i.module.zone == "electrical" and i.group == 1]
    depth_b = _depth(task, electrical_b, span, start, stop)
    air_items = [i for i in items if i.module.kind == "air-unit" and i.module.zone == "mechanical"]
    wall = air_wall(floor.hall, frame, (start, stop))
    strip = _air_strip(wall, air_items, (start, stop))
    task = _claim(task, strip, 0.0) if strip else task
    ceiling = strip[1] if strip else v1
    zone, seated = _rack_zone(task, way, (start, stop - depth_b), (aisle[3], ceiling))
    zone = _widen(zone, air_items, stop - depth_b, rules.value("air_unit_side").si("m"))
    air, lost = _seat_air(floor, frame, air_items, wall, (zone[0], zone[2]))
    band_b = _fill(task, electrical_b, span, zone[2], stop)
    if electrical_b and band_b.seats:
        rooms = (*rooms, Room("ELEC-B", "electrical", (zone[2], span[0], band_b.end, span[1]), band_b.seats))
    left = (*left_over, *lost, *band_b.left_over, *seated.lost)
    return Scheme(
        frame,
        way.axis,
        aisle,
        rooms,
        air,
        zone,
        seated.runs,
        seated.chairs,
        seated.missing,
        left,
        max(band_b.end, zone[2]),
    )


def _claim(task: _Task, extent: tuple[float, float, float, float], pad: float) -> _Task:
    floor = task.floor.with_claims([Claim(task.rectangle(*extent), pad)])
    return _Task(floor, task.frame, task.need, task.spacing)


def _ends(floor: Floor, frame: Frame, extent: Gap) -> Gap:
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


def _first_rooms(
    task: _Task, items: Sequence[Item], span: Gap, reach: Gap
) -> tuple[tuple[Room, ...], tuple[Item, ...], float]:
    """Electrical A, then mechanical, from the low end: rooms, items without a place, where the racks may begin."""
    groups: list[tuple[str, str, list[Item]]] = [
        ("ELEC-A", "electrical", [i for i in items if i.module.zone == "electrical" and i.group == 0]),
        ("MECH-1", "mechanical", [i for i in items if i.module.zone == "mechanical" and i.module.kind != "air-unit"]),
    ]
    start, stop = reach
    rooms: list[Room] = []
    left_over: tuple[Item, ...] = ()
    for tag, kind, members in groups:
        band = _fill(task, members, span, start, stop)
        left_over += band.left_over
        if band.seats:
            rooms.append(Room(tag, kind, (start, span[0], band.end, span[1]), band.seats))
            start = band.end
    return tuple(rooms), left_over, start


def _fill(task: _Task, items: Sequence[Item], span: Gap, start: float, stop: float) -> Band:
    across = task.frame.across()
    return fill_band(task.floor.blocked(across), items, span, start, stop, task.spacing)


def _depth(task: _Task, items: Sequence[Item], span: Gap, start: float, stop: float) -> float:
    return _fill(task, items, span, start, stop).end - start if items else 0.0


def _air_strip(wall: Wall, items: Sequence[Item], reach: Gap) -> tuple[float, float, float, float] | None:
    """The strip along the air wall that units and their service space take."""
    if not items:
        return None
    deep = max(i.module.depth + i.module.clear_front for i in items)
    return (max(reach[0], wall.start), wall.level - deep, min(reach[1], wall.end), wall.level)


def _widen(
    zone: tuple[float, float, float, float], items: Sequence[Item], limit: float, side: float
) -> tuple[float, float, float, float]:
    """The rack zone made long enough for the air units along its wall."""
    length = sum(i.module.width + side for i in items)
    return (zone[0], zone[1], min(max(zone[2], zone[0] + length), max(limit, zone[2])), zone[3])


def _seat_air(
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


def _pack_wall(items: Sequence[Item], gaps: Sequence[Gap], side: float) -> list[tuple[Item, float]]:
    waiting, found = list(items), []
    for a, b in gaps:
        while waiting and a + waiting[0].module.width <= b + FIT:
            item = waiting.pop(0)
            found.append((item, a + item.module.width / 2))
            a += item.module.width + side
    return found


@dataclass(frozen=True, slots=True)
class _Seated:
    """Runs, the chairs in them, racks and plant without a chair."""

    runs: tuple[Run, ...]
    chairs: tuple[Chair, ...]
    missing: int
    lost: tuple[Item, ...]


Found = tuple[tuple[float, float, float, float], _Seated]


def _rack_zone(task: _Task, way: Way, reach: Gap, span: Gap) -> Found:
    """The shortest rack zone from the low end that seats every rack, or the whole reach with what it seats."""
    rules, need, axis = task.floor.rules, task.need, way.axis
    if not need.count or reach[1] <= reach[0]:
        return (reach[0], span[0], reach[0], span[1]), _Seated((), (), need.count, need.among)
    lines = _zone_lines(task, axis, reach, span)
    unit = need.unit * (rules.row_racks // need.unit) if need.unit <= rules.row_racks else rules.row_racks
    best: tuple[int, Callable[[float], _Seated]] | None = None
    for most in dict.fromkeys((unit, rules.row_racks)):
        trial = _trial(task, axis, lines, reach[0], most)
        at_most = trial(reach[1])
        missing = at_most.missing + len(at_most.lost)
        if best is None or missing < best[0]:
            best = (missing, trial)
        if not missing:
            break
    assert best is not None
    missing, trial = best
    end = (
        reach[1]
        if missing or not way.tight
        else _shortest(reach, need.width / 2, lambda u: not trial(u).missing and not trial(u).lost)
    )
    return (reach[0], span[0], end, span[1]), trial(end)


def _zone_lines(task: _Task, axis: Axis, reach: Gap, span: Gap) -> tuple[Line, ...]:
    ground = task.frame if axis == "along" else task.frame.across()
    anchors = [*span, *task.floor.levels(ground)] if axis == "along" else [*reach]
    depth = task.need.depth
    lows = lows_of(anchors, depth, task.floor.rules, task.floor.rules.scheme_step)
    lines = lines_of(task.floor.blocked(ground), lows, depth, task.floor.rules)
    if axis == "across":
        return lines
    return clip(lines, reach[0] + task.floor.rules.row_end, reach[1])


def _trial(task: _Task, axis: Axis, lines: tuple[Line, ...], start: float, most: int) -> Callable[[float], _Seated]:
    """A function of the zone's end: its runs, the chairs in them, and the racks that find none."""
    need, rules = task.need, task.floor.rules
    known: dict[float, _Seated] = {}

    def worth(stretch: Stretch) -> int:
        return count_stretch(stretch, need.width, most, rules.cross)

    def at(end: float) -> _Seated:
        if end not in known:
            if axis == "along":
                inside = clip(lines, start, end - rules.row_end)
            else:
                inside = tuple(line for line in lines if line.high <= end + FIT)
            chosen = solve(inside, need.depth, rules, worth)
            runs = runs_of(chosen, need.width, most, rules.row_racks, rules.cross)
            known[end] = _Seated(runs, *seat(runs, need))
        return known[end]

    return at


def _shortest(reach: Gap, step: float, fits: Callable[[float], bool]) -> float:
    """The shortest end, on a grid from the low end, at which everything fits (it does at the far end)."""
    low, high = 0, max(1, round((reach[1] - reach[0]) / step))
    while high - low > 1:
        middle = (low + high) // 2
        if fits(reach[0] + middle * step):
            high = middle
        else:
            low = middle
    end = reach[0] + high * step
    return end if end < reach[1] and fits(end) else reach[1]
