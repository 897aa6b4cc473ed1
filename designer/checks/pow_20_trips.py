"""No breaker between rack and board opens in the moment in which all racks draw their transient peak.

Remedy: a higher setting or a larger frame of the breaker, fewer racks on the run, or the maker's power smoothing.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-20", "power", "block", clause="peak current below the lowest setting of the release")


def judge(design: Design) -> Iterator[Ruling]:
    """The worst tap-off, busway breaker and main of each rating, the partner lost."""
    rows = [(x.tag, x.peak, x.release) for x in design.trades.power.transients]
    yield from ratio_kept(design, rows, "<=", "A")
