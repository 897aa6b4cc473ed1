"""F-101: ways out from every row and ways in for every rack, with their lengths."""

import math
from collections.abc import Sequence
from functools import partial

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.enlarged import enlarged
from designer.documents.drawings.hall import hall_plan, needed, plan_board
from designer.documents.drawings.placed import equipment, racks, reserve
from designer.documents.drawings.styles import COLOURS, SMALL
from designer.documents.subject import Subject
from designer.layout.records import Placed, Route

__all__ = ["NUMBER", "draw"]

NUMBER = "F-101"

_KINDS = {"egress": ("service", "green", -0.7), "delivery": ("overhead", "orange", 0.7)}


def draw(subject: Subject) -> Board | None:
    """The drawing, or nothing for a layout without ways."""
    trades = subject.design.trades
    routes = [r for r in trades.layout.routes if r.kind in _KINDS and len(r.line.points) > 1]
    if not routes or not trades.site.has_hall:
        return None
    machines = [p for p in trades.layout.placed if p.kind != "rack" and not p.room.startswith("YARD")]
    whole = needed(subject, machines)
    board = plan_board(subject, NUMBER, whole)
    enlarged(subject, board, partial(_plan, subject, machines, routes), machines, whole)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.legend = [LegendEntry(board.word(kind), pen, COLOURS[colour]) for kind, (pen, colour, _) in _KINDS.items()]
    board.legend.append(LegendEntry(board.word("exit"), mark=subject.words.label("drawing.exit")))
    board.tables = [_table(board, kind, [r for r in routes if r.kind == kind]) for kind in _KINDS]
    return board


def _plan(subject: Subject, machines: Sequence[Placed], routes: Sequence[Route], board: Board) -> None:
    """The hall in grey with the ways through it, the longest of each kind told."""
    layout = subject.design.trades.layout
    reserve(board, layout.placed)
    hall_plan(board, screened=True, yards=False)
    racks(board, layout, screened=True)
    equipment(board, machines, screened=True, labelled=False)
    for route in sorted(routes, key=lambda r: (r.kind, r.tag)):
        _way(board, route)
    for kind in _KINDS:
        own = [r for r in routes if r.kind == kind]
        if own:
            _longest(board, max(own, key=lambda r: (_length(board, r), r.tag)))


def _way(board: Board, route: Route) -> None:
    """A way with an arrow at its end; ways in and out are drawn a little apart."""
    pen, colour, shift = _KINDS[route.kind]
    points = [(x + shift, y + shift) for x, y in (board.m(*p) for p in route.line.points)]
    layer = f"F-{'EGRS' if route.kind == 'egress' else 'DELV'}-N"
    board.line(points, layer, pen, COLOURS[colour], keep_clear=True)
    (ax, ay), (bx, by) = points[-2:]
    turn = math.atan2(by - ay, bx - ax)
    tip = [(bx - 3.2 * math.cos(turn + u), by - 3.2 * math.sin(turn + u)) for u in (-0.35, 0.35)]
    board.polygon([(bx, by), *tip], layer, "fine", colour=COLOURS[colour], fill=COLOURS[colour])


def _longest(board: Board, route: Route) -> None:
    start, length = board.m(*route.line.points[0]), board.subject.printer.text("length", _length(board, route))
    if route.kind == "delivery":
        start = board.m(*route.line.points[-1])
    colour = COLOURS[_KINDS[route.kind][1]] if route.kind == "egress" else ""
    board.label(start, board.word(f"longest_{route.kind}", length=length), "F-TEXT-N", SMALL, 90.0, colour=colour)


def _length(board: Board, route: Route) -> float:
    """Length of a way [m]: of a way out the travel that the rack was judged by."""
    walks = {w.rack: w.travel for w in board.design.trades.layout.walks if w.travel is not None}
    return walks.get(route.source, route.line.length) if route.kind == "egress" else route.line.length


def _table(board: Board, kind: str, routes: Sequence[Route]) -> SideTable:
    p = board.subject.printer
    rows = tuple(
        (r.source, ", ".join(r.serves), p.number("length", _length(board, r)))
        for r in sorted(routes, key=lambda r: (-round(_length(board, r), 6), r.tag))
    )
    headers = (board.word("table_from"), board.word("table_to"), p.unit("length"))
    return SideTable(board.word(f"table_{kind}"), headers, rows, (3, 3, 2))
