"""Coolant flows no faster in any pipe than erosion and noise allow: as sized, with nothing out, with any element out.

Remedy: the next larger nominal size.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept
from designer.cooling.records import PipeFlow, PipeRun

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-09", "cooling", "block", clause="declared velocity limits by bore", source="ashrae-f", status="memory"
)


def judge(design: Design) -> Iterator[Ruling]:
    """Velocity of each run against the limit of its bore, and in the outages against that of a while: the one that is
    nearest to its limit.
    """
    plan = design.trades.cooling
    small, slow, fast, out = (
        design.trades.catalog.threshold("cooling", key).si(unit)
        for key, unit in (
            ("small_bore", "mm"), ("velocity_small", "m/s"), ("velocity_header", "m/s"), ("velocity_outage", "m/s"),
        )
    )  # fmt: skip
    solved = {flow.tag: flow for flow in plan.pipe_flows}
    rows = []
    for pipe in plan.pipes:
        limit = slow if pipe.bore <= small else fast
        each = [(pipe.velocity, limit), *_solved(pipe, solved.get(pipe.tag), (limit, out))]
        rows.append((pipe.tag, *max(each, key=lambda pair: pair[0] / pair[1])))
    yield from ratio_kept(design, rows, "<=", "m/s")


def _solved(pipe: PipeRun, found: PipeFlow | None, limits: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Velocity and limit of the solved states of a run, normal and worst."""
    for flow, limit in zip((found.normal, found.most) if found else (), limits, strict=bool(found)):
        if flow is not None and pipe.flow > 0.0:
            yield pipe.velocity * flow / pipe.flow, limit
