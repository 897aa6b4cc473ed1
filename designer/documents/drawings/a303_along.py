"""A-303: a section along the rows, looking at the line of most racks with what hangs over it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from designer.documents.drawings.a301_section import PATHS, Section, service
from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.drawing import Text
from designer.documents.drawings.lettering import Extent, text_width
from designer.documents.drawings.placed import layer_of
from designer.documents.drawings.section_cut import Span, long_cuts_of
from designer.documents.drawings.section_legend import FILLS
from designer.documents.drawings.section_views import legible, together
from designer.documents.drawings.styles import COLOURS, GREY, SMALL
from designer.documents.subject import Subject
from designer.layout.records import Placed

__all__ = ["NUMBER", "draw", "views"]

NUMBER = "A-303"
#: Racks narrower than this on paper [mm] are not looked at: the ends of the hall are cut off instead.
_LEGIBLE = 4.0
_SAME = 1e-6
#: How far things may overlap on paper before the one behind is not named [mm].
_TOUCH = 0.5

XY = tuple[float, float]


def draw(subject: Subject) -> Board | None:
    """The section; nothing without rows that face an aisle or without a stack of services."""
    shown = views(subject)
    if not shown:
        return None
    board = together(shown)
    if any(one.shortened for one in shown):
        board.notes.append(board.word("note_cut"))
    return board


def views(subject: Subject) -> "list[_Along]":
    """The sections along the rows, as the sheet has room for them; their ends cut off where tags could not be read."""
    layout, polygon = subject.design.trades.layout, subject.site.hall.polygon
    found: list[_Along] = []
    for cut, looked in long_cuts_of(layout) if layout.heights else ():
        hall = cut.spans(polygon)
        made = _Along(subject, NUMBER, cut, (hall[0][0], hall[-1][1]) if hall else (0.0, 0.0), looked=looked)
        if hall and made.racks():
            found.append(made)
    return legible(found, _LEGIBLE)


@dataclass(slots=True)
class _Along(Section):
    """The section with the part of the hall that it looks at."""

    looked: Span = (0.0, 0.0)
    along: ClassVar[bool] = True

    def racks(self) -> list[tuple[Span, Placed]]:
        """The racks that it looks at, from its low end."""
        return [(span, placed) for span, placed in self.seen() if placed.kind == "rack"]

    def racked(self) -> list[Span]:
        """From where to where each of them stands."""
        return [span for span, _ in self.racks()]

    def title(self, board: Board) -> str:
        """The title of its view: of the first that of the sheet, of others with their rows."""
        rows = list(dict.fromkeys(placed.row for _, placed in self.racks() if placed.row))
        return board.title if self.view == "1" else board.word("title_rows", rows=self.subject.words.ranged(rows))

    def _within(self, *places: float) -> bool:
        return all(self.looked[0] - _SAME <= u <= self.looked[1] + _SAME for u in places)

    def seen(self) -> list[tuple[Span, Placed]]:
        """What stands in the part that is looked at, from its low end."""
        found = []
        for placed in self.layout.placed:
            corners = self.cut.frame.into(placed.box.corners)
            if not placed.room.startswith("YARD") and self._within(float(corners[:, 0].min())):
                found.append(((float(corners[:, 1].min()), float(corners[:, 1].max())), placed))
        return sorted(found, key=lambda one: (one[0], one[1].tag))

    def aisles(self, board: Board) -> None:
        """Aisles run along the section: none is cut."""

    def boxes(self, board: Board) -> None:
        """Fronts of the racks and plant that is looked at, the far ones first; tags of what nothing hides."""
        drawn: list[tuple[Extent, Placed]] = []
        for span, placed in sorted(self.seen(), key=lambda one: (-self._distance(one[1]), one[0])):
            kept = self.kept(span)
            if kept is None:
                continue
            low, high = board.m(kept[0], placed.box.at.z), board.m(kept[1], placed.box.at.z + placed.box.height)
            fill = FILLS.get(placed.purpose, COLOURS["grey-tint"])
            board.rectangle((*low, *high), layer_of(placed), "light", fill=fill)
            drawn.append(((*low, *high), placed))
        for box, placed in reversed(drawn):
            if board.occupied.free(box, -_TOUCH):
                board.centred(box, placed.tag, layer_of(placed), (SMALL,))
            board.occupied.take(box)

    def _distance(self, placed: Placed) -> float:
        """How far in front of the plane a thing stands [m], in steps of a centimetre."""
        return round(float(self.cut.frame.into(placed.box.corners)[:, 0].min()) - self.looked[0], 2)

    def services(self, board: Board) -> None:
        """Busways, trays and pipes that run along the section behind its plane; what crosses the plane."""
        deep = self.subject.catalog.threshold("layout", "stack_busway").si("m")
        for route in self.layout.routes:
            if route.kind == "busway":
                colour, layer = PATHS.get(route.path, GREY), f"E-POWR-BUSW-{route.path or 'X'}-N"
                self._run(board, route.line.points, (route.line.z, deep), (layer, colour), route.path)
        high = self.subject.catalog.threshold("fabric", "tray_depth").si("m")
        for tray in self.layout.trays:
            style = f"T-TRAY-{tray.path or 'A'}-N", PATHS.get(tray.path, GREY)
            for edge in tray.edges:
                self._run(board, (tray.nodes[edge.a], tray.nodes[edge.b]), (tray.z, high), style, tray.path)
        for pipe in self.subject.design.trades.cooling.pipes:
            back, layer = service(pipe)
            style = layer, COLOURS["vermillion" if back else "blue"]
            self._run(board, pipe.points, (pipe.z, pipe.bore / 1000.0), style, "")
        Section.services(self, board)

    def _run(
        self, board: Board, points: Sequence[XY], level: Span, style: tuple[str, str], tag: str
    ) -> None:
        """The pieces of a line that run along the section where it looks, as long boxes at their level."""
        for low, high in self._pieces(points):
            box = (*board.m(low, level[0]), *board.m(high, level[0] + level[1]))
            board.rectangle(box, style[0], "light", colour=style[1])
            width = text_width(tag, SMALL)
            if tag and width + 2.0 <= box[2] - box[0] and box[3] - box[1] >= SMALL * 1.3:
                board.try_text(Text(box[0] + 1.0, (box[1] + box[3] - SMALL) / 2, tag, SMALL, style[0]))
            board.occupied.take(box)

    def _pieces(self, points: Sequence[XY]) -> Iterator[Span]:
        placed = self.cut.frame.into(points).tolist() if len(points) > 1 else []
        for (ua, va), (ub, vb) in itertools.pairwise(placed):
            if self._within(ua, ub) and abs(va - vb) > abs(ua - ub):
                kept = self.kept((min(va, vb), max(va, vb)))
                if kept is not None:
                    yield kept

    def measures(self, board: Board) -> None:
        """Lengths of the rows, named, and of what lies between them, and the height."""
        p = board.subject.printer
        rows: dict[str, list[float]] = {}
        for (low, high), placed in self.seen():
            if placed.row:
                rows.setdefault(placed.row, []).extend((low, high))
        named = {(round(min(places), 3), round(max(places), 3)): row for row, places in rows.items()}
        ends = {round(end, 3) for end in self.part}
        places = sorted({v for span in named for v in span if min(ends) < v < max(ends)} | ends)
        for low, high in itertools.pairwise(places):
            text = " ".join(filter(None, (named.get((low, high), ""), p.built(high - low))))
            board.dimension(board.m(low, 0.0), board.m(high, 0.0), -8.0, text)
        whole = board.m(places[0], 0.0), board.m(places[-1], 0.0)
        board.dimension(*whole, -16.0, p.built(places[-1] - places[0]))
        self.height(board)

    def shown_racks(self) -> list[Placed]:
        """The racks that it draws."""
        return [placed for span, placed in self.racks() if self.kept(span)]

    def legend(self, board: Board) -> list[LegendEntry]:
        """What the lines of the section mean."""
        return self.lines(board)
