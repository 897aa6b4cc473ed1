"""What the diagrams of the facility loop and of the chilled-water loop share: headers, ring, consumers, lines."""

from collections.abc import Callable, Mapping, Sequence

from designer.cooling.circuit_places import ring_order
from designer.cooling.records import CoolingPlan
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.drawn_alike import alike_tables
from designer.documents.drawings.process import RETURN, SUPPLY, Process
from designer.documents.drawings.rejection_symbols import legend_symbols
from designer.documents.drawings.styles import COLOURS, NOTE, SMALL
from designer.documents.drawings.symbols import exchanger, fan_unit, jump
from designer.documents.lines import line_numbers, lines_alike

__all__ = ["HEAD_R", "HEAD_S", "SOURCES", "CircuitSketch", "User", "legend_of", "lines_of"]

XY = tuple[float, float]
#: A consumer on a ring: number of its section, tag, kind (``cdu``, ``exchanger``, ``air-unit`` or ``rear-door``).
User = tuple[int, str, str]

_MOST_USERS, _MOST_SOURCES = 6, 5
#: Places of the machines outdoors and of their two headers, from the left edge of the drawing area [mm].
SOURCES, HEAD_S, HEAD_R = 34.0, 92.0, 106.0
#: Between the two long sides of a ring as drawn [mm].
_DEPTH = 26.0


def legend_of(board: Board, machines: Sequence[str]) -> list[LegendEntry]:
    """What the diagrams with tags explain: lines, fittings, and the machines of each."""
    fittings = ("valve", "control", "check", "relief", "vent", "strainer", "vessel", "balloon")
    return [
        LegendEntry(board.word("supply"), "service", SUPPLY),
        LegendEntry(board.word("return"), "return", RETURN),
        LegendEntry(board.word("small"), "thin", COLOURS["blue"]),
        *legend_symbols(board, (*fittings, *machines)),
    ]


def lines_of(board: Board, plan: CoolingPlan, loop: str) -> SideTable:
    """The lines of a loop with flow and temperature."""
    p = board.subject.printer
    numbers = line_numbers(plan.pipes, board.subject.catalog, p.system)
    at = {side: plan.temperatures.get(f"{loop.lower()}_{side}") for side in ("supply", "return")}
    rows = lines_alike(
        (numbers[x.tag], p.number("flow", x.flow), p.number("velocity", x.velocity),
         p.number("temperature", at["return" if "return" in x.service else "supply"]))
        for x in plan.pipes
        if x.loop == loop
    )
    headers = (board.word("line"), p.unit("flow"), p.unit("velocity"), p.unit("temperature"))
    return SideTable(board.word("lines"), headers, tuple(rows), (4.0, 1.5, 1.5, 1.5))


class CircuitSketch:
    """Places of the diagram of a circuit: sources at the left, two legs each way, a ring of consumers at the right."""

    def __init__(self, board: Board, plan: CoolingPlan, loop: str, users: Mapping[str, str]) -> None:
        self.board, self.plan, self.loop, self.p = board, plan, loop, board.subject.printer
        self.draft = Process(board)
        self.left, self.low, self.right, self.high = board.area
        self.numbers = line_numbers(plan.pipes, board.subject.catalog, board.subject.printer.system)
        middle = (self.low + self.high) / 2.0
        self.supply, self.back = middle - 118.0, middle + 118.0
        self.low_return = self.back
        self.items = {i.kind: i for i in plan.items if i.loop == loop}
        self.users = [(tag, users[tag]) for tag in ring_order(plan.pipes, loop, list(users))]

    def x(self, place: float) -> float:
        """A place along the flow, from the left edge of the drawing area [mm]."""
        return self.left + place

    def number(self, part: str) -> str:
        """The line number of a run by the start of its tag."""
        return next((self.numbers[x.tag] for x in self.plan.pipes if x.tag.startswith(part)), "")

    def sources(self, machines: Sequence[tuple[str, float]], symbol: Callable[[XY, str], None]) -> list[float]:
        """Machines (tag, capacity [kW]) between their two headers; their levels."""
        shown = machines[:_MOST_SOURCES]
        pitch = min(86.0, (self.high - self.low - 40.0) / max(len(shown), 1))
        top = (self.low + self.high) / 2.0 + pitch * (len(shown) - 1) / 2.0
        xs, xr = self.x(HEAD_S), self.x(HEAD_R)
        ys = [top - i * pitch for i in range(len(shown))]
        if not ys:
            return []
        self.low_return = min(ys[-1] + 6, self.back - 9)
        self.draft.line((xs, max(ys[0] - 6, self.supply + 9)), (xs, min(ys[-1] - 6, self.supply - 9)), still=True)
        top_return, low_return = max(ys[0] + 6, self.back + 9), min(ys[-1] + 6, self.back - 9)
        self.draft.line((xr, top_return), (xr, low_return), back=True, still=True)
        low = ys[-1] + 14.0 if len(ys) > 1 else ys[-1] - 26.0
        for side, x, reach, dy in (("S", xs, 6.0, -6.0), ("R", xr, -6.0, 6.0)):
            self.draft.side_stub((x, ys[0] + dy - 12.0), f"AV-{self.loop}-HEAD-{side}", reach)
            self.draft.side_stub((x, low + dy), f"DV-{self.loop}-HEAD-{side}", reach)
        for y, (tag, capacity) in zip(ys, shown, strict=True):
            self._source(y, tag, self.p.text("power", capacity), symbol)
        if len(machines) > len(shown):
            more = self.board.word("more", count=str(len(machines)))
            self.board.label((self.x(SOURCES), ys[-1] - 30), more, "M-TEXT-N", NOTE)
        return ys

    def _source(self, y: float, tag: str, capacity: str, symbol: Callable[[XY, str], None]) -> None:
        x, xs, xr = self.x(SOURCES), self.x(HEAD_S), self.x(HEAD_R)
        symbol((x, y), tag)
        self.board.write((x, y + 12.6), tag, "M-TEXT-N", NOTE, anchor="middle", bold=True)
        self.board.write((x, y - 15.4), capacity, "M-TEXT-N", SMALL, anchor="middle")
        self.draft.line((x + 16, y - 6), (xs, y - 6))
        self.draft.line((xr, y + 6), (x + 16, y + 6), back=True)
        jump(self.board, (xs, y + 6), "M-PIPE-N", "service", SUPPLY)
        self.draft.valve((x + 24, y - 6), f"HV-{tag}-2")
        self.draft.valve((x + 24, y + 6), f"HV-{tag}-1")
        self.draft.stub((x + 34, y - 6), f"DV-{tag}", up=False)
        self.draft.stub((x + 34, y + 6), f"AV-{tag}", up=True)
        self.draft.instrument((x + 44, y - 6), f"TT-{tag}", -13.0)

    def legs(self, ends: tuple[float, float]) -> None:
        """Two legs each way between the yard and the hall, each between sectional valves; ends = the places where they
        join on supply and return.
        """
        heads = (HEAD_S, HEAD_R)
        for place, back, side in ((self.supply, False, "S"), (self.back, True, "R")):
            start, end = self.x(heads[back]), self.x(ends[back])
            for leg, dy in (("A", 9.0), ("B", -9.0)):
                y = place + dy
                self.draft.line(*(((end, y), (start, y)) if back else ((start, y), (end, y))), back=back)
                if not back and y > self.low_return:
                    jump(self.board, (self.x(heads[1]), y), "M-PIPE-N", "return", RETURN)
                for n, x in ((1, start + 26.0), (2, end - 14.0)):
                    self.draft.valve((x, y), f"HV-{self.loop}-LEG-{leg}{side}{n}")
                for kind, x in (("DV", start + 36.0), ("AV", start + 44.0)):
                    self.draft.stub((x, y), f"{kind}-{self.loop}-LEG-{leg}{side}", up=leg == "A")
                self.draft.tag(((start + end) / 2.0 + 8.0, y), self.number(f"{self.loop}-LEG-{leg}-{side}"), NOTE)
            self.draft.line((end, place + 9.0), (end, place - 9.0), back=back, still=True)

    def vessels(self, at: XY, apart: float = 14.0) -> None:
        """The expansion vessels at the suction of the pumps, with the level that is watched."""
        x, y = at
        vessels = [i for i in self.plan.items if (i.loop, i.kind) == (self.loop, "expansion")]
        for number, item in enumerate(vessels[:2]):
            self.draft.vessel((x + number * apart, y), [f"{item.tag} {self.p.fact(item.size)}"])
        if vessels:
            self.draft.instrument((x + 2.0, y), f"LT-{self.loop}", 12.0)

    def hung(self, x: float, y: float) -> None:
        """Make-up, separator, side stream, dosing, sampling and the flushing connection on the return header."""
        said = {kind: [item.tag, self.p.fact(item.size)] for kind, item in self.items.items()}
        if "make-up" in said:
            self.draft.line((x + 74, y), (x + 74, y - 14), pen="thin")
            self.draft.valve((x + 74, y - 8.0), f"HV-{said['make-up'][0]}", upright=True)
            self.draft.box((x + 74, y - 18), (13.0, 4.4), said["make-up"])
        if "side-filter" in said:
            self.draft.bypass((x + 14, y), (x + 50, y), 24.0, said["side-filter"])
        if "dosing" in said:
            self.draft.bypass((x + 8, y), (x + 56, y), 44.0, said["dosing"])
        self.draft.instrument((x + 64, y), f"AT-{self.loop}", 12.0)
        self.draft.on_header(self.items, (x + 84, y))

    def at_point(self, key: str) -> str:
        """A temperature of the plan, in print."""
        found = self.plan.temperatures.get(key)
        return self.p.text("temperature", found) if found is not None else ""

    def _shown(self) -> list[User]:
        """Consumers on the ring: the first ones and the last, and one at least of each kind."""
        numbered = [(i, *user) for i, user in enumerate(self.users, 1)]
        if len(numbered) <= _MOST_USERS:
            return numbered
        shown = [*numbered[: _MOST_USERS - 1], numbered[-1]]
        for kind in dict.fromkeys(user[2] for user in numbered):
            kinds = [user[2] for user in shown]
            if kind not in kinds:
                spare = max(i for i, own in enumerate(kinds[:-1]) if kinds.count(own) > 1)
                shown[spare] = next(user for user in numbered if user[2] == kind)
        return sorted(shown)

    def alike(self, *machines: Sequence[str]) -> list[SideTable]:
        """What the drawn sources, consumers and sections stand for, and of further groups of machines."""
        users = [tag for tag, _ in self.users]
        sections = [f"{self.loop}-S{i}" for i in range(1, len(users) + 1)] if len(users) > 1 else []
        by_kind = {tag.partition("-")[0]: [u for u in users if u.partition("-")[0] == tag.partition("-")[0]]
                   for tag in users}
        return alike_tables(self.board, (*machines, *by_kind.values(), sections))

    def ring(self, place: float) -> None:
        """Supply ring below, return ring above, consumers between them; sectional valves between two taps; from a
        place along the flow.
        """
        users, left, right = self._shown(), self.x(place), self.right - 8.0
        low, high = self.supply, self.back
        under, over = low - _DEPTH, high + _DEPTH
        self.draft.line((left, low), (left, under), (right, under), (right, low), (left, low), still=True)
        self.draft.line((left, high), (left, over), (right, over), (right, high), (left, high), back=True, still=True)
        self.draft.tag(((left + right) / 2, under), self.number(f"{self.loop}-RING-S"), NOTE)
        self.draft.tag(((left + right) / 2, over), self.number(f"{self.loop}-RING-R"), NOTE)
        pitch = (right - left - 16.0) / max(len(users), 1)
        for i, (number, tag, kind) in enumerate(users):
            x = left + 8.0 + pitch * (i + 0.5)
            self._user(x, (low, high), tag, kind)
            gap = i > 0 and users[i - 1][0] != number - 1
            if i > 0:
                for y, side in ((low, "S"), (high, "R")):
                    self._section(x - pitch, x, y, (users[i - 1][0], side), gap)
        self._closing(users, (left, right), (under, over))
        self.draft.instrument((left + 56.0, under), f"LSH-{self.loop}", -12.0)

    def _section(self, start: float, end: float, y: float, name: tuple[int, str], gap: bool) -> None:
        """The two valves of a section between two consumers."""
        number, side = name
        if gap:
            self.draft.break_mark(((start + end) / 2.0, y), "")
        self.draft.valve((start + 9.0, y), f"HV-{self.loop}-S{number}{side}1")
        self.draft.valve((end - 9.0, y), f"HV-{self.loop}-S{number}{side}2" if not gap else "")
        if number == 1 and not gap:
            for kind, x in (("DV", start + 18.0), ("AV", start + 26.0)):
                self.draft.stub((x, y), f"{kind}-{self.loop}-S{number}{side}", up=side == "S")

    def _closing(self, users: Sequence[User], span: XY, levels: XY) -> None:
        """The last section, which closes the ring."""
        if len(users) < 2:
            return
        last = users[-1][0]
        for y, side in zip(levels, "SR", strict=True):
            for n, x in ((1, span[1] - 30.0), (2, span[0] + 30.0)):
                self.draft.valve((x, y), f"HV-{self.loop}-S{last}{side}{n}")

    def _user(self, x: float, levels: XY, tag: str, kind: str) -> None:
        """A consumer between the two rings with its valves and instruments."""
        low, high = levels
        middle = (low + high) / 2.0
        ports = {"cdu": ("FS", "FR"), "exchanger": ("CS", "CR")}.get(kind, ("1", "2"))
        self.draft.line((x, low), (x, middle - 9.0))
        self.draft.line((x, middle + 9.0), (x, high), back=True)
        if kind == "cdu":
            self.draft.strainer((x, low + 28.0), f"{tag}-STR", upright=True)
        if kind in ("cdu", "exchanger"):
            exchanger(self.board, (x, middle), (7.0, 9.0))
        else:
            fan_unit(self.board, (x, middle), (9.0, 9.0))
        self.draft.valve((x, low + 14.0), f"HV-{tag}-{ports[0]}", upright=True)
        self.draft.valve((x, high - 14.0), f"HV-{tag}-{ports[1]}", upright=True)
        self.draft.valve((x, high - 30.0), f"TV-{tag}", "control", upright=True)
        if kind == "cdu":
            gauges = ((f"TT-{tag}-FS", low + 42.0), (f"FT-{tag}-F", low + 56.0), (f"TT-{tag}-FR", high - 52.0))
            for gauge, level in gauges:
                self.draft.beside((x, level), gauge, 11.0)
        elif kind in ("air-unit", "rear-door"):
            self.draft.side_stub((x, low + 26.0), f"DV-{tag}")
            self.draft.side_stub((x, high - 44.0), f"AV-{tag}")
        if kind == "rear-door":
            gauges = ((f"LSH-{tag}", low + 38.0), (f"FT-{tag}", low + 50.0), (f"TT-{tag}-W", high - 56.0))
            for gauge, level in gauges:
                self.draft.beside((x, level), gauge, 11.0)
            for gauge, level in ((f"TT-{tag}", middle + 14.0), (f"PDT-{tag}", middle - 14.0)):
                self.draft.beside((x + 2.0, level), gauge, 11.0)
        self.draft.tag((x + 8.0, middle), tag, NOTE)
