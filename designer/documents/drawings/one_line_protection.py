"""What protects and measures on the one-line diagram, as far as the design holds it: a current transformer and the
phase overcurrent relay at every breaker whose cubicle has a setting, voltage transformers with the meter of a section,
earthed star points of the transformers.
"""

from collections.abc import Iterator
from functools import partial

from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.one_line_ends import Sketched
from designer.documents.drawings.styles import SMALL
from designer.documents.drawings.switch_symbols import by_iec, take

__all__ = [
    "current_transformer", "draw_meters", "earth", "protected", "protection_legend", "relay", "star_point",
    "voltage_transformer",
]  # fmt: skip

XY = tuple[float, float]
_E = "E-SYMB-N"
#: The device number of phase overcurrent (IEEE C37.2), the one function that a setting of the model is.
OVERCURRENT = "51"
#: From a breaker to its current transformer and aside to its relay; radius of a relay and of a winding [mm].
_BELOW, _ASIDE, _RELAY, _WINDING = 5.4, 6.4, 3.0, 1.6
#: A meter: from its bus to the voltage transformer and to the meter, its radius, room beside it, places tried [mm].
_VT, _METER, _ROUND, _ROOM, _TRIES, _STEP = 6.0, 13.0, 3.0, (5.0, 30.0), 60, 4.0


def current_transformer(board: Board, at: XY) -> None:
    """A current transformer on an upright conductor: a circle around it with two strokes at its secondary by IEC, two
    bows beside it by IEEE.
    """
    x, y = at
    if by_iec(board):
        board.circle(at, _WINDING, _E, "light")
        for shift in (-0.6, 0.6):
            board.line(((x - 2.6 + shift, y - 0.9), (x - 2.6 + shift, y + 0.9)), _E, "thin")
    else:
        for shift in (-1.1, 1.1):
            board.arc((x - 0.2, y + shift), 1.1, _E, "light", (90.0, 270.0))
    take(board, at, (3.3, 2.4))


def voltage_transformer(board: Board, at: XY) -> None:
    """A voltage transformer below its terminal: two circles by IEC, two windings face to face by IEEE."""
    x, y = at
    if by_iec(board):
        for shift in (1.1, -1.1):
            board.circle((x, y + shift), _WINDING, _E, "light")
    else:
        for sign in (1.0, -1.0):
            for shift in (-1.1, 1.1):
                turn = (0.0, 180.0) if sign < 0 else (180.0, 360.0)
                board.arc((x + shift, y + sign * 1.6), 1.1, _E, "light", turn)
            board.line(((x - 2.2, y + sign * 1.6), (x + 2.2, y + sign * 1.6)), _E, "fine")
    take(board, at, (2.8, 3.0))


def relay(board: Board, at: XY, number: str = OVERCURRENT) -> None:
    """A protection function: a circle with its device number."""
    board.circle(at, _RELAY, _E, "light", fill="#FFFFFF")
    board.write((at[0], at[1] - SMALL / 2), number, _E, SMALL, anchor="middle")
    take(board, at, (_RELAY, _RELAY))


def earth(board: Board, at: XY, colour: str = "") -> None:
    """Earth: a stub down to three strokes, each shorter than the one above it."""
    x, y = at
    board.line(((x, y), (x, y - 1.6)), _E, "light", colour)
    for number, half in enumerate((1.8, 1.1, 0.5)):
        level = y - 1.6 - number * 0.8
        board.line(((x - half, level), (x + half, level)), _E, "light", colour)
    take(board, (x, y - 1.8), (2.0, 2.0))


def protected(sketch: Sketched, at: XY, device: str, *, up: bool = False) -> None:
    """The current transformer and the relay of a breaker whose cubicle has a setting, on the side away from its bus:
    below the breaker, or `up` above it.
    """
    cubicles = sketch.board.design.trades.power.cubicles
    if not any(c.device == device and c.setting for c in cubicles):
        return
    board, (x, y) = sketch.board, at
    level = y + (_BELOW if up else -_BELOW)
    aside = x - _ASIDE - _RELAY / 2
    current_transformer(board, (x, level))
    start = x - 3.2 if by_iec(board) else x - 1.3
    board.line(((start, level), (aside + _RELAY, level)), _E, "fine")
    edge = level + (-_RELAY if up else _RELAY)
    board.line(((aside, edge), (aside, y), (x - 2.7, y)), _E, "hidden")
    relay(board, (aside, level))


def star_point(sketch: Sketched, at: XY, tag: str, colour: str) -> None:
    """The earthed star point of a transformer, where the fault study counts on it, and the current to earth at its
    board.
    """
    board, (x, y) = sketch.board, at
    state = next((b for b in board.design.trades.power.buses if b.tag == tag), None)
    if state is None or not state.earth_ka:
        return
    level, inner = (y - 2.4, x - 3.6) if by_iec(board) else (y - 3.4, x - 5.6)
    outer = inner - 4.2
    board.line(((inner, level), (outer, level)), _E, "thin", colour)
    earth(board, (outer, level), colour)


def draw_meters(sketch: Sketched) -> None:
    """The voltage transformer and the meter of each section with a metering cubicle, at the first free place along its
    bus: above the near one, below the far one.
    """
    board, right = sketch.board, sketch.start + sketch.pitch * len(sketch.columns)
    ways = [sketch.x[c.block.tag] + sign * sketch.pitch * 0.22 for c in sketch.columns for sign in (-1, 1)]
    metered = {c.section: c.device for c in board.design.trades.power.cubicles if c.duty == "metering"}
    for level, sign, state in zip(("mv_near", "mv_far"), (1.0, -1.0), sketch.data.sections, strict=False):
        if state.tag not in metered or sketch.before:
            continue
        y = sketch.y(level)
        for x in _places(sketch.start, right):
            low, high = sorted((y + sign * 1.4, y + sign * (_METER + _ROUND)))
            beside = min((abs(x - way) for way in ways), default=_ROOM[0])
            if beside > _ROUND and board.occupied.free((x - _ROOM[0], low, x + _ROOM[1], high), 0.3):
                _meter(board, (x, y), sign, metered[state.tag])
                break
        else:
            board.unplaced.append(metered[state.tag])


def _places(left: float, right: float) -> Iterator[float]:
    """Places along a bus, the left end first."""
    return (x for n in range(_TRIES) if (x := left - 30.0 + n * _STEP) < right)


def _meter(board: Board, at: XY, sign: float, device: str) -> None:
    x, y = at
    board.line(((x, y), (x, y + sign * (_VT - 2.7))), "E-LINE-N", "light")
    voltage_transformer(board, (x, y + sign * _VT))
    board.line(((x, y + sign * (_VT + 2.7)), (x, y + sign * (_METER - _ROUND))), "E-LINE-N", "light")
    centre = (x, y + sign * _METER)
    board.circle(centre, _ROUND, _E, "light", fill="#FFFFFF")
    board.write((x, centre[1] - SMALL / 2), "M", _E, SMALL, anchor="middle")
    take(board, centre, (_ROUND, _ROUND))
    board.write((x + _ROUND + 1.2, centre[1] - SMALL / 2), device, "E-TEXT-N", SMALL)


def _on_line(board: Board, at: XY) -> None:
    """A current transformer on a piece of its conductor, for the legend."""
    board.line(((at[0], at[1] - 4.0), (at[0], at[1] + 4.0)), "E-LINE-N", "light")
    current_transformer(board, at)


def _earthed(board: Board, at: XY) -> None:
    earth(board, (at[0], at[1] + 1.8))


def protection_legend(board: Board) -> list[LegendEntry]:
    """What the diagram says of protection and measuring."""
    entry = partial(LegendEntry, tall=9.0)
    return [
        entry(board.word("current_transformer"), mark="CT", symbol=_on_line),
        entry(board.word("voltage_transformer"), mark="VT", symbol=voltage_transformer),
        entry(board.word("relay"), mark=OVERCURRENT, symbol=relay),
        entry(board.word("earth"), symbol=_earthed),
    ]
