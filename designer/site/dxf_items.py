"""What stands on the layers of a DXF: columns, doors, openings, keep-outs, yards, plant, grid lines, north.

Blocks say themselves what they are by their attributes (TAG, WIDTH, HEIGHT, KIND, EXIT, RATING); what they do not say
is measured from what they draw.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import shapely
from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.geometry import Point as Spot

from designer.model import Point
from designer.site.drawn import DrawnArea, DrawnDoor, DrawnHall, DrawnLink, DrawnOpening, DrawnPlant
from designer.site.dxf_sheet import Block, Curve, DxfSheet
from designer.site.records import Column, GridLine
from designer.site.rings import rings_of

__all__ = [
    "areas_on",
    "columns_on",
    "doors_on",
    "grid_on",
    "halls_of",
    "links_of",
    "north_of",
    "openings_on",
    "plant_on",
    "said_height",
]

#: Reads a length of an attribute in metres; None where it is none.
Lengths = Callable[[str], float | None]
#: Attribute names, the house's own first, then those that CAD programs use.
_TAG = ("TAG", "MARK", "NUMBER", "NO", "ID", "NAME", "COL", "DOORNO")
_WIDTH, _HEIGHT = ("WIDTH", "W", "DOORWIDTH", "CLEAR_WIDTH"), ("HEIGHT", "H", "DOORHEIGHT", "CLEAR_HEIGHT")
_RATING = ("RATING", "KVA")
_CLEAR = ("CLEAR_HEIGHT", "CLEAR HEIGHT", "CLEARHEIGHT", "CEILING_HEIGHT", "CEILING")
_ROLLING = ("ROLL", "OVERHEAD", "SECTIONAL", "SHUTTER", "DOCK")
#: A door at least this wide [m] is taken for a goods door, for one of two leaves.
_GOODS, _TWO_LEAVES = 2.4, 1.5
#: Marks closer than this [m] are one thing drawn twice; a text this near to the end of a grid line names it.
_TWICE, _BUBBLE = 0.05, 3.0
#: Things of one block at least this far apart [m] are columns of their own.
_APART = 0.5


def _said(facts: Mapping[str, str], keys: Sequence[str]) -> str:
    return next((facts[k] for k in keys if facts.get(k)), "")


def _boxed(shape: Polygon) -> tuple[Point, float, float, float]:
    """Middle, width, depth [m] and rotation [deg] of the least rectangle around a shape, upright where it is square."""
    upright = shape.envelope
    turned = shape.minimum_rotated_rectangle
    corners = shapely.get_coordinates(turned if turned.area < upright.area * 0.99 else upright).tolist()
    (ax, ay), (bx, by), (cx, cy) = corners[0], corners[1], corners[2]
    angle = math.degrees(math.atan2(by - ay, bx - ax)) % 180.0
    width, depth = math.dist(corners[0], corners[1]), math.dist(corners[1], corners[2])
    if abs(angle - 90.0) < 1e-6 or angle > 90.0:
        angle, width, depth = (angle - 90.0) % 180.0, depth, width
    middle = (round((ax + cx) / 2, 6), round((ay + cy) / 2, 6))
    return middle, round(width, 6), round(depth, 6), 0.0 if angle < 1e-6 or angle > 179.999999 else round(angle, 6)


def _pieces(block: Block) -> list[Polygon]:
    """What stands apart in a block (a bay of columns drawn once), or the whole of it."""
    half = _APART / 2
    lines = [LineString([*c.points, c.points[0]] if c.closed else c.points).buffer(half) for c in block.curves]
    parts = shapely.get_parts(shapely.union_all(lines)).tolist() if lines else []
    if len(parts) < 2:
        return [block.rectangle]
    own = [[p for c in block.curves for p in c.points if part.contains(Spot(p))] for part in parts]
    return [hull for points in own if isinstance(hull := MultiPoint(points).convex_hull, Polygon)]


def columns_on(sheet: DxfSheet, layers: Sequence[str], tolerance: float) -> list[Column]:
    """A column for each block, each of several apart in one block, and each closed outline: the least rectangle around
    it."""
    found: list[tuple[str, Polygon]] = []
    inserts = [b for b in sheet.blocks if b.layer in layers]
    for block in inserts:
        pieces = _pieces(block)
        found += [(_said(block.facts, _TAG) if len(pieces) == 1 else "", piece) for piece in pieces]
    within = {c.points for b in inserts for c in b.curves}
    curves = [(c.points, c.closed) for c in _own(sheet.curves, layers) if c.points not in within]
    own = _facts_of(sheet.curves, layers)
    found += [(_own_facts(own, area).get("TAG", ""), area) for area in rings_of(curves, tolerance).areas]
    columns: list[Column] = []
    for name, shape in found:
        (x, y), width, depth, rotation = _boxed(shape)
        if min(width, depth) > 0 and not any(math.dist((x, y), (c.x, c.y)) < _TWICE for c in columns):
            columns.append(Column(name, x, y, width, depth, rotation))
    return sorted(columns, key=lambda c: (c.x, c.y))


def _own(curves: Iterable[Curve], layers: Sequence[str]) -> list[Curve]:
    return [c for c in curves if c.layer in layers]


def _facts_of(curves: Iterable[Curve], layers: Sequence[str]) -> list[tuple[Polygon, dict[str, str]]]:
    return [(Polygon(c.points), c.facts) for c in _own(curves, layers) if c.facts and len(c.points) > 2]


def _own_facts(known: Sequence[tuple[Polygon, dict[str, str]]], area: Polygon) -> dict[str, str]:
    """What our own drawings say beside an outline."""
    return next((facts for shape, facts in known if shape.bounds == area.bounds and shape.equals(area)), {})


def areas_on(sheet: DxfSheet, layers: Sequence[str], tolerance: float) -> list[DrawnArea]:
    """Closed outlines with the text in them, in order of their place."""
    own, said = _own(sheet.curves, layers), _facts_of(sheet.curves, layers)
    areas = [(_own_facts(said, a), a) for a in rings_of([(c.points, c.closed) for c in own], tolerance).areas]
    found = []
    for facts, area in sorted(areas, key=lambda pair: (pair[0].get("TAG", ""), pair[1].bounds)):
        points = tuple((round(x, 6), round(y, 6)) for x, y in list(area.exterior.coords)[:-1])
        inside = [t.text for t in sheet.texts if t.layer in layers and area.contains(Spot(t.at))]
        found.append(DrawnArea(points, facts.get("TAG", ""), facts.get("REASON", "") or " ".join(inside)))
    return found


def _nearest(walls: Sequence[LineString], at: Point, least: float) -> LineString | None:
    long = [w for w in walls if w.length >= least]
    return min(long, key=lambda w: (round(w.distance(Spot(at)), 4), -w.length), default=None)


def _along(wall: LineString) -> Point:
    (ax, ay), (bx, by) = wall.coords[0], wall.coords[-1]
    return (bx - ax) / wall.length, (by - ay) / wall.length


def _measured(points: Sequence[Point], wall: LineString) -> tuple[Point, float]:
    """Middle on the wall's line and length along it of some points [m]."""
    (ax, ay), (c, s) = wall.coords[0], _along(wall)
    along = [(x - ax) * c + (y - ay) * s for x, y in points]
    middle = (min(along) + max(along)) / 2
    return (round(ax + middle * c, 6), round(ay + middle * s, 6)), round(max(along) - min(along), 6)


def doors_on(sheet: DxfSheet, layers: Sequence[str], walls: Sequence[LineString], lengths: Lengths) -> list[DrawnDoor]:
    """Doors from blocks; from the arcs of their swings; or from lines along a wall where a layer has neither."""
    if not walls:
        return []
    inserts = [b for b in sheet.blocks if b.layer in layers]
    doors = [_door_block(block, walls, lengths) for block in inserts]
    within = {c.points for b in inserts for c in b.curves}
    free = [c for c in _own(sheet.curves, layers) if c.points not in within]
    if own := [c for c in free if c.facts]:
        return sorted((_own_door(c, lengths) for c in own), key=lambda d: d.at)
    arcs = [c for c in free if c.kind == "ARC"]
    doors += _swings(arcs, walls)
    if not doors:
        doors = [_door_line(c, walls) for c in free]
    return sorted(doors, key=lambda d: d.at)


def _door_block(block: Block, walls: Sequence[LineString], lengths: Lengths) -> DrawnDoor:
    middle = block.rectangle.centroid
    wall = _nearest(walls, (middle.x, middle.y), 0.5) or walls[0]
    at, width = _measured(block.points, wall)
    said = lengths(_said(block.facts, _WIDTH))
    if said is not None and (width <= 0 or "WIDTH" in block.facts):
        width = said
    height, leaf = lengths(_said(block.facts, _HEIGHT)), block.facts.get("EXIT", "").lower()
    kind = block.facts.get("KIND", "").lower()
    names = f"{block.name} {kind}".upper()
    kind = kind if kind in ("roll-up", "double", "personnel") else _kind(width, names)
    exit_ = True if leaf in ("yes", "true", "1") else (False if leaf in ("no", "false", "0") else None)
    return DrawnDoor(at, width, _said(block.facts, _TAG), height, kind, exit_)


def _kind(width: float, names: str = "") -> str:
    if any(word in names for word in _ROLLING) or width >= _GOODS:
        return "roll-up"
    return "double" if width >= _TWO_LEAVES else "personnel"


def _swings(arcs: Sequence[Curve], walls: Sequence[LineString]) -> list[DrawnDoor]:
    """Doors from arcs: the hinge is the centre, the end of the arc on the wall is where the leaf shuts."""
    leaves: list[tuple[Point, Point]] = []
    for arc in arcs:
        wall = _nearest(walls, arc.centre or arc.points[0], 0.5)
        if wall is not None and arc.centre is not None:
            far = [wall.distance(Spot(p)) for p in (arc.points[0], arc.points[-1])]
            leaves.append((arc.centre, arc.points[0] if far[0] <= far[1] else arc.points[-1]))
    doors, used = [], set()
    for i, (hinge, shut) in enumerate(leaves):
        if i in used:
            continue
        mate = next((k for k, (_, other) in enumerate(leaves) if k > i and k not in used
                     and math.dist(other, shut) < 2 * _TWICE), None)
        points = [hinge, shut] if mate is None else [hinge, leaves[mate][0]]
        used |= {mate} if mate is not None else set()
        wall = _nearest(walls, shut, 0.5) or walls[0]
        at, width = _measured(points, wall)
        doors.append(DrawnDoor(at, width, kind="personnel" if mate is None else "double"))
    return doors


def _own_door(curve: Curve, lengths: Lengths) -> DrawnDoor:
    """A door of our own drawings: a line through it that says all."""
    (ax, ay), (bx, by) = curve.points[0], curve.points[-1]
    says = curve.facts.get
    width, height = lengths(says("WIDTH", "")), lengths(says("HEIGHT", ""))
    at = (round((ax + bx) / 2, 6), round((ay + by) / 2, 6))
    width = width or math.dist((ax, ay), (bx, by))
    return DrawnDoor(at, width, says("TAG", ""), height, says("KIND", ""), says("EXIT") == "yes")


def _door_line(curve: Curve, walls: Sequence[LineString]) -> DrawnDoor:
    middle = LineString(curve.points).interpolate(0.5, normalized=True)
    at, width = _measured(curve.points, _nearest(walls, (middle.x, middle.y), 0.5) or walls[0])
    return DrawnDoor(at, width, kind=_kind(width))


def openings_on(
    sheet: DxfSheet, layers: Sequence[str], walls: Sequence[LineString], lengths: Lengths
) -> list[DrawnOpening]:
    """Openings from blocks, and from lines that run along a wall, those that touch taken together."""
    if not walls:
        return []
    inserts = [b for b in sheet.blocks if b.layer in layers]
    within = {c.points for b in inserts for c in b.curves}
    found = [_opening(b.points, walls, b.facts, lengths) for b in inserts]
    if own := [c for c in _own(sheet.curves, layers) if c.facts]:
        return sorted((_opening(c.points, walls, c.facts, lengths) for c in own), key=lambda o: (o.start, o.end))
    spans: list[tuple[LineString, list[Point]]] = []
    for curve in _own(sheet.curves, layers):
        if curve.points in within:
            continue
        middle = LineString(curve.points).interpolate(0.5, normalized=True)
        wall = _nearest(walls, (middle.x, middle.y), 0.5)
        if wall is not None:
            spans.append((wall, list(curve.points)))
    merged: list[tuple[LineString, list[Point]]] = []
    for wall, points in spans:
        mate = next((m for m in merged if m[0] is wall and _touch(wall, m[1], points)), None)
        if mate is None:
            merged.append((wall, points))
        else:
            mate[1].extend(points)
    found += [_opening(points, walls, {}, lengths) for _, points in merged]
    return sorted((o for o in found if math.dist(o.start, o.end) > 2 * _TWICE), key=lambda o: (o.start, o.end))


def _touch(wall: LineString, one: Sequence[Point], other: Sequence[Point]) -> bool:
    (ca, wa), (cb, wb) = _measured(one, wall), _measured(other, wall)
    return math.dist(ca, cb) <= (wa + wb) / 2 + _TWICE


def _opening(
    points: Sequence[Point], walls: Sequence[LineString], facts: Mapping[str, str], lengths: Lengths
) -> DrawnOpening:
    middle = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
    wall = _nearest(walls, middle, 0.5) or walls[0]
    (x, y), length = _measured(points, wall)
    c, s = _along(wall)
    ends = sorted((round(x + k * length / 2 * c, 6), round(y + k * length / 2 * s, 6)) for k in (-1, 1))
    height, kind = lengths(_said(facts, _HEIGHT)), facts.get("KIND", "").lower()
    return DrawnOpening(ends[0], ends[1], _said(facts, _TAG), height, kind)


def plant_on(sheet: DxfSheet, layers: Sequence[str], tolerance: float) -> list[DrawnPlant]:
    """Existing plant: blocks with their attributes, and closed outlines with the text in them as tag."""
    inserts = [b for b in sheet.blocks if b.layer in layers]
    within = {c.points for b in inserts for c in b.curves}
    found = [
        DrawnPlant(_said(b.facts, _TAG), b.facts.get("KIND", "").lower(), b.rectangle, _said(b.facts, _RATING))
        for b in inserts
    ]
    own = [c for c in _own(sheet.curves, layers) if c.points not in within and c.closed]
    for area in rings_of([(c.points, c.closed) for c in own], tolerance).areas:
        inside = [t.text for t in sheet.texts if area.contains(Spot(t.at))]
        found.append(DrawnPlant(inside[0] if inside else "", "", area))
    return sorted(found, key=lambda p: (p.tag, p.outline.bounds))


def grid_on(sheet: DxfSheet, layers: Sequence[str]) -> list[GridLine]:
    """Grid lines that a text or a bubble block at one of their ends names."""
    names = [(t.at, t.text) for t in sheet.texts if t.layer in layers]
    names += [(b.at, text) for b in sheet.blocks if b.layer in layers for text in list(b.facts.values())[:1]]
    found: dict[str, GridLine] = {}
    for curve in _own(sheet.curves, layers):
        if curve.closed or len(curve.points) != 2:
            continue
        a, b = curve.points
        if name := curve.facts.get("TAG"):
            found[name] = GridLine(name, a, b)
            continue
        near = [(min(math.dist(a, at), math.dist(b, at)), text) for at, text in names if 0 < len(text) <= 4]
        reach = max(_BUBBLE, 0.1 * math.dist(a, b))
        if near and min(near)[0] <= reach:
            text = min(near)[1]
            known = found.get(text)
            if known is None or math.dist(a, b) > math.dist(known.start, known.end):
                found[text] = GridLine(text, a, b)
    return [found[name] for name in sorted(found)]


def north_of(sheet: DxfSheet) -> float | None:
    """The rotation of a north arrow: of the insert of a block that is named so."""
    said = [c.facts["NORTH"] for c in sheet.curves if "NORTH" in c.facts]
    if said:
        return round(float(said[0]), 6)
    arrows = [b for b in sheet.blocks if "NORTH" in f"{b.name} {b.layer}".upper()]
    return round(arrows[0].rotation % 360.0, 6) if arrows else None


def said_height(sheet: DxfSheet, lengths: Lengths) -> float | None:
    """The clear height that a room's block or our own outline states [m], the least of several."""
    facts = [*(b.facts for b in sheet.blocks), *(c.facts for c in sheet.curves if c.facts)]
    found = [h for f in facts if (h := lengths(_said(f, _CLEAR))) is not None and "WIDTH" not in f]
    return min(found, default=None)


def halls_of(sheet: DxfSheet, floor: Polygon, lengths: Lengths) -> list[DrawnHall]:
    """The halls that our own drawing of several names, each less the holes of their `floor`."""
    found = [(c.facts, Polygon(c.points).intersection(floor)) for c in sheet.curves if "HALL" in c.facts]
    return [
        DrawnHall(facts["HALL"], outline, lengths(facts.get("CLEAR_HEIGHT", "")))
        for facts, outline in found if isinstance(outline, Polygon) and not outline.is_empty
    ]


def links_of(sheet: DxfSheet) -> list[DrawnLink]:
    """What joins the halls of our own drawing of several."""
    said = (c for c in sheet.curves if "LINK" in c.facts and c.facts.get("KIND") in ("corridor", "trench"))
    return [DrawnLink(c.facts["LINK"], c.facts["KIND"], Polygon(c.points)) for c in said]
