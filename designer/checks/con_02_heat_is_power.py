"""The heat that cooling carries is the power that the chain feeds, losses included.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-02", "consistency", "block", clause="energy is conserved")


def judge(design: Design) -> Iterator[Ruling]:
    """Total of the heat balance against the loads fed and the losses."""
    power = design.trades.power
    total = next((line.power for line in design.trades.cooling.balance if line.level == "total"), 0.0)
    fed = sum(load.design_kw for load in power.loads)
    if not total or not fed:
        yield not_modelled("cooling.balance")
        return
    high = fed + sum(power.losses_kw.values())
    gap = max(fed - total, total - high, 0.0) / high
    limit = design.trades.catalog.threshold("checks", "energy_balance")
    yield from compare(design, [("total", gap)], "<=", limit, "share")
