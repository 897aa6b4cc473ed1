"""Rear views of the rack elevations: how the two cords and the coolant of a rack reach it, for one rack of each kind.

What the design holds is drawn: cords of each path with their current and rating, the busway or panel of each, supply
and return of the coolant with its flow and temperatures. On which side each stands is assumed (†).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.documents.drawings.board import Board
from designer.documents.drawings.lettering import text_width, wrapped
from designer.documents.drawings.rack_contents import Part
from designer.documents.drawings.styles import COLOURS, GREY, NOTE, SMALL
from designer.layout.records import Placed

__all__ = ["Rear", "draw_rear"]

_LAYER, _TEXT = "T-ELEV-N", "T-ELEV-TEXT-N"
_PATHS = {"A": "blue", "B": "vermillion"}
#: Width of a strip with the cords of a path and of a manifold, between them, and over the rack to where they come from
#: [mm].
_STRIP, _MANIFOLD, _BETWEEN, _OVER = 4.2, 2.6, 1.6, 6.5
#: Leaf of a rear door inside the outline of its rack, and the head of the rack with its tag [mm].
_LEAF, _HEAD = 0.7, 4.2
#: Half the width of a busbar [mm].
_BUSBAR = 1.6
#: From line to line of the words below, and from the rack down to the first [mm].
_LINE, _FIRST = 4.1, 4.6
#: Lines for where the cords of one path come from.
_MOST = 2


@dataclass(frozen=True, slots=True)
class Rear:
    """The rear of a rack: its outline on paper (left, foot, right, top), foot and height of a unit, what stands at
    which units as (lowest unit, units), its parts where it is delivered whole, and the room for words below it [mm].
    """

    rack: Placed
    outline: tuple[float, float, float, float]
    foot: float
    step: float
    held: Sequence[tuple[int, int]]
    parts: Sequence[Part]
    room: float


def draw_rear(board: Board, rear: Rear) -> None:
    """The rear of a rack inside its outline, with what comes from above, and its words below."""
    left, _, right, top = rear.outline
    for low, high in rear.held:
        y = rear.foot + (low - 1) * rear.step
        board.rectangle((left + 2.2, y, right - 2.2, y + high * rear.step), "T-ELEV-DEVC-N", "fine",
                        colour=GREY)  # fmt: skip
    lines = [(board.word("rear", tag=rear.rack.tag), True)]
    lines += [(text, False) for text in (*_cords(board, rear), *_coolant(board, rear), *_door(board, rear))]
    for i, (line, bold) in enumerate(lines):
        height = NOTE if bold and text_width(line, NOTE, True) < rear.room else SMALL
        board.write((left, rear.outline[1] - _FIRST - i * _LINE), line, _TEXT, height, bold=bold)
    if any(part.key == "part_shelf" for part in rear.parts):
        middle = (left + right) / 2
        bar = (middle - _BUSBAR, rear.foot, middle + _BUSBAR, top - 2.0)
        board.rectangle(bar, _LAYER, "hidden", fill=COLOURS["white"])
        board.centred(bar, board.word("busbar"), _TEXT, (SMALL,))


def _cords(board: Board, rear: Rear) -> list[str]:
    """A strip for each path at its side of the rack, and what is said of it."""
    power, p, tag = board.design.trades.power, board.subject.printer, rear.rack.tag
    load = next((one for one in power.loads if one.tag == tag), None)
    if load is None:
        return []
    fed = next((one for one in power.assignments if one.load == tag), None)
    whip = next((one for one in power.whips if one.rack == rear.rack.catalog.rsplit("/", 1)[-1]), None)
    said = []
    for number, path in enumerate(list(_PATHS)[: max(1, load.cords)]):
        _upright(board, rear, number == 0, (2.6, _STRIP), (path, COLOURS[_PATHS[path]]))
        source = ((fed.busway_a, fed.busway_b)[number] or (fed.block_a, fed.block_b)[number]) if fed else ""
        cords = board.word("cords", count=str(max(1, whip.whips // 2)), current=p.number("current", whip.current),
                           rating=p.text("current", whip.rating)) if whip else ""  # fmt: skip
        text = ", ".join(filter(None, (f"{path} {cords}".strip(), source)))
        said += wrapped(text, SMALL, rear.room)[:_MOST]
    return said


def _coolant(board: Board, rear: Rear) -> list[str]:
    """The manifolds of a liquid-cooled rack, and what flows through them."""
    plan, p = board.design.trades.cooling, board.subject.printer
    flow = next((one for one in plan.racks if one.tag == rear.rack.tag), None)
    if flow is None:
        return []
    at = 2.6 + _STRIP + _BETWEEN
    said = []
    for left, key, level, colour in (
        (True, "supply", flow.supply, COLOURS["blue"]), (False, "return", flow.returned, COLOURS["vermillion"])
    ):  # fmt: skip
        _upright(board, rear, left, (at, _MANIFOLD), (board.word(f"{key}_mark"), colour))
        said.append(board.word(key, loop=flow.loop, temperature=p.text("temperature", level)))
    said[0] = f"{said[0]}, {p.text('flow', flow.flow)}"
    return said


def _door(board: Board, rear: Rear) -> list[str]:
    """The rear door that closes a rack: its leaf, open here, with its tag; its heat, water and temperatures."""
    p = board.subject.printer
    door = next((one for one in board.design.trades.cooling.doors if one.rack == rear.rack.tag), None)
    if door is None:
        return []
    left, low, right, top = rear.outline
    leaf = (left + _LEAF, low + _LEAF, right - _LEAF, top - _LEAF)
    board.rectangle(leaf, "M-DOOR-N", "hidden")
    board.centred((leaf[0], top - _HEAD, leaf[2], top - _LEAF), door.tag, _TEXT, (NOTE, SMALL), bold=True)
    water = board.word("door_water", flow=p.text("flow", door.flow), cold=p.number("temperature", door.water_in),
                       warm=p.text("temperature", door.water_out))  # fmt: skip
    return [board.word("door", tag=door.tag, heat=p.text("power", door.heat)), water]


def _upright(board: Board, rear: Rear, left: bool, across: tuple[float, float], told: tuple[str, str]) -> None:
    """A strip along the height of a rack so far from its side and so wide, fed from above, its letter on top."""
    (west, _, east, top), (inset, wide) = rear.outline, across
    low = west + inset if left else east - inset - wide
    box = (low, rear.foot + 1.0, low + wide, top - 4.0)
    letter, colour = told
    board.rectangle(box, _LAYER, "light", colour=colour, fill=COLOURS["white"])
    middle = low + wide / 2
    board.line(((middle, top - 4.0), (middle, top + _OVER - 4.0)), _LAYER, "light", colour)
    board.write((middle, top + _OVER - 3.4), letter, _TEXT, SMALL, anchor="middle", colour=colour)
