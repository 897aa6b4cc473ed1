"""Floor for what the trades find late (vessels, tanks, exchangers): what plant and its working space leave free."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from designer.layout.bearings import bearings_of, laid_back
from designer.layout.floor import column_shape
from designer.layout.frame import Frame, directions
from designer.layout.records import Gallery, Layout, Placed, Route, bare_layout
from designer.model import Box, Motion, Note, NoteKind, Point, Position, Trade
from designer.model.notes import Fact
from designer.site.hall_records import Hall
from designer.site.squaring import moved

__all__ = ["Late", "seat_late"]

#: Steps of the search indoors and in a yard, and what is kept free along ways, from their middle [m].
_STEP, _YARD_STEP, _WAY = 0.25, 0.5, 0.6
#: What is farther from a room takes none of it [m]; places tried at once.
_REACH, _CHUNK = 3.0, 256
_TOUCH = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Late:
    """A box that wants a place: tag, kind, width, depth and height [m], mass [kg], working space before it [m], the
    kinds of rooms that it may stand in (those wanted most first, alike in one group), and the tag beside which it is
    wanted, or the place `at` which; ways in yards that nothing may stand `under` [m].
    """

    tag: str
    kind: str
    size: tuple[float, float, float]
    mass_kg: float
    clear_front: float
    rooms: tuple[tuple[str, ...], ...]
    near: str
    at: Point | None = None
    under: tuple[tuple[Point, ...], ...] = ()


@dataclass(slots=True)
class _Room:
    """A room with what is left of it: for boxes, and for their working space."""

    tag: str
    kind: str
    polygon: Polygon
    body: BaseGeometry
    work: BaseGeometry

    def take(self, placed: Placed) -> None:
        """Give floor away."""
        self.body = _ready(self.body.difference(_working(placed)))
        self.work = _ready(self.work.difference(Polygon(placed.box.corners)))


def _ready(region: BaseGeometry) -> BaseGeometry:
    """A region prepared for many questions."""
    shapely.prepare(region)
    return region


def seat_late(hall: Hall, layout: Layout, wanted: Sequence[Late]) -> Layout:
    """The layout with the boxes in the mechanical galleries, else on reserve floor, or in the yards, each as near to
    its wish as the floor left free allows; nothing that stands is moved. What finds no floor is named as a risk.

    Args:
        hall: the hall, whose columns and keep-outs take floor.
        layout: everything that stands.
        wanted: the boxes, in the order in which they choose.
    """
    found, lost = _seats(hall, layout.placed, layout.galleries, layout.routes, tuple(wanted))
    notes = layout.notes
    if lost:
        facts: dict[str, Fact] = {"first": lost[0], "last": lost[-1], "count": len(lost)}
        notes = (*notes, Note(NoteKind.RISK, "layout.no_floor_left", Trade.LAYOUT, "", facts))
    return replace(layout, placed=tuple(sorted((*layout.placed, *found), key=lambda p: p.tag)), notes=notes)


@lru_cache(maxsize=8)
def _seats(
    hall: Hall, placed: tuple[Placed, ...], galleries: tuple[Gallery, ...], routes: tuple[Route, ...],
    wanted: tuple[Late, ...],
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """The boxes that found floor, and the tags of those that did not; asked more than once while a design settles."""
    kinds = frozenset(kind for one in wanted for some in one.rooms for kind in some)
    motion, free = _free(hall, placed, galleries, routes, kinds)
    rooms = [replace(room) for room in free]
    found: list[Placed] = []
    lost = []
    for one in wanted:
        stood = (motion.inverse.box_back(p.box) for p in placed if p.tag == one.near)
        wish = next((box.at for box in (*stood, *(p.box for p in found if p.tag == one.near))), None)
        there_at = motion.inverse.back(one.at) if one.at else (wish.x, wish.y) if wish else None
        ways = [LineString([motion.inverse.back(point) for point in way]) for way in one.under]
        seat = _seat(rooms, one, there_at, ways)
        if seat is None:
            lost.append(one.tag)
        else:
            found.append(seat)
    return tuple(replace(p, box=motion.box_back(p.box)) for p in found), tuple(lost)


@lru_cache(maxsize=4)
def _free(
    hall: Hall, placed: tuple[Placed, ...], galleries: tuple[Gallery, ...], routes: tuple[Route, ...],
    kinds: frozenset[str],
) -> tuple[Motion, tuple[_Room, ...]]:
    """The axes of the hall, and in them the rooms of some kinds with what is free in each."""
    motion = bearings_of(hall, [(p.tag, (p.box.at.x, p.box.at.y)) for p in placed])
    there, _, _ = moved(hall, (), (), motion)
    stood = laid_back(motion.inverse, replace(bare_layout(placed, (), (), galleries), routes=routes))
    return motion, tuple(_room(there, stood, g) for g in stood.galleries if g.kind in kinds and not g.polygon.is_empty)


def _seat(
    rooms: Sequence[_Room], one: Late, wish: Point | None, ways: Sequence[LineString]
) -> Placed | None:
    """The box at the free place that is nearest to its wish, in the first kind of room that has one, in yards under
    none of the ways.
    """
    taken = unary_union([way.buffer(_WAY) for way in ways])
    for kinds in one.rooms:
        found = []
        for room in rooms:
            if room.kind in kinds:
                middle = room.polygon.centroid
                open_air = replace(room, body=_ready(room.body.difference(taken))) if room.kind == "yard" else room
                seat = _nearest(open_air, one, wish or (middle.x, middle.y))
                found += [(seat[0], room, seat[1])] if seat else []
        if found:
            _, room, at = min(found, key=lambda f: f[0])
            placed = _placed(one, at, room.tag)
            room.take(placed)
            return placed
    return None


def _placed(one: Late, at: Position, room: str) -> Placed:
    return Placed(
        one.tag, one.kind, "", Box(at, *one.size), one.mass_kg, room=room, clear_front=one.clear_front
    )


def _room(hall: Hall, layout: Layout, gallery: Gallery) -> _Room:
    """A gallery or yard without what stands there, its working space, ways, columns and keep-outs."""
    room = gallery.polygon
    boxes = [(p, Polygon(p.box.corners)) for p in layout.placed]
    close = shapely.box(*room.bounds).buffer(_REACH, join_style="mitre")
    within = np.atleast_1d(shapely.intersects(close, np.array([shape for _, shape in boxes], dtype=object))).tolist()
    near = [(p, shape) for (p, shape), some in zip(boxes, within, strict=True)
            if some and room.intersects(shape.buffer(_REACH))]  # fmt: skip
    solid = [shape for _, shape in near]
    solid += [column_shape(c) for c in hall.columns] + [k.polygon for k in hall.keep_outs]
    ways = [LineString(r.line.points).buffer(_WAY) for r in layout.routes
            if r.kind in ("egress", "delivery") and len(r.line.points) > 1]  # fmt: skip
    taken = unary_union([*solid, *(_working(p) for p, _ in near), *ways])
    body, work = (room.difference(shapes).buffer(_TOUCH) for shapes in (taken, unary_union(solid)))
    return _Room(gallery.tag, gallery.kind, room, _ready(body), _ready(work))


def _working(placed: Placed) -> Polygon:
    """A box with its working space."""
    box, frame = placed.box, Frame(placed.box.at.rotation)
    u, v = frame.into([(box.at.x, box.at.y)])[0].tolist()
    side, half = box.width / 2.0 + placed.clear_side, box.depth / 2.0
    return frame.rectangle(u - side, v - half - placed.clear_front, u + side, v + half + placed.clear_rear)


def _nearest(room: _Room, one: Late, goal: Point) -> tuple[float, Position] | None:
    """Distance from the goal, walked square, and place of the nearest seat in a room; None where there is none."""
    if room.body.area < one.size[0] * one.size[1]:
        return None
    frame = Frame(directions(room.polygon)[0])
    found = []
    for turned, facing in ((frame, 1), (frame, -1), (frame.across(), 1), (frame.across(), -1)):
        u, v = _grid(turned, room, one)
        aim = turned.into([goal])[0]
        away = np.round(np.abs(u - aim[0]) + np.abs(v - aim[1]), 6)
        order = np.lexsort((v, u, away))
        for first in range(0, order.size, _CHUNK):
            some = order[first : first + _CHUNK]
            fits = _fits(turned, room, (u[some], v[some]), one, facing)
            if fits.any():
                best = some[int(np.argmax(fits))]
                x, y = turned.out(float(u[best]), float(v[best]))
                found.append((float(away[best]), Position(round(x, 4), round(y, 4), 0.0, turned.rotation(facing))))
                break
    return min(found, key=lambda f: f[0], default=None)


def _fits(frame: Frame, room: _Room, at: tuple[Floats, Floats], one: Late, facing: int) -> NDArray[np.bool_]:
    """Whether the box has floor at these middles, and working space before it."""
    (u, v), (width, depth, _) = at, one.size
    low, high = v - depth / 2.0, v + depth / 2.0
    (ux, uy), (vx, vy) = frame.axes
    # a box lies in a region only where its middle does, which is sooner asked
    fits = np.asarray(shapely.contains_xy(room.body, u * ux + v * vx, u * uy + v * vy), dtype=np.bool_)
    fits[fits] = _within(frame, room.body, (u[fits], width), (low[fits], high[fits]))
    reach = (high, high + one.clear_front) if facing == 1 else (low - one.clear_front, low)
    fits[fits] = _within(frame, room.work, (u[fits], width), (reach[0][fits], reach[1][fits]))
    return fits


def _grid(frame: Frame, room: _Room, one: Late) -> tuple[Floats, Floats]:
    """Middles of seats from the corner of a room, a step apart."""
    step = _YARD_STEP if room.kind == "yard" else _STEP
    corners = frame.into(room.polygon.exterior.coords)
    low, high = corners.min(axis=0), corners.max(axis=0)
    half = np.array([one.size[0] / 2.0, one.size[1] / 2.0])
    axes = [np.arange(a + h, b - h + _TOUCH, step) for a, b, h in zip(low, high, half, strict=True)]
    u, v = np.meshgrid(*axes)
    return u.ravel(), v.ravel()


def _within(
    frame: Frame, room: BaseGeometry, along: tuple[Floats, float], across: tuple[Floats, Floats]
) -> NDArray[np.bool_]:
    """Whether rectangles (middle and width along u, ends along v) lie in a region of the plan."""
    (u, width), (low, high) = along, across
    (ux, uy), (vx, vy) = frame.axes
    pairs = [(u + s * width / 2.0, v) for s, v in ((-1, low), (1, low), (1, high), (-1, high))]
    corners = np.stack([np.stack((a * ux + b * vx, a * uy + b * vy), axis=-1) for a, b in pairs], axis=1)
    if not len(u):
        return np.zeros(0, dtype=np.bool_)
    return np.asarray(shapely.covers(room, shapely.polygons(corners)), dtype=np.bool_)

