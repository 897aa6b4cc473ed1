"""Which rack stands where: scalable units whole in their runs, network racks in the middle, storage beside them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from designer.layout.blocked import Gap
from designer.layout.equipment import Item
from designer.layout.needs import Kind, Need
from designer.layout.rows import Line
from designer.layout.strips import FIT, pack_stretch

__all__ = ["Chair", "Run", "Seating", "middled", "runs_of", "seat"]

#: Where network racks stand in the middle of their rows.
_IN_MIDDLE = ("in-row", "central-block")


@dataclass(frozen=True, slots=True)
class Run:
    """A row between two cross-aisles: its line, free gaps along it [m], most racks it may hold, and the hall that it
    stands in where a site has several."""

    line: Line
    gaps: tuple[Gap, ...]
    most: int
    home: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle in the frame."""
        return (self.gaps[0][0] + self.gaps[-1][1]) / 2, self.line.body


@dataclass(frozen=True, slots=True)
class Chair:
    """A rack, or plant among the racks, in a run: kind or item, run index, left edge [m], scalable unit (0 = none)."""

    kind: Kind | None
    run: int
    left: float
    unit: int
    item: Item | None = None

    @property
    def width(self) -> float:
        """Width of what stands there [m]."""
        if self.kind is not None:
            return self.kind.width
        return self.item.module.width if self.item is not None else 0.0


def runs_of(lines: Sequence[Line], width: float, most: int, limit: int, cross: float) -> tuple[Run, ...]:
    """The lines cut into runs of at most `most` racks of `width`, each filled to the next cross-aisle or wall.

    `limit` is the most racks of any width that one run may hold.
    """
    runs = []
    for line in lines:
        for stretch in line.stretches:
            edges = pack_stretch(stretch, width, most, cross)
            for start, stop in _groups(edges, width, cross, stretch):
                gaps = tuple((max(a, start), min(b, stop)) for a, b in stretch if min(b, stop) - max(a, start) > FIT)
                runs.append(Run(line, gaps, limit))
    return tuple(runs)


def _groups(edges: Sequence[float], width: float, cross: float, stretch: Sequence[Gap]) -> Iterator[Gap]:
    """First and last place of each run: a run ends where a free cross-aisle follows."""
    if not edges:
        return
    start = last = edges[0]
    for edge in edges[1:]:
        if _aisle_between(last + width, edge, cross, stretch):
            yield start, last + width
            start = edge
        last = edge
    yield start, last + width


def _aisle_between(end: float, start: float, cross: float, stretch: Sequence[Gap]) -> bool:
    """Whether a gap leaves a cross-aisle's width free between the end of one rack and the start of the next."""
    if start - end < cross - FIT:
        return False
    return any(min(b, start) - max(a, end) >= cross - FIT for a, b in stretch)


@dataclass(frozen=True, slots=True)
class Seating:
    """Runs, the chairs in them, racks and plant without a chair, scalable units that are split over runs."""

    runs: tuple[Run, ...]
    chairs: tuple[Chair, ...]
    missing: int
    lost: tuple[Item, ...]
    split: int

    @property
    def complete(self) -> bool:
        """Whether every rack and all plant found a chair."""
        return not self.missing and not self.lost


def seat(runs: tuple[Run, ...], need: Need) -> Seating:
    """Chairs for as many racks as the runs hold.

    The run nearest the middle of all runs takes the network racks, its neighbours the rest of them and the storage; of
    several halls each takes its share of them, about the middle of its own rows. Or, where they are wanted so, each run
    takes its share of them, or of a block in the centre. Plant that stands among racks takes the low ends of the other
    runs that racks will fill, in turn. GPU racks fill outwards from the middle, whole scalable units first, and only
    then what is left of the runs. What is wanted in the middle of its row is moved there by `middled`.
    """
    if not runs:
        return Seating((), (), need.count, need.among, 0)
    first = _seated(runs, need, {})
    racks = Counter(runs[chair.run].home for chair in first.chairs if chair.kind is not None)
    if len(racks) < 2 or need.network != "middle":
        return first
    shared = _seated(runs, need, racks)
    return min(first, shared, key=lambda one: (one.missing, len(one.lost), one is first))


def _seated(
    runs: tuple[Run, ...], need: Need, racks: Mapping[str, int], barred: frozenset[int] = frozenset()
) -> Seating:
    """The chairs with the network racks shared out over halls in which so many racks stand; together where none do.
    No plant stands in a run without racks, so that where it would the runs are filled once more with those `barred`.
    """
    tables = [_Table(run) for run in runs]
    chairs: list[Chair] = []
    outward = _outward(range(len(runs)), runs)
    sharing = _sharing(outward, tables, need)
    if need.network == "middle":
        core_left = _seat_core(outward, tables, _by_hall(need, racks), chairs)
        hosts = [i for i in sharing if i not in barred]
        lost = _seat_among([i for i in hosts if not tables[i].used] or hosts, tables, need, chairs)
    else:
        lost = _seat_among([i for i in sharing if i not in barred], tables, need, chairs)
        shares = _shares(sharing, runs, need)
        core_left = _spread_core((*sharing, *outward), shares, tables, need, chairs)
    gpu_left = _seat_units(outward, tables, need, chairs)
    bare = {c.run for c in chairs if c.item is not None} - {c.run for c in chairs if c.kind is not None}
    if bare:
        return _seated(runs, need, racks, barred | bare)
    seen = {(chair.unit, chair.run) for chair in chairs if chair.unit}
    split = len(seen) - len({unit for unit, _ in seen})
    return Seating(runs, tuple(chairs), core_left + gpu_left, lost, split)


def middled(seating: Seating, need: Need) -> Seating:
    """The seating, its chairs in order, with what is wanted in the middle of its row moved there."""
    chairs = sorted(_middled(seating.runs, seating.chairs, need), key=lambda c: (c.run, c.left))
    return replace(seating, chairs=tuple(chairs))


class _Table:
    """A run while it is being filled from its low end."""

    def __init__(self, run: Run) -> None:
        self.run, self.at, self.used = run, run.gaps[0][0], 0

    def room(self, width: float) -> int:
        """How many more racks of that width fit."""
        at, used = self.at, self.used
        while self.used < self.run.most and self.take(width) is not None:
            pass
        fits, self.at, self.used = self.used - used, at, used
        return fits

    def take(self, width: float) -> float | None:
        """The left edge of the next rack, or None when it does not fit."""
        if self.used >= self.run.most:
            return None
        for a, b in self.run.gaps:
            left = max(a, self.at)
            if left + width <= b + FIT:
                self.at, self.used = left + width, self.used + 1
                return left
        return None


def _middle(runs: Sequence[Run]) -> tuple[float, float]:
    weights = [sum(b - a for a, b in run.gaps) for run in runs]
    total = sum(weights)
    u = sum(w * run.middle[0] for w, run in zip(weights, runs, strict=True)) / total
    v = sum(w * run.middle[1] for w, run in zip(weights, runs, strict=True)) / total
    return u, v


def _nearest(indices: Iterable[int], runs: Sequence[Run], place: tuple[float, float]) -> list[int]:
    """Runs by walking distance of their middles from a place."""
    return sorted(
        indices,
        key=lambda i: (round(abs(runs[i].middle[0] - place[0]) + abs(runs[i].middle[1] - place[1]), 6), i),
    )


def _outward(indices: Sequence[int], runs: Sequence[Run]) -> list[int]:
    """Some of the runs, from the one nearest the middle of them all outwards."""
    heart = _nearest(indices, runs, _middle([runs[i] for i in indices]))
    return _nearest(indices, runs, runs[heart[0]].middle)


def _seat_core(
    order: Sequence[int], tables: Sequence[_Table], parts: Sequence[tuple[str, list[Kind]]], chairs: list[Chair]
) -> int:
    """Network and storage racks hall by hall, what a hall has no room for wherever there is some; how many are left."""
    waiting: list[Kind] = []
    for home, part in parts:
        own = [i for i in order if tables[i].run.home == home] or order
        waiting += _take_core(_outward(own, [table.run for table in tables]), tables, part, chairs)
    return len(_take_core(order, tables, waiting, chairs))


def _take_core(
    order: Sequence[int], tables: Sequence[_Table], kinds: Sequence[Kind], chairs: list[Chair]
) -> list[Kind]:
    """Racks one after the other in the first of the runs that have room; those that found none."""
    waiting = list(kinds)
    for index in order:
        while waiting and (left := tables[index].take(waiting[0].width)) is not None:
            chairs.append(Chair(waiting.pop(0), index, left, 0))
    return waiting


def _by_hall(need: Need, racks: Mapping[str, int]) -> list[tuple[str, list[Kind]]]:
    """Each hall with its share of the network racks, by the racks in it; all others in the first; one part for any
    hall where nothing is shared."""
    waiting = [kind for kind in need.core for _ in range(kind.count)]
    if not racks:
        return [("", waiting)]
    network = [kind for kind in waiting if kind.purpose == "network"]
    seen = [sum(list(racks.values())[:k]) for k in range(len(racks) + 1)]
    edges = [round(len(network) * count / seen[-1]) for count in seen]
    parts = [network[a:b] for a, b in pairwise(edges)]
    parts[0] += [kind for kind in waiting if kind.purpose != "network"]
    return list(zip(racks, parts, strict=True))


def _sharing(order: Sequence[int], tables: Sequence[_Table], need: Need) -> list[int]:
    """As many of the runs as all racks and the plant among them need."""
    wanted = sum(k.width * k.count for k in need.kinds) + sum(i.module.width for i in need.among)
    found, total = [], 0.0
    for index in order:
        if total < wanted:
            found.append(index)
            total += tables[index].room(need.width) * need.width
    return found


def _shares(sharing: Sequence[int], runs: Sequence[Run], need: Need) -> list[int]:
    """Network and storage racks of each run: an even share, or, for a block, as many as its places are among those
    nearest the centre, walked square."""
    count = sum(kind.count for kind in need.core)
    if need.network != "central-block" or not count:
        return [-(-count // len(sharing)) if sharing else 0] * len(sharing)
    width = sum(kind.width * kind.count for kind in need.core) / count
    u, v = _middle([runs[i] for i in sharing])
    places = [
        (round(abs(a + (k + 0.5) * width - u) + abs(runs[i].middle[1] - v), 6), number)
        for number, i in enumerate(sharing)
        for a, b in runs[i].gaps
        for k in range(int((b - a) / width))
    ]
    nearest = [number for _, number in sorted(places)[:count]]
    return [nearest.count(number) for number in range(len(sharing))]


def _spread_core(
    order: Sequence[int], shares: Sequence[int], tables: Sequence[_Table], need: Need, chairs: list[Chair]
) -> int:
    """Network and storage racks at the low ends of the runs, in each its share; those for which a share had no room
    in whatever runs are left, the nearest first."""
    waiting = [kind for kind in need.core for _ in range(kind.count)]
    most = max(shares, default=0)
    for number, index in enumerate(order):
        for _ in range(shares[number] if number < len(shares) else most):
            left = tables[index].take(waiting[0].width) if waiting else None
            if left is not None:
                chairs.append(Chair(waiting.pop(0), index, left, 0))
    return len(waiting)


def _middled(runs: Sequence[Run], chairs: Sequence[Chair], need: Need) -> list[Chair]:
    """The chairs with network racks and plant in the middle of their rows where they are wanted there, or where the
    row passes the centre for a block.

    A row in which they would not fit in that order (a column) keeps them at its end.
    """

    def wanted(chair: Chair) -> bool:
        core = chair.kind is not None and chair.kind.purpose != "gpu" and need.network in _IN_MIDDLE
        return core or (chair.item is not None and chair.item.module.zone == "row")

    found: list[Chair] = []
    centre = _middle([runs[i] for i in sorted({c.run for c in chairs})])[0] if chairs else 0.0
    for index in sorted({c.run for c in chairs}):
        own = sorted((c for c in chairs if c.run == index), key=lambda c: c.left)
        rest, middle = [c for c in own if not wanted(c)], [c for c in own if wanted(c)]
        half = len(rest) // 2
        if need.network == "central-block" and middle:
            half = _passing(rest, sum(c.width for c in middle), runs[index].gaps[0][0], centre)
        table, moved = _Table(runs[index]), []
        for chair in (*rest[:half], *middle, *rest[half:]):
            left = table.take(chair.width)
            moved += [] if left is None else [replace(chair, left=left)]
        found += moved if middle and len(moved) == len(own) else own
    return found


def _passing(rest: Sequence[Chair], length: float, start: float, centre: float) -> int:
    """How many of the rest of a row stand before what is to stand nearest a centre [m]."""
    before = [start]
    for chair in rest:
        before.append(before[-1] + chair.width)
    return min(range(len(before)), key=lambda i: (round(abs(before[i] + length / 2 - centre), 6), i))


def _seat_among(free: Sequence[int], tables: Sequence[_Table], need: Need, chairs: list[Chair]) -> tuple[Item, ...]:
    """Plant at the low ends of runs, as many in each as it takes for all to find a place."""
    waiting = list(need.among)
    share = -(-len(waiting) // len(free)) if free else 0
    for index in free:
        for _ in range(share):
            left = tables[index].take(waiting[0].module.width) if waiting else None
            if left is not None:
                chairs.append(Chair(None, index, left, 0, waiting.pop(0)))
    return tuple(waiting)


def _seat_units(order: Sequence[int], tables: Sequence[_Table], need: Need, chairs: list[Chair]) -> int:
    """GPU racks unit by unit; a unit is not carried on in another hall, so that its leaves stand with its machines."""
    unit, left_over = 0, 0
    homes = list(dict.fromkeys(tables[i].run.home for i in order))
    by_hall = sorted(order, key=lambda i: homes.index(tables[i].run.home))
    for kind in need.gpu:
        left, open_seats, home = kind.count, 0, ""
        for whole in (True, False):
            for index in order if whole else by_hall:
                if tables[index].run.home != home:
                    open_seats, home = 0, tables[index].run.home
                while left:
                    room = tables[index].room(kind.width)
                    if room < (min(kind.unit, left) if whole else 1):
                        break
                    if not open_seats:
                        unit, open_seats = unit + 1, kind.unit
                    seats = min(room, open_seats, left)
                    chairs += _take(tables[index], Chair(kind, index, 0.0, unit), seats)
                    left, open_seats = left - seats, open_seats - seats
        left_over += left
    return left_over


def _take(table: _Table, pattern: Chair, seats: int) -> Iterable[Chair]:
    for _ in range(seats):
        edge = table.take(pattern.width)
        if edge is not None:
            yield Chair(pattern.kind, pattern.run, edge, pattern.unit)
