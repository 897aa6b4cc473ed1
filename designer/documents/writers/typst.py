"""The Typst writer: blocks to calls of the house style, all text as Typst string literals.

The style itself (page, headings, tables, boxes) stands in `templates/typst/pack.typ`; this module only passes data
to it.
"""

import re

from designer.documents.maths import TYPST, typst_string, working
from designer.documents.model import (
    Block,
    Bullets,
    Calculation,
    Callout,
    Cell,
    Column,
    Figure,
    Heading,
    Paragraph,
    Ref,
    Sheet,
    Table,
)
from designer.documents.wording import Words

__all__ = ["TypstWriter", "label_name"]

_LONG = re.compile(r"[^\s\u00a0]{17,}")
_BREAK_AFTER = re.compile(r"([/._:=-])(?=[^\s])")


def label_name(label: str) -> str:
    """A label with only the letters that Typst allows.

    >>> label_name("step-power.drop[TX 1]")
    'step-power.drop-TX-1-'
    """
    return re.sub(r"[^A-Za-z0-9_.-]", "-", label)


def _text(text: str) -> str:
    """A string literal; long unbroken words get places to break."""
    return typst_string(_LONG.sub(lambda m: _BREAK_AFTER.sub("\\1\u200b", m.group()), text))


def _array(items: list[str]) -> str:
    return f"({''.join(item + ', ' for item in items)})"


class TypstWriter:
    """Writes sheets as Typst code. `places` holds the labels that exist in the pack."""

    def __init__(self, words: Words, places: dict[str, str]) -> None:
        self.words, self.places = words, places

    def sheet(self, sheet: Sheet) -> str:
        """A whole sheet."""
        title = f"#sheet({_text(sheet.number)}, {_text(sheet.title)}, {typst_string(label_name(sheet.label))})"
        return "\n".join([title, *(self.block(block) for block in sheet.blocks)]) + "\n"

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Heading(text, level, label):
                return f"#part({level}, {_text(text)}, {typst_string(label_name(label))})"
            case Paragraph(text):
                return f"#paragraph({_text(text)})"
            case Bullets(items):
                return f"#bullets({_array([_text(item) for item in items])})"
            case Callout(kind, title, text):
                return f"#callout({typst_string(kind)}, {_text(title)}, {_text(text)})"
            case Figure(drawing, caption, alt, label, small):
                place = typst_string(label_name(label) if label in self.places else "")
                if not small:
                    return f"#drawing-pointer({typst_string(drawing)}, {_text(caption)}, {place})"
                return f"#drawing-figure({typst_string(drawing)}, {_text(caption)}, {_text(alt)}, {place})"
            case Table():
                return self._table(block)
            case Calculation():
                return self._calculation(block)

    def _table(self, table: Table) -> str:
        if not table.rows:
            return f"#empty-table({_text(table.title)}, {_text(self.words.label('none'))})"
        columns = [_array([_text(c.header), _text(c.unit), typst_string(c.align), _width(c)]) for c in table.columns]
        rows = [_array([self._cell(cell) for cell in row]) for row in table.rows]
        total = _array([self._cell(cell) for cell in table.total])
        labels = _array([typst_string(label_name(label)) for label in table.labels])
        notes = _array([_text(note) for note in (*((table.more,) if table.more else ()), *table.notes)])
        return (
            f"#data-table({_text(table.title)}, {_array(columns)}, {_array(rows)}, total: {total}, labels: {labels},"
            f" notes: {notes})"
        )

    def _cell(self, cell: Cell) -> str:
        if not isinstance(cell, Ref):
            return _text(cell)
        name = label_name(cell.label) if cell.label in self.places else ""
        return f"page-of({typst_string(name)}, {_text(cell.text)})"

    def _calculation(self, block: Calculation) -> str:
        step = block.step
        symbol, formula, numbers, result = working(step, TYPST)
        tail = f"= {numbers}" if numbers != result else ""
        verdict = {None: "none", True: "true", False: "false"}[step.verdict]
        evidence = _array([_text(part) for part in self.words.evidence(step)])
        formula = f"$ {symbol} &= {formula} {_line(tail)}{_line(f'= {result}')} $"
        label = typst_string(label_name(f"step-{step.key}"))
        return f"#calculation({_text(step.title)}, {_text(step.key)}, {formula}, {verdict}, {evidence}, {label})"


def _line(piece: str) -> str:
    return f" \\ &{piece} " if piece else ""


def _width(column: Column) -> str:
    return f"{column.weight:g}fr" if column.weight else "auto"
