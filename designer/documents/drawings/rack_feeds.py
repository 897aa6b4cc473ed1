"""How racks are corded, beside the one-line diagram: two paths, whips, shelves, currents against ratings."""

from designer.documents.drawings.board import Board
from designer.documents.drawings.lettering import wrapped
from designer.documents.drawings.styles import COLOURS, LABEL, NOTE, SMALL
from designer.documents.drawings.switch_symbols import breaker
from designer.documents.drawings.symbols import bus
from designer.power.records import Whip

__all__ = ["rack_feeds"]

_PATHS = {"A": "blue", "B": "vermillion"}
#: From one rack to the next [mm].
_STEP = 96.0
#: Width of one, and from one row up to the next [mm].
_WIDTH, _ROW = 88.0, 72.0
#: Most lines of a rack's name.
_LINES = 2


def rack_feeds(board: Board, top: float, limits: tuple[float, float]) -> None:
    """A rack of each kind with its two paths, the current of one whip against its rating; in rows one above the other,
    the lowest as far to the right as the first limit, the others as the second [mm].
    """
    x, whips = board.area[0] + 14, list(board.design.trades.power.whips)
    row = 0
    while whips:
        count = max(1, int((limits[min(row, 1)] - x + _STEP - _WIDTH) / _STEP))
        for number, whip in enumerate(whips[:count]):
            _rack_feed(board, whip, x + number * _STEP, top + row * _ROW)
        whips, row = whips[count:], row + 1
    board.write((x, top + 26 + (row - 1) * _ROW), board.word("rack_feed"), "E-TEXT-N", LABEL, bold=True)


def _rack_feed(board: Board, whip: Whip, x: float, top: float) -> None:
    p = board.subject.printer
    name = wrapped(board.subject.record_name("rack", whip.rack), NOTE, _STEP - 4.0, True)
    for i, line in enumerate(reversed(name[:_LINES])):
        board.write((x, top + 14 + i * 4.6), line, "E-TEXT-N", NOTE, bold=True)
    for n, (letter, colour) in enumerate(_PATHS.items()):
        px = x + 12 + n * 44
        bus(board, (px - 12, top + 8), (px + 18, top + 8), COLOURS[colour])
        board.write((px + 19, top + 7), letter, "E-TEXT-N", NOTE, bold=True, colour=COLOURS[colour])
        board.line(((px, top + 8), (px, top - 22)), "E-LINE-N", "light")
        breaker(board, (px, top + 2))
        lines = [
            board.word("whips", count=str(whip.whips // 2)),
            f"{p.number('current', whip.current)} / {p.text('current', whip.rating)}",
        ]
        for i, line in enumerate(lines):
            board.write((px + 3, top - 8 - i * 4.2), line, "E-TEXT-N", SMALL)
    board.rectangle((x, top - 40, x + 84, top - 22), "E-SYMB-N", "outline")
    lines = [
        board.word("shelves", count=str(whip.shelves)) if whip.shelves else "",
        board.word("side", side=p.text("power", whip.side_capacity_kw), peak=p.text("power", whip.peak_kw)),
    ]
    for i, line in enumerate(filter(None, lines)):
        board.write((x + 3, top - 29 - i * 5.0), line, "E-TEXT-N", SMALL)
