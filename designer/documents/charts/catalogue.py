"""All charts of the pack: each is a module of this folder whose name holds an underscore, with a `draw`."""

import importlib
import pkgutil
from dataclasses import replace

import designer.documents.charts as folder
from designer.documents.charts.canvas import Chart
from designer.documents.subject import Subject

__all__ = ["draw_charts"]


def draw_charts(subject: Subject) -> dict[str, Chart]:
    """Every chart that the design has numbers for, by key."""
    names = sorted(m.name for m in pkgutil.iter_modules(folder.__path__) if "_" in m.name)
    modules = [importlib.import_module(f"{folder.__name__}.{name}") for name in names]
    drawn = [chart for module in modules for chart in module.draw(subject)]
    return {chart.key: chart for chart in sorted(drawn, key=lambda c: c.key)}


def with_charts(subject: Subject) -> Subject:
    """The subject with its charts painted."""
    return replace(subject, charts=draw_charts(subject))
