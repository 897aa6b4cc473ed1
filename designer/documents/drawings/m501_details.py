"""M-501: typical details of the liquid side: how a rack, a CDU and the end of a header are joined."""

from collections import Counter
from collections.abc import Sequence

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.styles import COLOURS, LABEL, NOTE, SMALL
from designer.documents.drawings.symbols import balloon, exchanger, jump, pump, valve
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size

__all__ = ["NUMBER", "draw"]

NUMBER = "M-501"

XY = tuple[float, float]
_SUPPLY, _RETURN = COLOURS["blue"], COLOURS["vermillion"]


def draw(subject: Subject) -> Board | None:
    """The drawing, or nothing for a design without liquid-cooled racks and CDUs."""
    plan = subject.design.trades.cooling
    if not plan.cdus or not plan.racks:
        return None
    board = Board.of(subject, NUMBER)
    left, bottom, right, top = board.area
    middle = (left + right) / 2
    details = _Details(board)
    details.rack((left + 18, top - 30))
    details.cdu((left + 18, (top + bottom) / 2 - 30))
    details.end((middle + 40, top - 30))
    board.line(((middle + 20, top), (middle + 20, (top + bottom) / 2)), "G-ANNO-DETL", "fine")
    board.line(((left, (top + bottom) / 2), (right, (top + bottom) / 2)), "G-ANNO-DETL", "fine")
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = [
        LegendEntry(board.word("supply"), "service", _SUPPLY),
        LegendEntry(board.word("return"), "return", _RETURN),
        LegendEntry(board.word("hose"), "open", _SUPPLY),
    ]
    board.tables = [_counts(board, "valves", plan.valves), _counts(board, "instruments", plan.instruments)]
    return board


class _Details:
    """The three details on one board."""

    def __init__(self, board: Board) -> None:
        self.board, self.plan, self.p = board, board.design.trades.cooling, board.subject.printer

    def line(self, points: Sequence[XY], *, back: bool = False, pen: str = "") -> None:
        colour = _RETURN if back else _SUPPLY
        self.board.line(points, "M-PIPE-N", pen or ("return" if back else "service"), colour, keep_clear=True)

    def text(self, at: XY, text: str, height: float = SMALL, **style: object) -> None:
        self.board.write(at, text, "M-TEXT-N", height, **style)

    def lines(self, at: XY, texts: Sequence[str]) -> None:
        for i, text in enumerate(t for t in texts if t):
            self.text((at[0], at[1] - i * 4.6), text, NOTE if i == 0 else SMALL, bold=i == 0)

    def title(self, at: XY, number: str, key: str) -> None:
        """The number of a detail in a circle, with its title."""
        x, y = at
        self.board.circle((x, y + 1.7), 5.0, "G-ANNO-DETL", "light")
        self.text((x, y), number, LABEL, anchor="middle", bold=True)
        self.text((x + 9, y), self.board.word(key), LABEL, bold=True)

    def fitting(self, at: XY, place: str, kind: str, letter: str = "") -> None:
        """A valve with the tag that the schedule gives it, where the schedule has one."""
        drawn = {"control": "control", "check": "check"}.get(kind, "")
        valve(self.board, at, kind=drawn)
        tags = sorted(t for t, k, where in self.plan.valves if where == place and k == kind and t.endswith(letter))
        if tags:
            self.text((at[0], at[1] + 4.4 if drawn != "control" else at[1] - 6.2), tags[0], anchor="middle")

    def rack(self, at: XY) -> None:
        """A rack on its row header: valves, hoses with couplings, its flow, drop and temperatures."""
        x, y = at
        rack = max(self.plan.racks, key=lambda r: (r.drop, r.tag))
        self.title((x, y + 14), "1", "rack")
        supply, back = y - 40, y - 84
        pipe = self._header(rack.tag)
        for level, returned in ((supply, False), (back, True)):
            self.line(((x, level), (x + 230, level)), back=returned)
        self.text((x, supply + 2), f"{pipe}-S", NOTE)
        self.text((x, back + 2), f"{pipe}-R", NOTE)
        box = (x + 150, back - 52, x + 215, back - 16)
        for tap, level, letter, returned in ((x + 84, supply, "S", False), (x + 112, back, "R", True)):
            low = box[3] - 10 if letter == "S" else box[1] + 10
            stops = (level, back + 1.6, back - 1.6, low) if letter == "S" else (level, low)
            for high, end in zip(stops[::2], stops[1::2], strict=True):
                self.line(((tap, high), (tap, end)), back=returned)
            if letter == "S":
                jump(self.board, (tap, back), "M-PIPE-N", "service", _SUPPLY)
            self.line(((tap, low), (x + 136, low)), back=returned)
            self.line(((x + 136, low), (box[0] - 4, low)), back=returned, pen="open")
            for end in (x + 136, box[0] - 4):
                self.board.line(((end, low - 2), (end, low + 2)), "M-SYMB-N", "outline")
            self.line(((box[0] - 4, low), (box[0], low)), back=returned)
            self.upright((tap, back - 7), rack.tag, "isolation", letter)
        self.fitting((x + 125, box[1] + 10), rack.tag, "balancing")
        self.board.rectangle(box, "T-RACK-N", "outline", fill="#FFFFFF")
        self.board.occupied.take(box)
        p = self.p
        self.lines(
            (box[0] + 3, box[3] - 7),
            [
                rack.tag,
                f"{p.text('flow', rack.flow)}, {p.text('pressure', rack.drop)}",
                f"{p.text('temperature', rack.supply)} / {p.text('temperature', rack.returned)}",
                self.board.word("heat", heat=p.text("power", rack.heat)),
            ],
        )

    def upright(self, at: XY, place: str, kind: str, letter: str) -> None:
        """A valve on a vertical pipe, its tag beside it."""
        valve(self.board, at, upright=True)
        tags = sorted(t for t, k, where in self.plan.valves if where == place and k == kind and t.endswith(letter))
        if tags:
            self.text((at[0] - 3.5, at[1] - 1.2), tags[0], anchor="end")

    def _header(self, rack: str) -> str:
        """Size and loop of the header that a rack hangs on."""
        rows = {tag: row.tag for row in self.board.design.trades.layout.rows for tag in row.members}
        row = rows.get(rack, "")
        found = [x for x in self.plan.pipes if row and f"-{row}-" in x.tag]
        if not found:
            return row
        widest = max(found, key=lambda x: (x.bore, x.tag))
        return f"{trade_size(widest.nominal, self.board.subject.printer.system)}-{widest.loop}"

    def cdu(self, at: XY) -> None:
        """A CDU between facility and technology loop: valves, pump, instruments, its duty."""
        x, y = at
        duty = min(self.plan.cdus, key=lambda c: (c.heat_available - c.heat, c.tag))
        self.title((x, y + 8), "2", "cdu")
        supply, back = y - 90, y - 40
        middle = x + 250
        for level, returned, letter in ((supply, False, "S"), (back, True, "R")):
            self.line(((x, level), (middle - 14, level)), back=returned)
            self.line(((middle + 14, level), (x + 560, level)), back=returned)
            self.fitting((x + 40, level), duty.tag, "isolation", f"F{letter}")
            self.fitting((x + 500, level), duty.tag, "isolation", f"T{letter}")
            self.gauges((x + 110, level), duty.tag, f"F{letter}", letter)
            self.gauges((x + 410, level), duty.tag, f"T{letter}", letter)
        self.text((x, supply + 2), "FWS-S", NOTE)
        self.text((x, back + 2), "FWS-R", NOTE)
        self.text((x + 560, supply + 2), f"{duty.loop}-S", NOTE, anchor="end")
        self.text((x + 560, back + 2), f"{duty.loop}-R", NOTE, anchor="end")
        self.fitting((x + 190, back), duty.tag, "control")
        exchanger(self.board, (middle, (supply + back) / 2), (14.0, 32.0))
        pump(self.board, (middle + 56, supply))
        self.fitting((middle + 84, supply), duty.tag, "check")
        p = self.p
        self.lines(
            (middle + 22, (supply + back) / 2 + 8),
            [
                duty.tag,
                self.board.subject.record_name(*_address(duty.catalog)),
                self.board.word(
                    "duty", heat=p.text("power", duty.heat), available=p.text("power", duty.heat_available)
                ),
                self.board.word("flows", tcs=p.text("flow", duty.tcs_flow), fws=p.text("flow", duty.fws_flow)),
                self.board.word(
                    "heads", needed=p.text("pressure", duty.head_needed), has=p.text("pressure", duty.head_available)
                ),
            ],
        )

    def gauges(self, at: XY, place: str, suffix: str, letter: str) -> None:
        """The instruments of one side that the schedule lists, each on a short line."""
        kept = [t for t, _, where in self.plan.instruments if where == place]
        temperature = [t for t in kept if t.startswith("TT") and t.endswith(suffix)]
        flow = [t for t in kept if t.startswith("FT") and t.endswith(suffix[0])] if letter == "S" else []
        for i, (letters, found) in enumerate((("TT", temperature), ("FT", flow))):
            if found:
                x = at[0] + i * 14.0
                self.board.line(((x, at[1]), (x, at[1] + 7)), "M-INST-N", "fine")
                balloon(self.board, (x, at[1] + 11.6), letters, suffix)

    def end(self, at: XY) -> None:
        """The end of a row header: an air vent at its top, a drain at its low point."""
        x, y = at
        headers = sorted(s.tag for s in self.plan.segments if s.kind == "header" and s.tag.endswith("-S"))
        row = next(iter(headers), "").removesuffix("-S")
        self.title((x, y + 14), "3", "end")
        for level, returned, letter in ((y - 50, False, "S"), (y - 110, True, "R")):
            self.line(((x, level), (x + 150, level)), back=returned)
            self.board.line(((x + 150, level - 2.5), (x + 150, level + 2.5)), "M-SYMB-N", "outline")
            self.line(((x + 132, level), (x + 132, level + 16)), back=returned)
            self.upright((x + 132, level + 10), row, "air vent", letter)
            self.line(((x + 112, level), (x + 112, level - 16)), back=returned)
            self.upright((x + 112, level - 10), row, "drain", letter)
            self.text((x + 116, level - 12), self.board.word("drain"))
        self.text((x, y - 48), f"{row}-S", NOTE)
        self.text((x, y - 108), f"{row}-R", NOTE)


def _address(catalog: str) -> tuple[str, str]:
    kind, _, slug = catalog.partition("/")
    return kind, slug


def _counts(board: Board, key: str, items: Sequence[tuple[str, str, str]]) -> SideTable:
    """How many of each kind the schedule lists."""
    p = board.subject.printer
    rows = tuple((kind, p.number("count", count)) for kind, count in sorted(Counter(k for _, k, _ in items).items()))
    headers = (board.word("counts_kind"), board.word("counts_count"))
    return SideTable(board.word(key), headers, rows, (5, 2))
