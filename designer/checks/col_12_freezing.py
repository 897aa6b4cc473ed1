"""The coolant in outdoor plant freezes below the coldest air of the place, with a margin.

Remedy: more glycol in the facility loop, or trace heating and draining by a stated procedure.
"""

from collections.abc import Iterator

from designer.catalog import Coolant
from designer.checks.reading import slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "COL-12",
    "cooling",
    "block",
    ("cooling.no_freezing", "cooling.facility_coolant"),
    clause="coldest air of the climate",
)


def judge(design: Design) -> Iterator[Ruling]:
    """Freezing point of the facility coolant plus the margin against the winter design temperature."""
    trades = design.trades
    climate, name = trades.site.climate, slug(trades.site.wishes.cooling.facility_coolant)
    if not trades.cooling.rejection:
        yield not_applicable()
    elif climate is None or not climate.winter_dry_bulb.known or name not in trades.catalog.slugs("coolant"):
        yield not_modelled("site.climate")
    else:
        freezing = trades.catalog.get(Coolant, name).freezing_point.si("degC")
        margin = trades.catalog.threshold("brief", "freeze_margin").si("delta_degC")
        yield from compare(design, [(name, freezing + margin)], "<=", climate.winter_dry_bulb, "degC")
