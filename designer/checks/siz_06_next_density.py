"""The same rows can be fed at the next rack density that conversions already ask for.

Remedy: leave positions empty or plan fewer racks of the next kind; the import limit stands.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("SIZ-06", "sizing", "advise", ("layout.next_density",), clause="racks of the next density")


def judge(design: Design) -> Iterator[Ruling]:
    """Site peak with every GPU rack at the next density against the import limit."""
    trades = design.trades
    groups = [g for g in trades.programme.racks if g.purpose == "gpu" and g.count]
    if not groups:
        yield not_applicable()
        return
    if not trades.power.peak_site_factor or not trades.power.import_limit_kw:
        yield not_modelled("power.import_limit")
        return
    density = trades.catalog.threshold("site", "density_next").si("kW")
    more = sum(g.count * max(0.0, density - g.load_kw) for g in groups)
    peak = trades.power.site_power_peak_kw + more * trades.power.peak_site_factor
    yield from compare(design, [("site_peak", peak)], "<=", trades.power.import_limit_kw, "kW")
