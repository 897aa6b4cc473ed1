"""What the pipes and racks of a section mean, as the section draws them."""

from collections.abc import Iterable
from functools import partial

from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.styles import COLOURS
from designer.layout.records import Placed

__all__ = ["FILLS", "pipe_entries", "rack_entries"]

XY = tuple[float, float]
#: What fills the racks of each purpose in a section, as on the plan.
FILLS = {"gpu": COLOURS["white"], "network": COLOURS["network-tint"], "storage": COLOURS["storage-tint"]}
#: Radius of a pipe that is cut [mm], how far it stands from the middle of its sample, and the ends of one that runs on.
_RADIUS, _ASIDE, _ENDS = 1.4, 6.0, (-2.0, 11.0)
#: The sheet whose words the racks have.
_PLAN = "A-103"


def pipe_entries(board: Board, *, along: bool) -> list[LegendEntry]:
    """Supply and return as the plane cuts them, and where pipes run `along` the section as they do so."""
    return [
        LegendEntry(board.word(name), symbol=partial(_pipe, back=back, along=along), tall=_RADIUS * 2)
        for name, back in (("supply", False), ("return", True))
    ]


def rack_entries(board: Board, racks: Iterable[Placed]) -> list[LegendEntry]:
    """The racks that are drawn, by what they are for."""
    said = board.subject.words.drawing
    purposes = {rack.purpose for rack in racks}
    return [LegendEntry(said(_PLAN, name), "outline", fill=fill) for name, fill in FILLS.items() if name in purposes]


def _pipe(board: Board, at: XY, *, back: bool, along: bool) -> None:
    """A pipe of the legend."""
    (x, y), colour = at, COLOURS["vermillion" if back else "blue"]
    middle = (x - _ASIDE if along else x, y)
    board.circle(middle, _RADIUS, "M-SYMB-N", "light", colour=colour, fill="" if back else colour)
    if along:
        box = (x + _ENDS[0], y - _RADIUS, x + _ENDS[1], y + _RADIUS)
        board.rectangle(box, "M-SYMB-N", "light", colour=colour)
