"""The coolant of the technology loop is one that every rack's maker names.

Remedy: take the coolant of the racks; mixed inhibitors end a warranty.
"""

from collections.abc import Iterator

from designer.checks.reading import gpu_racks, rack_of, slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-20", "cooling", "block", ("cooling.coolant",), clause="rack maker's coolants")


def judge(design: Design) -> Iterator[Ruling]:
    """Each liquid-cooled product with a list of coolants."""
    coolant = slug(design.trades.site.wishes.cooling.coolant)
    found = [rack_of(design.trades.catalog, c) for c in sorted({p.catalog for p in gpu_racks(design)})]
    yield from every((r.slug, coolant in r.coolants) for r in found if r is not None and r.coolants)
