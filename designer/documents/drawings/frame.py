"""Frame and title block: what makes a drawing a sheet (ISO 5457 and 7200, ANSI Y14.1 zones)."""

import math

from designer.documents.drawings.board import COLUMN, Board, LegendEntry, SideTable
from designer.documents.drawings.drawing import Circle, Drawing, Item, Path, Stamp, Text
from designer.documents.drawings.lettering import Extent, extent, text_width, wrapped
from designer.documents.drawings.placing import overlaps
from designer.documents.drawings.styles import GREY, LABEL, NOTE, SMALL, TITLE

__all__ = ["finish"]

_LAYER = "G-ANNO-TTLB"
_BINDING, _EDGE = 20.0, 10.0
_INSET = 4.0
#: Greatest width and height of the key plan [mm].
_KEY = (90.0, 10.0)
#: Widths of the three fields in the lowest rows of the title block.
_FOOT_SHARES = (0.46, 0.27, 0.27)


class _Column:
    """Writes down the legend column from a height, and knows how far it may go."""

    def __init__(self, board: Board, top: float, floor: float) -> None:
        self.board, self.y, self.floor = board, top, floor
        self.left = board.paper.width - _EDGE - COLUMN + _INSET
        self.right = board.paper.width - _EDGE - _INSET
        self.items: list[Item] = []

    @property
    def width(self) -> float:
        return self.right - self.left

    def text(self, x: float, y: float, text: str, height: float = SMALL, **style: object) -> None:
        if text:
            self.items.append(Text(x, y, text, height, _LAYER, space="paper", **style))  # type: ignore[arg-type]

    def path(
        self, *points: tuple[float, float], pen: str = "fine", colour: str = "", fill: str = "", closed: bool = False
    ) -> None:
        self.items.append(Path(points, _LAYER, pen, colour, fill, closed, "paper"))

    def room(self, needed: float) -> bool:
        return self.y - needed >= self.floor

    def heading(self, text: str) -> None:
        self.y -= LABEL + 3.0
        self.text(self.left, self.y, text, LABEL, bold=True)
        self.y -= 1.5
        self.path((self.left, self.y), (self.right, self.y), pen="thin")
        self.y -= 1.5

    def note(self, mark: str, text: str) -> None:
        indent = 8.0 if mark else 0.0
        lines = wrapped(text, NOTE, self.width - indent)
        if not self.room(len(lines) * NOTE * 1.6 + 2):
            return
        for number, line in enumerate(lines):
            self.y -= NOTE * 1.6
            if number == 0 and mark:
                self.text(self.left, self.y, mark, NOTE)
            self.text(self.left + indent, self.y, line, NOTE)
        self.y -= 1.2

    def entry(self, entry: LegendEntry) -> None:
        lines = wrapped(entry.text, NOTE, self.width - 28.0)
        if not self.room(len(lines) * NOTE * 1.6 + 3):
            return
        self.y -= NOTE * 1.9
        middle = self.y + NOTE / 2
        if entry.fill or entry.mark:
            box = (
                (self.left, middle - 2.0),
                (self.left + 22, middle - 2.0),
                (self.left + 22, middle + 2.0),
                (self.left, middle + 2.0),
            )
            if entry.fill or entry.pen:
                self.path(*box, pen=entry.pen or "fine", colour=entry.colour, fill=entry.fill, closed=True)
            if entry.mark:
                self.text(self.left + 11, middle - SMALL / 2, entry.mark, SMALL, anchor="middle")
        else:
            self.path((self.left, middle), (self.left + 22, middle), pen=entry.pen or "outline", colour=entry.colour)
        for number, line in enumerate(lines):
            self.text(self.left + 28, self.y - number * NOTE * 1.6, line, NOTE)
        self.y -= (len(lines) - 1) * NOTE * 1.6

    def table(self, table: SideTable) -> None:
        """A table; rows that do not fit are left out and a last row says how many."""
        self.heading(table.title)
        total = sum(table.shares)
        edges = [self.left + self.width * sum(table.shares[:i]) / total for i in range(len(table.shares) + 1)]
        step = SMALL * 1.75
        fitting = max(0, int((self.y - self.floor) / step) - 1)
        shown = table.rows if len(table.rows) <= fitting else table.rows[: max(0, fitting - 1)]
        for number, row in enumerate((table.headers, *shown)):
            self.y -= step
            for index, cell in enumerate(row):
                room = edges[index + 1] - edges[index] - 1.5
                self.text(edges[index], self.y, _fitted(cell, room, number == 0), SMALL, bold=number == 0)
            self.path((self.left, self.y - 1.1), (self.right, self.y - 1.1), colour=GREY)
        left_out = len(table.rows) - len(shown)
        if left_out and self.room(step):
            self.y -= step
            self.text(
                self.left, self.y, self.board.subject.words.label("drawing.more_rows", count=str(left_out)), SMALL
            )


def _fitted(text: str, width: float, bold: bool) -> str:
    if text_width(text, SMALL, bold) <= width:
        return text
    cut = text
    while cut and text_width(cut + "…", SMALL, bold) > width:
        cut = cut[:-1]
    return cut + "…"


def finish(board: Board, sheet: int, sheets: int) -> Drawing:
    """The finished drawing: the board's items with frame, legend column and title block."""
    paper = board.paper
    items: list[Item] = _border(board)
    top = paper.height - _EDGE
    block_top = _EDGE + 112.0
    column = _Column(board, top - 1.0, block_top + (34.0 if board.scaled else 6.0))
    words = board.subject.words
    if board.notes:
        column.heading(words.label("drawing.notes"))
        for number, note in enumerate(board.notes, 1):
            column.note(f"{number}.", note)
    if board.legend:
        column.heading(words.label("drawing.legend"))
        for entry in board.legend:
            column.entry(entry)
    for table in board.tables:
        if column.room(30.0):
            column.table(table)
    if board.scaled:
        _scale_and_north(board, column, block_top)
    _title_block(board, column, block_top, (sheet, sheets))
    title = board.word("title")
    shown = board.items if board.window is None else [item for item in board.items if _seen(item, board.view)]
    return Drawing(
        board.number,
        title,
        board.scale_text,
        paper,
        board.transform,
        board.scaled,
        board.view,
        (*shown, *items, *column.items),
        board.window is not None,
        board.word("caption"),
        board.word("alt"),
        board.focus,
    )


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
    return overlaps(box, area)


def _border(board: Board) -> list[Item]:
    """Frame, zones along the edges, line of the legend column."""
    paper = board.paper
    left, bottom, right, top = _BINDING, _EDGE, paper.width - _EDGE, paper.height - _EDGE
    items: list[Item] = [
        Path(((left, bottom), (right, bottom), (right, top), (left, top)), _LAYER, "cut", closed=True, space="paper"),
        Path(((right - COLUMN, bottom), (right - COLUMN, top)), _LAYER, "light", space="paper"),
    ]
    columns, rows = 12, 8
    for i in range(columns):
        x = left + (right - left) * (i + 0.5) / columns
        edge = left + (right - left) * i / columns
        for y, inner in ((bottom - 4.6, bottom), (top + 2.0, top)):
            items.append(Text(x, y, str(i + 1), SMALL, _LAYER, "middle", space="paper"))
            if i:
                outer = inner - 5 if inner == bottom else inner + 5
                items.append(Path(((edge, inner), (edge, outer)), _LAYER, "fine", space="paper"))
    for j in range(rows):
        y = top - (top - bottom) * (j + 0.5) / rows
        edge = top - (top - bottom) * j / rows
        for x, inner in ((left - 3.4, left), (right + 3.4, right)):
            items.append(Text(x, y - SMALL / 2, "ABCDEFGH"[j], SMALL, _LAYER, "middle", space="paper"))
            if j:
                outer = inner - 5 if inner == left else inner + 5
                items.append(Path(((inner, edge), (outer, edge)), _LAYER, "fine", space="paper"))
    return items


def _scale_and_north(board: Board, column: _Column, block_top: float) -> None:
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
    column.items.append(Circle(cx, cy, 9.0, _LAYER, "thin", space="paper"))
    turn = math.radians(board.subject.site.hall.north)

    def at(x: float, y: float) -> tuple[float, float]:
        return cx + x * math.cos(turn) - y * math.sin(turn), cy + x * math.sin(turn) + y * math.cos(turn)

    column.path(at(0, 9), at(-3.2, -6.5), at(0, -4), pen="thin", fill="#000000", closed=True)
    column.path(at(0, 9), at(3.2, -6.5), at(0, -4), pen="thin", closed=True)
    x, y = at(0, 12)
    column.text(x, y - 1.5, board.subject.words.label("drawing.north"), LABEL, anchor="middle", bold=True)


def _key_plan(board: Board, column: _Column, block_top: float) -> None:
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


def _title_block(board: Board, column: _Column, top: float, sheet: tuple[int, int]) -> None:
    """Revision table, then the fields of the title block."""
    words, project = board.subject.words, board.subject.site.project
    left, right = column.left - _INSET, column.right + _INSET
    column.path((left, top), (right, top), pen="outline")
    y = top
    revisions = project.revisions or (
        (project.revision, project.date, words.label(f"stages.{project.issued_for}.name")),
    )
    for number, row in enumerate(
        (tuple(words.label(f"drawing.{k}") for k in ("rev", "date", "description")), *revisions[-2:])
    ):
        y -= 5.0
        for x, cell, room in zip((left + 2, left + 14, left + 42), row, (10.0, 26.0, right - left - 46.0), strict=True):
            column.text(x, y + 1.4, _fitted(str(cell), room, number == 0), SMALL, bold=number == 0)
        column.path((left, y), (right, y), pen="fine")
    y -= 8.0
    column.text(left + 2, y, words.label(f"stages.{project.issued_for}.status"), NOTE, bold=True, colour="#D55E00")
    y -= 3.0
    column.path((left, y), (right, y), pen="thin")
    fields = (("owner", project.client), ("project", " ".join(p for p in (project.number, project.name) if p)))
    for key, text in fields:
        y -= 4.0
        column.text(left + 2, y, words.label(f"drawing.{key}"), SMALL, colour=GREY)
        y -= 5.2
        column.text(left + 2, y, _fitted_at(text, right - left - 4, LABEL), LABEL)
        y -= 2.0
        column.path((left, y), (right, y), pen="fine")
    y -= 4.0
    column.text(left + 2, y, words.label("drawing.title"), SMALL, colour=GREY)
    for line in wrapped(board.word("title").upper(), TITLE, right - left - 60, True)[:2]:
        y -= 7.6
        column.text(left + 2, y, line, TITLE, bold=True)
    _foot(board, column, (left, right, _EDGE), sheet)


def _fitted_at(text: str, width: float, height: float) -> str:
    while text and text_width(text, height) > width:
        text = text[:-1]
    return text


def _foot(board: Board, column: _Column, edges: tuple[float, float, float], sheet: tuple[int, int]) -> None:
    """The lowest rows: people, scale, units, language, sheet; the number large at the right."""
    words, project = board.subject.words, board.subject.site.project
    left, right, bottom = edges
    split = right - 54.0
    rows = (
        (("designed", project.designed_by), ("checked", project.checked_by), ("approved", project.approved_by)),
        (
            ("scale", board.scale_text),
            ("units", words.label(f"drawing.units_{board.subject.printer.system}") if board.scaled else ""),
            ("language", project.language),
        ),
        (
            ("date", project.date),
            ("rev", project.revision),
            ("sheet", words.label("drawing.of", sheet=str(sheet[0]), sheets=str(sheet[1]))),
        ),
    )
    for number, row in enumerate(reversed(rows)):
        base = bottom + number * 9.0
        for index, (key, text) in enumerate(row):
            cell = (split - left) * _FOOT_SHARES[index]
            x = left + (split - left) * sum(_FOOT_SHARES[:index]) + 2
            column.text(x, base + 5.7, words.label(f"drawing.{key}"), SMALL, colour=GREY)
            column.text(x, base + 2.0, _fitted(text, cell - 3, False), SMALL)
        column.path((left, base + 9.0), (split, base + 9.0), pen="fine")
    column.path((split, bottom), (split, bottom + 36.0), pen="fine")
    column.path((split, bottom + 36.0), (right, bottom + 36.0), pen="fine")
    column.text(split + 2, bottom + 31.5, words.label("drawing.number"), SMALL, colour=GREY)
    column.text((split + right) / 2, bottom + 13.0, board.number, 10.0, anchor="middle", bold=True)
