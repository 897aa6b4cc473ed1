"""Pumps, CDUs, coolers and air units have at least one more than they need, where the brief asks for it.

Remedy: one unit more in the named group.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-19",
    "cooling",
    "block",
    ("cooling.architecture", "power.mechanical_architecture", "redundancy.important_parts"),
)


def judge(design: Design) -> Iterator[Ruling]:
    """Spare members of every redundancy group of the cooling plan."""
    if design.trades.site.wishes.cooling.architecture == "N":
        yield not_applicable()
        return
    limit = design.trades.catalog.threshold("checks", "group_spare")
    rows = [(g.tag, float(g.spare_units)) for g in design.trades.cooling.groups]
    yield from compare(design, rows, ">=", limit, "")
