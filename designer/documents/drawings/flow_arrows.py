"""Arrows on the lines of a diagram: one on the longest straight piece of each, where no symbol stands."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from designer.documents.drawings.board import Board

__all__ = ["Flows"]

XY = tuple[float, float]

#: Length and half the width of an arrow, the shortest piece that gets one [mm].
_LONG, _HALF, _LEAST = 3.2, 1.1, 12.0
#: Where along a piece an arrow is tried, as a share of its length.
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88)


@dataclass(slots=True)
class Flows:
    """Lines that are kept with their colour until all symbols stand."""

    lines: list[tuple[tuple[XY, ...], str]] = field(default_factory=list)

    def keep(self, points: Sequence[XY], colour: str) -> None:
        """Remember a line, drawn in the direction of its flow."""
        self.lines.append((tuple(points), colour))

    def place(self, board: Board, layer: str) -> None:
        """Draw the arrows; a line without room for one has none."""
        for points, colour in self.lines:
            pieces = sorted(itertools.pairwise(points), key=_length, reverse=True)
            for piece in pieces:
                if _length(piece) >= _LEAST and _arrow(board, piece, layer, colour):
                    break
        self.lines.clear()


def _length(piece: tuple[XY, XY]) -> float:
    (ax, ay), (bx, by) = piece
    return abs(bx - ax) + abs(by - ay)


def _arrow(board: Board, piece: tuple[XY, XY], layer: str, colour: str) -> bool:
    """An arrow on an upright or level piece; whether there was room beside the line for its two barbs."""
    (ax, ay), (bx, by) = piece
    span = _length(piece)
    ux, uy = (bx - ax) / span, (by - ay) / span
    if ux and uy:
        return False
    for share in _SHARES:
        x, y = ax + (bx - ax) * share, ay + (by - ay) * share
        sides = [_beside((x, y), (ux, uy), sign) for sign in (1.0, -1.0)]
        if all(board.occupied.free(side, 0.2) for side in sides):
            tip, foot = (x + ux * _LONG / 2, y + uy * _LONG / 2), (x - ux * _LONG / 2, y - uy * _LONG / 2)
            barbs = [(foot[0] - uy * _HALF * sign, foot[1] + ux * _HALF * sign) for sign in (1.0, -1.0)]
            board.polygon((tip, *barbs), layer, "thin", colour=colour, fill=colour or "#000000")
            for side in sides:
                board.occupied.take(side)
            return True
    return False


def _beside(at: XY, along: XY, sign: float) -> tuple[float, float, float, float]:
    """The box of one barb, clear of the line itself."""
    x, y = at
    ux, uy = along
    near, far = 0.6 * sign, (_HALF + 0.5) * sign
    xs = sorted((x - ux * _LONG * 0.8 - uy * near, x + ux * _LONG * 0.8 - uy * far))
    ys = sorted((y - uy * _LONG * 0.8 + ux * near, y + uy * _LONG * 0.8 + ux * far))
    return xs[0], ys[0], xs[1], ys[1]
