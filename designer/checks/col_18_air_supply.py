"""Air reaches the racks no warmer than was asked for and than each rack allows.

Remedy: colder coil water or a larger air unit.
"""

from collections.abc import Iterator

from designer.checks.reading import rack_of, racks
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-18", "cooling", "block", ("cooling.air_supply",), clause="rack maker's air inlet")


def judge(design: Design) -> Iterator[Ruling]:
    """The supply air against the wish and the lowest inlet limit."""
    trades = design.trades
    supply = trades.cooling.temperatures.get("air_supply")
    rows = [] if supply is None else [("HALL", supply)]
    yield from compare(design, rows, "<=", trades.site.wishes.cooling.air_supply, "degC")
    records = [
        r for r in (rack_of(trades.catalog, c) for c in sorted({p.catalog for p in racks(design)})) if r is not None
    ]
    inlets = [r.air_inlet_max for r in records if r.air_inlet_max.known]
    if rows and inlets:
        lowest = min(inlets, key=lambda v: v.si("degC"))
        yield from (r for r in compare(design, rows, "<=", lowest, "degC") if r.verdict is Verdict.FAIL)
