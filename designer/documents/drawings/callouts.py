"""Callouts on a plan: a dashed frame around what another view shows larger, and a circle with the number of that view
over the number of its sheet.
"""

from collections.abc import Iterator

from designer.documents.drawings.board import Board
from designer.documents.drawings.drawing import Circle, Path
from designer.documents.drawings.labels import inside
from designer.documents.drawings.lettering import Extent
from designer.documents.drawings.styles import NOTE, SMALL

__all__ = ["RADIUS", "bubble", "detailed", "framed"]

XY = tuple[float, float]
_LAYER = "G-ANNO-REFR"
#: Radius of a circle [mm].
RADIUS = 6.4
#: How far a circle may stand from its frame, and along the side of a frame where it is tried.
_AWAY, _ALONG = (2.0, 6.0, 11.0, 17.0, 24.0), (0.03, 0.97, 0.5, 0.25, 0.75)
#: Ways from a detail to its circle, the best first.
_WAYS: tuple[XY, ...] = (
    (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (1, 0), (0, -1), (-1, 0),
)  # fmt: skip
_DETAIL = (10.0, 14.0, 19.0, 25.0, 32.0, 40.0, 50.0, 62.0, 76.0)


def framed(board: Board, box: Extent, number: str, sheet: str) -> bool:
    """A frame around a part of a plan, with its circle where that is free; whether there was a place for it."""
    left, bottom, right, top = box
    corners = ((left, bottom), (right, bottom), (right, top), (left, top))
    board.items.append(Path(corners, _LAYER, "overhead", closed=True, space="model"))
    board.avoided.take_line((*corners, corners[0]))
    for at, foot in _around(box):
        if _free(board, at):
            _tied(board, at, foot)
            bubble(board, at, (number, sheet))
            return True
    board.unplaced.append(f"{number}/{sheet}")
    return False


def _around(box: Extent) -> Iterator[tuple[XY, XY]]:
    """Places of a circle beside a frame with the points of it to which they are tied: over and under it, then beside
    it, the nearest first.
    """
    left, bottom, right, top = box
    tried = [(away + RADIUS, share) for away in _AWAY for share in _ALONG]
    for off, share in tried:
        x = left + (right - left) * share
        yield (x, top + off), (x, top)
        yield (x, bottom - off), (x, bottom)
    for off, share in tried:
        y = bottom + (top - bottom) * share
        yield (right + off, y), (right, y)
        yield (left - off, y), (left, y)


def detailed(board: Board, at: XY, number: str, sheet: str) -> bool:
    """A circle that points to what a detail shows; whether there was a place for it."""
    for away in _DETAIL:
        for u, v in _WAYS:
            long = (u * u + v * v) ** 0.5
            end = (at[0] + u / long * away, at[1] + v / long * away)
            if _free(board, end):
                board.items.append(Circle(*at, 0.6, _LAYER, "fine", fill="#000000"))
                _tied(board, end, at)
                bubble(board, end, (number, sheet))
                return True
    board.unplaced.append(f"{number}/{sheet}")
    return False


def bubble(board: Board, at: XY, names: tuple[str, str], layer: str = _LAYER) -> None:
    """The circle: the number of a view over that of its sheet."""
    (x, y), (number, sheet) = at, names
    board.items.append(Circle(x, y, RADIUS, layer, "thin", fill="#FFFFFF"))
    board.items.append(Path(((x - RADIUS, y), (x + RADIUS, y)), layer, "thin"))
    board.occupied.take((x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS))
    board.write((x, y + 1.2), number, layer, NOTE, anchor="middle", bold=True)
    board.write((x, y - 1.2 - SMALL), sheet, layer, SMALL, anchor="middle")


def _free(board: Board, at: XY) -> bool:
    """Whether a circle at a place meets no thing, text or strip of measures, on the part of the sheet that shows."""
    x, y = at
    left, bottom, right, top = board.view
    box = (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)
    shown = inside(at, (left + RADIUS, bottom + RADIUS, right - RADIUS, top - RADIUS))
    strips = any(box[0] < e and w < box[2] and box[1] < n and s < box[3] for w, s, e, n in board.strips)
    return shown and not strips and board.occupied.free(box, 0.6)


def _tied(board: Board, circle: XY, foot: XY) -> None:
    """The line from a circle to what it names."""
    dx, dy = foot[0] - circle[0], foot[1] - circle[1]
    long = max((dx * dx + dy * dy) ** 0.5, 1e-9)
    start = (circle[0] + dx / long * RADIUS, circle[1] + dy / long * RADIUS)
    board.items.append(Path((start, foot), _LAYER, "thin"))
    board.occupied.take_line((start, foot))
