"""Schedules as CSV and as one workbook; the same rows, headers and rounding in both."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from designer.documents.grid import Grid, daggered, sheet_columns
from designer.documents.printing import DAGGER, MEASURES
from designer.documents.subject import Voice
from designer.fabric.exports import csv_cell

__all__ = ["Shown", "csv_bytes", "table_csv", "workbook_bytes"]

#: Excel's limit of a worksheet name.
_NAME = 31
_WIDEST = 60
#: Rows of headers and of units.
_HEAD = 2
#: In the place of decimals: a number of any size, shown with its exponent.
_FIGURES = -1


@dataclass(frozen=True, slots=True)
class Shown:
    """A grid as CSV and workbook show it: header and unit of each column, the values column by column.

    `marked` says for each row which columns carry a dagger (nothing without any); their headers then stand in a last
    column.
    """

    grid: Grid
    titles: tuple[tuple[str, str], ...]
    columns: tuple[Sequence[str | float | None], ...]
    marked: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, grid: Grid, subject: Voice) -> "Shown":
        """The grid in the words and units of a pack."""
        words, printer = subject.words, subject.printer
        titles = [(words.header(grid.key, f.key), printer.unit(f.measure) if f.measure else "") for f in grid.fields]
        columns: list[Sequence[str | float | None]] = list(sheet_columns(grid, printer))
        if marked := daggered(grid):
            columns.append(["; ".join(titles[i][0] for i in row) for row in marked])
            titles.append((words.label("schedules.daggers"), ""))
        return cls(grid, tuple(titles), tuple(columns), marked)


def csv_bytes(shown: Shown) -> bytes:
    """A schedule as CSV: a header row with units, then the rows; no total, so that it can be summed.

    Numbers stand without their daggers; a last column names those that have one, where any row has.
    """
    header = [f"{title} [{unit}]" if unit else title for title, unit in shown.titles]
    return table_csv(header, zip(*shown.columns, strict=True))


def table_csv(header: Any, rows: Any) -> bytes:
    """Any table as CSV. Texts that a spreadsheet would run as a formula are quoted with an apostrophe."""
    lines = (",".join([_field(cell) for cell in row]) for row in (header, *rows))
    return "".join(f"{line}\n" for line in lines).encode()


def _field(cell: Any) -> str:
    if isinstance(cell, str):
        return csv_cell(cell)
    return "" if cell is None else str(cell)


def workbook_bytes(shown: Mapping[str, Shown], subject: Voice) -> bytes:
    """All schedules in one workbook, with an index; texts stay texts, the creation date is that of the revision."""
    import xlsxwriter  # heavy; only an issued pack needs it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    project = subject.site.project
    book.set_properties({"title": project.name, "author": project.client, "created": _created(project.date)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    kinds = (_FIGURES, *range(5))
    forms = {(n, mark): book.add_format({"num_format": _form(n, mark)}) for n in kinds for mark in (False, True)}
    faint = book.add_format({"font_color": "#666666", "bottom": 1})
    index = book.add_worksheet(subject.words.label("schedules.index"))
    index.write_row(0, 0, [subject.words.label(f"schedules.{k}") for k in ("name", "title", "rows")], bold)
    index.set_column(0, 1, 36)
    index.freeze_panes(1, 1)
    if shown:
        index.autofilter(0, 0, len(shown), 2)
    for number, (key, one) in enumerate(shown.items(), 1):
        name = key[:_NAME]
        index.write_string(number, 0, name)
        index.write_string(number, 1, subject.words.table(key)[0])
        index.write_number(number, 2, len(one.grid.rows))
        _page(book.add_worksheet(name), one, subject, (bold, faint, forms))
    book.close()
    return stream.getvalue()


def _created(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time())
    except ValueError:
        return datetime(2000, 1, 1)


def _form(decimals: int, mark: bool) -> str:
    """A number format; a marked one shows a dagger behind what stays a number.

    >>> _form(1, True)
    '#,##0.0"†"'
    """
    if decimals == _FIGURES:
        return "0.0E+00" + (f'"{DAGGER}"' if mark else "")
    return "#,##0" + ("." + "0" * decimals if decimals else "") + (f'"{DAGGER}"' if mark else "")


def _page(page: Any, shown: Shown, subject: Voice, styles: tuple[Any, Any, Mapping[tuple[int, bool], Any]]) -> None:
    """One schedule: headers, below them the units, both frozen; then the rows, with a filter."""
    (bold, faint, forms), grid, titles, marked = styles, shown.grid, shown.titles, shown.marked
    page.write_row(0, 0, [header for header, _ in titles], bold)
    page.write_row(1, 0, [unit for _, unit in titles], faint)
    page.freeze_panes(_HEAD, 1)
    cells = []
    for column, (values, (title, _)) in enumerate(zip(shown.columns, titles, strict=True)):
        measure = grid.fields[column].measure if column < len(grid.fields) else ""
        decimals = MEASURES[measure].decimals(subject.printer.system) if measure else 0
        decimals = _FIGURES if measure and MEASURES[measure].figures else decimals
        styled = [forms[decimals, column in row] for row in marked] or [forms[decimals, False]] * len(values)
        cells.append(_cells(page, column, values, styled))
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        page.set_column(column, column, max(min(16, len(title)), min(_WIDEST, longest)) + 2)
    if rows := len(grid.rows):
        made = zip(*cells, strict=True)
        _append(page, [f'<row r="{n}">{"".join(row)}</row>' for n, row in enumerate(made, _HEAD + 1)])
        page.autofilter(_HEAD - 1, 0, rows + _HEAD - 1, len(titles) - 1)


def _cells(page: Any, column: int, values: Sequence[str | float | None], styles: Sequence[Any]) -> list[str]:
    """The marked-up cells of a column below its header; texts are kept once for the whole workbook."""
    letter, shared = _letters(column), page.str_table._get_shared_string_index
    known = {id(style): style._get_xf_index() for style in {id(one): one for one in styles}.values()}
    made = []
    for row, (value, style) in enumerate(zip(values, styles, strict=True), _HEAD + 1):
        if value is None or value == "":
            made.append("")
        elif isinstance(value, str):
            made.append(f'<c r="{letter}{row}" t="s"><v>{shared(value)}</v></c>')
        else:
            made.append(f'<c r="{letter}{row}" s="{known[id(style)]}"><v>{value:.16G}</v></c>')
    return made


def _letters(column: int) -> str:
    """The name of a column.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    high, low = divmod(column, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)


def _append(page: Any, rows: Sequence[str]) -> None:
    """Let a page write ready rows below its header: the library's own way builds one object for each cell."""
    write, last = page._write_rows, len(rows) + _HEAD - 1

    def written() -> None:
        page.dim_rowmax = _HEAD - 1
        write()
        page.dim_rowmax = last
        page.fh.writelines(rows)

    page._write_rows, page.dim_rowmax = written, last
