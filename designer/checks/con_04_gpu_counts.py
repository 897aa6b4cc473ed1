"""GPUs of the programme are the racks times the GPUs of their product.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.reading import gpu_racks, rack_of
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About("CON-04", "consistency", "block", clause="counts are derived, never copied")


def judge(design: Design) -> Iterator[Ruling]:
    """GPUs on the plan against GPUs of the programme."""
    records = [rack_of(design.trades.catalog, p.catalog) for p in gpu_racks(design)]
    standing = sum(r.gpus for r in records if r is not None)
    wanted = design.trades.programme.gpus
    if not standing and not wanted:
        yield not_applicable()
        return
    yield from every([("gpus", standing == wanted)], value=counted(standing, wanted))
