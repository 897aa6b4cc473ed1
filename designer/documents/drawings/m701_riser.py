"""M-701: the piping as an isometric-like riser diagram: pipes where they run, drops to the machines, sizes at them.

Plan directions run at 30 degrees, heights are drawn larger than the plan so that drops can be told apart. Not to scale.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from shapely import STRtree
from shapely.geometry import LineString, Point

from designer.cooling.records import CoolingPlan, PipeRun
from designer.documents.drawings.board import Board, LegendEntry
from designer.documents.drawings.lettering import text_width
from designer.documents.drawings.pipe_falls import count_table, legend_of, mark_falls, write_falls
from designer.documents.drawings.styles import COLOURS, GREY, NOTE, SMALL
from designer.documents.lines import line_numbers
from designer.documents.subject import Subject
from designer.layout.records import Placed

__all__ = ["NUMBER", "draw", "risers"]

NUMBER = "M-701"

XY = tuple[float, float]
_COS, _SIN = math.cos(math.radians(30.0)), math.sin(math.radians(30.0))
#: Heights over plan lengths.
_LIFT = 2.5
_KINDS = ("cdu", "pump", "cooler", "chiller", "air-unit")
#: Pens by bore [mm], the widest first.
_PENS = ((180.0, "heavy"), (120.0, "cut"), (70.0, "outline"), (0.0, "light"))
_LABELLED = 12.0
#: Farthest that the end of a branch lies in the plan from the run that it leaves, and the least riser between them [m].
_TOUCH, _LEAST = 0.05, 0.05
#: Where along a pipe its label may point to, the best first; how many lengths apart neighbours stand at most.
_ALONG, _NEAR = (0.5, 0.3, 0.7, 0.15, 0.85), 1.8


def draw(subject: Subject) -> Board | None:
    """The riser diagram; nothing without pipes that have a way."""
    plan = subject.design.trades.cooling
    pipes = [x for x in plan.pipes if len(x.points) > 1]
    if not pipes:
        return None
    board = Board.of(subject, NUMBER)
    machines = _machines(subject, plan)
    view = _View(board, pipes, machines)
    view.machines()
    for pipe in sorted(pipes, key=lambda x: (x.bore, x.tag)):
        view.pipe(pipe)
    for riser in risers(pipes):
        view.riser(*riser)
    told = view.falls()
    view.labels()
    write_falls(board, told)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.legend = [
        LegendEntry(board.word("supply"), "outline", COLOURS["blue"]),
        LegendEntry(board.word("return"), "return", COLOURS["vermillion"]),
        LegendEntry(board.word("drop"), "thin", GREY),
        *legend_of(board),
    ]
    board.tables = [count_table(board, plan, {x.tag for x in pipes})]
    return board


def risers(pipes: Sequence[PipeRun]) -> list[tuple[PipeRun, XY, float]]:
    """The upright pieces between runs of a service at different levels: (the branch, its end, the level of the run that
    it leaves [m]), for every end of a run that meets others in the plan: one that goes on there, else one that ends
    there too.
    """
    groups: dict[tuple[str, str], list[PipeRun]] = {}
    for pipe in pipes:
        groups.setdefault((pipe.loop, pipe.service), []).append(pipe)
    found: dict[tuple[XY, float, float], tuple[PipeRun, XY, float]] = {}
    for group in groups.values():
        tree = STRtree([LineString(x.points) for x in group])
        for pipe in group:
            for end in _ends(pipe):
                met = [group[i] for i in tree.query(Point(end), "dwithin", _TOUCH).tolist() if group[i] is not pipe]
                passing = [x for x in met if all(math.dist(end, other) > _TOUCH for other in _ends(x))]
                level = min((x.z for x in passing or met), key=lambda z: abs(z - pipe.z), default=pipe.z)
                if abs(level - pipe.z) >= _LEAST:
                    found.setdefault((end, min(level, pipe.z), max(level, pipe.z)), (pipe, end, level))
    return list(found.values())


def _ends(pipe: PipeRun) -> tuple[XY, ...]:
    """Where a run ends; a ring nowhere."""
    first, last = pipe.points[0], pipe.points[-1]
    return () if math.dist(first, last) <= _TOUCH else (first, last)


def _machines(subject: Subject, plan: CoolingPlan) -> list[Placed]:
    """Placed machines that the loops join."""
    joined = {c.tag for c in plan.cdus} | {p.tag for p in plan.pumps} | {r.tag for r in plan.rejection}
    if plan.air_source in ("facility", "chilled"):
        joined |= {u.tag for u in plan.air_units}
    return [p for p in subject.design.trades.layout.placed if p.kind in _KINDS and p.tag in joined]


class _View:
    """Model points on paper, and what is drawn there."""

    def __init__(self, board: Board, pipes: Sequence[PipeRun], machines: Sequence[Placed]) -> None:
        self.board, self.pipes, self.placed = board, pipes, machines
        self.lines = line_numbers(
            board.design.trades.cooling.pipes, board.subject.catalog, board.subject.printer.system
        )
        flat = [_flat(*p, x.z) for x in pipes for p in x.points]
        flat += [_flat(*corner, 0.0) for p in machines for corner in p.box.corners]
        left, bottom, right, top = board.area
        xs, ys = [p[0] for p in flat], [p[1] for p in flat]
        wide, high = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
        self.scale = min((right - left - 60.0) / wide, (top - bottom - 60.0) / high)
        self.x = left + 30.0 + (right - left - 60.0 - wide * self.scale) / 2.0 - min(xs) * self.scale
        self.y = bottom + 30.0 + (top - bottom - 60.0 - high * self.scale) / 2.0 - min(ys) * self.scale

    def at(self, x: float, y: float, z: float) -> XY:
        u, v = _flat(x, y, z)
        return self.x + u * self.scale, self.y + v * self.scale

    def on(self, pipe: PipeRun, at: XY) -> XY:
        """A point of a pipe; a return is drawn a little below a supply."""
        return self.at(*at, pipe.z - (0.4 if "return" in pipe.service else 0.0))

    def machines(self) -> None:
        """Each machine as a box on the floor with its drop from the level of the main that serves it."""
        high = max((x.z for x in self.pipes), default=0.0)
        for one in self.placed:
            x, y = one.box.at.x, one.box.at.y
            main = self._main(one)
            level = main.z if main else high
            met = [self.at(*_nearest(main, (x, y)), level)] if main else []
            self.board.line((self.at(x, y, 0.0), self.at(x, y, level), *met), "M-PIPE-N", "thin", GREY, keep_clear=True)
            corners = [self.at(a, b, 0.0) for a, b in one.box.corners]
            self.board.polygon(corners, "M-EQPM-N", "thin", fill="#FFFFFF")

    def _main(self, one: Placed) -> PipeRun | None:
        """The nearest supply main of the loops outside the racks' to a machine."""
        plan = self.board.design.trades.cooling
        chilled = one.kind == "chiller" or (one.kind == "air-unit" and plan.air_source == "chilled")
        mains = [x for x in self.pipes if x.loop == ("CHW" if chilled else "FWS") and x.service.endswith("supply")]
        here = Point(one.box.at.x, one.box.at.y)
        return min(mains, key=lambda x: float(LineString(x.points).distance(here)), default=None)

    def pipe(self, pipe: PipeRun) -> None:
        """A run where it lies."""
        self._line(pipe, [self.on(pipe, at) for at in pipe.points])

    def riser(self, pipe: PipeRun, end: XY, level: float) -> None:
        """The upright piece from a branch to the run that it leaves."""
        self._line(pipe, [self.on(pipe, end), self.on(replace(pipe, z=level), end)])

    def _line(self, pipe: PipeRun, points: Sequence[XY]) -> None:
        """A line with the pen of a pipe."""
        back = "return" in pipe.service
        pen = next(name for bore, name in _PENS if pipe.bore >= bore)
        colour = COLOURS["vermillion" if back else "blue"]
        layer = f"M-{pipe.loop.split('-')[0]}-{'RETN' if back else 'SUPP'}-N"
        self.board.line(points, layer, f"{pen}-return" if back else pen, colour, keep_clear=True)

    def labels(self) -> None:
        """Line numbers of the long pieces, the widest first; tags of machines."""
        for group in self._groups():
            one = group[len(group) // 2]
            at = self.at(one.box.at.x, one.box.at.y, 0.0)
            self.board.try_label([at], self.board.subject.words.ranged(p.tag for p in group), "M-TEXT-N", SMALL, 60.0)
        said: set[tuple[str, str, str]] = set()
        for pipe in sorted(self.pipes, key=lambda x: (-x.bore, x.tag)):
            key = (pipe.loop, pipe.service, pipe.nominal)
            a, b = max(zip(pipe.points, pipe.points[1:], strict=False), key=lambda s: math.dist(*s))
            start, end = self.at(*a, pipe.z), self.at(*b, pipe.z)
            if key in said or math.dist(start, end) < _LABELLED:
                continue
            points = [(start[0] + (end[0] - start[0]) * s, start[1] + (end[1] - start[1]) * s) for s in _ALONG]
            text = f"{self.lines[pipe.tag]}  {self.board.subject.printer.text('flow', pipe.flow)}"
            if self.board.try_label(points, text, "M-TEXT-N", NOTE, 60.0):
                said.add(key)

    def falls(self) -> list[tuple[XY, float]]:
        """Slopes, and a mark at each vent and drain, on the pipes as they are drawn; the figures to be written."""
        known = {x.tag: x for x in self.pipes}

        def place(at: XY, run: str) -> XY:
            return self.on(known[run], at)

        return mark_falls(self.board, (f for f in self.board.design.trades.cooling.falls if f.run in known), place)

    def _groups(self) -> list[list[Placed]]:
        """Machines to be named together: large ones alone, small ones of a kind with their neighbours in a line."""
        groups: list[list[Placed]] = []
        for one in sorted(self.placed, key=lambda p: p.tag):
            last = groups[-1][-1] if groups else None
            near = last is not None and last.kind == one.kind and _gap(last, one) < max(_sides(one)) * _NEAR
            if near and text_width(one.tag, SMALL) > min(_sides(one)) * self.scale:
                groups[-1].append(one)
            else:
                groups.append([one])
        return groups


def _nearest(pipe: PipeRun, at: XY) -> XY:
    """The point of a run that is nearest to another, in the plan."""
    way = LineString(pipe.points)
    met = way.interpolate(way.project(Point(at)))
    return met.x, met.y


def _sides(placed: Placed) -> tuple[float, float]:
    return placed.box.width, placed.box.depth


def _gap(one: Placed, other: Placed) -> float:
    return math.dist((one.box.at.x, one.box.at.y), (other.box.at.x, other.box.at.y))


def _flat(x: float, y: float, z: float) -> XY:
    """Isometric-like projection of model metres."""
    return (x - y) * _COS, (x + y) * _SIN + z * _LIFT
