"""A-102: what goes, what moves and what stays of today's plant, in the order in which it is taken out."""

import math
from collections.abc import Sequence

from shapely.geometry import LineString, MultiLineString, Polygon, box
from shapely.ops import unary_union

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.drawing import Stamp
from designer.documents.drawings.hall import exterior, hall_plan, needed, plan_board
from designer.documents.drawings.lettering import text_width
from designer.documents.drawings.placed import equipment, reserve
from designer.documents.drawings.styles import COLOURS, GREY, LABEL, SMALL
from designer.documents.subject import Subject, Voice
from designer.model import Fate
from designer.power.records import ReuseLine
from designer.site.records import PlantItem

__all__ = ["NUMBER", "draw"]

NUMBER = "A-102"

#: What is taken out first: loads before what carries, cools and feeds them.
_ORDER = ("miner", "shelf", "air-unit", "panel", "ups", "battery", "switchboard", "transformer", "generator")
_GOES = (Fate.DEMOLISH, Fate.RELOCATE)
#: Between two hatch lines, and from the edge of the area to its outline, on paper [mm].
_HATCH, _INSIDE = 9.0, 1.2
#: Radius of the mark of a point of disconnection [mm].
_RADIUS = 1.8
#: Places tried each way for the text of the cleared area.
_SPOTS = 9
_RED = COLOURS["vermillion"]

XY = tuple[float, float]


def draw(subject: Subject) -> Board | None:
    """The drawing, or nothing where nothing of the plant goes or moves."""
    trades = subject.design.trades
    lines = sorted((x for x in trades.power.reuse if x.fate in _GOES), key=lambda x: (_rank(x.kind), x.tag))
    if not lines or not trades.site.has_hall:
        return None
    kept = [p for p in trades.layout.placed if p.existing]
    board = plan_board(subject, NUMBER, needed(subject, kept))
    cleared = _cleared(subject)
    for area in cleared:
        _hatch(board, area)
    reserve(board, kept)
    hall_plan(board, screened=True)
    cut_off = [p for p in kept if p.kind == "transformer"] if any(x.kind == "switchboard" for x in lines) else []
    for one in cut_off:
        _disconnection(board, board.m(one.box.at.x, one.box.at.y), board.mm(one.box.depth) / 2)
    equipment(board, kept)
    numbers = {line.tag: str(number) for number, line in enumerate(lines, 1)}
    _surveyed(board, numbers)
    _cleared_label(board, cleared, [numbers[x.tag] for x in lines])
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = [
        LegendEntry(board.word("cleared"), "demolish", _RED),
        *([LegendEntry(board.word("goes"), symbol=_sample, tall=5.0)] if _placed(subject, numbers) else []),
        LegendEntry(board.word("stays"), "fine", GREY, COLOURS["grey-tint"]),
        *([LegendEntry(board.word("disconnect"), symbol=_crossed, tall=_RADIUS * 2)] if cut_off else []),
    ]
    board.tables = [_table(board, lines)]
    return board


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _cleared(subject: Subject) -> list[Polygon]:
    """The floor of each hall that the new plant needs: galleries in use, aisles and racks."""
    layout, hall = subject.design.trades.layout, subject.site.hall.polygon
    used = [g.polygon for g in layout.galleries if g.kind in ("electrical", "mechanical", "staging")]
    used += [a.polygon for a in layout.aisles]
    used += [Polygon(p.box.corners) for p in layout.placed if not p.existing]
    found = []
    for floor in [part.polygon for part in subject.site.hall.parts] or [hall]:
        own = [one for one in used if not one.is_empty and one.intersects(floor)]
        if own:
            cut = box(*unary_union(own).intersection(floor).bounds).intersection(floor)
            parts = [part for part in getattr(cut, "geoms", (cut,)) if isinstance(part, Polygon)]
            found += [max(parts, key=lambda part: part.area)] if parts else []
    return found


def _hatch(board: Board, area: Polygon) -> None:
    """Slanting lines over an area, with its outline a little inside, so that no wall lies over it."""
    area = area.buffer(-_INSIDE / board.transform.scale, join_style="mitre")
    for part in getattr(area, "geoms", (area,)):
        if part.is_empty or part.geom_type != "Polygon":
            continue
        board.polygon(
            [board.m(x, y) for x, y in list(part.exterior.coords)[:-1]], "A-DEMO-AREA-D", "demolish", colour=_RED
        )
        west, south, east, north = part.bounds
        step, height = _HATCH / board.transform.scale * math.sqrt(2), north - south
        for i in range(math.ceil((east - west + height) / step)):
            x = west - height + (i + 0.5) * step
            cut = part.intersection(LineString([(x, south), (x + height, north)]))
            pieces = cut.geoms if isinstance(cut, MultiLineString) else (cut,)
            for piece in pieces:
                if isinstance(piece, LineString) and not piece.is_empty:
                    ends = [board.m(*p[:2]) for p in (piece.coords[0], piece.coords[-1])]
                    board.line(ends, "A-DEMO-PATT-D", "fine", _RED)


def _placed(subject: Voice, numbers: dict[str, str]) -> list[tuple[PlantItem, XY, XY]]:
    """Items that go and have a surveyed place, with place and size [m]."""
    plant = [item for item in subject.site.plant if item.tag in numbers]
    return [(one, one.position, one.size) for one in plant if one.position is not None and one.size is not None]


def _surveyed(board: Board, numbers: dict[str, str]) -> None:
    """Items with a surveyed place: crossed out, with their number."""
    for item, position, size in _placed(board.subject, numbers):
        x, y = board.m(*position)
        w, d = board.mm(size[0]), board.mm(size[1])
        board.stamp(Stamp(item.tag, item.kind, x, y, w, d, 0.0, "A-DEMO-EQPM-D", "demolish", _RED))
        for u in (-1, 1):
            board.line(((x - w / 2, y - u * d / 2), (x + w / 2, y + u * d / 2)), "A-DEMO-EQPM-D", "fine", _RED)
        board.label((x, y), numbers[item.tag], "A-DEMO-EQPM-D", SMALL)


def _cleared_label(board: Board, cleared: Sequence[Polygon], numbers: list[str]) -> None:
    """What the hatched areas are cleared of, on a blank field in the largest, where it lies within it if it can."""
    if not cleared:
        return
    text = board.word("clear", numbers=", ".join(numbers))
    half = text_width(text, LABEL) / 2 + 3.0
    area = Polygon(exterior(board, max(cleared, key=lambda one: one.area)))
    middle, (left, bottom, right, top) = area.representative_point(), area.bounds
    spots = [(middle.x, middle.y)]
    spots += [(left + (right - left) * i / _SPOTS, bottom + (top - bottom) * j / _SPOTS)
              for j in range(1, _SPOTS) for i in range(1, _SPOTS)]  # fmt: skip
    spots.sort(key=lambda at: math.dist(at, (area.centroid.x, area.centroid.y)))
    inside = (at for at in spots if area.contains(box(at[0] - half, at[1] - 3.0, at[0] + half, at[1] + LABEL + 3.0)))
    x, y = next(inside, (middle.x, middle.y))
    board.rectangle(
        (x - half, y - 3.0, x + half, y + LABEL + 3.0), "A-DEMO-TEXT-D", "fine", colour=_RED, fill="#FFFFFF"
    )
    board.write((x, y), text, "A-DEMO-TEXT-D", LABEL, anchor="middle", colour=_RED)


def _disconnection(board: Board, at: tuple[float, float], away: float) -> None:
    """A crossed circle at the secondary side of a transformer that stays; no label may be set over it."""
    x, y = at[0], at[1] - away - 3.0
    _crossed(board, (x, y))
    board.occupied.take((x - 2, y - 2, x + 2, y + 2))


def _crossed(board: Board, at: tuple[float, float]) -> None:
    """The mark of a point of disconnection."""
    (x, y), arm = at, _RADIUS * math.sqrt(0.5)
    board.circle(at, _RADIUS, "E-DEMO-DISC-D", "light", colour=_RED)
    for u in (-1, 1):
        board.line(((x - arm, y - u * arm), (x + arm, y + u * arm)), "E-DEMO-DISC-D", "light", _RED)


def _sample(board: Board, at: tuple[float, float]) -> None:
    """A crossed out item in the legend."""
    x, y = at
    board.rectangle((x - 10, y - 2, x + 10, y + 2), "A-DEMO-EQPM-D", "demolish", colour=_RED)
    for u in (-1, 1):
        board.line(((x - 10, y - u * 2), (x + 10, y + u * 2)), "A-DEMO-EQPM-D", "fine", _RED)


def _table(board: Board, lines: list[ReuseLine]) -> SideTable:
    words, p = board.subject.words, board.subject.printer
    rows = tuple(
        (
            str(number),
            line.tag,
            words.label(f"kinds.{line.kind}"),
            p.number("count", line.count),
            words.label(f"fates.{line.fate.value}"),
            words.named("reuse_tests", line.test),
        )
        for number, line in enumerate(lines, 1)
    )
    headers = tuple(board.word(f"items_{k}") for k in ("number", "tag", "kind", "count", "fate", "reason"))
    return SideTable(board.word("items"), headers, rows, (0.6, 1.4, 2.2, 1.2, 1.6, 3.4))
