"""The peak site factor lies where disclosed conversions lie.

Remedy: state the reason: below, something is missing from the sum; above, the import limit buys little compute.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-09", "power", "advise")


def judge(design: Design) -> Iterator[Ruling]:
    """Site peak over critical IT against both ends of the range."""
    factor, catalog = design.trades.power.peak_site_factor, design.trades.catalog
    if not factor:
        yield not_modelled("power.peak_site_factor")
        return
    rows = [("site", factor)]
    low = compare(design, rows, ">=", catalog.threshold("site", "peak_site_factor_low"), "")
    yield from (r for r in low if r.verdict is Verdict.FAIL)
    if factor >= catalog.threshold("site", "peak_site_factor_low").si(""):
        yield from compare(design, rows, "<=", catalog.threshold("site", "peak_site_factor_high"), "")
