"""Charts of a comparison: pairs of objectives, the variants that none beats in front."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from designer.documents.bare import BareVoice
from designer.documents.charts.canvas import Chart, axis, in_print, paint
from designer.documents.drawings.styles import COLOURS
from designer.study.comparing import Ranked, front
from designer.study.measures import MEASURES
from designer.study.records import Objective, Study

__all__ = ["draw"]

#: Pairs in one chart.
_PAIRS = 3
_KEY = "study-fronts"


def draw(study: Study, ranked: Sequence[Ranked], voice: BareVoice) -> dict[str, Chart]:
    """Up to three pairs of neighbouring objectives side by side; nothing with fewer than two objectives or variants."""
    able = [one for one in ranked if one.rank]
    pairs = list(pairwise(study.objectives))[:_PAIRS]
    if not pairs or len(able) < len(("one", "other")):
        return {}

    def fill(figure: Any) -> None:
        panels = np.atleast_1d(figure.subplots(1, len(pairs)))
        for panel, pair in zip(panels, pairs, strict=True):
            _panel(panel, pair, able, voice)

    words = voice.words
    first = str(sum(one.front == 1 for one in able))
    title = words.label("study.chart.title", front=first, able=str(len(able)))
    return {_KEY: Chart(_KEY, title, words.label("study.chart.alt"), paint(voice, _KEY, 66.0, fill))}


def _panel(panel: Any, pair: Sequence[Objective], able: Sequence[Ranked], voice: BareVoice) -> None:
    across, up = (_numbers(one, able, voice) for one in pair)
    signs = [1.0 if one.goal == "least" else -1.0 for one in pair]
    edge = front(np.column_stack([across * signs[0], up * signs[1]]))
    panel.scatter(across[~edge], up[~edge], s=9, color=COLOURS["sky"], linewidth=0)
    order = np.argsort(across[edge])
    panel.plot(across[edge][order], up[edge][order], color=COLOURS["vermillion"], linewidth=0.8, drawstyle="default",
               marker="D", markersize=3)  # fmt: skip
    axis(panel, _title(pair[0], voice), _title(pair[1], voice))


def _numbers(one: Objective, able: Sequence[Ranked], voice: BareVoice) -> Any:
    return in_print(voice, MEASURES[one.measure].printed, [float(r.row.values[one.measure] or 0.0) for r in able])


def _title(one: Objective, voice: BareVoice) -> str:
    unit = voice.printer.unit(MEASURES[one.measure].printed)
    name = voice.words.label(f"study.measures.{one.measure}")
    return f"{name} [{unit}]" if unit else name
