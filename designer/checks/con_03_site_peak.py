"""The site peak is the sum of all loads, losses and recharge.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-03", "consistency", "block", ("power.import_limit",), clause="power is conserved")


def judge(design: Design) -> Iterator[Ruling]:
    """Relative difference of the two."""
    power = design.trades.power
    if not power.loads or not power.site_power_peak_kw:
        yield not_modelled("power.site_power_peak")
        return
    summed = sum(load.design_kw for load in power.loads) + sum(power.losses_kw.values()) + power.recharge_kw
    limit = design.trades.catalog.threshold("checks", "balance")
    yield from compare(design, [("site_peak", abs(summed - power.site_power_peak_kw) / summed)], "<=", limit, "share")
