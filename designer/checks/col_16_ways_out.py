"""Heat leaves by the ways that the brief allows; without leave no chiller is used.

Where chillers alone are named, dry coolers may stand beside them for the hours in which no chiller is needed.

Remedy: a warmer supply, or leave for the plant that the design needs.
"""

from collections.abc import Iterator, Sequence

from designer.catalog import Cooler
from designer.checks.reading import slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-16", "cooling", "block", ("cooling.rejection", "cooling.no_chillers"), clause="wish of the brief")


def judge(design: Design) -> Iterator[Ruling]:
    """Every product among coolers and chillers."""
    trades = design.trades
    wish = trades.site.wishes.cooling
    rows = {}
    for duty in trades.cooling.rejection:
        if duty.catalog.startswith("chiller/"):
            rows[duty.catalog] = wish.chillers_allowed
        elif slug(duty.catalog) in trades.catalog.slugs("cooler"):
            rows[duty.catalog] = (
                not wish.rejection or trades.catalog.get(Cooler, slug(duty.catalog)).type in _allowed(wish.rejection)
            )
    yield from every(sorted(rows.items()))


def _allowed(ways: Sequence[str]) -> frozenset[str]:
    """The ways named, and dry coolers for the cold hours beside chillers alone."""
    return frozenset(ways) | (frozenset({"dry"}) if set(ways) == {"chiller"} else frozenset())
