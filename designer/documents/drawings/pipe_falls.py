"""Slopes, vents and drains on the drawings of pipes: an arrow to the low end of each part with its fall, a mark at
every high and every low point, their count against that of the valve list.
"""

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Sequence

from designer.cooling.fall_records import Fall
from designer.cooling.records import CoolingPlan
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.styles import GREY, SMALL
from designer.documents.lines import line_numbers
from designer.documents.tags import kind_of

__all__ = [
    "DRAIN_LAYER", "SLOPE_LAYER", "VENT_LAYER", "count_table", "legend_of", "mark_falls", "passing_table",
    "write_falls",
]  # fmt: skip

XY = tuple[float, float]
Place = Callable[[XY, str], XY]

SLOPE_LAYER, VENT_LAYER, DRAIN_LAYER = "M-SLOP-N", "M-VENT-N", "M-DRAN-N"
#: Length and half the width of an arrow, half the width of a mark; shortest pieces that have an arrow, and its figure,
#: on paper [mm].
_LONG, _HALF, _MARK, _LEAST, _TOLD = 2.6, 0.8, 0.9, 3.5, 9.0
#: Where along its piece an arrow may stand, the best first.
_ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
#: How far the figure of a fall may stand from its arrow [mm], and the marks from their pipe.
_REACH, _OFF = 9.0, 0.9
#: What the runs of far connections are named by.
_FAR = "-FAR-"
_KINDS = {"air vent": (VENT_LAYER, 1.0), "drain": (DRAIN_LAYER, -1.0)}


def mark_falls(board: Board, falls: Iterable[Fall], place: Place) -> list[tuple[XY, float]]:
    """The arrows and marks of some falls; `place` puts a point of a run on the paper. What figures are to be written
    (place, fall [m]), once all else has its place: `write_falls`.
    """
    told: list[tuple[XY, float]] = []
    for fall in falls:
        for stub in fall.stubs:
            _mark(board, place(stub.at, fall.run), stub.kind)
        piece = max(itertools.pairwise(place(p, fall.run) for p in fall.way), key=lambda ends: math.dist(*ends))
        if math.dist(*piece) >= _LEAST:
            at = _arrow(board, piece)
            told += [(at, fall.fall)] if math.dist(*piece) >= _TOLD else []
    return told


def write_falls(board: Board, told: Iterable[tuple[XY, float]]) -> None:
    """The figures of falls beside their arrows, the largest first, where there is room."""
    for at, metres in sorted(told, key=lambda each: -each[1]):
        board.try_label((at,), board.subject.printer.text("bore", metres * 1000.0), SLOPE_LAYER, SMALL, _REACH)


def _arrow(board: Board, piece: tuple[XY, XY]) -> XY:
    """An arrow on a piece, in its middle or as near to that as no text stands; where it stands."""
    (ax, ay), (bx, by) = piece
    span = math.dist(*piece)
    ux, uy = (bx - ax) / span, (by - ay) / span
    tried = [(ax + (bx - ax) * share, ay + (by - ay) * share) for share in _ALONG]
    x, y = next((at for at in tried if board.lettered.free(_around(at))), tried[0])
    foot = (x - ux * _LONG / 2.0, y - uy * _LONG / 2.0)
    barbs = [(foot[0] - uy * _HALF * sign, foot[1] + ux * _HALF * sign) for sign in (1.0, -1.0)]
    board.polygon(((x + ux * _LONG / 2.0, y + uy * _LONG / 2.0), *barbs), SLOPE_LAYER, "fine", fill=GREY)
    return x, y


def _around(at: XY) -> tuple[float, float, float, float]:
    """The square that an arrow takes."""
    half = _LONG / 2.0
    return at[0] - half, at[1] - half, at[0] + half, at[1] + half


def _mark(board: Board, at: XY, kind: str) -> None:
    """A triangle: upright and open for a vent, hanging and full for a drain, one over the other where both stand."""
    layer, sign = _KINDS[kind]
    x, y = at
    tip, base = y + sign * (_OFF + 2.0 * _MARK), y + sign * _OFF
    fill = "#FFFFFF" if sign > 0.0 else "#000000"
    board.polygon(((x, tip), (x - _MARK, base), (x + _MARK, base)), layer, "thin", fill=fill)
    board.occupied.take((x - _MARK, min(tip, base), x + _MARK, max(tip, base)))


def legend_of(board: Board) -> list[LegendEntry]:
    """What the marks and arrows mean."""
    word = board.subject.words.label
    marks = (("slope", _sample), ("vent", _vent), ("drain", _drain))
    return [LegendEntry(word(f"falls.{key}"), symbol=symbol, tall=4.0) for key, symbol in marks]


def _vent(board: Board, at: XY) -> None:
    _mark(board, (at[0], at[1] - _OFF - _MARK), "air vent")


def _drain(board: Board, at: XY) -> None:
    _mark(board, (at[0], at[1] + _OFF + _MARK), "drain")


def _sample(board: Board, at: XY) -> None:
    x, y = at
    board.line(((x - 3.5, y), (x + 3.5, y)), SLOPE_LAYER, "thin")
    _arrow(board, ((x - 3.0, y), (x + 3.0, y)))


def count_table(board: Board, plan: CoolingPlan, runs: Collection[str]) -> SideTable:
    """Vents and drains of some runs, drawn here, of the others, of machines, and all, as the valve list holds them."""
    word = board.subject.words.label
    on_pipes = {stub.tag: fall.run in runs for fall in plan.falls for stub in fall.stubs}
    counts = []
    for kind in _KINDS:
        tags = [tag for tag, own, _ in plan.valves if own == kind]
        here = sum(on_pipes.get(tag, False) for tag in tags)
        others = sum(not on_pipes.get(tag, True) for tag in tags)
        counts.append((here, others, sum(tag not in on_pipes for tag in tags), len(tags)))
    names = ("here", "elsewhere", "machines", "all")
    rows = tuple(
        (word(f"falls.{name}"), str(vents), str(drains))
        for name, vents, drains in zip(names, *counts, strict=True)
        if name != "elsewhere" or vents or drains
    )
    headers = (word("falls.where"), word("falls.vents"), word("falls.drains"))
    return SideTable(word("falls.title"), headers, rows, (4.0, 1.5, 1.5))


def passing_table(board: Board, plan: CoolingPlan, loop: str) -> list[SideTable]:
    """Vents and drains that stand between the ends of a segment, where a pipe of the loops whose names begin so passes
    another or is too long to fall one way, and those of far connections; of pipes alike the first. None without any.
    """
    word, rows, said = board.subject.words.label, [], set[str]()
    loops = {run.tag: run.loop for run in plan.pipes}
    lines = line_numbers(plan.pipes, board.subject.catalog, board.subject.printer.system)
    for fall in plan.falls:
        for kind in _KINDS if loops.get(fall.run, "").startswith(loop) else ():
            tags = [s.tag for s in fall.stubs if (s.more or _FAR in fall.run) and s.kind == kind]
            if tags and not {kind_of(tag) for tag in tags} <= said:
                said |= {kind_of(tag) for tag in tags}
                rows.append((lines[fall.run], board.subject.words.ranged(tags)))
    headers: Sequence[str] = (word("falls.pipe"), word("falls.between"))
    return [SideTable(word("falls.between_title"), tuple(headers), tuple(rows), (2.6, 4.4))] if rows else []
