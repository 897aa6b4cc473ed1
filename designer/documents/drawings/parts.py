"""A plan in parts: windows that tile what it shows, with match lines between them and the sheet that goes on beyond."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from designer.documents.drawings.board import Board
from designer.documents.drawings.drawing import Path, Text
from designer.documents.drawings.hall import plan_extent
from designer.documents.drawings.lettering import Extent, text_width
from designer.documents.drawings.scales import coarser, room_of
from designer.documents.drawings.styles import COARSEST, GREY, LABEL, NOTE
from designer.documents.subject import Subject

__all__ = ["Part", "in_parts"]

#: Most parts of a plan, and of one whose scale is asked for; a plan that would need more is drawn in coarser ones.
_MOST, _MOST_ASKED = 9, 60
#: Places tried on either side for a cut.
_TRIES = 12
#: A cut this close to the edge of a thing [m] leaves it whole.
_THIN = 1e-3
#: From the wall to the number of a part on the whole plan [mm].
_BESIDE = 3.0
_LAYER = "G-ANNO-MATC"


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a plan shows: its sheet, its window [m], the sheets beyond its edges, which of how many it is,
    and the size of the largest [m], by which all are drawn at one scale.
    """

    number: str
    window: Extent
    beyond: Mapping[str, str]
    place: tuple[int, int]
    widest: tuple[float, float]


def in_parts(
    subject: Subject, whole: Board, first: str, drawn: Callable[[Part], Board], ratio: int | None = None
) -> list[Board]:
    """The whole plan, followed by its parts where it is too coarse or where `ratio` asks for a larger scale. `first` is
    the number of the first part.
    """
    if ratio is None and whole.ratio <= COARSEST:
        return [whole]
    extent = whole.window or plan_extent(subject)
    wanted = ratio or COARSEST
    counts = _counts(whole, extent, wanted)
    while counts[0] * counts[1] > (_MOST_ASKED if ratio else _MOST) and wanted < whole.ratio:
        wanted = coarser(subject, wanted)
        counts = _counts(whole, extent, wanted)
    parts = _tiled(_edges(whole, extent, counts, wanted), first)
    if len(parts) < 2:
        return [whole]
    _mark_parts(whole, parts)
    return [whole, *(_finished(drawn(part), part) for part in parts)]


def _counts(board: Board, extent: Extent, ratio: int) -> tuple[int, int]:
    """Parts side by side and one above the other at a scale."""
    wide, high = (length / board.at_scale(ratio) for length in room_of(board))
    west, south, east, north = extent
    return max(1, math.ceil((east - west) / wide - 1e-9)), max(1, math.ceil((north - south) / high - 1e-9))


def _edges(board: Board, extent: Extent, counts: tuple[int, int], ratio: int) -> tuple[list[float], list[float]]:
    """Where the plan is cut [m], along x and along y: near equal parts, where as little as can be is cut through."""
    boxes = [p.box.corners for p in board.design.trades.layout.placed]
    found = []
    for axis in (0, 1):
        low, high, count = extent[axis], extent[axis + 2], counts[axis]
        step = (high - low) / count
        slack = (room_of(board)[axis] / board.at_scale(ratio) - step) / 2
        spans = [(min(c[axis] for c in corners), max(c[axis] for c in corners)) for corners in boxes]
        edges = [low]
        for i in range(1, count):
            edges.append(_cut(low + i * step, slack, spans))
        found.append([*edges, high])
    return found[0], found[1]


def _cut(middle: float, slack: float, spans: Sequence[tuple[float, float]]) -> float:
    """The place within a reach of the middle that passes through the fewest spans, of those the nearest."""
    ends = {round(end, 6) for span in spans for end in span if abs(end - middle) <= slack}
    tried = {*ends, *(middle + slack * share / _TRIES for share in range(-_TRIES, _TRIES + 1))}
    return min(tried, key=lambda at: (sum(a + _THIN < at < b - _THIN for a, b in spans), abs(at - middle), at))


def _tiled(edges: tuple[list[float], list[float]], first: str) -> list[Part]:
    """Windows between the cuts, from the upper left on, numbered."""
    xs, ys = edges
    columns, rows = len(xs) - 1, len(ys) - 1
    letter, start = first[:2], int(first[2:])
    widest = max(b - a for a, b in itertools.pairwise(xs)), max(b - a for a, b in itertools.pairwise(ys))

    def number(i: int, j: int) -> str:
        return f"{letter}{start + j * columns + i}"

    parts = []
    for j in range(rows):
        for i in range(columns):
            beyond = {"left": (i - 1, j), "right": (i + 1, j), "top": (i, j - 1), "bottom": (i, j + 1)}
            known = {
                side: number(*at) for side, at in beyond.items() if 0 <= at[0] < columns and 0 <= at[1] < rows
            }
            window = xs[i], ys[rows - j - 1], xs[i + 1], ys[rows - j]
            parts.append(Part(number(i, j), window, known, (j * columns + i + 1, columns * rows), widest))
    return parts


def _finished(board: Board, part: Part) -> Board:
    """A part with its match lines and its place in its title."""
    board.part = part.place
    left, bottom, right, top = board.view
    (west, south), (east, north) = board.m(*part.window[:2]), board.m(*part.window[2:])
    for side, other in part.beyond.items():
        upright = side in ("left", "right")
        along = west if side == "left" else east if side == "right" else south if side == "bottom" else north
        ends = ((along, bottom), (along, top)) if upright else ((left, along), (right, along))
        board.items.insert(0, Path(ends, _LAYER, "match", space="paper"))
        text = board.subject.words.label("drawing.match_line", sheet=other)
        if upright:
            x = left - 1.5 if side == "left" else right + 1.5 + NOTE
            made = Text(x, (bottom + top) / 2, text, NOTE, _LAYER, "middle", 90.0, True, space="paper")
        else:
            y = top + 1.5 if side == "top" else bottom - 1.5 - NOTE
            made = Text((left + right) / 2, y, text, NOTE, _LAYER, "middle", 0.0, True, space="paper")
        board.text(made)
    return board


def _mark_parts(whole: Board, parts: Sequence[Part]) -> None:
    """The match lines and the numbers of the parts on the whole plan."""
    for part in parts:
        west, south, east, north = part.window
        (left, bottom), (right, top) = whole.m(west, south), whole.m(east, north)
        if "right" in part.beyond:
            whole.line(((right, bottom), (right, top)), _LAYER, "match", GREY)
        if "bottom" in part.beyond:
            whole.line(((left, bottom), (right, bottom)), _LAYER, "match", GREY)
        wide = text_width(part.number, LABEL, True)
        spots = [(x, y) for y in (bottom + _BESIDE, top - LABEL - _BESIDE, (bottom + top) / 2)
                 for x in (left + _BESIDE, right - wide - _BESIDE, (left + right - wide) / 2)]  # fmt: skip
        whole.try_places([Text(*at, part.number, LABEL, _LAYER, bold=True) for at in spots])
