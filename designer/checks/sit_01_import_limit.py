"""The import limit is known and carries at least one rack of the wanted kind at the low end of peak site factors.

Remedy: obtain the connection agreement and state `site.utility.import_limit`; below one rack's share no conversion is
possible on this feed.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "SIT-01",
    "site",
    "block",
    clause="the connection is the asset",
    part="site",
    needed=True,
    fatal=True,
)


def judge(design: Design) -> Iterator[Ruling]:
    """One comparison: import limit against one rack's share of it."""
    trades = design.trades
    limit = trades.site.feed.import_limit
    if not limit.known:
        yield not_modelled("site.utility.import_limit")
        return
    factor = trades.catalog.threshold("site", "peak_site_factor_low").si("")
    least = min((g.load_kw for g in trades.programme.racks if g.purpose == "gpu"), default=0.0) * factor
    yield from compare(design, [("site.utility.import_limit", limit.si("kW"))], ">=", least, "kW")
