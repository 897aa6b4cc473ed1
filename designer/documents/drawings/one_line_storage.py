"""Battery systems on the sections of the one-line diagram, each behind its breaker with what protects it."""

from designer.documents.drawings.lettering import wrapped
from designer.documents.drawings.one_line_ends import Sketched
from designer.documents.drawings.one_line_protection import protected
from designer.documents.drawings.styles import SMALL
from designer.documents.drawings.switch_symbols import breaker
from designer.documents.drawings.symbols import storage

__all__ = ["STORED", "draw_storage"]

#: Left of the buses: the room that the systems of the near section take there, from the first transformer back to
#: them, and on to those of the far section [mm].
STORED = 14.0
_LEFT, _SPREAD = 66.0, 26.0
#: How far its tags begin beside a system, and stand below its level [mm].
_ASIDE, _TAGS, _LINE = 2.0, 13.0, 4.0
#: From the way of the first systems to the end of the near bus [mm].
_END = 4.0


def draw_storage(sketch: Sketched) -> None:
    """Battery systems on each section, drawn once with their tags."""
    board, store = sketch.board, sketch.board.design.trades.power.storage
    for n, state in enumerate(sketch.data.sections if store else ()):
        mine = [tag for tag, section in store.units if section == state.tag] if store else []
        if not mine:
            continue
        x, far, low = sketch.start - _LEFT + n * _SPREAD, sketch.y("mv_far"), sketch.y("loop")
        top = sketch.y(("mv_near", "mv_far")[min(n, 1)])
        board.line(((x + _END * (n == 0), top), (x, top), (x, low + 4)), "E-LINE-N", "light", keep_clear=True)
        breaker(board, (x, far - 6), medium=True)
        protected(sketch, (x, far - 6), f"CB-{mine[0]}")
        storage(board, (x, low + 1.5))
        for i, line in enumerate(wrapped(board.subject.words.ranged(mine), SMALL, _SPREAD - 2.0 * _ASIDE)):
            sketch.text((x - _ASIDE, low - _TAGS - i * _LINE), line)
