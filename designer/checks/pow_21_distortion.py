"""The import distorts current (NEC) or voltage (IEC) at the connection no more than the network's rules allow.

Remedy: active front ends on the drives of fans, pumps and compressors, then active filters of the stated current; ask
the network owner for the share of the planning level and for the harmonic impedance.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable, ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "POW-21", "power", "advise", clause="IEEE 519 demand distortion; IEC 61000-3-6 planning level",
    source="ieee519-text", status="secondary",
)  # fmt: skip


def judge(design: Design) -> Iterator[Ruling]:
    """Distortion of what the rule pack limits, harmonics of one order added as numbers."""
    found = design.trades.power.distortion
    if found is None:
        yield not_applicable("import")
        return
    yield from ratio_kept(design, [("import", found.found * 100.0, found.limit * 100.0)], "<=", "%")
