"""A-301: a section square to the rows with what hangs over them, to scale, below it one through a plant room; A-302:
one bay enlarged.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shapely.geometry import Polygon

from designer.cooling.records import PipeRun
from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.drawing import Text, Transform
from designer.documents.drawings.lettering import Extent
from designer.documents.drawings.placed import layer_of
from designer.documents.drawings.scales import detail_scale, fitting_scale
from designer.documents.drawings.section_cut import Cut, cut_of, plant_cuts
from designer.documents.drawings.section_legend import FILLS, pipe_entries, rack_entries
from designer.documents.drawings.section_marks import section_grid, titled
from designer.documents.drawings.section_views import ROOM, heights_table, legible, together
from designer.documents.drawings.styles import COLOURS, GREY, LABEL, SMALL
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.layout.records import Layout, Placed
from designer.ledger import Value

__all__ = ["NUMBER", "PATHS", "Section", "draw", "service", "views"]

NUMBER = "A-301"
_ENLARGED = "A-302"
#: From the floor down to the title of the view [mm].
_TITLE = 32.0
#: How much of the floor shows on either side of an enlarged bay [m].
_BESIDE = 2.0
PATHS = {"A": COLOURS["blue"], "B": COLOURS["vermillion"], "C": COLOURS["green"], "D": COLOURS["purple"]}
_LEAST = 0.8
#: Racks smaller than this on paper [mm] could not be named: the ends of the hall are cut off instead.
_LEGIBLE = 10.0
#: Floor shown beyond the racks where the ends of the hall are cut off [m].
_SHOWN = 3.0
#: A gap that can be walked through parts the runs of plant [m]; how far the name of a pipe stands from it [mm].
_WALKED, _NEAR = 0.6, 18.0
#: How far things may overlap on paper before the later one is not named [mm].
_TOUCH = 0.5

Span = tuple[float, float]


def draw(subject: Subject) -> list[Board]:
    """The whole section with that of a plant room, and one bay of it; nothing without rows or a stack of services."""
    shown = views(subject)
    if not shown:
        return []
    boards, cut = [together(shown)], shown[0].cut
    if any(one.shortened for one in shown):
        boards[0].notes.append(boards[0].word("note_cut"))
    racks = [span for span, _ in cut.racks(subject.design.trades.layout)]
    if len(racks) > 1:
        ends = cut.spans(subject.site.hall.polygon)
        boards.append(Section(subject, _ENLARGED, cut, _bay(racks, (ends[0][0], ends[-1][1]))).drawn())
    return boards


def views(subject: Subject) -> "list[Section]":
    """The sections across the rows, as the sheet has room for them."""
    layout, polygon = subject.design.trades.layout, subject.site.hall.polygon
    cut = cut_of(layout)
    if cut is None or not layout.heights or not cut.spans(polygon):
        return []
    made = [Section(subject, NUMBER, cut, (cut.spans(polygon)[0][0], cut.spans(polygon)[-1][1]))]
    for room, other in plant_cuts(layout, cut):
        if spans := other.spans(polygon):
            made.append(_PlantRoom(subject, NUMBER, other, (spans[0][0], spans[-1][1]), room))
    return legible(made, _LEGIBLE)


def _bay(racks: Sequence[Span], hall: Span) -> Span:
    """The two neighbours that stand closest, of those the pair nearest the middle, with some floor on either side."""
    ends = [hall[0], *(high for _, high in racks)], [*(low for low, _ in racks), hall[1]]
    middle = len(racks) / 2
    pair = min(range(1, len(racks)), key=lambda i: (round(racks[i][0] - racks[i - 1][1], 2), abs(i - middle), i))
    return max(ends[0][pair - 1], racks[pair - 1][0] - _BESIDE), min(ends[1][pair + 1], racks[pair][1] + _BESIDE)


@dataclass(slots=True)
class Section:
    """A part of the section on its board."""

    subject: Subject
    number: str
    cut: Cut
    part: Span
    room: str = ""
    view: str = "1"
    frame: Extent | None = None
    scale: tuple[int, str] | None = None
    shortened: bool = False
    along: ClassVar[bool] = False

    def racked(self) -> list[Span]:
        """The racks in the plane."""
        return [span for span, _ in self.cut.racks(self.layout)]

    def shorten(self) -> None:
        """Cut off the ends of the hall beyond the racks."""
        if spans := self.racked():
            ends = min(low for low, _ in spans) - _SHOWN, max(high for _, high in spans) + _SHOWN
            self.part, self.shortened = (max(self.part[0], ends[0]), min(self.part[1], ends[1])), True

    @property
    def layout(self) -> Layout:
        """The placed hall."""
        return self.subject.design.trades.layout

    @property
    def top(self) -> float:
        """The clear height, or what is needed where that is more or the height is not known [m]."""
        needed = max(high for _, _, high in self.layout.heights)
        heights = (self.clear(span) for span in self.cut.spans(self.subject.site.hall.polygon) if self.kept(span))
        return max([needed, *(clear.si("m") for clear in heights if clear.known)])

    def clear(self, span: Span) -> Value:
        """The clear height of the hall that holds a span of the section."""
        hall = self.subject.site.hall
        name = hall.part_at(*self.cut.frame.out(self.cut.at, (span[0] + span[1]) / 2))
        return next((part.clear_height for part in hall.parts if part.name == name), hall.clear_height)

    def roof(self, span: Span) -> float:
        """The clear height of the hall that holds a span, or what all need where it is not known [m]."""
        clear = self.clear(span)
        return clear.si("m") if clear.known else self.top

    def height(self, board: Board) -> None:
        """The height of the hall at the left end."""
        spans = (kept for span in self.cut.spans(self.subject.site.hall.polygon) if (kept := self.kept(span)))
        roof = self.roof(next(spans, self.part))
        low, high = board.m(self.part[0], 0.0), board.m(self.part[0], roof)
        board.dimension(low, high, -8.0, board.subject.printer.built(roof))

    def drawn(self) -> Board:
        """The finished board."""
        board = self._board()
        section_grid(board, self.subject, self.cut, (self.part[0], 0.0, self.part[1], self.top))
        self._ground(board)
        self.aisles(board)
        self.boxes(board)
        self._stack(board)
        self.services(board)
        self.measures(board)
        x, y = board.m(self.part[0], 0.0)
        board.write((x + 2.0, y - 4.4), board.word("floor"), "S-SLAB-E", SMALL)
        titled(board, (x, y - _TITLE), (self.view, self.title(board), board.scale_text))
        board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
        board.legend = self.legend(board)
        board.tables = [heights_table(board, self.layout)]
        return board

    def title(self, board: Board) -> str:
        """The title of its view."""
        return board.title

    def _board(self) -> Board:
        board = Board.of(self.subject, self.number)
        board.frame = self.frame
        left, bottom, right, top = board.area
        extent = (self.part[0], 0.0, self.part[1], self.top)
        wide, high = right - left - ROOM[0] - ROOM[2], top - bottom - ROOM[1] - ROOM[3]
        fitting = detail_scale if self.number == _ENLARGED else fitting_scale
        ratio, board.scale_text = self.scale or fitting(board, extent, (wide, high))
        scale = board.at_scale(ratio)
        x = left + ROOM[0] + (wide - (extent[2] - extent[0]) * scale) / 2
        y = bottom + ROOM[1] + (high - extent[3] * scale) / 2
        board.transform, board.scaled, board.north = Transform(scale, x - extent[0] * scale, y), True, False
        return board

    def kept(self, span: Span) -> Span | None:
        """The part of a span that is drawn, or nothing."""
        low, high = max(span[0], self.part[0]), min(span[1], self.part[1])
        return (low, high) if high > low else None

    def _ground(self, board: Board) -> None:
        """Floor, walls and the underside of the structure where it is known."""
        for low, high in (s for span in self.cut.spans(self.subject.site.hall.polygon) if (s := self.kept(span))):
            board.line((board.m(low, 0.0), board.m(high, 0.0)), "S-SLAB-E", "heavy", keep_clear=True)
            clear, roof = self.clear((low, high)), self.roof((low, high))
            for wall in self.cut.spans(self.subject.site.hall.polygon):
                for v in wall:
                    if low <= v <= high:
                        board.line((board.m(v, 0.0), board.m(v, roof)), "A-WALL-E", "heavy", keep_clear=True)
            if clear.known:
                board.line((board.m(low, roof), board.m(high, roof)), "S-BEAM-E", "grid")
                text = board.word("clear", height=board.subject.printer.built(roof))
                x, y = board.m(low, roof)
                board.write((x + 2.0, y + 1.5), text, "S-BEAM-E", SMALL)

    def aisles(self, board: Board) -> None:
        """Tints of the aisles up to the racks' tops, their tags over the floor."""
        tall = max((p.box.height for _, p in self.cut.racks(self.layout)), default=0.0)
        for aisle in self.layout.aisles:
            if aisle.kind in ("hot", "cold") and aisle.polygon.geom_type == "Polygon":
                for span in self.cut.spans(aisle.polygon):
                    if (kept := self.kept(span)) is not None:
                        (left, bottom), (right, top) = board.m(kept[0], 0.0), board.m(kept[1], tall)
                        tint = COLOURS["warm-tint" if aisle.kind == "hot" else "cool-tint"]
                        layer = f"A-AREA-{aisle.kind.upper()}-N"
                        pen = "hidden" if aisle.contained else ""
                        box = (left, bottom, right, top)
                        board.rectangle(box, layer, pen, colour=COLOURS["vermillion"] if pen else "", fill=tint)
                        board.centred((left, bottom + 1.0, right, bottom + 6.0), aisle.tag, layer, (SMALL,))

    def boxes(self, board: Board) -> None:
        """Racks and plant that the plane meets, each rack with its front marked and its row told over all of them."""
        told: list[tuple[Extent, Placed]] = []
        for placed in self.layout.placed:
            if placed.room.startswith("YARD"):
                continue
            for kept in (k for s in self.cut.spans(Polygon(placed.box.corners)) if (k := self.kept(s))):
                low, high = board.m(kept[0], placed.box.at.z), board.m(kept[1], placed.box.at.z + placed.box.height)
                fill = FILLS.get(placed.purpose, COLOURS["grey-tint"])
                box = (*low, *high)
                free = board.occupied.free(box, -_TOUCH)
                board.rectangle(box, layer_of(placed), "outline", fill=fill)
                board.occupied.take(box)
                self._front(board, placed, box)
                if free:
                    told.append((box, placed))
        for box, placed in told:
            board.centred(box, placed.row or placed.tag, layer_of(placed), (LABEL, SMALL))

    def _front(self, board: Board, placed: Placed, box: tuple[float, float, float, float]) -> None:
        """A bar inside the front of a rack."""
        corners = self.cut.frame.into(placed.box.corners)
        front, rear = float(corners[:2, 1].mean()), float(corners[2:, 1].mean())
        if placed.kind == "rack" and abs(front - rear) > placed.box.depth / 2:
            x = box[0] + 1.0 if front < rear else box[2] - 1.0
            board.line(((x, box[1] + 1.0), (x, box[3] - 1.0)), layer_of(placed), "light")

    def services(self, board: Board) -> None:
        """Busways in the room kept for them, pipes at their bore, trays to size; the nearest tray main behind them."""
        deep = self.subject.catalog.threshold("layout", "stack_busway").si("m")
        for route in self.layout.routes:
            if route.kind == "busway":
                for v in self.cut.crossings(route.line.points):
                    self._mark(board, (v, route.line.z), (deep, deep), f"E-POWR-BUSW-{route.path or 'X'}-N", route.path)
        wide, high = (self.subject.catalog.threshold("fabric", k).si("m") for k in ("tray_width", "tray_depth"))
        for tray in self.layout.trays:
            layer = f"T-TRAY-{tray.path or 'A'}-N"
            for edge in tray.edges:
                for v in self.cut.crossings([tray.nodes[edge.a], tray.nodes[edge.b]]):
                    self._trough(board, (v, tray.z), (wide, high), layer, tray.path)
            for kept in (k for s in self.cut.beyond(tray) if (k := self.kept(s))):
                for z in (tray.z, tray.z + high):
                    ends = (board.m(kept[0], z), board.m(kept[1], z))
                    board.line(ends, layer, "fine", PATHS.get(tray.path, GREY), keep_clear=True)
        self._pipes(board)

    def _pipes(self, board: Board) -> None:
        """Pipes that the plane cuts, at their bore; named where there is room for it."""
        drawn: list[tuple[PipeRun, Extent]] = []
        for pipe in self.subject.design.trades.cooling.pipes:
            back, layer = service(pipe)
            for v in self.cut.crossings(pipe.points) if len(pipe.points) > 1 else ():
                if self.part[0] <= v <= self.part[1]:
                    radius = max(board.mm(pipe.bore / 2000.0), _LEAST)
                    x, y = board.m(v, pipe.z)
                    colour = COLOURS["vermillion" if back else "blue"]
                    board.circle((x, y + radius), radius, layer, "light", colour=colour, fill="" if back else colour)
                    box = (x - radius, y, x + radius, y + 2 * radius)
                    board.occupied.take(box)
                    drawn.append((pipe, box))
        for pipe, box in drawn:
            self.named(board, pipe, box)

    def named(self, board: Board, pipe: PipeRun, box: Extent) -> None:
        """A pipe by its loop and size, where the section is enlarged."""
        if self.number == _ENLARGED:
            size = trade_size(pipe.nominal, board.subject.printer.system)
            at = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            board.label(at, f"{pipe.loop} {size}", service(pipe)[1], SMALL, 30.0, own=box)

    def _mark(self, board: Board, at: Span, size: Span, layer: str, path: str) -> None:
        if self.part[0] <= at[0] <= self.part[1]:
            box = _rectangle(board, at, size)
            free = board.occupied.free(box, -_TOUCH)
            board.rectangle(box, layer, "light", colour=PATHS.get(path, GREY), fill="#FFFFFF")
            board.occupied.take(box)
            if free:
                board.centred(box, path, layer, (SMALL,))

    def _trough(self, board: Board, at: Span, size: Span, layer: str, path: str) -> None:
        if self.part[0] <= at[0] <= self.part[1]:
            left, bottom, right, top = _rectangle(board, at, size)
            side = ((left, top), (left, bottom), (right, bottom), (right, top))
            board.line(side, layer, "outline", PATHS.get(path, GREY))
            board.try_text(Text((left + right) / 2, top + 0.7, path, SMALL, layer, "middle"))
            board.occupied.take((left, bottom, right, top))

    def _stack(self, board: Board) -> None:
        """Every layer of the stack as a bar beside the section, with its name and levels; lights and sprinklers."""
        x = board.m(self.part[1], 0.0)[0] + 6.0
        lowest = 0.0
        p, words = board.subject.printer, board.subject.words
        for number, (name, low, high) in enumerate(sorted(self.layout.heights, key=lambda h: (h[1], h[2], h[0]))):
            (_, bottom), (_, top) = board.m(0.0, low), board.m(0.0, high)
            left = x + number % 2 * 4.0
            board.rectangle((left, bottom, left + 3.0, top), "G-ANNO-DIMS", "fine", fill=COLOURS["grey-tint"])
            level = max((bottom + top) / 2, lowest)
            text = f"{words.label(f'layers.{name}')} {p.built(low)} – {p.built(high)}"
            board.occupied.take((left, bottom, left + 3.0, top))
            board.line(((left + 3.0, (bottom + top) / 2), (x + 11.0, level)), "G-ANNO-DIMS", "fine")
            board.text(Text(x + 12.0, level - SMALL / 2, text, SMALL, "G-ANNO-DIMS"))
            lowest = level + SMALL * 1.9
            if name in ("lights", "sprinkler"):
                for a, b in (s for span in self.cut.spans(self.subject.site.hall.polygon) if (s := self.kept(span))):
                    layer = "E-LITE-N" if name == "lights" else "F-SPRN-N"
                    board.line((board.m(a, low), board.m(b, low)), layer, "hidden", GREY)

    def places(self) -> set[float]:
        """The edges of the racks in the plane [m]."""
        return {round(v, 4) for span, _ in self.cut.racks(self.layout) for v in span}

    def measures(self, board: Board) -> None:
        """Depths of racks and widths between them below the floor, the height at the left."""
        p = board.subject.printer
        edges = self.places()
        limits = {round(v, 4) for v in self.part}
        places = sorted({v for v in edges if min(limits) <= v <= max(limits)} | limits)
        for low, high in itertools.pairwise(places):
            board.dimension(board.m(low, 0.0), board.m(high, 0.0), -8.0, p.built(high - low))
        ends = board.m(places[0], 0.0), board.m(places[-1], 0.0)
        board.dimension(*ends, -16.0, p.built(places[-1] - places[0]))
        self.height(board)

    def legend(self, board: Board) -> list[LegendEntry]:
        """What the lines and tints of the section mean."""
        return [
            *self.lines(board),
            LegendEntry(board.word("hot"), "hidden", COLOURS["vermillion"], COLOURS["warm-tint"]),
            LegendEntry(board.word("cold"), "", "", COLOURS["cool-tint"]),
        ]

    def lines(self, board: Board) -> list[LegendEntry]:
        """What its lines mean."""
        paths = sorted({t.path for t in self.layout.trays} | {r.path for r in self.layout.routes if r.kind == "busway"})
        return [
            *(
                LegendEntry(board.word("path", path=path), "outline", PATHS.get(path, GREY), mark=path)
                for path in paths
                if path
            ),
            *pipe_entries(board, along=self.along),
            *rack_entries(board, self.shown_racks()),
        ]

    def shown_racks(self) -> list[Placed]:
        """The racks that it draws."""
        return [placed for span, placed in self.cut.racks(self.layout) if self.kept(span)]


@dataclass(slots=True)
class _PlantRoom(Section):
    """A section through a plant room: its plant measured in runs, its pipes named where there is room."""

    def title(self, board: Board) -> str:
        """The title of its view."""
        return board.word("title_room", room=self.room)

    def places(self) -> set[float]:
        """The ends of each run of plant that the plane meets [m]."""
        met = sorted(
            span for placed in self.layout.placed if not placed.room.startswith("YARD")
            for span in self.cut.spans(Polygon(placed.box.corners))
        )  # fmt: skip
        runs: list[Span] = []
        for low, high in met:
            if runs and low - runs[-1][1] < _WALKED:
                runs[-1] = (runs[-1][0], max(high, runs[-1][1]))
            else:
                runs.append((low, high))
        return {round(v, 4) for run in runs for v in run}

    def named(self, board: Board, pipe: PipeRun, box: Extent) -> None:
        """A pipe by its loop and size, where there is room for it."""
        at = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        size = trade_size(pipe.nominal, board.subject.printer.system)
        board.try_label((at,), f"{pipe.loop} {size}", service(pipe)[1], SMALL, _NEAR)


def service(pipe: PipeRun) -> tuple[bool, str]:
    """Whether a pipe is a return, and its layer."""
    back = pipe.service.endswith(("return", "returned"))
    return back, f"M-{pipe.loop.split('-')[0]}-{'RETN' if back else 'SUPP'}-N"


def _rectangle(board: Board, at: Span, size: Span) -> Extent:
    """A box on paper: the middle of its underside [m], its width and height [m]."""
    return (*board.m(at[0] - size[0] / 2, at[1]), *board.m(at[0] + size[0] / 2, at[1] + size[1]))
