"""M-502: the liquid side as diagrams: how a rack, a CDU, the end of a header, a pump and a cooler are joined."""

from collections import Counter
from collections.abc import Sequence

from designer.cooling.records import CoolingPlan, RackFlow
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.lettering import text_width
from designer.documents.drawings.process import RETURN, SUPPLY, Process
from designer.documents.drawings.rejection_symbols import outdoor, outdoor_kind
from designer.documents.drawings.styles import LABEL, NOTE, SMALL
from designer.documents.drawings.symbols import exchanger, jump, pump
from designer.documents.subject import Subject
from designer.documents.trade_sizes import flow_coefficient, trade_size

__all__ = ["NUMBER", "draw"]

NUMBER = "M-502"
#: Least width of the rack of the detail [mm].
_RACK_WIDTH = 72.0

XY = tuple[float, float]


def draw(subject: Subject) -> Board | None:
    """The drawing, or nothing for a design without liquid-cooled racks and CDUs."""
    plan = subject.design.trades.cooling
    if not plan.cdus or not plan.racks:
        return None
    board = Board.of(subject, NUMBER)
    _Details(board, plan).draw()
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = [
        LegendEntry(board.word("supply"), "service", SUPPLY),
        LegendEntry(board.word("return"), "return", RETURN),
        LegendEntry(board.word("hose"), "open", SUPPLY),
    ]
    board.tables = [_counts(board, "valves", plan.valves), _counts(board, "instruments", plan.instruments)]
    return board


class _Details:
    """The details on one board, each in a cell of its own."""

    def __init__(self, board: Board, plan: CoolingPlan) -> None:
        self.board, self.plan, self.p = board, plan, board.subject.printer
        self.draft = Process(board)
        self.sizes = {line.tag: line.nominal for line in plan.valve_lines}
        self.listed = {tag for tag, _, _ in plan.valves} | {i.tag for i in plan.items}

    def draw(self) -> None:
        """Rack and header end above, the CDU across the middle, pump and cooler below where there are any."""
        left, bottom, right, top = self.board.area
        third = bool(self.plan.pumps or self.plan.rejection)
        middle, height = (left + right) / 2.0, (top - bottom) / (3 if third else 2)
        upper, lower = top - height, top - 2 * height
        bands = [(top, upper), (lower, bottom)] if third else [(top, upper)]
        for level, _ in (*bands[1:], (upper, 0.0)):
            self.board.line(((left, level), (right, level)), "G-ANNO-DETL", "fine")
        for high, low in bands:
            self.board.line(((middle, high), (middle, low)), "G-ANNO-DETL", "fine")
        inset = 18.0
        self.rack((left + inset, top - inset))
        self.end((middle + inset, top - inset))
        self.cdu((left + inset, upper - inset))
        self.pump((left + inset, lower - inset))
        self.cooler((middle + inset, lower - inset))
        self.draft.place_tags()

    def title(self, at: XY, number: str, key: str) -> None:
        """The number of a detail in a circle, with its title."""
        x, y = at
        self.board.circle((x, y + 1.7), 5.0, "G-ANNO-DETL", "light")
        self.text((x, y), number, LABEL, anchor="middle", bold=True)
        self.text((x + 9, y), self.board.word(key), LABEL, bold=True)

    def text(self, at: XY, text: str, height: float = SMALL, **style: object) -> None:
        self.board.write(at, text, "M-TEXT-N", height, **style)

    def lines(self, at: XY, texts: Sequence[str]) -> None:
        for i, text in enumerate(t for t in texts if t):
            self.text((at[0], at[1] - i * 4.6), text, NOTE if i == 0 else SMALL, bold=i == 0)

    def valve(self, at: XY, tag: str, kind: str = "", *, upright: bool = False) -> None:
        """A valve that the lists hold."""
        if tag in self.listed:
            self.draft.valve(at, tag, kind, upright=upright)

    def stub(self, at: XY, tag: str, *, up: bool) -> None:
        """A vent or drain that the lists hold, with its size."""
        if tag not in self.listed:
            return
        self.draft.stub(at, tag, up=up)
        size = trade_size(self.sizes.get(tag, ""), self.board.subject.printer.system)
        self.text((at[0] + 3.0, at[1] + (2.0 if up else -4.0)), size, SMALL)

    def rack(self, at: XY) -> None:
        """A rack on its row header: valves, hoses with couplings, its flow, drop, temperatures and valve setting."""
        x, y = at
        rack = max(self.plan.racks, key=lambda r: (r.drop, r.tag))
        self.title(at, "1", "rack")
        supply, back, end = y - 34.0, y - 72.0, x + 300.0
        pipe = self._header(rack.tag)
        self.draft.line((x, supply), (end, supply))
        self.draft.line((end, back), (x, back), back=True)
        self.text((x, supply + 2), f"{pipe}-S", NOTE)
        self.text((x, back + 2), f"{pipe}-R", NOTE)
        said = self._told(rack)
        wide = max(_RACK_WIDTH, 6.0 + max(text_width(line, SMALL) for line in said))
        box = (x + 190, back - 68, x + 190 + wide, back - 22)
        self._drop((x + 84, supply), (box[0], box[3] - 12), rack.tag, "S")
        jump(self.board, (x + 84, back), "M-PIPE-N", "service", SUPPLY)
        self._drop((x + 124, back), (box[0], box[1] + 12), rack.tag, "R")
        self.valve((x + 150, box[1] + 12), f"FV-{rack.tag}", "control")
        self.board.rectangle(box, "T-RACK-N", "outline", fill="#FFFFFF")
        self.board.occupied.take(box)
        self.lines((box[0] + 3, box[3] - 7), said)

    def _told(self, rack: RackFlow) -> list[str]:
        """What stands in a rack: its tag, flow and drop, temperatures, heat and valve setting."""
        p, found = self.p, next((s for s in self.plan.settings if s.rack == rack.tag), None)
        return [
            rack.tag,
            f"{p.text('flow', rack.flow)}, {p.text('pressure', rack.drop)}",
            f"{p.text('temperature', rack.supply)} / {p.text('temperature', rack.returned)}",
            self.board.word("heat", heat=p.text("power", rack.heat)),
            self._setting(found.flow, found.kv, found.opening) if found else "",
        ]

    def _setting(self, flow: float, kv: float, opening: float) -> str:
        p, name = self.p, "Kv" if self.p.system == "SI" else "Cv"
        found = f"{name} {p.text(name.lower(), flow_coefficient(kv, p.system))}"
        return self.board.word(
            "setting", flow=p.text("flow", flow), coefficient=found, opening=p.text("share", opening)
        )

    def _drop(self, tap: XY, port: XY, tag: str, letter: str) -> None:
        """A drop from a header to a rack: valve, level run, hose between couplings."""
        (x, high), (edge, low) = tap, port
        back = letter == "R"
        pieces = [((x, high), (x, low)), ((x, low), (edge - 26.0, low))]
        for start, end in pieces:
            self.draft.line(*((end, start) if back else (start, end)), back=back)
        pen, colour = "open", RETURN if back else SUPPLY
        self.draft.line((edge - 26.0, low), (edge - 5.0, low), pen=pen, colour=colour)
        for coupling in (edge - 26.0, edge - 5.0):
            self.board.line(((coupling, low - 2), (coupling, low + 2)), "M-SYMB-N", "outline")
        self.draft.line((edge - 5.0, low), (edge, low), back=back, still=True)
        self.valve((x, low + 16.0), f"HV-{tag}-{letter}", upright=True)

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
        """A CDU between facility and technology loop: valves, strainer, pump, filter, relief, instruments, its duty."""
        x, y = at
        duty = min(self.plan.cdus, key=lambda c: (c.heat_available - c.heat, c.tag))
        tag, end = duty.tag, self.board.area[2] - 18.0
        middle = x + (end - x) * 0.44
        self.title(at, "2", "cdu")
        supply, back = y - 112.0, y - 46.0
        self.draft.line((x, supply), (middle - 16, supply))
        self.draft.line((middle - 16, back), (x, back), back=True)
        self.draft.line((middle + 16, supply), (end, supply))
        self.draft.line((end, back), (middle + 16, back), back=True)
        exchanger(self.board, (middle, (supply + back) / 2), (16.0, 42.0))
        self._facility_side((x, supply, back), tag)
        self._technology_side((middle, supply, back), tag, (end - middle) / 360.0)
        for level, letter in ((supply, "S"), (back, "R")):
            self.text((x, level + 2), f"FWS-{letter}", NOTE)
            self.text((end, level + 2), f"{duty.loop}-{letter}", NOTE, anchor="end")
        p, word = self.p, self.board.word
        self.lines(
            (middle + 26, (supply + back) / 2 + 10),
            [
                tag,
                self.board.subject.record_name(*_address(duty.catalog)),
                word("duty", heat=p.text("power", duty.heat), available=p.text("power", duty.heat_available)),
                word("flows", tcs=p.text("flow", duty.tcs_flow), fws=p.text("flow", duty.fws_flow)),
                word("heads", needed=p.text("pressure", duty.head_needed), has=p.text("pressure", duty.head_available)),
            ],
        )

    def _facility_side(self, at: tuple[float, float, float], tag: str) -> None:
        x, supply, back = at
        self.valve((x + 40, supply), f"HV-{tag}-FS")
        self.valve((x + 40, back), f"HV-{tag}-FR")
        if f"{tag}-STR" in self.listed:
            self.draft.strainer((x + 90, supply), f"{tag}-STR")
        self.draft.instrument((x + 130, supply), f"TT-{tag}-FS", 13.0)
        self.draft.instrument((x + 180, supply), f"FT-{tag}-F", 13.0)
        self.draft.instrument((x + 180, back), f"TT-{tag}-FR", 13.0)
        self.valve((x + 110, back), f"TV-{tag}", "control")

    def _technology_side(self, at: tuple[float, float, float], tag: str, wide: float) -> None:
        """Pump, check valve, filter, instruments and valves, spread over the room that there is."""
        middle, supply, back = at
        px, check, strainer, gauge, flow, hand, stub = (
            middle + wide * d for d in (60.0, 90.0, 120.0, 160.0, 210.0, 260.0, 290.0)
        )
        self.draft.instrument((middle + 30.0, supply), f"LSH-{tag}", -13.0)
        pump(self.board, (px, supply))
        self.valve((check, supply), f"CV-{tag}", "check")
        if f"FIL-{tag}" in self.listed:
            self.draft.strainer((strainer, supply), f"FIL-{tag}")
        self.draft.instrument((gauge, supply), f"TT-{tag}-TS", 13.0)
        self.draft.instrument((flow, supply), f"FT-{tag}-T", 13.0)
        self.valve((hand, supply), f"HV-{tag}-TS")
        self.stub((stub, supply), f"DV-{tag}", up=False)
        self.draft.instrument((gauge, back), f"TT-{tag}-TR", 13.0)
        if f"PSV-{tag}" in self.listed:
            self.draft.relief((check, back), f"PSV-{tag}")
        self.valve((hand, back), f"HV-{tag}-TR")
        self.stub((stub, back), f"AV-{tag}", up=True)

    def end(self, at: XY) -> None:
        """The two ends of a row header, which falls towards its tap: the drain there, the air vent at the far end."""
        x, y = at
        headers = sorted(s.tag for s in self.plan.segments if s.kind == "header" and s.tag.endswith("-S"))
        row = next(iter(headers), "").removesuffix("-S")
        capped = not any("-FAR-" in pipe.tag for pipe in self.plan.pipes)  # else it goes on to the next header
        self.title(at, "3", "end")
        for level, returned, letter in ((y - 50, False, "S"), (y - 116, True, "R")):
            far = x + 230.0
            self.draft.line(*(((far, level), (x, level)) if returned else ((x, level), (far, level))), back=returned)
            if capped:
                self.board.line(((far, level - 2.5), (far, level + 2.5)), "M-SYMB-N", "outline")
            self.text((far - 2, level - 5), self.board.word("far"), SMALL, anchor="end")
            self.text((x, level + 2), f"{row}-{letter}", NOTE)
            self.valve((x + 60, level), f"HV-{row}-{letter}")
            self.stub((x + 212, level), f"AV-{row}-{letter}", up=True)
            self.stub((x + 92, level), f"DV-{row}-{letter}", up=False)
            self.text((x + 96, level - 10), self.board.word("drain"))
            self.draft.break_mark((x + 152, level), "")
            self.text((x, level - 5), self.board.word("tap"), SMALL)

    def pump(self, at: XY) -> None:
        """A facility pump between its valves, with its duty."""
        if not self.plan.pumps:
            return
        x, y = at
        self.title(at, "4", "pump")
        one, level = self.plan.pumps[0], y - 70.0
        self.draft.line((x, level), (x + 120, level))
        self.draft.line((x + 129, level), (x + 300, level))
        pump(self.board, (x + 124.5, level))
        self.valve((x + 50, level), f"HV-{one.tag}-1")
        self.stub((x + 84, level), f"DV-{one.tag}", up=False)
        self.stub((x + 152, level), f"AV-{one.tag}", up=True)
        self.valve((x + 186, level), f"CV-{one.tag}", "check")
        self.valve((x + 240, level), f"HV-{one.tag}-2")
        p = self.p
        self.lines(
            (x + 104, level - 26),
            [
                one.tag,
                self.board.subject.record_name(*_address(one.catalog)),
                f"{p.text('flow', one.flow)}, {p.text('pressure', one.head)}, {p.text('power', one.power)}",
            ],
        )

    def cooler(self, at: XY) -> None:
        """A cooler or chiller between its valves, with its duty."""
        coolers = [r for r in self.plan.rejection if r.catalog.startswith("cooler")] or list(self.plan.rejection)
        if not coolers:
            return
        x, y = at
        self.title(at, "5", "cooler")
        one = coolers[0]
        back, supply = y - 58.0, y - 98.0
        self.draft.line((x, back), (x + 160, back), back=True)
        self.draft.line((x + 160, supply), (x, supply))
        kind = outdoor_kind(self.board.subject, one.catalog)
        outdoor(self.board, (x + 190, (supply + back) / 2), (30.0, 32.0), kind)
        for level, port, vent, up in ((back, "1", "AV", True), (supply, "2", "DV", False)):
            self.valve((x + 60, level), f"HV-{one.tag}-{port}")
            self.stub((x + 100, level), f"{vent}-{one.tag}", up=up)
        self.draft.instrument((x + 136, supply), f"TT-{one.tag}", -13.0)
        p = self.p
        self.lines(
            (x + 228, back + 2),
            [
                one.tag,
                self.board.subject.record_name(*_address(one.catalog)),
                self.board.word("duty", heat=p.text("power", one.heat), available=p.text("power", one.capacity)),
                f"{p.text('temperature', one.fluid_in)} / {p.text('temperature', one.fluid_out)}",
            ],
        )


def _address(catalog: str) -> tuple[str, str]:
    kind, _, slug = catalog.partition("/")
    return kind, slug


def _counts(board: Board, key: str, items: Sequence[tuple[str, str, str]]) -> SideTable:
    """How many of each kind the schedule lists."""
    p = board.subject.printer
    term, found = board.subject.words.term, sorted(Counter(kind for _, kind, _ in items).items())
    rows = tuple((term(kind), p.number("count", count)) for kind, count in found)
    headers = (board.word("counts_kind"), board.word("counts_count"))
    return SideTable(board.word(key), headers, rows, (5, 2))
