"""Schedules as CSV and as one workbook; the same rows, headers and rounding in both."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from designer.documents.grid import Grid, sheet_columns
from designer.documents.printing import MEASURES
from designer.documents.subject import Voice
from designer.fabric.exports import csv_cell

__all__ = ["csv_bytes", "headers", "table_csv", "workbook_bytes"]

#: Excel's limit of a worksheet name.
_NAME = 31
_WIDEST = 60


def headers(grid: Grid, subject: Voice) -> list[str]:
    """Column headers with units."""
    found = []
    for field in grid.fields:
        unit = subject.printer.unit(field.measure) if field.measure else ""
        header = subject.words.header(grid.key, field.key)
        found.append(f"{header} [{unit}]" if unit else header)
    return found


def csv_bytes(grid: Grid, subject: Voice) -> bytes:
    """A schedule as CSV: a header row, then the rows; no total, so that it can be summed."""
    return table_csv(headers(grid, subject), zip(*sheet_columns(grid, subject.printer), strict=True))


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
    formats = {n: book.add_format({"num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in range(5)}
    index = book.add_worksheet(subject.words.label("schedules.index"))
    index.write_row(0, 0, [subject.words.label(f"schedules.{k}") for k in ("name", "title", "rows")], bold)
    index.set_column(0, 1, 36)
    for number, (key, grid) in enumerate(grids.items(), 1):
        name = key[:_NAME]
        index.write_string(number, 0, name)
        index.write_string(number, 1, subject.words.table(key)[0])
        index.write_number(number, 2, len(grid.rows))
        _page(book.add_worksheet(name), grid, subject, bold, formats)
    book.close()
    return stream.getvalue()


def _created(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time())
    except ValueError:
        return datetime(2000, 1, 1)


def _page(page: Any, grid: Grid, subject: Voice, bold: Any, formats: Mapping[int, Any]) -> None:
    titles, rows = headers(grid, subject), len(grid.rows)
    page.write_row(0, 0, titles, bold)
    page.freeze_panes(1, 1)
    columns = sheet_columns(grid, subject.printer)
    cells = []
    for column, (field, values, title) in enumerate(zip(grid.fields, columns, titles, strict=True)):
        decimals = MEASURES[field.measure].decimals(subject.printer.system) if field.measure else 0
        cells.append(_cells(page, column, values, formats[decimals]))
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        page.set_column(column, column, max(min(16, len(title)), min(_WIDEST, longest)) + 2)
    if rows:
        _append(page, [f'<row r="{n}">{"".join(row)}</row>' for n, row in enumerate(zip(*cells, strict=True), 2)])
        page.autofilter(0, 0, rows, len(grid.fields) - 1)


def _cells(page: Any, column: int, values: Sequence[str | float | None], form: Any) -> list[str]:
    """The marked-up cells of a column below its header; texts are kept once for the whole workbook."""
    letter, style, shared = _letters(column), form._get_xf_index(), page.str_table._get_shared_string_index
    made = []
    for row, value in enumerate(values, 2):
        if value is None or value == "":
            made.append("")
        elif isinstance(value, str):
            made.append(f'<c r="{letter}{row}" t="s"><v>{shared(value)}</v></c>')
        else:
            made.append(f'<c r="{letter}{row}" s="{style}"><v>{value:.16G}</v></c>')
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
    write, last = page._write_rows, len(rows)

    def written() -> None:
        page.dim_rowmax = 0
        write()
        page.dim_rowmax = last
        page.fh.writelines(rows)

    page._write_rows, page.dim_rowmax = written, last
