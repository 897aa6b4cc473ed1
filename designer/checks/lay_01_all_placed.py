"""Every rack of the programme stands in the hall.

Remedy: place fewer racks, or give the placer the floor that galleries or keep-out areas take.
"""

from collections.abc import Iterator

from designer.checks.reading import racks
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-01", "layout", "block", ("layout.racks_for_shelves",), clause="programme against plan")


def judge(design: Design) -> Iterator[Ruling]:
    """Placed against programmed racks by purpose; network racks may be more."""
    wanted: dict[str, int] = {}
    for group in design.trades.programme.racks:
        wanted[group.purpose] = wanted.get(group.purpose, 0) + group.count
    placed = [p.purpose for p in racks(design)]
    rows = [(purpose, float(placed.count(purpose)), float(n)) for purpose, n in sorted(wanted.items()) if n]
    yield from ratio_kept(design, rows, ">=", "")
