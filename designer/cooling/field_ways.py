"""Branches of CDUs that stand in a field of many lines, which the ring of their loop goes around.

Each CDU is led across the rows to the nearer side of the ring, those of the last line to its end; none meets another.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from designer.cooling.lane import Lane
from designer.cooling.loops import Loop
from designer.layout.records import Placed
from designer.model import Point

__all__ = ["of_field"]

#: CDUs closer than this along the rows stand in one line [m].
_LINE = 0.6

Ways = tuple[tuple[Point, ...], ...]


def of_field(loop: Loop, lane: Lane, rings: Sequence[tuple[Point, ...]]) -> dict[str, Ways]:
    """The ways of supply and return from each CDU of a loop to its ring, in the order in which the ring passes them:
    up its high side, over its end, and back along its low side.
    """
    ends = [ring[2:-1] for ring in rings]
    far = [max(end, key=lambda p: abs(p[0] - lane.rows_at))[0] for end in ends]
    sides = [[pick(p[1] for p in end if p[0] == at) for pick in (min, max)] for end, at in zip(ends, far, strict=True)]
    middle = sum(lane.cdus) / 2.0
    last: list[Placed] = []
    low: list[Placed] = []
    high: list[Placed] = []
    for cdu in loop.cdus:
        along, across = _place(cdu, lane)
        group = last if abs(along - lane.cdus_at) <= _LINE else high if across >= middle else low
        group.append(cdu)
    away = 1.0 if lane.cdus_at >= lane.rows_at else -1.0
    made: dict[str, Ways] = {}
    for cdu, slots in _slotted(high, lane, middle, away):
        made[cdu.tag] = _ways(cdu, lane, slots, rings, max)
    for cdu in sorted(last, key=lambda c: (-_place(c, lane)[1], c.tag)):
        made[cdu.tag] = _to_end(cdu, lane, far, sides)
    for cdu, slots in _slotted(low, lane, middle, -away):
        made[cdu.tag] = _ways(cdu, lane, slots, rings, min)
    return made


def _place(cdu: Placed, lane: Lane) -> Point:
    at = (cdu.box.at.x, cdu.box.at.y)
    return at[lane.along], at[1 - lane.along]


def _slotted(
    cdus: Sequence[Placed], lane: Lane, middle: float, towards: float
) -> list[tuple[Placed, tuple[float, float]]]:
    """CDUs of one side in the order of the ring, which runs along the rows `towards` there, with the places along the
    rows of their supply and return [m]: side by side over their line, the first the nearest to the ring.
    """
    lines: list[list[Placed]] = []
    for cdu in sorted(cdus, key=lambda c: (_place(c, lane)[0], c.tag)):
        if not lines or _place(cdu, lane)[0] - _place(lines[-1][0], lane)[0] > _LINE:
            lines.append([])
        lines[-1].append(cdu)
    found = []
    for line in lines[:: 1 if towards > 0.0 else -1]:
        first = _place(line[0], lane)[0]
        ordered = sorted(line, key=lambda c: (-abs(_place(c, lane)[1] - middle), c.tag))
        start = first - towards * lane.slot * (2 * len(ordered) - 1) / 2.0
        for number, cdu in enumerate(ordered):
            supply = start + towards * lane.slot * 2 * number
            found.append((cdu, (supply, supply + towards * lane.slot)))
    return found


def _ways(
    cdu: Placed, lane: Lane, slots: tuple[float, float], rings: Sequence[tuple[Point, ...]], pick: Callable[..., float]
) -> Ways:
    """Across the rows from over a CDU to the high or the low sides of both rings, as picked."""
    levels = [corner[1 - lane.along] for corner in cdu.box.corners]
    # the riser stands over the machine, and within the part of the field that is its loop's where that is
    inside = min(max(_place(cdu, lane)[1], lane.cdus[0]), lane.cdus[1])
    across, ways = min(max(inside, min(levels)), max(levels)), []
    for slot, ring in zip(slots, rings, strict=True):
        reach = [p[0] for p in ring]
        at = min(max(slot, min(reach)), max(reach))
        levels = [a[1] for a, b in pairwise(ring) if a[1] == b[1] and min(a[0], b[0]) <= at <= max(a[0], b[0])]
        ways.append((lane.plan(at, across), lane.plan(at, pick(levels))))
    return tuple(ways)


def _to_end(cdu: Placed, lane: Lane, far: Sequence[float], sides: Sequence[Sequence[float]]) -> Ways:
    """Along the rows from over a CDU of the last line to the ends of both rings, the supply first in their order."""
    along, across = _place(cdu, lane)
    ways = []
    for at, (low, high), off in zip(far, sides, (lane.slot / 2.0, -lane.slot / 2.0), strict=True):
        level = min(max(across + off, low), high)
        ways.append((lane.plan(along, level), lane.plan(at, level)))
    return tuple(ways)
