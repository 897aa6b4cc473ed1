"""The hall on paper: scale, walls, columns, doors, grid, yards; shared by every plan."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from shapely.geometry import LineString, Point, Polygon, box

from designer.documents.drawings.board import STRIP, Board
from designer.documents.drawings.drawing import Circle, Path, Space, Text, Transform
from designer.documents.drawings.lettering import Extent
from designer.documents.drawings.styles import COLOURS, GREY, NOTE, SMALL
from designer.documents.subject import Subject
from designer.site.records import Door, GridLine, Opening

__all__ = ["around", "exterior", "fitting_scale", "hall_plan", "plan_board", "span"]

XY = tuple[float, float]

#: Scales of each unit system, largest first: ratio and its name.
_SCALES: dict[str, tuple[tuple[int, str], ...]] = {
    "IP": (
        (24, '1/2" = 1\'-0"'),
        (48, '1/4" = 1\'-0"'),
        (64, '3/16" = 1\'-0"'),
        (96, '1/8" = 1\'-0"'),
        (128, '3/32" = 1\'-0"'),
        (192, '1/16" = 1\'-0"'),
        (240, "1\" = 20'"),
        (360, "1\" = 30'"),
        (480, "1\" = 40'"),
        (720, "1\" = 60'"),
        (1200, "1\" = 100'"),
    ),
    "SI": (
        (25, "1:25"),
        (50, "1:50"),
        (100, "1:100"),
        (125, "1:125"),
        (150, "1:150"),
        (200, "1:200"),
        (250, "1:250"),
        (300, "1:300"),
        (400, "1:400"),
        (500, "1:500"),
        (750, "1:750"),
        (1000, "1:1000"),
        (2000, "1:2000"),
    ),
}
#: Paper kept free around the plan for grid bubbles and dimensions [mm]: left, bottom, right, top.
_MARGINS = (30.0, 24.0, 8.0, 20.0)


def plan_board(subject: Subject, number: str, window: Extent | None = None) -> Board:
    """A board at the largest scale at which hall, yards and all that is placed fit the sheet, or a window [m] of it.

    A window that would be drawn no larger than everything shows everything.
    """
    board = Board.of(subject, number)
    whole = _bounds(subject)
    if window is not None and fitting_scale(board, window, _room(board)) == fitting_scale(
        board, whole, _room(board)
    ):
        window = None
    board.window = window
    west, south, east, north = window or whole
    left, bottom, *_ = board.area
    wide, high = _room(board)
    ratio, name = fitting_scale(board, window or whole, (wide, high))
    scale = board.at_scale(ratio)
    spare_x, spare_y = wide - (east - west) * scale, high - (north - south) * scale
    board.transform = Transform(
        scale, left + _MARGINS[0] + spare_x / 2 - west * scale, bottom + _MARGINS[1] + spare_y / 2 - south * scale
    )
    board.scaled = True
    board.scale_text = name
    return board


def _room(board: Board) -> tuple[float, float]:
    """Width and height of the sheet that a plan may take [mm]."""
    left, bottom, right, top = board.area
    return right - left - _MARGINS[0] - _MARGINS[2], top - bottom - _MARGINS[1] - _MARGINS[3]


def fitting_scale(board: Board, extent: Extent, room: tuple[float, float]) -> tuple[int, str]:
    """The largest scale at which an extent [m] fits a room [mm]: ratio and its name."""
    (wide, high), (west, south, east, north) = room, extent
    system = board.subject.printer.system
    least = max((east - west) / wide, (north - south) / high)
    ratio, name = next((s for s in _SCALES[system] if board.at_scale(s[0]) * least <= 1.0), _SCALES[system][-1])
    return ratio, f"{name} (1:{ratio})" if system == "IP" else name


def _bounds(subject: Subject) -> tuple[float, float, float, float]:
    site, layout = subject.site, subject.design.trades.layout
    boxes = [
        site.hall.polygon.bounds,
        *(yard.bounds for yard in site.hall.yards),
        *(g.polygon.bounds for g in layout.galleries),
    ]
    points = [corner for placed in layout.placed for corner in placed.box.corners]
    xs = [x for b in boxes for x in (b[0], b[2])] + [x for x, _ in points]
    ys = [y for b in boxes for y in (b[1], b[3])] + [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def around(places: Iterable[XY], margin: float) -> Extent:
    """The extent of places [m] with a margin on every side."""
    listed = list(places)
    xs, ys = [x for x, _ in listed], [y for _, y in listed]
    return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin


def span(places: Iterable[XY]) -> float:
    """The longer side of the extent of places [m]."""
    west, south, east, north = around(places, 0.0)
    return max(east - west, north - south)


def exterior(board: Board, polygon: Polygon) -> list[XY]:
    """The outline of a polygon on paper, without the repeated last point."""
    return [board.m(x, y) for x, y in list(polygon.exterior.coords)[:-1]]


def hall_plan(board: Board, *, screened: bool = False) -> None:
    """Yards, grid, walls, columns, doors and openings, keep-outs and dimension strings. Screened: in grey, as a
    background.
    """
    hall = board.subject.site.hall
    west, south, east, north = hall.polygon.bounds
    (left, bottom), (right, top) = board.m(west, south), board.m(east, north)
    board.focus = (left - 8, bottom - 8, right + 8, top + 8)
    colour = GREY if screened else ""
    for number, yard in enumerate(hall.yards, 1):
        board.polygon(exterior(board, yard), "A-SITE-YARD-E", "hidden", colour=GREY)
        _say(board, ("TAG", f"YARD-{number:02d}"))
        left, bottom = board.m(yard.bounds[0], yard.bounds[1])
        board.write(
            (left + 2, bottom + 2),
            board.subject.words.label("drawing.yard", number=str(number)),
            "A-SITE-YARD-E",
            SMALL,
            colour=GREY,
        )
    _grid(board)
    _walls(board, colour)
    _floor(board)
    for column in hall.columns:
        x, y = board.m(column.x, column.y)
        least = max(0.0, 0.8 / board.transform.scale - min(column.width, column.depth)) / 2
        shape = column.outline(least)
        board.polygon(exterior(board, shape), "S-COLS-E", "fine", colour=colour, fill=colour or "#000000")
        _say(board, ("TAG", column.tag))
        w, d = ((shape.bounds[k + 2] - shape.bounds[k]) * board.transform.scale / 2 for k in (0, 1))
        board.occupied.take((x - w, y - d, x + w, y + d))
    for keep_out in hall.keep_outs:
        board.polygon(exterior(board, keep_out.polygon), "A-AREA-KEEP-E", "open", colour=COLOURS["vermillion"])
        _say(board, ("TAG", keep_out.tag), ("REASON", keep_out.reason))
        centre = keep_out.polygon.centroid
        board.label(board.m(centre.x, centre.y), f"{keep_out.tag} {keep_out.reason}", "A-AREA-KEEP-E", SMALL)
    _dimensions(board)


def _walls(board: Board, colour: str) -> None:
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


def _say(board: Board, *facts: tuple[str, str]) -> None:
    """Facts beside the last line drawn."""
    item = board.items[-1]
    if isinstance(item, Path):
        board.items[-1] = replace(item, facts=facts)


def _floor(board: Board) -> None:
    """The edge of the floor, closed through its doors, with what a reader of the CAD file needs of the hall."""
    hall = board.subject.site.hall
    east, north = (f"{value:.3f} m" for value in hall.datum)
    facts = [("NORTH", f"{(hall.north + hall.turn) % 360.0:.6f}"), ("DATUM_X", east), ("DATUM_Y", north)]
    if hall.clear_height.known:
        facts.append(("CLEAR_HEIGHT", f"{hall.clear_height.si('m'):.6f} m"))
    for number, ring in enumerate((hall.polygon.exterior, *hall.polygon.interiors)):
        board.polygon((board.m(x, y) for x, y, *_ in list(ring.coords)[:-1]), "A-FLOR-OTLN-E", "fine", colour=GREY)
        _say(board, *(facts if number == 0 else ()))


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
    _say(
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
    _say(board, ("TAG", opening.tag), ("HEIGHT", f"{opening.height:.6f} m"), ("KIND", opening.kind))
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
    text = f"{opening.tag} {words.label(f'doors.{opening.kind}')} {printer.text('length', opening.height)}"
    left, bottom, right, top = board.view
    shown = [p for p in (_along(a, b, i / 50) for i in range(5, 46)) if left < p[0] < right and bottom < p[1] < top]
    if shown:
        board.label(shown[len(shown) // 20], text, "A-WALL-LOUV-E", SMALL, colour=colour)


def _grid(board: Board) -> None:
    """The building's own grid lines; where none are known, lines through the columns: numbers along x, letters along y,
    in bubbles.
    """
    hall = board.subject.site.hall
    west, south, east, north = hall.polygon.bounds
    left, bottom = board.m(west, south)
    right, top = board.m(east, north)
    if hall.grid:
        for line in hall.grid:
            _own_line(board, line, (left, bottom, right, top))
        return
    xs, ys = hall.column_lines
    highest = min(
        board.area[3] - STRIP,
        max(top + 12.0, *(board.m(0, yard.bounds[3])[1] + 6 for yard in hall.yards)) if hall.yards else top + 12.0,
    )
    for number, x in xs:
        px = board.m(x, 0)[0]
        board.line(((px, bottom - 3), (px, highest)), "S-GRID-E", "grid", COLOURS["light"])
        _bubble(board, (px, highest + 6.0), number, px)
    for letter, y in ys:
        py = board.m(0, y)[1]
        board.line(((left - 16, py), (right + 2, py)), "S-GRID-E", "grid", COLOURS["light"])
        _bubble(board, (max(board.area[0] + 6.0, left - 20.5), py), letter, py)


def _own_line(board: Board, line: GridLine, hall: Extent) -> None:
    """A grid line of the building, carried a little past the hall, with its bubble at the upper or left end."""
    left, bottom, right, top = hall
    cut = LineString([board.m(*line.start), board.m(*line.end)])
    if cut.length <= 0:
        return
    (ax, ay), (bx, by) = cut.coords
    c, s = (bx - ax) / cut.length, (by - ay) / cut.length
    reach = math.hypot(right - left, top - bottom) + cut.length
    long = LineString([(ax - c * reach, ay - s * reach), (bx + c * reach, by + s * reach)])
    shown = long.intersection(box(left - 10, bottom - 3, right + 2, top + 10))
    if not isinstance(shown, LineString) or shown.is_empty:
        return
    one, other = sorted(((x, y) for x, y, *_ in shown.coords), key=lambda p: (round(p[0] - p[1], 3), p[0]))
    board.line((one, other), "S-GRID-E", "grid", COLOURS["light"])
    _say(board, ("TAG", line.name))
    away = (one[0] - other[0], one[1] - other[1])
    length = math.hypot(*away)
    x, y = one[0] + away[0] / length * 4.5, one[1] + away[1] / length * 4.5
    _bubble(board, (max(board.area[0] + 6.0, x), min(board.area[3] - 6.0, y)), line.name, x if abs(c) < abs(s) else y)


def _bubble(board: Board, at: XY, text: str, along: float) -> None:
    """A grid bubble; beside a window it belongs to the sheet, and only those of visible lines are drawn."""
    left, bottom, right, top = board.view
    space: Space = "model" if board.window is None else "paper"
    low, high = (left, right) if along == at[0] else (bottom, top)
    if space == "paper" and not low + 5 <= along <= high - 5:
        return
    board.items.append(Circle(*at, 4.5, "S-GRID-E", "thin", fill="#FFFFFF", space=space))
    board.text(Text(at[0], at[1] - NOTE / 2, text, NOTE, "S-GRID-E", "middle", space=space))


def _dimensions(board: Board) -> None:
    """Overall and grid strings below and left of the hall."""
    hall, p = board.subject.site.hall, board.subject.printer
    west, south, east, north = hall.polygon.bounds
    across, along = hall.column_lines
    xs = [west, *(x for _, x in across if west < x < east), east]
    ys = [south, *(y for _, y in along if south < y < north), north]
    for a, b in itertools.pairwise(xs):
        board.dimension(board.m(a, south), board.m(b, south), -6.0, p.text("length", b - a))
    board.dimension(board.m(west, south), board.m(east, south), -12.0, p.text("length", east - west))
    for a, b in itertools.pairwise(ys):
        board.dimension(board.m(west, a), board.m(west, b), -6.0, p.text("length", b - a))
    board.dimension(board.m(west, south), board.m(west, north), -11.0, p.text("length", north - south))
    board.occupied.take(
        (board.m(west, 0)[0] - 13, board.m(0, south)[1] - 14, board.m(west, 0)[0] - 1, board.m(0, north)[1])
    )
    board.occupied.take(
        (board.m(west, 0)[0] - 13, board.m(0, south)[1] - 14, board.m(east, 0)[0], board.m(0, south)[1] - 1)
    )
