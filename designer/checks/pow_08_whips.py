"""No whip carries more than its rating with the other side out.

Remedy: more whips, or a higher voltage.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-08", "power", "block", clause="continuous load of a whip")


def judge(design: Design) -> Iterator[Ruling]:
    """Current of each rack kind's whips."""
    yield from ratio_kept(
        design, ((w.rack, w.current, w.rating) for w in design.trades.power.whips if w.rating), "<=", "A"
    )
