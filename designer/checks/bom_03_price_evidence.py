"""No price stands without its year and its source.

Remedy: complete the cost record, or leave the price out.
"""

from collections.abc import Iterator

from designer import bom
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("BOM-03", "bom", "block", clause="no cost without year and source")


def judge(design: Design) -> Iterator[Ruling]:
    """Every priced line."""
    wrong = set(bom.lines_without_evidence(design.bom.lines))
    yield from every((line.id, line.id not in wrong) for line in design.bom.lines if line.unit_cost is not None)
