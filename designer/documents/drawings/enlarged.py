"""Enlarged views in the white of a sheet: a plan that leaves room below it is set to the top of its sheet, its densest
part drawn larger in that room, and framed on the plan with the number of its view.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from designer.documents.drawings.board import Board
from designer.documents.drawings.callouts import framed
from designer.documents.drawings.drawing import Circle, Item, Path, Stamp, Text
from designer.documents.drawings.hall import around, higher, needed, plan_board, plan_extent
from designer.documents.drawings.lettering import Extent, extent
from designer.documents.drawings.scales import INSET_MARGINS, MARGINS, scales_of
from designer.documents.drawings.section_marks import titled
from designer.documents.subject import Subject
from designer.layout.records import Placed

__all__ = ["enlarged", "overview", "racks_extent", "roomy"]

_Part = TypeVar("_Part", Polygon, LineString)

#: A view is drawn larger by no less than this, and in no more strips.
_LARGER, _STRIPS = 1.4, 4
#: A plan so much coarser than its views carries no labels: they would stand around it in a heap.
_QUIET = 4
#: Strips over all that stands are larger than the plan by no less than this.
_STRIPPED = 1.9
#: Strips over all that stands are taken where their scale is at most so much coarser than that of the racks alone.
_COARSER = 2.0
#: Free floor shown around what is enlarged [m].
_AROUND = 1.2
#: How much strips show of one another at most [m]: a rack that one cuts is whole in the next.
_BEYOND = 4.8
#: From the lower edge of a view to the middle of its title [mm].
_TITLE = 7.0
_LAYER = "G-ANNO-REFR"
#: The bar that marks the front of a rack, as a share of its depth.
_FRONT = 0.12


def racks_extent(subject: Subject) -> Extent:
    """The rack area with a little floor around it [m]."""
    return around((c for r in subject.design.trades.layout.of("rack") for c in r.box.corners), _AROUND)


def enlarged(
    subject: Subject, board: Board, drawn: Callable[[Board], None], placed: Sequence[Placed] = (),
    shown: Extent | None = None,
) -> Board:  # fmt: skip
    """The board as `drawn`, with the rack area, or all that is `placed` in strips, enlarged in the room below it where
    that is larger by a fair step. `shown` is what is drawn of the plan [m], where that is not everything.
    """
    views = list(_views(subject, board, placed, shown)) if subject.design.trades.layout.of("rack") else []
    board.quiet = bool(views) and board.ratio >= views[0].ratio * _QUIET
    drawn(board)
    board.quiet = False
    for number, view in enumerate(views, 2):
        drawn(view)
        view.letter()
        framed(board, _on(board, view), str(number), board.number)
        _paste(board, view, str(number))
    if views:
        told = {text for view in views for text in _shown_texts(view)}
        board.unplaced = [text for text in board.unplaced if text not in told]
    return board


def _shown_texts(view: Board) -> set[str]:
    return {item.text for item in view.items if isinstance(item, Text)}


def _on(board: Board, view: Board) -> Extent:
    """The window of a view on the plan [mm]."""
    west, south, east, north = view.window or (0.0, 0.0, 0.0, 0.0)
    return (*board.m(west, south), *board.m(east, north))


def _views(subject: Subject, board: Board, placed: Sequence[Placed], drawn: Extent | None) -> Iterator[Board]:
    """The boards of the views, in the room that the plan leaves when it is set to the top of its sheet."""
    left, bottom, right, top = board.area
    shown = board.window or drawn or plan_extent(subject)
    used = (shown[3] - shown[1]) * board.transform.scale + MARGINS[1] + MARGINS[3]
    room = (right - left, top - used - bottom)
    found = _chosen(subject, board, placed, room)
    if not found:
        return
    ratio, windows = found
    _to_top(board, shown, MARGINS[3] + higher(subject))
    high = (windows[0][3] - windows[0][1]) * board.at_scale(ratio) + INSET_MARGINS[1] + INSET_MARGINS[3]
    if len(windows) == 1:  # one view takes all the room: as little as can be is cut off above and below it
        high = room[1]
    spare = (room[1] - high * len(windows)) / (len(windows) + 1)
    for number, window in enumerate(windows):
        upper = top - used - spare - number * (high + spare)
        frame = (left, upper - high, right, upper)
        yield plan_board(subject, board.number, window, frame=frame, kept=len(windows) > 1)


def _to_top(board: Board, shown: Extent, margin: float) -> None:
    """Move the plan to the top of its sheet."""
    top = board.area[3] - margin
    x, scale = board.transform.x, board.transform.scale
    board.transform = replace(board.transform, x=x, y=top - shown[3] * scale)


def _chosen(
    subject: Subject, board: Board, placed: Sequence[Placed], room: tuple[float, float]
) -> tuple[int, list[Extent]] | None:
    """The scale and the windows of the views: the racks alone, or strips of everything where those are nearly as large;
    nothing where neither is larger than the plan by a fair step.
    """
    racks = _strips(board, racks_extent(subject), room, 1)
    boxes = [corner for one in placed for corner in one.box.corners]
    whole = _strips(board, around(boxes, _AROUND), room, _STRIPS) if boxes else None
    large = whole is not None and whole[0] * _STRIPPED <= board.ratio
    best = whole if whole and large and (not racks or whole[0] <= racks[0] * _COARSER) else racks
    return best if best and best[0] * _LARGER <= board.ratio else None


def roomy(subject: Subject, number: str, whole: Extent, part: Extent, placed: Sequence[Placed]) -> Board:
    """The board of a plan that shows the whole of a hall and leaves room for views of its parts, else of one that shows
    no more than is used.
    """
    board = plan_board(subject, number, whole)
    return board if list(_views(subject, replace(board), placed, whole)) else plan_board(subject, number, part)


def overview(
    subject: Subject, number: str, drawn: Callable[[Board], None], close: Board, placed: Sequence[Placed] = (),
    larger: float = 1.0,
) -> Board | None:  # fmt: skip
    """The whole hall as `drawn`, with enlarged views at a scale at least `larger` times that of a sheet that would show
    a part `close`; nothing where there is no room for such views.
    """
    whole = needed(subject, placed)
    board = plan_board(subject, number, whole)
    views = list(_views(subject, replace(board), placed, whole))
    if not views or views[0].ratio * larger > close.ratio:
        return None
    return enlarged(subject, board, drawn, placed, whole)


def _strips(board: Board, whole: Extent, room: tuple[float, float], most: int) -> tuple[int, list[Extent]] | None:
    """The finest scale at which an extent fits a room in equal strips one below the other, and their windows."""
    west, south, east, north = whole
    wide = room[0] - INSET_MARGINS[0] - INSET_MARGINS[2]
    for ratio in scales_of(board):
        scale = board.at_scale(ratio)
        count = math.ceil((east - west) * scale / wide - 1e-9)
        high = (north - south) * scale + INSET_MARGINS[1] + INSET_MARGINS[3]
        if count <= most and count * high <= room[1]:
            step = (east - west) / count
            more = min(wide / scale - step, _BEYOND) / 2 if count > 1 else 0.0
            cuts = [west + i * step for i in range(count + 1)]
            return ratio, [(a - more, south, b + more, north) for a, b in itertools.pairwise(cuts)]
    return None


def _paste(board: Board, view: Board, number: str) -> None:
    """The items of a view on the paper of the board, cut at its edges, with its outline and its title."""
    left, bottom, right, top = view.view
    edge = box(left, bottom, right, top)
    board.items += [cut for item in view.items for cut in _cut(item, edge)]
    corners = ((left, bottom), (right, bottom), (right, top), (left, top))
    board.items.append(Path(corners, _LAYER, "overhead", closed=True, space="paper"))
    before = len(board.items)
    title = board.subject.words.label("drawing.enlarged")
    titled(board, (left, bottom - _TITLE), (number, title, view.scale_text))
    board.items[before:] = [replace(item, space="paper") for item in board.items[before:]]


def _cut(item: Item, edge: Polygon) -> Iterator[Item]:
    """What of an item lies within the edges of a view; tagged things lose their tag, which stands on the plan."""
    match item:
        case Text():
            if item.space == "paper" or edge.contains(box(*extent(item))):
                yield replace(item, space="paper")
        case Circle(x=x, y=y, radius=r):
            if item.space == "paper" or edge.contains(box(x - r, y - r, x + r, y + r)):
                yield replace(item, space="paper")
        case Stamp():
            yield from _cut(Path(item.corners, item.layer, item.pen, item.colour, item.fill, True), edge)
            if item.front:
                yield from _cut(Path(_bar(item), item.layer, item.pen, item.colour), edge)
        case Path(closed=True):
            shape = Polygon(item.points)
            inner = (shape if shape.is_valid else shape.buffer(0)).intersection(edge)
            for part in _parts(inner, Polygon):
                points = tuple((x, y) for x, y in part.exterior.coords[:-1])
                yield replace(item, points=points, space="paper", tag="", facts=())
        case Path(points=points) if len(points) > 1:
            if item.space == "paper":
                yield item
                return
            for line in _parts(LineString(points).intersection(edge), LineString):
                yield replace(item, points=tuple((x, y) for x, y in line.coords), space="paper", tag="", facts=())


def _bar(stamp: Stamp) -> tuple[tuple[float, float], ...]:
    """The bar along the front of a rack."""
    a, b, c, d = stamp.corners
    return tuple((p[0] + (q[0] - p[0]) * _FRONT, p[1] + (q[1] - p[1]) * _FRONT) for p, q in ((a, d), (b, c)))


def _parts(shape: BaseGeometry, kind: type[_Part]) -> list[_Part]:
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, kind) and not part.is_empty]
