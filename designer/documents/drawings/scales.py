"""Scales of drawings: the usual ones of each unit system, and the largest at which something fits a sheet."""

from designer.documents.drawings.board import Board
from designer.documents.drawings.lettering import Extent
from designer.documents.subject import Subject

__all__ = ["INSET_MARGINS", "MARGINS", "coarser", "detail_scale", "finer", "fitting_scale", "room_of", "scales_of"]

#: Scales of each unit system, largest first: ratio and its name.
_SCALES: dict[str, tuple[tuple[int, str], ...]] = {
    "IP": (
        (24, '1/2" = 1\'-0"'),
        (48, '1/4" = 1\'-0"'),
        (64, '3/16" = 1\'-0"'),
        (96, '1/8" = 1\'-0"'),
        (128, '3/32" = 1\'-0"'),
        (192, '1/16" = 1\'-0"'),
        (240, "1\" = 20'"),
        (360, "1\" = 30'"),
        (480, "1\" = 40'"),
        (720, "1\" = 60'"),
        (1200, "1\" = 100'"),
    ),
    "SI": (
        (25, "1:25"),
        (50, "1:50"),
        (75, "1:75"),
        (100, "1:100"),
        (125, "1:125"),
        (150, "1:150"),
        (200, "1:200"),
        (250, "1:250"),
        (300, "1:300"),
        (400, "1:400"),
        (500, "1:500"),
        (750, "1:750"),
        (1000, "1:1000"),
        (2000, "1:2000"),
    ),
}
#: Scales of details.
_DETAILS: dict[str, tuple[tuple[int, str], ...]] = {
    "IP": ((2, '6" = 1\'-0"'), (4, '3" = 1\'-0"'), (8, '1 1/2" = 1\'-0"'), (16, '3/4" = 1\'-0"'), *_SCALES["IP"][:4]),
    "SI": ((2, "1:2"), (5, "1:5"), (10, "1:10"), (20, "1:20"), *_SCALES["SI"][:3]),
}
#: What rounding may add to a length that fits.
_ROUNDING = 1e-9
#: Paper kept free around the plan for grid bubbles and dimensions [mm]: left, bottom, right, top.
MARGINS = (30.0, 24.0, 10.0, 24.0)
#: The same around a view among others on a sheet: for its bubbles and its title.
INSET_MARGINS = (14.0, 17.0, 2.0, 13.0)


def room_of(board: Board) -> tuple[float, float]:
    """Width and height of the sheet that a plan may take [mm]."""
    left, bottom, right, top = board.area
    free = INSET_MARGINS if board.frame else MARGINS
    return right - left - free[0] - free[2], top - bottom - free[1] - free[3]


def scales_of(board: Board) -> list[int]:
    """The scales of a board's unit system, one to so much, the largest first."""
    return [ratio for ratio, _ in _SCALES[board.subject.printer.system]]


def finer(subject: Subject, ratio: int) -> int:
    """The next finer scale of the unit system; one where there is none."""
    return next((known for known, _ in reversed(_SCALES[subject.printer.system]) if known < ratio), 1)


def coarser(subject: Subject, ratio: int) -> int:
    """The next coarser scale of the unit system."""
    return next((known for known, _ in _SCALES[subject.printer.system] if known > ratio), ratio * 2)


def fitting_scale(board: Board, extent: Extent, room: tuple[float, float]) -> tuple[int, str]:
    """The largest scale at which an extent [m] fits a room [mm]: ratio and its name."""
    return _fitting(board, extent, room, _SCALES)


def detail_scale(board: Board, extent: Extent, room: tuple[float, float]) -> tuple[int, str]:
    """The largest scale of a detail at which an extent [m] fits a room [mm]: ratio and its name."""
    return _fitting(board, extent, room, _DETAILS)


def _fitting(
    board: Board, extent: Extent, room: tuple[float, float], scales: dict[str, tuple[tuple[int, str], ...]]
) -> tuple[int, str]:
    (wide, high), (west, south, east, north) = room, extent
    system = board.subject.printer.system
    least = max((east - west) / wide, (north - south) / high)
    known = scales[system]
    ratio, name = next((s for s in known if board.at_scale(s[0]) * least <= 1.0 + _ROUNDING), known[-1])
    return ratio, f"{name} (1:{ratio})" if system == "IP" else name
