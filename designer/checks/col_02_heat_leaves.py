"""All heat that enters the balance leaves the site by a named way.

Remedy: size the rejection for the total, or find the heat without a way out.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-02", "cooling", "block", ("cooling.direct_to_chip",), clause="heat in = heat out")


def judge(design: Design) -> Iterator[Ruling]:
    """Rejected heat by way against the total line."""
    plan = design.trades.cooling
    total = next((line.power for line in plan.balance if line.level == "total"), 0.0)
    if not plan.rejected or not total:
        yield not_modelled("cooling.rejected")
        return
    carried = sum(heat for way, heat in plan.rejected.items() if way != "not-carried")
    gap = abs(carried - total) / total
    yield from compare(
        design, [("total", gap)], "<=", design.trades.catalog.threshold("checks", "energy_balance"), "share"
    )
