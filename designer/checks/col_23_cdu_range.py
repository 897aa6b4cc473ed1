"""Every CDU supplies at a temperature for which its maker builds it.

Remedy: a supply temperature inside the range, or another CDU.
"""

from collections.abc import Iterator

from designer.catalog import Cdu
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-23", "cooling", "block", ("cooling.direct_to_chip",), clause="supply range of the maker")


def judge(design: Design) -> Iterator[Ruling]:
    """The supply of the technology loop against both ends of each CDU's range."""
    trades = design.trades
    supply = trades.cooling.temperatures.get("tcs_supply", 0.0)
    units = [(c.tag, trades.catalog.get(Cdu, c.catalog.rpartition("/")[2])) for c in trades.cooling.cdus]
    if any(not (unit.supply_min.known and unit.supply_max.known) for _, unit in units):
        yield not_modelled("cdu.supply_min", "cdu.supply_max")
        return
    low = ratio_kept(design, [(tag, supply, unit.supply_min.si("degC")) for tag, unit in units], ">=", "degC")
    yield from (r for r in low if r.verdict is Verdict.FAIL)
    yield from ratio_kept(design, [(tag, supply, unit.supply_max.si("degC")) for tag, unit in units], "<=", "degC")
