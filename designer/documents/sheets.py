"""Sheets: templates of words become lists of blocks.

A template is a Jinja file with a front matter (number, title, needs). It may only name facts and call the block
functions below; loose text outside them is a mistake. `needs` names the modules of `designer.documents.facts` whose
facts it gets.
"""

import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml

from designer import folders
from designer.documents.grid import Field, Grid, print_cell
from designer.documents.model import (
    Block,
    Bullets,
    Calculation,
    Callout,
    ChartBlock,
    Column,
    Figure,
    Heading,
    Paragraph,
    Ref,
    Sheet,
    Table,
)
from designer.documents.printing import NBSP
from designer.documents.subject import Subject, Voice
from designer.documents.wording import Words, counted
from designer.ledger import Step

__all__ = ["SheetTemplate", "build_page", "build_readme", "build_sheets", "gather", "laid_out", "sheet_templates"]

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
#: What a template says in words: the text of a block; and a heading, a title, a note.
_PASSAGES = (
    re.compile(r'(\{% call (?:paragraph|item|callout)\((?:(?!%\}).)*\) %\})(.*?)(\{% endcall %\})', re.DOTALL),
    re.compile(r'(heading\("|notes=\["|callout\("[a-z]+", "|\{% set said_\w+ = ")([^"]*)(")'),
)
#: Columns of tables of labelled values, which need no header.
_UNTITLED = ("item", "value_of_item")


@dataclass(frozen=True, slots=True)
class SheetTemplate:
    """One template file: slug (its name), number, title, needed fact modules, body."""

    slug: str
    number: str
    title: str
    needs: tuple[str, ...]
    body: str
    columns: int = 1


def sheet_templates(words: Words | None = None) -> tuple[SheetTemplate, ...]:
    """Every sheet template, in the order of the pack, in the language of the words."""
    return tuple(_template(path, words) for path in sorted((folders.templates() / "sheets").glob("[0-9][0-9]-*.j2")))


def _template(path: Path, words: Words | None = None) -> SheetTemplate:
    match = _FRONT.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(path.name)
    front, say = yaml.safe_load(match.group(1)), words.passage if words else str
    body = match.group(2)
    for passages in _PASSAGES if words else ():
        body = passages.sub(lambda m: m.group(1) + say(_tidy(m.group(2))) + m.group(3), body)
    number, needs = str(front["number"]), tuple(front["needs"])
    return SheetTemplate(path.stem, number, say(front["title"]), needs, body, front.get("columns", 1))


@dataclass(slots=True)
class _Builder:
    """Collects the blocks of one sheet while its template runs. Every method returns an empty text to the template."""

    subject: Voice
    number: str = ""
    blocks: list[Block] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    items: list[str] = field(default_factory=list)

    def add(self, block: Block) -> str:
        self.flush()
        self.blocks.append(block)
        return ""

    def numbered(self, kind: str) -> str:
        """The name of the next table or figure of the sheet, such as ``Table 6.3``; none on a page without number."""
        if not self.number:
            return ""
        self.counted[kind] += 1
        return self.subject.words.label(f"numbered.{kind}", number=f"{int(self.number)}.{self.counted[kind]}")

    def flush(self) -> None:
        if self.items:
            self.blocks.append(Bullets(tuple(self.items)))
            self.items.clear()

    def heading(self, text: str, level: int = 2, label: str = "") -> str:
        return self.add(Heading(_tidy(text), level, label))

    def paragraph(self, caller: Callable[[], str]) -> str:
        text = _said(caller())
        return self.add(Paragraph(text)) if text else ""

    def item(self, caller: Callable[[], str]) -> str:
        text = _said(caller())
        if text:
            self.items.append(text)
        return ""

    def callout(self, kind: Any, title: str, caller: Callable[[], str] | None = None) -> str:
        return self.add(Callout(kind, _tidy(title), _said(caller()) if caller else ""))

    def table(
        self, grid: Grid, columns: str = "", first: int = 0, notes: Iterable[str] = (), title: str | None = None
    ) -> str:
        made = laid_out(grid, self.subject, columns, first, tuple(notes), title)
        return self.add(replace(made, number=self.numbered("table")) if made.title and made.rows else made)

    def figure(self, drawing: str, height: float = 78.0, shown_small: bool = False) -> str:
        if drawing not in self.subject.drawings:
            return ""
        shown = self.subject.drawings[drawing]
        small = shown.scaled or shown_small
        number = self.numbered("figure") if small else ""
        label = f"drawing-{drawing}"
        return self.add(Figure(drawing, shown.caption, shown.alt, label, small, height, number))

    def chart(self, key: str) -> str:
        if key not in self.subject.charts:
            return ""
        shown = self.subject.charts[key]
        return self.add(ChartBlock(key, shown.title, shown.alt, self.numbered("figure")))

    def worked(self, steps: Iterable[Step]) -> str:
        for step in steps:
            self.add(Calculation(step))
        return ""

    @property
    def functions(self) -> dict[str, Callable[..., str]]:
        names = ("heading", "paragraph", "item", "callout", "table", "figure", "chart", "worked")
        return {name: getattr(self, name) for name in names}


def laid_out(
    grid: Grid,
    subject: Voice,
    columns: str = "",
    first: int = 0,
    notes: tuple[str, ...] = (),
    title: str | None = None,
) -> Table:
    """A grid as a printed table: chosen columns, empty ones dropped, first rows only when it is long."""
    words, printer = subject.words, subject.printer
    chosen = columns.split() or [f.key for f in grid.fields]
    shown = grid.pick([key for key in chosen if key in grid.filled] if grid.rows else chosen)
    total_rows = len(grid.rows)
    if first and total_rows > first and (grid.schedule or grid.full):
        shown = shown.first(first)
        more = words.label("tables.more", shown=str(first), total=str(total_rows), name=grid.full or grid.key)
    else:
        more = ""
    rows = tuple(tuple(print_cell(c, f, printer) for c, f in zip(r, shown.fields, strict=True)) for r in shown.rows)
    total = tuple(
        "" if c is None else print_cell(c, f, printer) for c, f in zip(shown.total, shown.fields, strict=False)
    )
    header = tuple(_column(grid.key, f, subject) for f in shown.fields)
    named = words.table(grid.key)[0] if title is None else title
    return Table(grid.key, named, header, rows, total, notes, shown.labels, more)


def _column(table: str, one: Field, subject: Voice) -> Column:
    header = "" if one.key in _UNTITLED else subject.words.header(table, one.key)
    if one.numeric:
        return Column(header, subject.printer.unit(one.measure), "right")
    return Column(header)


Facts = Mapping[str, Mapping[str, Any]]


def gather(subject: Subject) -> dict[str, Mapping[str, Any]]:
    """The facts of every module that a sheet needs, by module name."""
    needed = dict.fromkeys(name for template in sheet_templates(subject.words) for name in template.needs)
    return {name: importlib.import_module(f"designer.documents.facts.{name}").facts(subject) for name in needed}


def build_sheets(subject: Subject, facts: Facts) -> tuple[Sheet, ...]:
    """All sheets of a pack from the gathered facts; one that has nothing to say is left out."""
    built = (_build(template, subject, facts) for template in sheet_templates(subject.words))
    return tuple(sheet for sheet in built if sheet.blocks)


def build_readme(subject: Subject, facts: Facts, sheets: Sequence[Sheet], pdf: bool) -> Sheet:
    """The front page of the pack: `templates/markdown/readme.j2` with the index of sheets and files."""
    template = _template(folders.templates() / "markdown" / "readme.j2", subject.words)
    rows = [(Ref(sheet.label, sheet.number), sheet.title) for sheet in sheets]
    index = {"sheets": Grid.of("sheets", "sheet,title", rows), "pdf": pdf}
    return _build(template, subject, {**facts, "index": index})


def build_page(name: str, subject: Voice, context: Mapping[str, Any]) -> Sheet:
    """A page of `templates/markdown` from a context made by hand."""
    return _run(_template(folders.templates() / "markdown" / f"{name}.j2", subject.words), subject, context)


def _build(template: SheetTemplate, subject: Subject, facts: Facts) -> Sheet:
    return _run(template, subject, {name: SimpleNamespace(**facts[name]) for name in template.needs})


def _run(template: SheetTemplate, subject: Voice, context: Mapping[str, Any]) -> Sheet:
    builder = _Builder(subject, template.number)
    loose = _environment().from_string(template.body).render(**context, **builder.functions, unit=subject.printer.unit)
    if loose.strip():
        raise ValueError(template.slug, loose.strip()[:80])
    builder.flush()
    return Sheet(template.number, template.slug, template.title, tuple(builder.blocks), template.columns)


def _environment() -> jinja2.Environment:
    return jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=False)


def _tidy(text: str) -> str:
    """One line: runs of blanks and line ends become one blank; no-break spaces stay."""
    return re.sub(r"[^\S\u00a0]+", " ", text).strip(" ").replace(f"{NBSP} ", NBSP)


def _said(text: str) -> str:
    """What a block of a template says once it is filled: one line, its endings in number."""
    return counted(_tidy(text))
