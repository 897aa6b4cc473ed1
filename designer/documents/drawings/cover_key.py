"""What fills the cover below its lists: where each plan of the set lies on the site, the design in figures, and the
marks that tie the sheets together.
"""

from collections.abc import Callable, Sequence

from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.breaks import zigzag
from designer.documents.drawings.column import table_at
from designer.documents.drawings.drawing import Stamp, Text
from designer.documents.drawings.hall import plan_extent
from designer.documents.drawings.lettering import Extent, text_width, wrapped
from designer.documents.drawings.placed import stamp_of
from designer.documents.drawings.section_marks import sheet_mark
from designer.documents.drawings.styles import COLOURS, GREY, NOTE, SMALL, TITLE
from designer.documents.facts.summary import headline_rows
from designer.documents.subject import Subject

__all__ = ["LEAST", "cover_key"]

XY = tuple[float, float]
#: Least height that the parts need [mm], between them, and from a heading down to what stands under it.
LEAST, _GAP, _UNDER = 92.0, 12.0, 8.0
#: Shares of the width: key plan, figures, marks.
_SHARES = (0.42, 0.34, 0.24)
_LAYER, _PLAN = "G-ANNO-TEXT", "G-ANNO-KEYP"
#: From mark to mark, and from a mark to its meaning [mm].
_STEP, _ASIDE = 16.0, 24.0
#: Windows whose edges lie this near are one [m].
_SAME = 0.5


def cover_key(board: Board, subject: Subject, boards: Sequence[Board], base: float) -> bool:
    """Key plan, figures and marks side by side from a height down; nothing and false where there is no room for
    them.
    """
    left, bottom, right, _ = board.area
    if base - bottom < LEAST or not subject.design.trades.site.has_hall or right - left < 2 * (base - bottom) * 0.6:
        return False
    wide, x = right - left - 12 - 2 * _GAP, left + 6
    headed = dict(zip(("where", "figures", "marks"), _SHARES, strict=True))
    if any(text_width(board.word(key), TITLE, True) > wide * share for key, share in headed.items()):
        return False
    parts: tuple[Callable[[Extent], None], ...] = (
        lambda box: _plan(board, subject, boards, box),
        lambda box: _figures(board, subject, box),
        lambda box: _marks(board, box),
    )
    for (key, share), made in zip(headed.items(), parts, strict=True):
        end = x + wide * share
        board.write((x, base), board.word(key), _LAYER, TITLE, bold=True)
        board.line(((x, base - 3), (end, base - 3)), _LAYER, "light")
        made((x, bottom + 4, end, base - _UNDER))
        x = end + _GAP
    return True


def _plan(board: Board, subject: Subject, boards: Sequence[Board], room: Extent) -> None:
    """Hall, yards and plant in small, with the windows of the sheets that show a part of them."""
    west, south, east, north = plan_extent(subject)
    scale = min((room[2] - room[0]) / (east - west), (room[3] - room[1]) / (north - south))
    x0 = room[0] + ((room[2] - room[0]) - (east - west) * scale) / 2 - west * scale
    y0 = room[3] - north * scale

    def at(x: float, y: float) -> XY:
        return x0 + x * scale, y0 + y * scale

    hall = subject.site.hall
    for yard in hall.yards:
        board.polygon([at(x, y) for x, y, *_ in list(yard.exterior.coords)[:-1]], _PLAN, "hidden", colour=GREY)
    for ring in (hall.polygon.exterior, *hall.polygon.interiors):
        board.polygon([at(x, y) for x, y, *_ in list(ring.coords)[:-1]], _PLAN, "outline")
    for one in subject.design.trades.layout.placed:
        stamp = stamp_of(board, one)
        (x, y), small = at(one.box.at.x, one.box.at.y), (one.box.width * scale, one.box.depth * scale)
        shape = Stamp("", one.kind, x, y, *small, one.box.at.rotation, _PLAN)
        board.polygon(shape.corners, _PLAN, "fine", colour=GREY, fill=stamp.fill)
    for window, numbers in _windows(boards):
        low, high = (max(window[0], west), max(window[1], south)), (min(window[2], east), min(window[3], north))
        box = (*at(*low), *at(*high))
        board.rectangle(box, _PLAN, "open", colour=COLOURS["vermillion"])
        _named(board, box, numbers)


def _windows(boards: Sequence[Board]) -> list[tuple[Extent, str]]:
    """The windows of the plans, each once, with the sheets that show it; the largest first."""
    found: list[tuple[Extent, list[str]]] = []
    for one in boards:
        if one.window is None or not one.scaled or not one.north:
            continue
        near = (n for known, n in found if all(abs(a - b) < _SAME for a, b in zip(known, one.window, strict=True)))
        group = next(near, None)
        if group is None:
            found.append((one.window, [one.number]))
        else:
            group.append(one.number)
    found.sort(key=lambda pair: -(pair[0][2] - pair[0][0]) * (pair[0][3] - pair[0][1]))
    return [(window, ", ".join(numbers)) for window, numbers in found]


def _named(board: Board, box: Extent, text: str) -> None:
    """The sheets of a window in one of its corners or along its edges, where nothing else is written."""
    left, bottom, right, top = box
    wide = text_width(text, SMALL, True)
    places = [
        Text(x, y, text, SMALL, _PLAN, bold=True, colour=COLOURS["vermillion"])
        for y in (top - SMALL - 1.2, bottom + 1.2, top + 1.2, bottom - SMALL - 1.2, (bottom + top) / 2)
        for x in (left + 1.2, right - wide - 1.2, (left + right - wide) / 2)
    ]
    board.try_places(places)


def _figures(board: Board, subject: Subject, box: Extent) -> None:
    """The headline figures with what they are held against."""
    rows = tuple((figure, value, limit) for figure, value, limit, _ in headline_rows(subject))
    headers = tuple(board.word(f"figure_{k}") for k in ("name", "value", "limit"))
    table = SideTable("", headers, rows, (3.4, 2.2, 2.8))
    board.items += table_at(board, box, table)


def _marks(board: Board, box: Extent) -> None:
    """Each mark with what it says."""
    left, bottom, right, top = box
    shown: tuple[tuple[str, Callable[[XY], None]], ...] = (
        ("section", lambda p: sheet_mark(board, p, (0.0, 1.0), "A-301")),
        ("grid", lambda p: _bubble(board, p)),
        ("match", lambda p: board.line(((p[0] - 9, p[1]), (p[0] + 9, p[1])), "G-ANNO-MATC", "match")),
        ("break", lambda p: board.line(zigzag((p[0] - 9, p[1]), (p[0] + 9, p[1])), "G-ANNO-MATC", "light")),
        ("window", lambda p: board.rectangle((p[0] - 9, p[1] - 3, p[0] + 9, p[1] + 3), _PLAN, "open",
                                             colour=COLOURS["vermillion"])),
        ("measure", lambda p: _measure(board, p)),
    )  # fmt: skip
    step = min(_STEP, (top - bottom) / len(shown))
    for number, (key, made) in enumerate(shown):
        y = top - step * (number + 0.5)
        made((left + 10, y))
        lines = wrapped(board.word(f"mark_{key}"), NOTE, right - left - _ASIDE)
        for place, line in enumerate(lines):
            board.write((left + _ASIDE, y - NOTE / 2 + (len(lines) - 1) * 2.4 - place * 4.8), line, _LAYER, NOTE)


def _bubble(board: Board, at: XY) -> None:
    """The bubble of a grid line."""
    x, y = at
    board.line(((x - 9, y), (x - 4.5, y)), "S-GRID-E", "grid", COLOURS["light"])
    board.circle(at, 4.5, "S-GRID-E", "thin", fill="#FFFFFF")
    board.write((x, y - NOTE / 2), "A", "S-GRID-E", NOTE, anchor="middle")


def _measure(board: Board, at: XY) -> None:
    """A dimension string without a figure, which measures nothing."""
    x, y = at
    board.dimension((x - 9, y - 4), (x + 9, y - 4), 4.0, "")
    board.dimensions.pop()
