"""Every CDU moves its share of the heat with one of its group out, at the flows and approach of this design.

Remedy: add a CDU to the loop or choose a larger one; kilowatts on a data sheet hold only at its own approach.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-03", "cooling", "block", ("cooling.direct_to_chip", "cooling.architecture"), clause="duty with one unit out"
)


def judge(design: Design) -> Iterator[Ruling]:
    """Heat against heat available."""
    yield from ratio_kept(design, ((c.tag, c.heat, c.heat_available) for c in design.trades.cooling.cdus), "<=", "kW")
