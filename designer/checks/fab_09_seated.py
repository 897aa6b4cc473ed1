"""Every switch and appliance has a seat in a rack.

Remedy: add a network rack; the programme's estimate of rack units was too small.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-09", "fabric", "block", clause="a tag exists in one place")


def judge(design: Design) -> Iterator[Ruling]:
    """Every seat of the fabric names a rack that stands."""
    standing = {p.tag for p in design.trades.layout.of("rack")}
    if not standing:
        yield not_applicable()
        return
    yield from every((seat.device, seat.rack in standing) for seat in design.trades.fabric.seats)
