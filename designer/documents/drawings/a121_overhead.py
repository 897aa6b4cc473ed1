"""A-121: the overhead zones as a reflected ceiling plan, every service in the band that it takes, with its level."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from shapely.geometry import LineString, Polygon, box

from designer.documents.drawings.a301_section import PATHS
from designer.documents.drawings.a301_section import service as service_of
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.enlarged import enlarged, roomy
from designer.documents.drawings.hall import around, exterior, hall_plan, needed
from designer.documents.drawings.lettering import text_width
from designer.documents.drawings.placed import racks, reserve
from designer.documents.drawings.section_views import heights_table
from designer.documents.drawings.styles import COLOURS, GREY, SMALL
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw"]

NUMBER = "A-121"
XY = tuple[float, float]
#: Free plan shown around the services [m].
_AROUND = 1.5
#: How often a service of one level is named, and how thin on paper a band is drawn as a line [mm].
_TWICE, _THIN = 2, 0.8
#: From line to line of the levels that hold everywhere [mm], and places tried for them each way.
_STEP, _SPOTS = 4.2, 12
#: Pen of a tray of the first path, and of another.
_TRAY = {True: "light", False: "overhead"}
#: Where along a band its label may point to, the best first.
_ALONG = (0.5, 0.3, 0.7, 0.15, 0.85)


@dataclass(frozen=True, slots=True)
class _Service:
    """A service overhead: its way [m], name, underside [m], width [m], layer, pen and colour."""

    points: tuple[XY, ...]
    name: str
    level: float
    width: float
    layer: str
    pen: str
    colour: str


def draw(subject: Subject) -> Board | None:
    """The drawing; nothing for a hall without services overhead."""
    layout = subject.design.trades.layout
    over = [s for s in _overhead(subject) if len(s.points) > 1 and LineString(s.points).length > 0.0]
    indoors = [service for service in over if not service.layer.startswith("M-")]
    if not subject.design.trades.site.has_hall or not layout.heights or not indoors:
        return None
    near = [c for rack in layout.of("rack") for c in rack.box.corners]
    near += [point for service in indoors if "-BUSW-" in service.layer for point in service.points]
    west, south, east, north = needed(subject, ())
    whole = around([(west, south), (east, north), *(point for service in over for point in service.points)], 0.0)
    part = around(near or [point for one in indoors for point in one.points], _AROUND)
    board = roomy(subject, NUMBER, whole, part, ())
    enlarged(subject, board, partial(_plan, subject, over), (), whole)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = _legend(board, subject)
    board.tables = [_levels(board, over), heights_table(board, layout)]
    return board


def _plan(subject: Subject, over: Sequence[_Service], board: Board) -> None:
    """The racks in grey under the services, with their levels and those that hold everywhere."""
    layout = subject.design.trades.layout
    reserve(board, layout.of("rack"))
    hall_plan(board, screened=True, yards=False)
    racks(board, layout, screened=True)
    for service in over:
        _band(board, service)
    _labels(board, over)
    _free(board, subject)


def _overhead(subject: Subject) -> Iterator[_Service]:
    """Every service overhead: pipes, busways, trays, each kind from the lowest up."""
    trades, rule = subject.design.trades, subject.catalog.threshold
    word = partial(subject.words.drawing, NUMBER)
    for pipe in sorted(trades.cooling.pipes, key=lambda x: (x.z, x.tag)):
        back, layer = service_of(pipe)
        look = ("hidden", COLOURS["vermillion"]) if back else ("fine", COLOURS["blue"])
        yield _Service(pipe.points, pipe.loop, pipe.z, pipe.bore / 1000.0, layer, *look)
        for one in (x for x in trades.cooling.passings if x.tag == pipe.tag):
            yield _Service(one.points, word("passing", name=pipe.loop), one.level, pipe.bore / 1000.0, layer, *look)
    deep = rule("layout", "stack_busway").si("m")
    for route in sorted(trades.layout.routes, key=lambda r: (r.line.z, r.tag)):
        if route.kind == "busway":
            look = "outline" if route.path == "A" else "return", PATHS.get(route.path, GREY)
            layer, name = f"E-POWR-BUSW-{route.path or 'X'}-N", word("busway", path=route.path)
            yield _Service(tuple(route.line.points), name, route.line.z, deep, layer, *look)
    wide = rule("fabric", "tray_width").si("m")
    for tray in sorted(trades.layout.trays, key=lambda t: t.z):
        look = _TRAY[tray.path == "A"], PATHS.get(tray.path, GREY)
        for edge in tray.edges:
            ends = tray.nodes[edge.a], tray.nodes[edge.b]
            yield _Service(ends, word("tray", path=tray.path), tray.z, wide, f"T-TRAY-{tray.path or 'A'}-N", *look)


def _band(board: Board, service: _Service) -> None:
    """What a service takes of the ceiling, to scale; as a line where it is thin on paper."""
    on_paper = [board.m(x, y) for x, y in service.points]
    board.occupied.take_line(on_paper, max(board.mm(service.width), _THIN))
    if board.mm(service.width) < _THIN:
        board.line(on_paper, service.layer, service.pen, service.colour)
        return
    shape = LineString(service.points).buffer(service.width / 2, cap_style="flat", join_style="mitre")
    if shape.geom_type == "Polygon":
        outline = [board.m(x, y) for x, y, *_ in list(shape.exterior.coords)[:-1]]
        board.polygon(outline, service.layer, service.pen, colour=service.colour)


def _labels(board: Board, over: Sequence[_Service]) -> None:
    """Names with levels, each a few times where there is room, the longest services first."""
    said: dict[tuple[str, float], int] = {}
    for one in sorted(over, key=lambda s: (-LineString(s.points).length, s.name, s.level, s.points[0])):
        key = one.name, one.level
        if said.get(key, 0) >= _TWICE:
            continue
        a, b = max(itertools.pairwise(one.points), key=lambda ends: math.dist(*ends))
        at = [board.m(a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s) for s in _ALONG]
        shown = [place for place in at if _inside(board, place)]
        text = board.word("at", name=one.name, level=board.subject.printer.built(one.level))
        if shown and board.try_label(shown, text, one.layer, SMALL, 30.0, colour=one.colour):
            said[key] = said.get(key, 0) + 1


def _inside(board: Board, at: XY) -> bool:
    left, bottom, right, top = board.view
    return left <= at[0] <= right and bottom <= at[1] <= top


def _levels(board: Board, over: Sequence[_Service]) -> SideTable:
    """Every service with the level that it hangs at and its length there."""
    lengths: dict[tuple[str, float], float] = {}
    for one in over:
        lengths[one.name, one.level] = lengths.get((one.name, one.level), 0.0) + LineString(one.points).length
    p = board.subject.printer
    rows = tuple(
        (name, p.number("metres", level), p.number("run", length)) for (name, level), length in sorted(lengths.items())
    )
    headers = (board.word("service"), board.word("underside", unit=p.unit("metres")), p.unit("run"))
    return SideTable(board.word("levels"), headers, rows, (4, 2.5, 1.5))


def _free(board: Board, subject: Subject) -> None:
    """In a corner of each hall its clear height, and the levels of sprinklers and lights, which hold everywhere."""
    p, words, hall = subject.printer, subject.words, subject.site.hall
    lines = []
    for name, low, high in subject.design.trades.layout.heights:
        if name in ("lights", "sprinkler"):
            between = f"{p.built(low)} – {p.built(high)}"
            lines.append(f"{words.label(f'layers.{name}')} {between}")
    rooms = [(part.polygon, part.clear_height) for part in hall.parts] or [(hall.polygon, hall.clear_height)]
    for polygon, clear in rooms:
        told = [*([board.word("clear", height=p.built(clear.si("m")))] if clear.known else []), *lines]
        _block(board, polygon, told)


def _block(board: Board, polygon: Polygon, lines: Sequence[str]) -> None:
    """Lines of text one below the other at the first free place of what shows of a hall."""
    floor = Polygon(exterior(board, polygon)).intersection(box(*board.view))
    wide, high = max((text_width(line, SMALL) for line in lines), default=0.0), _STEP * len(lines)
    if floor.is_empty or not lines:
        return
    left, bottom, right, top = floor.bounds
    spots = [
        (left + 3.0 + (right - left - wide - 6.0) * i / _SPOTS, top - 3.0 - (top - bottom - high - 6.0) * j / _SPOTS)
        for j in range(_SPOTS + 1)
        for i in range(_SPOTS + 1)
    ]
    for x, y in spots:
        room = (x, y - high, x + wide, y)
        if floor.contains(box(*room)) and board.occupied.free(room, 0.6) and board.avoided.free(room, 0.0):
            for number, line in enumerate(lines, 1):
                board.write((x, y - _STEP * number + 1.0), line, "A-CLNG-N", SMALL)
            return


def _legend(board: Board, subject: Subject) -> list[LegendEntry]:
    layout = subject.design.trades.layout
    busways = sorted({r.path for r in layout.routes if r.kind == "busway" and r.path})
    return [
        *(LegendEntry(board.word("is_busway", path=x), "outline" if x == "A" else "return", PATHS.get(x, GREY))
          for x in busways),
        *(LegendEntry(board.word("is_tray", path=t.path), _TRAY[t.path == "A"],
                      PATHS.get(t.path, GREY)) for t in layout.trays if t.edges),
        LegendEntry(board.word("supply"), "fine", COLOURS["blue"]),
        LegendEntry(board.word("return"), "hidden", COLOURS["vermillion"]),
    ]  # fmt: skip
