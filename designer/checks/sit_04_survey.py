"""The survey gives what a concept design stands on: clear height, slab, voltage, fault level.

Remedy: commission the missing parts of the survey; until then the design stands on the stated assumptions.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIT-04", "site", "advise", clause="unknown stays unknown")


def judge(design: Design) -> Iterator[Ruling]:
    """Each surveyed value that the layout and the power chain rest on."""
    hall, feed = design.trades.site.hall, design.trades.site.feed
    values = {
        "hall.clear_height": hall.clear_height,
        "hall.slab.thickness": hall.slab.thickness,
        "hall.slab.uniform_load": hall.slab.uniform_load,
        "hall.slab.point_load": hall.slab.point_load,
        "site.utility.voltage": feed.voltage,
        "site.utility.fault_level": feed.fault_level,
    }
    yield from every((name, value.known) for name, value in values.items())
