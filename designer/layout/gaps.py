"""Floor that columns take from every arrangement of rows: a bound sharper than their own footprints.

A run, its racks and half a passage at each end, owns its length times body and half aisles; no two runs share floor.
No claim holds a column and a passage away from walls holds none, so a column either interrupts a run or keeps all runs
half a passage away. In the first case that run owns a gap at least as wide as the column that holds no rack; in the
second nobody owns the column and the floor around it. The smaller of the two is lost, at any angle of the run. Columns
so close that one gap may hold two of them are counted once.
"""

import math

from shapely.geometry import Point

from designer.layout.floor import Floor
from designer.layout.needs import Kind
from designer.layout.rules import Rules
from designer.layout.stacking import clear_columns
from designer.site.records import Column

__all__ = ["gap_area", "lost_to"]


def lost_to(column: Column, depth: float, rules: Rules) -> float:
    """Least floor that any arrangement loses to one column [m2]: a gap in its run, or the column and what surrounds it.

    `depth` is the rack's [m].
    """
    one, two = column.width + 2 * rules.column, column.depth + 2 * rules.column
    around = min(rules.hot, rules.cold, rules.cross) / 2
    gap = min(one, two) * (depth + (rules.hot + rules.cold) / 2)
    return min(gap, one * two + 2 * (one + two) * around + math.pi * around**2)


def gap_area(floor: Floor, kind: Kind) -> float:
    """Floor lost to the columns of a hall [m2], the greediest first, none in a gap that another may share."""
    rules = floor.rules
    inside = (c for c in clear_columns(floor) if floor.hall.polygon.contains(Point(c.x, c.y)))
    ordered = sorted(inside, key=lambda c: (-lost_to(c, kind.depth, rules), c.x, c.y))
    counted: list[Column] = []
    for column in ordered:
        if all(_apart(column, other, kind.depth, rules) for other in counted):
            counted.append(column)
    return sum(lost_to(c, kind.depth, rules) for c in counted)


def _apart(one: Column, two: Column, depth: float, rules: Rules) -> bool:
    """Whether no gap can hold both: across a run it is a claim deep, along it no free cross-aisle lies in it."""
    sizes = (_diagonal(one, rules) + _diagonal(two, rules)) / 2
    reach = math.hypot(depth + rules.hot + rules.cold + sizes, rules.cross + sizes)
    return math.hypot(one.x - two.x, one.y - two.y) > reach


def _diagonal(column: Column, rules: Rules) -> float:
    return math.hypot(column.width + 2 * rules.column, column.depth + 2 * rules.column)
