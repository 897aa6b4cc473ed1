"""Every liquid-cooled rack hangs on a loop with a flow of its own.

Remedy: extend the loop to the named racks or cool them by air.
"""

from collections.abc import Iterator

from designer.checks.reading import gpu_racks, rack_of
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-21", "cooling", "block", ("cooling.direct_to_chip",), clause="rack to loop, one to one")


def judge(design: Design) -> Iterator[Ruling]:
    """Racks of liquid or hybrid cooling against the rack flows."""
    served = {r.tag for r in design.trades.cooling.racks if r.flow > 0.0}
    rows = []
    for placed in gpu_racks(design):
        record = rack_of(design.trades.catalog, placed.catalog)
        if record is not None and record.cooling != "air":
            rows.append((placed.tag, placed.tag in served))
    yield from every(rows)
