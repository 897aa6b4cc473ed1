"""E-101: the busways in the plan as they are fed, from their boards over the rows, each path in its own line."""

import math
from functools import partial

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.enlarged import overview
from designer.documents.drawings.hall import around, hall_plan, plan_board
from designer.documents.drawings.parts import Part, in_parts
from designer.documents.drawings.placed import equipment, racks, reserve
from designer.documents.drawings.styles import COLOURS, SMALL
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.layout.records import Placed, Route
from designer.power.records import Branch

__all__ = ["NUMBER", "draw"]

NUMBER = "E-101"
_FIRST_PART = "E-111"

#: Free plan shown around busways and boards [m].
_AROUND = 1.5
#: Views under the whole hall are drawn where they are larger by no less than this.
_LARGER = 1.2
#: Colour, pen and shift on paper [mm] of each path.
_PATHS = {"A": ("blue", "outline", -0.5), "B": ("vermillion", "return", 0.5)}
_OTHER = ("black", "open", 0.0)
#: Lines so close on paper are one line [mm].
_ONE_LINE = 0.05


def draw(subject: Subject) -> list[Board]:
    """The drawing, followed by its parts where it is coarse;
    nothing for a power chain whose busways have no way in the plan.
    """
    trades = subject.design.trades
    routes = [r for r in trades.power.routes if len(r.line.points) > 1]
    if not routes or not trades.site.has_hall:
        return []
    return in_parts(subject, _sheet(subject, routes), _FIRST_PART, partial(_sheet, subject, routes))


def _sheet(subject: Subject, routes: list[Route], part: Part | None = None) -> Board:
    """The busways, or a part of them."""
    trades = subject.design.trades
    boards = [p for p in trades.layout.placed if p.kind == "switchboard" and not p.room.startswith("YARD")]
    places = [p for r in routes for p in r.line.points] + [c for p in boards for c in p.box.corners]
    board = plan_board(subject, NUMBER, around(places, _AROUND), part)
    plan = partial(_plan, subject, routes, boards)
    both = overview(subject, NUMBER, plan, board, [*boards, *trades.layout.of("rack")], _LARGER) if not part else None
    if both is None:
        plan(board)
    board = both or board
    sizes = {b.tag: b for b in trades.power.branches}
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.legend = [
        LegendEntry(board.word("path", path=path), pen, COLOURS[colour]) for path, (colour, pen, _) in _PATHS.items()
    ]
    board.legend.append(LegendEntry(board.word("tap"), mark="•"))
    board.tables = [_table(board, routes, sizes)]
    return board


def _plan(subject: Subject, routes: list[Route], boards: list[Placed], board: Board) -> None:
    """The busways from their boards over the racks in grey."""
    reserve(board, boards)
    hall_plan(board, screened=True, yards=False)
    racks(board, subject.design.trades.layout, screened=True)
    drawn: dict[str, BaseGeometry] = {}
    for route in sorted(routes, key=lambda r: (-r.line.length, r.tag)):
        drawn[route.path] = _busway(board, route, drawn.get(route.path, LineString()))
    equipment(board, boards)
    for route in sorted(routes, key=lambda r: r.tag):
        _label(board, route)


def _busway(board: Board, route: Route, drawn: BaseGeometry) -> BaseGeometry:
    """A busway where no other of its path is drawn yet, so that dashes stay dashes, and the taps over its racks; what
    is drawn of the path after it.
    """
    colour, pen, shift = _PATHS.get(route.path, _OTHER)
    points = [(x + shift, y + shift) for x, y in (board.m(*p) for p in route.line.points)]
    layer = f"E-POWR-BUSW-{route.path or 'X'}-N"
    line = LineString(points)
    rest = line.difference(drawn.buffer(_ONE_LINE)) if not drawn.is_empty else line
    for piece in getattr(rest, "geoms", (rest,)):
        if piece.length > _ONE_LINE:
            board.line([(x, y) for x, y, *_ in piece.coords], layer, pen, COLOURS[colour], keep_clear=True)
    by_tag = {p.tag: p.box.at for p in board.design.trades.layout.of("rack")}
    for tag in route.serves:
        if tag in by_tag:
            tap = line.interpolate(line.project(Point(board.m(by_tag[tag].x, by_tag[tag].y))))
            board.circle((tap.x, tap.y), 0.7, layer, "fine", colour=COLOURS[colour], fill=COLOURS[colour])
    return drawn.union(line)


def _label(board: Board, route: Route) -> None:
    """The tag of a busway, on its piece over the rack rows."""
    a, b = route.line.points[-2:]
    middle = board.m((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    colour = COLOURS[_PATHS.get(route.path, _OTHER)[0]]
    upright = abs(b[0] - a[0]) < abs(b[1] - a[1])
    reach = 60.0 if board.mm(math.dist(a, b)) > 12.0 else 90.0
    board.label(middle, route.tag, "E-TEXT-N", SMALL, reach, colour=colour) if not upright else board.label(
        board.m(*b), route.tag, "E-TEXT-N", SMALL, reach, colour=colour
    )


def _table(board: Board, routes: list[Route], branches: dict[str, Branch]) -> SideTable:
    p = board.subject.printer
    rows = []
    for route in sorted(routes, key=lambda r: r.tag):
        branch = branches.get(route.tag)
        served = f"{route.serves[0]} … {route.serves[-1]}" if route.serves else ""
        rows.append(
            (
                route.tag,
                trade_size(branch.size, p.system) if branch else "",
                branch.source if branch else route.source,
                served,
                p.number("current", branch.current) if branch else "",
                p.number("run", branch.length if branch else route.line.length),
            )
        )
    headers = (
        *(board.word(f"runs_{k}") for k in ("tag", "size", "source", "racks")),
        p.unit("current"),
        p.unit("run"),
    )
    return SideTable(board.word("runs"), headers, tuple(rows), (2.2, 1.6, 1.6, 3.2, 1, 1))
