"""Enough of the lines to be paid for have a price for the total to mean something.

Remedy: ask for budget quotations of the lines listed as unpriced.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("BOM-05", "bom", "advise", clause="share of lines with a price")


def judge(design: Design) -> Iterator[Ruling]:
    """The priced share."""
    if not design.bom.lines:
        yield not_modelled("bom")
        return
    limit = design.trades.catalog.threshold("checks", "priced")
    yield from compare(design, [("bom", design.bom.priced_share)], ">=", limit, "share")
