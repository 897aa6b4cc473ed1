"""All drawings of the pack: each is a module of this folder with a `NUMBER` and a `draw`."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import designer.documents.drawings as folder
from designer.documents.drawings.board import Board
from designer.documents.drawings.cover import covers
from designer.documents.drawings.drawing import Drawing, Text
from designer.documents.drawings.frame import finish
from designer.documents.drawings.lettering import extent
from designer.documents.drawings.placing import overlapping_texts
from designer.documents.subject import Subject

__all__ = ["draw_all", "with_drawings"]

#: Discipline order of a drawing set.
_ORDER = "GASMEFT"
#: Grid bubbles may stand this far out of the part of the sheet that shows the model [mm].
_SLACK = 4.0


def draw_all(subject: Subject, seen: Callable[[Board], object] = lambda board: None) -> dict[str, Drawing]:
    """Every drawing that applies to the design, in discipline order, numbered as sheets of one set; `seen` is shown
    each board before it is finished.
    """
    names = [m.name for m in pkgutil.iter_modules(folder.__path__) if re.match(r"[a-z]\d{3}_", m.name)]
    modules = sorted(
        (importlib.import_module(f"{folder.__name__}.{name}") for name in names),
        key=lambda m: (_ORDER.index(m.NUMBER[0]), m.NUMBER),
    )
    boards = [board for module in modules for board in _fitting(module, subject)]
    if boards:
        boards = [*covers(subject, boards), *boards]
    for board in boards:
        seen(board)
    return {board.number: finish(board, number, len(boards)) for number, board in enumerate(boards, 1)}


def _fitting(module: Any, subject: Subject) -> list[Board]:
    """The boards of a module on the sheet that the brief asks for; a drawing that does not fit a small or an upright
    sheet is drawn on a large one, at last on a large one laid flat.
    """
    wish = subject.project.sheets
    large = {"A3": "A1", "B": "D"}.get(wish.drawings, wish.drawings)
    sheets = dict.fromkeys((wish, replace(wish, drawings=large), replace(wish, drawings=large, portrait=False)))
    boards: list[Board] = []
    for tried in sheets:
        site = replace(subject.site, project=replace(subject.project, sheets=tried))
        boards = _boards(module.draw(subject if tried is wish else replace(subject, site=site)))
        if len(sheets) == 1 or all(_fits(board) for board in boards):
            break
    return boards


def _fits(board: Board) -> bool:
    """Whether all that is drawn lies in its part of the sheet, no text on another, and every tag of a diagram has its
    place.
    """
    left, bottom, right, top = board.area
    made = finish(board, 1, 1)
    if not board.scaled and board.unplaced:
        return False
    kept = [i for i in board.items if isinstance(i, Text) and i.space == "model"]
    boxes = [] if board.window else [extent(text) for text in kept]
    inside = all(b[0] >= left - _SLACK and b[1] >= bottom - _SLACK and b[2] <= right and b[3] <= top for b in boxes)
    return inside and not overlapping_texts(made)


def _boards(drawn: Board | list[Board] | None) -> list[Board]:
    return [] if drawn is None else drawn if isinstance(drawn, list) else [drawn]


def with_drawings(subject: Subject) -> Subject:
    """The subject with its drawings made."""
    return replace(subject, drawings=draw_all(subject))
