"""Every CDU's pumps overcome the longest path of their loop at the design flow.

Remedy: larger pipes, a shorter loop, or CDUs with more external head.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-04", "cooling", "block", ("cooling.direct_to_chip",), clause="head curve of the maker")


def judge(design: Design) -> Iterator[Ruling]:
    """Head needed against head available."""
    rows = [(c.tag, c.head_needed, c.head_available) for c in design.trades.cooling.cdus]
    yield from ratio_kept(design, rows, "<=", "kPa", fluid=True)
