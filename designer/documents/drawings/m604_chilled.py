"""M-604: the chilled-water loop as a piping and instrument diagram: chillers, legs, ring, coils, trim exchangers."""

from designer.cooling.records import CoolingPlan
from designer.documents.drawings.board import Board
from designer.documents.drawings.circuit_sketch import CircuitSketch, legend_of, lines_of
from designer.documents.drawings.pipe_falls import passing_table
from designer.documents.drawings.rejection_symbols import outdoor
from designer.documents.drawings.styles import SMALL
from designer.documents.drawings.symbols import pump
from designer.documents.subject import Subject

__all__ = ["NUMBER", "draw"]

NUMBER = "M-604"
XY = tuple[float, float]

#: Places where the legs join and where the ring begins, from the left edge of the drawing area [mm].
_JOIN, _RING = 196.0, 384.0


def draw(subject: Subject) -> Board | None:
    """The diagram; nothing without a chilled-water loop."""
    plan = subject.design.trades.cooling
    if not any(x.loop == "CHW" for x in plan.pipes):
        return None
    board = Board.of(subject, NUMBER)
    sketch = _Chilled(board, plan)
    sketch.draw()
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4, 5)]
    doors = ("rear-door",) if plan.doors else ()
    board.legend = legend_of(board, ("pump", "exchanger", "air-unit", *doors, "chiller"))
    chillers = [r.tag for r in sketch.chillers]
    board.tables = [*sketch.alike(chillers), *passing_table(board, plan, "CHW"), lines_of(board, plan, "CHW")]
    return board


class _Chilled(CircuitSketch):
    """Places of the diagram of the chilled water."""

    def __init__(self, board: Board, plan: CoolingPlan) -> None:
        users = {u.tag: "air-unit" for u in plan.air_units} | {d.tag: "rear-door" for d in plan.doors}
        users |= {d.tag: "exchanger" for d in plan.trim}
        super().__init__(board, plan, "CHW", users)
        self.chillers = [r for r in plan.rejection if r.catalog.startswith("chiller")]

    def draw(self) -> None:
        """All parts, the tags last."""
        self.sources([(r.tag, r.capacity) for r in self.chillers], self._chiller)
        self.legs((_JOIN, _JOIN))
        self._headers()
        self.ring(_RING)
        self.draft.place_tags()

    def _chiller(self, at: XY, _: str) -> None:
        """A chiller with the pump that stands in it."""
        x, y = at
        outdoor(self.board, at, (16.0, 11.0), "chiller")
        pump(self.board, (x + 10.0, y - 6.0), 3.0)

    def _headers(self) -> None:
        """Supply and return between legs and ring with their instruments and items."""
        start, end, y = self.x(_JOIN), self.x(_RING), self.supply
        self.draft.line((start, y), (end, y))
        self.draft.line((end, self.back), (start, self.back), back=True)
        for dx, letters in ((40.0, "TT"), (54.0, "PT"), (68.0, "FT"), (82.0, "PDT")):
            self.draft.instrument((start + dx, y), f"{letters}-{self.loop}", 12.0)
        self.draft.tag((start + 40.0, y + 18), self.at_point("chw_supply"), SMALL)
        self.draft.instrument((start + 130, self.back), f"TT-{self.loop}-R", 12.0)
        self.draft.tag((start + 130, self.back + 18), self.at_point("chw_return"), SMALL)
        self.draft.relief((start + 116, self.back), f"PSV-{self.loop}")
        self.hung(start, self.back)
        self.vessels((start + 152.0, self.back))
