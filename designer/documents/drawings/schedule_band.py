"""A schedule on the free part of a plan: under the model or over it, whole or not at all."""

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.column import table_at
from designer.documents.drawings.drawing import Circle, Item, Path, Picture, Stamp, Text
from designer.documents.drawings.lettering import Extent, extent, text_width
from designer.documents.drawings.spare_room import height_of
from designer.documents.drawings.styles import SMALL

__all__ = ["schedule_band"]

#: What stays free around the schedule and between its parts; beside the text of a cell [mm].
_CLEAR, _BETWEEN, _PAD = 8.0, 10.0, 4.0


def schedule_band(board: Board, shown: Iterable[Item], table: SideTable | None) -> list[Item]:
    """A schedule side by side in as many parts as are lowest, under what is shown of the model or, where that leaves
    too little room, over it; nothing where neither has room for all rows.
    """
    if table is None or not table.rows:
        return []
    left, bottom, right, top = board.area
    spans = [span for item in shown if item.space == "model" for span in _upright(item)]
    low = max(min((a for a, _ in spans), default=top), bottom)
    high = min(max((b for _, b in spans), default=bottom), top)
    widths = [max(text_width(row[i], SMALL, True) for row in (table.headers, *table.rows)) + _PAD
              for i in range(len(table.headers))]  # fmt: skip
    width, room = sum(widths), right - left - 2.0 * _CLEAR
    most = int((room + _BETWEEN) / (width + _BETWEEN))
    if most < 1:
        return []
    rows = math.ceil(len(table.rows) / most)
    parts = [
        replace(table, rows=table.rows[start : start + rows], shares=tuple(widths))
        for start in range(0, len(table.rows), rows)
    ]
    tall = height_of(board, width, parts[0])
    for foot, head in ((bottom, low), (high, top)):
        if head - foot >= tall + 2.0 * _CLEAR:
            y = head - _CLEAR - tall if head == low else foot + _CLEAR
            return [item for box, part in zip(_boxes(left + _CLEAR, y, width, tall), parts, strict=False)
                    for item in table_at(board, box, part)]  # fmt: skip
    return []


def _boxes(left: float, bottom: float, width: float, tall: float) -> Iterator[Extent]:
    """Places side by side."""
    for n in itertools.count():
        x = left + n * (width + _BETWEEN)
        yield x, bottom, x + width, bottom + tall


def _upright(item: Item) -> Iterator[tuple[float, float]]:
    """From where to where an item reaches up the sheet."""
    match item:
        case Text():
            box = extent(item)
            yield box[1], box[3]
        case Circle(y=y, radius=radius):
            yield y - radius, y + radius
        case Stamp():
            ys = [y for _, y in item.corners]
            yield min(ys), max(ys)
        case Picture(y=y, height=height):
            yield y, y + height
        case Path(points=points):
            ys = [y for _, y in points]
            yield min(ys), max(ys)
