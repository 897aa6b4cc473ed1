"""No network or storage rack draws more than its rack is designed for.

Remedy: spread the switches over one more rack.
"""

from collections.abc import Iterator

from designer.checks.reading import rack_of
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import ratio_kept

__all__ = ["ABOUT", "judge"]

ABOUT = About("FAB-11", "fabric", "block", clause="rack power is a limit, not a label")


def judge(design: Design) -> Iterator[Ruling]:
    """The load of each such rack against the design power of its product."""
    placed = {p.tag: p for p in design.trades.layout.of("rack") if p.purpose in ("network", "storage")}
    rows = []
    for load in design.trades.loads:
        record = rack_of(design.trades.catalog, placed[load.tag].catalog) if load.tag in placed else None
        if record is not None and record.power_design.known:
            rows.append((load.tag, load.design_kw, record.power_design.si("kW")))
    yield from ratio_kept(design, rows, "<=", "kW")
