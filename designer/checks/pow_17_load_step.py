"""A step of all GPU racks together, less what battery systems take over, stays within the ramp that the grid allows.

Remedy: power smoothing in the racks, storage on the feed, or a staggering job scheduler; a mine cannot follow so fast.
"""

from collections.abc import Iterator

from designer.checks.formulas import step_of_ramp
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable
from designer.units import magnitude

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "POW-17",
    "power",
    "advise",
    ("power.ramp_limit", "power.load_swing"),
    clause="GPUs swing in step",
    source="swing-arxiv",
    status="read",
)


def judge(design: Design) -> Iterator[Ruling]:
    """Design less idle power of all GPU racks against the ramp limit over the time of a step.

    Battery systems with the power of the swing, and the energy to hold the job to the ramp, leave the ramp itself.
    """
    limit = design.trades.site.feed.ramp_limit
    swing = sum(load.design_kw - load.idle_kw for load in design.trades.power.loads if load.load_class.value == "C3")
    if not limit.known:
        yield not_applicable("site.utility.ramp_limit")
        return
    allowed = step_of_ramp(r_limit=limit, t_step=design.trades.catalog.threshold("checks", "step_time"))
    store, wave = design.trades.power.storage, design.trades.power.volatility
    if store and wave and store.needed * store.energy_kwh >= wave.storage_kwh:
        held = min(len(store.tags), store.needed) * store.power_kw
        swing = max(swing - held, min(swing, magnitude(allowed, "kW")))
    yield from compare(design, [("C3", swing)], "<=", magnitude(allowed, "kW"), "kW")
