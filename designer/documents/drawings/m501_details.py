"""M-501: details of the liquid side to scale: a rack under its row header, a CDU under both loops, the mains cut
across, with their measures, sizes and materials.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from designer.catalog import Pipe
from designer.cooling.insulated import insulation_m, outside_m
from designer.cooling.records import PipeRun
from designer.documents.drawings.a301_section import Section, service
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.drawing import Transform
from designer.documents.drawings.lettering import Extent
from designer.documents.drawings.scales import detail_scale
from designer.documents.drawings.section_cut import Cut, Span
from designer.documents.drawings.section_marks import titled
from designer.documents.drawings.styles import COLOURS, GREY, SMALL
from designer.documents.drawings.symbols import valve
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.layout.frame import Frame
from designer.layout.records import Placed

__all__ = ["NUMBER", "draw", "shown"]

NUMBER = "M-501"
XY = tuple[float, float]
#: Floor shown before and behind a rack [m], and over the highest layer.
_BEFORE, _BEHIND, _OVER = 2.0, 0.9, 0.3
#: Kept free around a view for measures and its title [mm]: left, bottom, right, top.
_ROOM = (34.0, 44.0, 62.0, 12.0)
#: Share of the sheet's height that the two elevations take.
_UPPER = 0.6
#: A main is drawn together with its return where that lies no farther than this [m]; free space around a main [m].
_PAIR, _FREE = 1.2, 0.12
#: Steps of the strings below a view [mm]; marks of a string closer than this are one [m].
_STRING, _SAME = 8.0, 0.005
_MM = 1000.0
#: Supply and return of a branch are drawn so far below and above its middle [mm on the sheet].
_ABREAST = 1.2
#: Widest mains that are cut across: loops by their first letters.
_MAINS = ("TCS", "FWS")


@dataclass(frozen=True, slots=True)
class _View:
    """A view on the sheet: its number, its place [mm], the key of its title."""

    number: str
    box: Extent
    key: str


def draw(subject: Subject) -> Board | None:
    """The sheet; nothing for a design without liquid-cooled racks, or without pipes that have a way in the plan."""
    if not shown(subject):
        return None
    board = Board.of(subject, NUMBER)
    left, bottom, right, top = board.area
    split, middle = top - (top - bottom) * _UPPER, left + (right - left) * 0.54
    lower = left + (right - left) / 2
    made = _Details(subject, board)
    made.rack(_View("1", (left, split, middle, top), "rack"))
    made.cdu(_View("2", (middle, split, right, top), "cdu"))
    for number, (loop, box) in enumerate(
        zip(_MAINS, ((left, bottom, lower, split), (lower, bottom, right, split)), strict=True), 3
    ):
        made.main(_View(str(number), box, f"main_{loop}"), loop)
    board.transform = Transform()
    board.scale_text = subject.words.label("drawing.as_shown")
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = [
        LegendEntry(board.word("supply"), "outline", COLOURS["blue"]),
        LegendEntry(board.word("return"), "return", COLOURS["vermillion"]),
        LegendEntry(board.word("hose"), "open", COLOURS["blue"]),
        LegendEntry(board.word("insulation"), "hidden", GREY),
    ]
    board.tables = [_sizes(subject, board), _materials(subject, board)]
    return board


def shown(subject: Subject) -> tuple[tuple[str, Placed], ...]:
    """What the details of the plan show, by the numbers of their views: the rack of the highest pressure drop, and the
    CDU of the least margin; nothing where the sheet is not drawn.
    """
    plan, layout = subject.design.trades.cooling, subject.design.trades.layout
    headers = [p for p in plan.pipes if "-ROW-" in p.tag and len(p.points) > 1]
    if not plan.racks or not plan.cdus or not headers or not layout.heights:
        return ()
    rack = max(plan.racks, key=lambda r: (r.drop, r.tag)).tag
    cdu = min(plan.cdus, key=lambda c: (c.heat_available - c.heat, c.tag)).tag
    return tuple((n, p) for n, tag in (("1", rack), ("2", cdu)) for p in layout.placed if p.tag == tag)


class _Details:
    """The views on their board."""

    def __init__(self, subject: Subject, board: Board) -> None:
        self.subject, self.board = subject, board
        self.plan, self.layout = subject.design.trades.cooling, subject.design.trades.layout

    def size(self, metres: float) -> str:
        """A measure of a part, in millimetres or inches."""
        return self.board.subject.printer.text("size", metres)

    def open(self, view: _View, extent: Extent) -> str:
        """Set the board's scale for a view of an extent [m]; returns the name of the scale."""
        left, bottom, right, top = view.box
        room = right - left - _ROOM[0] - _ROOM[2], top - bottom - _ROOM[1] - _ROOM[3]
        ratio, name = detail_scale(self.board, extent, room)
        scale = self.board.at_scale(ratio)
        wide = (extent[2] - extent[0]) * scale
        x = left + _ROOM[0] + max(0.0, (room[0] - wide) / 2) - extent[0] * scale
        self.board.transform = Transform(scale, x, bottom + _ROOM[1] - extent[1] * scale)
        return name

    def close(self, view: _View, extent: Extent, scale: str) -> None:
        """The title of a view below it."""
        x, y = self.board.m(extent[0], extent[1])
        titled(self.board, (x - _ROOM[0] / 2, y - 32.0), (view.number, self.board.word(view.key), scale))

    def section(self, view: _View, cut: Cut, part: Span) -> tuple[Section, str, Extent]:
        """What stands and hangs in a plane, in a view of its own."""
        top = max(high for name, _, high in self.layout.heights if name not in ("lights", "sprinkler")) + _OVER
        extent = (part[0], 0.0, part[1], top)
        scale = self.open(view, extent)
        section = Section(self.subject, NUMBER, cut, part)
        self.board.line((self.board.m(part[0], 0.0), self.board.m(part[1], 0.0)), "S-SLAB-E", "heavy", keep_clear=True)
        section.aisles(self.board)
        section.boxes(self.board)
        section.services(self.board)
        return section, scale, extent

    def met(self, cut: Cut, part: Span) -> Iterator[tuple[PipeRun, float]]:
        """The pipes that a plane meets in a part of it, with their places."""
        for pipe in self.plan.pipes:
            for v in cut.crossings(pipe.points) if len(pipe.points) > 1 else ():
                if part[0] <= v <= part[1]:
                    yield pipe, v

    def insulated(self, pipes: Sequence[tuple[PipeRun, float]]) -> None:
        """The insulation of pipes that are cut across."""
        for pipe, v in pipes:
            centre, r = self._round(pipe, v)
            self.board.circle(centre, r, service(pipe)[1], "hidden", colour=GREY)
            self.board.occupied.take((centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r))

    def named(self, pipes: Sequence[tuple[PipeRun, float]]) -> None:
        """The names of pipes that are cut across, once everything else stands: of pipes alike the first, with how many
        they are.
        """
        alike: dict[str, list[tuple[PipeRun, float]]] = {}
        for pipe, v in pipes:
            size = trade_size(pipe.nominal, self.board.subject.printer.system)
            letter = "R" if service(pipe)[0] else "S"
            alike.setdefault(f"{pipe.loop}-{letter} {size}", []).append((pipe, v))
        for name, group in alike.items():
            centre, r = self._round(*group[0])
            own = (centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r)
            text = f"{name} ({len(group)})" if len(group) > 1 else name
            self.board.label(centre, text, service(group[0][0])[1], SMALL, 40.0, own=own)

    def _round(self, pipe: PipeRun, v: float) -> tuple[XY, float]:
        """Middle and radius on the sheet of a pipe with its insulation."""
        radius = outside_m(pipe, self.subject.catalog) / 2
        return self.board.m(v, pipe.z + pipe.bore / _MM / 2), self.board.mm(radius)

    def levels(self, extent: Extent, heights: Sequence[float]) -> None:
        """A string of levels up the left side of a view."""
        marks = _apart([0.0, *heights])
        for low, high in itertools.pairwise(marks):
            a, b = self.board.m(extent[0], low), self.board.m(extent[0], high)
            self.board.dimension(a, b, -_STRING, self.size(high - low))

    def along(self, marks: Sequence[float]) -> None:
        """A string below the floor of a view, and the overall one."""
        listed = _apart(marks)
        for low, high in itertools.pairwise(listed):
            self.board.dimension(self.board.m(low, 0.0), self.board.m(high, 0.0), -_STRING, self.size(high - low))
        if len(listed) > 2:
            ends = self.board.m(listed[0], 0.0), self.board.m(listed[-1], 0.0)
            self.board.dimension(*ends, -2 * _STRING, self.size(listed[-1] - listed[0]))

    def rack(self, view: _View) -> None:
        """The rack of the highest pressure drop under the header of its row, cut across the row."""
        rack = dict(shown(self.subject))["1"]
        frame = Frame(next((r.direction for r in self.layout.rows if rack.tag in r.members), 0.0))
        cut = Cut(frame, float(frame.into([(rack.box.at.x, rack.box.at.y)])[0, 0]))
        corners = frame.into(rack.box.corners)
        front, rear = float(corners[:2, 1].mean()), float(corners[2:, 1].mean())
        ahead = -1.0 if front < rear else 1.0
        ends = sorted((front + ahead * _BEFORE, rear - ahead * _BEHIND))
        part = (ends[0], ends[1])
        _, scale, extent = self.section(view, cut, part)
        headers = [(p, v) for p, v in self.met(cut, part) if f"-{rack.row}-" in p.tag]
        self.insulated(headers)
        valves = [self._hose(rack, pipe, (v, front, rear)) for pipe, v in headers]
        self._tags(valves)
        self.named(headers)
        self.levels(extent, [rack.box.height, *(p.z for p, _ in headers), extent[3] - _OVER])
        self.along([rear, front, *(v for _, v in headers)])
        self.close(view, extent, scale)

    def _hose(self, rack: Placed, pipe: PipeRun, at: tuple[float, float, float]) -> tuple[XY, str]:
        """The branch of a rack: down from the header through its valve, then a hose to the top of the rack; gives the
        valve's place and tag.
        """
        (v, front, rear), back = at, service(pipe)[0]
        colour, layer = COLOURS["vermillion" if back else "blue"], service(pipe)[1]
        port = front + (rear - front) * (0.25 if back else 0.15)
        level = (rack.box.height + pipe.z) / 2 + (0.04 if back else -0.04)
        x, under = self.board.m(v, pipe.z)
        (px, run), (_, top) = self.board.m(port, level), self.board.m(port, rack.box.height)
        self.board.line(((x, under), (x, run)), layer, "return" if back else "outline", colour, keep_clear=True)
        self.board.line(((x, run), (px, run), (px, top)), layer, "open", colour, keep_clear=True)
        return self._valve((x, (under + run) / 2), f"HV-{rack.tag}-{'R' if back else 'S'}")

    def _valve(self, at: XY, tag: str, upright: bool = True) -> tuple[XY, str]:
        """A valve on a pipe, with its place and tag."""
        valve(self.board, at, upright=upright)
        return at, tag

    def _tags(self, valves: Iterable[tuple[XY, str]]) -> None:
        """The tags of valves that the valve list holds."""
        known = {tag for tag, _, _ in self.plan.valves}
        for at, tag in valves:
            if tag in known:
                self.board.label(at, tag, "M-TEXT-N", SMALL, 30.0)

    def cdu(self, view: _View) -> None:
        """The CDU of the least margin seen from its side under the mains of both loops."""
        unit = dict(shown(self.subject)).get("2")
        if unit is None:
            return
        frame = Frame(unit.box.at.rotation)
        cut = Cut(frame, float(frame.into([(unit.box.at.x, unit.box.at.y)])[0, 0]))
        corners = frame.into(unit.box.corners)
        front, rear = float(corners[:2, 1].mean()), float(corners[2:, 1].mean())
        ahead = -1.0 if front < rear else 1.0
        ends = sorted((front + ahead * max(unit.clear_front, _BEHIND), rear - ahead * max(unit.clear_rear, _BEHIND)))
        part = (ends[0], ends[1])
        _, scale, extent = self.section(view, cut, part)
        met = list(self.met(cut, part))
        self.insulated(met)
        self._tags(self._drops(unit, cut, part))
        self.named(met)
        self.levels(extent, [unit.box.height, *(p.z for p, _ in met), extent[3] - _OVER])
        self.along([part[0], rear, front, part[1]])
        self.close(view, extent, scale)

    def _drops(self, unit: Placed, cut: Cut, part: Span) -> list[tuple[XY, str]]:
        """The branches of a machine: from their main at its level, then down to its top, each with its valve; gives the
        valves' places and tags. Technology branches go to one half of its depth, facility branches to the other.
        """
        low, high = (f(float(v) for _, v in cut.frame.into(unit.box.corners)) for f in (min, max))
        valves = []
        for pipe in self.plan.pipes:
            if f"-{unit.tag}-" not in pipe.tag or len(pipe.points) < 2:
                continue
            back, layer = service(pipe)
            technology = pipe.loop.startswith("TCS")
            share = (0.25 if technology else 0.75) + (0.08 if back else -0.08)
            ends = cut.frame.into([pipe.points[0], pipe.points[-1]])[:, 1].tolist()
            start = min(max(max(ends, key=lambda v: abs(v - (low + high) / 2)), part[0]), part[1])
            main, level = self.board.m(start, pipe.z + pipe.bore / _MM / 2)
            x, top = self.board.m(low + share * (high - low), unit.box.height)
            level += _ABREAST if back else -_ABREAST
            colour = COLOURS["vermillion" if back else "blue"]
            way = ((main, level), (x, level), (x, top))
            self.board.line(way, layer, "return" if back else "outline", colour, keep_clear=True)
            upright = level - top > abs(main - x)
            at = (x, (level + top) / 2) if upright else ((main + x) / 2, level)
            tag = f"HV-{unit.tag}-{'T' if technology else 'F'}{'R' if back else 'S'}"
            valves.append(self._valve(at, tag, upright))
        return valves

    def main(self, view: _View, loop: str) -> None:
        """The widest main of a loop cut across, with its return beside it where that is near: wall, insulation,
        distance.
        """
        runs = [p for p in self.plan.pipes if p.loop.startswith(loop) and len(p.points) > 1]
        supply = max((p for p in runs if not service(p)[0]), key=lambda p: (p.bore, p.length, p.tag), default=None)
        if supply is None:
            return
        back = max((p for p in runs if service(p)[0]), key=lambda p: (p.bore, p.length, p.tag), default=None)
        across = outside_m(supply, self.subject.catalog)
        apart = across + 2 * _FREE
        extent = (-across / 2 - _FREE, 0.0, (apart if back else 0.0) + across / 2 + _FREE, across + _FREE)
        scale = self.open(view, extent)
        self._ring(supply, 0.0)
        if back:
            self._ring(back, apart)
        self.close(view, extent, scale)

    def _ring(self, pipe: PipeRun, v: float) -> None:
        """Bore, wall and insulation of a pipe with their measures and its level."""
        board, p, catalog = self.board, self.board.subject.printer, self.subject.catalog
        full = outside_m(pipe, catalog)
        thick = insulation_m(pipe, catalog)
        bare, bore = full - 2 * thick, pipe.bore / _MM
        x, y = board.m(v, full / 2)
        back, layer = service(pipe)
        colour = COLOURS["vermillion" if back else "blue"]
        for wide, pen, tint in ((full, "hidden", GREY), (bare, "cut", colour), (bore, "light", colour)):
            board.circle((x, y), board.mm(wide / 2), layer, pen, colour=tint)
        for half in (board.mm(full / 2) + 3.0,):
            for ends in (((x - half, y), (x + half, y)), ((x, y - half), (x, y + half))):
                board.line(ends, "G-ANNO-DETL", "grid", GREY)
        for number, wide in enumerate((bore, bare, full), 1):
            half = board.mm(wide / 2)
            board.dimension((x - half, y), (x + half, y), -board.mm(full / 2) - _STRING * number + 2.0, self.size(wide))
        size, letter = trade_size(pipe.nominal, p.system), "R" if back else "S"
        lines = (
            f"{pipe.loop}-{letter} {size}",
            board.word("wall", wall=p.text("bore", (bare - bore) * _MM / 2), thick=p.text("bore", thick * _MM)),
            board.word("level", level=p.built(pipe.z)),
        )
        for number, line in enumerate(lines):
            at = (x, y + board.mm(full / 2) + 5.0 + (len(lines) - 1 - number) * 4.4)
            board.write(at, line, "M-TEXT-N", SMALL, anchor="middle", bold=number == 0)


def _apart(marks: Sequence[float]) -> list[float]:
    """Marks in order, each once."""
    found: list[float] = []
    for mark in sorted(marks):
        if not found or mark - found[-1] > _SAME:
            found.append(mark)
    return found


def _sizes(subject: Subject, board: Board) -> SideTable:
    """Every size in use: outside, wall, insulation."""
    p, rows = board.subject.printer, set()
    for pipe in subject.design.trades.cooling.pipes:
        thick = insulation_m(pipe, subject.catalog)
        bare = outside_m(pipe, subject.catalog) - 2 * thick
        wall = (bare - pipe.bore / _MM) / 2
        cells = (pipe.loop.split("-")[0], trade_size(pipe.nominal, p.system),
                 *(p.number("bore", length * _MM) for length in (bare, wall, thick)))  # fmt: skip
        rows.add(((pipe.loop.split("-")[0], pipe.bore), cells))
    unit = p.unit("bore")
    headers = tuple(board.word(f"sizes_{k}", unit=unit) for k in ("loop", "size", "outside", "wall", "insulation"))
    return SideTable(board.word("sizes"), headers, tuple(cells for _, cells in sorted(rows)), (1.2, 1.6, 1.6, 1.4, 1.8))


def _materials(subject: Subject, board: Board) -> SideTable:
    """The pipe of each loop and the hose of the racks: material and pressure class."""
    p, rows = board.subject.printer, {}
    for pipe in subject.design.trades.cooling.pipes:
        rows[pipe.loop.split("-")[0]] = pipe.catalog.removeprefix("pipe/")
    listed = []
    for loop, slug in sorted(rows.items()):
        record = subject.catalog.get(Pipe, slug)
        listed.append((loop, board.subject.record_name("pipe", slug), p.value("pressure", record.pressure_class)))
    headers = tuple(board.word(f"materials_{k}") for k in ("loop", "pipe", "class"))
    return SideTable(board.word("materials"), headers, tuple(listed), (1.2, 5.0, 2.0))
