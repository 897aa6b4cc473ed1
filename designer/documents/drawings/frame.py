"""Frame and title block: what makes a drawing a sheet (ISO 5457 and 7200, ANSI Y14.1 zones)."""

import math
from dataclasses import replace

from designer.documents.drawings.board import COLUMN, Board
from designer.documents.drawings.column import LAYER, ROOMY, Column, table_at, tall
from designer.documents.drawings.drawing import (
    Circle,
    Dimension,
    Drawing,
    Item,
    Path,
    Picture,
    Stamp,
    Text,
    Transform,
    resized,
)
from designer.documents.drawings.lettering import Extent, extent
from designer.documents.drawings.placing import overlaps
from designer.documents.drawings.schedule_band import schedule_band
from designer.documents.drawings.spare_room import fits_column, spare_room
from designer.documents.drawings.styles import LABEL, SMALL, on_small_sheet
from designer.documents.drawings.title_block import block_height, title_block

__all__ = ["finish"]

#: Greatest width and height of the key plan [mm].
_KEY = (90.0, 10.0)
#: How many labels without a place are named in the note.
_TOLD = 8


def finish(board: Board, sheet: int, sheets: int) -> Drawing:
    """The finished drawing: the board's items with frame, legend column and title block."""
    board.letter()
    paper = board.paper
    items: list[Item] = _border(board)
    edge = board.margins[1]
    top = paper.height - edge
    block_top = edge + block_height(board)
    column = Column(board, top - 1.0, block_top + (34.0 if board.scaled else 6.0))
    words = board.subject.words
    if notes := (*board.notes, *_unplaced(board), *board.subject.project.sheets.notes):
        column.heading(words.label("drawing.notes"))
        for number, note in enumerate(notes, 1):
            column.note(f"{number}.", note)
    if board.legend:
        column.heading(words.label("drawing.legend"))
        for entry in board.legend:
            column.entry(entry)
    added = _side_tables(board, column)
    if board.scaled:
        _scale_and_north(board, column, block_top)
    title_block(board, column, block_top, (sheet, sheets))
    shown = board.items if board.window is None else [item for item in board.items if _seen(item, board.view)]
    added += schedule_band(board, shown, board.schedule)
    made = Drawing(
        board.number,
        board.title,
        board.scale_text,
        paper,
        board.transform,
        board.scaled,
        board.view,
        (*shown, *items, *added, *column.items),
        board.window is not None,
        board.word("caption"),
        board.word("alt"),
        board.focus,
        board.subject.site.hall.turn if board.scaled and board.north else 0.0,
        tuple(d for d in board.dimensions if board.window is None or _within(d, board.view)),
    )
    return made if board.shrink == 1.0 else _smaller(made, board.shrink)


def _side_tables(board: Board, column: Column) -> list[Item]:
    """The tables in the column, in rows that stand apart where all fit so; what stands on the sheet instead."""
    if column.room(tall(board, column.width, board.tables, ROOMY)):
        column.row = ROOMY
    added: list[Item] = []
    for table in board.tables:
        spare = None if fits_column(column, table) else spare_room(board, [*board.items, *added], column.width, table)
        if spare is not None:
            added += table_at(board, spare, table)
        elif column.room(30.0):
            column.table(table)
    return added


def _unplaced(board: Board) -> tuple[str, ...]:
    """The note that tells which labels and figures found no place on the drawing."""
    texts = board.subject.listed(sorted(set(board.unplaced)), _TOLD)
    return (board.subject.words.label("drawing.unplaced", texts=texts),) if texts else ()


def _smaller(drawing: Drawing, factor: float) -> Drawing:
    """A finished drawing on a smaller sheet, letters and all."""

    def less(box: Extent) -> Extent:
        left, bottom, right, top = box
        return left * factor, bottom * factor, right * factor, top * factor

    paper, to_paper = drawing.paper, drawing.transform
    return replace(
        drawing,
        paper=replace(paper, width=paper.width * factor, height=paper.height * factor),
        transform=Transform(to_paper.scale * factor, to_paper.x * factor, to_paper.y * factor),
        area=less(drawing.area),
        items=tuple(_lighter(resized(item, factor)) for item in drawing.items),
        focus=less(drawing.focus) if drawing.focus else None,
        dimensions=tuple(
            replace(
                one,
                start=(one.start[0] * factor, one.start[1] * factor),
                end=(one.end[0] * factor, one.end[1] * factor),
                offset=one.offset * factor,
            )
            for one in drawing.dimensions
        ),
    )


def _lighter(item: Item) -> Item:
    """An item with the line of a small sheet."""
    return item if isinstance(item, Text) else replace(item, pen=on_small_sheet(item.pen))


def _within(dimension: Dimension, area: Extent) -> bool:
    """Whether both ends of a measure show."""
    left, bottom, right, top = area
    return all(left <= x <= right and bottom <= y <= top for x, y in (dimension.start, dimension.end))


def _seen(item: Item, area: Extent) -> bool:
    """Whether an item shows in an area: texts wholly, everything else at least partly."""
    if item.space == "paper":
        return True
    match item:
        case Text():
            left, bottom, right, top = extent(item)
            return left >= area[0] and bottom >= area[1] and right <= area[2] and top <= area[3]
        case Path(points=points):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = (min(xs), min(ys), max(xs), max(ys))
        case Circle(x=x, y=y, radius=r):
            return x - r >= area[0] and y - r >= area[1] and x + r <= area[2] and y + r <= area[3]
        case Stamp(x=x, y=y, width=w, depth=d):
            box = (x - w / 2, y - d / 2, x + w / 2, y + d / 2)
        case Picture(x=x, y=y, width=w, height=h):
            box = (x, y, x + w, y + h)
    return overlaps(box, area)


def _border(board: Board) -> list[Item]:
    """Frame, zones along the edges, line of the legend column."""
    paper = board.paper
    left, edge = board.margins
    bottom, right, top = edge, paper.width - edge, paper.height - edge
    items: list[Item] = [
        Path(((left, bottom), (right, bottom), (right, top), (left, top)), LAYER, "cut", closed=True, space="paper"),
        Path(((right - COLUMN, bottom), (right - COLUMN, top)), LAYER, "light", space="paper"),
    ]
    columns, rows = (12, 8) if paper.width >= paper.height else (8, 12)
    for i in range(columns):
        x = left + (right - left) * (i + 0.5) / columns
        edge = left + (right - left) * i / columns
        for y, inner in ((bottom - 4.6, bottom), (top + 2.0, top)):
            items.append(Text(x, y, str(i + 1), SMALL, LAYER, "middle", space="paper"))
            if i:
                outer = inner - 5 if inner == bottom else inner + 5
                items.append(Path(((edge, inner), (edge, outer)), LAYER, "fine", space="paper"))
    for j in range(rows):
        y = top - (top - bottom) * (j + 0.5) / rows
        edge = top - (top - bottom) * j / rows
        for x, inner in ((left - 3.4, left), (right + 3.4, right)):
            items.append(Text(x, y - SMALL / 2, "ABCDEFGHJKLM"[j], SMALL, LAYER, "middle", space="paper"))
            if j:
                outer = inner - 5 if inner == left else inner + 5
                items.append(Path(((inner, edge), (outer, edge)), LAYER, "fine", space="paper"))
    return items


def _scale_and_north(board: Board, column: Column, block_top: float) -> None:
    """A graphic scale bar and the north arrow, above the title block."""
    base = block_top + 9.0
    step_units, unit, metres = _bar_step(board)
    width = board.mm(metres)
    for i in range(4):
        x = column.left + i * width
        column.path(
            (x, base),
            (x + width, base),
            (x + width, base + 2.2),
            (x, base + 2.2),
            pen="fine",
            fill="#000000" if i % 2 == 0 else "#FFFFFF",
            closed=True,
        )
    for i in (0, 1, 2, 4):
        column.text(
            column.left + i * width, base + 4.0, f"{i * step_units:g}", SMALL, anchor="middle" if i else "start"
        )
    column.text(column.left + 4 * width + 4.0, base + 4.0, unit, SMALL)
    column.text(column.left, base - 5.0, board.scale_text, SMALL)
    if not board.north:
        return
    if board.window is not None:
        _key_plan(board, column, block_top)
    cx, cy = column.right - 12.0, block_top + 14.0
    column.items.append(Circle(cx, cy, 9.0, LAYER, "thin", space="paper"))
    turn = math.radians(board.subject.site.hall.north)

    def at(x: float, y: float) -> tuple[float, float]:
        return cx + x * math.cos(turn) - y * math.sin(turn), cy + x * math.sin(turn) + y * math.cos(turn)

    column.path(at(0, 9), at(-3.2, -6.5), at(0, -4), pen="thin", fill="#000000", closed=True)
    column.path(at(0, 9), at(3.2, -6.5), at(0, -4), pen="thin", closed=True)
    x, y = at(0, 12)
    column.text(x, y - 1.5, board.subject.words.label("drawing.north"), LABEL, anchor="middle", bold=True)


def _key_plan(board: Board, column: Column, block_top: float) -> None:
    """The hall in small with the part that the sheet shows, above the scale bar."""
    hall = board.subject.site.hall.polygon
    window = board.window or hall.bounds
    west, south = min(hall.bounds[0], window[0]), min(hall.bounds[1], window[1])
    east, north = max(hall.bounds[2], window[2]), max(hall.bounds[3], window[3])
    scale = min(_KEY[0] / (east - west), _KEY[1] / (north - south))
    left, bottom = column.left, block_top + 18.0

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (x - west) * scale, bottom + (y - south) * scale

    column.path(*(at(x, y) for x, y, *_ in list(hall.exterior.coords)[:-1]), pen="light", closed=True)
    corners = ((window[0], window[1]), (window[2], window[1]), (window[2], window[3]), (window[0], window[3]))
    column.path(*(at(x, y) for x, y in corners), pen="hidden", colour="#D55E00", closed=True)
    words = board.subject.words.label("drawing.key_plan")
    column.text(left, at(west, north)[1] + 1.5, words, SMALL)


def _bar_step(board: Board) -> tuple[float, str, float]:
    """A round step of the scale bar: in printed units, the unit, in metres; about 20 mm long."""
    feet = board.subject.printer.system == "IP"
    unit_m = 0.3048 if feet else 1.0
    wanted = 18.0 / board.mm(unit_m)
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= wanted * 0.7)
    return step, "ft" if feet else "m", step * unit_m
