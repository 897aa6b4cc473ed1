"""Break lines: where an enlarged plan ends before the hall or a yard does, and the sheet that shows the rest."""

import itertools

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from designer.documents.drawings.board import Board
from designer.documents.drawings.drawing import Path, Text
from designer.documents.drawings.lettering import text_width
from designer.documents.drawings.styles import SMALL

__all__ = ["WHOLE", "break_lines", "zigzag"]

XY = tuple[float, float]
#: The sheet that shows hall and plant whole.
WHOLE = "A-103"
_LAYER = "G-ANNO-MATC"
#: How far inside the view the line stands, how far it goes past what it cuts, and the size of its zigzag [mm].
_INSIDE, _PAST, _ZIGZAG = 0.6, 4.0, 2.2
#: From a break line to its words, and how far from an end they may begin [mm].
_BESIDE, _FROM_END = 1.6, 3.0
#: A cut shorter than this is none [mm].
_SHORT = 1.0


def break_lines(board: Board) -> None:
    """Along each side of a window on which the hall or a yard goes on: a line with a zigzag, and for a hall the sheet
    where it goes on. A part of a plan has match lines instead, a view among others an outline.
    """
    if board.window is None or board.frame or board.beyond or board.part:
        return
    hall = board.subject.site.hall
    floor = Polygon([board.m(x, y) for x, y, *_ in hall.polygon.exterior.coords])
    yards = [Polygon([board.m(x, y) for x, y, *_ in yard.exterior.coords]) for yard in hall.yards]
    drawn = unary_union([floor, *yards]) if any(item.layer.startswith("A-SITE-YARD") for item in board.items) else floor
    left, bottom, right, top = board.view
    a, b, c, d = left + _INSIDE, bottom + _INSIDE, right - _INSIDE, top - _INSIDE
    sides = (((a, b), (a, d), 1.0), ((c, b), (c, d), -1.0), ((a, b), (c, b), 1.0), ((a, d), (c, d), -1.0))
    for start, end, inward in sides:
        for low, high in _cuts(drawn, start, end):
            _break(board, low, high, inward, hall=LineString([low, high]).intersection(floor).length > _SHORT)


def _cuts(shape: BaseGeometry, start: XY, end: XY) -> list[tuple[XY, XY]]:
    """The pieces of a side that pass through a shape, each a little longer than it."""
    met = LineString([start, end]).intersection(shape)
    upright = start[0] == end[0]
    axis = 1 if upright else 0
    spans = [sorted(p[axis] for p in part.coords) for part in getattr(met, "geoms", [met]) if part.length > _SHORT]
    found: list[list[float]] = []
    for low, high in sorted((s[0] - _PAST, s[-1] + _PAST) for s in spans):
        if found and low <= found[-1][1]:
            found[-1][1] = max(found[-1][1], high)
        else:
            found.append([low, high])
    kept = [(max(low, start[axis]), min(high, end[axis])) for low, high in found]
    if upright:
        return [((start[0], low), (start[0], high)) for low, high in kept]
    return [((low, start[1]), (high, start[1])) for low, high in kept]


def zigzag(start: XY, end: XY) -> list[XY]:
    """The points of a break line between two ends of one height or one side."""
    upright, z = start[0] == end[0], _ZIGZAG
    mx, my = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    steps = ((-z, 0.0), (-z / 2, z), (z / 2, -z), (z, 0.0))
    return [start, *((mx + v, my + u) if upright else (mx + u, my + v) for u, v in steps), end]


def _break(board: Board, start: XY, end: XY, inward: float, *, hall: bool) -> None:
    """One break line, its zigzag in its middle, and its words on the inner side."""
    upright, points = start[0] == end[0], zigzag(start, end)
    kept = [p for p in points if board.view[0] <= p[0] <= board.view[2] and board.view[1] <= p[1] <= board.view[3]]
    board.items.append(Path(tuple(kept), _LAYER, "light", space="paper"))
    for one, other in itertools.pairwise(kept):
        board.occupied.take_line((one, other), 0.6)
    if not hall:
        return
    text = board.subject.words.label("drawing.break_line", sheet=WHOLE)
    wide, length = text_width(text, SMALL, True), abs(end[0] - start[0]) + abs(end[1] - start[1])
    if length < wide + 2 * _FROM_END:
        return
    board.try_places([
        Text(x, y, text, SMALL, _LAYER, "middle", 90.0 if upright else 0.0, True, space="paper")
        for share in (0.25, 0.75, 0.15, 0.85, 0.35, 0.65)
        for along in (_FROM_END + wide / 2 + share * (length - wide - 2 * _FROM_END),)
        for x, y in (
            (start[0] + (_BESIDE + SMALL if inward > 0 else -_BESIDE), start[1] + along)
            if upright
            else (start[0] + along, start[1] + (_BESIDE if inward > 0 else -_BESIDE - SMALL)),
        )
    ])  # fmt: skip
