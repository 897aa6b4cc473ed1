"""The Typst writer: blocks to calls of the house style, all text as Typst string literals.

The style itself (page, headings, tables, boxes) stands in `templates/typst/pack.typ`; this module only passes it data.
"""

import re

from designer.documents.maths import STACKED, TYPST, plain_result, typst_string, working
from designer.documents.model import (
    Block,
    Bullets,
    Calculation,
    Callout,
    Cell,
    ChartBlock,
    Figure,
    Heading,
    Paragraph,
    Ref,
    Sheet,
    Table,
)
from designer.documents.wording import Words
from designer.documents.writers.widths import breakable, column_widths, inset
from designer.ledger import Step

__all__ = ["TypstWriter", "label_name"]

#: Between two columns of a sheet [mm].
GUTTER = 7.0
#: Tables up to this size are not broken over pages.
_SHORT_ROWS, _SHORT_LETTERS = 14, 900
#: From this many letters of source a line of numbers may be wider than its column.
_LONG_LINE = 60


def label_name(label: str) -> str:
    """A label with only the letters that Typst allows.

    >>> label_name("step-power.drop[TX 1]")
    'step-power.drop-TX-1-'
    """
    return re.sub(r"[^A-Za-z0-9_.-]", "-", label)


def _text(text: str) -> str:
    """A string literal; long unbroken words get places to break."""
    return typst_string(breakable(text))


def _array(items: list[str]) -> str:
    return f"({''.join(item + ', ' for item in items)})"


class TypstWriter:
    """Writes sheets as Typst code. `places` holds the labels of the pack, `width` is that of the text [mm]."""

    def __init__(self, words: Words, places: dict[str, str], width: float = 174.0) -> None:
        self.words, self.places, self.width = words, places, width
        self.available = width

    def sheet(self, sheet: Sheet) -> str:
        """A whole sheet."""
        title = f"#sheet({_text(sheet.number)}, {_text(sheet.title)}, {typst_string(label_name(sheet.label))})"
        self.available = (self.width - GUTTER * (sheet.columns - 1)) / sheet.columns
        blocks = [self._led(block, after) for block, after in zip(sheet.blocks, (*sheet.blocks[1:], None), strict=True)]
        if sheet.columns > 1:
            blocks = [*blocks[:1], f"#columns({sheet.columns}, gutter: {GUTTER:g}mm)[", *blocks[1:], "]"]
        return "\n".join([title, *blocks]) + "\n"

    def _led(self, block: Block, after: Block | None) -> str:
        """A block; a paragraph that leads to a table, a chart or a calculation stays with it."""
        if isinstance(block, Paragraph) and isinstance(after, Table | ChartBlock | Calculation):
            return f"#lead({_text(block.text)})"
        return self.block(block)

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
            case Figure(drawing, caption, alt, label, small, height, number):
                place = typst_string(label_name(label) if label in self.places else "")
                if not small:
                    return f"#drawing-pointer({typst_string(drawing)}, {_text(caption)}, {place})"
                texts = f"{typst_string(drawing)}, {_text(number)}, {_text(caption)}, {_text(alt)}, {place}"
                return f"#drawing-figure({texts}, {height:g}mm)"
            case ChartBlock(chart, title, alt, number):
                return f"#chart-figure({typst_string(chart)}, {_text(number)}, {_text(title)}, {_text(alt)})"
            case Table():
                return self._table(block)
            case Calculation():
                return self._calculation(block)

    def _table(self, table: Table) -> str:
        if not table.rows:
            return f"#empty-table({_text(table.title)}, {_text(self.words.label('none'))})"
        widths = column_widths(table, self.available)
        columns = [
            _array([_text(c.header), _text(c.unit), typst_string(c.align), width])
            for c, width in zip(table.columns, widths, strict=True)
        ]
        rows = [_array([self._cell(cell) for cell in row]) for row in table.rows]
        total = _array([self._cell(cell) for cell in table.total])
        labels = _array([typst_string(label_name(label)) for label in table.labels])
        notes = _array([_text(note) for note in table.notes])
        return (
            f"#data-table({_text(table.number)}, {_text(table.title)}, {_array(columns)}, {_array(rows)},"
            f" total: {total}, labels: {labels}, notes: {notes},"
            f" more: {_text(table.more)}, whole: {_bool(_is_short(table))},"
            f" beside: {inset(table, self.available):g}mm)"
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
        pieces = [part for part in (tail, f"= {result}") if part]
        aligned = f"$ {symbol} &= {formula} {''.join(_line(piece) for piece in pieces)} $"
        lines = _array([f"$ {part} $" for part in (f"{symbol} = {formula}", *pieces)])
        stacked = _array([f"$ {part} $" for part in _stacked(step)]) if len(tail) > _LONG_LINE else "()"
        label = typst_string(label_name(f"step-{step.key}"))
        title = self.words.term(step.title)
        said = typst_string(f"{step.symbol} = {step.symbolic} = {step.substituted} = {plain_result(step)}")
        return (
            f"#calculation({_text(title)}, {_text(step.key)}, {aligned}, {lines}, {stacked}, {said}, {verdict},"
            f" {evidence}, {label})"
        )


def _stacked(step: Step) -> tuple[str, str]:
    """Formula and numbers of a step with what is long in rows."""
    symbol, formula, numbers, _ = working(step, STACKED)
    return f"{symbol} = {formula}", f"= {numbers}"


def _line(piece: str) -> str:
    return f" \\ &{piece} " if piece else ""


def _is_short(table: Table) -> bool:
    """Whether a table is so short that it had better stand on one page."""
    letters = sum(len(cell if isinstance(cell, str) else cell.text) for row in table.rows for cell in row)
    return len(table.rows) <= _SHORT_ROWS and letters <= _SHORT_LETTERS


def _bool(value: bool) -> str:
    return "true" if value else "false"
