"""S-101: what stands on the floor: masses, loads under each footprint, and what the slab is rated for."""

from dataclasses import replace
from functools import partial

from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.drawing import Stamp
from designer.documents.drawings.enlarged import enlarged, roomy
from designer.documents.drawings.hall import around, hall_plan, needed
from designer.documents.drawings.placed import equipment, racks, reserve, row_labels
from designer.documents.drawings.styles import COLOURS
from designer.documents.facts.common import name_of
from designer.documents.subject import Subject
from designer.layout.records import Placed
from designer.layout.slab import footprint_load
from designer.ledger import Step
from designer.units import Quantity, magnitude, q

__all__ = ["NUMBER", "draw"]

NUMBER = "S-101"
#: Free floor shown around what stands [m].
_AROUND = 1.5


def draw(subject: Subject) -> Board | None:
    """The drawing, or nothing where the layout judged no floor or nothing stands on it."""
    trades = subject.design.trades
    steps = {step.key.partition("[")[0]: step for step in trades.layout.steps}
    known = steps.get("layout.footprint_load")
    indoors = [p for p in trades.layout.placed if not p.room.startswith("YARD")]
    if known is None or not indoors or not trades.site.has_hall:
        return None
    gravity = next(one.quantity for one in known.inputs if one.symbol == "g")
    used = around((corner for p in indoors for corner in p.box.corners), _AROUND)
    whole = needed(subject, indoors)
    board = roomy(subject, NUMBER, whole, used, indoors)
    loads = {p.tag: _load(p, gravity) for p in indoors}
    rating = trades.site.hall.slab.uniform_load
    above = {p.tag for p in indoors if rating.known and loads[p.tag] > rating.si("kPa")}
    enlarged(subject, board, partial(_plan, subject, indoors, above), indoors, whole)
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3, 4)]
    board.legend = [
        LegendEntry(board.word("above"), "outline", COLOURS["vermillion"], COLOURS["warm-tint"]),
        LegendEntry(board.word("below"), "light", fill="#FFFFFF"),
    ]
    board.tables = [_kinds(board, indoors, loads), _judged(board, list(trades.layout.steps))]
    return board


def _plan(subject: Subject, indoors: list[Placed], above: set[str], board: Board) -> None:
    """The floor with what stands on it, what is `above` the rating framed."""
    layout = subject.design.trades.layout
    reserve(board, indoors)
    hall_plan(board, screened=True, yards=False)
    racks(board, layout)
    equipment(board, [p for p in indoors if p.kind != "rack"])
    _above(board, above)
    row_labels(board, layout)


def _load(placed: Placed, gravity: Quantity) -> float:
    """Load under the footprint [kPa]."""
    width, depth = q(placed.box.width, "m"), q(placed.box.depth, "m")
    return magnitude(footprint_load(m=q(placed.mass_kg, "kg"), g=gravity, w=width, d=depth), "kPa")


def _above(board: Board, tags: set[str]) -> None:
    """A tint and a heavier frame for each item whose footprint load is above the uniform rating."""
    board.items[:] = [
        replace(item, pen="outline", colour=COLOURS["vermillion"], fill=COLOURS["warm-tint"])
        if isinstance(item, Stamp) and item.tag in tags
        else item
        for item in board.items
    ]


def _kinds(board: Board, placed: list[Placed], loads: dict[str, float]) -> SideTable:
    """Products with their count, heaviest item and load under it, the highest load first."""
    p = board.subject.printer
    groups: dict[tuple[str, str], list[Placed]] = {}
    for one in placed:
        groups.setdefault((one.kind, one.catalog), []).append(one)
    rows = sorted(
        (-max(loads[x.tag] for x in group), _name(board, kind, catalog), len(group), max(x.mass_kg for x in group))
        for (kind, catalog), group in groups.items()
    )
    cells = tuple(
        (name, str(count), p.number("mass", mass), p.number("floor", -load)) for load, name, count, mass in rows
    )
    headers = (board.word("kinds_name"), board.word("kinds_count"), p.unit("mass"), p.unit("floor"))
    return SideTable(board.word("kinds"), headers, cells, (6, 1.2, 1.6, 1.6))


def _name(board: Board, kind: str, catalog: str) -> str:
    """The trade name of a product, or what kind of thing it is where none is chosen."""
    return name_of(board.subject, catalog) if catalog else board.subject.words.label(f"kinds.{kind}")


def _judged(board: Board, steps: list[Step]) -> SideTable:
    """The floor loads of the heaviest rack, each against its limit."""
    words = board.subject.words
    rows = []
    for step in steps:
        if not step.key.startswith(
            ("layout.footprint", "layout.spread", "layout.foot_", "layout.caster", "layout.slab_")
        ):
            continue
        limit = (
            f"{words.label(f'relations.{step.limit.relation}')} {_printed(board, step, step.limit.quantity)}"
            if step.limit
            else ""
        )
        verdict = "" if step.verdict is None else words.label("verdicts.pass" if step.verdict else "verdicts.fail")
        rows.append((board.subject.words.term(step.title), _printed(board, step, step.result), limit, verdict))
    headers = tuple(board.word(f"judged_{k}") for k in ("what", "value", "limit", "verdict"))
    return SideTable(board.word("judged"), headers, tuple(rows), (5, 2, 2, 1.3))


def _printed(board: Board, step: Step, quantity: Quantity) -> str:
    """The result of a step or its limit, both in the unit of floor loads where it is one."""
    floor = step.key.startswith(("layout.footprint", "layout.spread"))
    p = board.subject.printer
    return p.text("floor", magnitude(quantity, "kPa")) if floor else p.quantity(quantity)
