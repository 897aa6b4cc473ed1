"""Where a service of the hall has to pass another, a column, or a machine that is taller than it hangs, at its own
level: a passing of its own, up and over (or under) and back, or aside where no level is free, with elbows and rise
counted.

Services hang in layers that the layout keeps apart; what is left are loops that pass one another, loops and busways
over tall plant, columns, and then pipes of one loop that run in one another's place. The thinner pipe gives way;
busways and trays give way to machines and columns alone. A passing takes the level nearest to its own that is free
there between walking height and the sprinklers.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from shapely import STRtree
from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from designer.catalog import Catalog
from designer.cooling.insulated import outside_m
from designer.cooling.passed import passed_of
from designer.cooling.records import CoolingPlan
from designer.cooling.stretches import JOINT, NEAR, TOUCH, between, joined
from designer.layout.checker_services import Service, services_of
from designer.layout.records import Layout, Passing
from designer.model import Note, NoteKind, Trade
from designer.model.notes import Fact
from designer.site.records import Hall
from designer.units import q

__all__ = ["with_passings"]

#: What the layout keeps for the pipes of this room.
_KEPT = ("TCS-", "FWS-")
#: Elbows of a passing: two up, two down, or as many aside; of one that goes aside at another level.
_ELBOWS, _BOTH = 4, 6
#: Pipes of one loop run side by side where their directions differ by no more than this sine.
_ASKEW = 0.1
#: What the pipes of a bundle are told apart by.
_BUNDLE = "ABCDEFGHIJKLMNOPQ"
#: A way aside is tried in steps up to so far [m].
_STEP, _FAR = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class _Solid:
    """What is in the way: its name, system, floor with its extent, underside and top [m], and the way that it takes."""

    name: str
    system: str
    shape: BaseGeometry
    low: float
    high: float
    line: BaseGeometry | None = None
    extent: tuple[float, ...] = ()


@dataclass(slots=True)
class _Hung:
    """A straight piece that hangs in the hall or outdoors, with the passings on it: from, to along it, level [m] and
    way there; the solids that it is with them, made when they are asked for.
    """

    piece: Service
    pipe: bool
    outdoors: bool
    bends: list[tuple[float, float, float, BaseGeometry]]
    made: tuple[_Solid, ...] = ()

    @property
    def thick(self) -> float:
        """From underside to top [m]."""
        return self.piece.high - self.piece.low

    def bend(self, start: float, end: float, level: float, way: BaseGeometry) -> None:
        """Give it a passing."""
        self.bends.append((start, end, level, way))
        self.made = ()

    def parts(self) -> Iterator[tuple[BaseGeometry, float]]:
        """What of it hangs at which level: its way and the underside [m]."""
        if not self.bends:
            yield self.piece.line, self.piece.low
            return
        at, length = 0.0, self.piece.line.length
        for start, end, level, way in sorted(self.bends, key=lambda b: b[:2]):
            if start - at > TOUCH:
                yield substring(self.piece.line, at, start), self.piece.low
            yield way, level
            at = end
        if length - at > TOUCH:
            yield substring(self.piece.line, at, length), self.piece.low

    def solids(self) -> tuple[_Solid, ...]:
        """Its parts as what is in the way of others."""
        if not self.made:
            found = []
            for way, low in self.parts():
                body = way.buffer(self.piece.half, cap_style="flat")
                found.append(
                    _Solid(self.piece.name, self.piece.system, body, low, low + self.thick, way, body.bounds)
                )
            self.made = tuple(found)
        return self.made


def _pieces(plan: CoolingPlan, layout: Layout, hall: Hall, catalog: Catalog) -> list[_Hung]:
    """Every straight piece of pipe, and of busway and tray indoors; a pipe is as thick as its fall makes it."""
    found = [_Hung(one, False, False, []) for one in services_of(layout, catalog) if not one.name.startswith(_KEPT)]
    falls: dict[str, float] = {}
    for fall in plan.falls:
        falls[fall.run] = max(falls.get(fall.run, 0.0), fall.fall)
    for run in plan.pipes:
        thick = outside_m(run, catalog)
        high = run.z + thick + falls.get(run.tag, 0.0)
        for a, b in pairwise(run.points):
            line = LineString([a, b])
            for outdoors, parts in ((False, line.intersection(hall.polygon)), (True, line.difference(hall.polygon))):
                for part in getattr(parts, "geoms", [parts]):
                    if isinstance(part, LineString) and part.length > TOUCH:
                        piece = Service(run.tag, run.loop, part, thick / 2.0, run.z, high)
                        found.append(_Hung(piece, True, outdoors, []))
    return found


def with_passings(plan: CoolingPlan, layout: Layout, hall: Hall, catalog: Catalog) -> CoolingPlan:
    """The plan with its passings, and with what could not pass as clashes (tags of both, level [m])."""
    hung = _pieces(plan, layout, hall, catalog)
    if not hung:
        return plan
    desk = _Desk(hung, layout, hall, catalog)
    desk.ends = {run.tag: MultiPoint([run.points[0], run.points[-1]]) for run in plan.pipes if run.points}
    clashes: set[tuple[str, str, float]] = set()
    made: list[Passing] = []
    order = sorted(hung, key=lambda h: (not h.pipe, h.piece.half, h.piece.name))
    for one, own in ((each, own) for own in (False, True) for each in order):
        for start, end, names in desk.met(one, own):
            found = desk.passing(one, start, end)
            if found is None:
                others = [x for x in names if x not in desk.columns]
                clashes |= {(min(one.piece.name, x), max(one.piece.name, x), one.piece.low) for x in others}
                continue
            one.bend(start, end, *found)
            made.append(_passing(one, found, names))
    told = sorted(made, key=lambda p: (p.tag, p.points))
    notes = (*plan.notes, *_notes(told, plan), *_left_at_columns(desk.at_columns()))
    return replace(plan, passings=tuple(told), clashes=tuple(sorted(clashes)), notes=notes)


def _notes(made: Sequence[Passing], plan: CoolingPlan) -> tuple[Note, ...]:
    """How many passings there are, how many of them of pipes, with the elbows and rises of those; vents and drains of
    pipes beside those of their segments.
    """
    if not made:
        return ()
    passed = passed_of(made, [p.tag for p in plan.pipes])
    more = [stub for fall in plan.falls for stub in fall.stubs if stub.more]
    wet = [one for each in passed.by_tag.values() for one in each]
    facts: dict[str, Fact] = {
        "count": len(made), "first": made[0].tag, "other": made[0].over[0], "elbows": sum(p.elbows for p in wet),
        "rise": q(sum(p.rise for p in wet), "m"), "pipes": len(wet),
        "vents": sum(stub.kind == "air vent" for stub in more), "drains": sum(stub.kind == "drain" for stub in more),
    }  # fmt: skip
    return (Note(NoteKind.DECISION, "cooling.passings", Trade.COOLING, "", facts),)


def _left_at_columns(left: Sequence[tuple[str, str]]) -> tuple[Note, ...]:
    """What still meets columns (tags of both): to be led around them where it is set out."""
    if not left:
        return ()
    facts: dict[str, Fact] = {"count": len(left), "first": left[0][0], "column": left[0][1]}
    return (Note(NoteKind.ASSUMPTION, "cooling.at_columns", Trade.COOLING, "", facts),)


def _passing(one: _Hung, found: tuple[float, BaseGeometry], names: Sequence[str]) -> Passing:
    level, way = found
    points = tuple((float(x), float(y)) for x, y, *_ in way.coords)
    rise = level - one.piece.low
    return Passing(
        one.piece.name, one.piece.system, tuple(sorted(names)), points, one.piece.low, level, way.length,
        2.0 * abs(rise), _BOTH if rise and len(points) > 2 else _ELBOWS, one.piece.half * 2.0,
    )  # fmt: skip


class _Desk:
    """What hangs and stands, found by place."""

    def __init__(self, hung: list[_Hung], layout: Layout, hall: Hall, catalog: Catalog) -> None:
        self.ends: dict[str, MultiPoint] = {}
        self.hung, self.hall = hung, hall.polygon.buffer(TOUCH)
        # plant outdoors blows upwards and is lifted: nothing passes over it
        self.boxes = [
            _Solid(
                p.tag, "", Polygon(p.box.corners), p.box.at.z,
                math.inf if p.room.startswith("YARD") else p.box.at.z + p.box.height,
            )
            for p in layout.placed
        ]  # fmt: skip
        self.columns = frozenset(c.tag for c in hall.columns)
        self.boxes += [_Solid(c.tag, "", c.outline(), 0.0, math.inf) for c in hall.columns]
        self.tree, self.floor = STRtree([h.piece.shape for h in hung]), STRtree([b.shape for b in self.boxes])
        self.gap = catalog.threshold("layout", "hanger_side").si("m")
        self.walk = catalog.threshold("code", "circulation_height").si("m")
        tops = [low for name, low, _ in layout.heights if name == "sprinkler"]
        self.ceiling = min(tops, default=hall.clear_height.si("m") if hall.clear_height.known else float("inf"))

    def _near(self, shape: BaseGeometry, one: _Hung, level: bool = False) -> Iterator[_Solid]:
        """What shares floor with a shape, other than of the same run: hung pieces part by part, and boxes; at the
        `level` of the piece alone where that is asked.
        """
        left, bottom, right, top = shape.bounds
        for i in self.tree.query(shape, predicate="intersects").tolist():
            other = self.hung[i]
            if other.piece.name == one.piece.name:
                continue
            for solid in other.solids():
                if level and min(one.piece.high, solid.high) - max(one.piece.low, solid.low) <= TOUCH:
                    continue
                west, south, east, north = solid.extent
                if left < east and west < right and bottom < north and south < top and _share(solid.shape, shape):
                    yield solid
        for i in self.floor.query(shape, predicate="intersects").tolist():
            if _share(self.boxes[i].shape, shape):
                yield self.boxes[i]

    def met(self, one: _Hung, own: bool) -> list[tuple[float, float, list[str]]]:
        """Stretches [m] of a piece that something bars at its level, with what bars them: pipes of its `own` loop that
        run along it, between the passings that it has; or everything else.
        """
        found: list[tuple[float, float, str]] = []
        if own and not one.pipe:
            return []
        for other in self._near(one.piece.line.buffer(one.piece.half + self.gap, cap_style="flat"), one, level=True):
            if own != (other.system == one.piece.system) or not self._bars(one, other):
                continue
            wide = other.shape.buffer(one.piece.half + self.gap, join_style="mitre")
            part = one.piece.line.intersection(wide)
            for bit in getattr(part, "geoms", [part]):
                if bit.length > TOUCH:
                    ends = sorted(one.piece.line.project(MultiPoint(bit.coords).geoms[k]) for k in (0, -1))
                    found.append((ends[0], ends[1], other.name))
        return between(joined(found), one.bends) if own else joined(found)

    def _bars(self, one: _Hung, other: _Solid) -> bool:
        """Whether something is in the way of a piece and does not give way itself."""
        if min(one.piece.high, other.high) - max(one.piece.low, other.low) <= TOUCH:
            return False
        if other.system != one.piece.system and one.piece.shape.intersection(other.shape).area <= TOUCH:
            return False
        if other.line is None and other.name not in self.columns:
            ends = MultiPoint([one.piece.line.coords[0], one.piece.line.coords[-1]]).geoms
            if one.outdoors:
                return other.name not in one.piece.name
            return all(other.shape.distance(end) > NEAR for end in ends)
        if other.line is None:
            return True
        if other.system == one.piece.system:
            beside = one.pipe and _abreast(one.piece.line, other, one.piece.half + self.gap)
            return beside or (one.outdoors and self._crosses(one.piece, other))
        return one.pipe and not _ends_meet(one.piece.line, other.line)

    def _crosses(self, one: Service, other: _Solid) -> bool:
        """Whether a pipe passes through another of its loop: neither ends at the other, and they join nowhere."""
        if other.line is None or _joins(one.name, other.name) or one.shape.intersection(other.shape).area <= TOUCH:
            return False
        reach = one.half + (other.high - other.low) / 2.0
        met = ((one.line, self.ends[other.name]), (other.line, self.ends[one.name]))
        return all(line.distance(end) > reach for line, ends in met for end in ends.geoms)

    def at_columns(self) -> list[tuple[str, str]]:
        """What meets a column on the way that it has now: tags of both."""
        found: set[tuple[str, str]] = set()
        for one in self.hung:
            for way, _ in one.parts():
                body = way.buffer(one.piece.half, cap_style="flat")
                near = (self.boxes[i] for i in self.floor.query(body, predicate="intersects").tolist())
                found |= {
                    (one.piece.name, s.name) for s in near
                    if s.name in self.columns and s.shape.intersection(body).area > TOUCH
                }  # fmt: skip
        return sorted(found)

    def passing(self, one: _Hung, start: float, end: float) -> tuple[float, BaseGeometry] | None:
        """Level [m] and way of a passing over a stretch: straight at another level, else aside at its own, else, of a
        pipe between a column and a machine, aside at the nearest level at which that can be.
        """
        level, own = self.level(one, start, end), one.piece.low
        if level is not None:
            return level, substring(one.piece.line, start, end)
        if math.dist(*(substring(one.piece.line, start, end).coords[k] for k in (0, -1))) <= TOUCH:
            return None
        reach = substring(one.piece.line, start, end).buffer(_FAR + 2.0 * one.piece.half, cap_style="square")
        near = list(self._near(reach, one))
        for at in (own, *(self._spots(one, near) if one.pipe else ())):
            way = self.aside(one, start, end, at, near)
            if way is not None:
                return at, way
        return None

    def aside(
        self, one: _Hung, start: float, end: float, at: float, around: Sequence[_Solid]
    ) -> BaseGeometry | None:
        """The nearest free way past a stretch at a level [m], not along a pipe of its own loop where that can be; None
        where there is none.
        """
        (ax, ay), *_, (bx, by) = substring(one.piece.line, start, end).coords
        length = math.dist((ax, ay), (bx, by))
        nx, ny = -(by - ay) / length, (bx - ax) / length
        offs = [k * _STEP * turn for k in range(1, round(_FAR / _STEP) + 1) for turn in (1, -1)]
        near = [s for s in around if min(at + one.thick, s.high) - max(at, s.low) > TOUCH]
        for own, off in product((True, False), offs):
            way = LineString([(ax, ay), (ax + nx * off, ay + ny * off), (bx + nx * off, by + ny * off), (bx, by)])
            body = way.buffer(one.piece.half, cap_style="flat", join_style="mitre")
            barred = (
                _share(s.shape, body)
                and (s.system != one.piece.system or (own and _abreast(way, s, one.piece.half)))
                for s in near
            )
            if (one.outdoors or self.hall.covers(body)) and not any(barred):
                return way
        return None

    def _spots(self, one: _Hung, near: Sequence[_Solid]) -> list[float]:
        """The levels just over and under what is near, the nearest to its own first [m]."""
        at = {self.walk, *(s.high + self.gap for s in near), *(s.low - self.gap - one.thick for s in near)}
        free = [z for z in at if self.walk - TOUCH <= z and (one.outdoors or z + one.thick <= self.ceiling + TOUCH)]
        return sorted((z for z in free if z < math.inf), key=lambda z: (round(abs(z - one.piece.low), 4), z))

    def level(self, one: _Hung, start: float, end: float) -> float | None:
        """The free underside nearest to a piece's own over a stretch of it [m]; None where there is none."""
        way, half = substring(one.piece.line, start, end), one.piece.half
        body, wide = (way.buffer(reach, cap_style="flat") for reach in (half, half + self.gap))
        near = [
            s for s in self._near(wide, one)
            if (_abreast(way, s, half + self.gap) if s.system and s.system == one.piece.system and not one.outdoors
                else body.intersection(s.shape).area > TOUCH)
        ]  # fmt: skip
        taken = sorted((s.low - self.gap, s.high + self.gap) for s in near)
        spots = [self.walk, *(high for _, high in taken), *(low - one.thick for low, _ in taken)]
        free = [
            at for at in spots
            if self.walk - TOUCH <= at < math.inf and (one.outdoors or at + one.thick <= self.ceiling + TOUCH)
            and all(at >= high - TOUCH or at + one.thick <= low + TOUCH for low, high in taken)
        ]  # fmt: skip
        return min(free, key=lambda at: (round(abs(at - one.piece.low), 4), at), default=None)


def _share(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two shapes share floor."""
    return bool(one.intersects(other) and one.intersection(other).area > TOUCH)


def _ends_meet(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two ways only meet where both end: there they join."""
    ends = [MultiPoint([line.coords[0], line.coords[-1]]) for line in (one, other)]
    return bool(ends[0].distance(ends[1]) <= TOUCH and one.intersection(other).length <= TOUCH)


def _joins(one: str, other: str) -> bool:
    """Whether two pipes of a loop are of bundles of one side, which join."""
    sides = [name.rstrip(_BUNDLE) for name in (one, other)]
    return sides[0][-1:] == sides[1][-1:] and sides != [one, other]


def _abreast(one: BaseGeometry, other: _Solid, reach: float) -> bool:
    """Whether a way runs along a pipe so closely that what reaches so far beside it [m] meets that, over more than a
    joint.
    """
    far = reach + (other.high - other.low) / 2.0 - TOUCH
    for way, pipe in product(*(pairwise(line.coords) if line is not None else () for line in (one, other.line))):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = *way, *pipe
        long = math.dist(*way), math.dist(*pipe)
        cross = abs((bx - ax) * (dy - cy) - (by - ay) * (dx - cx))
        if min(long) <= TOUCH or cross > _ASKEW * long[0] * long[1]:
            continue
        if LineString(way).intersection(LineString(pipe).buffer(far, cap_style="flat")).length > JOINT:
            return True
    return False
