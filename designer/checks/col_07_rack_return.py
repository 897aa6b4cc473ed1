"""Coolant leaves no rack warmer than its maker allows.

Remedy: more flow through the rack.
"""

from collections.abc import Iterator

from designer.checks.reading import rack_of
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-07", "cooling", "block", clause="rack maker's limit")


def judge(design: Design) -> Iterator[Ruling]:
    """Return of each rack against its record."""
    trades = design.trades
    kinds = {p.tag: p.catalog for p in trades.layout.of("rack")}
    rows = []
    for rack in trades.cooling.racks:
        record = rack_of(trades.catalog, kinds.get(rack.tag, ""))
        if record is not None and record.return_temperature_max.known:
            rows.append((rack.tag, rack.returned, record.return_temperature_max.si("degC")))
    if trades.cooling.racks and not rows:
        yield not_modelled("rack.return_temperature_max")
        return
    yield from ratio_kept(design, rows, "<=", "degC")
