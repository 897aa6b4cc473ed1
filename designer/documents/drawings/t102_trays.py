"""T-102: the overhead data trays over the screened hall, both paths, line weight by fill."""

from collections.abc import Sequence
from functools import partial

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.enlarged import overview
from designer.documents.drawings.hall import around, hall_plan, plan_board, span
from designer.documents.drawings.placed import equipment, racks, reserve, row_labels
from designer.documents.drawings.styles import COLOURS, SMALL
from designer.documents.subject import Subject
from designer.layout.records import Layout, TrayNetwork

__all__ = ["NUMBER", "draw"]

NUMBER = "T-102"
_ENLARGED = "T-103"

_AROUND = 3.0
_COLOURS = ("blue", "vermillion", "green", "purple")
#: Pens by fill of the section, the fullest first.
_PENS = ((0.30, "heavy"), (0.20, "cut"), (0.10, "outline"), (0.0, "light"))
_MOST_LABELS = 24
#: Where along a section its label may point to, the best first.
_ALONG = (0.5, 0.3, 0.7)
#: A view on the sheet of all trays does for the enlarged sheet when it is at least so large beside it.
_NEARLY = 0.6
#: An enlarged sheet is drawn when the racks take less than this share of the trays' extent.
_WORTH_ENLARGING = 0.75


def draw(subject: Subject) -> list[Board]:
    """All trays at one scale, and where the racks stand enlarged; nothing without trays."""
    trays = [tray for tray in subject.design.trades.layout.trays if tray.edges]
    if not trays:
        return []
    whole = [node for tray in trays for edge in tray.edges for node in (tray.nodes[edge.a], tray.nodes[edge.b])]
    racked = {rack.tag for rack in subject.design.trades.layout.of("rack")}
    served = [tray.nodes[node] for tray in trays for tag, node in tray.drops.items() if tag in racked]
    boards = [_sheet(subject, NUMBER, trays, whole)]
    if served and span(served) < _WORTH_ENLARGING * span(whole):
        close = plan_board(subject, _ENLARGED, around(served, _AROUND))
        both = overview(subject, NUMBER, partial(_plan, subject, trays), close, larger=_NEARLY)
        if both is not None:
            return [_told(both, trays)]
        boards += [_sheet(subject, _ENLARGED, trays, served)] if close.ratio < boards[0].ratio else []
    return boards


def _sheet(subject: Subject, number: str, trays: list[TrayNetwork], places: Sequence[tuple[float, float]]) -> Board:
    board = plan_board(subject, number, around(places, _AROUND))
    _plan(subject, trays, board)
    return _told(board, trays)


def _plan(subject: Subject, trays: list[TrayNetwork], board: Board) -> None:
    """The trays over racks and plant in grey."""
    layout = subject.design.trades.layout
    indoors = [p for p in layout.placed if p.kind != "rack" and not p.room.startswith("YARD")]
    reserve(board, [*layout.of("rack"), *indoors])
    hall_plan(board, screened=True, yards=False)
    _cabinets(board, layout)
    racks(board, layout, screened=True)
    equipment(board, [p for p in indoors if board.inside(p.box.at.x, p.box.at.y)], screened=True, labelled=False)
    fills = {b.edge: b.fill for b in subject.fabric.bundles}
    for index, tray in enumerate(trays):
        _tray(board, tray, index, fills)
    row_labels(board, layout)
    _labels(board, trays, fills)


def _told(board: Board, trays: list[TrayNetwork]) -> Board:
    """The board with what stands beside it."""
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.legend = _legend(board, trays)
    board.tables = [_fullest(board)]
    return board


def _cabinets(board: Board, layout: Layout) -> None:
    """A tint under the network cabinets, where the trays lead to."""
    for rack in layout.of("rack"):
        if rack.purpose == "network":
            corners = [board.m(x, y) for x, y in rack.box.corners]
            board.polygon(corners, "T-RACK-NETW-N", "fine", fill=COLOURS["cool-tint"])


def _legend(board: Board, trays: list[TrayNetwork]) -> list[LegendEntry]:
    heights = [board.word("path", path=t.path, z=board.subject.printer.built(t.z)) for t in trays]
    paths = [
        LegendEntry(text, "outline-return" if i % 2 else "outline", COLOURS[_COLOURS[i % 4]])
        for i, text in enumerate(heights)
    ]
    fills = {bundle.edge: bundle.fill for bundle in board.subject.fabric.bundles}
    used = {_pen(fills.get(edge.tag, 0.0)) for tray in trays for edge in tray.edges}
    shares = [(board.subject.printer.text("share", share), pen) for share, pen in _PENS if pen in used]
    cabinets = LegendEntry(board.word("cabinets"), "fine", "", COLOURS["cool-tint"])
    return [*paths, cabinets, *(LegendEntry(board.word("fill", share=text), pen) for text, pen in shares)]


def _pen(fill: float) -> str:
    """The pen of a section that is filled so far."""
    return next(name for share, name in _PENS if fill >= share)


def _tray(board: Board, tray: TrayNetwork, index: int, fills: dict[str, float]) -> None:
    """One path's sections, shifted a little so that both paths show where they run together, the second dashed."""
    shift = (index - 0.5) * 1.4
    colour = COLOURS[_COLOURS[index % 4]]
    for edge in tray.edges:
        points = [(x + shift, y + shift) for x, y in (board.m(*tray.nodes[n]) for n in (edge.a, edge.b))]
        fill = fills.get(edge.tag, 0.0)
        pen = _pen(fill)
        dashed = f"{pen}-return" if index % 2 else pen
        board.line(points, f"T-TRAY-{tray.path or 'A'}-N", dashed, colour, keep_clear=True)


def _labels(board: Board, trays: list[TrayNetwork], fills: dict[str, float]) -> None:
    """Tag and fill of the fullest sections."""
    ranked = sorted(
        ((fills.get(edge.tag, 0.0), edge.tag, tray, edge) for tray in trays for edge in tray.edges),
        key=lambda one: (-one[0], one[1]),
    )
    for fill, tag, tray, edge in ranked[:_MOST_LABELS]:
        if fill > 0.0 and board.inside(*tray.nodes[edge.a]) and board.inside(*tray.nodes[edge.b]):
            (ax, ay), (bx, by) = tray.nodes[edge.a], tray.nodes[edge.b]
            points = [board.m(ax + (bx - ax) * share, ay + (by - ay) * share) for share in _ALONG]
            text = f"{tag} {board.subject.printer.text('share', fill)}"
            board.try_label(points, text, "T-TRAY-TEXT-N", SMALL, 30.0)


def _fullest(board: Board) -> SideTable:
    p = board.subject.printer
    bundles = sorted(board.subject.fabric.bundles, key=lambda b: (-b.fill, b.edge))[:_MOST_LABELS]
    rows = tuple((b.edge, b.tray, p.number("count", b.cables), p.number("share", b.fill)) for b in bundles)
    headers = (board.word("sections_edge"), board.word("sections_path"), board.word("sections_cables"), p.unit("share"))
    return SideTable(board.word("sections"), headers, rows, (3, 1.5, 2, 1.5))
