"""The column at the right of a sheet: notes, legend and tables, written downwards as far as there is room."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from designer.documents.drawings.board import COLUMN, Board, LegendEntry, SideTable
from designer.documents.drawings.drawing import Item, Path, Stamp, Text
from designer.documents.drawings.lettering import Extent, extent, text_width, wrapped
from designer.documents.drawings.styles import GREY, LABEL, NOTE, SMALL

__all__ = ["INSET", "LAYER", "ROOMY", "Column", "fitted", "table_at", "tall"]

XY = tuple[float, float]
LAYER = "G-ANNO-TTLB"
#: From the edge of the column to what stands in it [mm].
INSET = 4.0
#: A symbol without letters that is no taller than this stands as a line does [mm].
_TALL = 9.0
#: From line to line of a cell in a side table [mm].
_LINE = SMALL * 1.4
#: From row to row of a side table: where there is room for it, and where there is not [mm].
ROOMY, _ROW = SMALL * 2.0, SMALL * 1.75


class Column:
    """Writes down the legend column from a height, and knows how far it may go."""

    def __init__(self, board: Board, top: float, floor: float) -> None:
        self.board, self.y, self.floor = board, top, floor
        edge = board.margins[1]
        self.left = board.paper.width - edge - COLUMN + INSET
        self.right = board.paper.width - edge - INSET
        self.items: list[Item] = []
        self.row = _ROW

    @property
    def width(self) -> float:
        """Its width [mm]."""
        return self.right - self.left

    def text(self, x: float, y: float, text: str, height: float = SMALL, **style: object) -> None:
        """A text at a fixed place."""
        if text:
            self.items.append(Text(x, y, text, height, LAYER, space="paper", **style))  # type: ignore[arg-type]

    def path(
        self, *points: tuple[float, float], pen: str = "fine", colour: str = "", fill: str = "", closed: bool = False
    ) -> None:
        """A line or polygon."""
        self.items.append(Path(points, LAYER, pen, colour, fill, closed, "paper"))

    def room(self, needed: float) -> bool:
        """Whether so much height is left."""
        return self.y - needed >= self.floor

    def heading(self, text: str) -> None:
        """A heading with a line below it."""
        self.y -= LABEL + (3.0 if not self.items else 6.0)
        self.text(self.left, self.y, text, LABEL, bold=True)
        self.y -= 1.5
        self.path((self.left, self.y), (self.right, self.y), pen="thin")
        self.y -= 1.5

    def note(self, mark: str, text: str) -> None:
        """A note, numbered."""
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
        """A sample of the legend and what it means."""
        aside = 40.0 if entry.symbol and (entry.mark or entry.tall > _TALL) else 28.0
        lines = wrapped(entry.text, NOTE, self.width - aside)
        if not self.room(max(entry.tall, len(lines) * NOTE * 1.6) + 3):
            return
        extra = max(0.0, entry.tall - NOTE * 1.9) / 2.0
        self.y -= NOTE * 1.9 + extra
        middle = self.y + NOTE / 2
        if entry.symbol:
            self._symbol(entry.symbol, (self.left + 10, middle))
            self.text(self.left + 30, middle - SMALL / 2, entry.mark, SMALL, anchor="middle")
        elif entry.fill or entry.mark:
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
            self.text(self.left + aside, self.y - number * NOTE * 1.6, line, NOTE)
        self.y -= max(extra, (len(lines) - 1) * NOTE * 1.6)

    def _symbol(self, made: Callable[[Board, XY], None], at: XY) -> None:
        """A symbol on the paper of the column, as it is drawn on the sheet."""
        before = len(self.board.items)
        made(self.board, at)
        drawn = self.board.items[before:]
        del self.board.items[before:]
        self.items += [replace(item, space="paper") for item in drawn if not isinstance(item, Stamp)]

    def table(self, table: SideTable) -> None:
        """A table with long cells in several lines; rows that do not fit are left out and a last row says how many."""
        if table.title:
            self.heading(table.title)
        total = sum(table.shares)
        edges = [self.left + self.width * sum(table.shares[:i]) / total for i in range(len(table.shares) + 1)]
        rooms = [b - a - 1.5 for a, b in itertools.pairwise(edges)]
        rows = [
            [wrapped(cell, SMALL, room, number == 0) for cell, room in zip(row, rooms, strict=False)]
            for number, row in enumerate((table.headers, *table.rows))
        ]
        step, shown = self.row, 0
        under = (step - SMALL) / 2
        for number, row in enumerate(rows):
            lines = max(1, *map(len, row))
            last = number == len(rows) - 1
            if not self.room(lines * _LINE + (step - _LINE) + (0.0 if last else step)):
                break
            for index, cell in enumerate(row):
                for line, text in enumerate(cell):
                    self.text(edges[index], self.y - step - line * _LINE, text, SMALL, bold=number == 0)
            self.y -= step + (lines - 1) * _LINE
            self.path((self.left, self.y - under), (self.right, self.y - under), colour=GREY)
            shown = number
        if shown < len(table.rows):
            self.y -= step
            left_out = self.board.subject.words.label("drawing.more_rows", count=str(len(table.rows) - shown))
            self.text(self.left, self.y, left_out, SMALL)


def table_at(board: Board, box: Extent, table: SideTable) -> list[Item]:
    """A table in a box of the sheet (left, bottom, right, top), as in the column."""
    made = Column(board, box[3], box[1])
    made.left, made.right = box[0], box[2]
    if tall(board, made.width, (table,), ROOMY) <= box[3] - box[1]:
        made.row = ROOMY
    made.table(table)
    for item in made.items:
        if isinstance(item, Text):
            board.occupied.take(extent(item))
    return made.items


def tall(board: Board, width: float, tables: Iterable[SideTable], row: float = _ROW) -> float:
    """How high tables of a width stand below one another [mm]."""
    column = Column(board, 0.0, -1e6)
    column.right, column.row = column.left + width, row
    column.items = [Text(0.0, 0.0, "", 0.0, "")]  # as below other things: the heading with its space above it
    for table in tables:
        column.table(table)
    return -column.y + 1.5


def fitted(text: str, width: float, bold: bool) -> str:
    """A text cut to a width, with an ellipsis where something was cut off."""
    if text_width(text, SMALL, bold) <= width:
        return text
    cut = text
    while cut and text_width(cut + "…", SMALL, bold) > width:
        cut = cut[:-1]
    return cut + "…"
