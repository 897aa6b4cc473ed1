"""Where the branches of machines meet the headers and the rings of a circuit, told by the runs as they are drawn.

Supply and return lie beside one another and have lengths and taps of their own.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry import LineString
from shapely.geometry import Point as Spot

from designer.cooling.circuit_ways import ENTRIES, OUT
from designer.cooling.records import PipeRun
from designer.model import Point

__all__ = ["SIDES", "TURN", "Circle", "circle_of", "heads_of", "places_on", "ring_order", "rings_of", "sections_of"]

#: Supply and return.
SIDES = ("S", "R")
#: The tap at which the closed part of a ring begins and ends.
TURN = "turn"
_SAME = 1e-6


def _points(runs: Sequence[PipeRun], circuit: str, name: str, side: str) -> tuple[Point, ...]:
    """The way of a run, or of the first of its equal pipes; empty where there is none."""
    return next((r.points for r in runs if r.tag.rstrip("ABCD") == f"{circuit}-{name}-{side}"), ())


def places_on(
    runs: Sequence[PipeRun], circuit: str, header: str, side: str, branches: Mapping[str, str]
) -> dict[str, float]:
    """Metres along a header or ring at which the branches of machines meet it, by machine; `branches` names the branch
    of each. What is not drawn is left out.
    """
    way = _points(runs, circuit, header, side)
    if len(way) < 2:
        return {}
    line = LineString(way)
    starts = {tag: _points(runs, circuit, name, side) for tag, name in branches.items()}
    return {tag: float(line.project(Spot(points[0]))) for tag, points in starts.items() if points}


def ring_order(runs: Sequence[PipeRun], circuit: str, tags: Sequence[str]) -> tuple[str, ...]:
    """Consumers in the order in which the supply ring passes them; as they are told where it is not drawn."""
    at = places_on(runs, circuit, "RING", "S", {tag: tag for tag in tags})
    if len(at) < len(tags):
        return tuple(tags)
    return tuple(sorted(tags, key=lambda tag: (round(at[tag], 6), tag)))


def heads_of(
    runs: Sequence[PipeRun], circuit: str, tags: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, tuple[float, ...]]]:
    """Sources in the order of their header from the end where leg A begins, and by side the metres to the first,
    between neighbours, and from the last one.
    """
    taps = {tag: tag for tag in tags}
    at = {side: places_on(runs, circuit, "HEAD", side, taps) for side in SIDES}
    order, away = list(tags), False
    if len(at["S"]) == len(tags):
        order.sort(key=lambda tag: (round(at["S"][tag], 6), tag))
        leg, head = (_points(runs, circuit, name, "S") for name in ("LEG-A", "HEAD"))
        away = bool(leg) and math.dist(leg[0], head[-1]) < math.dist(leg[0], head[0])
    if away:
        order.reverse()
    return tuple(order), {side: _gaps(at[side], order, _length(runs, circuit, side), away) for side in SIDES}


def _length(runs: Sequence[PipeRun], circuit: str, side: str) -> float:
    points = _points(runs, circuit, "HEAD", side)
    return math.fsum(math.dist(a, b) for a, b in itertools.pairwise(points))


def _gaps(at: Mapping[str, float], order: Sequence[str], length: float, away: bool) -> tuple[float, ...]:
    """Metres between neighbours on a header with its ends; even where it is not drawn."""
    if len(at) < len(order):
        return (length / (len(order) + 1),) * (len(order) + 1)
    ends = (length, 0.0) if away else (0.0, length)
    stops = [ends[0], *(at[tag] for tag in order), ends[1]]
    return tuple(abs(b - a) for a, b in itertools.pairwise(stops))


@dataclass(frozen=True, slots=True)
class Circle:
    """A ring of one side: length of its line [m], where along it the closed part begins, places of the taps by name."""

    length: float
    turn: float
    taps: dict[str, float]

    @property
    def pieces(self) -> tuple[tuple[str, str, float], ...]:
        """Pieces from tap to tap as (from, to, metres), the closed part back to its beginning, the tap `TURN`."""
        return tuple((one, two, b - a) for (a, one), (b, two) in self._pairs())

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """Where along the ring's line each piece begins and ends [m]."""
        return tuple((a, b) for (a, _), (b, _) in self._pairs())

    def _pairs(self) -> list[tuple[tuple[float, str], tuple[float, str]]]:
        stops = [*((at, name) for name, at in self.taps.items()), (self.turn, TURN)]
        # what taps the ring where its closed part begins lies on that part
        stops.sort(key=lambda stop: (stop[0], stop[1] != TURN, stop[1]))
        stops = [stop for stop in stops if stop[0] <= self.length + _SAME]
        return [(one, two) for one, two in itertools.pairwise([*stops, (self.length, TURN)]) if one[1] != two[1]]


def circle_of(
    runs: Sequence[PipeRun], circuit: str, side: str, taps: Mapping[str, str], feeding: Sequence[str], reach: float
) -> Circle:
    """The ring of a side with the taps of consumers (their branches by tag) and of what feeds or drains it.

    Args:
        runs: the runs of the circuit.
        circuit: its name.
        side: ``S`` or ``R``.
        taps: branch of each tap by name.
        feeding: names that meet the ring over its first metres where they have no branch on it.
        reach: how far from its beginning those lie at most [m].
    """
    way = _points(runs, circuit, "RING", side)
    at = places_on(runs, circuit, "RING", side, taps)
    length = math.fsum(math.dist(a, b) for a, b in itertools.pairwise(way))
    turn = _closes(way)
    missing = [name for name in taps if name not in at]
    if length <= 0.0:
        length = max(1.0, float(len(missing)))
    for number, name in enumerate(missing, start=1):
        at[name] = turn + (length - turn) * number / (len(missing) + 1)
    for number, name in enumerate(feeding):
        at.setdefault(name, turn + min(reach, (length - turn) / 2.0) * number / max(len(feeding) - 1, 1))
    return Circle(length, turn, at)


def rings_of(
    runs: Sequence[PipeRun], circuit: str, users: Sequence[str], pumps: Sequence[str], own: bool
) -> dict[str, Circle]:
    """The rings of both sides; pumps that have branches of their `own` meet the supply ring there."""
    taps = {tag: tag for tag in users}
    fed = {"S": {**taps, **({tag: f"{tag}{OUT}" for tag in pumps} if own else {})}, "R": taps}
    feeding = {"S": pumps, "R": ("leg A", "leg B")}
    return {side: circle_of(runs, circuit, side, fed[side], feeding[side], ENTRIES) for side in SIDES}


def sections_of(circle: Circle, users: Sequence[str]) -> dict[int, list[int]]:
    """Numbers of the pieces of each section of a ring, by the number of the section: 1 lies between the first user and
    the second, the last one between the last and the first. Where something feeds or drains the ring between two users,
    its section is the longer part beside that. Where this ring passes users in another order than they are told in, a
    section between two that are no neighbours there has a number that no neighbours have, of one of the two if it may:
    so no number holds two sections, and none of them out cuts a user off from both its sides.
    """
    pieces = [(i, *piece) for i, piece in enumerate(circle.pieces)]
    closed = pieces[next((i for i, piece in enumerate(pieces) if piece[1] == TURN), 0) :]
    first = next((i for i, piece in enumerate(closed) if piece[1] in users), None)
    if len(users) < 2 or first is None:
        return {}
    fed = {name for name in circle.taps if name not in users} | ({TURN} if closed[0][0] > 0 else set())
    place = {tag: i for i, tag in enumerate(users)}
    between: list[tuple[int, int, list[int]]] = []
    gap: list[list[tuple[int, float]]] = [[]]
    begun = closed[first][1]
    for i, _, two, metres in (*closed[first:], *closed[:first]):
        gap[-1].append((i, metres))
        if two in place:
            longest = max(gap, key=lambda part: sum(m for _, m in part))
            between.append((place[begun], place[two], [i for i, _ in longest]))
            begun, gap = two, [[]]
        elif two in fed:
            gap.append([])
    return _numbered(between, len(users))


def _numbered(between: Sequence[tuple[int, int, list[int]]], count: int) -> dict[int, list[int]]:
    """Pieces between users' places by the number of their section, whichever way the ring runs; neighbours first."""
    found: dict[int, list[int]] = {}
    others = []
    for one, two, pieces in between:
        if (one + 1) % count == two:
            found.setdefault(one + 1, []).extend(pieces)
        elif (two + 1) % count == one:
            found.setdefault(two + 1, []).extend(pieces)
        else:
            others.append((one, two, pieces))
    for one, two, pieces in others:
        free = [n for n in range(1, count + 1) if n not in found]
        touching = [n for n in free if {n - 1, n % count} & {one, two}]
        found[(touching or free)[0]] = pieces
    return found


def _closes(way: Sequence[Point]) -> float:
    """Metres from the start of a ring's line to the place where its end comes back to."""
    passed = 0.0
    for a, b in itertools.pairwise(way):
        if math.dist(a, way[-1]) <= _SAME:
            return passed
        passed += math.dist(a, b)
    return 0.0
