"""Air warms enough on its way through the racks for the air plant to work as rated.

Remedy: contain the aisles and close blanking panels; a small rise means bypass.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-17", "cooling", "advise", ("cooling.air_rise",))


def judge(design: Design) -> Iterator[Ruling]:
    """Hot aisle over air supply."""
    found = design.trades.cooling.temperatures
    rows = [("HALL", found["hot_aisle"] - found["air_supply"])] if {"hot_aisle", "air_supply"} <= found.keys() else []
    limit = design.trades.catalog.threshold("site-assessment", "air_rise_acceptable")
    yield from compare(design, rows, ">=", limit, "delta_degC")
