"""Every board interrupts and withstands the fault current that can reach it.

Remedy: a board of the next rating, a transformer of more impedance, or no parallel feeding.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "POW-04",
    "power",
    "block",
    ("power.fault_ratings", "power.fault_level"),
    clause="110.9; IEC 60909 maximum, impedance at tolerance; duty by the test of the rule pack",
    source="iec-60909",
    status="memory",
)


def judge(design: Design) -> Iterator[Ruling]:
    """The larger of the fault level with the transformer's impedance at the low end of its tolerance and the duty by
    the rule pack's own test, against the rating.
    """
    buses = design.trades.power.buses
    rows = [(b.tag, max(b.fault_ka, b.fault_most_ka, b.duty_ka), b.rating_ka) for b in buses if b.rating_ka]
    if buses and not rows:
        yield not_modelled("power.buses")
        return
    yield from ratio_kept(design, rows, "<=", "kA")
