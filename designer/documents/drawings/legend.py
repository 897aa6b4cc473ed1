"""What stands in the column beside a drawing: samples of the legend, and small tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.documents.drawings.board import Board

__all__ = ["LegendEntry", "SideTable"]

XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample (line, filled box, letters, or a symbol that draws itself in a row so tall [mm]) and what it means."""

    text: str
    pen: str = ""
    colour: str = ""
    fill: str = ""
    mark: str = ""
    symbol: "Callable[[Board, XY], None] | None" = None
    tall: float = 0.0


@dataclass(frozen=True, slots=True)
class SideTable:
    """A small table of the legend column; widths are shares of the column."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
