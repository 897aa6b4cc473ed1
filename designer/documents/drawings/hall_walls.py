"""Walls, doors, openings and the edge of the floor of the hall on paper."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from shapely.geometry import LineString, Point, Polygon

from designer.documents.drawings.board import Board
from designer.documents.drawings.drawing import Path
from designer.documents.drawings.styles import COLOURS, GREY, SMALL
from designer.site.records import Door, Opening

__all__ = ["floor", "say", "walls"]

XY = tuple[float, float]


def walls(board: Board, colour: str) -> None:
    """The walls as cut lines, interrupted by doors and louvres."""
    hall = board.subject.site.hall
    for start, end in _wall_lines(hall.polygon):
        gaps = [_gap(start, end, (d.x, d.y), d.width) for d in hall.doors]
        gaps += [_gap_line(start, end, o) for o in hall.openings]
        for a, b in _pieces(start, end, [g for g in gaps if g]):
            board.line((board.m(*a), board.m(*b)), "A-WALL-FULL-E", "heavy", colour, keep_clear=True)
    for door in hall.doors:
        _door(board, door, colour)
    for opening in hall.openings:
        _opening(board, opening, colour)


def _wall_lines(polygon: Polygon) -> list[tuple[XY, XY]]:
    """The walls of the hall and of its holes, the floor to their left."""
    rings = [[(x, y) for x, y, *_ in ring.coords] for ring in (polygon.exterior, *polygon.interiors)]
    return [pair for ring in rings for pair in itertools.pairwise(ring)]


def say(board: Board, *facts: tuple[str, str]) -> None:
    """Facts beside the last line drawn."""
    item = board.items[-1]
    if isinstance(item, Path):
        board.items[-1] = replace(item, facts=facts)


def floor(board: Board) -> None:
    """The edge of the floor, closed through its doors, with what a reader of the CAD file needs of the hall."""
    hall = board.subject.site.hall
    east, north = (f"{value:.3f} m" for value in hall.datum)
    facts = [("NORTH", f"{(hall.north + hall.turn) % 360.0:.6f}"), ("DATUM_X", east), ("DATUM_Y", north)]
    if hall.clear_height.known:
        facts.append(("CLEAR_HEIGHT", f"{hall.clear_height.si('m'):.6f} m"))
    for number, ring in enumerate((hall.polygon.exterior, *hall.polygon.interiors)):
        board.polygon((board.m(x, y) for x, y, *_ in list(ring.coords)[:-1]), "A-FLOR-OTLN-E", "fine", colour=GREY)
        say(board, *(facts if number == 0 else ()))
    for part in hall.parts:
        height = [("CLEAR_HEIGHT", f"{part.clear_height.si('m'):.6f} m")] if part.clear_height.known else []
        _area(board, part.polygon, ("HALL", part.name), *height)
    for link in hall.links:
        _area(board, link.polygon, ("LINK", link.tag), ("KIND", link.kind))


def _area(board: Board, shape: Polygon, *facts: tuple[str, str]) -> None:
    """The outline of a hall or a link of several; a hole in it is the floor's."""
    ring = list(shape.exterior.coords)[:-1]
    board.polygon((board.m(x, y) for x, y, *_ in ring), "A-FLOR-IDEN-E", "fine", colour=GREY)
    say(board, *facts)


def _gap(start: XY, end: XY, at: XY, width: float) -> tuple[float, float] | None:
    """The part of a wall, as two lengths along it, that a door in it takes."""
    wall = LineString([start, end])
    if wall.distance(Point(*at)) > 0.3:
        return None
    along = wall.project(Point(*at))
    return max(0.0, along - width / 2), min(wall.length, along + width / 2)


def _gap_line(start: XY, end: XY, opening: Opening) -> tuple[float, float] | None:
    wall = LineString([start, end])
    a, b = Point(*opening.start), Point(*opening.end)
    if wall.distance(a) > 0.3 or wall.distance(b) > 0.3:
        return None
    low, high = sorted((wall.project(a), wall.project(b)))
    return low, high


def _pieces(start: XY, end: XY, gaps: Sequence[tuple[float, float]]) -> Iterable[tuple[XY, XY]]:
    length = math.dist(start, end)
    position = 0.0
    for low, high in [*sorted(gaps), (length, length)]:
        if low > position + 1e-6:
            yield _along(start, end, position / length), _along(start, end, low / length)
        position = max(position, high)


def _along(start: XY, end: XY, share: float) -> XY:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _wall_direction(board: Board, at: XY) -> tuple[XY, XY]:
    """Unit vectors along the wall nearest to a point and into the hall."""
    polygon = board.subject.site.hall.polygon
    walls = [LineString(pair) for pair in _wall_lines(polygon)]
    wall = min(walls, key=lambda w: (round(w.distance(Point(*at)), 6), w.coords[0]))
    (ax, ay), (bx, by) = wall.coords
    along = ((bx - ax) / wall.length, (by - ay) / wall.length)
    inward = (-along[1], along[0]) if polygon.exterior.is_ccw else (along[1], -along[0])
    return along, inward


def _door(board: Board, door: Door, colour: str) -> None:
    """A swing for a personnel door, two for a double one, a dashed curtain for a roll-up door."""
    along, inward = _wall_direction(board, (door.x, door.y))
    x, y = board.m(door.x, door.y)
    half = board.mm(door.width) / 2
    ends = [(x - along[0] * half, y - along[1] * half), (x + along[0] * half, y + along[1] * half)]
    layer = "A-DOOR-E"
    board.line(ends, layer, "fine", GREY)
    say(
        board,
        ("TAG", door.tag),
        ("WIDTH", f"{door.width:.6f} m"),
        ("HEIGHT", f"{door.height:.6f} m"),
        ("KIND", door.kind),
        ("EXIT", "yes" if door.exit else "no"),
    )
    if door.kind == "roll-up":
        for shift in (0.0, 1.2):
            board.line([(px + inward[0] * shift, py + inward[1] * shift) for px, py in ends], layer, "hidden", colour)
    else:
        leaves = [(ends[0], ends[1])] if door.kind == "personnel" else [(ends[0], (x, y)), (ends[1], (x, y))]
        for hinge, strike in leaves:
            width = math.dist(hinge, strike)
            outer = (hinge[0] - inward[0] * width, hinge[1] - inward[1] * width)
            board.line((hinge, outer), layer, "thin", colour)
            angles = sorted(math.degrees(math.atan2(p[1] - hinge[1], p[0] - hinge[0])) % 360 for p in (outer, strike))
            if angles[1] - angles[0] > 180:
                angles = [angles[1], angles[0] + 360]
            board.arc(hinge, width, layer, "fine", (angles[0], angles[1]))
    board.occupied.take((x - half, y - half, x + half, y + half))
    if not board.inside(door.x, door.y):
        return
    text = f"{door.tag} {board.subject.words.label('drawing.exit')}" if door.exit else door.tag
    board.label(
        (x + inward[0] * 2, y + inward[1] * 2), text, layer, SMALL, colour=COLOURS["green"] if door.exit else colour
    )


def _opening(board: Board, opening: Opening, colour: str) -> None:
    a, b = board.m(*opening.start), board.m(*opening.end)
    _, inward = _wall_direction(
        board, ((opening.start[0] + opening.end[0]) / 2, (opening.start[1] + opening.end[1]) / 2)
    )
    board.line((a, b), "A-WALL-LOUV-E", "fine", colour)
    say(board, ("TAG", opening.tag), ("HEIGHT", f"{opening.height:.6f} m"), ("KIND", opening.kind))
    for shift in (-0.7, 0.7):
        board.line(
            [(p[0] + inward[0] * shift, p[1] + inward[1] * shift) for p in (a, b)], "A-WALL-LOUV-E", "thin", colour
        )
    count = max(2, int(math.dist(a, b) / 6))
    for i in range(count + 1):
        p = _along(a, b, i / count)
        board.line(
            [(p[0] - inward[0] * 0.7, p[1] - inward[1] * 0.7), (p[0] + inward[0] * 0.7, p[1] + inward[1] * 0.7)],
            "A-WALL-LOUV-E",
            "fine",
            colour,
        )
    board.occupied.take_line((a, b), 1.8)
    words, printer = board.subject.words, board.subject.printer
    text = f"{opening.tag} {words.label(f'doors.{opening.kind}')} {printer.built(opening.height)}"
    left, bottom, right, top = board.view
    shown = [p for p in (_along(a, b, i / 50) for i in range(5, 46)) if left < p[0] < right and bottom < p[1] < top]
    if shown:
        board.label(shown[len(shown) // 20], text, "A-WALL-LOUV-E", SMALL, colour=colour)
