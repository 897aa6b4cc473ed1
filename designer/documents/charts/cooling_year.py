"""The year of the cooling plant: temperatures day by day, hours by mode month by month, power and water by month."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Rack
from designer.cooling.records import AnnualEnergy, HourlyYear
from designer.documents.charts.canvas import Chart, axis, direct_label, in_print, limit_line, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject

__all__ = ["draw"]

_YEAR, _WATER = "cooling-year", "cooling-water"
_MODES = {
    "dry": ("sky", ""),
    "adiabatic": ("blue", "///"),
    "hybrid": ("blue", "\\\\"),
    "tower": ("blue", "..."),
    "chiller-trim": ("orange", "\\\\\\"),
    "above-setpoint": ("vermillion", "xxx"),
    "none": ("yellow", ""),
}
_DAY = 24


def draw(subject: Subject) -> list[Chart]:
    """Two charts of the hours of the year; none for a design without them, or whose heat stays inside."""
    plan = subject.design.trades.cooling
    annual, hours = plan.annual, plan.annual.hourly
    if hours is None or not annual.it or plan.not_carried:
        return []
    return [_temperatures(subject, hours), _energy(subject, annual, hours)]


def _temperatures(subject: Subject, hours: HourlyYear) -> Chart:
    def fill(figure: Any) -> None:
        if set(hours.mode) == {"none"}:
            _days(subject, figure.subplots(), hours)
            return
        upper, lower = figure.subplots(2, 1, height_ratios=(3, 2))
        _days(subject, upper, hours)
        _modes(subject, lower, hours)

    name = "title" if hours.technology or hours.facility else "title_air"
    title = worded(subject, _YEAR, name, **_findings(subject, hours))
    return Chart(_YEAR, title, worded(subject, _YEAR, "alt"), paint(subject, _YEAR, 112.0, fill))


def _findings(subject: Subject, hours: HourlyYear) -> dict[str, str]:
    p = subject.printer
    modes = np.array(hours.mode)
    above = int(np.sum(modes == "above-setpoint"))
    warmest = max(hours.technology or hours.facility or hours.dry)
    return {"warmest": p.text("temperature", warmest), "above": f"{above:,}", "hours": f"{len(modes):,}"}


def _days(subject: Subject, axes: Any, hours: HourlyYear) -> None:
    """Range of outdoor temperatures of each day, warmest hour of each loop."""
    dry = _by_day(in_print(subject, "temperature", hours.dry))
    day = np.arange(dry.shape[0]) + 1
    axes.fill_between(day, dry.min(axis=1), dry.max(axis=1), color=COLOURS["sky"], alpha=0.35, linewidth=0)
    axes.plot(day, dry.mean(axis=1), color=COLOURS["blue"], linewidth=0.8)
    below = (150, float(dry[149].min()))
    direct_label(axes, below, worded(subject, _YEAR, "outdoor"), COLOURS["blue"], offset=(3, -12))
    loops = (("facility", hours.facility, "green", "--"), ("technology", hours.technology, "black", "-"))
    for name, series, colour, dashes in loops:
        if series:
            warmest = _by_day(in_print(subject, "temperature", series)).max(axis=1)
            axes.plot(day, warmest, color=COLOURS.get(colour, "#000000"), linestyle=dashes)
            start = (8, float(warmest[:60].max()))
            direct_label(axes, start, worded(subject, _YEAR, name), COLOURS.get(colour, "#000000"))
    limit = _limit(subject)
    if limit is not None:
        text = worded(subject, _YEAR, "limit", limit=subject.printer.text("temperature", limit))
        limit_line(axes, float(in_print(subject, "temperature", [limit])[0]), text)
    axes.margins(x=0.0, y=0.12)
    axis(axes, worded(subject, _YEAR, "day"), worded(subject, _YEAR, "up", unit=subject.printer.unit("temperature")))


def _limit(subject: Subject) -> float | None:
    """The lowest supply limit of the racks that take coolant [degC]."""
    trades = subject.design.trades
    liquid = {r.tag for r in trades.cooling.racks}
    slugs = sorted({p.catalog.removeprefix("rack/") for p in trades.layout.of("rack") if p.tag in liquid})
    known = [slug for slug in slugs if slug in trades.catalog.slugs("rack")]
    limits = [trades.catalog.get(Rack, slug).supply_temperature_max for slug in known]
    return min((v.si("degC") for v in limits if v.known), default=None)


def _by_day(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values.reshape(-1, _DAY)


def _modes(subject: Subject, axes: Any, hours: HourlyYear) -> None:
    """Hours of each month by mode of the coolers, stacked."""
    month, mode = np.array(hours.month), np.array(hours.mode)
    months = np.arange(1, 13)
    under = np.zeros(12)
    for name, (colour, hatch) in _MODES.items():
        count = np.array([np.sum((month == m) & (mode == name)) for m in months], dtype=float)
        if count.any():
            label = f"{subject.words.label(f'modes.{name}')}: {int(count.sum()):,} h"
            axes.bar(
                months, count, 0.7, under, color=COLOURS[colour], hatch=hatch, edgecolor="white", linewidth=0.3,
                label=label,
            )
            under += count
    axes.set_xticks(months, [subject.words.label(f"months.{m}")[:3] for m in months])
    axes.set_ylim(0.0, 31 * 24 * 1.04)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, borderaxespad=0.1)
    axes.grid(axis="x", visible=False)
    axis(axes, "", worded(subject, _YEAR, "hours"))


def _energy(subject: Subject, annual: AnnualEnergy, hours: HourlyYear) -> Chart:
    def fill(figure: Any) -> None:
        if not annual.water:
            _pue(subject, figure.subplots(), annual, hours)
            return
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        _pue(subject, left, annual, hours)
        _water(subject, right, annual)

    p, dry = subject.printer, "" if annual.water else "_dry"
    facts = {
        "pue": p.number("ratio", annual.pue),
        "peak": p.number("ratio", annual.peak_factor),
        "water": p.text("water", annual.water),
    }
    title = worded(subject, _WATER, f"title{dry}", **facts)
    return Chart(_WATER, title, worded(subject, _WATER, f"alt{dry}"), paint(subject, _WATER, 62.0, fill))


def _pue(subject: Subject, axes: Any, annual: AnnualEnergy, hours: HourlyYear) -> None:
    """PUE of every hour over its outdoor temperature."""
    dry, order = np.array(hours.dry), np.argsort(hours.dry, kind="stable")
    shown = np.sort(np.array(hours.pue))[::-1]
    axes.plot(np.arange(1, len(shown) + 1), shown, color=COLOURS["blue"])
    text = worded(subject, _WATER, "annual", pue=subject.printer.number("ratio", annual.pue))
    axes.axhline(annual.pue, color=COLOURS["green"], linestyle="--", linewidth=0.9)
    axes.annotate(
        text, (1.0, annual.pue), xycoords=("axes fraction", "data"), xytext=(-2, 2), textcoords="offset points",
        ha="right", va="bottom", fontsize=7.0, color=COLOURS["green"],
    )
    coldest, hottest = (subject.printer.text("temperature", float(dry[order[i]])) for i in (0, -1))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylim(bottom=1.0)
    axes.margins(x=0.0)
    axis(axes, worded(subject, _WATER, "sorted", coldest=coldest, hottest=hottest), worded(subject, _WATER, "pue"))


def _water(subject: Subject, axes: Any, annual: AnnualEnergy) -> None:
    """Make-up water by month."""
    months = np.arange(1, 13)
    water = in_print(subject, "water", [row[3] for row in annual.monthly])
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.bar(months, water, 0.7, color=COLOURS["sky"], edgecolor=COLOURS["blue"], linewidth=0.6)
    names = [subject.words.label(f"months.{m}") for m in months]
    axes.set_xticks(months, [name.rstrip("月") if name[0].isdigit() else name[:1] for name in names])
    axes.grid(axis="x", visible=False)
    axis(axes, "", worded(subject, _WATER, "up", unit=subject.printer.unit("water")))
