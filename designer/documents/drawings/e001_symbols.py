"""E-001: symbols, lines and general notes of the electrical sheets, and the systems that they draw."""

from collections.abc import Callable

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.lettering import wrapped
from designer.documents.drawings.styles import COLOURS, GREY, LABEL, NOTE, TITLE
from designer.documents.drawings.symbols import (
    battery,
    breaker,
    bus,
    generator,
    ground_source,
    jump,
    switch,
    transformer,
    ups,
)
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw"]

NUMBER = "E-001"

XY = tuple[float, float]
_LAYER = "E-ANNO-TEXT"
#: From symbol to symbol, and from a symbol to its meaning [mm].
_STEP, _ASIDE = 27.0, 26.0
_GENERAL = 8


def draw(subject: Subject) -> Board | None:
    """The sheet; nothing for a design without a power chain."""
    if not subject.design.trades.power.blocks:
        return None
    board = Board.of(subject, NUMBER)
    left, _, right, top = board.area
    middle = left + (right - left) * 0.46
    _symbols(board, (left + 8, top - 18), middle - 12)
    _general(board, (middle, top - 18), right - 8)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.legend = [
        LegendEntry(board.word("path_a"), "outline", COLOURS["blue"]),
        LegendEntry(board.word("path_b"), "return", COLOURS["vermillion"]),
        LegendEntry(board.word("kept"), "thin", GREY),
        LegendEntry(board.word("new"), "outline"),
        LegendEntry(board.word("standby"), "open"),
    ]
    board.tables = [_systems(board)]
    return board


def _heading(board: Board, at: XY, right: float, key: str) -> float:
    board.write(at, board.word(key), _LAYER, TITLE, bold=True)
    board.line(((at[0], at[1] - 3), (right, at[1] - 3)), _LAYER, "light")
    return at[1] - 3


def _symbols(board: Board, at: XY, right: float) -> None:
    """Each symbol in a line with what it stands for."""
    shown: tuple[tuple[str, Callable[[XY], None]], ...] = (
        ("source", lambda p: ground_source(board, p)),
        ("transformer", lambda p: transformer(board, p)),
        ("breaker", lambda p: breaker(board, p)),
        ("open_breaker", lambda p: breaker(board, p, drawn_open=True)),
        ("switch", lambda p: switch(board, p)),
        ("bus", lambda p: bus(board, (p[0] - 9, p[1]), (p[0] + 9, p[1]))),
        ("crossing", lambda p: _crossing(board, p)),
        ("generator", lambda p: generator(board, p)),
        ("ups", lambda p: ups(board, p)),
        ("battery", lambda p: battery(board, p)),
    )
    y = _heading(board, at, right, "symbols") - _STEP / 2 - 3
    for key, made in shown:
        made((at[0] + 11, y))
        for number, line in enumerate(wrapped(board.word(f"symbol_{key}"), LABEL, right - at[0] - _ASIDE)):
            board.write((at[0] + _ASIDE, y - LABEL / 2 - number * 6.0), line, _LAYER, LABEL)
        y -= _STEP


def _crossing(board: Board, at: XY) -> None:
    """Lines that cross without a connection."""
    x, y = at
    board.line(((x - 9, y), (x + 9, y)), "E-SYMB-N", "light")
    board.line(((x, y - 7), (x, y - 1.5)), "E-SYMB-N", "light")
    board.line(((x, y + 1.5), (x, y + 7)), "E-SYMB-N", "light")
    jump(board, at, "E-SYMB-N")


def _general(board: Board, at: XY, right: float) -> None:
    """The general notes of the electrical sheets, numbered."""
    y = _heading(board, at, right, "general") - 9
    rules = board.design.trades.site.wishes.power.rules
    for number in range(1, _GENERAL + 1):
        board.write((at[0], y), f"{number}.", _LAYER, LABEL)
        for line in wrapped(board.word(f"general_{number}", rules=rules), LABEL, right - at[0] - 10):
            board.write((at[0] + 10, y), line, _LAYER, LABEL)
            y -= 6.2
        y -= 3.0
    y = _heading(board, (at[0], y - 8), right, "tags") - 8
    for key in ("tx", "msb", "ups", "bat", "gen", "bw", "cb"):
        board.write((at[0], y), board.word(f"tag_{key}"), _LAYER, NOTE, bold=True)
        board.write((at[0] + 34, y), board.word(f"means_{key}"), _LAYER, NOTE)
        y -= 6.2


def _systems(board: Board) -> SideTable:
    """How each class of load is fed, from the wishes that the design was made to."""
    wish, p = board.design.trades.site.wishes.power, board.subject.printer
    rows = [
        (board.word("rules"), wish.rules),
        (board.word("voltage"), p.value("voltage", wish.voltage)),
        (board.word("gpu"), wish.gpu_architecture),
        (board.word("core"), wish.core_architecture),
        (board.word("mechanical"), wish.mechanical_architecture),
        (board.word("import"), p.text("power", board.design.trades.power.import_limit_kw)),
    ]
    return SideTable(board.word("systems"), (board.word("what"), board.word("choice")), tuple(rows), (3, 3))
