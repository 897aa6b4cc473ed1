"""All drawings of the pack: each is a module of this folder with a `NUMBER` and a `draw`."""

import importlib
import pkgutil
import re
from dataclasses import replace

import designer.documents.drawings as folder
from designer.documents.drawings.board import Board
from designer.documents.drawings.drawing import Drawing
from designer.documents.drawings.frame import finish
from designer.documents.subject import Subject

__all__ = ["draw_all", "with_drawings"]

#: Discipline order of a drawing set.
_ORDER = "GASMEFT"


def draw_all(subject: Subject) -> dict[str, Drawing]:
    """Every drawing that applies to the design, in discipline order, numbered as sheets of one set."""
    names = [m.name for m in pkgutil.iter_modules(folder.__path__) if re.match(r"[a-z]\d{3}_", m.name)]
    modules = sorted(
        (importlib.import_module(f"{folder.__name__}.{name}") for name in names),
        key=lambda m: (_ORDER.index(m.NUMBER[0]), m.NUMBER),
    )
    boards = [board for module in modules for board in _boards(module.draw(subject))]
    return {board.number: finish(board, number, len(boards)) for number, board in enumerate(boards, 1)}


def _boards(drawn: Board | list[Board] | None) -> list[Board]:
    return [] if drawn is None else drawn if isinstance(drawn, list) else [drawn]


def with_drawings(subject: Subject) -> Subject:
    """The subject with its drawings made."""
    return replace(subject, drawings=draw_all(subject))
