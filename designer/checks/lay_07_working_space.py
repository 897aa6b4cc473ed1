"""Plant and doors keep their working space: front, rear, sides, landings.

Remedy: move the item that stands in the space; electrical working space may hold nothing, not even for a while.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design
from designer.checks.rule import About, Ruling

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "LAY-07",
    "layout",
    "block",
    clause="110.26(A)(1) and makers' service space",
    source="nec-110-26-quoted",
    status="secondary",
)


def judge(design: Design) -> Iterator[Ruling]:
    """The checker's findings on clearances and door landings."""
    keys = ("clearance-front", "clearance-rear", "clearance-side", "door-blocked")
    yield from breaches(design, keys, bool(design.trades.layout.placed))
