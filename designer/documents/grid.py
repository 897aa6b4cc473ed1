"""Raw tables between facts and print: columns with measures, rows of numbers and texts, totals.

A grid is the one source of a printed table, a CSV schedule and a workbook page, so that they cannot differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from designer.documents.model import Cell, Ref
from designer.documents.printing import DAGGER, MEASURES, NBSP, UNKNOWN, Printer

__all__ = ["Field", "Grid", "Marked", "Raw", "daggered", "print_cell", "print_plain", "sheet_columns", "sheet_value"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A number that carries a dagger in print."""

    number: float | None
    dagger: bool = True


Raw: TypeAlias = str | float | int | Marked | Ref | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a grid: words key and measure (empty for text)."""

    key: str
    measure: str = ""

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.measure != ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A raw table. `key` finds its words; `labels` names rows for references; `schedule` exports it as CSV and
    workbook page, `full` names the schedule that holds all rows of a table that is only printed.
    """

    key: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Raw, ...], ...]
    total: tuple[Raw, ...] = ()
    labels: tuple[str, ...] = ()
    schedule: bool = False
    full: str = ""

    @classmethod
    def of(
        cls, key: str, columns: str, rows: Sequence[Sequence[Raw]], total: Sequence[Raw] = (), **more: object
    ) -> "Grid":
        """A grid from a short column list: ``"tag kind power:power mass:mass"``."""
        fields = tuple(Field(*column.split(":", 1)) for column in columns.replace(",", " ").split())
        kept = tuple(tuple(row) for row in rows)
        for row in (*kept, *((tuple(total),) if total else ())):
            if len(row) != len(fields):
                raise ValueError(key, len(row), len(fields))
        return replace(cls(key, fields, kept, tuple(total)), **more)  # type: ignore[arg-type]

    def pick(self, columns: Sequence[str]) -> "Grid":
        """The grid with only these columns, in this order. Raises `KeyError`."""
        index = {field.key: position for position, field in enumerate(self.fields)}
        order = [index[column] for column in columns]
        return replace(
            self,
            fields=tuple(self.fields[i] for i in order),
            rows=tuple(tuple(row[i] for i in order) for row in self.rows),
            total=tuple(self.total[i] for i in order) if self.total else (),
        )

    def summed(self, label: str, *columns: str) -> "Grid":
        """The grid with a total row: the label first, then the sums of these columns. No total without rows."""
        if not self.rows:
            return self
        total: list[Raw] = [None] * len(self.fields)
        total[0] = label
        for index, field in enumerate(self.fields):
            if field.key in columns:
                total[index] = sum(_number(row[index]) for row in self.rows)
        return replace(self, total=tuple(total))

    def first(self, count: int) -> "Grid":
        """The grid with only its first rows."""
        return replace(self, rows=self.rows[:count], labels=self.labels[:count])

    @property
    def filled(self) -> tuple[str, ...]:
        """The keys of the columns that hold anything in some row."""
        empty = (None, "", UNKNOWN)
        return tuple(f.key for i, f in enumerate(self.fields) if any(row[i] not in empty for row in self.rows))


def _number(raw: Raw) -> float:
    number = raw.number if isinstance(raw, Marked) else raw
    return float(number) if isinstance(number, (int, float)) else 0.0


def print_cell(raw: Raw, field: Field, printer: Printer) -> Cell:
    """A raw value as it is printed."""
    if isinstance(raw, Ref):
        return raw
    return print_plain(raw, field, printer)


def print_plain(raw: Raw, field: Field, printer: Printer) -> str:
    """A raw value as printed text; references give their text."""
    if isinstance(raw, Ref):
        return raw.text
    if isinstance(raw, Marked):
        printed = print_plain(raw.number, field, printer)
        return printed + DAGGER if raw.dagger and raw.number is not None else printed
    if raw is None:
        return UNKNOWN
    if isinstance(raw, str):
        return raw.replace("≤ ", f"≤{NBSP}").replace("≥ ", f"≥{NBSP}")
    return printer.number(field.measure or "count", float(raw))


def daggered(grid: Grid) -> tuple[tuple[int, ...], ...]:
    """For each row the columns whose values carry a dagger; nothing where no row has one."""
    none: tuple[int, ...] = ()
    found = [none] * len(grid.rows)
    for i in range(len(grid.fields)):
        for n, row in enumerate(grid.rows):
            raw = row[i]
            if (DAGGER in raw) if isinstance(raw, str) else (
                isinstance(raw, Marked) and raw.dagger and raw.number is not None
            ):
                found[n] = (*found[n], i)
    return tuple(found) if any(found) else ()


def sheet_value(raw: Raw, field: Field, printer: Printer) -> str | float | None:
    """A raw value for CSV and workbook: rounded number, text or nothing."""
    return _sheet_values([raw], field, printer)[0]


def sheet_columns(grid: Grid, printer: Printer) -> list[list[str | float | None]]:
    """The values of a grid for CSV and workbook, column by column."""
    return [_sheet_values([row[i] for row in grid.rows], field, printer) for i, field in enumerate(grid.fields)]


def _sheet_values(raws: Sequence[Raw], field: Field, printer: Printer) -> list[str | float | None]:
    measure = field.measure or "count"
    rounded, whole = printer.rounder(measure), MEASURES[measure].decimals(printer.system) == 0
    found: list[str | float | None] = []
    for raw in raws:
        if raw is None or isinstance(raw, str):
            found.append(raw)
            continue
        if isinstance(raw, Marked):
            raw = raw.number
        if raw is None:
            found.append(raw)
        elif isinstance(raw, Ref):
            found.append(raw.text)
        else:
            number = rounded(float(raw))
            found.append(int(number) if whole else number)
    return found
