"""The heat of the design day by where it arises and the way on which it leaves, as bars."""

from typing import Any

import numpy as np

from designer.cooling.records import HeatLine
from designer.documents.charts.canvas import Chart, axis, in_print, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject

__all__ = ["draw"]

_KEY = "cooling-heat"
_WAYS = (("liquid", "blue", ""), ("air", "orange", "///"), ("outside", "green", "\\\\\\"))


def draw(subject: Subject) -> list[Chart]:
    """One chart; none without heat."""
    balance = subject.design.trades.cooling.balance
    lines = [x for x in balance if x.level in ("rack kind", "plant") and x.power > 0.0]
    total = next((x for x in balance if x.level == "total"), None)
    if not lines or total is None:
        return []
    lines.sort(key=lambda x: (-x.power, x.subject))
    airy = max(lines, key=lambda x: (x.air, x.subject))
    p = subject.printer
    facts = {"liquid": p.text("power_mw", total.liquid), "total": p.text("power_mw", total.power)}
    title = worded(subject, _KEY, "title", source=_name(subject, airy), **facts)
    height = 20.0 + 6.0 * len(lines)
    svg = paint(subject, _KEY, height, lambda f: _bars(subject, f, lines))
    return [Chart(_KEY, title, worded(subject, _KEY, "alt"), svg)]


def _name(subject: Subject, line: HeatLine) -> str:
    if line.level == "rack kind":
        return subject.tag_or_name(line.subject)
    return subject.words.label(f"kinds.{line.subject}") if line.subject != "losses" else subject.words.label(
        "energies.losses"
    )


def _bars(subject: Subject, figure: Any, lines: list[HeatLine]) -> None:
    axes = figure.subplots()
    places = np.arange(len(lines))
    left = np.zeros(len(lines))
    for way, colour, hatch in _WAYS:
        width = in_print(subject, "power", [getattr(x, way) for x in lines])
        axes.barh(
            places, width, 0.66, left, color=COLOURS[colour], hatch=hatch, edgecolor="white", linewidth=0.3,
            label=worded(subject, _KEY, way),
        )
        left += width
    for place, x, line in zip(places, left, lines, strict=True):
        axes.annotate(
            subject.printer.number("power", line.power), (x, place), xytext=(3, 0), textcoords="offset points",
            va="center", fontsize=7.0,
        )
    axes.set_yticks(places, [_name(subject, x) for x in lines])
    axes.invert_yaxis()
    axes.margins(x=0.1)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="lower right", ncols=3)
    axis(axes, worded(subject, _KEY, "power", unit=subject.printer.unit("power")), "")
