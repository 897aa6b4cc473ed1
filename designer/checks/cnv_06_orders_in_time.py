"""No item must be ordered before the start of the work.

Remedy: order the named items now, buy them second-hand or from stock, or start later.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-06", "conversion", "advise", clause="order-by dates back from need dates")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    phasing = design.conversion.phasing
    if phasing is None:
        yield not_applicable()
        return
    yield from every((order.line, not order.late) for order in phasing.orders)
