"""Column widths of printed tables, from the advance widths of the shipped font: nothing is clipped."""

import re
from collections.abc import Sequence

from designer.documents.drawings.lettering import text_width
from designer.documents.model import Table

__all__ = ["LONG_WORD", "breakable", "column_widths", "inset"]

#: Height of capitals in tables [mm]: 8 pt of the house font.
_CAPITALS = 8 * 0.3528 * 1409 / 2048
#: Inset of a cell on either side, in a table of many columns, and a little slack [mm].
_INSET, _TIGHT, _SLACK = 1.6, 0.9, 0.4
#: A table whose columns take more than this share of the page with a word a line is set tight.
_CROWDED = 0.75
#: Width is shared out in steps of so much [mm].
_STEP = 2.0

#: From this many letters a word may be broken after a mark.
LONG_WORD = 17
_LONG = re.compile(rf"[^\s\u00a0]{{{LONG_WORD},}}")
#: Where a line may end: at a blank, and between ideographs or kana.
_PLACES = re.compile(r"[ \u200b]|(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=[\u3040-\u30ff\u4e00-\u9fff])")
#: The same within a header, where words of katakana stay whole, and hiragana with what it ends; a dash joins two words.
_HEADER_PLACES = re.compile(
    r"[ \u200b]|(?<=[\u3040-\u309f\u4e00-\u9fff])(?=[\u30a0-\u30ff\u4e00-\u9fff])"
    r"|(?<=[\u30a0-\u30ff])(?=[\u4e00-\u9fff])|(?<=[\u30a0-\u30ff]\u2013)(?=[\u30a0-\u30ff])"
)
#: Of a header's width its column gets at least this share, that it does not run a letter a line.
_HEADER_SHARE = 0.34
#: Texts of so few letters stay on one line: "5 of 6" and a verdict of two ideographs are not split.
_SHORT = 8
#: A column gets what its usual text needs up to so much [mm] where there is room, that it does not run a word a line.
_READABLE = 20.0
#: Where a long word may be broken: after a mark, and before a capital within it.
_BREAKS = re.compile(r"(?<=[/._:=-])(?=\S)|(?<=[a-z])(?=[A-Z][a-z])")


def breakable(text: str) -> str:
    """A text whose long words have places to break: zero-width spaces after their marks and before their capitals.

    >>> breakable("site.utility.import_limit").count("\\u200b")
    3
    """
    return _LONG.sub(lambda m: _BREAKS.sub("\u200b", m.group()), text)


def column_widths(table: Table, available: float) -> list[str]:
    """Typst widths of the columns: as wide as needed where everything fits, else shared out by need."""
    natural, least = _bare(table, whole=True), _bare(table, whole=False)
    beside = _beside(natural, least, available)
    if sum(natural) + len(natural) * beside <= available:
        return ["auto"] * len(natural)
    wanted = [[text_width(_shown(cell), _CAPITALS) + beside for cell in row] for row in table.rows]
    widths = _shared([w + beside for w in natural], [w + beside for w in least], wanted, available)
    return [f"{width:.2f}mm" for width in widths]


def inset(table: Table, available: float) -> float:
    """The inset of the table's cells on either side [mm]: less where many columns leave little room for words."""
    return (_beside(_bare(table, whole=True), _bare(table, whole=False), available) - _SLACK) / 2


def _beside(natural: Sequence[float], least: Sequence[float], available: float) -> float:
    """What a cell takes beside its text [mm]."""
    wide = 2 * _INSET + _SLACK
    fits = sum(natural) + len(natural) * wide <= available
    return wide if fits or sum(least) + len(least) * wide <= available * _CROWDED else 2 * _TIGHT + _SLACK


def _bare(table: Table, *, whole: bool) -> list[float]:
    """Widest text of each column [mm], or its widest word."""
    found = []
    for index, column in enumerate(table.columns):
        cells = [_shown(row[index]) for row in table.rows]
        bold = [column.header, *([_shown(table.total[index])] if table.total else [])]
        words = _widest([*cells, column.unit], bold, whole=whole)
        usual = sorted(text_width(cell, _CAPITALS) for cell in cells)[len(cells) // 2] if cells else 0.0
        found.append(words if whole else max(words, min(usual, _READABLE)))
    return found


def _shown(cell: object) -> str:
    """What a cell prints; a reference grows by its page."""
    return cell if isinstance(cell, str) else f"{getattr(cell, 'text', '')},\u00a0p.\u00a0000"


def _widest(cells: Sequence[str], bold: Sequence[str], *, whole: bool) -> float:
    pieces = [(piece, False) for cell in cells for piece in _pieces(cell, whole)]
    pieces += [(piece, True) for cell in bold for piece in _pieces(cell, whole, _HEADER_PLACES)]
    least = max((text_width(cell, _CAPITALS, True) * _HEADER_SHARE for cell in bold), default=0.0)
    return max([least, *(text_width(piece, _CAPITALS, heavy) for piece, heavy in pieces)])


def _pieces(text: str, whole: bool, places: re.Pattern[str] = _PLACES) -> list[str]:
    return [text] if whole or len(text) <= _SHORT else places.split(breakable(text))


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
