"""Generators carry control, core and mechanical loads, where the brief asks for them.

Remedy: one set more, or fewer loads backed.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-14", "power", "block", ("power.generators",), clause="classes C1, C2 and C4")


def judge(design: Design) -> Iterator[Ruling]:
    """Installed generator power against the loads of the three classes."""
    power = design.trades.power
    if not design.trades.site.wishes.power.generators:
        yield not_applicable()
        return
    backed = sum(load.design_kw for load in power.loads if load.load_class.value in ("C1", "C2", "C4"))
    yield from compare(design, [("generators", power.generators_kw)], ">=", backed, "kW")
