"""The hall on paper: scale, walls, columns, doors, grid, yards; shared by every plan."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from shapely.geometry import LineString, Polygon, box

from designer.documents.drawings.board import STRIP, Board
from designer.documents.drawings.breaks import break_lines
from designer.documents.drawings.drawing import Circle, Space, Text, Transform
from designer.documents.drawings.hall_walls import floor, say, walls
from designer.documents.drawings.lettering import Extent, text_width
from designer.documents.drawings.scales import INSET_MARGINS, MARGINS, fitting_scale, room_of
from designer.documents.drawings.styles import COLOURS, GREY, NOTE, SMALL
from designer.documents.subject import Subject, Voice
from designer.layout.records import Placed
from designer.site.records import GridLine

__all__ = [
    "Part", "around", "exterior", "hall_plan", "higher", "needed", "plan_board", "plan_extent", "span",
]  # fmt: skip

XY = tuple[float, float]


class Part(Protocol):
    """A part of a plan: its sheet, its window [m] and the sheets beyond its edges."""

    @property
    def number(self) -> str:
        """The number of its sheet."""

    @property
    def window(self) -> Extent:
        """What it shows [m]."""

    @property
    def beyond(self) -> Mapping[str, str]:
        """The sheets that go on beyond its edges, by edge."""

    @property
    def widest(self) -> tuple[float, float]:
        """The size of the largest part [m], by which all are drawn at one scale."""


#: Offset of the string of openings from the wall, from string to string below and left of the hall [mm], and how far a
#: door may stand from the wall that it is in [m].
_OPENINGS, _BELOW, _BESIDE, _IN_WALL = 6.0, 6.0, 5.0, 0.3
#: Marks no farther apart than this are one [m].
_SAME = 0.02
#: A yard nearer to the hall than this [m] is in the way of the strings; how much lower a plan stands then [mm].
_NEAR, _SHIFT = 10.0, 10.0


def plan_board(
    subject: Subject, number: str, window: Extent | None = None, part: Part | None = None, *,
    frame: Extent | None = None, kept: bool = False,
) -> Board:  # fmt: skip
    """A board at the largest scale at which hall, yards and all that is placed fit the sheet, or a window [m] of it.

    A window that would be drawn no larger than everything shows everything; what is left of the yards is cut where the
    rest is drawn larger without it. In a `frame` of the sheet the window is drawn however large; `kept`, it is not
    widened.
    """
    board = Board.of(subject, part.number if part else number, number if part else "")
    board.frame = frame
    whole = plan_extent(subject)
    used = plan_extent(subject, yards=False)
    if window is None and fitting_scale(board, used, room_of(board)) != fitting_scale(board, whole, room_of(board)):
        window = used
    if part is not None:
        window, board.beyond = part.window, frozenset(part.beyond)
    elif frame is None and window is not None and fitting_scale(board, window, room_of(board)) == fitting_scale(
        board, whole, room_of(board)
    ):
        window = None
    if part is None and window is not None and not kept:
        window = _widened(board, window, subject.site.hall.polygon.bounds)
    board.window = window
    west, south, east, north = window or whole
    left, bottom, *_ = board.area
    wide, high = room_of(board)
    free = INSET_MARGINS if frame else MARGINS
    foot = free[1] if frame else free[1] - higher(subject)
    shown = (0.0, 0.0, *part.widest) if part else window or whole
    ratio, name = fitting_scale(board, shown, (wide, high))
    scale = board.at_scale(ratio)
    spare_x, spare_y = wide - (east - west) * scale, high - (north - south) * scale
    board.transform = Transform(
        scale, left + free[0] + spare_x / 2 - west * scale, bottom + foot + spare_y / 2 - south * scale
    )
    board.scaled = True
    board.ratio, board.scale_text = ratio, name
    return board


def higher(subject: Voice) -> float:
    """How much more of its margin a plan has above it than below it [mm]: where its strings stand above."""
    return 0.0 if strings_side(subject) < 0 else _SHIFT


def _widened(board: Board, window: Extent, hall: Extent) -> Extent:
    """A window with each side moved out towards the hall's as far as costs no scale: less of the hall is cut off."""
    ratio, _ = fitting_scale(board, window, room_of(board))
    most = [length / board.at_scale(ratio) for length in room_of(board)]
    sides = list(window)
    missing = [abs(hall[side] - window[side]) for side in range(4)]
    for side in sorted(range(4), key=lambda one: (missing[one], one)):
        spare = max(0.0, most[side % 2] - (sides[side % 2 + 2] - sides[side % 2]))
        sides[side] += max(-spare, min(0.0, hall[side] - sides[side])) if side < 2 else min(
            spare, max(0.0, hall[side] - sides[side])
        )
    return sides[0], sides[1], sides[2], sides[3]


def plan_extent(subject: Subject, *, yards: bool = True) -> Extent:
    """Hall, yards, galleries and all that is placed [m]; without yards only where plant stands in them."""
    site, layout = subject.site, subject.design.trades.layout
    boxes = [
        site.hall.polygon.bounds,
        *(yard.bounds for yard in site.hall.yards if yards),
        *(g.polygon.bounds for g in layout.galleries if yards or g.kind != "yard"),
    ]
    points = [corner for placed in layout.placed for corner in placed.box.corners]
    xs = [x for b in boxes for x in (b[0], b[2])] + [x for x, _ in points]
    ys = [y for b in boxes for y in (b[1], b[3])] + [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def needed(subject: Subject, placed: Iterable[Placed]) -> Extent:
    """The hall and some of what is placed [m]: all that a plan of them has to show."""
    west, south, east, north = subject.site.hall.polygon.bounds
    return around([(west, south), (east, north), *(corner for one in placed for corner in one.box.corners)], 0.0)


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


def hall_plan(board: Board, *, screened: bool = False, yards: bool = True) -> None:
    """Yards, where wanted, grid, walls, columns, doors and openings, keep-outs and dimension strings. Screened: in
    grey, as a background.
    """
    hall = board.subject.site.hall
    west, south, east, north = hall.polygon.bounds
    (left, bottom), (right, top) = board.m(west, south), board.m(east, north)
    board.focus = (left - 8, bottom - 8, right + 8, top + 8)
    colour = GREY if screened else ""
    for number, yard in enumerate(hall.yards if yards else (), 1):
        board.polygon(exterior(board, yard), "A-SITE-YARD-E", "hidden", colour=GREY)
        say(board, ("TAG", f"YARD-{number:02d}"))
        _yard_label(board, yard, board.subject.words.label("drawing.yard", number=str(number)))
    _grid(board, hall.yards if yards else ())
    _strips(board)
    walls(board, colour)
    floor(board)
    for column in hall.columns:
        x, y = board.m(column.x, column.y)
        least = max(0.0, 0.8 / board.transform.scale - min(column.width, column.depth)) / 2
        shape = column.outline(least)
        board.polygon(exterior(board, shape), "S-COLS-E", "fine", colour=colour, fill=colour or "#000000")
        say(board, ("TAG", column.tag))
        w, d = ((shape.bounds[k + 2] - shape.bounds[k]) * board.transform.scale / 2 for k in (0, 1))
        board.occupied.take((x - w, y - d, x + w, y + d))
    for part in hall.parts:
        x, y = board.m(part.polygon.bounds[0], part.polygon.bounds[3])
        text = board.subject.words.label("drawing.hall", name=part.name)
        board.label((x + 10, y - 4), text, "A-FLOR-OTLN-E", SMALL)
    for keep_out in hall.keep_outs:
        board.polygon(exterior(board, keep_out.polygon), "A-AREA-KEEP-E", "open", colour=COLOURS["vermillion"])
        say(board, ("TAG", keep_out.tag), ("REASON", keep_out.reason))
        centre = keep_out.polygon.centroid
        board.label(board.m(centre.x, centre.y), f"{keep_out.tag} {keep_out.reason}", "A-AREA-KEEP-E", SMALL)
    break_lines(board)
    _dimensions(board)


def _yard_label(board: Board, yard: Polygon, text: str) -> None:
    """The number of a yard in a free corner of what shows of it."""
    view = board.view if board.window else board.area
    (a, b), (c, d) = board.m(*yard.bounds[:2]), board.m(*yard.bounds[2:])
    left, bottom, right, top = max(a, view[0]), max(b, view[1]), min(c, view[2]), min(d, view[3])
    wide = text_width(text, SMALL)
    made = [
        Text(x, y, text, SMALL, "A-SITE-YARD-E", colour=GREY)
        for y in (bottom + 2, top - SMALL - 2, (bottom + top) / 2)
        for x in (left + 2, right - wide - 2, (left + right - wide) / 2)
    ]
    if wide + 4 < right - left and top - bottom > SMALL + 4:
        board.try_places(made)


def _grid(board: Board, yards: Sequence[Polygon]) -> None:
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
        max(top + _numbers_at(board), *(board.m(0, yard.bounds[3])[1] + 6 for yard in yards), 0.0),
    )
    if board.frame is not None:
        highest = board.view[3]
    for number, x in xs:
        px = board.m(x, 0)[0]
        board.line(((px, bottom - 3), (px, highest)), "S-GRID-E", "grid", COLOURS["light"])
        _bubble(board, (px, highest + 6.0), number, px)
    away = _letters_at(board)
    for letter, y in ys:
        py = board.m(0, y)[1]
        board.line(((left - away + 4.5, py), (right + 2, py)), "S-GRID-E", "grid", COLOURS["light"])
        beside = left - away if board.frame is None else board.view[0] - 6.0
        _bubble(board, (max(board.area[0] + 6.0, beside), py), letter, py)


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
    shown = long.intersection(box(left - 10, bottom - 3, right + 2, top + _numbers_at(board) - 2))
    if not isinstance(shown, LineString) or shown.is_empty:
        return
    one, other = sorted(((x, y) for x, y, *_ in shown.coords), key=lambda p: (round(p[0] - p[1], 3), p[0]))
    board.line((one, other), "S-GRID-E", "grid", COLOURS["light"])
    say(board, ("TAG", line.name))
    away = (one[0] - other[0], one[1] - other[1])
    length = math.hypot(*away)
    x, y = one[0] + away[0] / length * 4.5, one[1] + away[1] / length * 4.5
    _bubble(board, (max(board.area[0] + 6.0, x), min(board.area[3] - 6.0, y)), line.name, x if abs(c) < abs(s) else y)


def _bubble(board: Board, at: XY, text: str, along: float) -> None:
    """A grid bubble; beside a window it belongs to the sheet, and only those of visible lines are drawn."""
    left, bottom, right, top = board.view
    space: Space = "model" if board.window is None else "paper"
    low, high = (left, right) if along == at[0] else (bottom, top)
    if space == "paper" and not (low + 5 <= along <= high - 5 and _within(board.area, at)):
        return
    board.items.append(Circle(*at, 4.5, "S-GRID-E", "thin", fill="#FFFFFF", space=space))
    board.occupied.take((at[0] - 4.5, at[1] - 4.5, at[0] + 4.5, at[1] + 4.5))
    board.text(Text(at[0], at[1] - NOTE / 2, text, NOTE, "S-GRID-E", "middle", space=space))


def _within(area: Extent, at: XY) -> bool:
    return area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]


def _dimensions(board: Board) -> None:
    """Strings below the hall (or above it) and left of it: doors and openings of that wall where it has any, grid,
    overall; on the other sides the corners, doors and openings of those walls.
    """
    hall, p = board.subject.site.hall, board.subject.printer
    west, south, east, north = hall.polygon.bounds
    across, along = hall.column_lines
    side, edge, far = _across(board)
    below, beside = _marks(board, 0, edge), _marks(board, 1, west)
    xs = [west, *(x for _, x in across if west < x < east), east]
    ys = [south, *(y for _, y in along if south < y < north), north]
    for n, marks in enumerate(filter(None, (below, xs if len(xs) > 2 else None, [west, east])), 1):
        for a, b in itertools.pairwise(marks):
            board.dimension(board.m(a, edge), board.m(b, edge), side * _BELOW * n, p.built(b - a))
    for n, marks in enumerate(filter(None, (beside, ys if len(ys) > 2 else None, [south, north]))):
        for a, b in itertools.pairwise(marks):
            board.dimension(board.m(west, a), board.m(west, b), -_BELOW - _BESIDE * n, p.built(b - a))
    for a, b in itertools.pairwise(_marks(board, 0, far)):
        board.dimension(board.m(a, far), board.m(b, far), -side * _OPENINGS, p.built(b - a))
    for a, b in itertools.pairwise(_marks(board, 1, east)):
        board.dimension(board.m(east, a), board.m(east, b), _OPENINGS, p.built(b - a))


def _strips(board: Board) -> None:
    """Keep labels out of the strings of dimensions, but for the dimensions' own texts."""
    west, south, east, north = board.subject.site.hall.polygon.bounds
    (left, bottom), (right, top) = board.m(west, south), board.m(east, north)
    side, edge, other = _across(board)
    deep = _BELOW * (3 if _marks(board, 0, edge) else 2) + 2
    shallow = _OPENINGS + 2 if _marks(board, 0, other) else 0.0
    low, high = (deep, shallow) if side < 0 else (shallow, deep)
    away = left - _BELOW - _BESIDE * (2 if _marks(board, 1, west) else 1) - 2
    board.strips.append((away, bottom - low, left - 1, top + high))
    if low:
        board.strips.append((away, bottom - low, right, bottom - 1))
    if high:
        board.strips.append((away, top + 1, right, top + high))
    if _marks(board, 1, east):
        board.strips.append((right + 1, bottom, right + _OPENINGS + 2, top))


def _marks(board: Board, axis: int, edge: float) -> list[float]:
    """Where the string of openings beside an outermost wall, which lies at `edge` across the axis, has its marks [m]:
    the corners of the hall, the jambs of the doors and the ends of the openings in that wall. None where that says no
    more than the overall string; of the corners only those on the wall where the grid has its strings.
    """
    hall = board.subject.site.hall
    bounds = hall.polygon.bounds
    strings = edge == (_across(board)[1] if axis == 0 else bounds[0])
    corners = [c for c in hall.polygon.exterior.coords if not strings or abs(c[1 - axis] - edge) < _IN_WALL]
    doors = [d for d in hall.doors if abs((d.y, d.x)[axis] - edge) < _IN_WALL]
    ends = [o for o in hall.openings if all(abs(end[1 - axis] - edge) < _IN_WALL for end in (o.start, o.end))]
    if strings and not doors and not ends:
        return []
    marks = {round(float(c[axis]), 3) for c in corners}
    marks |= {round((d.x, d.y)[axis] + side * d.width / 2, 3) for d in doors for side in (-1, 1)}
    marks |= {round(end[axis], 3) for o in ends for end in (o.start, o.end)}
    inside = sorted(v for v in marks if bounds[axis] - _IN_WALL <= v <= bounds[axis + 2] + _IN_WALL)
    kept = [v for last, v in zip([-math.inf, *inside], inside, strict=False) if v - last > _SAME]
    return kept if len(kept) > 2 else []


def strings_side(subject: Voice) -> int:
    """On which side of the hall the strings across it stand: below (-1), or above (1) where a yard lies right below the
    hall and none above it.
    """
    hall = subject.site.hall
    _, south, _, north = hall.polygon.bounds
    below = any(yard.bounds[1] < south and yard.bounds[3] > south - _NEAR for yard in hall.yards)
    above = any(yard.bounds[3] > north and yard.bounds[1] < north + _NEAR for yard in hall.yards)
    return 1 if below and not above else -1


def _across(board: Board) -> tuple[int, float, float]:
    """The side of the strings across the hall, the edge from which they are measured, and the opposite one [m]."""
    side = strings_side(board.subject)
    _, south, _, north = board.subject.site.hall.polygon.bounds
    return (side, south, north) if side < 0 else (side, north, south)


def _numbers_at(board: Board) -> float:
    """How far above the hall the lines of the grid's numbers end [mm]: beyond the strings that stand there."""
    side, edge, _ = _across(board)
    return 12.0 if side < 0 else _BELOW * (3 if _marks(board, 0, edge) else 2) + 3.0


def _letters_at(board: Board) -> float:
    """How far left of the hall the bubbles of the grid's letters stand [mm]: beyond its strings."""
    return 25.0 if _marks(board, 1, board.subject.site.hall.polygon.bounds[0]) else 20.5
