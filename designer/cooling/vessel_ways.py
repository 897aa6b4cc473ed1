"""Ways of lines to vessels and tanks: from the nearest place of a pipe with one corner where that is free, else by the
way that counts the least past machines and past the pipes that hang at its level, those laid before it among them.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot

from designer.cooling.bench import Bench
from designer.cooling.free_ways import Barred, counted, free_way
from designer.cooling.hanging import bare
from designer.cooling.insulated import outside_m, pitch_m
from designer.cooling.machine_rows import extent_of, into, out
from designer.cooling.records import PipeRun
from designer.cooling.runs import corner
from designer.layout.frame import Frame
from designer.layout.records import Placed
from designer.model import Point
from designer.sizing.coolant import FluidState

__all__ = ["Ground", "Wanted"]

Line = tuple[Point, ...]
Floats = NDArray[np.float64]

#: What a metre counts over a machine that nothing may hang over, in the place of another pipe, over other machines.
_BARRED, _PIPE, _OVER = 1e4, 25.0, 1.0
#: Lanes beside one another in a link between halls that are tried, to either side of its middle.
_LANES = 4
#: How far around a way its neighbours are looked up [m].
_ROOM = 10.0
#: What pipes of a bundle are told apart by.
_BUNDLE = "ABCDEFGHIJKLMNOPQ"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line that wants a way: the seat that it leads to and at which share of its width, the run that it leaves, its
    loop, flow [LPM] and state.
    """

    seat: Placed
    share: float
    run: PipeRun
    loop: str
    flow: float
    state: FluidState


@dataclass(slots=True)
class _Held:
    """Rectangles in the axes of the hall with undersides and tops [m], whose they are, and what a metre in them counts.
    """

    names: list[str] = field(default_factory=list)
    spots: list[tuple[float, ...]] = field(default_factory=list)
    array: Floats | None = None

    def add(self, name: str, low: Point, high: Point, levels: tuple[float, float], rate: float) -> None:
        """Hold one more."""
        self.names.append(name)
        self.spots.append((*low, *high, *levels, rate))
        self.array = None

    def near(self, box: tuple[float, ...], levels: tuple[float, float]) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Those that reach into a rectangle (low u and v, high u and v) between two levels [m]."""
        if not self.spots:
            return
        if self.array is None:
            self.array = np.array(self.spots)
        a = self.array
        found = (a[:, 0] < box[2]) & (a[:, 2] > box[0]) & (a[:, 1] < box[3]) & (a[:, 3] > box[1])
        found &= (a[:, 4] < levels[1]) & (a[:, 5] > levels[0])
        for i in np.flatnonzero(found).tolist():
            yield self.names[i], self.spots[i]


class Ground:
    """Machines and pipes among which lines are laid, one after the other."""

    def __init__(self, bench: Bench, frame: Frame, seats: Mapping[str, Placed], runs: Sequence[PipeRun]) -> None:
        self.bench, self.frame, self.hall = bench, frame, bench.site.hall
        self.boxes, self.pipes = _Held(), _Held()
        corners = [tuple(p.box.corners) for p in seats.values()]
        self.tags = ("",) * len(bench.standing) + tuple(seats)
        self.solids = STRtree([Polygon(each) for each in (*bench.standing, *corners)])
        spots = into(self.frame, [c for each in corners for c in each])
        for i, seat in enumerate(seats.values()):
            low, high = extent_of(spots[4 * i : 4 * i + 4])
            top = math.inf if bare(seat) else seat.box.height
            self.boxes.add(seat.tag, low, high, (0.0, top), _BARRED)
        for run in runs:
            self.lay(run)

    def lay(self, run: PipeRun) -> None:
        """Have a pipe hang where it runs."""
        if len(run.points) < 2:
            return
        half = outside_m(run, self.bench.catalog) / 2.0
        for a, b in pairwise(into(self.frame, run.points)):
            low, high = extent_of((a, b))
            self.pipes.add(
                run.tag, (low[0] - half, low[1] - half), (high[0] + half, high[1] + half),
                (run.z, run.z + 2.0 * half), _PIPE,
            )  # fmt: skip

    def way(self, wanted: Wanted) -> tuple[Line, float]:
        """The way of a line from its run to its seat, square to the hall; metres down to that."""
        seat, run = wanted.seat, wanted.run
        along = (wanted.share - 0.5) * seat.box.width
        u, v = self.frame.into([(seat.box.at.x, seat.box.at.y)])[0].tolist()
        at = self.frame.out(u + along, v)
        line = LineString(run.points)
        met = line.interpolate(line.project(Spot(at)))
        start, end = into(self.frame, [(met.x, met.y), at])
        ways = [corner(start, end), corner(end, start)[::-1]]
        pitch = pitch_m(self.bench, wanted.loop, wanted.flow, wanted.state)
        led = [self._led(way) for way in ways]
        first = min(led, key=partial(self._over, seat))
        barred = self._barred(wanted, [*into(self.frame, run.points), start, end, *into(self.frame, first)], pitch)
        count = self._counting(barred)
        if count(first) > 0.0:
            walls = self.hall.walls_passed(first)
            tried = [first, *self._lanes(ways, pitch)]
            if self.hall.part_at(*at) == self.hall.part_at(met.x, met.y):
                tried.append(out(self.frame, free_way(tuple(into(self.frame, run.points)), end, barred)))
            first = min((way for way in tried if self.hall.walls_passed(way) <= walls), key=count)
        return first, max(0.0, run.z - seat.box.height)

    def _led(self, way: Sequence[Point], lane: Point = (0.0, 0.0)) -> Line:
        """A way in the plan, led through the links of the hall."""
        return tuple(self.hall.by_links(out(self.frame, way), lane))

    def _lanes(self, ways: Sequence[Line], pitch: float) -> list[Line]:
        """Ways through links in lanes beside one another."""
        offs = [k * pitch * turn for k in range(1, _LANES + 1) for turn in (1.0, -1.0)] if self.hall.links else []
        return [self._led(way, (off, near)) for off in offs for near in (off, -off) for way in ways]

    def _over(self, seat: Placed, way: Line) -> int:
        """Over how many machines a way leads, but for the one that it serves; those that nothing should hang over count
        twice.
        """
        line = LineString(way)
        met = (i for i in self.solids.query(line) if self.tags[i] != seat.tag)
        return sum(self.solids.geometries[i].intersection(line).length > 0.0 for i in met)

    def _counting(self, barred: Sequence[Barred]) -> Callable[[Line], float]:
        """What a way counts for what it should not lie in."""
        strict = [one for one in barred if one.rate > _OVER]
        return lambda way: round(counted(tuple(into(self.frame, way)), strict), 6)

    def _barred(self, wanted: Wanted, spots: Sequence[Point], pitch: float) -> list[Barred]:
        """What the way of a line keeps off, as far as the places that it may pass reach."""
        low, high = extent_of(spots)
        box = (low[0] - _ROOM, low[1] - _ROOM, high[0] + _ROOM, high[1] + _ROOM)
        gap = self.bench.catalog.threshold("layout", "hanger_side").si("m")
        z, half = wanted.run.z, pitch / 2.0
        made, own = [], wanted.run.tag.rstrip(_BUNDLE)
        for tag, (a, b, c, d, _, top, rate) in self.boxes.near(box, (0.0, math.inf)):
            if tag != wanted.seat.tag:
                hard = rate if top > z else _OVER
                made.append(Barred((a - half, b - half), (c + half, d + half), hard))
        reach = half + gap / 2.0
        for tag, (a, b, c, d, _, _, rate) in self.pipes.near(box, (z - gap, z + pitch)):
            if tag.rstrip(_BUNDLE) != own:
                made.append(Barred((a - reach, b - reach), (c + reach, d + reach), rate))
        return made
