"""The point-to-point workbook: openpyxl reads every row back; the same rows give the same bytes; long tables go on."""

import io

import numpy as np
import openpyxl
import pytest

from designer.documents import point_to_point as book
from designer.documents.point_to_point import Leaf, point_to_point
from designer.fabric.exports.columns import Part, counted, of


def leaf(rows):
    """A sheet of so many rows with numbers, blanks, composed cells and characters that need care."""
    index = np.arange(rows) % 3
    return Leaf(
        "trial",
        {
            "label_a": of(Part(("a", "b & c", "<d>"), index), ":", *counted(rows)),
            "stock_m": of(Part(("", "2.5", "30"), index)),
            "tray": of(Part(("", "A-1", ""), index)),
        },
        rows,
    )


def test_rows_come_back():
    """Texts stay texts, lengths are numbers, blanks stay blank, the header is frozen and filtered."""
    content = b"".join(point_to_point(iter([leaf(4), leaf(0)])))
    read = openpyxl.load_workbook(io.BytesIO(content))
    first, empty = read.worksheets
    assert [[cell.value for cell in row] for row in first.iter_rows()] == [
        ["label_a", "stock_m", "tray"], ["a:0", None, None], ["b & c:1", 2.5, "A-1"], ["<d>:2", 30, None],
        ["a:3", None, None],
    ]
    assert (first.freeze_panes, first.auto_filter.ref) == ("B2", "A1:C5")
    assert empty.max_row == 1


def test_same_rows_same_bytes():
    """Twice the same sheets are twice the same bytes."""
    assert b"".join(point_to_point(iter([leaf(50)]))) == b"".join(point_to_point(iter([leaf(50)])))


@pytest.mark.parametrize("most", [4, 10])
def test_long_tables_go_on(most, monkeypatch):
    """Ten rows on sheets of four are three sheets and lose nothing."""
    monkeypatch.setattr(book, "_MOST_ROWS", most)
    read = openpyxl.load_workbook(io.BytesIO(b"".join(point_to_point(iter([leaf(10)])))))
    assert read.sheetnames == (["trial 1", "trial 2", "trial 3"] if most == 4 else ["trial"])
    texts = [row[0].value for sheet in read for row in sheet.iter_rows(min_row=2)]
    assert [text.partition(":")[2] for text in texts] == [str(n) for n in range(10)]
