"""The legality of a finished layout, judged from its boxes alone.

Nothing here knows how the placer works: the checker takes the placed boxes, the hall and the thresholds, and does
its own geometry. `judge` returns what is broken; an empty answer is a legal layout.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shapely import STRtree
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from designer.catalog import Catalog
from designer.layout.checker_ends import end_breaches
from designer.layout.checker_floor import floor_breaches, height_breaches
from designer.layout.checker_services import service_breaches
from designer.layout.checker_ways import Escape, dead_end_breaches, escape_breaches, escape_of, move_breaches, moves_of
from designer.layout.records import Breach, Layout, Passage, Placed, Route
from designer.site.records import Door, Hall, Site

__all__ = ["Examination", "Scene", "examine", "judge", "landing_of", "passage_of", "scene_of", "shape_of"]

#: Areas and lengths below these are touching [m2, m].
_AREA, _LENGTH = 1e-4, 1e-3


def shape_of(placed: Placed) -> Polygon:
    """The footprint of a placed box."""
    return Polygon(placed.box.corners)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything with a footprint: boxes by place (hall or yard), columns, keep-outs, and an index over all of them."""

    layout: Layout
    hall: Hall
    catalog: Catalog
    boxes: tuple[Placed, ...]
    shapes: tuple[Polygon, ...]
    solids: tuple[Polygon, ...]
    names: tuple[str, ...]
    tree: STRtree

    def limit(self, family: str, key: str, unit: str = "m") -> float:
        """A threshold as a number."""
        return self.catalog.threshold(family, key).si(unit)

    @property
    def barriers(self) -> tuple[Polygon, ...]:
        """What nobody walks through: boxes, columns, keep-outs that are not passable, electrical galleries."""
        shut = [k.polygon for k in self.hall.keep_outs if not k.passable]
        rooms = [g.polygon for g in self.layout.galleries if g.kind == "electrical"]
        return (*self.solids[: len(self.shapes) + len(self.hall.columns)], *shut, *rooms)

    def is_outdoors(self, placed: Placed) -> bool:
        """Whether a box belongs to a yard."""
        return placed.room.startswith("YARD")


def scene_of(layout: Layout, hall: Hall, catalog: Catalog) -> Scene:
    """The scene of a layout."""
    boxes = tuple(sorted(layout.placed, key=lambda p: p.tag))
    shapes = tuple(shape_of(p) for p in boxes)
    columns = tuple(c.outline() for c in hall.columns)
    solids = (*shapes, *columns, *(k.polygon for k in hall.keep_outs))
    names = (*(p.tag for p in boxes), *(c.tag for c in hall.columns), *(k.tag for k in hall.keep_outs))
    return Scene(layout, hall, catalog, boxes, shapes, solids, names, STRtree(solids))


@dataclass(frozen=True, slots=True)
class Examination:
    """What is broken, sorted by rule and subject, and the ways that were walked to find out."""

    breaches: tuple[Breach, ...]
    escape: Escape
    moves: tuple[Route, ...]


def judge(layout: Layout, site: Site, catalog: Catalog) -> tuple[Breach, ...]:
    """Every rule that a layout breaks, sorted by rule and subject."""
    return examine(layout, site, catalog).breaches


def examine(layout: Layout, site: Site, catalog: Catalog) -> Examination:
    """Judge a layout and keep the ways walked."""
    scene = scene_of(layout, site.hall, catalog)
    parts: tuple[Callable[[Scene], Iterator[Breach]], ...] = (
        _tags,
        _overlaps,
        _inside,
        _landings,
        _clearances,
        _aisles,
        _rows,
    )
    found = [breach for part in parts for breach in part(scene)]
    barriers = scene.barriers
    escape = escape_of(layout, site.hall, barriers, catalog)
    moves = moves_of(layout, site.hall, barriers, catalog)
    found += escape_breaches(layout, escape, site.hall, catalog)
    found += dead_end_breaches(layout, site.hall, barriers, catalog)
    found += move_breaches(layout, moves, site.hall, catalog)
    found += height_breaches(layout, site.hall, catalog)
    known = {(b.key, b.subjects) for b in found}
    found += [b for b in end_breaches(layout, site.hall, catalog) if (b.key, b.subjects) not in known]
    found += floor_breaches(layout, site.hall, catalog)
    found += service_breaches(layout, site.hall, catalog)
    if layout.capacity > layout.bound:
        found.append(Breach("bound", (), float(layout.capacity), float(layout.bound), ""))
    return Examination(tuple(sorted(found, key=lambda b: (b.key, b.subjects))), escape, moves)


def passage_of(layout: Layout, hall: Hall, catalog: Catalog) -> Passage:
    """Whether what stands bars a way out or in; a hall without doors of a kind has no such way to bar."""
    barriers = scene_of(layout, hall, catalog).barriers
    escape = escape_of(layout, hall, barriers, catalog)
    exits = sum(door.exit for door in hall.doors)
    if any(reached < min(exits, 2) for reached in escape.reached.values()):
        return Passage.SHUT
    if any(breach.key != "egress-exits" for breach in escape_breaches(layout, escape, hall, catalog)):
        return Passage.LONG
    if any(True for _ in dead_end_breaches(layout, hall, barriers, catalog)):
        return Passage.SHUT
    moves = moves_of(layout, hall, barriers, catalog)
    shut = any(breach.key == "delivery-way" for breach in move_breaches(layout, moves, hall, catalog))
    return Passage.SHUT if shut else Passage.OPEN


def _tags(scene: Scene) -> Iterator[Breach]:
    for one, other in zip(scene.boxes, scene.boxes[1:], strict=False):
        if one.tag == other.tag:
            yield Breach("tag-twice", (one.tag,), 2.0, 1.0, "")


def _overlaps(scene: Scene) -> Iterator[Breach]:
    """Boxes against boxes, columns and keep-outs."""
    keys = {}
    for index in range(len(scene.solids)):
        past_boxes, past_columns = index - len(scene.boxes), index - len(scene.boxes) - len(scene.hall.columns)
        keys[index] = "overlap" if past_boxes < 0 else ("column" if past_columns < 0 else "keep-out")
    if not scene.shapes:
        return
    left, right = scene.tree.query(scene.shapes, predicate="intersects")
    for a, b in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        if a < b:
            area = scene.shapes[a].intersection(scene.solids[b]).area
            if area > _AREA:
                yield Breach(keys[b], (scene.names[a], scene.names[b]), area, 0.0, "m2")


def _inside(scene: Scene) -> Iterator[Breach]:
    """Indoor boxes in the hall; outdoor boxes in a yard and out of the hall."""
    yards = [g.polygon for g in scene.layout.galleries if g.kind == "yard"]
    yard = unary_union(yards).buffer(_LENGTH) if yards else Polygon()
    hall = scene.hall.polygon.buffer(_LENGTH, join_style="mitre")
    for placed, shape in zip(scene.boxes, scene.shapes, strict=True):
        home = yard if scene.is_outdoors(placed) else hall
        outside = shape.difference(home).area
        if outside > _AREA:
            yield Breach("outside", (placed.tag,), outside, 0.0, "m2")


def landing_of(hall: Polygon, door: Door, deep: float) -> BaseGeometry:
    """The floor inside a door to a depth, by the wall piece that it stands in."""
    corners = list(hall.exterior.coords)
    walls = [LineString(pair) for pair in itertools.pairwise(corners)]
    wall = min(walls, key=lambda w: w.distance(Spot(door.x, door.y)))
    (ax, ay), (bx, by) = wall.coords
    half = door.width / 2 / wall.length
    sill = LineString(
        [(door.x - half * (bx - ax), door.y - half * (by - ay)), (door.x + half * (bx - ax), door.y + half * (by - ay))]
    )
    return sill.buffer(deep, cap_style="flat").intersection(hall.buffer(_LENGTH))


def _landings(scene: Scene) -> Iterator[Breach]:
    """Nothing stands on the landing of a door, its swing included; no hot aisle lies there, so that nobody's way out
    leads through one.
    """
    least = scene.limit("layout", "door_landing")
    hot = [(aisle.tag, aisle.polygon) for aisle in scene.layout.aisles if aisle.kind == "hot"]
    for door in sorted(scene.hall.doors, key=lambda d: d.tag):
        zone = landing_of(scene.hall.polygon, door, max(least, door.width if door.kind != "roll-up" else least))
        for index in sorted(scene.tree.query(zone, predicate="intersects").tolist()):
            area = zone.intersection(scene.solids[index]).area
            if area > _AREA and index < len(scene.boxes):
                yield Breach("door-blocked", (door.tag, scene.names[index]), area, 0.0, "m2")
        for tag, aisle in hot:
            area = zone.intersection(aisle).area
            if area > _AREA:
                yield Breach("door-blocked", (door.tag, tag), area, 0.0, "m2")


def _side(placed: Placed, side: str, deep: float) -> tuple[LineString, Polygon]:
    """A face of a box and the floor before it to a depth; sides are front, rear, left, right."""
    c = placed.box.corners
    ends = {"front": (c[0], c[1]), "right": (c[1], c[2]), "rear": (c[2], c[3]), "left": (c[3], c[0])}[side]
    (ax, ay), (bx, by) = ends
    length = math.dist(*ends)
    ex, ey = (bx - ax) / length, (by - ay) / length
    nx, ny = ey, -ex
    trim = _LENGTH
    a, b = (ax + ex * trim, ay + ey * trim), (bx - ex * trim, by - ey * trim)
    zone = Polygon([a, b, (b[0] + nx * deep, b[1] + ny * deep), (a[0] + nx * deep, a[1] + ny * deep)])
    return LineString([a, b]), zone


def _free_depth(scene: Scene, index: int, side: str, deep: float) -> float:
    """How far the floor before a face is free, up to a depth [m]."""
    placed = scene.boxes[index]
    face, zone = _side(placed, side, deep)
    home: BaseGeometry = scene.hall.polygon
    if scene.is_outdoors(placed):
        home = unary_union([g.polygon for g in scene.layout.galleries if g.tag == placed.room])
    free = deep
    beyond = zone.difference(home)
    if beyond.area > _AREA:
        free = min(free, face.distance(beyond))
    for other in scene.tree.query(zone, predicate="intersects").tolist():
        if other != index:
            part = zone.intersection(scene.solids[other])
            if part.area > _AREA:
                free = min(free, face.distance(part))
    return free


def _clearances(scene: Scene) -> Iterator[Breach]:
    """Working space before, behind and beside plant."""
    for index, placed in enumerate(scene.boxes):
        sides = (
            ("front", placed.clear_front),
            ("rear", placed.clear_rear),
            ("left", placed.clear_side),
            ("right", placed.clear_side),
        )
        for side, wanted in sides:
            if wanted > _LENGTH:
                free = _free_depth(scene, index, side, wanted)
                if free < wanted - _LENGTH:
                    yield Breach(
                        f"clearance-{side if side in ('front', 'rear') else 'side'}", (placed.tag,), free, wanted, "m"
                    )


def _aisles(scene: Scene) -> Iterator[Breach]:
    """Free floor before and behind every rack: the planned aisles, which placer and bound keep too."""
    cold, hot = scene.limit("sizing", "aisle_cold"), scene.limit("sizing", "aisle_hot")
    for index, placed in enumerate(scene.boxes):
        if placed.kind != "rack":
            continue
        for key, side, wanted in (("aisle-cold", "front", cold), ("aisle-hot", "rear", hot)):
            free = _free_depth(scene, index, side, wanted)
            if free < wanted - _LENGTH:
                yield Breach(key, (placed.tag,), free, wanted, "m")


def _rows(scene: Scene) -> Iterator[Breach]:
    """No more racks side by side than a row may have, and a way around both ends of each row."""
    most = round(scene.limit("code", "row_cabinets", ""))
    cross = scene.limit("code", "circulation_width")
    boxes = {p.tag: p for p in scene.boxes}
    for row in scene.layout.rows:
        members = [boxes[tag] for tag in row.members if tag in boxes]
        standing = sorted((p for p in scene.boxes if p.row == row.tag), key=lambda p: p.slot)
        if len(members) > most:
            yield Breach("row-length", (row.tag,), float(len(members)), float(most), "")
        for end in standing[:1] + standing[-1:]:
            yield from _row_end(scene, row.tag, end, [p.tag for p in standing], cross)


def _row_end(scene: Scene, row: str, rack: Placed, members: Sequence[str], cross: float) -> Iterator[Breach]:
    """The outer end of a row keeps a passage to walls and to racks of other rows; columns may stand in it."""
    index = scene.names.index(rack.tag)
    mates = {m for m in members if m != rack.tag}
    for side in ("left", "right"):
        face, zone = _side(rack, side, cross)
        near = [i for i in scene.tree.query(zone, predicate="intersects").tolist() if i != index]
        names = {scene.names[i] for i in near if zone.intersection(scene.solids[i]).area > _AREA}
        if names & mates:
            continue
        solid = [i for i in near if i < len(scene.boxes) and scene.names[i] in names]
        free = min((face.distance(zone.intersection(scene.solids[i])) for i in solid), default=cross)
        beyond = zone.difference(scene.hall.polygon)
        free = min(free, face.distance(beyond)) if beyond.area > _AREA else free
        if free < cross - _LENGTH:
            yield Breach("row-end", (row, rack.tag), free, cross, "m")
