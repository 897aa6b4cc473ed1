"""The schedule as bars: tasks by phase, those of the critical path in another colour, orders dated."""

from typing import Any

import numpy as np

from designer.conversion.records import Phasing, Task
from designer.documents.charts.canvas import Chart, axis, paint, worded
from designer.documents.drawings.styles import COLOURS
from designer.documents.subject import Subject

__all__ = ["draw"]

_KEY = "case-schedule"


def draw(subject: Subject) -> list[Chart]:
    """The bars, where the design is phased."""
    plan = subject.design.conversion.phasing
    if plan is None or not plan.tasks:
        return []
    tasks = [task for task in plan.tasks if task.weeks > 0.0]
    alt = worded(subject, _KEY, "alt")
    title = worded(subject, _KEY, "title", weeks=subject.printer.number("number", plan.end_week),
                   first=subject.printer.number("number", plan.first_mw_week))  # fmt: skip
    svg = paint(subject, _KEY, 14.0 + 3.6 * len(tasks), lambda f: _fill(subject, f, plan, tasks))
    return [Chart(_KEY, title, alt, svg)]


def _fill(subject: Subject, figure: Any, plan: Phasing, tasks: list[Task]) -> None:
    panel = figure.subplots()
    starts, ends = ([getattr(task, end) for task in tasks] for end in ("start", "finish"))
    colours = [COLOURS["vermillion" if task.critical else "sky"] for task in tasks]
    panel.barh(range(len(tasks)), np.subtract(ends, starts), left=starts, height=0.7, color=colours)
    free = [(row, task.slack, task.finish) for row, task in enumerate(tasks) if not task.critical]
    if free:
        rows, slacks, finishes = zip(*free, strict=True)
        panel.barh(rows, slacks, left=finishes, height=0.15, color=COLOURS["grey"])
    names = [f"{task.phase or ''} {subject.words.label(f'case.tasks.{task.what}')}".strip() for task in tasks]
    for week in plan.live_weeks:
        panel.axvline(week, color=COLOURS["green"], linewidth=0.9, linestyle=(0, (5, 2)))
    panel.set_yticks(range(len(tasks)), names, fontsize=6.0)
    panel.set_ylim(len(tasks) - 0.4, -0.6)
    panel.set_xlim(0.0, plan.end_week * 1.03)
    axis(panel, worded(subject, _KEY, "weeks"), "")
