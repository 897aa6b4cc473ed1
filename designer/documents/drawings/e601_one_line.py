"""E-601: the one-line diagram, from the utility to the boards and what leaves them."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.lettering import wrapped
from designer.documents.drawings.one_line_data import Column, Loop, OneLine, downstream, one_line
from designer.documents.drawings.one_line_ends import (
    STANDBY,
    backups_left,
    draw_backups,
    draw_catchers,
    draw_substation,
    high_bus,
)
from designer.documents.drawings.one_line_protection import draw_meters, protected, protection_legend, star_point
from designer.documents.drawings.one_line_storage import STORED, draw_storage
from designer.documents.drawings.one_line_tables import board_table, lineup_table
from designer.documents.drawings.rack_feeds import rack_feeds
from designer.documents.drawings.styles import COLOURS, GREY, LABEL, NOTE, SMALL
from designer.documents.drawings.switch_symbols import breaker, by_iec, transformer
from designer.documents.drawings.symbols import battery, bus, ground_source, jump, open_mark, switch, ups
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.model import Fate
from designer.power.records import Block, Branch

__all__ = ["NUMBER", "draw"]

NUMBER = "E-601"

#: Heights on the sheet as shares of the drawing area, from the top down.
_LEVELS = {
    "utility": 0.955,
    "mv_near": 0.87,
    "mv_far": 0.84,
    "loop": 0.755,
    "transformer": 0.675,
    "board": 0.565,
    "ups": 0.40,
    "ups_bus": 0.335,
    "generator_bus": 0.15,
}
_PATHS = ("blue", "vermillion", "green", "purple", "orange", "sky")
_WIDEST = 44.0
#: Left of the first transformer, where the buses carry their labels [mm].
_MARGIN = 66.0
#: Transformers on one sheet.
_MOST_COLUMNS = 18
#: Half the bus of a board over the distance to the next.
_BUS_HALF = 0.42
#: Branches of one board that are drawn, and the room for each [mm].
_MOST_BRANCHES, _STEP = 8, 4.2
#: Between the last branch of a board and its standby way, for the letters along the branch [mm].
_CLEAR = 3.0


def draw(subject: Subject) -> list[Board]:
    """As many sheets as the transformers need; none when there is no power chain."""
    chain = subject.design.trades.power
    if not chain.blocks:
        return []
    data = one_line(chain, subject.site)
    parts = _parts(data.loops)
    numbers = [f"E-{601 + n}" for n in range(len(parts))]
    boards = []
    for n, loops in enumerate(parts):
        board = Board.of(subject, numbers[n], NUMBER)
        before, after = ("", *numbers)[n], (*numbers[1:], "")[n]
        sketch = Sketch(board, replace(data, loops=loops), (before, after))
        sketch.draw()
        board.notes = [board.word(f"note_{i}") for i in range(1, 7)]
        board.legend = _legend(board)
        board.tables = [board_table(sketch), *lineup_table(sketch)]
        boards.append(board)
    return boards


def _parts(loops: Sequence[Loop]) -> list[tuple[Loop, ...]]:
    """Loops in sheets of at most so many transformers that each keeps its room."""
    total = sum(len(loop.columns) for loop in loops)
    most = math.ceil(total / math.ceil(total / _MOST_COLUMNS)) if total else _MOST_COLUMNS
    parts: list[list[Loop]] = [[]]
    for loop in loops:
        if parts[-1] and sum(len(x.columns) for x in parts[-1]) + len(loop.columns) > max(most, len(loop.columns)):
            parts.append([])
        parts[-1].append(loop)
    return [tuple(part) for part in parts]


class Sketch:
    """Places of the diagram and its parts."""

    def __init__(self, board: Board, data: OneLine, others: tuple[str, str]) -> None:
        self.board, self.data = board, data
        self.before, self.after = others
        self.chain = board.design.trades.power
        self.p = board.subject.printer
        left, bottom, right, top = board.area
        beside = _MARGIN + (STORED if self.chain.storage else 0.0)
        self.left, self.right, self.bottom, self.height = left + beside, right - 8, bottom, top - bottom
        self.columns = [c for loop in data.loops for c in loop.columns]
        self.pitch = min(_WIDEST, (self.right - self.left) / max(1, len(self.columns)))
        self.start = (self.left + self.right - self.pitch * len(self.columns)) / 2
        self.x = {c.block.tag: self.start + self.pitch * (i + 0.5) for i, c in enumerate(self.columns)}
        self.fates = {e.tag: e.fate for e in self.chain.elements}
        self.buses = {b.tag: b for b in self.chain.buses}
        self.ways = {b.tag: b for b in self.chain.branches if b.kind == "lv-feeder"}

    def y(self, level: str) -> float:
        return self.bottom + self.height * _LEVELS[level]

    def colour(self, column: Column) -> str:
        return COLOURS[_PATHS[(ord(column.block.letter[:1] or "A") - 65) % len(_PATHS)]]

    def kept(self, tag: str) -> bool:
        return self.fates.get(tag, Fate.NEW) in (Fate.REUSE, Fate.REFURBISH, Fate.RELOCATE)

    def fault(self, tag: str) -> str:
        """Fault level and rating of a bus; nothing where it is none."""
        state = self.buses.get(tag)
        if state is None:
            return ""
        rating = f"{state.rating_ka:.0f}" if state.rating_ka else "–"
        return f"{state.fault_most_ka or state.fault_ka:.1f}/{rating} kA"

    def _way(self, tag: str, at: tuple[float, float]) -> None:
        """The size and length of a feeder beside its line."""
        way = self.ways.get(tag)
        if way:
            size = trade_size(way.size, self.p.system)
            self.text(at, f"{size} · {self.p.text('run', way.length)}", rotation=90.0)

    def draw(self) -> None:
        self._mains()
        for loop in self.data.loops:
            self._loop(loop)
        draw_backups(self)
        draw_catchers(self)
        if not self.before:
            rack_feeds(self.board, self.y("generator_bus") + 40, (backups_left(self), self.start - self.pitch * 0.1))
        for column in self.columns:
            self._column(column)
        draw_meters(self)

    def text(self, at: tuple[float, float], text: str, **style: object) -> None:
        self.board.write(at, text, "E-TEXT-N", SMALL, **style)

    def _mains(self) -> None:
        """Utility, service breakers, the two bus sections and their tie."""
        board = self.board
        x0, x1 = self.start - _MARGIN + 4, self.start + self.pitch * len(self.columns) + 7
        near, far = self.y("mv_near"), self.y("mv_far")
        section = [s.tag for s in self.data.sections] or [board.word("mv_bus")]
        bus(board, (x0, near), (x1, near))
        if len(section) > 1:
            bus(board, (x0, far), (x1, far))
        self._match_lines(x0, x1)
        for n, utility in enumerate(() if self.before else self.data.utilities):
            x = self.start + self.pitch * len(self.columns) * (n + 1) / (len(self.data.utilities) + 1)
            self._utility((x, self.y("utility")), utility, second=n % 2 == 1 and len(section) > 1)
        if self.data.mains and not self.before:
            draw_substation(self)
        if not self.before:
            draw_storage(self)
        if len(section) > 1 and len(self.data.utilities) == 1 and not self.before and not self.data.mains:
            middle = (self.start * 2 + self.pitch * len(self.columns)) / 2
            entry, top = middle + 12, self.y("utility") - 11
            board.line(((middle, top), (entry, top), (entry, near + 1.6)), "E-LINE-N", "light")
            jump(board, (entry, near), "E-LINE-N")
            board.line(((entry, near - 1.6), (entry, far)), "E-LINE-N", "light")
            breaker(board, (entry, near + 5), medium=True)
            protected(self, (entry, near + 5), f"CB-{section[1]}", up=True)
        for y, state in zip((near, far), self.data.sections, strict=False):
            rating = board.word(
                "bus",
                tag=state.tag,
                voltage=f"{state.voltage / 1000:.1f}",
                fault=self.p.text("fault", state.fault_ka),
                rating=self.p.text("fault", state.rating_ka) if state.rating_ka else "–",
            )
            self.text((x0, y + 1.6), rating)
        if self.data.ties and len(section) > 1 and not self.after:
            tie = x1 - 2
            board.line(((tie, near), (tie, far)), "E-LINE-N", "light")
            breaker(board, (tie, far + 5), drawn_open=True, medium=True)
            protected(self, (tie, far + 5), self.data.ties[0], up=True)
            said = f"{self.data.ties[0]} {board.word('open')}"
            board.write((x1, near + 1.6), said, "E-TEXT-N", SMALL, anchor="end", colour=COLOURS["vermillion"])

    def _match_lines(self, x0: float, x1: float) -> None:
        """Where the buses go on to another sheet, a match line with its number."""
        for x, other, anchor in ((x0, self.before, "start"), (x1, self.after, "end")):
            if other:
                near, far = self.y("mv_near"), self.y("mv_far")
                self.board.line(((x, near + 8), (x, far - 8)), "G-ANNO-MATC", "grid", keep_clear=True)
                self.text((x, near + 9), self.board.word("goes_on", sheet=other), anchor=anchor)

    def _utility(self, at: tuple[float, float], tag: str, *, second: bool) -> None:
        """A utility connection onto the first section, or with `second` past it onto the second."""
        board, feed, x = self.board, self.board.subject.site.feed, at[0]
        ground_source(board, at)
        near = self.y("mv_near")
        if self.data.mains:
            board.line(((x, at[1] - 6), (x, high_bus(self))), "E-LINE-N", "light", keep_clear=True)
        else:
            board.line(((x, at[1] - 6), (x, near + (1.6 if second else 0.0))), "E-LINE-N", "light", keep_clear=True)
            if second:
                jump(board, (x, near), "E-LINE-N")
                board.line(((x, near - 1.6), (x, self.y("mv_far"))), "E-LINE-N", "light", keep_clear=True)
            breaker(board, (x, near + 5), medium=True)
            tags = [state.tag for state in self.data.sections]
            protected(self, (x, near + 5), f"CB-{tags[second]}" if tags else "", up=True)
        board.write((x + 9, at[1] + 2), tag, "E-TEXT-N", LABEL, bold=True)
        values = (feed.voltage, feed.import_limit, feed.fault_level)
        self.text((x + 9, at[1] - 3), " · ".join(self.p.fact(v) for v in values if v.known))
        if not second:
            peak = board.word("import", peak=self.p.text("power_mw", self.chain.site_power_peak_kw))
            self.text((x - 9, at[1] - 3), peak, anchor="end")

    def _loop(self, loop: Loop) -> None:
        """A loop: down from the near section, along its switches, up to the far section, open at its last feeder."""
        board, y = self.board, self.y("loop")
        near, far = self.y("mv_near"), self.y("mv_far")
        xs = [self.x[c.block.tag] for c in loop.columns]
        first = xs[0] - self.pitch * 0.22
        two = len(self.data.sections) > 1
        top = near if not two or loop.near == self.data.sections[0].tag else far
        board.line(((first, top), (first, y), (xs[-1], y)), "E-LINE-N", "light", keep_clear=True)
        if top == near and two:
            jump(board, (first, far), "E-LINE-N")
        breaker(board, (first, far - 6), medium=True)
        protected(self, (first, far - 6), f"CB-{loop.letter}1")
        if loop.far:
            last = xs[-1] + self.pitch * 0.22
            end = far if top == near and two else near
            board.line(((xs[-1], y), (last, y), (last, end)), "E-LINE-N", "light", keep_clear=True)
            breaker(board, (last, far - 6), medium=True)
            protected(self, (last, far - 6), f"CB-{loop.letter}2")
            breaker(board, (last, y + 6), drawn_open=True, medium=True)
            open_mark(board, (last + 1, y + 6), board.word("open"))
        if loop.feeders:
            label = f"{board.word('loop', letter=loop.letter)} {trade_size(loop.feeders[0].size, self.p.system)}"
            self.text((first - 1.4, y + 3.0), label, rotation=90.0)
        for x in xs:
            switch(board, (x, y))

    def _column(self, column: Column) -> None:
        """A transformer with its board and what leaves it."""
        board, block = self.board, column.block
        x, colour = self.x[block.tag], self.colour(column)
        ty, by = self.y("transformer"), self.y("board")
        kept = self.kept(block.transformer)
        grey = GREY if kept else ""
        board.line(((x, self.y("loop") - 1.5), (x, ty + 6)), "E-LINE-N", "light")
        transformer(board, (x, ty), kept)
        star_point(self, (x, ty), block.switchboard, grey)
        board.line(((x, ty - 6), (x, by)), "E-LINE-N", "light")
        breaker(board, (x, by + 6))
        half = self.pitch * _BUS_HALF
        bus(board, (x - half, by), (x + half, by), colour)
        plate = [
            block.transformer,
            self.p.text("apparent", block.rating_kva),
            self._impedance(block.transformer),
            self._worst(column, block.transformer),
        ]
        for i, line in enumerate(filter(None, plate)):
            board.write(
                (x + 5, ty + 3.2 - i * 4.0), line, "E-TEXT-N", NOTE if i == 0 else SMALL, bold=i == 0, colour=grey
            )
        board.write((x - half, by + 1.6), block.switchboard, "E-TEXT-N", SMALL, bold=True)
        board.write((x + half, by + 1.6), self._path(block), "E-TEXT-N", SMALL, anchor="end", colour=colour)
        if column.bus:
            state = column.bus
            self.text((x + 3.2, by + 13.5), self.p.text("voltage", state.voltage))
            self.text((x + 3.2, by + 9.7), self.fault(state.tag))
            if state.earth_ka:
                self.text((x + 3.2, by + 5.9), board.word("earth_fault", fault=self.p.text("fault", state.earth_ka)))
        self._way(f"LF-{block.transformer}", (x - 1.4, by + 9.0))
        self._outgoing(column, x, by)

    def _impedance(self, tag: str) -> str:
        site = self.board.subject.site
        item = next((i for i in site.plant if tag in i.tags and i.impedance.known), None)
        if item is None:
            element = next((e for e in self.chain.elements if e.tag == tag and e.catalog), None)
            return self._catalog_impedance(element.catalog) if element else ""
        return f"{self.p.fact(item.impedance)} Z"

    def _catalog_impedance(self, address: str) -> str:
        try:
            value = self.board.subject.catalog.resolve(f"{address}.impedance")
        except KeyError:
            return ""
        return f"{self.p.fact(value)} Z" if value.known else ""

    def _worst(self, column: Column, tag: str) -> str:
        loading = next((x for x in column.loadings if x.tag == tag and x.rating), None)
        if loading is None:
            return ""
        return f"{loading.normal / loading.rating:.0%} / {loading.worst / loading.rating:.0%}".replace("%", " %")

    @staticmethod
    def _path(block: Block) -> str:
        number = block.system.rsplit("-", 1)[-1]
        return f"{block.letter}{number}" if number.isdigit() else block.letter

    def _outgoing(self, column: Column, x: float, by: float) -> None:
        """What leaves a board: its branches, each behind a breaker of its own, and a UPS beside them."""
        shift = self.pitch * 0.2 if column.block.ups else 0.0
        branches = sorted(column.branches, key=lambda b: (b.kind, b.tag))
        if branches:
            half = self.pitch * (_BUS_HALF - (0.2 if shift else 0.0))
            standby = any(column.block.switchboard in backup.boards for backup in self.data.backups)
            end = x + self.pitch * STANDBY - _CLEAR if standby else x + half
            self._branches(branches, (x - shift, by), (x - shift - half, min(x - shift + half, end)))
        if column.block.ups:
            self._ups(column.block.ups, x + shift * 0.9, by)

    def _branches(self, branches: list[Branch], at: tuple[float, float], room: tuple[float, float]) -> None:
        """The branches of a board side by side below it, from where to where there is room; what does not fit is said
        as a number.
        """
        board, (x, by), end = self.board, at, at[1] - 26
        most = max(1, min(_MOST_BRANCHES, int((room[1] - room[0]) / _STEP) + 1))
        shown = branches if len(branches) <= most else branches[: most - 1]
        texts = [f"{b.tag} · {trade_size(b.size, self.p.system)} · {self.p.text('current', b.current)}" for b in shown]
        if len(shown) < len(branches):
            texts.append(board.subject.words.label("drawing.more_branches", count=str(len(branches) - len(shown))))
        start = min(x - (len(texts) - 1) / 2 * _STEP, room[1] - (len(texts) - 1) * _STEP)
        for number, text in enumerate(texts):
            place = start + number * _STEP
            board.line(((place, by), (place, end)), "E-LINE-N", "thin", keep_clear=True)
            breaker(board, (place, by - 9))
            board.polygon(
                ((place - 1.0, end), (place + 1.0, end), (place, end - 2.4)), "E-SYMB-N", "fine", fill="#000000"
            )
            self.text((place + 1.0, end - 3.6), text, rotation=90.0, anchor="end")

    def _ups(self, tag: str, x: float, by: float) -> None:
        board, y, below = self.board, self.y("ups"), self.y("ups_bus")
        outputs = [b.source for b in self.chain.branches if b.kind == "lv-feeder" and b.target == tag]
        units = sorted(source for source in outputs if source.startswith("UPS"))
        board.line(((x, by), (x, y + 4.5)), "E-LINE-N", "light")
        breaker(board, (x, by - 10))
        ups(board, (x, y), self.kept(tag))
        board.line(((x - 5.5, y), (x - 11, y)), "E-LINE-N", "light")
        battery(board, (x - 13, y))
        board.line(((x, y - 4.5), (x, below)), "E-LINE-N", "light")
        bus(board, (x - 14, below), (x + 14, below))
        for i, line in enumerate(wrapped(board.subject.words.ranged(units) if units else tag, SMALL, 16.0)):
            self.text((x - 2.0, y - 9.5 - i * 4.0), line, anchor="end")
        self.text((x - 14, below + 1.6), tag, bold=True)
        self.text((x - 3.0, below - 4.6), self.fault(tag), anchor="end")
        past = x + 7.6
        bypass = ((x, by - 14), (past, by - 14), (past, below + 4.6), (x, below + 4.6))
        board.line(bypass, "E-LINE-N", "overhead", keep_clear=True)
        breaker(board, (past, y - 8.0), drawn_open=True)
        branches = [b for b in downstream(self.chain, tag) if b.kind != "lv-feeder"]
        if branches:
            end = below - 12
            board.line(((x, below), (x, end)), "E-LINE-N", "light", keep_clear=True)
            breaker(board, (x, below - 5))
            board.polygon(((x - 1.3, end), (x + 1.3, end), (x, end - 3)), "E-SYMB-N", "thin", fill="#000000")
            self.text(
                (x, end - 8),
                f"{len(branches)} × {board.subject.words.label(f'kinds.{branches[0].kind}')}",
                anchor="middle",
            )
            self.text((x, end - 12), self.p.text("current", sum(b.current for b in branches)), anchor="middle")


def _closed(board: Board, at: tuple[float, float], *, medium: bool = True, drawn_open: bool = False) -> None:
    """A breaker on a piece of its line, for the legend."""
    board.line(((at[0] - 9.0, at[1]), (at[0] + 9.0, at[1])), "E-LINE-N", "light")
    breaker(board, at, medium=medium, drawn_open=drawn_open)


_opened = partial(_closed, drawn_open=True)


def _legend(board: Board) -> list[LegendEntry]:
    return [
        LegendEntry(board.word("bus_line"), "heavy"),
        LegendEntry(board.word("cable"), "light"),
        LegendEntry(board.word("standby"), "overhead"),
        LegendEntry(board.word("breaker"), mark="CB", symbol=partial(_closed, medium=False), tall=9.0),
        *([] if by_iec(board) else [LegendEntry(board.word("medium_breaker"), mark="MV", symbol=_closed, tall=9.0)]),
        LegendEntry(board.word("open_breaker"), mark=board.word("open"), symbol=_opened, tall=9.0),
        *protection_legend(board),
        LegendEntry(board.word("kept"), "thin", GREY),
        LegendEntry(board.word("new"), "outline"),
        LegendEntry(board.word("percent"), mark="70 % / 85 %"),
        LegendEntry(board.word("fault"), mark="60.1/65 kA"),
    ]
