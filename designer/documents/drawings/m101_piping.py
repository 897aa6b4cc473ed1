"""M-101: the piping plan over the screened hall: routes to scale, sizes and flows, supply solid, return dashed."""

import math
from functools import partial

from shapely import line_merge
from shapely.geometry import LineString
from shapely.ops import unary_union

from designer.cooling.records import CoolingPlan, PipeRun
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.enlarged import overview
from designer.documents.drawings.hall import around, hall_plan, plan_board
from designer.documents.drawings.lettering import Extent
from designer.documents.drawings.parts import Part, in_parts
from designer.documents.drawings.pipe_falls import (
    DRAIN_LAYER,
    SLOPE_LAYER,
    VENT_LAYER,
    count_table,
    legend_of,
    mark_falls,
    write_falls,
)
from designer.documents.drawings.piping_ways import DrawnPipe, drawn_pipes
from designer.documents.drawings.placed import equipment, racks, reserve, tag_equipment
from designer.documents.drawings.styles import COLOURS, SMALL
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.layout.records import Placed

__all__ = ["NUMBER", "draw"]

NUMBER = "M-101"
_ENLARGED = "M-102"
_FIRST_PART = "M-111"

_KINDS = ("cdu", "pump", "cooler", "chiller", "air-unit", "expansion", "buffer", "water-tank", "exchanger")
#: Pens by bore [mm], the widest first.
_PENS = ((180.0, "heavy"), (120.0, "cut"), (70.0, "outline"), (0.0, "light"))
#: Pipes shorter than this on paper carry no label [mm].
_LABELLED = 9.0
#: How far from its pipe a label may stand where nothing nearer is free [mm].
_FARTHEST = 60.0
#: Where along its longest piece the label of a pipe may point to, the best first.
_ALONG = (0.5, 0.3, 0.7, 0.15, 0.85)
#: Radius of the mark of a passing on paper, and how far its level may stand from it [mm].
_MARK, _REACH = 1.1, 18.0
_PASSING = "M-PASS-N"
#: A way that goes so little twice goes nothing twice [mm].
_SAME = 0.01
#: Views under the whole hall do for the loops alone where they are larger by no less than this.
_LARGER = 1.2
#: Free plan shown around pipes and machines [m].
_AROUND = 2.0


def draw(subject: Subject) -> list[Board]:
    """All pipes at one scale, and the technology loops enlarged; nothing without pipes that have a way in the plan."""
    trades = subject.design.trades
    pipes = list(drawn_pipes(trades))
    if not pipes or not trades.site.has_hall:
        return []
    machines = [p for p in trades.layout.placed if p.kind in _KINDS]
    inner = [x for x in pipes if x.pipe.loop.startswith("TCS")]
    outer = [x for x in pipes if x not in inner]
    shown = outer or pipes
    whole = _sheet(subject, NUMBER, shown, machines)
    boards = in_parts(subject, whole, _FIRST_PART, partial(_sheet, subject, NUMBER, shown, machines))
    if inner and outer:
        loops = [p for p in machines if p.kind == "cdu"]
        close = plan_board(subject, _ENLARGED, _extent(inner, loops))
        racked = [p for p in trades.layout.of("rack") if p.tag in {flow.tag for flow in trades.cooling.racks}]
        both = overview(subject, _ENLARGED, partial(_plan, subject, inner, loops), close, [*loops, *racked], _LARGER)
        boards.append(_told(both, inner) if both is not None else _sheet(subject, _ENLARGED, inner, loops))
    return boards


def _sheet(
    subject: Subject, number: str, pipes: list[DrawnPipe], machines: list[Placed], part: Part | None = None
) -> Board:
    """One sheet with its pipes and machines; the window is what they need."""
    board = plan_board(subject, number, _extent(pipes, machines), part)
    _plan(subject, pipes, machines, board)
    return _told(board, pipes)


def _extent(pipes: list[DrawnPipe], machines: list[Placed]) -> Extent:
    """What pipes and machines take of the plan [m]."""
    places = [point for one in pipes for point in one.way] + [c for p in machines for c in p.box.corners]
    return around(places, _AROUND)


def _plan(subject: Subject, pipes: list[DrawnPipe], machines: list[Placed], board: Board) -> None:
    """The pipes with their marks and labels over the hall in grey."""
    reserve(board, machines)
    for one in pipes:
        board.occupied.take_line([board.m(*p) for p in one.way], 2.0)
    hall_plan(board, screened=True, yards=any(p.room.startswith("YARD") for p in machines))
    racks(board, subject.design.trades.layout, screened=True)
    for one in sorted(pipes, key=lambda x: (x.pipe.bore, x.pipe.tag)):
        _pipe(board, one)
    stamps = equipment(board, machines, labelled=False)
    plan = subject.design.trades.cooling
    told = _falls(board, plan, _listed(plan, pipes))
    levels = _passings(board, pipes)
    tag_equipment(board, stamps, (SLOPE_LAYER, VENT_LAYER, DRAIN_LAYER, _PASSING))
    for at, text, colour in levels:
        board.try_label((at,), text, "M-TEXT-N", SMALL, _REACH, colour=colour)
    _labels(board, pipes)
    write_falls(board, told)


def _listed(plan: CoolingPlan, pipes: list[DrawnPipe]) -> list[PipeRun]:
    """The pipes that the drawn ones stand for."""
    ways = {(one.pipe.service, one.way) for one in pipes}
    return [x for x in plan.pipes if (x.service, x.points) in ways]


def _told(board: Board, pipes: list[DrawnPipe]) -> Board:
    """The board with what stands beside it."""
    plan, drawn = board.design.trades.cooling, {one.pipe.tag for one in pipes}
    listed = _listed(plan, pipes)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.legend = [
        LegendEntry(board.word("supply"), "outline", COLOURS["blue"]),
        LegendEntry(board.word("return"), "return", COLOURS["vermillion"]),
        LegendEntry(board.word("wide"), "heavy", COLOURS["blue"]),
    ]
    if any(one.pipe.loop == "CHW" for one in pipes):
        board.legend.append(LegendEntry(board.word("chilled"), "outline", COLOURS["sky"]))
    if any(p.tag in drawn for p in plan.passings):
        board.legend.append(LegendEntry(board.word("passing"), symbol=_sample, tall=_MARK * 3.0))
    board.legend += legend_of(board)
    board.tables = [_sizes(board, listed), count_table(board, plan, {x.tag for x in listed})]
    return board


def _colour(pipe: PipeRun) -> tuple[str, bool]:
    """Colour of a pipe and whether it is a return."""
    back = "return" in pipe.service
    if pipe.loop == "CHW":
        return COLOURS["purple" if back else "sky"], back
    return COLOURS["vermillion" if back else "blue"], back


def _pipe(board: Board, one: DrawnPipe) -> None:
    pipe = one.pipe
    colour, back = _colour(pipe)
    shift = _shift(back)
    weight = next(weight for bore, weight in _PENS if pipe.bore >= bore)
    layer = f"M-{pipe.loop.split('-')[0]}-{'RETN' if back else 'SUPP'}-N"
    points = [(x + shift, y + shift) for x, y in (board.m(*p) for p in one.way)]
    for line in _once(points):
        board.line(line, layer, f"{weight}-return" if back else weight, colour, keep_clear=True)


def _shift(back: bool) -> float:
    """How far a return and a supply are drawn from their way [mm]."""
    return 0.7 if back else -0.7


def _passings(board: Board, pipes: list[DrawnPipe]) -> list[tuple[tuple[float, float], str, str]]:
    """A bridge over each place at which a pipe leaves its level; the levels to be written: place, text, colour."""
    levels = []
    drawn = {one.pipe.tag: one.pipe for one in pipes}
    found = [p for p in board.design.trades.cooling.passings if p.tag in drawn]
    for one in found:
        colour, back = _colour(drawn[one.tag])
        (ax, ay), (bx, by) = (board.m(*one.points[k]) for k in (0, -1))
        x, y = (ax + bx) / 2.0 + _shift(back), (ay + by) / 2.0 + _shift(back)
        turn = math.degrees(math.atan2(by - ay, bx - ax)) % 180.0
        board.arc((x, y), _MARK, _PASSING, "outline", (turn, turn + 180.0))
        levels.append(((x, y), board.subject.printer.built(one.level), colour))
    return levels


def _falls(board: Board, plan: CoolingPlan, pipes: list[PipeRun]) -> list[tuple[tuple[float, float], float]]:
    """Slopes, vents and drains of pipes, beside their ways as the pipes are drawn; the figures to be written."""
    shifts = {x.tag: _shift("return" in x.service) for x in pipes}

    def place(at: tuple[float, float], run: str) -> tuple[float, float]:
        x, y = board.m(*at)
        return x + shifts[run], y + shifts[run]

    return mark_falls(board, (fall for fall in plan.falls if fall.run in shifts), place)


def _sample(board: Board, at: tuple[float, float]) -> None:
    """The mark of a passing in the legend."""
    x, y = at
    board.line(((x - 3.0, y), (x + 3.0, y)), _PASSING, "outline")
    board.arc((x, y), _MARK, _PASSING, "outline", (0.0, 180.0))


def _once(points: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """A way without what it goes twice: dashes of a way out and back would fill one another's gaps."""
    way = LineString(points)
    left = unary_union(way)
    if left.length > way.length - _SAME:
        return [points]
    merged = line_merge(left)
    return [[(x, y) for x, y in piece.coords] for piece in getattr(merged, "geoms", (merged,))]


def _labels(board: Board, pipes: list[DrawnPipe]) -> None:
    """The size of each header once, the widest first, where there is room on its longest piece."""
    said: set[tuple[str, str, str]] = set()
    for one in sorted(pipes, key=lambda x: (-x.pipe.bore, x.pipe.tag)):
        pipe, (a, b) = one.pipe, one.longest
        key = (pipe.loop, pipe.service, pipe.nominal)
        if key in said or board.mm(math.dist(a, b)) < _LABELLED:
            continue
        points = [board.m(a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s) for s in _ALONG]
        flow = board.subject.printer.text("flow", pipe.flow)
        size = trade_size(pipe.nominal, board.subject.printer.system)
        text = f"{size} {pipe.loop}-{'R' if 'return' in pipe.service else 'S'} {flow}"
        if board.try_label(points, text, "M-TEXT-N", SMALL, 45.0, colour=_colour(pipe)[0]) or board.label_any(
            points, text, "M-TEXT-N", SMALL, _FARTHEST, colour=_colour(pipe)[0]
        ):
            said.add(key)


def _sizes(board: Board, pipes: list[PipeRun]) -> SideTable:
    """Length, highest velocity and gradient by loop and size."""
    p = board.subject.printer
    groups: dict[tuple[str, float, str], list[PipeRun]] = {}
    for pipe in pipes:
        groups.setdefault((pipe.loop, pipe.bore, pipe.nominal), []).append(pipe)
    rows = tuple(
        (
            loop,
            trade_size(nominal, p.system),
            p.number("run", sum(x.length for x in group)),
            p.number("velocity", max(x.velocity for x in group)),
            p.number("gradient", max(x.gradient for x in group)),
        )
        for (loop, _, nominal), group in sorted(groups.items())
    )
    headers = (
        board.word("sizes_loop"),
        board.word("sizes_size"),
        p.unit("run"),
        p.unit("velocity"),
        p.unit("gradient"),
    )
    return SideTable(board.word("sizes"), headers, rows, (2.4, 1.6, 1.4, 1.4, 2.4))
