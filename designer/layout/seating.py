"""Which rack stands where: scalable units whole in their runs, network racks in the middle, storage beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer.catalog import Catalog, Rack
from designer.layout.blocked import Gap
from designer.layout.rows import Line
from designer.layout.strips import FIT, pack_stretch
from designer.sizing.records import Programme

__all__ = ["Chair", "Kind", "Need", "Run", "kinds_of", "runs_of", "seat"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rack to be placed: footprint [m], mass [kg], how many, and how many form a scalable unit."""

    slug: str
    purpose: str
    width: float
    depth: float
    height: float
    mass_kg: float
    feet: int
    load_kw: float
    liquid: bool
    count: int
    unit: int


@dataclass(frozen=True, slots=True)
class Need:
    """All kinds of racks: GPU kinds first, then network, then storage."""

    gpu: tuple[Kind, ...]
    core: tuple[Kind, ...]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds."""
        return (*self.gpu, *self.core)

    @property
    def depth(self) -> float:
        """Depth of the deepest rack [m]."""
        return max((k.depth for k in self.kinds), default=0.0)

    @property
    def count(self) -> int:
        """All racks."""
        return sum(k.count for k in self.kinds)

    @property
    def unit(self) -> int:
        """Racks of a scalable unit."""
        return max((k.unit for k in self.gpu), default=0) or 1

    @property
    def width(self) -> float:
        """Width of the GPU rack, or of the widest where there is none [m]."""
        return self.gpu[0].width if self.gpu else max((k.width for k in self.kinds), default=0.0)


@dataclass(frozen=True, slots=True)
class Run:
    """A row between two cross-aisles: its line, free gaps along it [m], most racks it may hold."""

    line: Line
    gaps: tuple[Gap, ...]
    most: int

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle in the frame."""
        return (self.gaps[0][0] + self.gaps[-1][1]) / 2, self.line.body


@dataclass(frozen=True, slots=True)
class Chair:
    """A rack in a run: kind, run index, left edge [m], scalable unit (1-based, 0 = none)."""

    kind: Kind
    run: int
    left: float
    unit: int


def kinds_of(programme: Programme, catalog: Catalog) -> Need:
    """The racks of a programme with their footprints; the installed mass, or the dry one where that is not known."""
    found = []
    for group in programme.racks:
        rack = catalog.get(Rack, group.rack)
        mass = rack.mass_installed if rack.mass_installed.known else rack.mass_dry
        found.append(
            Kind(
                slug=group.rack,
                purpose=group.purpose,
                width=rack.width.si("m"),
                depth=rack.depth.si("m"),
                height=rack.height.si("m"),
                mass_kg=mass.si("kg") if mass.known else 0.0,
                feet=rack.feet,
                load_kw=group.load_kw,
                liquid=rack.cooling != "air",
                count=group.count,
                unit=max(1, group.unit_racks),
            )
        )
    order = {"network": 0, "storage": 1}
    core = sorted((k for k in found if k.purpose != "gpu"), key=lambda k: order.get(k.purpose, 2))
    return Need(tuple(k for k in found if k.purpose == "gpu"), tuple(core))


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


def _groups(edges: Sequence[float], width: float, cross: float, stretch: Sequence[Gap]) -> Iterable[Gap]:
    """First and last place of each run: a run ends where a free cross-aisle follows."""
    starts = [e for i, e in enumerate(edges) if i == 0 or _aisle_between(edges[i - 1] + width, e, cross, stretch)]
    for index, start in enumerate(starts):
        last = [e for e in edges if index + 1 == len(starts) or e < starts[index + 1]][-1] + width
        yield start, last


def _aisle_between(end: float, start: float, cross: float, stretch: Sequence[Gap]) -> bool:
    return any(min(b, start) - max(a, end) >= cross - FIT for a, b in stretch)


def seat(runs: Sequence[Run], need: Need) -> tuple[tuple[Chair, ...], int]:
    """Chairs for as many racks as the runs hold, and how many found none.

    The run nearest the middle of all runs takes the network racks, its neighbours the rest of them and the storage;
    GPU runs fill outwards from there, whole scalable units first, and only then what is left of the runs.
    """
    if not runs:
        return (), need.count
    tables = [_Table(run) for run in runs]
    chairs: list[Chair] = []
    heart = _nearest(range(len(runs)), runs, _middle(runs))
    centre = runs[heart[0]].middle
    outward = _nearest(range(len(runs)), runs, centre)
    core_left = _seat_core(outward, tables, need, chairs)
    gpu_left = _seat_units(outward, tables, need, chairs)
    return tuple(sorted(chairs, key=lambda c: (c.run, c.left))), core_left + gpu_left


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


def _seat_core(order: Sequence[int], tables: Sequence[_Table], need: Need, chairs: list[Chair]) -> int:
    waiting = [kind for kind in need.core for _ in range(kind.count)]
    for index in order:
        while waiting and (left := tables[index].take(waiting[0].width)) is not None:
            chairs.append(Chair(waiting.pop(0), index, left, 0))
    return len(waiting)


def _seat_units(order: Sequence[int], tables: Sequence[_Table], need: Need, chairs: list[Chair]) -> int:
    unit, left_over = 0, 0
    for kind in need.gpu:
        left, open_seats = kind.count, 0
        for whole in (True, False):
            for index in order:
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
        edge = table.take(pattern.kind.width)
        if edge is not None:
            yield Chair(pattern.kind, pattern.run, edge, pattern.unit)
