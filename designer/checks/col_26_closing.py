"""No valve closes faster than the surge that it makes allows.

Remedy: a gear or a slower motor, a wider pipe, or a lower relief pressure.
"""

import math
from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-26", "cooling", "block", clause="Michaud: the rise of pressure stays inside the limit of the loop")


def judge(design: Design) -> Iterator[Ruling]:
    """The time that each valve's operator takes against the least time of closing of its line."""
    rows = [
        (v.tag, v.stroke, v.closing)
        for v in design.trades.cooling.valve_lines
        if v.stroke is not None and v.closing is not None and (v.closing > 0.0 or math.isinf(v.closing))
    ]
    yield from ratio_kept(design, rows, ">=", "s") if rows else (not_applicable(),)
