"""Sections one below the other on a sheet, at one scale, as many of those that there are as have room; the table of
the stack of services beside them.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.lettering import Extent
from designer.documents.drawings.scales import fitting_scale
from designer.documents.subject import Subject
from designer.layout.records import Layout

__all__ = ["ROOM", "Stackable", "heights_table", "legible", "stacked", "together"]

#: Room beside, below and above a section [mm]: left, bottom, right, top.
ROOM = (26.0, 44.0, 70.0, 20.0)
#: The sheet whose words the table of the stack has.
_STACK = "A-301"
#: Sections on one sheet, so that the plan keeps room for their marks.
_MOST = 2


class Stackable(Protocol):
    """A section that can share a sheet: its sheet, the number of its view, part of the plane [m], frame and scale."""

    subject: Subject
    number: str
    view: str
    part: tuple[float, float]
    frame: Extent | None
    scale: tuple[int, str] | None

    @property
    def top(self) -> float:
        """Its height [m]."""

    def racked(self) -> list[tuple[float, float]]:
        """The racks that it shows, from where to where [m]."""

    def shorten(self) -> None:
        """Cut off its ends beyond the racks."""

    def drawn(self) -> Board:
        """It on a board."""


_S = TypeVar("_S", bound=Stackable)


def legible(sections: Sequence[_S], least: float) -> list[_S]:
    """The sections that share a sheet; with the ends of the hall cut off where racks would be smaller on paper than
    `least` [mm].
    """
    if not sections:
        return []
    shown = stacked(sections)
    scale, widths = shown[0].scale, [high - low for one in sections for low, high in one.racked()]
    if scale and widths and Board.of(shown[0].subject, shown[0].number).at_scale(scale[0]) * min(widths) < least:
        for one in sections:
            one.shorten()
        return stacked(sections)
    return shown


def stacked(sections: Sequence[_S]) -> list[_S]:
    """The sections that share a sheet: the first, and of the others those for which there is room below it at its
    scale, each with its frame, from the top.
    """
    first, board = sections[0], Board.of(sections[0].subject, sections[0].number)
    left, bottom, right, top = board.area
    room = right - left - ROOM[0] - ROOM[2], top - bottom - ROOM[1] - ROOM[3]
    scale = fitting_scale(board, (first.part[0], 0.0, first.part[1], first.top), room)
    each, kept, used = board.at_scale(scale[0]), [], 0.0
    for section in sections[:_MOST]:
        high = section.top * each + ROOM[1] + ROOM[3]
        if used + high <= top - bottom and (section.part[1] - section.part[0]) * each <= room[0]:
            kept.append((section, high))
            used += high
    spare, upper = (top - bottom - used) / max(1, len(kept)), top
    for number, (section, high) in enumerate(kept, 1):
        section.view, section.scale = str(number), scale
        section.frame = (left, upper - high - spare, right, upper) if len(kept) > 1 else None
        upper -= high + spare
    return [section for section, _ in kept] or [first]


def together(sections: Sequence[Stackable]) -> Board:
    """The sections of one sheet on one board; what stands beside them is that of the first, with what only others
    have to explain.
    """
    boards = [section.drawn() for section in sections]
    for board in boards:
        board.letter()
    first = boards[0]
    for board in boards[1:]:
        first.items += board.items
        first.dimensions += board.dimensions
        first.unplaced += board.unplaced
        told = {entry.text for entry in first.legend}
        first.legend += [entry for entry in board.legend if entry.text not in told]
    first.frame = None
    return first


def heights_table(board: Board, layout: Layout) -> SideTable:
    """The stack of services: every layer with its underside and top."""
    p, words = board.subject.printer, board.subject.words
    rows = tuple(
        (words.label(f"layers.{name}"), p.number("metres", low), p.number("metres", high))
        for name, low, high in layout.heights
    )
    unit = p.unit("metres")
    said = words.drawing
    headers = (
        said(_STACK, "stack_layer"), said(_STACK, "stack_low", unit=unit), said(_STACK, "stack_high", unit=unit)
    )  # fmt: skip
    return SideTable(said(_STACK, "stack"), headers, rows, (4, 2, 2))
