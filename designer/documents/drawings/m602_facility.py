"""M-602: the facility loop as a piping and instrument diagram: coolers, legs, pumps, ring, consumers, all tags."""

from collections.abc import Sequence

from designer.cooling.records import CoolingPlan, RejectionDuty, TrimDuty
from designer.documents.drawings.board import Board
from designer.documents.drawings.circuit_sketch import HEAD_R, SOURCES, CircuitSketch, legend_of, lines_of
from designer.documents.drawings.pipe_falls import passing_table
from designer.documents.drawings.rejection_symbols import kinds_of, outdoor, outdoor_kind
from designer.documents.drawings.styles import NOTE, SMALL
from designer.documents.drawings.symbols import exchanger, pump
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw"]

NUMBER = "M-602"
XY = tuple[float, float]

_MOST_PUMPS = 4
#: Places from the left edge of the drawing area [mm].
_SUCTION, _PUMPS, _DISCHARGE, _RING = 196.0, 232.0, 272.0, 340.0
#: Where the legs of the supply end when trim exchangers stand between them and the pumps, and the exchangers.
_TRIM_HEAD, _TRIM, _MOST_TRIM = 196.0, 222.0, 2
#: How much further the pumps and the ring then stand.
_SHIFT = 52.0


def draw(subject: Subject) -> Board | None:
    """The diagram; nothing without a facility loop."""
    plan = subject.design.trades.cooling
    if not plan.pumps or not any(x.loop == "FWS" for x in plan.pipes):
        return None
    board = Board.of(subject, NUMBER)
    sketch = _Facility(board, plan)
    sketch.draw()
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    watered = plan.air_source == "facility"
    coils = [name for name, there in (("air-unit", plan.air_units), ("rear-door", plan.doors)) if watered and there]
    chillers = () if plan.air_source == "chilled" else tuple(x for x in sketch.kinds.values() if x == "chiller")[:1]
    coolers = kinds_of(subject, (r.catalog for r in sketch.coolers))
    board.legend = legend_of(board, ("pump", "exchanger", *coils, *coolers, *chillers))
    machines = (sketch.coolers, plan.pumps, plan.trim or sketch.chillers)
    alike = sketch.alike(*([m.tag for m in group] for group in machines))
    board.tables = [*alike, *passing_table(board, plan, "FWS"), lines_of(board, plan, "FWS")]
    return board


class _Facility(CircuitSketch):
    """Places of the facility diagram."""

    def __init__(self, board: Board, plan: CoolingPlan) -> None:
        users = {c.tag: "cdu" for c in plan.cdus}
        coils = {u.tag: "air-unit" for u in plan.air_units} | {d.tag: "rear-door" for d in plan.doors}
        users |= coils if plan.air_source == "facility" else {}
        super().__init__(board, plan, "FWS", users)
        self.coolers = [r for r in plan.rejection if r.catalog.startswith("cooler")]
        self.kinds = {r.tag: outdoor_kind(board.subject, r.catalog) for r in plan.rejection}
        chillers = [r for r in plan.rejection if r.catalog.startswith("chiller")]
        self.chillers = chillers if plan.air_source != "chilled" else []
        self.shift = _SHIFT if plan.trim or self.chillers else 0.0
        self.tanks = [i for i in plan.items if i.kind == "water-tank"]

    def draw(self) -> None:
        self._coolers()
        suction = _SUCTION + self.shift
        self.legs((_TRIM_HEAD if self.shift else suction, suction))
        self._trim()
        self._pumps()
        self.ring(_RING + self.shift)
        self.draft.place_tags()

    def _coolers(self) -> None:
        """Coolers between their two headers, and their water."""
        ys = self.sources(
            [(r.tag, r.capacity) for r in self.coolers],
            lambda at, tag: outdoor(self.board, at, (16.0, 11.0), self.kinds[tag]),
        )
        if ys:
            self._water(ys)

    def _water(self, ys: Sequence[float]) -> None:
        """Tanks of make-up water and their line to the coolers that evaporate."""
        if not self.tanks:
            return
        x, low = self.x(SOURCES), ys[-1] - 44.0
        up = x - 24.0
        self.draft.line((up, low), (up, ys[0]), pen="thin")
        for y in ys:
            self.draft.line((up, y), (x - 16.0, y), pen="thin")
        for dx, tank in zip((-8.0, 22.0), self.tanks, strict=False):
            self.draft.box((x + dx, low), (12.0, 5.0), [tank.tag, self.p.fact(tank.size)])
        self.draft.line((up, low), (x - 20.0, low), pen="thin")
        self.draft.beside((up, low + 16.0), "FQT-MAKE-UP", 11.0)
        self.draft.line((x + 4.0, low), (x + 10.0, low), pen="thin")
        self.draft.tag((up, low), self.board.word("water"), NOTE)

    def _trim(self) -> None:
        """What cools the supply between its legs and the pumps: trim exchangers, or the chillers themselves."""
        machines: Sequence[TrimDuty | RejectionDuty] = self.plan.trim or self.chillers
        shown = machines[:_MOST_TRIM]
        if not shown:
            return
        x, start, end = self.x(_TRIM), self.x(_TRIM_HEAD), self.x(_SUCTION + self.shift)
        ys = [self.supply + ((len(shown) - 1) / 2.0 - i) * 54.0 for i in range(len(shown))]
        for head in (start, end):
            bar = max(ys[0], self.supply + 9.0), min(ys[-1], self.supply - 9.0)
            self.draft.line((head, bar[0]), (head, bar[1]), still=True)
        for y in ys:
            self.draft.line((start, y), (x - 6.0, y))
            self.draft.line((x + 6.0, y), (end, y))
        if self.plan.trim:
            self._exchangers(x, ys)
        else:
            self._evaporators(x, ys)
        if len(machines) > len(shown):
            self.board.label((x, ys[-1] - 26.0), self.board.word("more", count=str(len(machines))), "M-TEXT-N", NOTE)

    def _evaporators(self, x: float, ys: Sequence[float]) -> None:
        """Chillers whose evaporators stand in the supply, between their valves."""
        for y, one in zip(ys, self.chillers, strict=False):
            outdoor(self.board, (x, y), (6.0, 8.0), "chiller")
            self.draft.valve((x - 14.0, y), f"HV-{one.tag}-1")
            self.draft.valve((x + 14.0, y), f"HV-{one.tag}-2")
            self.draft.instrument((x + 20.0, y), f"TT-{one.tag}", -12.0)
            self.draft.tag((x + 6.0, y + 6.0), f"{one.tag} {self.p.text('power', one.capacity)}", NOTE)

    def _exchangers(self, x: float, ys: Sequence[float]) -> None:
        """Trim exchangers with their chilled water."""
        for y, one in zip(ys, self.plan.trim, strict=False):
            for side, port, word, dx in ((1.0, "CS", "chilled_supply", -3.0), (-1.0, "CR", "chilled_return", 3.0)):
                ends = (x + dx, y + side * 17.0), (x + dx, y + side * 8.0)
                self.draft.line(*(ends if port == "CS" else ends[::-1]), back=port == "CR")
                self.draft.valve((x + dx, y + side * 12.5), f"HV-{one.tag}-{port}", upright=True)
                self.draft.tag((x + dx, y + side * 17.0), self.board.word(word), SMALL)
            exchanger(self.board, (x, y), (6.0, 8.0))
            self.draft.valve((x - 14.0, y), f"HV-{one.tag}-FS")
            self.draft.valve((x + 14.0, y), f"HV-{one.tag}-FR")
            self.draft.stub((x - 20.0, y), f"AV-{one.tag}", up=True)
            self.draft.stub((x - 20.0, y), f"DV-{one.tag}", up=False)
            self.draft.instrument((x + 20.0, y), f"TT-{one.tag}", -12.0)
            self.draft.tag((x + 6.0, y + 6.0), f"{one.tag} {self.p.text('power', one.capacity)}", NOTE)

    def _pumps(self) -> None:
        """Pumps in parallel, with what stands on their suction side, and the return past them."""
        shown = self.plan.pumps[:_MOST_PUMPS]
        xs, xp, xd = (self.x(place + self.shift) for place in (_SUCTION, _PUMPS, _DISCHARGE))
        xr = self.x(_RING + self.shift)
        gap = 34.0
        ys = [self.supply + ((len(shown) - 1) / 2.0 - i) * gap for i in range(len(shown))]
        self.draft.line((xs, self.supply), (xs + 8, self.supply))
        low = ys[-1] - 34.0
        self.draft.line((xs + 8, ys[0]), (xs + 8, low), (xs + 32, low), still=True)
        self.vessels((xs + 16, low))
        self.draft.line((xd - 6, ys[0]), (xd - 6, ys[-1]), still=True)
        for y, one in zip(ys, shown, strict=True):
            self.draft.line((xs + 8, y), (xp - 4.5, y))
            self.draft.line((xp + 4.5, y), (xd - 6, y))
            pump(self.board, (xp, y))
            self.draft.valve((xs + 16, y), f"HV-{one.tag}-1")
            self.draft.valve((xp + 14, y), f"CV-{one.tag}", "check")
            self.draft.valve((xp + 24, y), f"HV-{one.tag}-2")
            self.draft.stub((xp - 9, y), f"DV-{one.tag}", up=False)
            self.draft.stub((xp + 7, y), f"AV-{one.tag}", up=True)
            self.draft.tag((xp, y), one.tag, NOTE)
        first = shown[0]
        duty = f"{self.p.text('flow', first.flow)}, {self.p.text('pressure', first.head)}"
        self.board.label((xp, ys[-1] - 14), duty, "M-TEXT-N", SMALL)
        if len(self.plan.pumps) > len(shown):
            more = self.board.word("more", count=str(len(self.plan.pumps)))
            self.board.label((xp, ys[-1] - 18), more, "M-TEXT-N", NOTE)
        self.draft.line((xd - 6, self.supply), (xr, self.supply))
        self.draft.line((xr, self.back), (xs, self.back), back=True)
        self._headers()

    def _headers(self) -> None:
        """Instruments and items on the supply and return headers in the hall."""
        x, y = self.x(_DISCHARGE + self.shift), self.supply
        for dx, letters in ((4.0, "TT"), (16.5, "PT"), (29.0, "FT"), (41.0, "PDT")):
            self.draft.instrument((x + dx, y), f"{letters}-FWS", 12.0)
        self.draft.tag((x + 4, y + 18), self.at_point("fws_supply"), SMALL)
        x, y = self.x(_SUCTION + self.shift), self.back
        self.draft.instrument((x + 130, y), "TT-FWS-R", 12.0)
        self.draft.tag((x + 130, y + 18), self.at_point("fws_return"), SMALL)
        self.draft.relief((x + 116, y), "PSV-FWS")
        self.hung(x, y)
        if "buffer" in self.items:
            buffer = self.items["buffer"]
            self._buffer([buffer.tag, self.p.fact(buffer.size)])
        bypass = self.x(HEAD_R) + 9.0
        self.draft.line((bypass, y - 9.0), (bypass, self.supply + 9.0), back=True)
        self.draft.valve((bypass, y - 40.0), "TV-FWS", "control", upright=True)

    def _buffer(self, texts: Sequence[str]) -> None:
        """The buffer tank in the supply between its valves, with its bypass below."""
        x, y = self.x(_RING + self.shift) - 15.0, self.supply
        self.draft.line((x - 14.0, y), (x - 14.0, y - 19.0), (x + 14.0, y - 19.0), (x + 14.0, y), still=True)
        self.draft.valve((x + 6.0, y - 19.0), "HV-BUF-FWS-BP")
        self.draft.box((x, y), (9.4, 6.0), texts)
        self.draft.stub((x - 4.0, y + 6.0), "AV-BUF-FWS", up=True)
        self.draft.stub((x - 6.0, y - 6.0), "DV-BUF-FWS", up=False)
        self.draft.instrument((x + 5.0, y + 6.0), "TT-BUF-FWS", 9.0)
        self.draft.valve((x - 11.7, y), "HV-BUF-FWS-1")
        self.draft.valve((x + 11.7, y), "HV-BUF-FWS-2")

