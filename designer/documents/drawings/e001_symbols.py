"""E-001: symbols, lines and general notes of the electrical sheets, and the systems that they draw."""

import math
from collections.abc import Callable

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.column import table_at
from designer.documents.drawings.lettering import wrapped
from designer.documents.drawings.one_line_protection import current_transformer, earth, relay, voltage_transformer
from designer.documents.drawings.styles import COLOURS, GREY, LABEL, NOTE, TITLE
from designer.documents.drawings.switch_symbols import breaker, by_iec, transformer
from designer.documents.drawings.symbols import battery, bus, generator, ground_source, jump, storage, switch, ups
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size

__all__ = ["NUMBER", "draw"]

NUMBER = "E-001"

XY = tuple[float, float]
_LAYER = "E-ANNO-TEXT"
#: From symbol to symbol, and from a symbol to its meaning [mm].
_STEP, _ASIDE = 22.0, 26.0
_GENERAL = 8
#: Least room for the tables below [mm], and the branches that they list.
_ROOM = 40.0
_FEEDERS = ("feeder", "lv-feeder")


def draw(subject: Subject) -> Board | None:
    """The sheet; nothing for a design without a power chain."""
    if not subject.design.trades.power.blocks:
        return None
    board = Board.of(subject, NUMBER)
    left, bottom, right, top = board.area
    middle = left + (right - left) * 0.46
    ends = (
        _symbols(board, (left + 8, top - 18), middle - 12),
        _general(board, (middle, top - 18), right - 8),
    )
    tables = ((left + 8, middle - 12, _buses(board)), (middle, right - 8, _feeders(board)))
    for start, end, table in tables:
        if table.rows and min(ends) - bottom > _ROOM:
            board.items += table_at(board, (start, bottom, end, min(ends)), table)
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


def _symbols(board: Board, at: XY, right: float) -> float:
    """Each symbol with what it stands for, in two columns; returns where they end."""
    shown: list[tuple[str, Callable[[XY], None]]] = [
        ("source", lambda p: ground_source(board, p)),
        ("transformer", lambda p: transformer(board, p)),
        ("bus", lambda p: bus(board, (p[0] - 9, p[1]), (p[0] + 9, p[1]))),
        ("breaker", lambda p: _device(board, p)),
        ("open_breaker", lambda p: _device(board, p, drawn_open=True)),
        ("switch", lambda p: _device(board, p, kind="switch")),
        ("crossing", lambda p: _crossing(board, p)),
        ("generator", lambda p: generator(board, p)),
        ("ups", lambda p: ups(board, p)),
        ("battery", lambda p: battery(board, p)),
        ("storage", lambda p: storage(board, (p[0], p[1] + 3.0))),
        ("current_transformer", lambda p: _device(board, p, kind="current")),
        ("voltage_transformer", lambda p: voltage_transformer(board, p)),
        ("relay", lambda p: relay(board, p)),
        ("earth", lambda p: earth(board, (p[0], p[1] + 2.0))),
    ]
    if not by_iec(board):
        shown.insert(3, ("medium_breaker", lambda p: _device(board, p, medium=True)))
    top = _heading(board, at, right, "symbols") - _STEP / 2 - 2
    rows, half = math.ceil(len(shown) / 2), (right - at[0]) / 2
    for number, (key, made) in enumerate(shown):
        x, y = at[0] + number // rows * half, top - number % rows * _STEP
        made((x + 11, y))
        lines = wrapped(board.word(f"symbol_{key}"), NOTE, half - _ASIDE - 2)
        for place, line in enumerate(lines):
            level = y - NOTE / 2 + (len(lines) - 1) * 2.4 - place * 4.8
            board.write((x + _ASIDE, level), line, _LAYER, NOTE)
    return top - rows * _STEP


def _device(board: Board, at: XY, *, drawn_open: bool = False, medium: bool = False, kind: str = "") -> None:
    """A device on a piece of its conductor."""
    x, y = at
    board.line(((x, y - 7), (x, y + 7)), "E-LINE-N", "light")
    if kind == "switch":
        switch(board, at)
    elif kind == "current":
        current_transformer(board, at)
    else:
        breaker(board, at, drawn_open=drawn_open, medium=medium)


def _crossing(board: Board, at: XY) -> None:
    """Lines that cross without a connection."""
    x, y = at
    board.line(((x - 9, y), (x + 9, y)), "E-SYMB-N", "light")
    board.line(((x, y - 7), (x, y - 1.5)), "E-SYMB-N", "light")
    board.line(((x, y + 1.5), (x, y + 7)), "E-SYMB-N", "light")
    jump(board, at, "E-SYMB-N")


def _general(board: Board, at: XY, right: float) -> float:
    """The general notes of the electrical sheets, numbered, and the tags; returns where they end."""
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
    return y


def _buses(board: Board) -> SideTable:
    """Voltage, fault level, what the rule pack asks of the rating, and the rating of each bus."""
    p = board.subject.printer
    rows = tuple(
        (
            state.tag,
            p.number("voltage", state.voltage),
            p.number("fault", state.fault_most_ka or state.fault_ka),
            p.number("fault", state.duty_ka) if state.duty_ka else "",
            p.number("fault", state.rating_ka) if state.rating_ka else "",
            f"{state.x_over_r:.1f}",
        )
        for state in board.design.trades.power.buses
    )
    units = {"voltage": p.unit("voltage"), "fault": p.unit("fault")}
    headers = tuple(board.word(f"buses_{k}", **units) for k in ("tag", "voltage", "fault", "duty", "rating", "ratio"))
    return SideTable(board.word("buses"), headers, rows, (2.4, 1.4, 1.6, 1.6, 1.4, 1.0))


def _feeders(board: Board) -> SideTable:
    """The feeders between the boards: ends, size, current, breaker, length."""
    p = board.subject.printer
    rows = tuple(
        (
            b.tag, b.source, b.target, trade_size(b.size, p.system), p.number("current", b.current),
            p.number("current", b.breaker) if b.breaker else "", p.number("run", b.length),
        )
        for b in board.design.trades.power.branches
        if b.kind in _FEEDERS
    )  # fmt: skip
    units = {"current": p.unit("current"), "run": p.unit("run")}
    headers = tuple(
        board.word(f"feeders_{k}", **units) for k in ("tag", "source", "target", "size", "load", "breaker", "length")
    )
    return SideTable(board.word("feeders"), headers, rows, (2.2, 2.2, 2.2, 2.6, 1.1, 1.3, 1.1))


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
