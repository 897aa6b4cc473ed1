"""Pumps on their curves: a CDU with the duty of every loop, the facility pumps in parallel with theirs.

Pumps run at the speed whose curve passes through the duty (affinity: flow with speed, head with its square). Beyond its
published end a curve goes on by the law of its last piece, dotted.
"""

from typing import Any

import numpy as np

from designer.catalog import Cdu, HeadPoint, Pump
from designer.cooling.records import CduDuty, CoolingPlan, PumpDuty
from designer.documents.charts.canvas import DASHES, Chart, axis, direct_label, in_print, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject

__all__ = ["draw", "speed_through"]

_KEY = "cooling-curves"
_MOST_CURVES = 6
#: Duties closer than this share of the curve's flow share a label and a curve.
_ALIKE = 0.12
#: Share of the width up to which the curve of a loop has its name to the right of its end.
_NAMED = 0.7
#: Points of an inch; how wide a letter of a label is about, and what stays free beside it, in points.
_POINTS, _LETTER, _ROOM = 72.0, 3.8, 6.0


def draw(subject: Subject) -> list[Chart]:
    """One chart with a panel for CDUs and one for facility pumps, as far as their curves are published."""
    plan = subject.design.trades.cooling
    panels = [panel for panel in (_cdu_panel(subject, plan), _pump_panel(subject, plan)) if panel]
    if not panels:
        return []

    def fill(figure: Any) -> None:
        for axes, (make, _) in zip(np.ravel(figure.subplots(1, len(panels))), panels, strict=True):
            make(axes)

    spare = {name: subject.printer.text("pressure", head) for _, (name, head) in panels}
    title = worded(subject, _KEY, "title" if len(spare) > 1 else f"title_{next(iter(spare))}", **spare)
    return [Chart(_KEY, title, worded(subject, _KEY, "alt"), paint(subject, _KEY, 70.0, fill))]


def _points(curve: list[HeadPoint]) -> tuple[np.ndarray, np.ndarray]:
    """Flows [LPM] and heads [kPa] of a curve, linear in flow squared between its points, from no flow."""
    points = sorted((p.flow.si("LPM"), p.head.si("kPa")) for p in curve if p.flow.known and p.head.known)
    flows, heads = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    shown = np.linspace(0.0, flows[-1], 60)
    return shown, np.interp(shown**2, flows**2, heads)


def _cdu_panel(subject: Subject, plan: CoolingPlan) -> Any:
    slug = plan.cdus[0].catalog.rpartition("/")[2] if plan.cdus else ""
    if slug not in subject.catalog.slugs("cdu"):
        return None
    record = subject.catalog.get(Cdu, slug)
    if not [p for p in record.head_curve if p.flow.known and p.head.known]:
        return None
    duties: dict[str, CduDuty] = {}
    for duty in plan.cdus:
        duties.setdefault(duty.loop, duty)
    least = min(d.head_available - d.head_needed for d in duties.values())

    def make(axes: Any) -> None:
        flows, heads = _points(record.head_curve)
        axes.plot(in_print(subject, "flow", flows), in_print(subject, "pressure", heads), color=COLOURS["blue"])
        for one in duties.values():
            at = _place(subject, one.tcs_flow, one.head_needed)
            axes.plot(*at, marker="o", markersize=4, color=COLOURS["vermillion"])
        for loops in _alike(duties, float(flows[-1])):
            most = max((duties[loop] for loop in loops), key=lambda d: d.head_needed)
            _resistance(subject, axes, most.tcs_flow, most.head_needed)
            duty = most.tcs_flow, most.head_needed
            share = _slowed(subject, axes, (flows, heads), duty, 1) if heads[-1] < heads[0] else ""
            lowest = min(loops, key=lambda name: duties[name].tcs_flow)
            at = _place(subject, duties[lowest].tcs_flow, most.head_needed)
            key = "at_speeds" if len(loops) > 1 else "at_speed"
            name = subject.listed(loops, 2)
            said = worded(subject, _KEY, key, name=name, share=share) if share else name
            side, offset = ("left", (5, -9)) if _has_room(axes, at[0], said) else ("right", (-5, -12))
            direct_label(axes, at, said, COLOURS["vermillion"], ha=side, offset=offset)
        _finish(subject, axes, worded(subject, _KEY, "cdu", name=record.name))

    return make, ("cdu", least)


def _has_room(axes: Any, at: float, said: str) -> bool:
    """Whether a text has room to the right of a flow, where the curve of what the loop takes rises away from it."""
    points = axes.bbox.width * _POINTS / axes.figure.dpi
    low, high = axes.get_xlim()
    return bool((high - at) / (high - low) * points > len(said) * _LETTER + _ROOM)


def _pump_panel(subject: Subject, plan: CoolingPlan) -> Any:
    slug = plan.pumps[0].catalog.rpartition("/")[2] if plan.pumps else ""
    if slug not in subject.catalog.slugs("pump"):
        return None
    record = subject.catalog.get(Pump, slug)
    needed = [d for d in plan.pumps if d.duty == "N"] or list(plan.pumps[:1])
    duty = needed[0]
    flows, heads = _points(record.head_curve)
    available = float(np.interp(duty.flow**2, flows**2, heads))

    def make(axes: Any) -> None:
        _parallel(subject, axes, (flows, heads), len(plan.pumps))
        share = _slowed(subject, axes, (flows, heads), (duty.flow, duty.head), len(needed))
        _system(subject, axes, duty, len(needed), share)
        _finish(subject, axes, worded(subject, _KEY, "pump", count=str(len(plan.pumps)), name=record.name))

    return make, ("pump", available - duty.head)


def _parallel(subject: Subject, axes: Any, curve: tuple[np.ndarray, np.ndarray], standing: int) -> None:
    """Curves of one, two ... pumps in parallel."""
    flows, heads = curve
    shown = range(1, standing + 1) if standing <= _MOST_CURVES else (1, standing // 2, standing - 1, standing)
    for index, count in enumerate(shown):
        dashes = DASHES[index % len(DASHES)]
        x, y = in_print(subject, "flow", flows * count), in_print(subject, "pressure", heads)
        axes.plot(x, y, color=COLOURS["blue"], linestyle=dashes, linewidth=1.0)
        direct_label(axes, (float(x[-1]), float(y[-1])), f"{count}", COLOURS["blue"])


def _alike(duties: dict[str, CduDuty], widest: float) -> list[list[str]]:
    """Loops by the flow of their CDUs, those in one group whose flows lie close."""
    groups: list[list[str]] = []
    for loop in sorted(duties, key=lambda name: (duties[name].tcs_flow, name)):
        if groups and duties[loop].tcs_flow - duties[groups[-1][0]].tcs_flow <= _ALIKE * widest:
            groups[-1].append(loop)
        else:
            groups.append([loop])
    return groups


def speed_through(curve: tuple[np.ndarray, np.ndarray], duty: tuple[float, float]) -> float:
    """Share of full speed whose curve passes through a duty (flow, head), by halving; 1 where full speed is not enough.

    >>> round(speed_through((np.array([0.0, 10.0]), np.array([40.0, 20.0])), (5.0, 15.0)), 4)
    0.7071
    >>> round(speed_through((np.array([0.0, 10.0]), np.array([40.0, 20.0])), (10.0, 2.5)), 4)
    0.75
    """
    flows, heads = _run_out(*curve)
    flow, head = duty
    low, high = 1e-3, 1.0
    for _ in range(50):
        middle = (low + high) / 2.0
        reached = middle**2 * float(np.interp((flow / middle) ** 2, flows**2, heads, right=0.0))
        low, high = (middle, high) if reached < head else (low, middle)
    return high


def _run_out(flows: np.ndarray, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A curve with the point where the law of its last piece, linear in flow squared, has no head left."""
    fall = (heads[-2] - heads[-1]) / (flows[-1] ** 2 - flows[-2] ** 2) if len(flows) > 1 else 0.0
    if fall <= 0.0:
        return flows, heads
    return np.append(flows, np.sqrt(flows[-1] ** 2 + heads[-1] / fall)), np.append(heads, 0.0)


def _slowed(
    subject: Subject, axes: Any, curve: tuple[np.ndarray, np.ndarray], duty: tuple[float, float], count: int
) -> str:
    """The curve of so many pumps at the speed of their duty; that speed in print."""
    share = speed_through(curve, duty)
    flows, heads = _run_out(*curve)
    beyond = np.linspace(curve[0][-1], flows[-1], 30)
    pieces = ((*curve, "--"), (beyond, np.interp(beyond**2, flows**2, heads), ":"))
    for flow, head, style in pieces:
        x = in_print(subject, "flow", flow * share * count)
        y = in_print(subject, "pressure", head * share**2)
        axes.plot(x, y, color=COLOURS["vermillion"], linestyle=style, linewidth=1.0)
    return subject.printer.text("share", share)


def _system(subject: Subject, axes: Any, duty: PumpDuty, needed: int, share: str) -> None:
    """The loop's curve through its duty, by the square of flow."""
    total = duty.flow * needed
    _resistance(subject, axes, total, duty.head)
    at = _place(subject, total, duty.head)
    axes.plot(*at, marker="o", markersize=4, color=COLOURS["vermillion"])
    said = worded(subject, _KEY, "at_speed", name=worded(subject, _KEY, "duty"), share=share)
    direct_label(axes, at, said, COLOURS["vermillion"], offset=(5, -9))


def _resistance(subject: Subject, axes: Any, flow: float, head: float) -> None:
    """The curve of what the pumps work against, through a duty [LPM, kPa], by the square of flow; with its name."""
    flows = np.linspace(0.0, flow * 1.15, 40)
    heads = head * (flows / flow) ** 2
    axes.plot(in_print(subject, "flow", flows), in_print(subject, "pressure", heads), color=COLOURS["green"])
    at, room = _place(subject, float(flows[-1]), float(heads[-1])), axes.get_xlim()[1]
    side, offset = ("left", (3, 2)) if at[0] < _NAMED * room else ("right", (-2, 6))
    direct_label(axes, at, worded(subject, _KEY, "system"), COLOURS["green"], ha=side, offset=offset)


def _place(subject: Subject, flow: float, head: float) -> tuple[float, float]:
    return float(in_print(subject, "flow", [flow])[0]), float(in_print(subject, "pressure", [head])[0])


def _finish(subject: Subject, axes: Any, title: str) -> None:
    p = subject.printer
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    across, up = (worded(subject, _KEY, k, unit=p.unit(m)) for k, m in (("flow", "flow"), ("head", "pressure")))
    axis(axes, across, up, title)
