"""M-603: a technology loop as a piping and instrument diagram: CDUs, ring, row headers, racks, tags of all."""

import math
from collections.abc import Mapping, Sequence

from designer.cooling.records import CoolingPlan
from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.circuit_sketch import legend_of
from designer.documents.drawings.drawn_alike import alike_tables
from designer.documents.drawings.pipe_falls import passing_table
from designer.documents.drawings.process import RETURN, Process
from designer.documents.drawings.styles import NOTE
from designer.documents.drawings.symbols import exchanger, jump, pump
from designer.documents.lines import line_numbers, lines_alike
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw"]

NUMBER = "M-603"
XY = tuple[float, float]

_MOST_CDUS, _MOST_ROWS, _MOST_RACKS = 4, 5, 3
#: Places from the left edge of the drawing area [mm].
_CDU, _PUMP, _RING_S, _RING_R, _RACKS = 30.0, 62.0, 176.0, 206.0, 290.0
#: Between the two long sides of a ring as drawn, and from a row's middle to its headers at most [mm].
_DEPTH, _APART = 16.0, 34.0
#: From the right edge to the ends of the row headers, without and with far connections, from there to those of the
#: supplies and the returns, and from a corner of one to its valve [mm].
_END, _FAR_END, _FAR_S, _FAR_R, _FROM_END = 14.0, 46.0, 5.0, 12.0, 10.0


def draw(subject: Subject) -> Board | None:
    """The loop with the most racks; the others are alike. Nothing without one."""
    plan = subject.design.trades.cooling
    loops = sorted({c.loop for c in plan.cdus}, key=lambda name: (-sum(r.loop == name for r in plan.racks), name))
    if not loops:
        return None
    board = Board.of(subject, NUMBER)
    sketch = _Technology(board, plan, loops[0])
    sketch.draw()
    alike = ", ".join(sorted(loops[1:]))
    said = board.word("note_0", loop=loops[0], others=alike) if alike else board.word("note_only", loop=loops[0])
    board.notes = [said, *(board.word(f"note_{i}") for i in (1, 2, 3))]
    board.legend = legend_of(board, ("pump", "exchanger"))
    between = passing_table(board, plan, "TCS")
    board.tables = [*sketch.alike(loops), *between, _lines(board, plan, loops[0]), _rows(board, plan)]
    return board


def _lines(board: Board, plan: CoolingPlan, loop: str) -> SideTable:
    p = board.subject.printer
    numbers = line_numbers(plan.pipes, board.subject.catalog, p.system)
    rows = lines_alike(
        (numbers[x.tag], p.number("flow", x.flow), p.number("velocity", x.velocity), p.number("gradient", x.gradient))
        for x in plan.pipes
        if x.loop == loop
    )
    headers = (board.word("line"), p.unit("flow"), p.unit("velocity"), p.unit("gradient"))
    return SideTable(board.word("lines"), headers, tuple(rows), (4.0, 1.5, 1.5, 1.7))


def _rows(board: Board, plan: CoolingPlan) -> SideTable:
    """Loops with their racks, flow and temperatures."""
    p = board.subject.printer
    made = []
    for loop in sorted({c.loop for c in plan.cdus}):
        racks = [r for r in plan.racks if r.loop == loop]
        made.append(
            (
                loop,
                str(len(racks)),
                p.number("flow", sum(r.flow for r in racks)),
                p.number("temperature", racks[0].supply if racks else None),
            )
        )
    headers = (board.word("loop"), board.word("racks"), p.unit("flow"), p.unit("temperature"))
    return SideTable(board.word("loops"), headers, tuple(made), (3.0, 1.5, 1.7, 1.5))


class _Technology:
    """Places of the diagram of one loop."""

    def __init__(self, board: Board, plan: CoolingPlan, loop: str) -> None:
        self.board, self.plan, self.loop, self.p = board, plan, loop, board.subject.printer
        self.draft = Process(board)
        self.left, self.low, self.right, self.high = board.area
        self.numbers = line_numbers(plan.pipes, board.subject.catalog, board.subject.printer.system)
        self.cdus = [c for c in plan.cdus if c.loop == loop]
        headers = {s.tag.removesuffix("-S"): s for s in plan.segments if s.kind == "header" and s.tag.endswith("-S")}
        self.headers = {tag: s for tag, s in headers.items() if s.loop == loop}
        self.sections = sum(s.kind == "section" and s.loop == loop for s in plan.segments) // 2
        self.joined = self._joined()

    def _joined(self) -> dict[int, tuple[str, str]]:
        """The row headers whose far ends each far connection joins, by its number."""
        ends = {
            header: [point for x in self.plan.pipes if x.tag.startswith(f"{header}-S") for point in x.points]
            for header in self.headers
        }
        found, start = {}, f"{self.loop}-FAR-S"
        for run in self.plan.pipes:
            if run.tag.startswith(start) and len(run.points) > 1:
                pair = [min(ends, key=lambda h: min((math.dist(p, at) for p in ends[h]), default=math.inf))
                        for at in (run.points[0], run.points[-1])]  # fmt: skip
                found[int(run.tag.removeprefix(start))] = pair[0], pair[1]
        return found

    def x(self, place: float) -> float:
        return self.left + place

    def number(self, part: str) -> str:
        """The line number of a run by the start of its tag."""
        return next((self.numbers[x.tag] for x in self.plan.pipes if x.tag.startswith(part)), "")

    def draw(self) -> None:
        top, bottom = self.high - 24.0, self.low + 56.0
        self._ring(top, bottom)
        self._cdus(top - 20.0, bottom + 16.0)
        self._rows(top - 14.0, bottom + 20.0)
        self._items(bottom)
        self.draft.place_tags()

    def alike(self, loops: Sequence[str]) -> list[SideTable]:
        """What the drawn loop, its CDUs, rows, racks and sections stand for."""
        bounds = [bound for s in self.headers.values() for bound in s.bounds[1:]]
        racks = [bound.removeprefix("HV-").removesuffix("-S") for bound in bounds]
        sections = [f"{self.loop}-S{i}" for i in range(1, self.sections + 1)]
        cdus = [c.tag for c in self.cdus]
        far = [f"{self.loop}-F{i}" for i in sorted(self.joined)]
        return alike_tables(self.board, (sorted(loops), cdus, sorted(self.headers), racks, sections, far))

    def _ring(self, top: float, bottom: float) -> None:
        """Supply ring and return ring as upright loops beside one another."""
        for place, back, side in ((_RING_S, False, "S"), (_RING_R, True, "R")):
            x = self.x(place)
            ring = (x, top), (x, bottom), (x + _DEPTH, bottom), (x + _DEPTH, top), (x, top)
            self.draft.line(*ring, back=back, still=True)
            self.draft.tag((x + _DEPTH / 2.0, bottom), self.number(f"{self.loop}-RING-{side}"), NOTE)

    def _cdus(self, top: float, bottom: float) -> None:
        """CDUs left of the ring, the first ones and the last."""
        shown = self.cdus if len(self.cdus) <= _MOST_CDUS else [*self.cdus[: _MOST_CDUS - 1], self.cdus[-1]]
        pitch = (top - bottom) / max(len(shown), 1)
        for i, cdu in enumerate(shown):
            y = top - pitch * (i + 0.5)
            self._cdu(y, cdu.tag)
            if i == len(shown) - 1 and len(self.cdus) > len(shown):
                self.board.label((self.x(_CDU), y + pitch / 2.0), self.board.word("more", count=str(len(self.cdus))),
                                 "M-TEXT-N", NOTE)
            self._sections(y, y + pitch, i)

    def _sections(self, y: float, above: float, index: int) -> None:
        """Sectional valves of the ring between this tap and the one above it, on the CDUs' side."""
        if index == 0 or not self.sections:
            return
        for place, side in ((_RING_S, "S"), (_RING_R, "R")):
            for n, level in ((1, above - 30.0), (2, y + 40.0)):
                self.draft.valve((self.x(place), level), f"HV-{self.loop}-S{index}{side}{n}", upright=True)
            if index == 1:
                for kind, level in (("AV", above - 38.0), ("DV", y + 48.0)):
                    self.draft.side_stub((self.x(place), level), f"{kind}-{self.loop}-S{index}{side}")

    def _cdu(self, y: float, tag: str) -> None:
        """One CDU: exchanger, pump, check valve, filter, isolation valves, relief, instruments."""
        x, xp, xs, xr = (self.x(v) for v in (_CDU, _PUMP, _RING_S, _RING_R))
        supply, back = y - 12.0, y + 12.0
        exchanger(self.board, (x, y), (8.0, 16.0))
        self.draft.tag((x, y - 16.0), tag, NOTE)
        self.draft.line((x + 8, supply), (xp - 4.5, supply))
        pump(self.board, (xp, supply))
        self.draft.line((xp + 4.5, supply), (xs, supply))
        self.draft.line((xr, back), (x + 8, back), back=True)
        for ring in (xs, xs + _DEPTH):
            jump(self.board, (ring, back), "M-PIPE-N")
        self.draft.valve((xp + 14, supply), f"CV-{tag}", "check")
        self.draft.strainer((xp + 26, supply), f"FIL-{tag}")
        self.draft.valve((xp + 84, supply), f"HV-{tag}-TS")
        self.draft.valve((xp + 84, back), f"HV-{tag}-TR")
        self.draft.stub((xp + 96, supply), f"DV-{tag}", up=False)
        self.draft.stub((xp + 96, back), f"AV-{tag}", up=True)
        self.draft.relief((xp + 6, back), f"PSV-{tag}")
        self.draft.instrument((xp + 42.0, supply), f"TT-{tag}-TS", -12.0)
        self.draft.instrument((xp + 62.0, supply), f"FT-{tag}-T", -12.0)
        self.draft.instrument((xp + 42.0, back), f"TT-{tag}-TR", 12.0)
        self.draft.instrument((x + 14.0, supply), f"LSH-{tag}", -12.0)
        for dy, name, is_back in ((-8.0, "FS", False), (8.0, "FR", True)):
            ends = (x - 22.0, y + dy), (x - 8.0, y + dy)
            self.draft.line(*(ends[::-1] if is_back else ends), back=is_back)
            self.draft.valve((x - 16.0, y + dy), f"HV-{tag}-{name}")

    def _rows(self, top: float, bottom: float) -> None:
        """Row headers right of the ring, the first ones and the last."""
        names = sorted(self.headers)
        shown = names if len(names) <= _MOST_ROWS else [*names[: _MOST_ROWS - 1], names[-1]]
        pitch = (top - bottom) / max(len(shown), 1)
        places = {name: top - pitch * (i + 0.5) for i, name in enumerate(shown)}
        self._far(places, min(_APART, pitch * 0.36), pitch)
        for i, (name, y) in enumerate(places.items()):
            self._row(y, name, pitch)
            if i == len(shown) - 1 and len(names) > len(shown):
                self.board.label((self.x(_RACKS), y + pitch / 2.0), self.board.word("more", count=str(len(names))),
                                 "M-TEXT-N", NOTE)

    def _row(self, y: float, name: str, pitch: float) -> None:
        """One row header: supply below, return above, racks between."""
        apart = min(_APART, pitch * 0.36)
        supply, back = y - apart, y + apart
        xs, xr, end = self.x(_RING_S) + _DEPTH, self.x(_RING_R) + _DEPTH, self.end
        self.draft.line((xs, supply), (end, supply))
        self.draft.line((end, back), (xr, back), back=True)
        for ring in (self.x(_RING_R), xr):
            jump(self.board, (ring, supply), "M-PIPE-N", "return", RETURN)
        for level, side in ((supply, "S"), (back, "R")):
            self.draft.valve((xr + 12.0, level), f"HV-{name}-{side}")
            self.draft.stub((end - 4.0, level), f"AV-{name}-{side}", up=True)
            self.draft.stub((xr + 34.0, level), f"DV-{name}-{side}", up=False)
            self.draft.tag((xr + 50.0, level), self.number(f"{name}-{side}"), NOTE)
        self.draft.instrument((xr + 24.0, supply), f"LSH-{name}", -12.0)
        self.draft.tag((xr + 40.0, y), name, NOTE)
        self._racks((self.x(_RACKS), end - 12.0), (supply, back), self.headers[name].bounds[1:])

    @property
    def end(self) -> float:
        """Where the row headers end."""
        return self.right - (_FAR_END if self.joined else _END)

    def _far(self, places: Mapping[str, float], apart: float, pitch: float) -> None:
        """The connections between the far ends of neighbouring row headers, each with its two sectional valves; those
        of the supply cross the return header of the second.
        """
        listed = {tag for tag, _, _ in self.plan.valves}
        for number, pair in sorted(self.joined.items()):
            if not all(name in places for name in pair) or abs(places[pair[0]] - places[pair[1]]) > 1.5 * pitch:
                continue
            for side, off, sign in (("S", _FAR_S, -1.0), ("R", _FAR_R, 1.0)):
                x = self.end + off
                levels = [places[name] + sign * apart for name in pair]
                way = ((self.end, levels[0]), (x, levels[0]), (x, levels[1]), (self.end, levels[1]))
                self.draft.line(*way, back=side == "R", still=True)
                inwards = math.copysign(_FROM_END, levels[1] - levels[0])
                for end, level in ((1, levels[0] + inwards), (2, levels[1] - inwards)):
                    tag = f"HV-{self.loop}-F{number}{side}{end}"
                    if tag in listed:
                        self.draft.valve((x, level), tag, upright=True)
                if side == "R":
                    jump(self.board, (self.end + _FAR_S, min(levels)), "M-PIPE-N")

    def _racks(self, span: XY, levels: XY, bounds: Sequence[str]) -> None:
        """Racks of a row, the first ones and the last, each with two valves, a balancing valve and two couplings."""
        tags = [tag.removeprefix("HV-").removesuffix("-S") for tag in bounds]
        shown = tags if len(tags) <= _MOST_RACKS else [*tags[: _MOST_RACKS - 1], tags[-1]]
        pitch = (span[1] - span[0]) / max(len(shown), 1)
        supply, back = levels
        middle = (supply + back) / 2.0
        room = (back - supply) / 2.0
        for i, tag in enumerate(shown):
            x = span[0] + pitch * (i + 0.35)
            self.draft.line((x, supply), (x, middle - 5.0))
            self.draft.line((x, middle + 5.0), (x, back), back=True)
            self.draft.box((x, middle), (12.0, 5.0), [tag, self._heat(tag)])
            self.draft.valve((x, supply + room * 0.3), f"HV-{tag}-S", upright=True)
            self.draft.valve((x, back - room * 0.24), f"HV-{tag}-R", upright=True)
            self.draft.valve((x, back - room * 0.55), f"FV-{tag}", "control", upright=True)
            if i == len(shown) - 1 and len(tags) > len(shown):
                for level in levels:
                    self.draft.break_mark((x - pitch * 0.5, level), "")
                more = self.board.word("more", count=str(len(tags)))
                self.board.label((x - pitch * 0.5, middle), more, "M-TEXT-N", NOTE)

    def _heat(self, tag: str) -> str:
        found = next((r for r in self.plan.racks if r.tag == tag), None)
        return f"{self.p.text('flow', found.flow)}" if found else ""

    def _items(self, bottom: float) -> None:
        """Vessel, make-up, side stream, dosing and instruments on the foot of the return ring."""
        said = {i.kind: [i.tag, self.p.fact(i.size)] for i in self.plan.items if i.loop == self.loop}
        x, y = self.x(_RING_R) + _DEPTH, bottom
        self.draft.line((x, y), (x + 240.0, y), back=True, still=True)
        if "side-filter" in said:
            self.draft.bypass((x + 14, y), (x + 50, y), 20.0, said["side-filter"])
        if "dosing" in said:
            self.draft.bypass((x + 8, y), (x + 56, y), 38.0, said["dosing"])
        if "make-up" in said:
            self.draft.line((x + 78, y), (x + 78, y - 14), pen="thin")
            self.draft.valve((x + 78, y - 8.0), f"HV-{said['make-up'][0]}", upright=True)
            self.draft.box((x + 78, y - 18), (15.0, 4.4), said["make-up"])
        vessels = [i for i in self.plan.items if (i.loop, i.kind) == (self.loop, "expansion")]
        for dx, item in zip((104.0, 120.0), vessels, strict=False):
            self.draft.vessel((x + dx, y), [f"{item.tag} {self.p.fact(item.size)}"])
        self.draft.on_header({i.kind: i for i in self.plan.items if i.loop == self.loop}, (x + 196.0, y))
        self.draft.relief((x + 134, y), f"PSV-{self.loop}")
        for dx, letters in ((32.0, "PDS"), (66.0, "AT"), (112.0, "LT"), (152.0, "PDT"), (176.0, "PT")):
            self.draft.instrument((x + dx, y), f"{letters}-{self.loop}", 12.0)
        for dx, top, gauge in ((-29.0, "TT", ""), (-17.0, "FT", ""), (8.0, "TT", "-R")):
            self.draft.instrument((self.x(_RING_R) + dx, self.high - 24.0), f"{top}-{self.loop}{gauge}", 12.0)
