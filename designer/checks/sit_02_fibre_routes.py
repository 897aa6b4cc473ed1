"""At least two diverse dark-fibre routes enter the site.

Remedy: contract a second route on another path before the hall is let, or offer the site for work that bears one.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIT-02", "site", "block", ("fabric.two_entries",), part="site")


def judge(design: Design) -> Iterator[Ruling]:
    """Routes of different path names are diverse."""
    site = design.trades.site
    if not site.fibre and "site.fibre" not in site.said:
        yield not_modelled("site.fibre")
        return
    paths = {route.path or route.name for route in site.fibre}
    least = design.trades.catalog.threshold("site", "fibre_routes")
    yield from compare(design, [("site.fibre", float(len(paths)))], ">=", least, "")
