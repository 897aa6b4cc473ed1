"""A-104: the build phase of every position, so that the mine and the first racks run beside the work."""

from collections.abc import Mapping
from dataclasses import replace

from designer.conversion.records import Phasing
from designer.documents.drawings.board import Board, LegendEntry, SideTable
from designer.documents.drawings.hall import hall_plan, plan_board
from designer.documents.drawings.placed import reserve, stamp_of
from designer.documents.drawings.styles import COLOURS, LABEL, NOTE, SMALL
from designer.documents.subject import Subject
from designer.layout.records import Placed

__all__ = ["NUMBER", "draw"]

NUMBER = "A-104"
#: Fill of a phase; its number is written on every block of it, so that a print in black tells them apart.
_FILLS = ("white", "cool-tint", "warm-tint", "green-tint", "grey-tint")


def draw(subject: Subject) -> Board | None:
    """The drawing, or nothing for a design that is not phased."""
    plan, trades = subject.design.conversion.phasing, subject.design.trades
    if plan is None or not trades.site.has_hall or len(plan.racks) < 2:
        return None
    board = plan_board(subject, NUMBER)
    placed = [p for p in trades.layout.placed if p.tag in plan.sets]
    reserve(board, placed)
    hall_plan(board, screened=True)
    for one in placed:
        board.stamp(replace(stamp_of(board, one), fill=_fill(plan.sets[one.tag])))
    for blocks in _blocks(placed, plan.sets).values():
        _mark(board, blocks, plan.sets[blocks[0].tag])
    board.notes = [board.word(f"note_{i}") for i in (1, 2, 3)]
    board.legend = [
        LegendEntry(board.word("phase", phase=str(n)), "light", "", _fill(n), board.word("mark", phase=str(n)))
        for n in range(1, len(plan.racks) + 1)
    ]
    board.tables = [_table(board, plan)]
    return board


def _fill(phase: int) -> str:
    return COLOURS[_FILLS[(phase - 1) % len(_FILLS)]]


def _blocks(placed: list[Placed], sets: Mapping[str, int]) -> dict[tuple[str, str, int], list[Placed]]:
    """Things of one phase that stand together: a row, or a kind in a room; in a yard each thing by itself."""
    found: dict[tuple[str, str, int], list[Placed]] = {}
    for one in placed:
        alone = one.tag if one.room.startswith("YARD") else one.kind
        found.setdefault((one.row or one.room, "" if one.row else alone, sets[one.tag]), []).append(one)
    return found


def _mark(board: Board, block: list[Placed], phase: int) -> None:
    """The phase of a block: in its box where it stands alone, else beside its middle, with the name of its row."""
    one, mark = block[len(block) // 2], board.word("mark", phase=str(phase))
    corners = stamp_of(board, one).corners
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = (min(xs), min(ys), max(xs), max(ys))
    if len(block) == 1 and board.centred(box, mark, "G-ANNO-TEXT", (LABEL, NOTE, SMALL)):
        return
    text = f"{one.row} {mark}" if one.row else mark
    board.label(board.m(one.box.at.x, one.box.at.y), text, "G-ANNO-TEXT", SMALL)


def _table(board: Board, plan: Phasing) -> SideTable:
    """By phase: systems, racks set and live, the week in which it is live."""
    p, racks = board.subject.printer, board.design.trades.layout.of("rack")
    rows = []
    for n in range(1, len(plan.racks) + 1):
        counts = [str(sum(of.get(rack.tag, 0) == n for rack in racks)) for of in (plan.sets, plan.lives)]
        rows.append((str(n), *counts, p.number("week", plan.live_weeks[n - 1])))
    headers = tuple(board.word(f"table_{key}") for key in ("phase", "set", "live", "week"))
    return SideTable(board.word("table"), headers, tuple(rows), (2, 2, 2, 2))
