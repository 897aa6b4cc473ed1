"""Dimensions that set out the racks: across the rows and along them, from wall to wall beside each block of rows."""

import itertools
from collections.abc import Sequence

from shapely.geometry import LineString

from designer.documents.drawings.board import Board
from designer.documents.drawings.lettering import Extent
from designer.documents.drawings.styles import SMALL
from designer.layout.records import Layout, Placed

__all__ = ["set_out"]

XY = tuple[float, float]
#: Rows whose spans come this near belong to one block, and marks this near are one [m].
_NEAR, _SAME = 0.5, 0.02
#: Where a string may stand beside its block, the best first, and the room that it takes [mm].
_AWAY, _ROOM = (7.0, 10.0, 13.0, 16.0, 20.0, 24.0, 28.0, 34.0), SMALL + 1.8


def set_out(board: Board, layout: Layout) -> None:
    """A string across the rows of each block and one along its longest row, each where nothing stands; none for rows
    that stand askew to the sheet.
    """
    by_tag = {rack.tag: rack for rack in layout.of("rack")}
    rows = [[by_tag[tag] for tag in row.members if tag in by_tag] for row in layout.rows]
    for upright in (False, True):
        boxes = [_around(row) for row in rows if row and _upright(row) is upright]
        for block in _blocks(boxes, 1 if upright else 0):
            _across(board, block, 1 if upright else 0)


def _upright(row: Sequence[Placed]) -> bool | None:
    """Whether a row runs up the sheet; nothing where it runs askew."""
    turn = round(row[0].box.at.rotation, 3) % 180.0
    return {0.0: False, 90.0: True}.get(turn)


def _around(row: Sequence[Placed]) -> Extent:
    corners = [corner for rack in row for corner in rack.box.corners]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _blocks(boxes: Sequence[Extent], axis: int) -> list[list[Extent]]:
    """Rows side by side: those whose spans along the rows meet."""
    blocks: list[list[Extent]] = []
    for box in sorted(boxes, key=lambda b: (b[axis], b[axis + 2])):
        if blocks and box[axis] < max(b[axis + 2] for b in blocks[-1]) - _NEAR:
            blocks[-1].append(box)
        else:
            blocks.append([box])
    return blocks


def _across(board: Board, block: list[Extent], axis: int) -> None:
    """The strings of a block whose rows run along an axis: one at either end of the rows, one beyond its last row."""
    other = 1 - axis
    low, high = min(b[axis] for b in block), max(b[axis + 2] for b in block)
    near, far = min(b[other] for b in block), max(b[other + 2] for b in block)
    depths = sorted({round(v, 4) for b in block for v in (b[other], b[other + 2])})
    _string(board, _tied(board, depths, other, (low + high) / 2), other, ((low, -1.0), (high, 1.0)))
    longest = max(block, key=lambda b: (b[axis + 2] - b[axis], -b[other]))
    ends = [round(longest[axis], 4), round(longest[axis + 2], 4)]
    _string(board, _tied(board, ends, axis, (near + far) / 2), axis, ((near, -1.0), (far, 1.0)))


def _tied(board: Board, marks: list[float], axis: int, at: float) -> list[list[float]]:
    """Marks along an axis tied to what a builder measures from, the best first: to the walls on either side, to the
    next grid lines, to nothing.
    """
    lines = sorted(v for _, v in board.subject.site.hall.column_lines[axis])
    before = [v for v in lines if v < marks[0] - _SAME][-1:]
    after = [v for v in lines if v > marks[-1] + _SAME][:1]
    return [_walled(board, marks, axis, at), [*before, *marks, *after], [*before, *marks], [*marks, *after], marks]


def _walled(board: Board, marks: list[float], axis: int, at: float) -> list[float]:
    """Marks along an axis with the walls between which they stand, on a line through a place of the other axis."""
    hall = board.subject.site.hall.polygon
    low, high = hall.bounds[axis] - 1.0, hall.bounds[axis + 2] + 1.0
    ends = [(low, at), (high, at)] if axis == 0 else [(at, low), (at, high)]
    met = hall.intersection(LineString(ends))
    for part in getattr(met, "geoms", [met]):
        span = sorted(p[axis] for p in part.coords)
        if span and span[0] <= marks[0] and marks[-1] <= span[-1]:
            marks = [span[0], *marks, span[-1]]
            break
    return [b for a, b in itertools.pairwise([low - 1e3, *marks]) if b - a > _SAME]


def _string(board: Board, ways: Sequence[list[float]], axis: int, sides: Sequence[tuple[float, float]]) -> None:
    """The first of some strings along an axis that has a place beside one of the sides of the block [m, direction]
    where its line meets nothing.
    """
    for kept in ways:
        for away in _AWAY:
            for side, sign in sides:
                ends = [board.m(v, side) if axis == 0 else board.m(side, v) for v in kept]
                if _free(board, ends, sign * away, axis):
                    for (a, b), (u, v) in zip(itertools.pairwise(ends), itertools.pairwise(kept), strict=True):
                        board.dimension(a, b, sign * away, board.subject.printer.built(v - u))
                    return


def _free(board: Board, ends: Sequence[XY], offset: float, axis: int) -> bool:
    """Whether a string shows whole and its line meets nothing."""
    half = _ROOM / 2
    (ax, ay), (bx, by) = ends[0], ends[-1]
    shift = (0.0, offset) if axis == 0 else (offset, 0.0)
    over = (half * 0.6, half) if axis == 0 else (half, half * 0.6)
    low, high = (ax + shift[0], ay + shift[1]), (bx + shift[0], by + shift[1])
    shown = (board.view[0] < min(low[0], high[0]) and board.view[1] < min(low[1], high[1])
             and max(low[0], high[0]) < board.view[2] and max(low[1], high[1]) < board.view[3])  # fmt: skip
    inner = (low[0] + 1.5, low[1] - over[1], high[0] - 1.5, high[1] + over[1]) if axis == 0 else (
        low[0] - over[0], low[1] + 1.5, high[0] + over[0], high[1] - 1.5)  # fmt: skip
    return shown and board.occupied.free(inner, 0.0)
