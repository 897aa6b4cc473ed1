"""M-601: the flow diagram of cooling, from heat rejection through the loops to the racks, supply solid, return
dashed.
"""

import math
from collections.abc import Sequence

from designer.cooling.records import CduDuty, CoolingPlan, RejectionDuty
from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.flow_arrows import Flows
from designer.documents.drawings.flow_doors import coil_water, rear_doors
from designer.documents.drawings.flow_parts import air_gauges, buffer_tank
from designer.documents.drawings.flow_tables import flow_tables
from designer.documents.drawings.rejection_symbols import kinds_of, legend_symbols, outdoor, outdoor_kind
from designer.documents.drawings.styles import COLOURS, NOTE, SMALL
from designer.documents.drawings.symbols import balloon, exchanger, fan_unit, jump, pump, valve
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size

__all__ = ["NUMBER", "draw"]

NUMBER = "M-601"

XY = tuple[float, float]
_SUPPLY, _RETURN = COLOURS["blue"], COLOURS["vermillion"]
#: Places along the flow, from the left edge of the drawing area [mm].
_COOLERS, _PUMPS, _HEADER_S, _HEADER_R, _CDU, _CDU_PUMP, _RACKS = 58.0, 178.0, 300.0, 318.0, 392.0, 440.0, 590.0
_TRIM = 138.0
_MOST_LOOPS, _MOST_PUMPS = 5, 6
#: First of the further sheets, and how far the headers go on to them below the last loop [mm].
_FURTHER, _ON = "M-611", 8.0
_FITTINGS = ("valve", "control", "check", "balloon", "vessel", "pump", "exchanger", "air-unit")


def draw(subject: Subject) -> list[Board]:
    """As many sheets as the technology loops need; none for a design without liquid or air plant."""
    plan = subject.design.trades.cooling
    if not plan.cdus and not plan.air_units:
        return []
    loops = sorted({c.loop for c in plan.cdus})
    each = math.ceil(len(loops) / max(1, math.ceil(len(loops) / _MOST_LOOPS)))
    parts = [loops[i : i + each] for i in range(0, len(loops), each)] if loops else [[]]
    numbers = [NUMBER, *(f"{_FURTHER[:2]}{int(_FURTHER[2:]) + n}" for n in range(len(parts) - 1))]
    return [_sheet(subject, plan, part, numbers, n) for n, part in enumerate(parts)]


def _sheet(subject: Subject, plan: CoolingPlan, loops: Sequence[str], numbers: Sequence[str], n: int) -> Board:
    """One sheet with its loops; plant and air stand on the first."""
    board = Board.of(subject, numbers[n], NUMBER)
    before, after = ("", *numbers)[n], (*numbers[1:], "")[n]
    _Flow(board, plan, loops, (before, after)).draw()
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    fittings = (*_FITTINGS, "rear-door") if plan.doors else _FITTINGS
    board.legend = [
        LegendEntry(board.word("supply"), "service", _SUPPLY),
        LegendEntry(board.word("return"), "return", _RETURN),
        LegendEntry(board.word("air"), "future", COLOURS["green"]),
        *legend_symbols(board, (*fittings, *kinds_of(subject, (r.catalog for r in plan.rejection)))),
    ]
    board.tables = flow_tables(board, plan)
    return board


class _Flow:
    """Places of the diagram and its parts."""

    def __init__(self, board: Board, plan: CoolingPlan, loops: Sequence[str], others: tuple[str, str]) -> None:
        self.board, self.plan, self.p = board, plan, board.subject.printer
        self.flows = Flows()
        self.before, self.after = others
        left, bottom, _right, top = board.area
        self.left, self.top, self.bottom = left, top - 22, bottom + 10
        self.chillers = [r for r in plan.rejection if r.catalog.startswith("chiller")]
        self.coolers = [r for r in plan.rejection if not r.catalog.startswith("chiller")]
        self.shown = loops
        self.air_units = () if self.before else plan.air_units
        self.doors = bool(self.air_units and plan.doors)
        count = len(self.shown) + bool(self.air_units) + self.doors
        self.pitch = min(104.0, (self.top - self.bottom) / max(1, count))
        self.top -= max(0.0, self.top - self.bottom - self.pitch * max(1, count)) / 2.0
        self.watered = plan.air_source == "facility" and bool(self.shown) and bool(self.air_units)

    def x(self, place: float) -> float:
        return self.left + place

    def row(self, index: int) -> float:
        """The middle of a row of the diagram, counted from the top."""
        return self.top - self.pitch * (index + 0.5)

    def line(self, points: Sequence[XY], *, back: bool = False, still: bool = False) -> None:
        """A line from where its water comes; a `still` one, whose flow has no one direction, has no arrow."""
        shade = _RETURN if back else _SUPPLY
        self.board.line(points, "M-PIPE-N", "return" if back else "service", shade, keep_clear=True)
        if not still:
            self.flows.keep(points, shade)

    def text(self, at: XY, text: str, height: float = SMALL, **style: object) -> None:
        self.board.write(at, text, "M-TEXT-N", height, **style)

    def lines(self, at: XY, texts: Sequence[str], **style: object) -> None:
        """Texts below one another, the first bold."""
        for i, text in enumerate(t for t in texts if t):
            self.text((at[0], at[1] - i * 4.3), text, NOTE if i == 0 else SMALL, bold=i == 0, **style)

    def at(self, key: str) -> str:
        """A temperature of the plan, in print."""
        found = self.plan.temperatures.get(key)
        return self.p.text("temperature", found) if found is not None else ""

    def draw(self) -> None:
        if self.shown:
            self._headers_on() if self.before else self._facility()
        for index, loop in enumerate(self.shown):
            self._loop(index, loop, [c for c in self.plan.cdus if c.loop == loop])
        if self.air_units:
            self._air(len(self.shown))
        if self.doors:
            headers = (self.x(_HEADER_S), self.x(_HEADER_R)) if self.watered else None
            at, above = (self.x(_CDU), self.row(len(self.shown) + 1)), self.row(len(self.shown))
            rear_doors(self, at, above, headers, (self.x(_RACKS) - 36, self.x(_RACKS) + 52))
        if self.plan.trim and not self.before:
            self._trim((self.row(0) + self.row(len(self.shown) - 1)) / 2.0 - 30.0, self.row(len(self.shown)))
        elif self.plan.air_source != "chilled" and self.shown and not self.before:
            self._evaporators((self.row(0) + self.row(len(self.shown) - 1)) / 2.0 - 30.0)
        self.flows.place(self.board, "M-PIPE-N")

    def number_of(self, loop: str, service: str) -> str:
        """The line number of a header: size, loop, service, from the widest pipe of it."""
        pipes = [x for x in self.plan.pipes if x.loop == loop and service in x.service]
        if not pipes:
            return f"{loop}-{service[0].upper()}"
        widest = max(pipes, key=lambda x: (x.bore, x.tag))
        return f"{trade_size(widest.nominal, self.p.system)}-{loop}-{service[0].upper()}"

    def _facility(self) -> None:
        """Coolers, pumps in parallel, supply and return headers."""
        high, low = self.row(0), self.row(len(self.shown) - 1)
        last = self.row(len(self.shown) + self.doors) + 6.0 if self.watered else low
        middle = (high + low) / 2
        xc, xs, xr = self.x(_COOLERS), self.x(_HEADER_S), self.x(_HEADER_R)
        roof = self.top + 6
        self._rejection((xc, middle), self.coolers)
        self.line(((xs, max(high - 14, middle - 30)), (xs, min(last - 14, middle - 30))), still=True)
        self.line(((xr, last + 2 if self.watered else low + 14), (xr, roof), (xc, roof), (xc, middle + 12)), back=True)
        if self.after:
            end = min(last, low) - 14 - _ON
            self.line(((xs, min(last - 14, middle - 30)), (xs, end)))
            self.line(((xr, last + 2 if self.watered else low + 14), (xr, end)), back=True)
            self._goes_on(end - 5.0, self.after)
        self._pumps(middle, xc, xs)
        self.board.label((self.x(225), roof), self.number_of("FWS", "return"), "M-TEXT-N", NOTE)
        balloon(self.board, (xc + 30, roof), "TT", "R")
        self.board.label((xc + 30, roof), self.at("fws_return"), "M-TEXT-N", SMALL)
        self._vessels(middle)

    def _headers_on(self) -> None:
        """The facility headers as they come from the sheet before and go on to the next."""
        high, low = self.row(0) + 30.0, self.row(len(self.shown) - 1) - 14.0
        end, foot = (low - _ON, low - _ON) if self.after else (low, low + 28.0)
        if self.watered and not self.after:  # on to the coils of air units and doors below the loops
            foot = (end := min(low, self.row(len(self.shown) + self.doors) - 8.0)) + 16.0
        self.line(((self.x(_HEADER_S), high), (self.x(_HEADER_S), end)))
        self.line(((self.x(_HEADER_R), foot), (self.x(_HEADER_R), high)), back=True)
        self._goes_on(high + 2.0, self.before)
        if self.after:
            self._goes_on(end - 5.0, self.after)

    def _goes_on(self, y: float, other: str) -> None:
        text = self.board.word("goes_on", sheet=other)
        self.text(((self.x(_HEADER_S) + self.x(_HEADER_R)) / 2, y), text, NOTE, anchor="middle")

    def _rejection(self, at: XY, units: Sequence[RejectionDuty], text_at: XY = (23.0, 10.0)) -> None:
        board, x, y = self.board, *at
        duty = sum(u.duty == "N" for u in units)
        if not units:
            box = (x - 18.0, y - 12.0, x + 18.0, y + 12.0)
            board.rectangle(box, "M-SYMB-N", "demolish", colour=_RETURN)
            board.occupied.take(box)
            self.lines((x + text_at[0], y + text_at[1]), board.word("no_rejection").split("; "), colour=_RETURN)
            return
        outdoor(board, at, (18.0, 12.0), outdoor_kind(board.subject, units[0].catalog))
        texts = [
            board.subject.words.ranged(u.tag for u in units),
            board.subject.words.label("drawing.duty", duty=str(duty), standby=str(len(units) - duty)),
            board.subject.record_name(*_address(units[0].catalog)),
            f"{self.p.text('power', units[0].heat)} / {self.p.text('power', units[0].capacity)}",
            board.word("entering", air=self.p.text("temperature", units[0].air)),
        ]
        self.lines((x + text_at[0], y + text_at[1]), texts)

    def _pumps(self, middle: float, xc: float, xs: float) -> None:
        """Facility pumps in parallel between two headers."""
        board, pumps = self.board, self.plan.pumps
        shown = pumps[:_MOST_PUMPS] or ()
        gap = 17.0
        xp = self.x(_PUMPS)
        ys = [middle - 30 - (i - (len(shown) - 1) / 2) * gap for i in range(len(shown))]
        level = middle - 30
        self.line(((xc, middle - 12), (xc, level), (xp - 26, level)))
        if not shown:
            self.line(((xp - 26, level), (xs, level)))
            return
        self.line(((xp - 26, ys[0]), (xp - 26, ys[-1])), still=True)
        self.line(((xp + 26, ys[0]), (xp + 26, ys[-1])), still=True)
        for y, one in zip(ys, shown, strict=True):
            self.line(((xp - 26, y), (xp - 4.5, y)))
            self.line(((xp + 4.5, y), (xp + 26, y)))
            pump(board, (xp, y))
            valve(board, (xp - 16, y))
            valve(board, (xp + 11, y), kind="check")
            valve(board, (xp + 19, y))
            self.text(
                (xp - 3, y + 5.4),
                one.tag + ("" if one.duty == "N" else f" {board.subject.words.label('duties.' + one.duty)}"),
                anchor="middle",
            )
        self.line(((xp + 26, level), (xs, level)))
        first = shown[0]
        texts = [
            board.word("each_pump"),
            f"{self.p.text('flow', first.flow)}, {self.p.text('pressure', first.head)}",
            self.p.text("power", first.power),
            board.word("more_pumps", count=str(len(pumps))) if len(pumps) > len(shown) else "",
        ]
        self.lines((xp - 24, ys[-1] - 10), texts)
        board.label((xp + 50, level), self.number_of("FWS", "supply"), "M-TEXT-N", NOTE)
        for dx, letters in ((62.0, "TT"), (74.0, "PT"), (86.0, "FT")):
            board.line(((xp + dx, level), (xp + dx, level + 7)), "M-INST-N", "fine")
            balloon(board, (xp + dx, level + 11.6), letters, "S")
        board.label((xp + 62, level + 12), self.at("fws_supply"), "M-TEXT-N", SMALL)
        buffer_tank(board, self.plan, (xp + 105, level))

    def _trim(self, level: float, air: float) -> None:
        """The exchangers in the facility supply, fed from the chilled water of the air units' row."""
        x, twins = self.x(_TRIM), self.plan.trim
        self.line(((x + 3.0, air - 8.0), (x + 3.0, level - 9.0)))
        self.line(((x - 3.0, level - 9.0), (x - 3.0, air + 8.0)), back=True)
        jump(self.board, (x + 3.0, air + 8.0), "M-PIPE-N", "return", _RETURN)
        exchanger(self.board, (x, level), (7.0, 9.0))
        valve(self.board, (x - 3.0, level - 20.0), upright=True, kind="control")
        heat, warm = sum(d.heat for d in twins), twins[0].facility_in
        names = self.board.subject.words.ranged(d.tag for d in twins)
        texts = [names, self.p.text("power", heat), self.p.text("temperature", warm)]
        for i, text in enumerate(texts):
            self.board.label((x - 8.0, level + 14.0 - i * 4.3), text, "M-TEXT-N", NOTE if i == 0 else SMALL)

    def _evaporators(self, level: float) -> None:
        """Chillers whose evaporators stand in the facility supply."""
        chillers = [r for r in self.plan.rejection if r.catalog.startswith("chiller")]
        if not chillers:
            return
        x, power = self.x(_TRIM), sum(r.heat for r in chillers)
        names = self.board.subject.words.ranged(r.tag for r in chillers)
        outdoor(self.board, (x, level), (8.0, 6.0), "chiller")
        for i, text in enumerate((names, self.p.text("power", power))):
            self.board.label((x - 8.0, level + 14.0 - i * 4.3), text, "M-TEXT-N", NOTE if i == 0 else SMALL)

    def _vessels(self, middle: float) -> None:
        """Expansion vessel and make-up on the suction side."""
        board, x, y = self.board, self.x(110), middle - 30
        board.line(((x, y), (x, y - 16)), "M-PIPE-N", "light")
        board.circle((x, y - 21), 5.0, "M-SYMB-N", "outline")
        board.line(((x - 5, y - 21), (x + 5, y - 21)), "M-SYMB-N", "thin")
        board.occupied.take((x - 5, y - 26, x + 5, y - 16))
        self.lines(
            (x - 12, y - 32),
            [
                board.word("expansion"),
                self.p.text("volume", self.plan.volumes["expansion_fws"])
                if "expansion_fws" in self.plan.volumes
                else "",
            ],
        )

    def _loop(self, index: int, loop: str, cdus: Sequence[CduDuty]) -> None:
        """One technology loop: its CDUs as one exchanger with pump, its racks as one block."""
        board, y = self.board, self.row(index)
        xs, xr, x, xp, xk = (self.x(v) for v in (_HEADER_S, _HEADER_R, _CDU, _CDU_PUMP, _RACKS))
        supply, back = y - 14, y + 14
        exchanger(board, (x, y), (9.0, 18.0))
        if index < len(self.shown) - 1 or self.after:
            jump(board, (xr, supply), "M-PIPE-N", "return", _RETURN)
        self.line(((xs, supply), (x - 9, supply)))
        self.line(((x - 9, back), (xr, back)), back=True)
        valve(board, (x - 38, supply))
        valve(board, (x - 38, back))
        valve(board, (x - 22, back), kind="control")
        self.text((x - 22, back - 5.2), "TV", anchor="middle")
        self.line(((x + 9, supply), (xp - 4.5, supply)))
        pump(board, (xp, supply))
        self.line(((xp + 4.5, supply), (xk - 36, supply)))
        self.line(((xk - 36, back), (x + 9, back)), back=True)
        for place in (supply, back):
            valve(board, (xk - 50, place))
        self._instruments(xp, supply, back)
        self._loop_texts(loop, cdus, y)
        self._racks(loop, y)

    def _instruments(self, xp: float, supply: float, back: float) -> None:
        board = self.board
        for dx, letters in ((20.0, "TT"), (32.0, "PT"), (44.0, "FT")):
            board.line(((xp + dx, supply), (xp + dx, supply - 5)), "M-INST-N", "fine")
            balloon(board, (xp + dx, supply - 9.6), letters, "S")
        board.line(((xp + 20, back), (xp + 20, back + 5)), "M-INST-N", "fine")
        balloon(board, (xp + 20, back + 9.6), "TT", "R")
        board.line(((xp + 54, back), (xp + 54, supply)), "M-INST-N", "fine")
        balloon(board, (xp + 54, (back + supply) / 2), "PDT")

    def _loop_texts(self, loop: str, cdus: Sequence[CduDuty], y: float) -> None:
        board, x, xp = self.board, self.x(_CDU), self.x(_CDU_PUMP)
        group = next((g for g in self.plan.groups if g.kind == "cdu" and set(g.members) == {c.tag for c in cdus}), None)
        need = (
            board.subject.words.label("drawing.needed", needed=str(group.needed), members=str(len(group.members)))
            if group
            else str(len(cdus))
        )
        worst = min(cdus, key=lambda c: (c.heat_available - c.heat, c.tag))
        texts = [
            board.subject.words.ranged(c.tag for c in cdus),
            need,
            board.subject.record_name(*_address(worst.catalog)),
            f"{self.p.text('power', worst.heat)} / {self.p.text('power', worst.heat_available)}",
        ]
        self.lines((x - 26, y + 36), texts)
        self.text(
            (x + 12, y - 1.2), f"{self.p.text('flow', worst.tcs_flow)}, {self.p.text('pressure', worst.head_needed)}"
        )
        self.text((x + 12, y - 5.2), board.word("approach", approach=self.p.text("difference", worst.approach)))
        self.text((xp + 58, y - 14 - 4.6), self.number_of(loop, "supply"), NOTE)
        self.text((xp + 58, y + 14 + 1.6), self.number_of(loop, "return"), NOTE)
        racks = [r for r in self.plan.racks if r.loop == loop]
        if racks:
            flow = sum(r.flow for r in racks)
            mean = sum(r.returned * r.flow for r in racks) / flow if flow else racks[0].returned
            self.text(
                (xp + 58, y - 14 + 1.6), f"{self.p.text('temperature', racks[0].supply)}, {self.p.text('flow', flow)}"
            )
            self.text((xp + 58, y + 14 - 4.6), self.p.text("temperature", mean))

    def _racks(self, loop: str, y: float) -> None:
        board, x = self.board, self.x(_RACKS)
        racks = [r for r in self.plan.racks if r.loop == loop]
        board.rectangle((x - 36, y - 22, x + 52, y + 22), "T-RACK-N", "outline", fill="#FFFFFF")
        board.occupied.take((x - 36, y - 22, x + 52, y + 22))
        rows = {tag: row.tag for row in board.design.trades.layout.rows for tag in row.members}
        served = sorted({rows[r.tag] for r in racks if r.tag in rows})
        texts = [
            board.word("racks", loop=loop, count=str(len(racks))),
            f"{served[0]} … {served[-1]}" if len(served) > 1 else "".join(served),
            board.word("heat", heat=self.p.text("power_mw", sum(r.heat for r in racks))),
            board.word("worst", drop=self.p.text("pressure", max((r.drop for r in racks), default=0.0))),
        ]
        self.lines((x - 32, y + 13), texts)

    def _air(self, index: int) -> None:
        """The chilled or facility water side of the air units, and the hall's air."""
        board, y = self.board, self.row(index)
        units = self.plan.air_units
        x, xk, xc = self.x(_CDU), self.x(_RACKS), self.x(_COOLERS)
        fan_unit(board, (x, y), (16.0, 14.0))
        duty = sum(u.duty == "N" for u in units)
        one = units[0]
        texts = [
            board.subject.words.ranged(u.tag for u in units),
            board.subject.words.label("drawing.duty", duty=str(duty), standby=str(len(units) - duty)),
            board.subject.record_name(*_address(one.catalog)),
            f"{self.p.text('power', one.heat)} / {self.p.text('power', one.capacity)}",
            self.p.text("airflow", one.airflow),
        ]
        self.lines((x - 26, y + 38), texts)
        if self.watered:
            coil_water(self, (x, y), (self.x(_HEADER_S), self.x(_HEADER_R)))
        elif self.chillers:
            self._rejection((xc, y), self.chillers, (-18.0, 34.0))
            self.line(((xc + 18, y - 8), (x - 16, y - 8)))
            self.line(((x - 16, y + 8), (xc + 18, y + 8)), back=True)
            pump(board, (self.x(_PUMPS), y - 8))
            for place in (y - 8, y + 8):
                valve(board, (x - 34, place))
            self.text((self.x(220), y - 8 + 1.6), f"{self.number_of('CHW', 'supply')}, {self.at('chw_supply')}", NOTE)
            self.text((self.x(220), y + 8 + 1.6), f"{self.number_of('CHW', 'return')}, {self.at('chw_return')}", NOTE)
        for dy, key in ((-8.0, "air_supply"), (8.0, "hot_aisle")):
            board.line(((x + 16, y + dy), (xk - 36, y + dy)), "M-DUCT-N", "future", COLOURS["green"], keep_clear=True)
            self.text((x + 60, y + dy + 1.6), self.at(key))
        air_gauges(board, self.plan, x + 76.0, (y - 8.0, y + 8.0))
        board.rectangle((xk - 36, y - 18, xk + 52, y + 18), "T-RACK-N", "outline", fill="#FFFFFF")
        board.occupied.take((xk - 36, y - 18, xk + 52, y + 18))
        total = next((b for b in self.plan.balance if b.level in ("hall", "total")), None)
        self.lines(
            (xk - 32, y + 8),
            [
                board.word("hall"),
                board.word("heat", heat=self.p.text("power_mw", sum(u.heat for u in units))) if total else "",
            ],
        )


def _address(catalog: str) -> tuple[str, str]:
    kind, _, slug = catalog.partition("/")
    return kind, slug
