"""The Markdown writer: blocks to GitHub-flavoured Markdown, all text through one escaping filter."""

import re

from designer.documents.maths import LATEX, working
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
from designer.documents.printing import NBSP
from designer.documents.wording import Words

__all__ = ["MarkdownWriter", "escaped"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~&]|:(?=[\w+-]+:))")
_LINE_START = re.compile(r"^([-+=]+|\d+[.)])(?=\s|$|[-+=])")


def escaped(text: str) -> str:
    """Text that Markdown renders as it stands, on one line.

    >>> escaped("Rack R1_01 #3 costs $5 *x*")
    'Rack R1\\\\_01 \\\\#3 costs \\\\$5 \\\\*x\\\\*'
    """
    one_line = "".join(c if c.isprintable() or c == NBSP else " " for c in text).strip()
    kept = _SPECIAL.sub(r"\\\1", one_line)
    return _LINE_START.sub(lambda m: re.sub(r"([-+=.)])", r"\\\1", m.group(1)), kept)


class MarkdownWriter:
    """Writes sheets. `places` maps a label to the file that holds it; `root` leads from the text to the pack's root."""

    def __init__(self, words: Words, places: dict[str, str], root: str = "../") -> None:
        self.words, self.places, self.root = words, places, root

    def sheet(self, sheet: Sheet, preamble: tuple[str, ...] = ()) -> str:
        """A whole sheet as the text of its file."""
        head = [f"# {escaped(f'{sheet.number} {sheet.title}'.strip())}", *(escaped(line) for line in preamble)]
        parts = [*head, *(self.block(block) for block in sheet.blocks)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Heading(text, level, label):
                return f"{_anchor(label)}{'#' * level} {escaped(text)}"
            case Paragraph(text):
                return escaped(text)
            case Bullets(items):
                return "\n".join(f"- {escaped(item)}" for item in items)
            case Callout(_, title, text):
                return f"> **{escaped(title)}**\n>\n> {escaped(text)}" if text else f"> **{escaped(title)}**"
            case Figure(drawing, caption, alt, number=number):
                path = f"{self.root}drawings/{drawing}.svg"
                return f"[![{escaped(alt)}]({path})]({path})\n\n*{escaped(_named(number, drawing, caption))}*"
            case ChartBlock(chart, title, alt, number):
                return f"**{escaped(_named(number, title))}**\n\n![{escaped(alt)}]({self.root}charts/{chart}.svg)"
            case Table():
                return self._table(block)
            case Calculation():
                return self._calculation(block)

    def _table(self, table: Table) -> str:
        if not table.rows:
            none = escaped(self.words.label("none"))
            return f"**{escaped(table.title)}** {none}" if table.title else none
        header = [f"{escaped(c.header)} [{escaped(c.unit)}]" if c.unit else escaped(c.header) for c in table.columns]
        rule = ["---:" if c.align == "right" else "---" for c in table.columns]
        labels = table.labels or ("",) * len(table.rows)
        rows = [[self._cell(c) for c in row] for row in table.rows]
        for row, label in zip(rows, labels, strict=True):
            row[0] = _anchor(label).strip() + row[0]
        if table.total:
            rows.append([f"**{cell}**" if (cell := self._cell(c)) else "" for c in table.total])
        lines = [f"| {' | '.join(cells)} |" for cells in (header, rule, *rows)]
        after = [escaped(note) for note in table.notes]
        title = [f"**{escaped(_named(table.number, table.title))}**"] if table.title else []
        title += [escaped(table.more)] if table.more else []
        return "\n\n".join([*title, "\n".join(lines), *after])

    def _cell(self, cell: Cell) -> str:
        if not isinstance(cell, Ref):
            return escaped(cell)
        place = self.places.get(cell.label)
        if not place:
            return escaped(cell.text)
        anchor = "" if place.endswith(".svg") or cell.label.startswith("sheet-") else f"#{_safe(cell.label)}"
        return f"[{escaped(cell.text)}]({place}{anchor})"

    def _calculation(self, block: Calculation) -> str:
        step = block.step
        symbol, formula, numbers, result = working(step, LATEX)
        lines = [f"$${symbol} = {formula}$$"]
        lines.append(f"$$= {numbers} = {result}$$" if numbers != result else f"$$= {result}$$")
        sources = " · ".join(escaped(part) for part in self.words.evidence(step))
        title = self.words.term(step.title)
        return "\n\n".join(
            [f"{_anchor(f'step-{step.key}')}**{escaped(title)}** · {escaped(step.key)}", *lines, sources]
        )


def _named(*parts: str) -> str:
    """Number and title on one line."""
    return " ".join(part for part in parts if part)


def _anchor(label: str) -> str:
    return f'<a id="{_safe(label)}"></a>\n' if label else ""


def _safe(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "-", label)
