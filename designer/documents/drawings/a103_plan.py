"""A-103: the new plan, racks and plant in place."""

from collections import Counter
from functools import partial

from shapely.ops import unary_union

from designer.documents.drawings import a301_section, a303_along, m501_details, t101_racks
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.callouts import detailed, framed
from designer.documents.drawings.enlarged import enlarged
from designer.documents.drawings.hall import hall_plan, plan_board
from designer.documents.drawings.parts import Part, in_parts
from designer.documents.drawings.placed import (
    aisle_labels,
    aisles,
    avoid_aisles,
    equipment,
    galleries,
    racks,
    reserve,
    room_labels,
    row_labels,
)
from designer.documents.drawings.section_cut import cut_ends
from designer.documents.drawings.section_marks import mark_cut
from designer.documents.drawings.styles import COLOURS, GREY
from designer.documents.facts.rooms import room_grid, rooms_of
from designer.documents.grid import print_plain
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw"]

NUMBER = "A-103"
_FIRST_PART = "A-111"

#: Room for the stroke of a section mark [mm].
_STROKE = 1.4
#: Aisles that have a tint and a clear width.
_TINTED = ("hot", "cold")
#: The views that are marked before what calls for other sheets.
_FIRST_VIEW = "1"
#: In the place of a view's number: the whole sheet.
_WHOLE = "–"


def draw(subject: Subject) -> list[Board]:
    """The drawing, followed by its parts where it is coarse; nothing for a design without a hall."""
    if not subject.design.trades.site.has_hall:
        return []
    return in_parts(subject, _sheet(subject), _FIRST_PART, partial(_sheet, subject))


def _sheet(subject: Subject, part: Part | None = None) -> Board:
    """The plan, or a part of it."""
    layout = subject.design.trades.layout
    board = plan_board(subject, NUMBER, part=part)
    if part is None:
        enlarged(subject, board, partial(_plan, subject), [p for p in layout.placed if not p.room.startswith("YARD")])
    else:
        _plan(subject, board)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = _legend(board)
    board.tables = [_rack_table(board), _room_table(board, subject), _aisle_table(board), _equipment_table(board)]
    return board


def _plan(subject: Subject, board: Board) -> None:
    """Everything that is placed, over the rooms, with the marks of the sections."""
    layout = subject.design.trades.layout
    aisles(board, layout)
    galleries(board, layout)
    reserve(board, layout.placed)
    cuts = [*a301_section.views(subject), *a303_along.views(subject)] if board.frame is None else []
    for one in cuts:
        for ends in cut_ends(board, subject, one.cut):
            board.occupied.take_line(ends, _STROKE)
    hall_plan(board)
    reserve(board, layout.placed)
    before = len(board.items)
    if board.frame is None:
        firsts, others = [c for c in cuts if c.view == _FIRST_VIEW], [c for c in cuts if c.view != _FIRST_VIEW]
        for one in firsts:
            mark_cut(board, subject, one.cut, one.number, one.view)
        if board.part is None and not board.beyond:
            _references(board, subject)
        for one in others:
            mark_cut(board, subject, one.cut, one.number, one.view)
    marks, board.items[before:] = board.items[before:], []
    racks(board, layout)
    row_labels(board, layout)
    aisle_labels(board, layout)
    avoid_aisles(board, layout)
    equipment(board, [p for p in layout.placed if p.kind != "rack"])
    rooms = rooms_of(subject)
    room_labels(board, [room for room in rooms if room.outlined])
    tinted = unary_union([aisle.polygon for aisle in layout.aisles if aisle.kind in _TINTED])
    room_labels(board, [room for room in rooms if not room.outlined], tinted)
    board.items += marks


def _references(board: Board, subject: Subject) -> None:
    """A frame around what the rack layout enlarges, and the places of the liquid details."""
    window = t101_racks.shown(subject)
    if window is not None:
        (west, south), (east, north) = board.m(*window[:2]), board.m(*window[2:])
        framed(board, (west, south, east, north), _WHOLE, t101_racks.NUMBER)
    for number, placed in m501_details.shown(subject):
        detailed(board, board.m(placed.box.at.x, placed.box.at.y), number, m501_details.NUMBER)


def _legend(board: Board) -> list[LegendEntry]:
    doors = board.design.trades.cooling.doors
    return [
        LegendEntry(board.word("gpu"), "light", fill="#FFFFFF"),
        LegendEntry(board.word("network"), "light", fill=COLOURS["network-tint"]),
        LegendEntry(board.word("storage"), "light", fill=COLOURS["storage-tint"]),
        *([LegendEntry(board.word("rear_door"), "light", fill=COLOURS["grey-tint"])] if doors else []),
        LegendEntry(board.word("existing"), "fine", GREY, COLOURS["grey-tint"]),
        LegendEntry(board.word("hot"), "hidden", COLOURS["vermillion"], COLOURS["warm-tint"]),
        LegendEntry(board.word("cold"), "", "", COLOURS["cool-tint"]),
        LegendEntry(board.word("gallery"), "zone", COLOURS["blue"]),
        LegendEntry(board.word("reserve"), "future", GREY),
    ]


def _rack_table(board: Board) -> SideTable:
    subject = board.subject
    trades, p = board.design.trades, subject.printer
    loads = {load.tag: load.design_kw for load in trades.power.loads}
    groups: dict[tuple[str, str], list[str]] = {}
    for rack in trades.layout.of("rack"):
        groups.setdefault((rack.purpose, rack.catalog), []).append(rack.tag)
    rows = []
    for (purpose, catalog), tags in sorted(groups.items()):
        kind, _, slug = catalog.partition("/")
        name = subject.record_name(kind, slug) if slug else subject.record_name("rack", kind)
        rows.append(
            (
                subject.words.label(f"purposes.{purpose}"),
                name,
                str(len(tags)),
                p.number("power", sum(loads.get(t, 0.0) for t in tags)),
            )
        )
    headers = tuple(board.word(f"racks_{k}") for k in ("purpose", "name", "count"))
    return SideTable(board.word("racks"), (*headers, p.unit("power")), tuple(rows), (2, 5, 1.5, 2))


def _room_table(board: Board, subject: Subject) -> SideTable:
    """The schedule of rooms, as sheet 05 and the files have it."""
    grid, p = room_grid(subject), subject.printer
    rows = [[print_plain(raw, field, p) for raw, field in zip(row, grid.fields, strict=True)] for row in grid.rows]
    rows += [[print_plain(raw, field, p) for raw, field in zip(grid.total, grid.fields, strict=True)]]
    headers = (board.word("rooms_number"), board.word("rooms_name"), p.unit("area"))
    return SideTable(board.word("rooms"), headers, tuple(map(tuple, rows)), (4, 5, 1.5))


def _aisle_table(board: Board) -> SideTable:
    """Every hot and cold aisle with its clear width, named on the plan or not."""
    p, words = board.subject.printer, board.subject.words
    aisles = sorted((a for a in board.design.trades.layout.aisles if a.kind in _TINTED), key=lambda a: a.tag)
    rows = tuple((a.tag, words.label(f"aisles.{a.kind}"), p.built(a.width)) for a in aisles)
    headers = tuple(board.word(f"aisles_{k}") for k in ("tag", "kind", "width"))
    return SideTable(board.word("aisles"), headers, rows, (4, 4, 2.5))


def _equipment_table(board: Board) -> SideTable:
    placed = [p for p in board.design.trades.layout.placed if p.kind != "rack"]
    counts = Counter((p.kind, p.room) for p in placed)
    rows = tuple(
        (board.subject.words.label(f"kinds.{kind}"), room, str(count)) for (kind, room), count in sorted(counts.items())
    )
    headers = tuple(board.word(f"equipment_{k}") for k in ("kind", "room", "count"))
    return SideTable(board.word("equipment"), headers, rows, (4, 4, 1.5))
