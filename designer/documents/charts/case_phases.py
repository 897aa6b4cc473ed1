"""The plan of each state of the work: what is live, what is under work, what is left to the mine, the free ways."""

import math
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from designer.conversion.records import Phasing, State
from designer.documents.charts.canvas import Chart, in_print, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject

__all__ = ["draw"]

_KEY = "case-phases"
#: Zone -> colour and hatch, so that a black-and-white print tells them apart.
_STYLE = {"mine": ("orange", "..."), "ways": ("light", ""), "work": ("vermillion", "///"), "live": ("sky", "")}

#: The longest scale bar over the width of a plan, how far below it stands over its height, what of the
#: width is free beside it.
_BAR, _BELOW, _EDGE = 0.3, 0.12, 0.01


def draw(subject: Subject) -> list[Chart]:
    """One plan for each state, where the design is phased."""
    plan = subject.design.conversion.phasing
    if plan is None or not all(state.zones for state in plan.states):
        return []
    title = worded(subject, _KEY, "title", count=str(len(plan.states)))
    return [Chart(_KEY, title, worded(subject, _KEY, "alt"), _painted(subject, plan))]


def _painted(subject: Subject, plan: Phasing) -> bytes:
    columns = 2
    rows = -(-len(plan.states) // columns)
    left, bottom, right, top = subject.site.hall.polygon.bounds
    high = min(60.0, max(20.0, 80.0 * (top - bottom) / (right - left) + 12.0))

    def fill(figure: Any) -> None:
        panels = np.atleast_1d(figure.subplots(rows, columns, sharex=True, sharey=True)).ravel()
        for panel, state in zip(panels, plan.states, strict=False):
            _panel(subject, panel, state)
        for panel in panels:
            panel.axis("off")
        _scale_bar(subject, panels[len(plan.states) - 1])
        marks = [_patch(kind) for kind in _STYLE]
        names = [worded(subject, _KEY, kind) for kind in _STYLE]
        figure.legend(marks, names, loc="outside lower center", ncols=4)

    return paint(subject, _KEY, rows * high + 10.0, fill)


def _patch(kind: str) -> Any:
    from matplotlib.patches import Patch

    colour, hatch = _STYLE[kind]
    return Patch(facecolor=COLOURS[colour], hatch=hatch, edgecolor="white" if hatch else "none", linewidth=0)


def _panel(subject: Subject, panel: Any, state: State) -> None:
    for kind, (colour, hatch) in _STYLE.items():
        _area(subject, panel, state.zones[kind], COLOURS[colour], hatch)
    xs, ys = (in_print(subject, "metres", axis) for axis in np.array(subject.site.hall.polygon.exterior.coords).T[:2])
    panel.plot(xs, ys, color="#1a1a1a", linewidth=1.0)
    panel.set_aspect("equal")
    panel.margins(0.01, 0.04)
    p = subject.printer
    facts = {
        "number": str(state.number), "next": str(state.number + 1), "ai": p.text("power_mw", state.ai_kw),
        "mine": p.text("power_mw", state.mine_kw),
    }  # fmt: skip
    panel.set_title(worded(subject, _KEY, "end" if state.stage == "live" else state.stage, **facts), fontsize=6.5)


def _scale_bar(subject: Subject, panel: Any) -> None:
    """A bar of a round length below a plan."""
    (left, right), (bottom, top) = panel.get_xlim(), panel.get_ylim()
    longest = (right - left) * _BAR
    ten = 10.0 ** math.floor(math.log10(longest))
    length = next(step * ten for step in (5.0, 2.0, 1.0) if step * ten <= longest)
    low = bottom - (top - bottom) * _BELOW
    left += (right - left) * _EDGE
    panel.plot([left, left + length], [low, low], color="#1a1a1a", linewidth=2.0, solid_capstyle="butt")
    text = f"{length:g} {subject.printer.unit('metres')}"
    panel.annotate(text, (left + length, low), xytext=(3, 0), textcoords="offset points", va="center", fontsize=6.5)


def _area(subject: Subject, panel: Any, zone: BaseGeometry, colour: str, hatch: str) -> None:
    """All parts of a zone as one patch."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    parts = [p for p in getattr(zone, "geoms", [zone]) if p.geom_type == "Polygon" and not p.is_empty]
    rings = [np.array(ring.coords)[:, :2] for part in parts for ring in (part.exterior, *part.interiors)]
    if not rings:
        return
    shown = in_print(subject, "metres", np.concatenate(rings))
    codes = [c for ring in rings for c in (Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY)]
    edge = "white" if hatch else "none"
    panel.add_artist(PathPatch(Path(shown, codes), facecolor=colour, hatch=hatch, edgecolor=edge, linewidth=0))
