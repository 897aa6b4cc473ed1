"""The approach of every CDU stays within what this design accepts.

Remedy: more CDUs or more facility water.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-05", "cooling", "advise")


def judge(design: Design) -> Iterator[Ruling]:
    """Approach of each CDU at its duty."""
    limit = design.trades.catalog.threshold("cooling", "approach_max")
    yield from compare(design, ((c.tag, c.approach) for c in design.trades.cooling.cdus), "<=", limit, "delta_degC")
