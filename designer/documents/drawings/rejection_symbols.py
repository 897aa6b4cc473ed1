"""Symbols of what rejects heat outdoors, each kind with its own, and the symbols of a flow diagram's legend.

After ISO 10628: a tower is a body that narrows upwards with its spray and basin, beside its plate exchanger; a dry
cooler a coil under fans; an adiabatic one has wetted pads before its coil, a hybrid one sprays it; a chiller has a
compressor.
"""

import math
from collections.abc import Callable, Iterable

from designer.catalog import Cooler
from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.symbols import balloon, cooler, exchanger, fan_unit, pump, valve
from designer.documents.subject import Voice

__all__ = ["kinds_of", "legend_symbols", "outdoor", "outdoor_kind"]

XY = tuple[float, float]
_M = "M-SYMB-N"
#: Half a machine's symbol in a legend, and the height of its row [mm].
_SMALL, _ROW = (9.0, 5.6), 12.5


def outdoor_kind(subject: Voice, address: str) -> str:
    """``chiller``, or the type of a cooler; that of a dry one where the catalog has no such record."""
    kind, _, slug = address.partition("/")
    if kind == "chiller":
        return kind
    return subject.catalog.get(Cooler, slug).type if slug in subject.catalog.slugs("cooler") else "dry"


def kinds_of(subject: Voice, addresses: Iterable[str]) -> tuple[str, ...]:
    """The kinds among machines, each once."""
    return tuple(sorted({outdoor_kind(subject, address) for address in addresses}))


def outdoor(board: Board, at: XY, half: XY, kind: str) -> None:
    """A machine that rejects heat, in a box of half a width and height."""
    if kind == "tower":
        _tower(board, at, half)
    elif kind == "chiller":
        _chiller(board, at, half)
    else:
        cooler(board, at, half)
        if kind == "adiabatic":
            _pads(board, at, half)
        elif kind == "hybrid":
            _spray(board, (at[0], at[1] + half[1] * 0.16), half[0] * 0.8, half[1] * 0.2)


def _frame(board: Board, at: XY, half: XY, pen: str) -> None:
    (x, y), (w, h) = at, half
    board.rectangle((x - w, y - h, x + w, y + h), _M, pen, fill="#FFFFFF")
    board.occupied.take((x - w - 0.3, y - h - 0.3, x + w + 0.3, y + h + 0.3))


def _pads(board: Board, at: XY, half: XY) -> None:
    """Wetted pads at both sides of a cooler: hatched strips."""
    (x, y), (w, h) = at, half
    broad = w * 0.14
    for left in (x - w, x + w - broad):
        board.line(((left, y - h), (left, y + h)), _M, "thin")
        board.line(((left + broad, y - h), (left + broad, y + h)), _M, "thin")
        steps = 6
        for i in range(steps):
            low = y - h + 2.0 * h * i / steps
            board.line(((left, low), (left + broad, low + 2.0 * h / steps)), _M, "fine")


def _spray(board: Board, at: XY, reach: float, drop: float) -> None:
    """A water pipe with its nozzles."""
    x, y = at
    board.line(((x - reach, y), (x + reach, y)), _M, "thin")
    for i in (-0.75, -0.25, 0.25, 0.75):
        tip = x + reach * i
        board.line(((tip - drop * 0.6, y - drop), (tip, y), (tip + drop * 0.6, y - drop)), _M, "fine")


def _tower(board: Board, at: XY, half: XY) -> None:
    """An open tower with fan, spray and basin, and the plate exchanger that parts its water from the loop's."""
    (x, y), (w, h) = at, half
    _frame(board, at, half, "thin")
    middle, foot, neck = x - w * 0.34, w * 0.56, w * 0.34
    low, high = y - h * 0.85, y + h * 0.85
    body = ((middle - foot, low), (middle + foot, low), (middle + neck, high), (middle - neck, high))
    board.polygon(body, _M, "outline", fill="#FFFFFF")
    board.line(((middle - foot * 0.9, low + h * 0.3), (middle + foot * 0.9, low + h * 0.3)), _M, "thin")
    _spray(board, (middle, y + h * 0.25), neck * 0.8, h * 0.22)
    board.line(((middle - neck * 0.7, y + h * 0.62), (middle + neck * 0.7, y + h * 0.62)), _M, "light")
    board.circle((middle, y + h * 0.62), h * 0.09, _M, "thin", fill="#FFFFFF")
    left, right = x + w * 0.42, x + w * 0.86
    board.rectangle((left, y - h * 0.75, right, y + h * 0.75), _M, "outline", fill="#FFFFFF")
    zigzag = [(left + (right - left) * (0.25 + 0.5 * (i % 2)), y - h * 0.75 + h * 0.25 * i) for i in range(7)]
    board.line(zigzag, _M, "thin")
    board.line(((middle + foot, low + h * 0.15), (left, low + h * 0.15)), _M, "thin")
    board.line(((left, y + h * 0.25), (middle + neck * 0.8, y + h * 0.25)), _M, "thin")


def _chiller(board: Board, at: XY, half: XY) -> None:
    """A chiller: the compressor, a circle whose lines close in, over its evaporator, with fans on its condenser."""
    (x, y), (w, h) = at, half
    _frame(board, at, half, "outline")
    points = [(x - w + 2 * w * i / 8, y - h * 0.6 + (h * 0.22 if i % 2 else -h * 0.22)) for i in range(9)]
    board.line(points, _M, "light")
    centre, radius = (x - w * 0.45, y + h * 0.3), min(h * 0.45, w * 0.4)
    board.circle(centre, radius, _M, "light", fill="#FFFFFF")
    for sign in (1.0, -1.0):
        start = (centre[0] - radius * math.cos(0.9), centre[1] + sign * radius * math.sin(0.9))
        end = (centre[0] + radius * math.cos(0.35), centre[1] + sign * radius * math.sin(0.35))
        board.line((start, end), _M, "thin")
    fan = (x + w * 0.45, y + h * 0.45)
    board.circle(fan, min(h * 0.32, w * 0.4), _M, "thin")
    reach = min(h * 0.32, w * 0.4)
    board.line(((fan[0] - reach, fan[1]), (fan[0] + reach, fan[1])), _M, "fine")


def _vessel(board: Board, at: XY) -> None:
    board.circle(at, 4.0, _M, "outline", fill="#FFFFFF")
    board.line(((at[0] - 4.0, at[1]), (at[0] + 4.0, at[1])), _M, "thin")


def _strainer(board: Board, at: XY) -> None:
    x, y = at
    board.rectangle((x - 2.2, y - 1.6, x + 2.2, y + 1.6), _M, "thin", fill="#FFFFFF")
    board.line(((x - 1.4, y - 1.6), (x + 1.4, y + 1.6)), _M, "fine")
    board.line(((x, y - 1.6), (x + 2.4, y - 4.0)), _M, "thin")


def _relief(board: Board, at: XY) -> None:
    x, y = at
    valve(board, at, upright=True)
    board.line([(x + 1.6, y), (x + 2.6, y + 1.2), (x + 3.4, y - 0.8), (x + 4.4, y + 0.4)], _M, "fine")


def _kind(name: str) -> Callable[[Board, XY], None]:
    return lambda board, at: outdoor(board, at, _SMALL, name)


#: Name -> how it is drawn, letters of its tag, height of its row [mm] (nil: that of a line of text).
_SHOWN: dict[str, tuple[Callable[[Board, XY], None], str, float]] = {
    "valve": (lambda board, at: valve(board, at), "HV", 0.0),
    "control": (lambda board, at: valve(board, (at[0], at[1] - 1.5), kind="control"), "TV FV", 8.0),
    "check": (lambda board, at: valve(board, at, kind="check"), "CV", 0.0),
    "relief": (_relief, "PSV", 0.0),
    "vent": (lambda board, at: valve(board, at, upright=True), "AV DV", 0.0),
    "strainer": (lambda board, at: _strainer(board, (at[0], at[1] + 1.0)), "STR FIL", 8.0),
    "balloon": (lambda board, at: balloon(board, at, "TT"), "", 11.5),
    "pump": (lambda board, at: pump(board, at, 3.6), "FWP", 9.5),
    "vessel": (_vessel, "EXP", 10.0),
    "exchanger": (lambda board, at: exchanger(board, at, (4.0, 5.4)), "CDU HX", _ROW),
    "air-unit": (lambda board, at: fan_unit(board, at, (7.0, 5.4)), "ACU", _ROW),
    "rear-door": (lambda board, at: fan_unit(board, at, (7.0, 5.4)), "RD", _ROW),
    "dry": (_kind("dry"), "CLR", _ROW),
    "adiabatic": (_kind("adiabatic"), "CLR", _ROW),
    "hybrid": (_kind("hybrid"), "CLR", _ROW),
    "tower": (_kind("tower"), "CLR", _ROW),
    "chiller": (_kind("chiller"), "CH", _ROW),
}


def legend_symbols(board: Board, names: Iterable[str]) -> list[LegendEntry]:
    """Entries of the legend that show symbols, with the letters of their tags."""
    words = board.subject.words
    return [
        LegendEntry(words.label(f"drawing.symbols.{name}"), mark=_SHOWN[name][1], symbol=_SHOWN[name][0],
                    tall=_SHOWN[name][2])
        for name in names
    ]
