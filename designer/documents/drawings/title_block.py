"""The title block (ISO 7200) with the revisions, the logo and the further fields of the brief."""

import itertools
import math

from designer.documents.drawings.board import Board
from designer.documents.drawings.column import INSET, LAYER, Column, fitted
from designer.documents.drawings.drawing import Picture
from designer.documents.drawings.lettering import text_width, wrapped
from designer.documents.drawings.styles import GREY, LABEL, NOTE, SMALL, TITLE

__all__ = ["block_height", "title_block"]

#: Height of a row of further fields; greatest size of a logo [mm]; how many revisions are listed.
_FIELD, _LOGO, _MOST_REVISIONS = 9.0, (44.0, 9.6), 4
#: Lines that a title takes before it is written smaller.
_TITLE_LINES = 2
#: Widths of the three fields in the lowest rows of the title block.
_FOOT_SHARES = (0.46, 0.27, 0.27)


def _revisions(board: Board) -> list[tuple[str, ...]]:
    """The last revisions of the brief, or the only one: mark, date, description, by, approved."""
    project = board.subject.project
    stage = board.subject.words.stage(project.issued_for, "name")
    return list(project.revisions[-_MOST_REVISIONS:]) or [(project.revision, project.date, stage, "", "")]


def block_height(board: Board) -> float:
    """The height of the title block: it grows with its revisions and with the fields of the brief."""
    fields = len(board.subject.project.sheets.fields)
    return 102.0 + 5.0 * len(_revisions(board)) + _FIELD * math.ceil(fields / 2)


def title_block(board: Board, column: Column, top: float, sheet: tuple[int, int]) -> None:
    """Revision table, then the fields of the title block."""
    words, project = board.subject.words, board.subject.site.project
    left, right = column.left - INSET, column.right + INSET
    column.path((left, top), (right, top), pen="outline")
    y = top
    heads = tuple(words.label(f"drawing.{k}") for k in ("rev", "date", "description", "by", "appr"))
    for number, row in enumerate((heads, *_revisions(board))):
        y -= 5.0
        for (start, end), cell in zip(itertools.pairwise((2, 14, 40, 108, 129, right - left)), row, strict=True):
            column.text(left + start, y + 1.4, fitted(cell, end - start - 2, number == 0), SMALL, bold=number == 0)
        column.path((left, y), (right, y), pen="fine")
    y -= 8.0
    column.text(left + 2, y, words.stage(project.issued_for, "status"), NOTE, bold=True, colour="#D55E00")
    y -= 3.0
    column.path((left, y), (right, y), pen="thin")
    mark = _logo(column, right, y)
    fields = (("owner", project.client), ("project", " ".join(p for p in (project.number, project.name) if p)))
    for key, text in fields:
        y -= 4.0
        column.text(left + 2, y, words.label(f"drawing.{key}"), SMALL, colour=GREY)
        y -= 5.2
        column.text(left + 2, y, *_sized(text, right - left - 4 - (mark if key == "owner" else 0.0)))
        y -= 2.0
        column.path((left, y), (right, y), pen="fine")
    y = _more_fields(column, y)
    y -= 4.0
    column.text(left + 2, y, words.label("drawing.title"), SMALL, colour=GREY)
    kind = f"{words.label('drawing.document')}: {words.label(f'drawing.types.{board.number[2]}')}"
    column.text(right - 2, y, kind, SMALL, anchor="end", colour=GREY)
    said = board.title.upper()
    size = next((s for s in (TITLE, LABEL) if len(wrapped(said, s, right - left - 60, True)) <= _TITLE_LINES), NOTE)
    for line in wrapped(said, size, right - left - 60, True)[:_TITLE_LINES + 1]:
        y -= size * 1.52
        column.text(left + 2, y, line, size, bold=True)
    _foot(board, column, (left, right, board.margins[1]), sheet)


def _logo(column: Column, right: float, top: float) -> float:
    """The logo of the brief at the right of the owner's field; returns the width that it takes."""
    logo = column.board.subject.project.sheets.logo
    if logo is None:
        return 0.0
    height = min(_LOGO[1], _LOGO[0] / logo.aspect)
    width = height * logo.aspect
    low = top - (11.2 + height) / 2.0
    column.items.append(Picture(right - 2.0 - width, low, width, height, logo.kind, logo.content, LAYER))
    return width + 4.0


def _more_fields(column: Column, y: float) -> float:
    """The further fields of the brief, two beside one another; returns where they end."""
    left, right = column.left - INSET, column.right + INSET
    half = (right - left) / 2.0
    fields = column.board.subject.project.sheets.fields
    for at in range(0, len(fields), 2):
        for place, (name, text) in enumerate(fields[at : at + 2]):
            column.text(left + 2 + place * half, y - 3.6, fitted(name, half - 4, False), SMALL, colour=GREY)
            column.text(left + 2 + place * half, y - 7.4, fitted(text, half - 4, False), SMALL)
        y -= _FIELD
        column.path((left, y), (right, y), pen="fine")
    return y


def _sized(text: str, width: float) -> tuple[str, float]:
    """A text and the largest height at which it fits a width; at the least height cut, with an ellipsis."""
    height = next((h for h in (LABEL, NOTE, SMALL) if text_width(text, h) <= width), SMALL)
    return fitted(text, width, False) if height == SMALL else text, height


def _foot(board: Board, column: Column, edges: tuple[float, float, float], sheet: tuple[int, int]) -> None:
    """The lowest rows: people, scale, units, language, sheet; the number large at the right."""
    words, project = board.subject.words, board.subject.site.project
    left, right, bottom = edges
    split = right - 54.0
    rows = (
        (("designed", project.designed_by), ("checked", project.checked_by), ("approved", project.approved_by)),
        (
            ("scale", board.scale_text),
            ("units", words.label(f"drawing.units_{board.subject.printer.system}") if board.scaled else ""),
            ("language", project.language),
        ),
        (
            ("date", project.date),
            ("rev", project.revision),
            ("sheet", words.label("drawing.of", sheet=str(sheet[0]), sheets=str(sheet[1]))),
        ),
    )
    for number, row in enumerate(reversed(rows)):
        base = bottom + number * 9.0
        for index, (key, text) in enumerate(row):
            cell = (split - left) * _FOOT_SHARES[index]
            x = left + (split - left) * sum(_FOOT_SHARES[:index]) + 2
            column.text(x, base + 5.7, words.label(f"drawing.{key}"), SMALL, colour=GREY)
            column.text(x, base + 2.0, fitted(text, cell - 3, False), SMALL)
        column.path((left, base + 9.0), (split, base + 9.0), pen="fine")
    column.path((split, bottom), (split, bottom + 36.0), pen="fine")
    column.path((split, bottom + 36.0), (right, bottom + 36.0), pen="fine")
    column.text(split + 2, bottom + 31.5, words.label("drawing.number"), SMALL, colour=GREY)
    column.text((split + right) / 2, bottom + 13.0, board.number, 10.0, anchor="middle", bold=True)
