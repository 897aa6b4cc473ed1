"""Heat rejection carries its heat at the design day with one unit out.

Remedy: add a cooler, or accept a warmer supply on the hottest hours.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-10", "cooling", "block", ("cooling.architecture",), clause="design day, one unit out")


def judge(design: Design) -> Iterator[Ruling]:
    """Heat of each cooler or chiller against its capacity there."""
    yield from ratio_kept(design, ((r.tag, r.heat, r.capacity) for r in design.trades.cooling.rejection), "<=", "kW")
