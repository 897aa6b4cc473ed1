"""From the transformer to the last rack the voltage drops no more than practice allows.

Remedy: a larger busway, a feed from the other end, or boards nearer the rows.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-05", "power", "advise", ("power.voltage_drop",))


def judge(design: Design) -> Iterator[Ruling]:
    """The drop to each bus."""
    rules = design.trades.site.wishes.power.rules.lower()
    limit = design.trades.catalog.threshold("power", f"drop_total_{rules}")
    yield from compare(design, ((b.tag, 100.0 * b.drop) for b in design.trades.power.buses), "<=", limit, "%")
