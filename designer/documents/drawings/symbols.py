"""Symbols of diagrams: electrical after IEEE 315 and IEC 60617, flow diagrams after ISO 10628, balloons after ISA-5.1.

Each draws itself on a board around a point and takes its place, so that labels stay off it.
"""

import math

from designer.documents.drawings.board import Board
from designer.documents.drawings.styles import SMALL
from designer.documents.drawings.switch_symbols import converter, look, take

__all__ = [
    "balloon",
    "battery",
    "bus",
    "cooler",
    "exchanger",
    "fan_unit",
    "generator",
    "ground_source",
    "jump",
    "open_mark",
    "pump",
    "storage",
    "switch",
    "ups",
    "valve",
]

XY = tuple[float, float]
_E, _M = "E-SYMB-N", "M-SYMB-N"


def bus(board: Board, start: XY, end: XY, colour: str = "", layer: str = "E-BUSS-N") -> None:
    """A bus: a heavy line."""
    board.line((start, end), layer, "heavy", colour, keep_clear=True)


def ground_source(board: Board, at: XY) -> None:
    """The utility: a circle with a sine inside; its terminal is below."""
    x, y = at
    board.circle(at, 6.0, _E, "outline")
    board.line([(x - 4 + t * 0.5, y + 2.4 * math.sin(t * math.pi / 8)) for t in range(17)], _E, "light")
    take(board, at, (6.5, 6.5))


def switch(board: Board, at: XY, colour: str = "") -> None:
    """A load-break switch of a loop: a small circle on the line."""
    board.circle(at, 1.5, _E, "light", colour=colour, fill="#FFFFFF")
    take(board, at, (1.8, 1.8))


def open_mark(board: Board, at: XY, text: str) -> None:
    """What marks a normally open device."""
    board.label(at, text, _E, SMALL, 14.0, colour="#D55E00")


def generator(board: Board, at: XY, letter: str = "G", kept: bool = False) -> None:
    """A generating set: a circle with its letter over the sign of alternating current."""
    (x, y), (pen, colour) = at, look(kept)
    board.circle(at, 5.0, _E, pen, colour=colour)
    board.write((x, y - 0.6), letter, _E, 3.5, anchor="middle", bold=True, colour=colour)
    board.line([(x - 2 + t * 0.25, y - 2.6 + 0.8 * math.sin(t * math.pi / 8)) for t in range(17)], _E, "thin", colour)
    take(board, at, (5.2, 5.2))


def ups(board: Board, at: XY, kept: bool = False) -> None:
    """A static UPS: a rectifier over an inverter, between which the battery stands."""
    x, y = at
    converter(board, (x - 5.5, y, x + 5.5, y + 4.5), kept, ("~", "="))
    converter(board, (x - 5.5, y - 4.5, x + 5.5, y), kept, ("=", "~"))
    take(board, at, (5.8, 4.8))


def storage(board: Board, at: XY) -> None:
    """A battery system: its converter, with the battery below it."""
    x, y = at
    converter(board, (x - 4, y - 2.5, x + 4, y + 2.5), False, ("~", "="))
    board.line(((x, y - 2.5), (x, y - 5.0)), _E, "light")
    battery(board, (x, y - 7.0))
    take(board, (x, y - 3.0), (4.3, 6.0))


def battery(board: Board, at: XY) -> None:
    """A battery: long and short strokes."""
    x, y = at
    for i in range(4):
        half = 2.6 if i % 2 == 0 else 1.3
        board.line(((x - half, y - 2.0 + i * 1.3), (x + half, y - 2.0 + i * 1.3)), _E, "outline" if i % 2 else "light")
    take(board, at, (3.0, 3.0))


def jump(board: Board, at: XY, layer: str, pen: str = "light", colour: str = "") -> None:
    """A vertical line's jump over a horizontal one: a half circle to the right."""
    board.occupied.take((at[0] - 0.5, at[1] - 1.6, at[0] + 2.0, at[1] + 1.6))
    points = [
        (at[0] + 1.6 * math.cos(math.radians(a)), at[1] + 1.6 * math.sin(math.radians(a))) for a in range(90, -91, -15)
    ]
    board.line(points, layer, pen, colour)


def pump(board: Board, at: XY, radius: float = 4.5) -> None:
    """A centrifugal pump, flow to the right."""
    x, y = at
    board.circle(at, radius, _M, "outline", fill="#FFFFFF")
    points = [(x + radius * math.cos(math.radians(a)), y + radius * math.sin(math.radians(a))) for a in (90, 0, -90)]
    board.line(points, _M, "light")
    take(board, at, (radius + 0.3, radius + 0.3))


def valve(board: Board, at: XY, *, upright: bool = False, kind: str = "") -> None:
    """A valve on a line; ``control`` carries an actuator, ``check`` only one side and a bar."""
    x, y = at
    size = 1.9

    def p(u: float, v: float) -> XY:
        return (x + v, y + u) if upright else (x + u, y + v)

    if kind == "check":
        board.polygon((p(-size, 1.3), p(size, 0), p(-size, -1.3)), _M, "thin", fill="#FFFFFF")
        board.line((p(size, 1.3), p(size, -1.3)), _M, "light")
    else:
        board.polygon((p(-size, 1.3), p(size, -1.3), p(size, 1.3), p(-size, -1.3)), _M, "thin", fill="#FFFFFF")
    if kind == "control":
        board.line((p(0, 0), p(0, 3.0)), _M, "thin")
        board.arc(p(0, 3.0), 1.5, _M, "thin", (270.0, 450.0) if upright else (0.0, 180.0))
    take(board, at, (2.2, 2.2) if kind != "control" else (4.5, 4.5))


def balloon(board: Board, at: XY, letters: str, number: str = "") -> None:
    """An instrument balloon with its letters above its number."""
    x, y = at
    board.circle(at, 4.6, "M-INST-N", "thin", fill="#FFFFFF")
    board.write((x, y + (0.7 if number else -1.2)), letters, "M-INST-N", SMALL, anchor="middle")
    if number:
        board.line(((x - 4.6, y), (x + 4.6, y)), "M-INST-N", "fine")
        board.write((x, y - 3.4), number, "M-INST-N", SMALL, anchor="middle")
    take(board, at, (4.8, 4.8))


def exchanger(board: Board, at: XY, half: XY = (7.0, 9.0)) -> None:
    """A plate heat exchanger: a box with the zigzag between its sides."""
    x, y = at
    w, h = half
    board.rectangle((x - w, y - h, x + w, y + h), _M, "outline", fill="#FFFFFF")
    steps = 6
    zigzag = [(x + (w * 0.45 if i % 2 else -w * 0.45), y - h + 2 * h * i / steps) for i in range(steps + 1)]
    board.line(zigzag, _M, "thin")
    take(board, at, (w + 0.3, h + 0.3))


def cooler(board: Board, at: XY, half: XY = (16.0, 10.0)) -> None:
    """An outdoor cooler: a box with a coil below and fans above."""
    x, y = at
    w, h = half
    board.rectangle((x - w, y - h, x + w, y + h), _M, "outline", fill="#FFFFFF")
    points = [(x - w + 2 * w * i / 8, y - h * 0.35 + (h * 0.3 if i % 2 else -h * 0.3)) for i in range(9)]
    board.line(points, _M, "light")
    for dx in (-w * 0.5, w * 0.5):
        _fan(board, (x + dx, y + h * 0.55), h * 0.3)
    take(board, at, (w + 0.3, h + 0.3))


def fan_unit(board: Board, at: XY, half: XY = (12.0, 9.0)) -> None:
    """An air unit: a coil and a fan in a box."""
    x, y = at
    w, h = half
    board.rectangle((x - w, y - h, x + w, y + h), _M, "outline", fill="#FFFFFF")
    points = [(x - w * 0.6 + (w * 0.2 if i % 2 else -w * 0.2), y - h + 2 * h * i / 6) for i in range(7)]
    board.line(points, _M, "light")
    _fan(board, (x + w * 0.4, y), h * 0.45)
    take(board, at, (w + 0.3, h + 0.3))


def _fan(board: Board, at: XY, radius: float) -> None:
    x, y = at
    board.circle(at, radius, _M, "thin")
    for angle in (30, 150, 270):
        tip = (x + radius * math.cos(math.radians(angle)), y + radius * math.sin(math.radians(angle)))
        side = (x + radius * math.cos(math.radians(angle + 50)), y + radius * math.sin(math.radians(angle + 50)))
        board.line((at, tip, side, at), _M, "fine")
