"""The mass of every rack on the plan is not less than that of its product.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.reading import heaviest_racks, rack_of
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-10", "consistency", "block", clause="floor loads use the installed mass")


def judge(design: Design) -> Iterator[Ruling]:
    """Placed mass against the installed mass of each rack product."""
    rows = []
    for placed in heaviest_racks(design):
        record = rack_of(design.trades.catalog, placed.catalog)
        if record is not None and record.mass_installed.known:
            rows.append((placed.tag, placed.mass_kg, record.mass_installed.si("kg")))
    yield from ratio_kept(design, rows, ">=", "kg")
