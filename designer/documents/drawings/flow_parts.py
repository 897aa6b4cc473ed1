"""Parts of the cooling flow diagram: the buffer tank, what is measured in the air of the hall."""

from designer.cooling.records import CoolingPlan
from designer.documents.drawings.board import Board
from designer.documents.drawings.styles import SMALL
from designer.documents.drawings.symbols import balloon

__all__ = ["air_gauges", "buffer_tank"]

XY = tuple[float, float]


def buffer_tank(board: Board, plan: CoolingPlan, at: XY) -> None:
    """The buffer tank in the facility supply, where the plan has one."""
    x, y = at
    for tank in (i for i in plan.items if i.kind == "buffer"):
        box = (x - 9, y - 6, x + 9, y + 6)
        board.rectangle(box, "M-SYMB-N", "light", fill="#FFFFFF")
        board.occupied.take(box)
        board.write((x, y + 0.8), tank.tag, "M-TEXT-N", SMALL, anchor="middle", bold=True)
        board.write((x, y - 3.8), board.subject.printer.fact(tank.size), "M-TEXT-N", SMALL, anchor="middle")


def air_gauges(board: Board, plan: CoolingPlan, x: float, levels: XY) -> None:
    """Temperature and dew point of the supplied air, pressure over the containment, where the list has them."""
    listed = {tag for tag, _, where in plan.instruments if where == "AIR-HALL"}
    supply, hot = levels
    gauges = (("TT", 0.0, supply, supply - 12.0), ("MT", 34.0, supply, supply - 12.0), ("PDT", 14.0, hot, supply))
    for letters, dx, start, end in gauges:
        if (tag := f"{letters}-AIR-HALL") in listed:
            at = (x + dx, end if letters != "PDT" else (start + end) / 2.0)
            board.line(((x + dx, start), (x + dx, end)), "M-INST-N", "fine")
            balloon(board, at, letters)
            board.write((at[0] + 6.0, at[1] - 1.2), tag, "M-TEXT-N", SMALL)
