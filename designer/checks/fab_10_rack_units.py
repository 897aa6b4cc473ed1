"""Devices in a rack do not overlap and end below its top.

Remedy: move the device to a free place; heavy ones low.
"""

from collections.abc import Iterator
from itertools import pairwise

from designer.checks.reading import rack_of
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.fabric.records import Seat

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-10", "fabric", "block", clause="elevations are real")


def judge(design: Design) -> Iterator[Ruling]:
    """Rack by rack, the devices from the lowest up."""
    tall = {}
    for placed in design.trades.layout.of("rack"):
        record = rack_of(design.trades.catalog, placed.catalog)
        tall[placed.tag] = record.units_high if record else 0
    racks: dict[str, list[Seat]] = {}
    for seat in design.trades.fabric.seats:
        if seat.rack_unit > 0:
            racks.setdefault(seat.rack, []).append(seat)
    yield from every((rack, _stacked(racks[rack], tall.get(rack, 0))) for rack in sorted(racks))


def _stacked(seats: list[Seat], tall: int) -> bool:
    ordered = sorted(seats, key=lambda s: s.rack_unit)
    apart = all(a.rack_unit + a.units_high <= b.rack_unit for a, b in pairwise(ordered))
    top = ordered[-1].rack_unit + ordered[-1].units_high - 1
    return apart and (tall == 0 or top <= tall)
