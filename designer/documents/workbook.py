"""Schedules as CSV and as one workbook; the same rows, headers and rounding in both."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from designer.documents.grid import Grid, daggered, sheet_columns
from designer.documents.printing import DAGGER, MEASURES
from designer.documents.subject import Voice
from designer.fabric.exports import csv_cell

__all__ = ["csv_bytes", "headers", "table_csv", "workbook_bytes"]

#: Excel's limit of a worksheet name.
_NAME = 31
_WIDEST = 60
#: Rows of headers and of units.
_HEAD = 2


def headers(grid: Grid, subject: Voice) -> list[str]:
    """Column headers with units."""
    return [f"{header} [{unit}]" if unit else header for header, unit in _titles(grid, subject)]


def _titles(grid: Grid, subject: Voice) -> list[tuple[str, str]]:
    """Header and unit of each column; the unit is empty where there is none."""
    return [
        (subject.words.header(grid.key, f.key), subject.printer.unit(f.measure) if f.measure else "")
        for f in grid.fields
    ]


def _provenance(marked: Iterable[Iterable[int]], grid: Grid, subject: Voice) -> list[str]:
    """For each row the headers of the columns that carry a dagger (`marked`); empty for a grid without any."""
    names = [header for header, _ in _titles(grid, subject)]
    return ["; ".join(names[i] for i in columns) for columns in marked]


def csv_bytes(grid: Grid, subject: Voice) -> bytes:
    """A schedule as CSV: a header row, then the rows; no total, so that it can be summed.

    Numbers stand without their daggers; a last column names those that have one, where any row has.
    """
    columns: list[Sequence[Any]] = list(sheet_columns(grid, subject.printer))
    header, marks = headers(grid, subject), _provenance(daggered(grid), grid, subject)
    if marks:
        header, columns = [*header, subject.words.label("schedules.daggers")], [*columns, marks]
    return table_csv(header, zip(*columns, strict=True))


def table_csv(header: Any, rows: Any) -> bytes:
    """Any table as CSV. Texts that a spreadsheet would run as a formula are quoted with an apostrophe."""
    lines = (",".join(csv_cell("" if cell is None else str(cell)) for cell in row) for row in (header, *rows))
    return "".join(f"{line}\n" for line in lines).encode()


def workbook_bytes(grids: Mapping[str, Grid], subject: Voice) -> bytes:
    """All schedules in one workbook, with an index; texts stay texts, the creation date is that of the revision."""
    import xlsxwriter  # heavy; only an issued pack needs it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    project = subject.site.project
    book.set_properties({"title": project.name, "author": project.client, "created": _created(project.date)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    forms = {(n, mark): book.add_format({"num_format": _form(n, mark)}) for n in range(5) for mark in (False, True)}
    faint = book.add_format({"font_color": "#666666", "bottom": 1})
    index = book.add_worksheet(subject.words.label("schedules.index"))
    index.write_row(0, 0, [subject.words.label(f"schedules.{k}") for k in ("name", "title", "rows")], bold)
    index.set_column(0, 1, 36)
    for number, (key, grid) in enumerate(grids.items(), 1):
        name = key[:_NAME]
        index.write_string(number, 0, name)
        index.write_string(number, 1, subject.words.table(key)[0])
        index.write_number(number, 2, len(grid.rows))
        _page(book.add_worksheet(name), grid, subject, (bold, faint, forms))
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
    return "#,##0" + ("." + "0" * decimals if decimals else "") + (f'"{DAGGER}"' if mark else "")


def _page(page: Any, grid: Grid, subject: Voice, styles: tuple[Any, Any, Mapping[tuple[int, bool], Any]]) -> None:
    """One schedule: headers, below them the units, both frozen; then the rows, with a filter."""
    bold, faint, forms = styles
    titles, marked = _titles(grid, subject), daggered(grid)
    marks = _provenance(marked, grid, subject)
    columns: list[Sequence[str | float | None]] = list(sheet_columns(grid, subject.printer))
    if marks:
        titles, columns = [*titles, (subject.words.label("schedules.daggers"), "")], [*columns, marks]
    page.write_row(0, 0, [header for header, _ in titles], bold)
    page.write_row(1, 0, [unit for _, unit in titles], faint)
    page.freeze_panes(_HEAD, 1)
    cells = []
    for column, (values, (title, _)) in enumerate(zip(columns, titles, strict=True)):
        measure = grid.fields[column].measure if column < len(grid.fields) else ""
        decimals = MEASURES[measure].decimals(subject.printer.system) if measure else 0
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
