"""The hall cut into bands along its length: goods, electrical A, mechanical, racks, electrical B, reserve.

A corridor runs along one long wall past every band; air units stand along the opposite wall, at the louvres where there
are any. The bands are as short as what they hold, so that the reserve stays in one piece.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from designer.layout.bands import (
    ELEC_A,
    ELEC_B,
    MECH,
    Extent,
    Room,
    Task,
    air_strip,
    ends_of,
    passages_of,
    seat_all_air,
    shared_air,
)
from designer.layout.blocked import Gap, Stretch
from designer.layout.equipment import Item, Seat, Spacing
from designer.layout.floor import Floor
from designer.layout.frame import Frame
from designer.layout.needs import Need
from designer.layout.rows import Line, clip, lines_of, lows_of, solve
from designer.layout.seating import Chair, Run, Seating, middled, runs_of, seat
from designer.layout.sharing import fill_halls, last_start_of_halls, strips_of
from designer.layout.strips import FIT, count_stretch
from designer.layout.walls import air_walls, corridor_wall

__all__ = ["Axis", "Scheme", "Way", "draw"]

Axis = Literal["along", "across"]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to cut the hall: frame, rows along or across it, width of the corridor [m].

    Air units stand along a wall (`air_wall`) or with the mechanical plant. Bands are made as short as what they hold
    (`tight`), or only tried for whether everything fits. `back` is a second passage past the bands, opposite the
    corridor, and `start` what the bands leave free before the first of them [m]. With `past` the air units' strip runs
    along its wall past every band, which end before it: for halls where the wall beside the racks is too short.
    """

    frame: Frame
    axis: Axis
    corridor: float
    air_wall: bool = True
    tight: bool = True
    back: float = 0.0
    start: float = 0.0
    past: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """The hall cut one way. `ground` is the frame of the rows; `zone` the rack zone in the hall's frame [m].

    Where a site has several halls, `passages` are the corridors of the others, `foreign` the racks in halls without
    galleries of their own, and `around` what the way through links adds from a rack to the network racks, in the mean
    [m].
    """

    way: Way
    corridor: Extent
    rooms: tuple[Room, ...]
    air: tuple[Seat, ...]
    zone: Extent
    runs: tuple[Run, ...]
    chairs: tuple[Chair, ...]
    missing: int
    left_over: tuple[Item, ...]
    end: float
    passages: tuple[Extent, ...] = ()
    foreign: int = 0
    around: float = 0.0

    @property
    def frame(self) -> Frame:
        """The frame of the hall, u along the bands."""
        return self.way.frame

    @property
    def axis(self) -> Axis:
        """Whether rows run along the hall or across it."""
        return self.way.axis

    @property
    def ground(self) -> Frame:
        """The frame in which rows run along u."""
        return self.frame if self.axis == "along" else self.frame.across()

    @property
    def complete(self) -> bool:
        """Whether every rack and every box found a place."""
        return not self.missing and not self.left_over

    @property
    def reach(self) -> float:
        """Mean way, walked square, from a rack to the network racks and to each gallery [m]: cable, busway and pipe.

        Rows along the hall are fed head on; rows across it by trunks beside the corridor.
        """
        places = [(self.place(c), c) for c in self.chairs if c.kind is not None]
        network = [p for p, c in places if c.kind is not None and c.kind.purpose == "network"]
        if not places:
            return 0.0
        middle = [sum(axis) / len(network) for axis in zip(*network, strict=True)] if network else None
        total = 0.0
        for (u, v), _ in places:
            total += abs(u - middle[0]) + abs(v - middle[1]) if middle else 0.0
            for u0, v0, u1, v1 in (room.extent for room in self.rooms):
                total += max(u0 - u, 0.0, u - u1) + max(v0 - v, 0.0, v - v1)
                total += v - self.zone[1] if self.axis == "across" else 0.0
        return total / len(places)

    def place(self, chair: Chair) -> tuple[float, float]:
        """The middle of a chair in the frame of the hall."""
        along, over = chair.left + chair.width / 2, self.runs[chair.run].line.body
        return (along, over) if self.axis == "along" else (over, along)

    @property
    def rank(self) -> tuple[float, ...]:
        """Smaller is better: racks without a place, plant without a place, racks fed from another hall, length of
        cable, busway and pipe, hall used.
        """
        left = (self.missing, len(self.left_over), self.foreign)
        return (*left, round(self.reach + self.around, 2), round(self.end - self.corridor[0], 3))


def draw(floor: Floor, way: Way, items: Sequence[Item], need: Need) -> Scheme:
    """Cut the hall one way; several halls once more, plant shared by the load that then stands in each, if all fits."""
    first = _drawn(floor, way, items, need, None)
    homes: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for chair in first.chairs if floor.hall.parts else ():
        if chair.kind is not None:
            home = first.runs[chair.run].home
            for loads, load in zip(homes, (chair.kind.load_kw, chair.kind.load_kw * chair.kind.liquid), strict=True):
                loads[home] = loads.get(home, 0.0) + load
    if not any(homes[0].values()):
        return first
    return min(first, _drawn(floor, way, items, need, homes), key=lambda one: (*one.rank[:3], one is first))


def _drawn(
    floor: Floor, way: Way, items: Sequence[Item], need: Need,
    homes: tuple[Mapping[str, float], Mapping[str, float]] | None,
) -> Scheme:
    """The hall cut one way, plant shared by the loads of several halls by name [kW] (of all racks; of liquid ones for
    what stands in the mechanical gallery), or by their floor.
    """
    rules, frame = floor.rules, way.frame
    u0, v0, u1, v1 = floor.extent(frame)
    low = corridor_wall(floor.hall.polygon, frame, way.corridor)
    aisle = (u0, low.level, u1, low.level + way.corridor)
    spacing = Spacing(rules.code("working_depth_600_condition_3").si("m"), rules.module_side, rules.step)
    task = Task(floor, frame, need, spacing).claim(aisle, 0.0)
    task = task.claim_all(passages_of(floor.hall, frame, way.corridor, aisle), 0.0)
    first, stop = ends_of(floor, frame, (u0, u1))
    start = max(first, u0 + way.start)
    span = (aisle[3] if way.corridor else v0, v1 - way.back)
    sorted_items = _sorted(items, way.air_wall)
    strips = _strips_past(floor, frame, sorted_items["AIR"]) if way.past else ()
    task = task.claim_all(strips, 0.0)
    span = (span[0], min([span[1], *(strip[1] for strip in strips if strip[1] > span[0])]))
    shares, wet = (strips_of(floor.hall, frame, span, way.corridor, loads) for loads in homes or (None, None))
    rooms: list[Room] = []
    lost: list[Item] = []
    for name in (ELEC_A, MECH):
        dealt = wet if name is MECH else shares
        room, left = fill_halls(task, name, sorted_items[name[0]], dealt, (start, stop))
        lost += left
        if room is not None:
            rooms.append(room)
            task, start = task.claim(room.extent, rules.row_end), room.extent[2]
    room_end = last_start_of_halls(task, sorted_items["ELEC-B"], shares, (start, stop))
    reach = (start, stop, room_end)
    zone, seated, air, left_air = _racks_and_air(floor, task, way, sorted_items["AIR"], reach, (aisle[3], v1))
    last, left = fill_halls(task, ELEC_B, sorted_items["ELEC-B"], shares, (zone[2], stop))
    if left and zone[2] < room_end:
        last, left = fill_halls(task, ELEC_B, sorted_items["ELEC-B"], shares, (room_end, stop))
    rooms += [last] if last else []
    left_over = (*lost, *left_air, *left, *seated.lost)
    end = last.extent[2] if last else zone[2]
    return Scheme(way, aisle, tuple(rooms), air, zone, seated.runs, seated.chairs, seated.missing, left_over, end)


def _racks_and_air(
    floor: Floor, task: Task, way: Way, items: Sequence[Item], reach: tuple[float, float, float], span: Gap
) -> tuple[Extent, Seating, tuple[Seat, ...], tuple[Item, ...]]:
    """The rack zone with its racks, and the air units along the walls beside it; those that found no place.

    Air units may stand beside galleries: on the bare `floor`. `reach` is where the zone starts, where the bands stop
    and where the last of them must begin [m].
    """
    frame, (start, stop, room_end) = task.frame, reach
    if way.past:
        return _racks_before_air(floor, task, way, items, reach, span)
    side = floor.rules.value("air_unit_side").si("m")
    length = sum(i.module.width + side for i in items)
    walls = air_walls(floor.hall, frame, (start, start + length))
    length /= len(walls)
    strips = [strip for wall in walls if (strip := air_strip(wall, items, (start, stop)))]
    top = strips[0][1] if len(strips) == 1 else span[1]
    zone, seated = _rack_zone(task.claim_all(strips, 0.0), way, (start, room_end), (span[0], top))
    zone = (*zone[:2], max(zone[2], min(zone[0] + length, room_end)), zone[3])
    parts = shared_air(floor.hall, frame, walls, items, [_spot(way, seated, c) for c in seated.chairs])
    air, left = seat_all_air(floor, frame, parts, (zone[0], zone[2]))
    while left and zone[2] < room_end:
        zone = (*zone[:2], min(room_end, zone[2] + items[0].module.width), zone[3])
        air, left = seat_all_air(floor, frame, parts, (zone[0], zone[2]))
    return zone, seated, air, left


def _strips_past(floor: Floor, frame: Frame, items: Sequence[Item]) -> tuple[Extent, ...]:
    """The strips of the air units along the whole of their walls."""
    u0, _, u1, _ = floor.extent(frame)
    walls = air_walls(floor.hall, frame, (u0, u1))
    return tuple(strip for wall in walls if (strip := air_strip(wall, items, (u0, u1))))


def _racks_before_air(
    floor: Floor, task: Task, way: Way, items: Sequence[Item], reach: tuple[float, float, float], span: Gap
) -> tuple[Extent, Seating, tuple[Seat, ...], tuple[Item, ...]]:
    """The same where the strip of the air units is taken already: as near to the racks along their wall as they fit,
    past the mechanical band first."""
    frame, (u0, _, u1, _) = task.frame, floor.extent(task.frame)
    walls, strips = air_walls(floor.hall, frame, (u0, u1)), _strips_past(floor, frame, items)
    top = strips[0][1] if len(strips) == 1 else span[1]
    zone, seated = _rack_zone(task, way, (reach[0], reach[2]), (span[0], top))
    parts = shared_air(floor.hall, frame, walls, items, [_spot(way, seated, c) for c in seated.chairs])
    wide = max((i.module.width for i in items), default=0.0)
    low, high = zone[0], zone[2]
    air, left = seat_all_air(floor, frame, parts, (low, high))
    while left and (low > u0 or high < u1):
        low, high = (low - wide, high) if low > u0 else (low, high + wide)
        air, left = seat_all_air(floor, frame, parts, (low, high))
    return zone, seated, air, left


def _spot(way: Way, seated: Seating, chair: Chair) -> tuple[float, float]:
    """The middle of a chair in the hall's frame."""
    along, over = chair.left + chair.width / 2, seated.runs[chair.run].line.body
    return (along, over) if way.axis == "along" else (over, along)


def _sorted(items: Sequence[Item], air_wall: bool) -> dict[str, list[Item]]:
    """Items by the room that they belong in; air units by the wall, or with the mechanical plant."""
    found: dict[str, list[Item]] = {"ELEC-A": [], "ELEC-B": [], "MECH-1": [], "AIR": []}
    for item in items:
        if item.module.zone == "electrical":
            found["ELEC-B" if item.group == 1 else "ELEC-A"].append(item)
        else:
            found["AIR" if item.module.kind == "air-unit" and air_wall else "MECH-1"].append(item)
    return found


def _rack_zone(task: Task, way: Way, reach: Gap, span: Gap) -> tuple[Extent, Seating]:
    """The shortest rack zone from the low end that seats every rack, or the whole reach with what it seats."""
    rules, need, axis = task.floor.rules, task.need, way.axis
    if not need.count or reach[1] <= reach[0]:
        return (reach[0], span[0], reach[0], span[1]), Seating((), (), need.count, need.among, 0)
    lines = _zone_lines(task, axis, reach, span)
    unit = need.unit * (rules.row_racks // need.unit) if need.unit <= rules.row_racks else rules.row_racks
    tried: list[tuple[Seating, Callable[[float], Seating]]] = []
    for most in dict.fromkeys((unit, rules.row_racks)):
        trial = _trial(task, axis, lines, reach[0], most)
        tried.append((trial(reach[1]), trial))
        if tried[-1][0].complete:
            break
    whole, trial = min(tried, key=lambda t: (t[0].missing, len(t[0].lost)))

    def fits(end: float) -> bool:
        seating = trial(end)
        return seating.complete and seating.split <= whole.split

    end = _shortest(reach, need.width / 2, fits) if whole.complete and way.tight else reach[1]
    return (reach[0], span[0], end, span[1]), middled(trial(end), need)


def _zone_lines(task: Task, axis: Axis, reach: Gap, span: Gap) -> tuple[Line, ...]:
    ground = task.frame if axis == "along" else task.frame.across()
    anchors = [*span, *task.floor.levels(ground)] if axis == "along" else [*reach]
    depth = task.need.depth
    lows = lows_of(anchors, depth, task.floor.rules, task.floor.rules.scheme_step)
    lines = lines_of(task.floor, ground, lows, depth)
    if axis == "across":
        return clip(lines, *span)
    inside = (line for line in lines if line.low >= span[0] - FIT and line.high <= span[1] + FIT)
    return clip(inside, reach[0] + task.floor.rules.row_end, reach[1])


def _trial(task: Task, axis: Axis, lines: tuple[Line, ...], start: float, most: int) -> Callable[[float], Seating]:
    """A function of the zone's end: its runs, the chairs in them, and the racks that find none."""
    need, rules = task.need, task.floor.rules
    known: dict[float, Seating] = {}

    def worth(stretch: Stretch) -> int:
        return count_stretch(stretch, need.width, most, rules.cross)

    def at(end: float) -> Seating:
        if end not in known:
            if axis == "along":
                inside = clip(lines, start, end - rules.row_end)
            else:
                inside = tuple(line for line in lines if line.high <= end + FIT)
            chosen = solve(inside, need.depth, rules, worth)
            runs = runs_of(chosen, need.width, most, rules.row_racks, rules.cross)
            known[end] = seat(tuple(_housed(task, axis, run) for run in runs), need)
        return known[end]

    return at


def _housed(task: Task, axis: Axis, run: Run) -> Run:
    """The run with the hall that it stands in."""
    if not task.floor.hall.parts:
        return run
    along, over = run.middle
    at = (along, over) if axis == "along" else (over, along)
    return replace(run, home=task.floor.hall.part_at(*task.frame.out(*at)))


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
