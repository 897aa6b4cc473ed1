"""Marks that tie plans and sections together: where a plan is cut and which sheet shows it, the grid lines that a
section meets, and the title of a view.
"""

import math

from designer.documents.drawings.board import Board
from designer.documents.drawings.callouts import RADIUS, bubble
from designer.documents.drawings.drawing import Path, Text
from designer.documents.drawings.lettering import Extent, text_width
from designer.documents.drawings.section_cut import Cut, cut_ends
from designer.documents.drawings.styles import COLOURS, LABEL, NOTE, SMALL
from designer.documents.subject import Subject

__all__ = ["mark_cut", "section_grid", "sheet_mark", "titled"]

XY = tuple[float, float]
_LAYER = "G-ANNO-SECT"
#: Where a mark may stand along the cut beyond the stroke, the best first [mm].
_PLACES = (8.0, 12.0, 16.0, 20.0, 24.0, 28.0, 34.0, 40.0, -12.0, -18.0, -24.0, -32.0, -40.0, 46.0, 52.0, 60.0)
#: From the end of a stroke to where its line is looked at: there its own end is taken [mm].
_BEYOND = 3.0
#: A view is the first of its sheet.
_VIEW = "1"
#: From the top of a section to the bubbles of its grid lines, and the size of a bubble [mm].
_OVER, _BUBBLE = 10.0, 4.5


def mark_cut(board: Board, subject: Subject, cut: Cut | None, name: str, number: str = _VIEW) -> None:
    """The ends of a cut on a plan: a stroke beyond the hall, and beyond that a circle with the number of the view over
    that of its sheet, with a pointer to the side that is looked at.
    """
    for inner, outer, tip in cut_ends(board, subject, cut):
        board.line((inner, outer), _LAYER, "heavy")
        away = math.dist(inner, outer) or 1.0
        along = (outer[0] - inner[0]) / away, (outer[1] - inner[1]) / away
        look = math.dist(outer, tip) or 1.0
        view = (tip[0] - outer[0]) / look, (tip[1] - outer[1]) / look
        _mark(board, outer, along, view, (number, name))


def _mark(board: Board, end: XY, along: XY, view: XY, name: tuple[str, str]) -> None:
    """One mark at the end of a stroke, at the first place that is free of all lines, else of texts and things, with a
    way to it that crosses nothing where there is one.
    """
    reach = RADIUS + 2.0
    tried = [(end[0] + along[0] * away, end[1] + along[1] * away) for away in _PLACES]
    ways = {at: _clear_way(board, end, at, along) for at in tried}
    shown = [at for at in tried if _shown(board, at)]
    if not shown:
        return
    boxes = {at: (at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach) for at in shown}
    taken = (board.occupied, board.avoided)
    free = [at for at in shown if all(one.free(boxes[at], 0.0) for one in taken)]
    clear = [at for at in shown if board.occupied.free(boxes[at], 0.0)]
    bare = [at for at in shown if board.lettered.free(boxes[at], 0.0)]
    reached = [[at for at in some if ways[at]] for some in (free, clear)]
    x, y = next(some for some in (*reached, free, clear, bare, shown) if some)[0]
    gap = math.dist(end, (x, y))
    if gap > RADIUS:
        side = ((x - end[0]) / gap, (y - end[1]) / gap)
        board.line((end, (x - side[0] * RADIUS, y - side[1] * RADIUS)), _LAYER, "thin")
    sheet_mark(board, (x, y), view, *reversed(name))


def _clear_way(board: Board, end: XY, at: XY, along: XY) -> bool:
    """Whether the line from the end of a stroke out to a mark passes through nothing; a mark over the hall has none."""
    out = (at[0] - end[0]) * along[0] + (at[1] - end[1]) * along[1] - RADIUS
    steps = [_BEYOND + n for n in range(max(0, int(out - _BEYOND)))]
    places = [(end[0] + along[0] * step, end[1] + along[1] * step) for step in steps]
    return all(board.occupied.free((x - 0.1, y - 0.1, x + 0.1, y + 0.1), 0.0) for x, y in places)


def sheet_mark(board: Board, at: XY, view: XY, name: str, number: str = _VIEW) -> None:
    """The circle of a mark: the number of the view over its sheet, with a pointer along the view."""
    x, y = at
    reach, turn = RADIUS + 2.0, math.atan2(view[1], view[0])
    angles = [turn + math.pi / 4 * (i / 4 - 1) for i in range(9)]
    edge = [(x + RADIUS * math.cos(a), y + RADIUS * math.sin(a)) for a in angles]
    peak = (x + view[0] * RADIUS * math.sqrt(2.0), y + view[1] * RADIUS * math.sqrt(2.0))
    board.items.append(Path((*edge, peak), _LAYER, "thin", fill="#000000", closed=True))
    bubble(board, at, (number, name), _LAYER)
    board.occupied.take((x - reach, y - reach, x + reach, y + reach))


def _shown(board: Board, at: XY) -> bool:
    """Whether a mark lies on the part of the sheet that shows the model."""
    left, bottom, right, top = board.view
    return left + RADIUS < at[0] < right - RADIUS and bottom + RADIUS < at[1] < top - RADIUS


def section_grid(board: Board, subject: Subject, cut: Cut, extent: Extent) -> None:
    """The grid lines that a section meets, from its floor up to bubbles over it; `extent` is what it shows [m]."""
    hall = subject.site.hall
    west, south, east, north = hall.polygon.bounds
    across, along = hall.column_lines
    lines = [(line.name, (line.start, line.end)) for line in hall.grid] or [
        *((name, ((x, south - 1.0), (x, north + 1.0))) for name, x in across),
        *((name, ((west - 1.0, y), (east + 1.0, y))) for name, y in along),
    ]
    for name, ends in lines:
        for v in cut.crossings(ends):
            (x, foot), (_, head) = board.m(v, 0.0), board.m(v, extent[3])
            if extent[0] <= v <= extent[2]:
                board.line(((x, foot - 3.0), (x, head + _OVER - _BUBBLE)), "S-GRID-E", "grid", COLOURS["light"])
                board.circle((x, head + _OVER), _BUBBLE, "S-GRID-E", "thin", fill="#FFFFFF")
                board.occupied.take((x - _BUBBLE, head + _OVER - _BUBBLE, x + _BUBBLE, head + _OVER + _BUBBLE))
                board.write((x, head + _OVER - NOTE / 2), name, "S-GRID-E", NOTE, anchor="middle")


def titled(board: Board, at: XY, said: tuple[str, str, str]) -> None:
    """The number of a view in a circle, its title over a line and its scale under it, from the left end of the line."""
    (x, y), (number, title, scale), radius = at, said, 5.4
    wide = max(text_width(title.upper(), LABEL, True), text_width(scale, SMALL)) + 6.0
    board.circle((x + radius, y), radius, _LAYER, "light", fill="#FFFFFF")
    board.line(((x + 2 * radius, y), (x + 2 * radius + wide, y)), _LAYER, "light")
    board.text(Text(x + radius, y - LABEL / 2, number, LABEL, _LAYER, "middle", bold=True))
    board.text(Text(x + 2 * radius + 2.0, y + 1.6, title.upper(), LABEL, _LAYER, bold=True))
    board.text(Text(x + 2 * radius + 2.0, y - 1.6 - SMALL, scale, SMALL, _LAYER))
