"""Ride-through: the supply temperature after a loss, against the racks' limit and the start of generators."""

import math
from collections.abc import Sequence
from typing import Any

from designer.cooling.air_rides import AIR_STORES
from designer.cooling.outage_records import Ride
from designer.cooling.records import CoolingPlan
from designer.documents.charts.canvas import DASHES, Chart, axis, direct_label, in_print, limit_line, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject
from designer.units import magnitude

__all__ = ["draw"]

_KEY = "cooling-ride"
_COLOURS = {"rejection": "blue", "fws-pumps": "green", "cdu-pumps": "purple", "air-water": "blue", "hall-air": "green"}
#: Least height of the axis [degrees of the print]: a supply at its limit has no margin to draw.
_SPAN = 1.0
#: So much longer than the wish or the longest ride the axis runs.
_ROOM = 1.15


def draw(subject: Subject) -> list[Chart]:
    """One chart; none without a technology loop or without margin, or where heat stays inside anyway."""
    plan = subject.design.trades.cooling
    if plan.not_carried:
        return []
    if any(ride.curve for ride in plan.rides):
        return [_followed(subject, plan)]
    limit = _limit(plan)
    rides = {k: t for k, t in plan.ride_through.items() if t > 0.0 and k in _COLOURS and k not in AIR_STORES}
    if limit is None or not rides:
        return []
    p = subject.printer
    texts = {k: p.text("seconds", rides[k]) if k in rides else "–" for k in ("rejection", "fws-pumps")}
    title = worded(subject, _KEY, "title", rejection=texts["rejection"], pumps=texts["fws-pumps"])
    svg = paint(subject, _KEY, 62.0, lambda figure: _lines(subject, figure.subplots(), rides, limit))
    return [Chart(_KEY, title, worded(subject, _KEY, "alt"), svg)]


def _followed(subject: Subject, plan: CoolingPlan) -> Chart:
    """The supply followed cell by cell after each loss, with the time at which power is back."""
    texts = {ride.lost: _time(subject, ride.seconds) for ride in plan.rides}
    curved = [r for r in plan.rides if r.curve]
    svg = paint(subject, _KEY, 66.0, lambda figure: _curves(subject, figure.subplots(), curved))
    if _of_air(curved):
        title = worded(subject, _KEY, "title_air", water=texts.get("air-water", "–"), air=texts.get("hall-air", "–"))
        return Chart(_KEY, title, worded(subject, _KEY, "alt_air"), svg)
    title = worded(
        subject, _KEY, "title", rejection=texts.get("rejection", "–"), pumps=texts.get("fws-pumps", "–")
    )
    return Chart(_KEY, title, worded(subject, _KEY, "alt"), svg)


def _of_air(rides: Sequence[Ride]) -> bool:
    """Whether what is followed is the air that the racks breathe."""
    return all(ride.lost in AIR_STORES for ride in rides)


def _time(subject: Subject, seconds: float) -> str:
    return subject.printer.text("seconds", seconds) if math.isfinite(seconds) else worded(subject, _KEY, "ever")


def _curves(subject: Subject, axes: Any, rides: Sequence[Ride]) -> None:
    p, limit = subject.printer, rides[0].limit
    wish = subject.site.wishes.cooling.ride_through
    asked = wish.si("s") if wish.known else 0.0
    gaps = sorted({ride.gap for ride in rides if 0.0 < ride.gap < math.inf})
    finite = [ride.seconds for ride in rides if math.isfinite(ride.seconds)]
    end = max([asked, *gaps, *finite, 1.0]) * _ROOM
    high = float(in_print(subject, "temperature", [limit])[0])
    floor = min(t for ride in rides for _, t in ride.curve)
    low = min(float(in_print(subject, "temperature", [floor])[0]), high - _SPAN)
    for index, ride in enumerate(rides):
        colour = COLOURS[_COLOURS.get(ride.lost, "blue")]
        shown = [(s, t) for s, t in ride.curve if s <= end]
        warm = in_print(subject, "temperature", [t for _, t in shown])
        axes.plot([s for s, _ in shown], warm, color=colour, linestyle=DASHES[index])
        text = f"{worded(subject, _KEY, ride.lost)}: {_time(subject, ride.seconds)}"
        level = low + (high - low) * (0.3 + 0.2 * index)
        at = next((s for (s, _), t in zip(shown, warm, strict=True) if t >= level), shown[-1][0])
        direct_label(axes, (at, level), text, colour, offset=(5, -8))
        if math.isfinite(ride.seconds) and ride.seconds <= end:
            axes.plot(ride.seconds, high, marker="o", markersize=4, color=colour)
    marks = [(gap, worded(subject, _KEY, "gap", gap=p.text("seconds", gap))) for gap in gaps]
    marks += [(asked, worded(subject, _KEY, "wish", wish=p.text("seconds", asked)))] if asked > 0.0 else []
    for index, (second, text) in enumerate(marks):
        axes.axvline(second, color=COLOURS["orange"], linewidth=0.9, linestyle="--")
        top = high + (0.2 - 0.1 * index) * (high - low)
        direct_label(axes, (second, top), text, COLOURS["orange"], offset=(3, 2))
    limit_line(axes, high, worded(subject, _KEY, "limit", limit=p.text("temperature", limit)))
    axes.set_xlim(0.0, end)
    axes.set_ylim(low - 0.05 * (high - low), high + 0.3 * (high - low))
    up = "up_air" if _of_air(rides) else "up"
    axis(axes, worded(subject, _KEY, "time"), worded(subject, _KEY, up, unit=p.unit("temperature")))


def _limit(plan: CoolingPlan) -> float | None:
    """The supply limit of the racks [degC], from the normal state of the outage proof or the margin step."""
    normal = next((o for o in plan.outages if o.test == "T0"), None)
    if normal is not None:
        return normal.supply_limit
    supply = plan.temperatures.get("tcs_supply")
    step = next((s for s in plan.steps if s.key == "cooling.ride_through[rejection]"), None)
    rises = [magnitude(i.quantity, "K") for i in step.inputs if i.symbol == "dT"] if step else []
    return supply + rises[0] if supply is not None and rises else None


def _lines(subject: Subject, axes: Any, rides: dict[str, float], limit: float) -> None:
    plan, p = subject.design.trades.cooling, subject.printer
    supply = plan.temperatures["tcs_supply"]
    low, high = in_print(subject, "temperature", [supply, limit])
    low = min(low, high - _SPAN)
    wish = subject.site.wishes.cooling.ride_through
    wanted = wish.si("s") if wish.known else 0.0
    end = max(wanted, *rides.values(), 1.0) * _ROOM
    for index, (key, seconds) in enumerate(rides.items()):
        colour = COLOURS[_COLOURS[key]]
        stop = min(end, seconds)
        risen = stop / seconds if seconds else 1.0
        axes.plot([0.0, stop], [low, low + (high - low) * risen], color=colour, linestyle=DASHES[index])
        axes.plot(seconds, high, marker="o", markersize=4, color=colour)
        text = f"{worded(subject, _KEY, key)}: {p.text('seconds', seconds)}"
        share = 0.35 + 0.2 * index
        direct_label(axes, (seconds * share, float(low + (high - low) * share)), text, colour, offset=(6, -9))
    if wanted > 0.0:
        axes.axvline(wanted, color=COLOURS["orange"], linewidth=0.9, linestyle="--")
        text = worded(subject, _KEY, "wish", wish=p.text("seconds", wanted))
        direct_label(axes, (wanted, float(low)), text, COLOURS["orange"], offset=(3, 3))
    limit_line(axes, float(high), worded(subject, _KEY, "limit", limit=p.text("temperature", limit)))
    axes.set_xlim(0.0, end)
    axes.set_ylim(float(low) - 0.05 * float(high - low), float(low) + 1.25 * float(high - low))
    axis(axes, worded(subject, _KEY, "time"), worded(subject, _KEY, "up", unit=p.unit("temperature")))
