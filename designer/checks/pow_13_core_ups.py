"""Control and core loads stand behind a UPS that carries them all.

Remedy: add UPS modules, or say which core load may fall.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-13", "power", "block", ("power.core_ups", "redundancy.runs_on"), clause="classes C1 and C2")


def judge(design: Design) -> Iterator[Ruling]:
    """UPS power of the chain against the loads of both classes."""
    power = design.trades.power
    wish = design.trades.site.wishes.power.core_ups
    core = sum(load.design_kw for load in power.loads if load.load_class.value in ("C1", "C2"))
    if not design.trades.programme.gpu_racks or not core or (wish.known and wish.si("min") == 0.0):
        yield not_applicable()
        return
    yield from compare(design, [("UPS", power.ups_kw)], ">=", core, "kW")
