"""Generators carry what stands behind them, one set being out, where the brief asks for them.

Remedy: one set more, or fewer loads backed.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "POW-14",
    "power",
    "block",
    ("power.generators",),
    clause="UPS input, recharge, and the part of the plant that the core's heat needs; the sets that are needed",
)


def judge(design: Design) -> Iterator[Ruling]:
    """What each bus of sets must carry against its sets but the spare."""
    if not design.trades.site.wishes.power.generators or not design.trades.programme.gpu_racks:
        yield not_applicable()
        return
    rows = [(x.tag, x.worst, x.rating) for x in design.trades.power.loadings if x.kind == "generator"]
    yield from ratio_kept(design, rows or [("generators", 1.0, 0.0)], "<=", "kW")
