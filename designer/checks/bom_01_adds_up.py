"""Needed, redundant and spare units of every line make its total, and its tags sum to it.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer import bom
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every

__all__ = ["ABOUT", "judge"]

ABOUT = About("BOM-01", "bom", "block", ("bom.counted_once",), clause="N + R + S = total")


def judge(design: Design) -> Iterator[Ruling]:
    """Every line."""
    wrong = set(bom.unbalanced(design.bom.lines))
    yield from every((line.id, line.id not in wrong) for line in design.bom.lines)
