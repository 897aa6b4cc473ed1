"""The racks stay within their supply class for the asked time after heat rejection is lost.

Remedy: a buffer tank in the facility loop; the cooling decisions give its volume.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-14", "cooling", "advise", ("cooling.ride_through",), clause="heat stored in the loops")


def judge(design: Design) -> Iterator[Ruling]:
    """Seconds until the supply leaves its class after loss of rejection, without liquid until the air does; pumps stand
    behind the UPS instead.
    """
    found = design.trades.cooling.ride_through
    rows = [(lost, found[lost]) for lost in ("rejection", "air-water") if lost in found][:1]
    yield from compare(design, rows, ">=", design.trades.site.wishes.cooling.ride_through, "s")
