"""The heat balance: what every rack kind, row and part of the plant turns into liquid, air and outdoor heat."""

import math
from collections.abc import Iterable, Sequence

from designer.cooling.rack_flow import slug_of
from designer.cooling.records import HeatLine
from designer.layout.records import Layout
from designer.model import Load

__all__ = ["balance_of", "closure"]


def balance_of(
    loads: Sequence[Load], plant: Sequence[Load], layout: Layout, building: Sequence[tuple[str, float, float]]
) -> tuple[HeatLine, ...]:
    """Lines by rack kind, row, plant, hall and total.

    `building` are (name, heat to the hall's air, heat outdoors) of what is no load of a trade: losses, lighting.
    Levels: ``rack kind``, ``row`` (every IT load once in each), ``plant`` (the cooling plant and the building),
    ``hall`` (all IT), ``total`` (everything).
    """
    seats = {p.tag: p for p in layout.placed}
    kinds: dict[str, list[Load]] = {}
    rows: dict[str, list[Load]] = {}
    for load in loads:
        seat = seats.get(load.tag)
        kinds.setdefault(slug_of(load.catalog or (seat.catalog if seat else "")) or load.kind, []).append(load)
        rows.setdefault((seat.row or seat.room) if seat else "-", []).append(load)
    machines: dict[str, list[Load]] = {}
    for load in plant:
        machines.setdefault(load.kind, []).append(load)
    lines = [_line("rack kind", name, kinds[name]) for name in sorted(kinds)]
    lines += [_line("row", name, rows[name]) for name in sorted(rows)]
    parts = [_line("plant", name, machines[name]) for name in sorted(machines)]
    parts += [HeatLine("plant", name, 1, air + outside, 0.0, air, outside) for name, air, outside in building]
    hall = _line("hall", "HALL", loads)
    return (*lines, *parts, hall, _sum("total", "SITE", [hall, *parts]))


def _line(level: str, subject: str, loads: Iterable[Load]) -> HeatLine:
    all_of = tuple(loads)
    return HeatLine(
        level,
        subject,
        len(all_of),
        math.fsum(x.design_kw for x in all_of),
        math.fsum(x.heat_liquid_kw for x in all_of),
        math.fsum(x.heat_air_kw for x in all_of),
        math.fsum(x.outside_kw for x in all_of),
    )


def _sum(level: str, subject: str, lines: Sequence[HeatLine]) -> HeatLine:
    return HeatLine(
        level,
        subject,
        sum(x.count for x in lines),
        math.fsum(x.power for x in lines),
        math.fsum(x.liquid for x in lines),
        math.fsum(x.air for x in lines),
        math.fsum(x.outside for x in lines),
    )


def closure(balance: Sequence[HeatLine], rejected: dict[str, float]) -> float:
    """Relative difference between all power that goes in and all heat that goes out."""
    total = next(x.power for x in balance if x.level == "total")
    return abs(math.fsum(rejected.values()) - total) / max(total, 1e-9)
