"""The power shelves of one side alone hold the moment of the rack's transient peak.

Remedy: the maker's power smoothing, a cap, or shelves of more pulse power.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "POW-19", "power", "block", clause="pulse of half the shelves against the peak", source="ocp-hpr", status="read"
)


def judge(design: Design) -> Iterator[Ruling]:
    """One side's shelves of each rack kind at the published peak, else at the assumed one."""
    rows = [(w.rack, w.pulse_kw, w.peak_kw) for w in design.trades.power.whips if w.shelves]
    yield from ratio_kept(design, rows, ">=", "kW")
