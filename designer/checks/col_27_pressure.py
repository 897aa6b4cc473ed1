"""Every loop stays inside its pressure limit behind its pumps, above the air at its highest pipe, and with a margin
above the vapour pressure there when its pumps trip.

Remedy: wider pipes or more CDUs for less head; a lower relief pressure with a larger vessel; a higher fill pressure.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-27", "cooling", "block", clause="racks, exchangers, coolers and pumps; vents at the top")


def judge(design: Design) -> Iterator[Ruling]:
    """The highest working pressure of each loop against its limit; its lowest against the margin over the air, and
    after a trip of its pumps against the pressure at which the column parts.
    """
    trades = design.trades
    rows = [(x.loop, x.design, x.limit) for x in trades.cooling.pressures]
    if not rows:
        yield not_applicable()
        return
    tops = [(x.loop, x.top) for x in trades.cooling.pressures]
    least = trades.catalog.threshold("cooling", "pressure_top")
    yield from (r for r in compare(design, tops, ">=", least, "bar") if r.verdict is Verdict.FAIL)
    over = trades.catalog.threshold("cooling", "pressure_vapour").si("bar")
    low = [(x.loop, x.trip, x.vapour + over) for x in trades.cooling.pressures]
    yield from (r for r in ratio_kept(design, low, ">=", "bar") if r.verdict is Verdict.FAIL)
    yield from ratio_kept(design, rows, "<=", "bar")
