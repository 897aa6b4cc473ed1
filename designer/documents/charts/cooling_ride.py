"""Ride-through: the supply temperature after a loss, against the racks' limit and the start of generators."""

from typing import Any

from designer.cooling.records import CoolingPlan
from designer.documents.charts.canvas import DASHES, Chart, axis, direct_label, in_print, limit_line, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject
from designer.units import magnitude

__all__ = ["draw"]

_KEY = "cooling-ride"
_COLOURS = {"rejection": "blue", "fws-pumps": "green", "cdu-pumps": "purple"}
#: So much longer than the wish or the longest ride the axis runs.
_ROOM = 1.15


def draw(subject: Subject) -> list[Chart]:
    """One chart; none without a technology loop or without margin."""
    plan = subject.design.trades.cooling
    limit = _limit(plan)
    rides = {k: t for k, t in plan.ride_through.items() if t > 0.0 and k in _COLOURS}
    if limit is None or not rides:
        return []
    p = subject.printer
    texts = {k: p.text("seconds", rides[k]) if k in rides else "–" for k in ("rejection", "fws-pumps")}
    title = worded(subject, _KEY, "title", rejection=texts["rejection"], pumps=texts["fws-pumps"])
    svg = paint(_KEY, 62.0, lambda figure: _lines(subject, figure.subplots(), rides, limit))
    return [Chart(_KEY, title, worded(subject, _KEY, "alt"), svg)]


def _limit(plan: CoolingPlan) -> float | None:
    """The supply limit of the racks [degC], from the normal state of the outage proof or the margin step."""
    normal = next((o for o in plan.outages if o.test == "T0"), None)
    if normal is not None:
        return normal.supply_limit
    supply = plan.temperatures.get("tcs_supply")
    step = next((s for s in plan.steps if s.key == "cooling.ride_through[rejection]"), None)
    rise = next((magnitude(i.quantity, "K") for i in step.inputs if i.symbol == "dT"), None) if step and supply is not None else None
    return supply + rise if supply is not None and rise is not None else None


def _lines(subject: Subject, axes: Any, rides: dict[str, float], limit: float) -> None:
    plan, p = subject.design.trades.cooling, subject.printer
    supply = plan.temperatures["tcs_supply"]
    low, high = in_print(subject, "temperature", [supply, limit])
    wish = subject.site.wishes.cooling.ride_through
    wanted = wish.si("s") if wish.known else 0.0
    end = max(wanted, *rides.values()) * _ROOM
    for index, (key, seconds) in enumerate(rides.items()):
        colour = COLOURS[_COLOURS[key]]
        stop = min(end, seconds)
        axes.plot([0.0, stop], [low, low + (high - low) * stop / seconds], color=colour, linestyle=DASHES[index])
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
    axis(axes, worded(subject, _KEY, "time"), f"[{p.unit('temperature')}]")
