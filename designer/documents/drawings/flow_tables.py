"""The tables beside the cooling flow diagram: streams, set points, volumes."""

from designer.cooling.records import CoolingPlan
from designer.documents.drawings.board import Board, SideTable

__all__ = ["flow_tables"]


def flow_tables(board: Board, plan: CoolingPlan) -> list[SideTable]:
    """Flow and temperature of every stream, the set points, what the loops hold."""
    return [_streams(board, plan), _setpoints(board, plan), _volumes(board, plan)]


def _streams(board: Board, plan: CoolingPlan) -> SideTable:
    """Flow and temperature of every stream of the diagram."""
    p, words = board.subject.printer, board.subject.words
    flows = {"fws": sum(d.flow for d in plan.pumps if d.duty == "N")}
    chilled = [x.flow for x in plan.pipes if x.loop == "CHW" and x.tag.startswith("CHW-LEG-A-S")]
    if chilled:
        flows["chw"] = sum(chilled)
    rows = []
    for loop in sorted({c.loop for c in plan.cdus}):
        racks = [r for r in plan.racks if r.loop == loop]
        flow = sum(r.flow for r in racks)
        back = sum(r.returned * r.flow for r in racks) / flow if flow else None
        rows.append((f"{loop} S", p.number("flow", flow), p.number("temperature", racks[0].supply if racks else None)))
        rows.append((f"{loop} R", p.number("flow", flow), p.number("temperature", back)))
    for name in ("fws", "chw"):
        for side, key in (("S", f"{name}_supply"), ("R", f"{name}_return")):
            if key in plan.temperatures:
                found = p.number("flow", flows[name]) if name in flows else ""
                rows.append((f"{name.upper()} {side}", found, p.number("temperature", plan.temperatures[key])))
    headers = (board.word("stream"), p.unit("flow"), p.unit("temperature"))
    return SideTable(words.drawing("M-601", "streams"), headers, tuple(rows), (3, 2, 2))


def _setpoints(board: Board, plan: CoolingPlan) -> SideTable:
    rows = tuple(
        (board.subject.words.setpoint(key), board.subject.printer.reread(value)) for key, value in plan.setpoints
    )
    return SideTable(board.word("setpoints"), (board.word("setpoint"), board.word("value")), rows, (5, 2))


def _volumes(board: Board, plan: CoolingPlan) -> SideTable:
    words, p = board.subject.words, board.subject.printer
    rows = tuple(
        (words.label(f"loops.{key}"), p.text("flow" if key.endswith("_lpm") else "volume", number))
        for key, number in plan.volumes.items()
        if number > 0.0
    )
    return SideTable(board.word("volumes"), (board.word("volume"), board.word("value")), rows, (5, 2))
