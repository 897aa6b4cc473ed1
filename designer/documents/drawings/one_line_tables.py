"""Tables beside the one-line diagram: boards and cubicles."""

from designer.documents.drawings.board import SideTable
from designer.documents.drawings.one_line_ends import Sketched

__all__ = ["board_table", "lineup_table"]

#: Cubicles that the sheet lists; more stand in the chapter alone.
_MOST_CUBICLES = 30


def lineup_table(sketch: Sketched) -> list[SideTable]:
    """The cubicles of the switchgear, on the first sheet as far as they have room beside it."""
    board, p, cubicles = sketch.board, sketch.p, sketch.board.design.trades.power.cubicles
    if sketch.before or not 0 < len(cubicles) <= _MOST_CUBICLES:
        return []
    words = board.subject.words
    rows = tuple(
        (c.tag, words.label(f"cubicle_duties.{c.duty}"), c.device, p.number("current", c.frame) if c.frame else "",
         p.number("current", c.setting) if c.frame else "")
        for c in cubicles
    )  # fmt: skip
    headers = tuple(board.word(f"lineup_{k}") for k in ("tag", "duty", "device", "frame", "setting"))
    return [SideTable(board.word("lineup"), headers, rows, (2.0, 2.6, 2.2, 1.3, 1.3))]


def board_table(sketch: Sketched) -> SideTable:
    """The boards of a sheet: transformer, path, classes, cords, worst load."""
    board, p = sketch.board, sketch.p
    rows = []
    for column in sketch.columns:
        loading = next((x for x in column.loadings if x.tag == column.block.switchboard), None)
        worst = p.number("apparent", loading.worst) if loading else ""
        classes = " ".join(column.block.load_classes)
        rows.append(
            (
                column.block.switchboard,
                column.block.transformer,
                f"{column.block.letter} {column.block.system}",
                classes,
                str(column.fed),
                worst,
            )
        )
    headers = tuple(board.word(f"boards_{k}") for k in ("board", "transformer", "system", "classes", "fed", "worst"))
    return SideTable(board.word("boards"), headers, tuple(rows), (2, 1.8, 3, 2.2, 1.2, 1.8))
