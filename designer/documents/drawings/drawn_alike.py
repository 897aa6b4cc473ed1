"""The table of a diagram that says for which machines those stand that are drawn."""

import re
from collections.abc import Iterable, Sequence

from designer.documents.drawings.board import Board, SideTable
from designer.documents.drawings.drawing import Text

__all__ = ["alike_tables"]


def alike_tables(board: Board, groups: Iterable[Sequence[str]]) -> list[SideTable]:
    """One table with a row for each group of which some are not drawn: those drawn, those alike; none where all are."""
    said = " ".join(item.text for item in board.items if isinstance(item, Text))
    rows = []
    for group in groups:
        drawn = [tag for tag in group if re.search(rf"(?<![A-Z0-9]){re.escape(tag)}(?!\d|-ROW)", said)]
        left = [tag for tag in group if tag not in drawn]
        if drawn and left:
            rows.append((board.subject.words.ranged(drawn), board.subject.words.ranged(left)))
    word = board.subject.words.label
    headers = (word("drawing.alike_drawn"), word("drawing.alike_left"))
    return [SideTable(word("drawing.alike"), headers, tuple(rows), (3.0, 4.0))] if rows else []
