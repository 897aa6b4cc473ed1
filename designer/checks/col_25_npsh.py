"""Every pump finds the NPSH that it requires at its suction, with the margin for building services.

Remedy: a higher fill pressure, a wider or shorter suction line, or a pump that requires less.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-25", "cooling", "block", clause="ANSI/HI 9.6.1, margin over NPSH3 as stated or assumed")


def judge(design: Design) -> Iterator[Ruling]:
    """NPSH available at each pump against the required one with its margin."""
    rows = [(s.tag, s.available, s.needed) for s in design.trades.cooling.suctions]
    yield from ratio_kept(design, rows, ">=", "m") if rows else (not_applicable(),)
