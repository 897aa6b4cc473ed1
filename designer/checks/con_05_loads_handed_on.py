"""Every load of racks, fabric and cooling is fed with the power that its own trade stated.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-05", "consistency", "block", clause="one record for each fact")


def judge(design: Design) -> Iterator[Ruling]:
    """Loads of fabric and cooling against those of the power chain."""
    fed = {load.tag: load.design_kw for load in design.trades.power.loads}
    stated = (*design.trades.fabric.loads, *design.trades.cooling.loads)
    yield from every(
        (load.tag, abs(fed.get(load.tag, -1.0) - load.design_kw) < 1e-6 + 1e-9 * load.design_kw) for load in stated
    )
