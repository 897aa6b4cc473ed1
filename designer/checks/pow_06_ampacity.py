"""No feeder, busway or cord carries more current than its ampacity or its breaker.

Remedy: the next size, or a second run.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-06", "power", "block", ("power.rules",), clause="current within ampacity and breaker")


def judge(design: Design) -> Iterator[Ruling]:
    """The current of each branch against the smaller of the two."""
    rows = []
    for branch in design.trades.power.branches:
        limits = [x for x in (branch.ampacity, branch.breaker) if x]
        if limits:
            rows.append((branch.tag, branch.current, min(limits)))
    yield from ratio_kept(design, rows, "<=", "A")
