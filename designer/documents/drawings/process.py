"""Piping and instrument diagrams: lines, valves and fittings on them, balloons beside them, tags placed last.

Symbols go on lines first; arrows of the flow and tags are kept until the end and then placed where nothing else stands.
Only instruments of the instrument list are drawn, each with its whole tag.
"""

from collections.abc import Mapping, Sequence

from designer.cooling.records import LoopItem
from designer.documents.drawings.board import Board
from designer.documents.drawings.flow_arrows import Flows
from designer.documents.drawings.lettering import Extent, text_width
from designer.documents.drawings.styles import COLOURS, GREY, NOTE, SMALL
from designer.documents.drawings.symbols import balloon, valve

__all__ = ["RETURN", "SUPPLY", "Process"]

XY = tuple[float, float]
SUPPLY, RETURN = COLOURS["blue"], COLOURS["vermillion"]
_M = "M-SYMB-N"


class Process:
    """A diagram in the making on a board."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.tags: list[tuple[XY, str, float, Extent | None]] = []
        self.flows = Flows()
        self.known = {tag for tag, _, _ in board.design.trades.cooling.instruments}

    def line(self, *points: XY, back: bool = False, pen: str = "", colour: str = "", still: bool = False) -> None:
        """A process line from where its water comes, supply solid, return dashed; with a `pen` a small line. The small
        and the `still` ones, whose flow has no one direction, have no arrow.
        """
        style = pen or ("return" if back else "service")
        shade = colour or ("" if pen else RETURN if back else SUPPLY)
        self.board.line(points, "M-PIPE-N", style, shade, keep_clear=True)
        if not pen and not still:
            self.flows.keep(points, shade)

    def tag(self, at: XY, text: str, height: float = SMALL, own: Extent | None = None) -> None:
        """A tag that is placed near a point at the end; its leader starts at the edge of its `own` symbol."""
        if text:
            self.tags.append((at, text, height, own))

    def place_tags(self, reach: float = 22.0) -> None:
        """Place the arrows, then all tags, in the order in which they were asked for."""
        self.flows.place(self.board, "M-PIPE-N")
        for at, text, height, own in self.tags:
            self.board.label(at, text, "M-TEXT-N", height, reach, own=own)
        self.tags.clear()

    def valve(self, at: XY, tag: str, kind: str = "", *, upright: bool = False) -> None:
        """A valve on a line with its tag."""
        valve(self.board, at, upright=upright, kind=kind)
        self.tag(at, tag)

    def stub(self, at: XY, tag: str, *, up: bool) -> None:
        """A vent above or a drain below a line: a small valve on a stub."""
        x, y = at
        end = y + (6.0 if up else -6.0)
        self.line(at, (x, end), pen="thin")
        valve(self.board, (x, end), upright=True)
        self.tag((x, end), tag)

    def instrument(self, at: XY, tag: str, reach: float) -> None:
        """A balloon over (or, with a negative reach, under) a point of a line, where the list has the instrument."""
        if tag in self.known:
            x, y = at
            sign = 1.0 if reach > 0 else -1.0
            self.board.line(((x, y), (x, y + reach - sign * 4.6)), "M-INST-N", "fine")
            self._balloon((x, y + reach), tag)

    def beside(self, at: XY, tag: str, reach: float) -> None:
        """The same, right (or, with a negative reach, left) of a point of an upright line."""
        if tag in self.known:
            x, y = at
            sign = 1.0 if reach > 0 else -1.0
            self.board.line(((x, y), (x + reach - sign * 4.6, y)), "M-INST-N", "fine")
            self._balloon((x + reach, y), tag)

    def side_stub(self, at: XY, tag: str, reach: float = 6.0) -> None:
        """A vent or drain right (or, with a negative reach, left) of an upright line."""
        x, y = at[0] + reach, at[1]
        self.line(at, (x, y), pen="thin")
        valve(self.board, (x, y))
        self.tag((x, y), tag)

    def on_header(self, items: Mapping[str, LoopItem], at: XY) -> None:
        """The separator in a header, with the sampling valve and the flushing connection before it."""
        x, y = at
        if "separator" in items:
            self.box((x + 14.0, y), (3.4, 4.0), ())
            self.board.line(((x + 14.0, y + 4.0), (x + 14.0, y + 8.0)), _M, "thin")
            self.tag((x + 14.0, y + 4.0), items["separator"].tag)
        for kind, dx in (("sampling", 0.0), ("flush", 24.0)):
            if kind in items:
                self.line((x + dx, y), (x + dx, y - 8.0), pen="thin")
                valve(self.board, (x + dx, y - 8.0), upright=True)
                self.tag((x + dx, y - 8.0), items[kind].tag)

    def _balloon(self, at: XY, tag: str) -> None:
        balloon(self.board, at, tag.split("-", 1)[0])
        self.tag(at, tag, own=_around(at, 4.6))

    def strainer(self, at: XY, tag: str, *, upright: bool = False) -> None:
        """A Y-strainer on a line."""
        x, y = at
        self.board.rectangle((x - 2.2, y - 1.6, x + 2.2, y + 1.6), _M, "thin", fill="#FFFFFF")
        self.board.line(((x - 1.4, y - 1.6), (x + 1.4, y + 1.6)), _M, "fine")
        leg = ((x, y - 1.6), (x + 2.4, y - 4.2)) if not upright else ((x + 2.2, y), (x + 4.4, y - 2.4))
        self.board.line(leg, _M, "thin")
        self.board.occupied.take((x - 2.4, y - 4.4, x + 4.6, y + 1.8))
        self.tag(at, tag)

    def relief(self, at: XY, tag: str) -> None:
        """A relief valve on a stub above a line."""
        x, y = at
        self.line(at, (x, y + 7.0), pen="thin")
        valve(self.board, (x, y + 8.0), upright=True)
        zigzag = [(x + 1.6, y + 8.0), (x + 2.6, y + 9.2), (x + 3.4, y + 7.2), (x + 4.4, y + 8.4)]
        self.board.line(zigzag, _M, "fine")
        self.board.occupied.take((x - 2.2, y + 5.6, x + 4.6, y + 10.4))
        self.tag((x, y + 8.0), tag)

    def vessel(self, at: XY, texts: Sequence[str], *, up: bool = False) -> None:
        """An expansion vessel with its membrane on a stub."""
        x, y = at
        sign = 1.0 if up else -1.0
        self.line(at, (x, y + sign * 10.0), pen="thin")
        self.valve((x, y + sign * 5.0), f"HV-{texts[0].split()[0]}", upright=True)
        centre = (x, y + sign * 15.0)
        self.board.circle(centre, 5.0, _M, "outline", fill="#FFFFFF")
        self.board.line(((x - 5, centre[1]), (x + 5, centre[1])), _M, "thin")
        self.board.occupied.take((x - 5.2, centre[1] - 5.2, x + 5.2, centre[1] + 5.2))
        for text in texts:
            self.tag(centre, text, own=_around(centre, 5.0))

    def box(self, at: XY, half: XY, texts: Sequence[str], height: float = SMALL) -> None:
        """A plain box with lines of text inside, the first bold."""
        x, y = at
        w, h = max(half[0], max((text_width(t, height, True) for t in texts), default=0.0) / 2.0 + 0.8), half[1]
        self.board.rectangle((x - w, y - h, x + w, y + h), _M, "light", fill="#FFFFFF")
        self.board.occupied.take((x - w, y - h, x + w, y + h))
        shown = [t for t in texts if t]
        step = height * 1.5
        top = y + (len(shown) - 1) * step / 2.0 - height / 2.0
        for i, text in enumerate(shown):
            self.board.write((x, top - i * step), text, "M-TEXT-N", height, anchor="middle", bold=i == 0)

    def bypass(self, start: XY, end: XY, depth: float, texts: Sequence[str]) -> None:
        """A side stream between two points of a line, with a box on it."""
        (x0, y0), (x1, y1) = start, end
        low = min(y0, y1) - depth
        self.line((x0, y0), (x0, low), (x1, low), (x1, y1), pen="thin", colour=GREY)
        for x, port in ((x0, "1"), (x1, "2")):
            self.valve((x, low + depth * 0.45), f"HV-{texts[0]}-{port}", upright=True)
        self.box(((x0 + x1) / 2.0, low), (min(12.0, (x1 - x0) / 2.0 - 4.0), 4.4), texts)

    def break_mark(self, at: XY, text: str, *, upright: bool = False) -> None:
        """Where repeated things are left out."""
        x, y = at
        for d in (-1.2, 1.2):
            across = ((x - 2.5, y + d - 0.8), (x + 2.5, y + d + 0.8))
            along = ((x + d - 0.8, y - 2.5), (x + d + 0.8, y + 2.5))
            self.board.line(across if upright else along, _M, "thin")
        self.board.occupied.take((x - 2.6, y - 2.6, x + 2.6, y + 2.6))
        self.tag(at, text, NOTE)


def _around(at: XY, half: float) -> Extent:
    """The square around a round symbol."""
    return at[0] - half, at[1] - half, at[0] + half, at[1] + half
