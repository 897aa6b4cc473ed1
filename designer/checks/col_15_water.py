"""Make-up water stays within what the site has.

Remedy: dry coolers, or more of the heat at a warmer supply.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-15",
    "cooling",
    "block",
    ("cooling.water_daily", "cooling.water_annual", "cooling.no_water"),
    clause="water of the brief",
    part="site",
)


def judge(design: Design) -> Iterator[Ruling]:
    """Water of the design day and of the screening year against the limits; nothing where no water is."""
    water, plan = design.trades.site.water, design.trades.cooling
    if not plan.rejection:
        yield not_applicable()
        return
    if not water.available:
        yield from compare(
            design, [("site.water", plan.daily_water), ("site.water", plan.annual.water)], "<=", 0.0, "L"
        )
        return
    if water.daily_limit.known:
        yield from compare(
            design, [("site.water.daily_limit", plan.daily_water)], "<=", water.daily_limit.si("L/day"), "L"
        )
    if water.annual_limit.known:
        yield from compare(design, [("site.water.annual_limit", plan.annual.water)], "<=", water.annual_limit, "m3")
    if not water.daily_limit.known and not water.annual_limit.known:
        yield not_applicable("site.water")
