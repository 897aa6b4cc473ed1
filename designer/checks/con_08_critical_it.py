"""Critical IT power is the sum of the racks, and the peak site factor follows from it.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-08", "consistency", "block", clause="project convention: servers, storage, switches")


def judge(design: Design) -> Iterator[Ruling]:
    """Rack loads against critical IT, and site peak over it against the stated factor."""
    trades = design.trades
    tags = {p.tag for p in trades.layout.of("rack")}
    summed = sum(load.design_kw for load in trades.power.loads if load.tag in tags)
    stated, factor = trades.power.critical_it_kw, trades.power.peak_site_factor
    if not summed or not stated or not factor:
        yield not_modelled("power.critical_it")
        return
    rows = [
        ("critical_it", abs(summed - stated) / stated),
        ("peak_site_factor", abs(trades.power.site_power_peak_kw / stated - factor) / factor),
    ]
    yield from compare(design, rows, "<=", trades.catalog.threshold("checks", "balance"), "share")
