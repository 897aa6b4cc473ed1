"""The peak site factor, counted as a contract counts, lies where disclosed conversions lie.

Remedy: state the reason: below, something is missing from the sum; above, the import limit buys little compute.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-09", "power", "advise")


def judge(design: Design) -> Iterator[Ruling]:
    """Gross over critical IT as a contract states it (redundancy, losses, peak ambient, contingency; the breakdown is
    on the sheet) against both ends of the range; the hall's own factor where there is no breakdown.
    """
    power, catalog = design.trades.power, design.trades.catalog
    factor = power.contract[-1][1] if power.contract else power.peak_site_factor
    if not factor:
        yield not_modelled("power.peak_site_factor")
        return
    rows = [("site", factor)]
    low = compare(design, rows, ">=", catalog.threshold("site", "peak_site_factor_low"), "")
    yield from (r for r in low if r.verdict is Verdict.FAIL)
    if factor >= catalog.threshold("site", "peak_site_factor_low").si(""):
        yield from compare(design, rows, "<=", catalog.threshold("site", "peak_site_factor_high"), "")
