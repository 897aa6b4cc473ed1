"""The site draws no more than its import limit on the worst day, losses, cooling and recharge included.

Remedy: fewer racks, or a larger connection; the sizing table names the next limit behind it.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-01", "power", "block", ("power.import_limit", "power.mine_balances", "power.mining_keep"))


def judge(design: Design) -> Iterator[Ruling]:
    """Site peak and what stays with the mine, against the limit."""
    power, site = design.trades.power, design.trades.site
    if not power.site_power_peak_kw:
        yield not_modelled("power.site_power_peak")
        return
    keep = site.wishes.mining.keep
    mine = keep.si("kW") if keep.known else 0.0
    yield from compare(design, [("site_peak", power.site_power_peak_kw + mine)], "<=", site.feed.import_limit, "kW")
