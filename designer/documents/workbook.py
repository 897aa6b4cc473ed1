"""Schedules as CSV and as one workbook; the same rows, headers and rounding in both."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from designer.documents.grid import Grid, sheet_value
from designer.documents.printing import MEASURES
from designer.documents.subject import Voice

__all__ = ["csv_bytes", "headers", "table_csv", "workbook_bytes"]

#: Excel's limit of a worksheet name.
_NAME = 31
_WIDEST = 60
#: First characters that make a spreadsheet read a text as a formula; the empty text is among them and harmless.
_FORMULA = frozenset(("", "=", "+", "-", "@", "\t", "\r"))
_CAREFUL = ('"', "\n", "\r", *sorted(f",{mark}" for mark in _FORMULA if mark))


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
    rows = (
        [sheet_value(raw, field, subject.printer) for raw, field in zip(row, grid.fields, strict=True)]
        for row in grid.rows
    )
    return table_csv(headers(grid, subject), rows)


def table_csv(header: Any, rows: Any) -> bytes:
    """Any table as CSV. Texts that a spreadsheet would run as a formula are quoted with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        line = _plain_line(row)
        if line:
            stream.write(line)
        else:
            writer.writerow([_tame(c) if isinstance(c, str) and c[:1] in _FORMULA else c for c in row])
    return stream.getvalue().encode()


def _plain_line(row: Any) -> str:
    """The line of a row of texts that needs no quotes and holds no formula; empty when the careful way is needed."""
    try:
        line = ",".join(row)
    except TypeError:
        return ""
    if line.count(",") != len(row) - 1 or line[:1] in _FORMULA or any(mark in line for mark in _CAREFUL):
        return ""
    return line + "\n"


def _tame(cell: str) -> str:
    return f"'{cell}" if cell and not _is_number(cell) else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


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
    titles = headers(grid, subject)
    page.write_row(0, 0, titles, bold)
    page.freeze_panes(1, 1)
    widths = [min(16, len(title)) for title in titles]
    for column, field in enumerate(grid.fields):
        decimals = MEASURES[field.measure].decimals(subject.printer.system) if field.measure else 0
        for number, row in enumerate(grid.rows, 1):
            value = sheet_value(row[column], field, subject.printer)
            if isinstance(value, str):
                page.write_string(number, column, value)
                widths[column] = max(widths[column], min(_WIDEST, len(value)))
            elif value is not None:
                page.write_number(number, column, value, formats[decimals])
        page.set_column(column, column, widths[column] + 2)
    if grid.rows:
        page.autofilter(0, 0, len(grid.rows), len(grid.fields) - 1)
