"""Coolant reaches every rack no warmer than its maker allows and than was asked for.

Remedy: lower the supply set point; that costs hours of free cooling.
"""

from collections.abc import Iterator

from designer.checks.reading import rack_of
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-06", "cooling", "block", ("cooling.supply_temperature",), clause="rack maker's limit")


def judge(design: Design) -> Iterator[Ruling]:
    """Supply of each rack against its record and the wish."""
    trades = design.trades
    kinds = {p.tag: p.catalog for p in trades.layout.of("rack")}
    rows = []
    for rack in trades.cooling.racks:
        record = rack_of(trades.catalog, kinds.get(rack.tag, ""))
        if record is not None and record.supply_temperature_max.known:
            rows.append((rack.tag, rack.supply, record.supply_temperature_max.si("degC")))
    yield from ratio_kept(design, rows, "<=", "degC")
    wish = trades.site.wishes.cooling.supply_temperature
    if wish.known and rows:
        asked = compare(design, ((r.tag, r.supply) for r in trades.cooling.racks), "<=", wish, "degC")
        yield from (r for r in asked if r.verdict is Verdict.FAIL)
