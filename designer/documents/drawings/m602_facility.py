"""M-602: the facility loop as a piping and instrument diagram: coolers, legs, pumps, ring, consumers, all tags."""

from collections.abc import Sequence

from designer.cooling.records import CoolingPlan, LoopItem
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.process import RETURN, SUPPLY, Process
from designer.documents.drawings.styles import COLOURS, NOTE, SMALL
from designer.documents.drawings.symbols import cooler, exchanger, fan_unit, jump, pump
from designer.documents.lines import line_numbers
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw", "legend_of"]

NUMBER = "M-602"
XY = tuple[float, float]

_MOST_COOLERS, _MOST_PUMPS, _MOST_USERS = 5, 4, 6
#: Between the two long sides of a ring as drawn [mm].
_DEPTH = 26.0
#: Places from the left edge of the drawing area [mm].
_COOLERS, _HEAD_S, _HEAD_R, _SUCTION, _PUMPS, _DISCHARGE, _RING = 34.0, 92.0, 106.0, 196.0, 232.0, 272.0, 340.0
#: Where the legs of the supply end when trim exchangers stand between them and the pumps, and the exchangers.
_TRIM_HEAD, _TRIM, _MOST_TRIM = 148.0, 172.0, 2


def draw(subject: Subject) -> Board | None:
    """The diagram; nothing without a facility loop."""
    plan = subject.design.trades.cooling
    if not plan.pumps or not any(x.loop == "FWS" for x in plan.pipes):
        return None
    board = Board.of(subject, NUMBER)
    sketch = _Facility(board, plan)
    sketch.draw()
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = legend_of(board)
    board.tables = [_lines(board, plan)]
    return board


def legend_of(board: Board) -> list[LegendEntry]:
    """What both diagrams explain."""
    return [
        LegendEntry(board.word("supply"), "service", SUPPLY),
        LegendEntry(board.word("return"), "return", RETURN),
        LegendEntry(board.word("small"), "thin", COLOURS["blue"]),
        LegendEntry(board.word("hand"), mark="HV"),
        LegendEntry(board.word("control"), mark="TV FV"),
        LegendEntry(board.word("check"), mark="CV"),
        LegendEntry(board.word("safety"), mark="PSV"),
        LegendEntry(board.word("vent"), mark="AV DV"),
        LegendEntry(board.word("balloon"), mark="TT PT FT"),
    ]


def _lines(board: Board, plan: CoolingPlan) -> SideTable:
    """The lines of the facility loop with flow and temperature."""
    p, numbers = board.subject.printer, line_numbers(plan.pipes, board.subject.catalog)
    at = {"supply": plan.temperatures.get("fws_supply"), "return": plan.temperatures.get("fws_return")}
    rows = tuple(
        (numbers[x.tag], p.number("flow", x.flow), p.number("velocity", x.velocity),
         p.number("temperature", at["return" if "return" in x.service else "supply"]))
        for x in plan.pipes
        if x.loop == "FWS"
    )
    headers = (board.word("line"), p.unit("flow"), p.unit("velocity"), p.unit("temperature"))
    return SideTable(board.word("lines"), headers, rows, (4.0, 1.5, 1.5, 1.5))


class _Facility:
    """Places of the facility diagram."""

    def __init__(self, board: Board, plan: CoolingPlan) -> None:
        self.board, self.plan, self.p = board, plan, board.subject.printer
        self.draft = Process(board)
        self.left, self.low, self.right, self.high = board.area
        self.numbers = line_numbers(plan.pipes, board.subject.catalog)
        middle = (self.low + self.high) / 2.0
        self.supply, self.back = middle - 95.0, middle + 95.0
        self.low_return = self.back
        self.coolers = [r for r in plan.rejection if r.catalog.startswith("cooler")]
        self.tanks = [i for i in plan.items if i.kind == "water-tank"]

    def x(self, place: float) -> float:
        return self.left + place

    def number(self, part: str) -> str:
        """The line number of a run by the start of its tag."""
        return next((self.numbers[x.tag] for x in self.plan.pipes if x.tag.startswith(part)), "")

    def draw(self) -> None:
        self._coolers()
        self._legs()
        self._trim()
        self._pumps()
        self._ring()
        self.draft.place_tags()

    def _coolers(self) -> None:
        """Coolers between their two headers."""
        shown = self.coolers[:_MOST_COOLERS]
        pitch = min(86.0, (self.high - self.low - 40.0) / max(len(shown), 1))
        top = (self.low + self.high) / 2.0 + pitch * (len(shown) - 1) / 2.0
        xs, xr = self.x(_HEAD_S), self.x(_HEAD_R)
        ys = [top - i * pitch for i in range(len(shown))]
        if not ys:
            return
        self.low_return = min(ys[-1] + 6, self.back - 9)
        self.draft.line((xs, max(ys[0] - 6, self.supply + 9)), (xs, min(ys[-1] - 6, self.supply - 9)))
        self.draft.line((xr, max(ys[0] + 6, self.back + 9)), (xr, min(ys[-1] + 6, self.back - 9)), back=True)
        for y, one in zip(ys, shown, strict=True):
            self._cooler(y, one.tag, self.p.text("power", one.capacity))
        self._water(ys)
        if len(self.coolers) > len(shown):
            self.board.label(
                (self.x(_COOLERS), ys[-1] - 30), self.board.word("more", count=str(len(self.coolers))), "M-TEXT-N", NOTE
            )

    def _cooler(self, y: float, tag: str, capacity: str) -> None:
        x, xs, xr = self.x(_COOLERS), self.x(_HEAD_S), self.x(_HEAD_R)
        cooler(self.board, (x, y), (16.0, 11.0))
        self.board.write((x, y + 12.6), tag, "M-TEXT-N", NOTE, anchor="middle", bold=True)
        self.board.write((x, y - 15.4), capacity, "M-TEXT-N", SMALL, anchor="middle")
        self.draft.line((x + 16, y - 6), (xs, y - 6))
        self.draft.line((xr, y + 6), (x + 16, y + 6), back=True)
        jump(self.board, (xs, y + 6), "M-PIPE-N", "service", SUPPLY)
        self.draft.valve((x + 24, y - 6), f"HV-{tag}-2")
        self.draft.valve((x + 24, y + 6), f"HV-{tag}-1")
        self.draft.stub((x + 34, y - 6), f"DV-{tag}", up=False)
        self.draft.stub((x + 34, y + 6), f"AV-{tag}", up=True)
        self.draft.instrument((x + 44, y - 6), "TT", tag[-2:], -13.0)

    def _water(self, ys: Sequence[float]) -> None:
        """Tanks of make-up water and their line to the coolers that evaporate."""
        if not self.tanks:
            return
        x, low = self.x(_COOLERS), ys[-1] - 44.0
        up = x - 24.0
        self.draft.line((up, low), (up, ys[0]), pen="thin")
        for y in ys:
            self.draft.line((up, y), (x - 16.0, y), pen="thin")
        for dx, tank in zip((-8.0, 22.0), self.tanks, strict=False):
            self.draft.box((x + dx, low), (12.0, 5.0), [tank.tag, self.p.fact(tank.size)])
        self.draft.line((up, low), (x - 20.0, low), pen="thin")
        self.draft.line((x + 4.0, low), (x + 10.0, low), pen="thin")
        self.draft.tag((up, low), self.board.word("water"), NOTE)

    def _trim(self) -> None:
        """Trim exchangers between the supply's legs and the pumps, with their chilled water."""
        shown = self.plan.trim[:_MOST_TRIM]
        if not shown:
            return
        x, start, end = self.x(_TRIM), self.x(_TRIM_HEAD), self.x(_SUCTION)
        ys = [self.supply + ((len(shown) - 1) / 2.0 - i) * 54.0 for i in range(len(shown))]
        for head in (start, end):
            self.draft.line((head, max(ys[0], self.supply + 9.0)), (head, min(ys[-1], self.supply - 9.0)))
        for y, one in zip(ys, shown, strict=True):
            self.draft.line((start, y), (x - 6.0, y))
            self.draft.line((x + 6.0, y), (end, y))
            for side, port, word, dx in ((1.0, "CS", "chilled_supply", -3.0), (-1.0, "CR", "chilled_return", 3.0)):
                self.draft.line((x + dx, y + side * 8.0), (x + dx, y + side * 17.0), back=port == "CR")
                self.draft.valve((x + dx, y + side * 12.5), f"HV-{one.tag}-{port}", upright=True)
                self.draft.tag((x + dx, y + side * 17.0), self.board.word(word), SMALL)
            exchanger(self.board, (x, y), (6.0, 8.0))
            self.draft.valve((x - 14.0, y), f"HV-{one.tag}-FS")
            self.draft.valve((x + 14.0, y), f"HV-{one.tag}-FR")
            self.draft.tag((x + 6.0, y + 6.0), f"{one.tag} {self.p.text('power', one.capacity)}", NOTE)

    def _legs(self) -> None:
        """Two legs each way between the yard and the hall, each between sectional valves."""
        for place, back, side in ((self.supply, False, "S"), (self.back, True, "R")):
            start = self.x(_HEAD_R if back else _HEAD_S)
            end = self.x(_TRIM_HEAD if self.plan.trim and not back else _SUCTION)
            for leg, dy in (("A", 9.0), ("B", -9.0)):
                y = place + dy
                self.draft.line((start, y), (end, y), back=back)
                if not back and y > self.low_return:
                    jump(self.board, (self.x(_HEAD_R), y), "M-PIPE-N", "return", RETURN)
                for n, x in ((1, start + 26.0), (2, end - 14.0)):
                    self.draft.valve((x, y), f"HV-FWS-LEG-{leg}{side}{n}")
                self.draft.tag(((start + end) / 2.0 + 8.0, y), self.number(f"FWS-LEG-{leg}-{side}"), NOTE)
            self.draft.line((end, place + 9.0), (end, place - 9.0), back=back)

    def _pumps(self) -> None:
        """Pumps in parallel, with what stands on their suction side, and the return past them."""
        shown = self.plan.pumps[:_MOST_PUMPS]
        xs, xp, xd = self.x(_SUCTION), self.x(_PUMPS), self.x(_DISCHARGE)
        gap = 20.0
        ys = [self.supply + ((len(shown) - 1) / 2.0 - i) * gap for i in range(len(shown))]
        self.draft.line((xs, self.supply), (xs + 8, self.supply))
        self.draft.line((xs + 8, ys[0]), (xs + 8, ys[-1]))
        self.draft.line((xd - 6, ys[0]), (xd - 6, ys[-1]))
        for y, one in zip(ys, shown, strict=True):
            self.draft.line((xs + 8, y), (xp - 4.5, y))
            self.draft.line((xp + 4.5, y), (xd - 6, y))
            pump(self.board, (xp, y))
            self.draft.valve((xs + 16, y), f"HV-{one.tag}-1")
            self.draft.valve((xp + 14, y), f"CV-{one.tag}", "check")
            self.draft.valve((xp + 24, y), f"HV-{one.tag}-2")
            self.draft.tag((xp, y), one.tag, NOTE)
        first = shown[0]
        duty = f"{self.p.text('flow', first.flow)}, {self.p.text('pressure', first.head)}"
        self.board.label((xp, ys[-1] - 12), duty, "M-TEXT-N", SMALL)
        if len(self.plan.pumps) > len(shown):
            more = self.board.word("more", count=str(len(self.plan.pumps)))
            self.board.label((xp, ys[-1] - 18), more, "M-TEXT-N", NOTE)
        self.draft.line((xd - 6, self.supply), (self.x(_RING), self.supply))
        self.draft.line((self.x(_RING), self.back), (self.x(_SUCTION), self.back), back=True)
        self._headers()

    def _headers(self) -> None:
        """Instruments and items on the supply and return headers in the hall."""
        items = {i.kind: i for i in self.plan.items if i.loop == "FWS"}
        x, y = self.x(_DISCHARGE), self.supply
        for dx, letters in ((6.0, "TT"), (17.0, "PT"), (28.0, "FT"), (39.0, "PDT")):
            self.draft.instrument((x + dx, y), letters, "FWS", 12.0)
        self.draft.tag((x + 6, y + 18), self._set("fws_supply"), SMALL)
        x, y = self.x(_SUCTION), self.back
        self.draft.instrument((x + 130, y), "TT", "R", 12.0)
        self.draft.tag((x + 130, y + 18), self._set("fws_return"), SMALL)
        self.draft.relief((x + 116, y), "PSV-FWS")
        self._hung(items, x, y)
        bypass = self.x(_HEAD_R) + 9.0
        self.draft.line((bypass, y - 9.0), (bypass, self.supply + 9.0), back=True)
        self.draft.valve((bypass, y - 40.0), "TV-FWS", "control", upright=True)

    def _hung(self, items: dict[str, LoopItem], x: float, y: float) -> None:
        """Vessel, make-up, separator, side stream and dosing on the return header."""
        said = {kind: [item.tag, self.p.fact(item.size)] for kind, item in items.items()}
        vessels = [i for i in self.plan.items if (i.loop, i.kind) == ("FWS", "expansion")]
        for dx, item in zip((98.0, 112.0), vessels, strict=False):
            self.draft.vessel((x + dx, y), [f"{item.tag} {self.p.fact(item.size)}"])
        if vessels:
            self.draft.instrument((x + 100, y), "LT", "FWS", 12.0)
        if "make-up" in said:
            self.draft.line((x + 74, y), (x + 74, y - 14), pen="thin")
            self.draft.box((x + 74, y - 18), (13.0, 4.4), said["make-up"])
        if "side-filter" in said:
            self.draft.bypass((x + 14, y), (x + 50, y), 24.0, said["side-filter"])
        if "dosing" in said:
            self.draft.bypass((x + 8, y), (x + 56, y), 44.0, said["dosing"])
        self.draft.instrument((x + 64, y), "AT", "FWS", 12.0)
        if "buffer" in said:
            self._buffer(said["buffer"])

    def _buffer(self, texts: Sequence[str]) -> None:
        """The buffer tank in the supply between its valves, with its bypass below."""
        x, y = self.x(_RING) - 15.0, self.supply
        self.draft.line((x - 13.0, y), (x - 13.0, y - 15.0), (x + 13.0, y - 15.0), (x + 13.0, y))
        self.draft.valve((x, y - 15.0), "HV-BUF-FWS-BP")
        self.draft.box((x, y), (8.0, 6.0), texts)
        self.draft.valve((x - 10.5, y), "HV-BUF-FWS-1")
        self.draft.valve((x + 10.5, y), "HV-BUF-FWS-2")

    def _set(self, key: str) -> str:
        found = self.plan.temperatures.get(key)
        return self.p.text("temperature", found) if found is not None else ""

    def _users(self) -> list[tuple[int, str, str]]:
        """Consumers on the ring: number of their section, tag, kind; the first ones and the last."""
        users = [(c.tag, "cdu") for c in self.plan.cdus]
        users += [(u.tag, "air-unit") for u in self.plan.air_units] if self.plan.air_source == "facility" else []
        numbered = [(i, *user) for i, user in enumerate(users, 1)]
        return numbered if len(numbered) <= _MOST_USERS else [*numbered[: _MOST_USERS - 1], numbered[-1]]

    def _ring(self) -> None:
        """Supply ring below, return ring above, consumers between them; sectional valves between two taps."""
        users, left, right = self._users(), self.x(_RING), self.right - 8.0
        low, high = self.supply, self.back
        under, over = low - _DEPTH, high + _DEPTH
        self.draft.line((left, low), (left, under), (right, under), (right, low), (left, low))
        self.draft.line((left, high), (left, over), (right, over), (right, high), (left, high), back=True)
        self.draft.tag(((left + right) / 2, under), self.number("FWS-RING-S"), NOTE)
        self.draft.tag(((left + right) / 2, over), self.number("FWS-RING-R"), NOTE)
        pitch = (right - left - 16.0) / max(len(users), 1)
        for i, (number, tag, kind) in enumerate(users):
            x = left + 8.0 + pitch * (i + 0.5)
            self._user(x, (low, high), tag, kind)
            gap = i > 0 and users[i - 1][0] != number - 1
            if i > 0:
                for y, side in ((low, "S"), (high, "R")):
                    self._section(x - pitch, x, y, (users[i - 1][0], side), gap)
        self._closing(users, (left, right), (under, over))

    def _section(self, start: float, end: float, y: float, name: tuple[int, str], gap: bool) -> None:
        """The two valves of a section between two consumers."""
        number, side = name
        if gap:
            self.draft.break_mark(((start + end) / 2.0, y), "")
        self.draft.valve((start + 9.0, y), f"HV-FWS-S{number}{side}1")
        self.draft.valve((end - 9.0, y), f"HV-FWS-S{number}{side}2" if not gap else "")

    def _closing(self, users: Sequence[tuple[int, str, str]], span: XY, levels: XY) -> None:
        """The last section, which closes the ring."""
        if len(users) < 2:
            return
        last = users[-1][0]
        for y, side in zip(levels, "SR", strict=True):
            for n, x in ((1, span[1] - 30.0), (2, span[0] + 30.0)):
                self.draft.valve((x, y), f"HV-FWS-S{last}{side}{n}")

    def _user(self, x: float, levels: XY, tag: str, kind: str) -> None:
        """A consumer between the two rings with its valves and instruments."""
        low, high = levels
        middle = (low + high) / 2.0
        ports = ("FS", "FR") if kind == "cdu" else ("1", "2")
        self.draft.line((x, low), (x, middle - 9.0))
        self.draft.line((x, middle + 9.0), (x, high), back=True)
        if kind == "cdu":
            exchanger(self.board, (x, middle), (7.0, 9.0))
            self.draft.strainer((x, low + 28.0), f"{tag}-STR", upright=True)
        else:
            fan_unit(self.board, (x, middle), (9.0, 9.0))
        self.draft.valve((x, low + 14.0), f"HV-{tag}-{ports[0]}", upright=True)
        self.draft.valve((x, high - 14.0), f"HV-{tag}-{ports[1]}", upright=True)
        self.draft.valve((x, high - 30.0), f"TV-{tag}", "control", upright=True)
        self.draft.tag((x + 8.0, middle), tag, NOTE)
