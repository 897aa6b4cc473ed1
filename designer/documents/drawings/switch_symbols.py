"""Electrical symbols that differ between IEC 60617 and IEEE 315: circuit breakers, transformers, converters.

A breaker opens the line that it stands on, so that the conductor ends at its contacts in every format.
"""

import itertools
import math
from dataclasses import replace

from designer.documents.drawings.board import Board
from designer.documents.drawings.drawing import Path
from designer.documents.drawings.styles import GREY

__all__ = ["breaker", "by_iec", "converter", "look", "take", "transformer"]

XY = tuple[float, float]
_E = "E-SYMB-N"
#: Half the gap of a breaker, half the arms of its cross, how far its blade swings out closed and open [mm].
_GAP, _ARM, _CLOSED, _OPEN = 2.2, 0.8, 1.3, 2.6
#: Radius and shift of the arc of a low-voltage breaker of IEEE 315, and how far it stands off when open [mm].
_BEND, _BULGE, _OFF = 2.6, 1.4, 0.9
#: Half the side of a medium-voltage breaker of IEEE 315 [mm].
_SQUARE = 1.6
#: Scallops of a winding of IEEE 315 and their radius [mm].
_TURNS, _SCALLOP = 3, 1.25
_LINES = ("E-LINE", "E-BUSS")


def by_iec(board: Board) -> bool:
    """Whether the design follows IEC, and with it the symbols of IEC 60617."""
    return board.design.trades.site.wishes.power.rules == "IEC"


def take(board: Board, at: XY, half: XY) -> None:
    """Keep labels off a symbol."""
    board.occupied.take((at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]))


def look(kept: bool) -> tuple[str, str]:
    """Pen and colour of a new symbol, and of one for what stands already."""
    return ("thin", GREY) if kept else ("outline", "")


def breaker(board: Board, at: XY, *, drawn_open: bool = False, medium: bool = False) -> None:
    """A circuit breaker on a line that is drawn already; one that is open in normal service stands wider open.

    IEC: a contact with a cross. IEEE: an arc across the gap at low voltage, a square at `medium` voltage.
    """
    x, y = at
    iec = by_iec(board)
    half = _SQUARE if medium and not iec else _GAP
    level = _opened(board, at, half)

    def p(u: float, v: float) -> XY:
        return (x - v, y + u) if level else (x + u, y + v)

    if not iec and medium:
        s = _SQUARE
        board.polygon((p(-s, -s), p(s, -s), p(s, s), p(-s, s)), _E, "light", fill="#FFFFFF")
        if drawn_open:
            board.line((p(-s, -s), p(s, s)), _E, "thin")
    elif iec:
        swing = _OPEN if drawn_open else _CLOSED
        board.line((p(0, -_GAP), p(-swing, _GAP - (1.2 if drawn_open else 0.3))), _E, "light")
        for sign in (1, -1):
            board.line((p(-_ARM, _GAP - sign * _ARM), p(_ARM, _GAP + sign * _ARM)), _E, "thin")
    else:
        off, reach = _BULGE - _BEND + (_OFF if drawn_open else 0.0), math.asin(_GAP / _BEND)
        turns = [reach * (i / 4 - 1) for i in range(9)]
        board.line([p(off + _BEND * math.cos(t), _BEND * math.sin(t)) for t in turns], _E, "light")
        for sign in (1, -1):
            board.circle(p(0, sign * _GAP), 0.35, _E, "fine", fill="#FFFFFF")
    take(board, at, (2.7, 2.9))


def _opened(board: Board, at: XY, half: float) -> bool:
    """Open the newest line that passes through a place by so much on either side; whether it runs level there."""
    x, y = at
    for number in range(len(board.items) - 1, -1, -1):
        item = board.items[number]
        if not isinstance(item, Path) or item.closed or not item.layer.startswith(_LINES):
            continue
        for place, ((ax, ay), (bx, by)) in enumerate(itertools.pairwise(item.points)):
            upright = ax == bx and abs(x - ax) < 1e-6 and min(ay, by) < y < max(ay, by)
            level = ay == by and abs(y - ay) < 1e-6 and min(ax, bx) < x < max(ax, bx)
            if not upright and not level:
                continue
            sign = math.copysign(half, (by - ay) if upright else (bx - ax))
            ends = ((x, y - sign), (x, y + sign)) if upright else ((x - sign, y), (x + sign, y))
            first, rest = (*item.points[: place + 1], ends[0]), (ends[1], *item.points[place + 1 :])
            board.items[number : number + 1] = [replace(item, points=first), replace(item, points=rest)]
            return level
    return False


def transformer(board: Board, at: XY, kept: bool = False) -> None:
    """A transformer of two windings, delta over wye, terminals above and below: two circles of IEC, two windings of
    IEEE; one that stands already is thin and grey.
    """
    (x, y), (pen, colour) = at, look(kept)
    iec = by_iec(board)
    if iec:
        for dy in (2.4, -2.4):
            board.circle((x, y + dy), 3.6, _E, pen, colour=colour)
    else:
        for sign in (1, -1):
            board.line(((x, y + sign * 6.0), (x, y + sign * 1.4)), _E, "light", colour)
            points = []
            for turn in range(_TURNS):
                middle = x + (turn - (_TURNS - 1) / 2) * 2 * _SCALLOP
                angles = [math.pi * i / 6 for i in range(7)]
                points += [
                    (middle - _SCALLOP * math.cos(a), y + sign * (1.4 - _SCALLOP * math.sin(a) * 0.8)) for a in angles
                ]
            board.line(points, _E, pen, colour)
    aside = 0.0 if iec else -5.6
    _windings(board, (x + aside, y), colour)
    take(board, at, (4.0, 6.4))


def _windings(board: Board, at: XY, colour: str) -> None:
    """The marks of a delta above and a wye below."""
    x, y = at
    board.polygon(((x - 1.2, y + 2.4), (x + 1.2, y + 2.4), (x, y + 4.4)), _E, "fine", colour=colour)
    for angle in (90, 210, 330):
        end = (x + 1.4 * math.cos(math.radians(angle)), y - 3.4 + 1.4 * math.sin(math.radians(angle)))
        board.line(((x, y - 3.4), end), _E, "fine", colour)


def converter(board: Board, box: tuple[float, float, float, float], kept: bool, marks: tuple[str, str]) -> None:
    """A converter: a box with its diagonal, what comes in above it and what goes out below."""
    left, bottom, right, top = box
    pen, colour = look(kept)
    board.rectangle(box, _E, pen, colour=colour, fill="#FFFFFF")
    board.line(((left, bottom), (right, top)), _E, "thin", colour)
    board.write((left + 1.0, top - 3.1), marks[0], _E, 2.5, colour=colour)
    board.write((right - 1.0, bottom + 0.6), marks[1], _E, 2.5, anchor="end", colour=colour)
