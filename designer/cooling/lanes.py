"""Where the rings of the technology loops lie, so that none meets another.

A ring has one side past its rows and one past its CDUs. Loops are told from one end of the hall to the other; where the
ring of one ends, that of the next begins, with room for both between. Where rows and CDUs of two loops do not part at
one place, both rings change over between their sides, each in a lane of its own. Lengths in metres; `along` the rows
and `across` them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.cooling.bench import Bench
from designer.cooling.insulated import pitch_m
from designer.cooling.lane import Lane
from designer.cooling.loops import Loop
from designer.cooling.ways import Crossing, crossing_of
from designer.layout.records import Route
from designer.site.records import Hall
from designer.sizing.coolant import FluidState

__all__ = ["lanes_of"]

_SAME = 1e-6
#: CDUs closer than this along the rows stand in one line [m]; more lines than that are a field.
_LINE, _FIELD = 0.6, 2


@dataclass(frozen=True, slots=True)
class _Room:
    """What rings need: half the distance of supply and return, distance of the axes of two pairs; what the branch of a
    CDU takes."""

    half: float
    need: float
    branch: float


def lanes_of(bench: Bench, loops: Sequence[Loop], routes: Sequence[Route], state: FluidState) -> dict[str, Lane]:
    """The lane of every loop by its tag; those of one hall and direction of rows share one arrangement."""
    room = _room(bench, loops, state)
    groups: dict[tuple[int, str], list[tuple[Loop, Crossing]]] = {}
    for loop in loops:
        found = crossing_of(loop, routes)
        place = bench.site.hall.part_at(*loop.racks[0].point) if bench.site.has_hall else ""
        groups.setdefault((found.along, place), []).append((loop, found))
    lanes: dict[str, Lane] = {}
    for group in groups.values():
        back = sum(group[0][1].rows) > sum(group[-1][1].rows) + _SAME
        turned = [(loop, _back(found)) if back else (loop, found) for loop, found in group]
        ordered = sorted(turned, key=lambda g: (round(sum(g[1].rows), 6), g[0].tag))
        made = _parted([_lane(found, _past(ordered, room), room) for _, found in ordered], ordered, room)
        made = _indoors(made, bench.site.hall, place, room)
        lanes |= {loop.tag: _lane_back(lane) if back else lane for (loop, _), lane in zip(ordered, made, strict=True)}
    return lanes


def _back(found: Crossing) -> Crossing:
    """A crossing told from the other end of the hall: the first loop is always the lowest."""
    cdus = (-found.cdus[1], -found.cdus[0]) if found.cdus else None
    seats = tuple((-across, along) for across, along in found.seats)
    return replace(found, rows=(-found.rows[1], -found.rows[0]), cdus=cdus, seats=seats)


def _lane_back(lane: Lane) -> Lane:
    """A lane told from the other end again."""
    rows, cdus = ((-part[1], -part[0]) for part in (lane.rows, lane.cdus))
    arms = tuple((-across, along) for across, along in reversed(lane.arms))
    return replace(lane, rows=rows, cdus=cdus, turns=(lane.turns[1], lane.turns[0]), arms=arms)


def _indoors(lanes: list[Lane], hall: Hall, place: str, room: _Room) -> list[Lane]:
    """The lanes of a hall, all moved along the rows by as much as the outermost of them would lie beyond its walls."""
    shapes = [part.polygon for part in hall.parts if part.name == place] or [hall.polygon]
    if shapes[0].is_empty:
        return lanes
    along, free = lanes[0].along, room.need / 2.0 - room.half
    low, high = shapes[0].bounds[along] + free, shapes[0].bounds[along + 2] - free
    reach = [at for lane in lanes for at, _ in lane.ring(0)]
    move = max(0.0, low - min(reach)) - max(0.0, max(reach) - high)
    turned = [tuple(at + move for at in lane.turns) for lane in lanes]
    return [
        replace(lane, rows_at=lane.rows_at + move, cdus_at=lane.cdus_at + move, turns=(turns[0], turns[1]))
        for lane, turns in zip(lanes, turned, strict=True)
    ]


def _room(bench: Bench, loops: Sequence[Loop], state: FluidState) -> _Room:
    pair = max(pitch_m(bench, loop.tag, loop.flow, state) for loop in loops)
    half = max(bench.rules.si("pipe_spacing", "m"), pair) / 2.0
    units = [loop.flow / max(1, min(loop.needed, len(loop.cdus))) for loop in loops]
    branch = max(pitch_m(bench, loop.tag, flow, state) for loop, flow in zip(loops, units, strict=True))
    return _Room(half, 2.0 * half + pair, branch)


def _past(group: Sequence[tuple[Loop, Crossing]], room: _Room) -> float:
    """Where the rings run past the CDUs, along the rows: in the corridor between their lines, or over the only line, or
    over the last of a field; beside the rows' ends where they stand in the rows.
    """
    first = group[0][1]
    side = first.towards
    places = sorted(u for _, found in group for u in found.columns)
    apart = [u for u in places if (first.at - u) * side > _SAME]
    least = first.at - side * 4.0 * room.half
    if not places or 2 * len(apart) < len(places):
        return least
    lines = _lines(apart)
    if len(lines) > _FIELD:
        return min(lines, key=lambda u: u * side)
    middle = len(lines) // 2
    past = lines[0] if len(lines) == 1 else (lines[middle - 1] + lines[middle]) / 2.0
    return past if (least - past) * side >= 0.0 else least


def _lines(places: Sequence[float]) -> list[float]:
    """Lines in which machines stand, from places in order."""
    lines = [places[0]]
    for u in places:
        if u - lines[-1] > _LINE:
            lines.append(u)
    return lines


def _lane(found: Crossing, past: float, room: _Room) -> Lane:
    """The lane that a loop would have alone: a rectangle around its rows' and its CDUs' places, or with arms to CDUs in
    the rows.
    """
    low, high = found.rows[0] - room.half, found.rows[1] + room.half
    inside = [seat for seat in found.seats if (seat[1] - found.at) * found.towards > _SAME]
    if 2 * len(inside) > len(found.seats):
        reach: dict[float, float] = {}
        for across, along in found.seats:
            key = round(across, 3)
            reach[key] = max(reach.get(key, found.at), along, key=lambda u: u * found.towards)
        arms = tuple(sorted(reach.items()))
        low, high = min(low, arms[0][0] - room.need), max(high, arms[-1][0] + room.need)
        return Lane(found.along, found.at, past, (low, high), (low, high), (past, past), room.half, arms)
    field = len(_lines(sorted(found.columns))) > _FIELD if found.columns else False
    return Lane(
        found.along, found.at, past, (low, high), found.cdus or (low, high), (past, past), room.half,
        slot=room.branch if field else 0.0,
    )


def _parted(lanes: list[Lane], group: Sequence[tuple[Loop, Crossing]], room: _Room) -> list[Lane]:
    """Lanes one beside the other; the first begins and the last ends square."""
    if any(lane.arms for lane in lanes):
        return _behind(lanes, room)
    for k in reversed(range(len(lanes) - 1)):
        lanes[k] = _aside(lanes[k], lanes[k + 1], (group[k], group[k + 1]), room)
    for k in range(len(lanes) - 1):
        lanes[k], lanes[k + 1] = _cdus_parted(*_rows_parted(lanes[k], lanes[k + 1], room), room)
    for k in range(len(lanes) - 1):
        lanes[k], lanes[k + 1] = _straight(lanes[k], lanes[k + 1], room)
    _turn(lanes, room)
    low, high = min(lanes[0].rows[0], lanes[0].cdus[0]), max(lanes[-1].rows[1], lanes[-1].cdus[1])
    lanes[0] = replace(lanes[0], rows=(low, lanes[0].rows[1]), cdus=(low, lanes[0].cdus[1]))
    lanes[-1] = replace(lanes[-1], rows=(lanes[-1].rows[0], high), cdus=(lanes[-1].cdus[0], high))
    return lanes


def _aside(
    one: Lane, two: Lane, group: tuple[tuple[Loop, Crossing], tuple[Loop, Crossing]], room: _Room
) -> Lane:
    """The lower of two lanes, nearer to its racks where headers of both lie among one another: those of the upper one
    pass over the lower ring and turn behind it.
    """
    (loop, lower), (_, upper) = group
    if upper.rows[0] > lower.rows[1] + _SAME:
        return one
    at = two.rows_at + lower.towards * room.need
    nearest = min((r.point[lower.along] - lower.at) * lower.towards for r in loop.racks)
    return replace(one, rows_at=at) if (at - lower.at) * lower.towards + room.half <= nearest else one


def _rows_parted(one: Lane, two: Lane, room: _Room) -> tuple[Lane, Lane]:
    """Room between the sides past the rows."""
    low = max(two.rows[0], one.rows[1] + room.need)
    return one, replace(two, rows=(low, max(two.rows[1], low + room.need)))


def _cdus_parted(one: Lane, two: Lane, room: _Room) -> tuple[Lane, Lane]:
    """Room between the sides past the CDUs."""
    high, low = one.cdus[1], two.cdus[0]
    if low - high < room.need:
        middle = (high + low) / 2.0
        high, low = middle - room.need / 2.0, middle + room.need / 2.0
    return replace(one, cdus=(min(one.cdus[0], high), high)), replace(two, cdus=(low, max(two.cdus[1], low)))


def _straight(one: Lane, two: Lane, room: _Room) -> tuple[Lane, Lane]:
    """Both ends straight where there is room for that."""
    high, low = max(one.rows[1], one.cdus[1]), min(two.rows[0], two.cdus[0])
    if low - high < room.need - _SAME:
        return one, two
    return (
        replace(one, rows=(one.rows[0], high), cdus=(one.cdus[0], high)),
        replace(two, rows=(low, two.rows[1]), cdus=(low, two.cdus[1])),
    )


def _turn(lanes: list[Lane], room: _Room) -> None:
    """Give every change between the sides a lane of its own beside the rows' side: changes that lie abreast of one
    another, all the same way, in the order in which none passes another.
    """
    abreast: list[list[int]] = []
    reach = -math.inf
    for k in range(len(lanes) - 1):
        one, two = lanes[k], lanes[k + 1]
        if abs(one.rows[1] - one.cdus[1]) <= _SAME and abs(two.rows[0] - two.cdus[0]) <= _SAME:
            continue
        low, high = min(one.rows[1], one.cdus[1]), max(two.rows[0], two.cdus[0])
        same = bool(abreast) and _up(lanes[abreast[-1][-1]]) == _up(one)
        if same and low < reach + room.need:
            abreast[-1].append(k)
        else:
            abreast.append([k])
        reach = high
    for group in abreast:
        _turn_abreast(lanes, group, room)


def _up(lane: Lane) -> bool:
    """Whether the high end of a ring lies farther on past the CDUs than past the rows."""
    return lane.cdus[1] > lane.rows[1]


def _turn_abreast(lanes: list[Lane], group: Sequence[int], room: _Room) -> None:
    """The changes at the ends of some neighbouring lanes, side by side, closer where the floor is narrow."""
    members = [lanes[k + i] for k in group for i in (0, 1)]
    side = math.copysign(1.0, members[0].rows_at - members[0].cdus_at)
    base = min((lane.rows_at for lane in members), key=lambda at: at * side)
    step = min(room.need, abs(base - members[0].cdus_at) / (len(members) + 1))
    places = [base - side * step * n for n in range(1, len(members) + 1)]
    if _up(members[0]):
        places.reverse()
    for n, k in enumerate(group):
        lanes[k] = replace(lanes[k], turns=(lanes[k].turns[0], places[2 * n]))
        lanes[k + 1] = replace(lanes[k + 1], turns=(places[2 * n + 1], lanes[k + 1].turns[1]))


def _behind(lanes: Sequence[Lane], room: _Room) -> list[Lane]:
    """Bodies of rings with arms: one that reaches past the end of the one before lies behind it, seen from the rows."""
    made: list[Lane] = []
    for lane in lanes:
        side = math.copysign(1.0, lane.rows_at - lane.cdus_at)
        meets = bool(made) and made[-1].rows[1] + room.need > lane.rows[0]
        shift = side * (room.need + 4.0 * room.half) if meets and made[-1].rows_at == lane.rows_at else 0.0
        made.append(replace(lane, rows_at=lane.rows_at - shift, cdus_at=lane.cdus_at - shift))
    return made
