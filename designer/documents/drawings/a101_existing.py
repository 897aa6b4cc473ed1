"""A-101: the hall as it stands today, with its plant."""

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.hall import hall_plan, needed, plan_board
from designer.documents.drawings.placed import equipment, reserve
from designer.documents.drawings.styles import GREY
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw"]

NUMBER = "A-101"


def draw(subject: Subject) -> Board | None:
    """The drawing, or nothing for a design without a hall."""
    trades = subject.design.trades
    if not trades.site.has_hall:
        return None
    standing = [p for p in trades.layout.placed if p.existing]
    board = plan_board(subject, NUMBER, needed(subject, standing))
    reserve(board, standing)
    hall_plan(board)
    equipment(board, standing)
    words, printer = subject.words, subject.printer
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    hall = trades.site.hall
    board.legend = [
        LegendEntry(board.word("wall"), "heavy"),
        *([LegendEntry(board.word("louvre"), "thin")] if hall.openings else []),
        LegendEntry(board.word("grid"), "grid"),
        *([LegendEntry(board.word("column"), "fine", fill="#000000")] if hall.columns else []),
        *([LegendEntry(board.word("existing"), "fine", GREY, "#F2F2F2")] if standing else []),
        *([LegendEntry(board.word("yard"), "hidden", GREY)] if hall.yards else []),
    ]
    rows = tuple(
        (
            item.tag,
            words.label(f"kinds.{item.kind}"),
            printer.number("count", item.count),
            printer.fact(item.rating) if item.rating.known and item.rating.q.magnitude else "",
        )
        for item in trades.site.plant
    )
    headers = tuple(board.word(f"plant_{k}") for k in ("tag", "kind", "count", "rating"))
    board.tables = [SideTable(board.word("plant"), headers, rows, (2, 4, 2, 3))] if rows else []
    return board
