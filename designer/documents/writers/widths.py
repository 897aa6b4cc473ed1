"""Column widths of printed tables, from the advance widths of the shipped font: nothing is clipped."""

import re
from collections.abc import Sequence

from designer.documents.drawings.lettering import text_width
from designer.documents.model import Table

__all__ = ["LONG_WORD", "breakable", "column_widths"]

#: Height of capitals in tables [mm]: 8 pt of the house font.
_CAPITALS = 8 * 0.3528 * 1409 / 2048
#: Left and right inset of a cell, and a little slack [mm].
_INSET = 3.2 + 0.4
#: Width is shared out in steps of so much [mm].
_STEP = 2.0

#: From this many letters a word may be broken after a mark.
LONG_WORD = 17
_LONG = re.compile(rf"[^\s\u00a0]{{{LONG_WORD},}}")
#: Where a line may end: at a blank, and between ideographs or kana.
_PLACES = re.compile(r"[ \u200b]|(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=[\u3040-\u30ff\u4e00-\u9fff])")
#: Texts of so few letters stay on one line: a verdict of two ideographs is not split.
_SHORT = 3
_BREAK_AFTER = re.compile(r"([/._:=-])(?=[^\s])")


def breakable(text: str) -> str:
    """A text whose long words have places to break: zero-width spaces after their marks.

    >>> breakable("site.utility.import_limit").count("\\u200b")
    3
    """
    return _LONG.sub(lambda m: _BREAK_AFTER.sub("\\1\u200b", m.group()), text)


def column_widths(table: Table, available: float) -> list[str]:
    """Typst widths of the columns: as wide as needed where everything fits, else shared out by need."""
    natural, least, wanted = [], [], []
    for index, column in enumerate(table.columns):
        cells = [_shown(row[index]) for row in table.rows]
        bold = [column.header, *([_shown(table.total[index])] if table.total else [])]
        natural.append(_widest([*cells, column.unit], bold, whole=True))
        least.append(_widest([*cells, column.unit], bold, whole=False))
        wanted.append([text_width(cell, _CAPITALS) + _INSET for cell in cells])
    if sum(natural) <= available:
        return ["auto"] * len(natural)
    return [f"{width:.2f}mm" for width in _shared(natural, least, list(zip(*wanted, strict=True)), available)]


def _shown(cell: object) -> str:
    """What a cell prints; a reference grows by its page."""
    return cell if isinstance(cell, str) else f"{getattr(cell, 'text', '')},\u00a0p.\u00a0000"


def _widest(cells: Sequence[str], bold: Sequence[str], *, whole: bool) -> float:
    pieces = [(piece, False) for cell in cells for piece in _pieces(cell, whole)]
    pieces += [(piece, True) for cell in bold for piece in _pieces(cell, whole)]
    return max((text_width(piece, _CAPITALS, heavy) for piece, heavy in pieces), default=0.0) + _INSET


def _pieces(text: str, whole: bool) -> list[str]:
    return [text] if whole or len(text) <= _SHORT else _PLACES.split(breakable(text))


def _shared(
    natural: Sequence[float], least: Sequence[float], rows: Sequence[Sequence[float]], available: float
) -> list[float]:
    """Each column gets what it cannot do without; the rest goes step by step to the column that lowers the table most.

    `rows` holds how wide every cell would be on one line [mm].
    """
    if sum(least) >= available:
        return [width * available / sum(least) for width in least]
    widths, lines = list(least), [[cell / width for cell, width in zip(row, least, strict=True)] for row in rows]
    while sum(widths) + _STEP <= available:
        gains = [0.0] * len(widths)
        for row in lines:
            highest = max(range(len(row)), key=row.__getitem__)
            second = max([1.0, *(share for i, share in enumerate(row) if i != highest)])
            width = widths[highest]
            gains[highest] += max(0.0, row[highest] - max(second, row[highest] * width / (width + _STEP)))
        best = max(range(len(gains)), key=lambda i: (gains[i], natural[i] - widths[i]))
        for row in lines:
            row[best] *= widths[best] / (widths[best] + _STEP)
        widths[best] += _STEP
    widths[-1] += available - sum(widths)
    return widths
