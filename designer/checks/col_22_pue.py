"""The annual PUE lies between one and the peak site factor.

Remedy: a value outside is an error of accounting, not an achievement.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("COL-22", "cooling", "block", clause="annual PUE is no peak factor")


def judge(design: Design) -> Iterator[Ruling]:
    """The screening year against its two bounds."""
    trades = design.trades
    pue, peak = trades.cooling.annual.pue, trades.power.peak_site_factor
    if not trades.cooling.annual.it or not peak or not trades.cooling.rejection:
        yield not_modelled("cooling.annual")
        return
    low = compare(design, [("annual", pue)], ">=", trades.catalog.threshold("checks", "pue_least"), "")
    yield from (r for r in low if r.verdict is Verdict.FAIL)
    yield from compare(design, [("annual", pue)], "<=", peak, "")
