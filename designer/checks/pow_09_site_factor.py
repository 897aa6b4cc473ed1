"""The peak site factor lies where disclosed conversions lie: the hall's own below the range, a contract's not under it.

Remedy: state the reason: below, something is missing from the sum; above, the import limit buys little compute, and the
largest part of the sum (cooling, losses or house loads) wants a smaller product or a larger hall.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-09", "power", "advise")


def judge(design: Design) -> Iterator[Ruling]:
    """Gross over critical IT. The hall's own import on the hottest day is the least that such a deal would state, the
    same as a contract counts it (cooling of the usual kind, a UPS for the racks, recharge and reserve; the breakdown is
    on the sheet) the most: the first must not be above the range, the second not below it.
    """
    power, catalog = design.trades.power, design.trades.catalog
    own = power.peak_site_factor
    if not own:
        yield not_modelled("power.peak_site_factor")
        return
    most = power.contract[-1][1] if power.contract else own
    yield from compare(design, [("site", own)], "<=", catalog.threshold("site", "peak_site_factor_high"), "")
    yield from compare(design, [("contract", most)], ">=", catalog.threshold("site", "peak_site_factor_low"), "")
