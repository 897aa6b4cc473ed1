"""Every surveyed item has its fate in the reuse ledger, no more and no less than there are.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("POW-12", "power", "block", ("power.reuse_ledger",), clause="survey against ledger")


def judge(design: Design) -> Iterator[Ruling]:
    """Counts of the ledger's lines against those of the survey."""
    lines = design.trades.power.reuse
    rows = []
    for item in design.trades.site.plant:
        own = {item.tag, *item.tags}
        rows.append(
            (item.tag, sum(line.count for line in lines if line.tag in own and line.kind == item.kind) == item.count)
        )
    yield from every(rows)
