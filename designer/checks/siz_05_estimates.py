"""The solved site peak agrees with the closed-form estimate that sized the hall.

Remedy: run another round with the solved overhead as a constraint, or find the load that the estimate left out.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIZ-05", "sizing", "advise", clause="estimate against solution")


def judge(design: Design) -> Iterator[Ruling]:
    """Relative difference of estimate and solution of the site peak."""
    estimate, solved = design.trades.programme.estimates.get("site_peak"), design.trades.power.site_power_peak_kw
    if not estimate or not solved:
        yield not_modelled("sizing.site_peak")
        return
    limit = design.trades.catalog.threshold("checks", "estimate")
    yield from compare(design, [("site_peak", abs(solved - estimate) / solved)], "<=", limit, "share")
