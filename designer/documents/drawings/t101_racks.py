"""T-101: the rack area enlarged, every rack with its tag and power."""

import math
from collections.abc import Sequence
from functools import partial

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.drawing import Text
from designer.documents.drawings.hall import around, hall_plan, plan_board
from designer.documents.drawings.lettering import Extent, text_width
from designer.documents.drawings.parts import Part, in_parts
from designer.documents.drawings.placed import aisle_labels, aisles, equipment, layer_of, racks, reserve
from designer.documents.drawings.scales import finer
from designer.documents.drawings.setting_out import set_out
from designer.documents.drawings.styles import COLOURS, SMALL
from designer.documents.printing import UNKNOWN
from designer.documents.subject import Subject
from designer.layout.records import Placed

__all__ = ["NUMBER", "draw", "shown"]

NUMBER = "T-101"
_FIRST_PART = "T-111"
#: Room beside a tag in its rack [mm], and height of its line over that of its capitals.
_BESIDE, _LINE = 0.4, 1.25
#: Free floor shown around the racks [m].
_AROUND = 2.4


def draw(subject: Subject) -> list[Board]:
    """The drawing, followed by its parts where its tags have no room at its scale; nothing for a design without
    racks.
    """
    rows = list(subject.design.trades.layout.of("rack"))
    if not rows:
        return []
    whole = _sheet(subject)
    if all(_tag_fits(whole, rack, whole.transform.scale) for rack in rows):
        return [whole]
    ratio = whole.ratio
    while ratio > 1 and not all(_tag_fits(whole, rack, whole.at_scale(ratio)) for rack in rows):
        ratio = finer(subject, ratio)
    return in_parts(subject, whole, _FIRST_PART, partial(_sheet, subject), ratio)


def shown(subject: Subject) -> Extent | None:
    """What the sheet is drawn for [m]: the racks with a little floor; nothing where it is not drawn."""
    rows = subject.design.trades.layout.of("rack")
    return around((c for r in rows for c in r.box.corners), _AROUND) if rows else None


def _tag_fits(board: Board, rack: Placed, scale: float) -> bool:
    """Whether the tag of a rack fits it at a scale [mm/m], across it or along it."""
    width, depth = rack.box.width * scale, rack.box.depth * scale
    long = text_width(rack.tag, SMALL) + _BESIDE
    return (long <= width and depth >= SMALL * _LINE) or (long <= depth and width >= SMALL * _LINE)


def _sheet(subject: Subject, part: Part | None = None) -> Board:
    """The racks with their tags, or a part of them."""
    layout = subject.design.trades.layout
    rows = list(layout.of("rack"))
    board = plan_board(subject, NUMBER, shown(subject), part)
    aisles(board, layout)
    reserve(board, layout.placed)
    hall_plan(board, yards=False)
    racks(board, layout)
    near = [
        p
        for p in layout.placed
        if p.kind != "rack" and not p.room.startswith("YARD") and board.inside(p.box.at.x, p.box.at.y)
    ]
    equipment(board, near)
    set_out(board, layout)
    loads = {load.tag: load.design_kw for load in subject.design.trades.power.loads}
    for rack in rows:
        _rack_tag(board, rack, loads.get(rack.tag))
    aisle_labels(board, layout)
    _row_tags(board)
    board.notes = [board.word(f"note_{i}") for i in (1, 2)]
    said, doors = subject.words.drawing, subject.design.trades.cooling.doors
    board.legend = [
        LegendEntry(board.word("gpu"), "light", fill="#FFFFFF"),
        LegendEntry(board.word("network"), "light", fill=COLOURS["network-tint"]),
        LegendEntry(board.word("storage"), "light", fill=COLOURS["storage-tint"]),
        *([LegendEntry(said("A-103", "rear_door"), "light", fill=COLOURS["grey-tint"])] if doors else []),
        LegendEntry(board.word("hot"), "hidden", COLOURS["vermillion"], COLOURS["warm-tint"]),
        LegendEntry(board.word("cold"), "", "", COLOURS["cool-tint"]),
    ]
    board.tables = [_rows(board)]
    board.schedule = None if part else _schedule(board, rows)
    return board


def _rack_tag(board: Board, rack: Placed, load: float | None) -> None:
    """Tag and kilowatts inside a rack, across it or along it."""
    x, y = board.m(rack.box.at.x, rack.box.at.y)
    turned = round(rack.box.at.rotation) % 180 == 90
    width, depth = board.mm(rack.box.width), board.mm(rack.box.depth)
    lines = [rack.tag, board.subject.printer.text("power", load)] if load else [rack.tag]
    layer = layer_of(rack)
    across = max(text_width(line, SMALL) for line in lines) + _BESIDE <= width
    step = SMALL * 1.6
    if across and len(lines) * step + 1 <= depth:
        for i, line in enumerate(lines):
            shift = (len(lines) - 1) * step / 2 - i * step - SMALL / 2
            at, turn = ((x - shift, y), 90.0) if turned else ((x, y + shift), 0.0)
            board.text(Text(*at, line, SMALL, layer, "middle", turn))
        return
    rotation = 0.0 if turned else 90.0
    shown = lines if width >= len(lines) * step + 0.4 else lines[:1]
    if width < SMALL * _LINE or text_width(shown[0], SMALL) > depth - _BESIDE:
        return
    for i, line in enumerate(shown):
        shift = i * step - (len(shown) - 1) * step / 2 + SMALL / 2
        at = (x, y - shift) if turned else (x + shift, y)
        board.text(Text(*at, line, SMALL, layer, "middle", rotation))


def _row_tags(board: Board) -> None:
    """The tag of each row beside its low end."""
    layout = board.design.trades.layout
    by_tag = {rack.tag: rack for rack in layout.of("rack")}
    for row in layout.rows:
        members = [by_tag[t] for t in row.members if t in by_tag]
        if members:
            box, far = members[0].box, members[-1].box.at
            away = math.dist((box.at.x, box.at.y), (far.x, far.y)) or 1.0
            end = tuple(a + (a - b) / away * box.width / 2 for a, b in ((box.at.x, far.x), (box.at.y, far.y)))
            board.label(board.m(*end), row.tag, "T-RACK-N", SMALL, 30.0, bold=True)


def _rows(board: Board) -> SideTable:
    subject = board.subject
    loads = {load.tag: load.design_kw for load in board.design.trades.power.loads}
    rows = tuple(
        (
            row.tag,
            f"{row.members[0]} … {row.members[-1]}",
            str(len(row.members)),
            subject.printer.number("power", sum(loads.get(t, 0.0) for t in row.members)),
        )
        for row in board.design.trades.layout.rows
        if row.members
    )
    headers = (
        board.word("rows_row"),
        board.word("rows_members"),
        board.word("rows_count"),
        subject.printer.unit("power"),
    )
    return SideTable(board.word("rows"), headers, rows, (2, 4, 1.2, 2))


def _schedule(board: Board, racks: Sequence[Placed]) -> SideTable:
    """Every rack with its power, its mass, the two ways that feed it, its loop and flow."""
    trades, p = board.design.trades, board.subject.printer
    loads = {load.tag: load.design_kw for load in trades.power.loads}
    feeds = {line.load: (line.busway_a, line.busway_b) for line in trades.power.assignments}
    flows = {flow.tag: flow for flow in trades.cooling.racks}
    rows = tuple(
        (
            rack.tag,
            p.number("power", loads.get(rack.tag) or None),
            p.number("mass", rack.mass_kg),
            *feeds.get(rack.tag, (UNKNOWN, UNKNOWN)),
            flows[rack.tag].loop if rack.tag in flows else UNKNOWN,
            p.number("flow", flows[rack.tag].flow if rack.tag in flows else None),
        )
        for rack in sorted(racks, key=lambda rack: (rack.row, rack.slot))
    )
    names = [board.word(f"schedule_{key}") for key in ("rack", "feed_a", "feed_b", "loop")]
    headers = (names[0], p.unit("power"), p.unit("mass"), *names[1:], p.unit("flow"))
    return SideTable(board.word("schedule"), headers, rows, (1.0,) * len(headers))
