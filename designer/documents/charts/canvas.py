"""The canvas of charts: matplotlib to SVG in the house style, the same bytes for the same numbers.

Letters become paths of the house font, ids are salted with the chart's key, and no date is written, so that neither
the clock nor the fonts of the machine show.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer import folders
from designer.documents.drawings.styles import COLOURS
from designer.documents.printing import MEASURES
from designer.documents.subject import Voice
from designer.units import magnitude, q

__all__ = ["DASHES", "WIDTH", "Chart", "axis", "direct_label", "in_print", "limit_line", "paint", "worded"]

#: Width of the text block of both paper sizes [mm].
WIDTH = 174.0
_INCH = 25.4
_FONT = "Liberation Sans"
#: Line types that double the colours, so that a black-and-white print tells lines apart.
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1.5, 1, 1.5, 1, 1.5)), (0, (1, 1)))
_INK, _FAINT = "#1a1a1a", "#8a8a8a"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: key, a title that states the finding, alternative text, SVG."""

    key: str
    title: str
    alt: str
    svg: bytes


def worded(subject: Voice, key: str, text: str, **facts: str) -> str:
    """A text of a chart: ``charts.<key>.<text>`` of the labels."""
    return subject.words.label(f"charts.{key}.{text}", **facts)


def in_print(subject: Voice, measure: str, values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers of the records in the printed unit of a measure, not rounded."""
    kind = MEASURES[measure]
    target = kind.unit(subject.printer.system)
    zero, one = (magnitude(q(number, kind.base), target) for number in (0.0, 1.0))
    return np.asarray(values, dtype=np.float64) * (one - zero) + zero


def paint(subject: Voice, key: str, height: float, draw: Callable[[Any], None], width: float = WIDTH) -> bytes:
    """The SVG of a figure of so many millimetres, which `draw` fills; it gets a matplotlib `Figure`."""
    import matplotlib  # heavy; only a pack with charts needs it
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    from designer.documents.charts.snug import Snug

    settings: dict[Any, Any] = {**_style(), "svg.hashsalt": key}
    if subject.project.language == "ja":
        settings["font.family"] = [_FONT, "Noto Sans CJK JP"]
    with _house_font(subject.project.language), matplotlib.rc_context(settings):
        figure = Figure(figsize=(width / _INCH, height / _INCH), layout=Snug())
        canvas: Any = FigureCanvasSVG(figure)
        draw(figure)
        target = io.BytesIO()
        canvas.print_svg(target, metadata={"Date": None, "Creator": None})  # `savefig` would lay it out twice
    return target.getvalue()


@contextmanager
def _house_font(language: str) -> Iterator[None]:
    """Only the shipped font and that of the language are seen, whatever the machine has installed."""
    from matplotlib import font_manager

    manager = font_manager.fontManager
    before = manager.ttflist
    try:
        manager.ttflist = []
        for folder in folders.fonts(language) or ():
            for path in sorted(folder.glob("*.[ot]tf")):
                manager.addfont(str(path))
        yield
    finally:
        manager.ttflist = before


def _style() -> dict[str, Any]:
    return {
        "svg.fonttype": "path",
        "font.family": [_FONT],
        "font.size": 7.5,
        "axes.titlesize": 8.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": 7.5,
        "axes.edgecolor": _FAINT,
        "axes.labelcolor": _INK,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "grid.color": "#dddddd",
        "grid.linewidth": 0.4,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "xtick.labelsize": 7.0,
        "ytick.labelsize": 7.0,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "lines.linewidth": 1.2,
        "legend.frameon": False,
        "legend.fontsize": 7.0,
        "text.color": _INK,
        "path.simplify": True,
        "path.simplify_threshold": 0.3,
    }


def axis(axes: Any, across: str, up: str, title: str = "") -> None:
    """Axis titles and the title of one panel."""
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    if title:
        axes.set_title(title)


def limit_line(axes: Any, at: float, text: str) -> None:
    """A horizontal limit with its name at the right end, above the line."""
    axes.axhline(at, color=COLOURS["vermillion"], linewidth=0.9, linestyle=(0, (5, 2)))
    axes.annotate(
        text, (1.0, at), xycoords=("axes fraction", "data"), xytext=(-2, 2), textcoords="offset points", ha="right",
        va="bottom", fontsize=7.0, color=COLOURS["vermillion"],
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
    )


def direct_label(
    axes: Any, at: tuple[float, float], text: str, colour: str = _INK, *, offset: Any = (3, 2), ha: str = "left"
) -> None:
    """A label beside a point of a line, with a white rim where it crosses another."""
    from matplotlib.patheffects import withStroke

    made = axes.annotate(text, at, xytext=offset, textcoords="offset points", fontsize=7.0, color=colour, ha=ha)
    made.set_path_effects([withStroke(linewidth=2.4, foreground="white")])
