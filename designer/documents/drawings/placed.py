"""Placed things on a plan: aisles, galleries, racks in rows, equipment, routes, each with its labels."""

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence

from shapely.geometry import MultiPoint, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.prepared import prep

from designer.catalog import RearDoor
from designer.cooling.rear_doors import door_box
from designer.documents.drawings.board import Board
from designer.documents.drawings.drawing import Circle, Path, Stamp, Text
from designer.documents.drawings.hall import exterior
from designer.documents.drawings.lettering import Extent, extent, text_width
from designer.documents.drawings.placing import overlaps
from designer.documents.drawings.styles import COARSEST, COLOURS, GREY, LABEL, NOTE, SMALL, STATUS_PENS
from designer.documents.facts.rooms import Room
from designer.layout.records import Layout, Placed, Route, Row
from designer.layout.rooms import pieces

__all__ = [
    "KIND_LAYERS",
    "aisle_labels",
    "aisles",
    "avoid_aisles",
    "equipment",
    "galleries",
    "layer_of",
    "racks",
    "reserve",
    "room_labels",
    "route_line",
    "row_labels",
    "stamp_of",
    "tag_equipment",
]

XY = tuple[float, float]

KIND_LAYERS = {
    "rack": "T-RACK",
    "cdu": "M-CDUS",
    "pump": "M-PUMP",
    "air-unit": "M-ACUS",
    "cooler": "M-COOL",
    "chiller": "M-CHIL",
    "expansion": "M-TANK",
    "buffer": "M-TANK",
    "water-tank": "M-TANK",
    "exchanger": "M-EXCH",
    "transformer": "E-TRNF",
    "switchboard": "E-SWBD",
    "ups": "E-UPSS",
    "battery": "E-BATT",
    "storage-system": "E-BATT",
    "generator": "E-GENR",
}
_FILLS = {"gpu": COLOURS["white"], "network": COLOURS["network-tint"], "storage": COLOURS["storage-tint"]}


#: Heights of the tag of a machine, the best first; free length at its ends [mm]; its line over its capitals.
_HEIGHTS, _BESIDE, _LINE = (LABEL, NOTE, SMALL), 0.8, 1.3
#: Where in its symbol a tag is tried, from the middle to the sides and to the ends.
_ASIDE = (0.0, 0.5, -0.5, 0.9, -0.9)
_SHIFTS = (0.0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1.0, -1.0)
#: The layer of the names of rooms, their distance from its edges [mm], and where along it they are tried.
_ROOMS, _INSET = "A-AREA-IDEN-N", 1.5
#: How far the name of a room that is full may be led [mm].
_FAR = 90.0
_OVER = (0.0, 1.0, 0.5, *(k / 16 for k in range(1, 16) if k != 8))


#: Aisles that have a tag and a clear width.
_NAMED = ("hot", "cold")
#: From so many commas on the tags of a cluster are told by the first and the last.
_MOST_NAMED = 3


def reserve(board: Board, placed: Iterable[Placed]) -> None:
    """Keep labels off things that are drawn later."""
    for one in placed:
        board.occupied.take(_box_of(stamp_of(board, one)))


def layer_of(placed: Placed) -> str:
    """The layer of a placed thing: by kind, existing or new."""
    return f"{KIND_LAYERS.get(placed.kind, 'A-EQPM')}-{'E' if placed.existing else 'N'}"


def stamp_of(board: Board, placed: Placed, *, screened: bool = False) -> Stamp:
    """A placed box on paper; what stands already, and what is only a background, is thin and grey."""
    at = placed.box.at
    x, y = board.m(at.x, at.y)
    colour = GREY if screened or placed.existing else ""
    fill = "" if screened else _FILLS.get(placed.purpose, COLOURS["grey-tint"] if placed.existing else COLOURS["white"])
    return Stamp(
        placed.tag,
        placed.kind,
        x,
        y,
        board.mm(placed.box.width),
        board.mm(placed.box.depth),
        at.rotation,
        layer_of(placed),
        STATUS_PENS[screened or placed.existing],
        colour,
        fill,
        placed.kind == "rack",
    )


def aisles(board: Board, layout: Layout) -> None:
    """Tinted aisles: hot warm, cold cool."""
    for aisle in layout.aisles:
        fill = {"hot": COLOURS["warm-tint"], "cold": COLOURS["cool-tint"]}.get(aisle.kind, "")
        if fill and not aisle.polygon.is_empty and aisle.polygon.geom_type == "Polygon":
            board.polygon(
                exterior(board, aisle.polygon),
                f"A-AREA-{aisle.kind.upper()}-N",
                "hidden" if aisle.contained else "",
                colour=COLOURS["vermillion"] if aisle.contained else "",
                fill=fill,
            )


def aisle_labels(board: Board, layout: Layout) -> None:
    """Tag and clear width of each hot and cold aisle inside it, its tag alone where both have no room."""
    for aisle in layout.aisles:
        if aisle.kind not in _NAMED or aisle.polygon.geom_type != "Polygon":
            continue
        west, south, east, north = aisle.polygon.bounds
        (left, bottom), (right, top) = board.m(west, south), board.m(east, north)
        text, layer = f"{aisle.tag} {board.subject.printer.built(aisle.width)}", f"A-AREA-{aisle.kind.upper()}-N"
        tried = [one for one in (text, aisle.tag) if text_width(one, SMALL) <= max(top - bottom, right - left) - 1.0]
        if tried and not any(board.try_places(_in_aisle((left, bottom, right, top), one, layer)) for one in tried):
            board.unplaced.append(text)


def avoid_aisles(board: Board, layout: Layout) -> None:
    """Keep what is labelled later off the hot and cold aisles where it has room elsewhere."""
    for aisle in layout.aisles:
        if aisle.kind in _NAMED and not aisle.polygon.is_empty:
            west, south, east, north = aisle.polygon.bounds
            board.avoided.take((*board.m(west, south), *board.m(east, north)))


def _in_aisle(aisle: Extent, text: str, layer: str) -> Iterator[Text]:
    """Places of a text along an aisle, the best first."""
    left, bottom, right, top = aisle
    upright, width = top - bottom > right - left, text_width(text, SMALL)
    for across in (0.5, 0.25, 0.75):
        for share in (0.04, 0.5, 0.3, 0.7, 0.94):
            at = (
                (left + (right - left) * across + SMALL / 2, bottom + (top - bottom - width) * share)
                if upright
                else (left + (right - left - width) * share, bottom + (top - bottom) * across - SMALL / 2)
            )
            yield Text(*at, text, SMALL, layer, "start", 90.0 if upright else 0.0)


def galleries(board: Board, layout: Layout) -> None:
    """Galleries as thin dashed outlines with their name in a corner."""
    for gallery in layout.galleries:
        if gallery.kind == "yard" or gallery.polygon.is_empty or gallery.polygon.geom_type != "Polygon":
            continue
        reserve = gallery.kind in ("reserve", "staging")
        board.polygon(
            exterior(board, gallery.polygon),
            "A-AREA-RESV-F" if reserve else "A-AREA-GALL-N",
            "future" if reserve else "zone",
            colour=GREY if reserve else COLOURS["blue"],
        )


def room_labels(board: Board, rooms: Iterable[Room], off: BaseGeometry | None = None) -> None:
    """Number, name and area of each room, wholly on its own floor and `off` what has names of its own, that of the
    data hall as near to its middle as there is room; without the area, at last with a leader, where it is small or
    full.
    """
    p, window = board.subject.printer, MultiPoint(_corners(board)).envelope
    for room in rooms:
        floor = room.floor if off is None else room.floor.difference(off)
        shown = next(iter(pieces(floor.intersection(window))), None)
        if shown is None:
            continue
        name = f"{room.tag} {room.name}"
        texts = (f"{name} {p.text('area', room.floor.area)}", name)
        ways = [list(_on_floor(board, shown, said)) for said in texts]
        if not room.outlined:
            centre = board.m(shown.centroid.x, shown.centroid.y)
            ways = [sorted(made, key=lambda text: _off(text, centre)) for made in ways]
        if not any(board.try_places(made) for made in ways) and room.outlined:
            at = shown.representative_point()
            board.label(board.m(at.x, at.y), texts[0], _ROOMS, NOTE, _FAR, colour=COLOURS["blue"])


def _off(text: Text, at: XY) -> float:
    """From a point to the middle of a text [mm]."""
    left, bottom, right, top = extent(text)
    return math.dist(at, ((left + right) / 2, (bottom + top) / 2))


def _corners(board: Board) -> tuple[XY, XY]:
    """The corners of what shows, in the model [m]."""
    left, bottom, right, top = board.view
    return board.transform.to_model(left, bottom), board.transform.to_model(right, top)


def _on_floor(board: Board, floor: Polygon, said: str) -> Iterator[Text]:
    """Where a text may stand on the floor of a room, along the sheet and upright: corners first, then all over it."""
    (left, bottom), (right, top) = (board.m(*floor.bounds[k : k + 2]) for k in (0, 2))
    wide, home = text_width(said, NOTE), prep(floor)
    for turn, (w, h) in ((0.0, (wide, NOTE)), (90.0, (NOTE, wide))):
        for y in _shares(bottom + _INSET, top - h - _INSET):
            for x in _shares(left + _INSET, right - w - _INSET):
                (a, b), (c, d) = board.transform.to_model(x, y), board.transform.to_model(x + w, y + h)
                if home.contains(box(a, b, c, d)):
                    yield Text(x + NOTE if turn else x, y, said, NOTE, _ROOMS, rotation=turn, colour=COLOURS["blue"])


def _shares(low: float, high: float) -> tuple[float, ...]:
    """Places from the high end to the low one: the ends, then between them; none where there is no room."""
    return tuple(high + (low - high) * share for share in _OVER) if low < high else ()


def racks(board: Board, layout: Layout, *, screened: bool = False) -> None:
    """Every rack to size with its front marked, and its rear door, with its tag where there is room."""
    catalog = board.subject.catalog
    doors = {d.rack: d for d in board.design.trades.cooling.doors}
    for rack in layout.of("rack"):
        board.stamp(stamp_of(board, rack, screened=screened))
        if rack.tag in doors:
            door = doors[rack.tag]
            deep = catalog.get(RearDoor, door.catalog.partition("/")[2]).depth.si("m")
            corners = [board.m(*c) for c in door_box(rack.box, deep).corners]
            board.polygon(corners, "M-DOOR-N", STATUS_PENS[screened], fill=COLOURS["grey-tint"])
            if not screened and board.inside(rack.box.at.x, rack.box.at.y):
                xs, ys = zip(*corners, strict=True)
                board.centred((min(xs), min(ys), max(xs), max(ys)), door.tag, "M-DOOR-TEXT-N", (SMALL,))


def row_labels(board: Board, layout: Layout) -> None:
    """Each row once: its tag with its first and last rack, in front of it where that is free."""
    by_tag = {rack.tag: rack for rack in layout.of("rack")}
    for row in layout.rows:
        members = [by_tag[tag] for tag in row.members if tag in by_tag]
        if members:
            _row_label(board, row, members)


def _row_label(board: Board, row: Row, members: list[Placed]) -> None:
    whole = f"{row.tag}: {members[0].tag} … {members[-1].tag}" if len(members) > 1 else f"{row.tag}: {members[0].tag}"
    first, last = members[0].box, members[-1].box
    centre = board.m((first.at.x + last.at.x) / 2, (first.at.y + last.at.y) / 2)
    turn = math.radians(first.at.rotation)
    front = (math.sin(turn), -math.cos(turn))
    upright = abs(first.at.x - last.at.x) < abs(first.at.y - last.at.y)
    away = board.mm(first.depth) / 2
    length = board.mm(max(abs(first.at.x - last.at.x), abs(first.at.y - last.at.y)))
    fits = text_width(whole, SMALL) <= length + board.mm(first.width)
    texts = (whole, row.tag) if fits else (row.tag,)
    spots = [
        (side * (away + distance + SMALL / 2), along * length)
        for side in (1, -1)
        for distance in (1.2, 2.4, 4.5)
        for along in (0.0, -0.22, 0.22)
    ]
    made = [_beside_row(centre, front, spot, (text, upright)) for text in texts for spot in spots]
    if not board.try_places(made, 0.6) and board.ratio <= COARSEST:
        board.label(centre, row.tag, "T-RACK-N", SMALL)


def _beside_row(centre: XY, front: XY, spot: XY, said: tuple[str, bool]) -> Text:
    """A text in front of a row, or behind it: spot = (distance from its middle line, along it)."""
    (away, along), (text, upright) = spot, said
    x = centre[0] + front[0] * away + (0.0 if upright else along)
    y = centre[1] + front[1] * away + (along if upright else 0.0)
    at = (x + SMALL / 2, y) if upright else (x, y - SMALL / 2)
    return Text(*at, text, SMALL, "T-RACK-N", "middle", 90.0 if upright else 0.0)


def equipment(
    board: Board, placed: Iterable[Placed], *, screened: bool = False, labelled: bool = True
) -> list[Stamp]:
    """Equipment to size, then its tags: inside when they fit, else beside with a leader. Without tags they are for
    `tag_equipment` to write.
    """
    stamps = [stamp_of(board, one, screened=screened) for one in sorted(placed, key=lambda one: one.tag)]
    for stamp in stamps:
        board.stamp(stamp)
    if labelled:
        tag_equipment(board, stamps, ())
    return stamps


def tag_equipment(board: Board, stamps: Iterable[Stamp], layers: Collection[str]) -> None:
    """The tags of drawn equipment, off the marks of some layers where a tag has room beside them in its symbol."""
    marks = [_around(item) for item in board.items if isinstance(item, (Path, Circle)) and item.layer in layers]
    small = [stamp for stamp in stamps if not _tag_inside(board, stamp, marks)]
    for cluster in _clusters(small):
        centre = _centre(cluster)
        nearest = sorted(cluster, key=lambda one: (math.dist((one.x, one.y), centre), one.tag))
        points = [(one.x, one.y) for one in nearest]
        text = _said(board.subject.words.ranged(stamp.tag for stamp in cluster), cluster)
        boxes = [_box_of(stamp) for stamp in cluster]
        own = (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )
        first = nearest[0]
        board.label_any(points, text, first.layer, SMALL, 90.0, own=own, colour=first.colour)


def _around(item: Path | Circle) -> Extent:
    """The upright rectangle around a mark."""
    if isinstance(item, Circle):
        return item.x - item.radius, item.y - item.radius, item.x + item.radius, item.y + item.radius
    xs, ys = [x for x, _ in item.points], [y for _, y in item.points]
    return min(xs), min(ys), max(xs), max(ys)


def _box_of(stamp: Stamp) -> tuple[float, float, float, float]:
    turn = math.radians(stamp.rotation)
    w = abs(math.cos(turn)) * stamp.width + abs(math.sin(turn)) * stamp.depth
    d = abs(math.sin(turn)) * stamp.width + abs(math.cos(turn)) * stamp.depth
    return stamp.x - w / 2, stamp.y - d / 2, stamp.x + w / 2, stamp.y + d / 2


def _tag_inside(board: Board, stamp: Stamp, marks: Sequence[Extent]) -> bool:
    """The tag of a stamp in it at the largest height that fits, in its middle or as near to that as no mark stands;
    nothing where marks leave it no room.
    """
    box = _box_of(stamp)
    met = [mark for mark in marks if overlaps(mark, box)]
    for height in _HEIGHTS if met else ():
        for text in _places(box, stamp, height):
            if not any(overlaps(extent(text), mark) for mark in met):
                board.text(text)
                return True
    return not met and board.centred(box, stamp.tag, stamp.layer, _HEIGHTS, colour=stamp.colour)


def _places(box: Extent, stamp: Stamp, height: float) -> Iterator[Text]:
    """Where the tag of a stamp may stand in its box, along it or upright, from the middle outwards."""
    left, bottom, right, top = box
    width = text_width(stamp.tag, height) + 2.0 * _BESIDE
    for long, short, turn in ((right - left, top - bottom, 0.0), (top - bottom, right - left, 90.0)):
        if width > long or height * _LINE > short:
            continue
        for aside, share in itertools.product(_ASIDE, _SHIFTS):
            off, across = share * (long - width) / 2.0, aside * (short - height * _LINE) / 2.0
            at = (off, across - height / 2.0) if turn == 0.0 else (across + height / 2.0, off)
            x, y = (left + right) / 2.0 + at[0], (bottom + top) / 2.0 + at[1]
            yield Text(x, y, stamp.tag, height, stamp.layer, "middle", turn, colour=stamp.colour)


def _centre(cluster: list[Stamp]) -> XY:
    return sum(s.x for s in cluster) / len(cluster), sum(s.y for s in cluster) / len(cluster)


def _clusters(stamps: list[Stamp]) -> list[list[Stamp]]:
    """Stamps of one kind that stand beside one another, to be labelled once."""
    clusters: list[list[Stamp]] = []
    for stamp in stamps:
        near = [c for c in clusters if c[0].kind == stamp.kind and any(_beside(stamp, other) for other in c)]
        joined = [stamp, *(other for c in near for other in c)]
        clusters = [c for c in clusters if c not in near] + [sorted(joined, key=lambda one: one.tag)]
    return clusters


def _said(tags: str, cluster: list[Stamp]) -> str:
    """The tags of a cluster, or the first, the last and how many where they are no run."""
    if tags.count(",") < _MOST_NAMED or "..." in tags:
        return tags
    return f"{cluster[0].tag} … {cluster[-1].tag} ({len(cluster)})"


def _beside(one: Stamp, other: Stamp) -> bool:
    reach = max(one.width, one.depth, other.width, other.depth) * 1.3 + 2.0
    return math.dist((one.x, one.y), (other.x, other.y)) <= reach


def route_line(board: Board, route: Route, layer: str, pen: str, colour: str) -> None:
    """A route as a line, kept clear of labels."""
    points = [board.m(x, y) for x, y in route.line.points]
    if len(points) > 1:
        board.line(points, layer, pen, colour, keep_clear=True)
