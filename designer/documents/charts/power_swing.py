"""The swing of the GPUs around a checkpoint, and the mine beside the AI load over a year."""

from typing import Any

import numpy as np

from designer.documents.charts.canvas import Chart, axis, direct_label, in_print, limit_line, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject
from designer.power.records import Dispatch, Volatility

__all__ = ["draw"]

_SWING, _YEAR = "power-swing", "power-dispatch"
_DAY = 24


def draw(subject: Subject) -> list[Chart]:
    """One chart for the swing and one for the year, where the design has them."""
    chain = subject.design.trades.power
    found = []
    if chain.volatility is not None:
        found.append(_swing(subject, chain.volatility))
    if chain.dispatch is not None:
        found.append(_year(subject, chain.dispatch))
    return found


def _swing(subject: Subject, swing: Volatility) -> Chart:
    def fill(figure: Any) -> None:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        seconds = np.array(swing.seconds)
        raw, smooth = (in_print(subject, "power_mw", x) for x in (swing.raw_kw, swing.smooth_kw))
        upper.plot(seconds, raw, color=COLOURS["sky"], linewidth=0.5)
        upper.plot(seconds, smooth, color=COLOURS["vermillion"], linewidth=1.4)
        upper.set_ylim(bottom=0.0)
        low = int(np.argmin(raw))
        direct_label(upper, (float(seconds[low]), float(raw[low])), worded(subject, _SWING, "raw"), COLOURS["blue"],
                     offset=(4, -9))  # fmt: skip
        direct_label(upper, (float(seconds[2]), float(smooth[2])), worded(subject, _SWING, "smooth"),
                     COLOURS["vermillion"], offset=(4, -12))  # fmt: skip
        axis(upper, "", worded(subject, _SWING, "up", unit=subject.printer.unit("power_mw")))
        stored = np.cumsum(np.array(swing.smooth_kw) - np.array(swing.raw_kw)) * (seconds[1] - seconds[0]) / 3600.0
        lower.plot(seconds, stored - stored.min(), color=COLOURS["green"])
        lower.set_xlim(float(seconds[0]), float(seconds[-1]))
        axis(lower, worded(subject, _SWING, "seconds"), worded(subject, _SWING, "stored"))

    p = subject.printer
    title = worded(
        subject, _SWING, "title", swing=p.text("power_mw", swing.swing_kw), need=p.number("number", swing.storage_kwh)
    )
    return Chart(_SWING, title, worded(subject, _SWING, "alt"), paint(subject, _SWING, 88.0, fill))


def _year(subject: Subject, year: Dispatch) -> Chart:
    def fill(figure: Any) -> None:
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        ai, mine = (in_print(subject, "power_mw", x) for x in (year.ai_kw, year.mine_kw))
        whole = ai.reshape(-1, _DAY).mean(axis=1), mine.reshape(-1, _DAY).mean(axis=1)
        day = np.arange(len(whole[0])) + 1
        left.stackplot(day, *whole, colors=(COLOURS["sky"], COLOURS["orange"]), linewidth=0)
        direct_label(left, (10, float(whole[0][9]) * 0.5), worded(subject, _YEAR, "ai"))
        direct_label(left, (10, float(whole[0][9] + whole[1][9] * 0.3)), worded(subject, _YEAR, "mine"))
        limit_line(left, float(in_print(subject, "power_mw", [year.limit_kw])[0]), worded(subject, _YEAR, "limit"))
        left.margins(x=0.0)
        left.set_ylim(bottom=0.0)
        axis(left, worded(subject, _YEAR, "day"), worded(subject, _YEAR, "up", unit=subject.printer.unit("power_mw")))
        hours = np.arange(7 * _DAY)
        right.stackplot(
            hours, ai[: 7 * _DAY], mine[: 7 * _DAY], colors=(COLOURS["sky"], COLOURS["orange"]), linewidth=0
        )
        limit_line(right, float(in_print(subject, "power_mw", [year.limit_kw])[0]), "")
        right.set_xticks(np.arange(0, 8 * _DAY, _DAY))
        right.margins(x=0.0)
        right.set_ylim(bottom=0.0)
        axis(right, worded(subject, _YEAR, "hour"), "")

    p = subject.printer
    facts = {"mined": p.text("energy", year.mined_mwh), "before": p.number("ratio", year.flatness_ai)}
    key = "title" if year.mined_mwh else "title_none"
    title = worded(subject, _YEAR, key, **facts, after=p.number("ratio", year.flatness))
    return Chart(_YEAR, title, worded(subject, _YEAR, "alt"), paint(subject, _YEAR, 66.0, fill))
