"""The water side of the hall's air on the cooling flow diagram: coils of air units on facility water, rear doors."""

from collections.abc import Sequence
from typing import Protocol

from designer.cooling.records import CoolingPlan
from designer.documents.drawings.board import Board
from designer.documents.drawings.styles import COLOURS, SMALL
from designer.documents.drawings.symbols import fan_unit, jump, valve

__all__ = ["coil_water", "rear_doors"]

XY = tuple[float, float]
#: Half the width of the symbol, and how far over its middle its texts begin [mm].
_HALF, _OVER = 16.0, 38.0


class _Flow(Protocol):
    """What is drawn on."""

    board: Board
    plan: CoolingPlan

    def line(self, points: Sequence[XY], *, back: bool = False, still: bool = False) -> None: ...
    def lines(self, at: XY, texts: Sequence[str], **style: object) -> None: ...


def coil_water(flow: _Flow, at: XY, headers: XY) -> None:
    """Facility water from the headers, supply and return, to the coils that are drawn around a point."""
    (x, y), (xs, xr) = at, headers
    flow.line(((xs, y - 8), (x - _HALF, y - 8)))
    flow.line(((x - _HALF, y + 8), (xr, y + 8)), back=True)
    _valves(flow, at)


def _valves(flow: _Flow, at: XY) -> None:
    """Isolation of a coil on both sides, control on its return."""
    x, y = at
    for place in (y - 8, y + 8):
        valve(flow.board, (x - 38, place))
    valve(flow.board, (x - 26, y + 8), kind="control")


def rear_doors(flow: _Flow, at: XY, above: float, headers: XY | None, racks: XY) -> None:
    """All rear doors as one coil with their racks: fed from the facility's headers where there are some, else from the
    chilled water of the air units, whose row lies `above`; racks = from where to where their box reaches.
    """
    (x, y), board, plan, p = at, flow.board, flow.plan, flow.board.subject.printer
    fan_unit(board, at, (_HALF, 14.0))
    if headers is not None:
        coil_water(flow, at, headers)
    else:
        supply, back = x - 62.0, x - 50.0
        flow.line(((supply, above - 8), (supply, y - 8), (x - _HALF, y - 8)))
        flow.line(((x - _HALF, y + 8), (back, y + 8), (back, above + 8)), back=True)
        jump(board, (back, above - 8), "M-PIPE-N", "service", COLOURS["blue"])
        _valves(flow, at)
    doors = plan.doors
    names = list(dict.fromkeys(board.subject.record_name("rear-door", d.catalog.partition("/")[2]) for d in doors))
    texts = [
        board.subject.words.ranged(d.tag for d in doors),
        ", ".join(names),
        f"{p.text('power', sum(d.heat for d in doors))} / {p.text('power', sum(d.capacity for d in doors))}",
        p.text("flow", sum(d.flow for d in doors)),
    ]
    flow.lines((x - 26, y + _OVER), texts)
    for dy, air in ((-8.0, max(d.air_out for d in doors)), (8.0, max(d.air_in for d in doors))):
        line = ((x + _HALF, y + dy), (racks[0], y + dy))
        board.line(line, "M-DUCT-N", "future", COLOURS["green"], keep_clear=True)
        board.write((x + 60, y + dy + 1.6), p.text("temperature", air), "M-TEXT-N", SMALL)
    box = (racks[0], y - 18, racks[1], y + 18)
    board.rectangle(box, "T-RACK-N", "outline", fill="#FFFFFF")
    board.occupied.take(box)
    heat = p.text("power_mw", sum(d.air_heat for d in doors))
    said = [board.subject.words.ranged(d.rack for d in doors), board.word("heat", heat=heat)]
    flow.lines((racks[0] + 4, y + 8), [board.word("door_racks", count=str(len(doors))), *said])
