"""The schedule as bars: tasks by phase, those of the critical path in another colour, orders dated."""

from typing import Any

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
    names = []
    for row, task in enumerate(tasks):
        colour = COLOURS["vermillion" if task.critical else "sky"]
        panel.barh(row, task.finish - task.start, left=task.start, height=0.7, color=colour)
        if not task.critical:
            panel.barh(row, task.slack, left=task.finish, height=0.15, color=COLOURS["grey"])
        name = subject.words.label(f"case.tasks.{task.what}")
        names.append(f"{task.phase or ''} {name}".strip())
    for week in plan.live_weeks:
        panel.axvline(week, color=COLOURS["green"], linewidth=0.9, linestyle=(0, (5, 2)))
    panel.set_yticks(range(len(tasks)), names, fontsize=6.0)
    panel.set_ylim(len(tasks) - 0.4, -0.6)
    panel.set_xlim(0.0, plan.end_week * 1.03)
    axis(panel, worded(subject, _KEY, "weeks"), "")
