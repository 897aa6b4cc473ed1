"""The money: the flow added up month by month in three cases, and which input moves the value most."""

from typing import Any

import numpy as np

from designer.conversion.records import Economics
from designer.documents.charts.canvas import DASHES, Chart, axis, direct_label, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject

__all__ = ["draw"]

_FLOW, _TORNADO = "case-flow", "case-tornado"
_MILLION = 1e6
#: What tells the ends of a range apart in a print in black.
_HATCHES = {"low": "", "high": "////"}


def draw(subject: Subject) -> list[Chart]:
    """The flow and the tornado, where the brief asks for economics."""
    money = subject.design.conversion.economics
    if money is None:
        return []
    found = [_flow(subject, money)]
    if money.swings:
        found.append(_tornado(subject, money))
    return found


def _flow(subject: Subject, money: Economics) -> Chart:
    def fill(figure: Any) -> None:
        panel = figure.subplots()
        for name, outcome, dash in zip(("low", "mid", "high"), money.outcomes, DASHES, strict=False):
            total = np.cumsum(np.array(outcome.flow)) / _MILLION
            years = np.arange(len(total)) / 12.0
            panel.plot(years, total, color=COLOURS["blue"], linestyle=dash)
            direct_label(panel, (float(years[-1]), float(total[-1])), worded(subject, _FLOW, name), ha="right",
                         offset=(-2, 3))  # fmt: skip
        panel.axhline(0.0, color=COLOURS["grey"], linewidth=0.8)
        panel.margins(x=0.01)
        axis(panel, worded(subject, _FLOW, "years"), worded(subject, _FLOW, "money"))

    middle = money.outcomes[1]
    npv = subject.printer.text("money_m", middle.npv)
    title = worded(subject, _FLOW, "title", npv=npv, stay=subject.printer.text("money_m", middle.stay_npv))
    return Chart(_FLOW, title, worded(subject, _FLOW, "alt"), paint(subject, _FLOW, 66.0, fill))


def _tornado(subject: Subject, money: Economics) -> Chart:
    def fill(figure: Any) -> None:
        panel = figure.subplots()
        middle = money.outcomes[1].npv / _MILLION
        for row, swing in enumerate(money.swings):
            for npv, colour, end in ((swing.npv_low, "sky", "low"), (swing.npv_high, "orange", "high")):
                panel.barh(row, npv / _MILLION - middle, left=middle, height=0.7, color=COLOURS[colour],
                           hatch=_HATCHES[end], edgecolor=COLOURS["white"], linewidth=0.0,
                           label="" if row else worded(subject, _TORNADO, end))  # fmt: skip
        panel.axvline(middle, color=COLOURS["black"], linewidth=0.8)
        panel.set_yticks(range(len(money.swings)), [subject.words.label(f"case.inputs.{s.key}") for s in money.swings])
        panel.set_ylim(len(money.swings) - 0.4, -0.6)
        panel.legend(loc="lower right")
        axis(panel, worded(subject, _TORNADO, "money"), "")

    widest = subject.words.label(f"case.inputs.{money.swings[0].key}")
    title = worded(subject, _TORNADO, "title", widest=widest)
    high = 20.0 + 6.0 * len(money.swings)
    return Chart(_TORNADO, title, worded(subject, _TORNADO, "alt"), paint(subject, _TORNADO, high,
                                                                          fill))  # fmt: skip
