"""Columns of ready texts: what comes out in chunks is what formatting row by row would have written."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.fabric.exports import columns
from designer.fabric.exports.columns import Part, cell_texts, chosen, counted, csv_chunks, distinct, lines, of

WORDS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(WORDS, WORDS, st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_lines_are_the_texts_joined(first, second, rows, seed):
    """Any texts, also empty ones and such of several bytes, come out as joining them row by row gives."""
    draw = np.random.default_rng(seed)
    parts = [Part(tuple(words), draw.integers(0, len(words), rows)) for words in (first, second)]
    column = of(parts[0], " / ", parts[1], "\n")
    wanted = "".join(f"{a} / {b}\n" for a, b in zip(*(cell_texts((p,), rows) for p in parts), strict=True))
    assert b"".join(lines(column, rows)).decode() == wanted
    assert "".join(cell_texts(column, rows)) == wanted


@pytest.mark.parametrize("size", [1, 7, 64])
def test_chunks_hide_nothing(size, monkeypatch):
    """The size of the chunks changes nothing."""
    numbers = of(*counted(2500), "\n")
    whole = b"".join(lines(numbers, 2500))
    monkeypatch.setattr(columns, "_ROWS", size)
    assert b"".join(lines(numbers, 2500)) == whole == "".join(f"{n}\n" for n in range(2500)).encode()


@pytest.mark.parametrize(("count", "start"), [(0, 0), (1, 0), (1001, 0), (12, 999_995)])
def test_counted_numbers(count, start):
    """Whole numbers without leading zeros, across the thousands."""
    texts = cell_texts(counted(count, start), count)
    assert texts == [str(n) for n in range(start, start + count)]


@settings(deadline=None, max_examples=60)
@given(WORDS, st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_csv_is_read_back(words, rows, seed):
    """The csv module reads every cell back, plain or composed; what a spreadsheet would run has an apostrophe."""
    index = np.random.default_rng(seed).integers(0, len(words), rows)
    part = Part(tuple(words), index)
    text = b"".join(csv_chunks([of("x"), of(part), of(part, ":", part)], rows)).decode()
    read = list(csv.reader(io.StringIO(text, newline="")))
    tamed = lambda cell: f"'{cell}" if cell[:1] in tuple("=+-@\t\r") and not _number(cell) else cell  # noqa: E731
    assert read == [["x", tamed(words[i]), tamed(f"{words[i]}:{words[i]}")] for i in index.tolist()]


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_chosen_and_distinct():
    """An index outside the table gives the absent text; each distinct number is formatted once."""
    assert cell_texts((chosen(["a", "b"], np.array([1, -1, 0, 2])),), 4) == ["b", "", "a", ""]
    seen: list[float] = []
    part = distinct(np.array([2.5, 1.0, 2.5]), lambda x: seen.append(x) or f"{x:g}")
    assert cell_texts((part,), 3) == ["2.5", "1", "2.5"]
    assert seen == [1.0, 2.5]
