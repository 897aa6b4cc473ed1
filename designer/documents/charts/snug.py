"""The layout of a chart: its panels as large as they can be beside their own labels, measured once, or
again where their axes then bear other ticks.

matplotlib's constrained layout measures every panel twice, which is a third of the time of a chart; with panels that
begin about where they will end, once is enough: unless the axes, of another length now, bear more ticks, whose numbers
may be longer.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from matplotlib.layout_engine import LayoutEngine

__all__ = ["Snug"]

#: Clear space around a panel with its labels [points].
_PAD = 3.0
_POINTS = 72.0
#: Where panels stand while they are measured, as shares of the figure.
_FIRST = {"left": 0.08, "right": 0.97, "bottom": 0.14, "top": 0.92}

Span = tuple[float, float]


class Snug(LayoutEngine):
    """Places panels of single cells of one grid, and a legend of the figure below them."""

    _adjust_compatible = False
    _colorbar_gridspec = False

    def execute(self, fig: Any) -> None:
        """Place the panels of a figure; what hangs over from a panel keeps its own size."""
        panels = [(axes, axes.get_subplotspec()) for axes in fig.axes]
        if not panels:
            return
        panels[0][1].get_gridspec().update(**_FIRST)
        measured = _ticks(fig)
        self._place(fig, panels)
        if _ticks(fig) != measured:
            self._place(fig, panels)

    def _place(self, fig: Any, panels: Sequence[tuple[Any, Any]]) -> None:
        grid = panels[0][1].get_gridspec()
        renderer, pad = fig._get_renderer(), _PAD * fig.dpi / _POINTS
        beside: dict[tuple[str, int], float] = {}
        for axes, cell in panels:
            inner, outer = axes.bbox, axes.get_tightbbox(renderer, for_layout_only=True)
            over = {
                ("left", cell.colspan.start): inner.x0 - outer.x0, ("right", cell.colspan.start): outer.x1 - inner.x1,
                ("top", cell.rowspan.start): outer.y1 - inner.y1, ("bottom", cell.rowspan.start): inner.y0 - outer.y0,
            }  # fmt: skip
            for side, need in over.items():
                beside[side] = max(beside.get(side, pad), need + pad)
        below = max((one.get_window_extent(renderer).height + 2 * pad for one in fig.legends), default=0.0)
        across = _spans(fig.bbox.width, _margins(beside, "left", "right", grid.ncols), grid.get_width_ratios())
        down = _spans(fig.bbox.height - below, _margins(beside, "top", "bottom", grid.nrows), grid.get_height_ratios())
        for axes, cell in panels:
            (left, wide), (top, high) = across[cell.colspan.start], down[cell.rowspan.start]
            low = fig.bbox.height - top - high
            axes.set_position((left / fig.bbox.width, low / fig.bbox.height, wide / fig.bbox.width,
                               high / fig.bbox.height))  # fmt: skip


def _ticks(fig: Any) -> list[tuple[float, ...]]:
    """The upright ticks of every panel as long as it is now."""
    return [tuple(axes.get_yticks()) for axes in fig.axes]


def _margins(beside: dict[tuple[str, int], float], first: str, last: str, count: int) -> list[Span]:
    """What is kept free before and behind each column, or row, of panels."""
    return [(beside.get((first, i), 0.0), beside.get((last, i), 0.0)) for i in range(count)]


def _spans(whole: float, margins: Sequence[Span], ratios: Iterable[float] | None) -> list[Span]:
    """Begin and size of each column, or row, so that sizes are as the ratios ask.

    >>> _spans(100.0, [(10.0, 5.0), (10.0, 5.0)], (3, 4))
    [(10.0, 30.0), (55.0, 40.0)]
    """
    shares = [float(ratio) for ratio in ratios] if ratios is not None else [1.0] * len(margins)
    room = whole - sum(before + behind for before, behind in margins)
    sizes = [room * share / sum(shares) for share in shares]
    begins = accumulate((b + a + size for (b, a), size in zip(margins, sizes, strict=True)), initial=0.0)
    return [(start + before, size) for start, (before, _), size in zip(begins, margins, sizes, strict=False)]
