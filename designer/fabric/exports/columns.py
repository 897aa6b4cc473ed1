"""Columns of text looked up in tables of ready texts, and files put together from them in chunks.

A column is a run of parts; a part is a constant, or a table of ready texts with one index for each row. A file of a
hundred thousand lines formats each distinct text once; what is left for each row is to join a few texts.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Column", "Part", "cell_texts", "chosen", "constant", "counted", "csv_cell", "csv_chunks", "distinct", "lines",
    "of",
]

#: Rows and bytes of one chunk at most: few enough to stay in the processor's cache, enough to hide the loop.
_ROWS, _BYTES = 8_192, 1 << 22
#: Most texts of a table made of all pairs of two.
_PAIRS = 20_000
#: First characters that make a spreadsheet read a text as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = (",", '"', "\n", "\r")
#: Between the texts of a table when all of them are searched at once.
_BETWEEN, _NULL = "\0", b"\0"
#: A text that may stand in CSV as it is.
_PLAIN = re.compile("(?![=+@\t-])[^,\"\n\r]*")
_RISKY = re.compile("[,\"\n\r]|(?:\\A|\0)[=+@\t-]")

Index = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Part:
    """A table of texts and the entry of each row; without an index the first entry stands in every row."""

    texts: tuple[str, ...]
    index: Index | None = None

    def form(self, change: Callable[[str], str]) -> "Part":
        """The same rows with each text of the table changed."""
        return replace(self, texts=tuple(change(text) for text in self.texts))

    def formed(self, change: Callable[[str], str]) -> "Part":
        """As `form`, by a change that treats each character by itself and leaves the null character: all texts at once.
        """
        return replace(self, texts=tuple(change(_BETWEEN.join(self.texts)).split(_BETWEEN))) if self.texts else self

    def at(self, rows: Index) -> "Part":
        """The part of these rows."""
        return self if self.index is None else replace(self, index=self.index[rows])


Column = tuple[Part, ...]


def constant(text: str) -> Part:
    """A text that stands in every row."""
    return Part((text,))


def chosen(texts: Sequence[str], index: Index, absent: str = "") -> Part:
    """A text of a table for each row; `absent` where the index is negative or beyond the table."""
    known = (index >= 0) & (index < len(texts))
    return Part((*texts, absent), np.where(known, index, len(texts)))


def distinct(values: NDArray[np.generic], form: Callable[[float], str]) -> Part:
    """A number of each row in its form; each distinct number is formatted once."""
    found, index = np.unique(values, return_inverse=True)
    return Part(tuple(form(value) for value in found.tolist()), index)


def counted(count: int, start: int = 0) -> tuple[Part, Part]:
    """The whole numbers from `start` on, as one column of two parts: thousands, and the rest with leading zeros."""
    high, low = np.divmod(np.arange(start, start + count), 1000)
    heads = ("", *(str(n) for n in range(1, int(high[-1]) + 1 if count else 1)))
    tails = (*(str(n) for n in range(1000)), *(f"{n:03d}" for n in range(1000)))
    return Part(heads, high), Part(tails, low + 1000 * (high > 0))


def of(*parts: Part | str) -> Column:
    """A column of parts and plain texts."""
    return tuple(constant(part) if isinstance(part, str) else part for part in parts)


def cell_texts(column: Column, rows: int) -> list[str]:
    """The texts of a column, one for each row."""
    if len(column) == 1 and column[0].index is not None:
        return [column[0].texts[i] for i in column[0].index.tolist()]
    runs = [
        [part.texts[0]] * rows if part.index is None else [part.texts[i] for i in part.index.tolist()]
        for part in column
    ]
    return ["".join(texts) for texts in zip(*runs, strict=True)] if runs else [""] * rows


def lines(column: Iterable[Part], rows: int) -> Iterator[bytes]:
    """The texts of all rows one after the other, in chunks; the column brings its own line ends.

    Each text is padded with null characters to the longest of its table, so that a chunk is one block of memory; the
    null characters, which no text has, are taken out of the chunk.
    """
    parts = _merged(column, rows)
    if not parts or not rows:
        return
    tables = [np.array(_BETWEEN.join(part.texts).encode().split(_NULL)) for part in parts]
    kind = np.dtype([(str(place), table.dtype) for place, table in enumerate(tables)])
    block = np.empty(min(rows, max(1, min(_ROWS, _BYTES // kind.itemsize))), kind)
    moving = []
    for place, (part, table) in enumerate(zip(parts, tables, strict=True)):
        if part.index is None:
            block[str(place)] = table[0]
        else:
            moving.append((block[str(place)], part.index, table))
    for start in range(0, rows, len(block)):
        count = min(len(block), rows - start)
        for field, index, table in moving:
            field[:count] = table.take(index[start : start + count])
        yield block[:count].tobytes().translate(None, _NULL)


def _merged(column: Iterable[Part], rows: int) -> list[Part]:
    """The same column in as few parts as possible: constants join what stands beside them, and so do two parts whose
    texts make few pairs.
    """
    made: list[Part] = []
    for part in column:
        last = made[-1] if made else None
        if last is not None and _fit(last, part, rows):
            made[-1] = _paired(last, part)
        else:
            made.append(part)
    return [part for part in made if any(part.texts)]


def _fit(one: Part, other: Part, rows: int) -> bool:
    """Whether all pairs of two parts' texts are few enough to be made."""
    if one.index is None or other.index is None:
        return len(one.texts) * len(other.texts) <= max(1, min(_PAIRS, rows // 8))
    return len(one.texts) * len(other.texts) <= min(_PAIRS, rows // 4)


def _paired(one: Part, other: Part) -> Part:
    if one.index is None:
        return other.form(one.texts[0].__add__)
    if other.index is None:
        after = other.texts[0]
        return one.form(lambda text: text + after)
    texts = tuple(first + second for first in one.texts for second in other.texts)
    return Part(texts, one.index.astype(np.int32) * len(other.texts) + other.index)


def csv_chunks(columns: Sequence[Column], rows: int) -> Iterator[bytes]:
    """Rows of CSV below their header. Cells are quoted where they must be; what a spreadsheet would run is tamed."""
    parts: list[Part] = []
    for column in columns:
        parts += [constant(","), *_safe(column, rows)]
    return lines([*parts[1:], constant("\n")], rows)


def _safe(column: Column, rows: int) -> Column:
    """A column whose texts may stand in CSV; a composed one is looked at cell by cell when a part is risky."""
    if not any(_RISKY.search(_BETWEEN.join(part.texts)) for part in column):
        return column
    if len(column) == 1:
        return (column[0].form(csv_cell),)
    texts, index = np.unique(np.array(cell_texts(column, rows), dtype=object), return_inverse=True)
    return (Part(tuple(csv_cell(text) for text in texts), index),)


def csv_cell(text: str) -> str:
    """A text as a field of CSV, quoted where it must be; one that a spreadsheet would run gets an apostrophe."""
    if _PLAIN.fullmatch(text):
        return text
    if text.startswith(_FORMULA) and not _is_number(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in _QUOTED) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
