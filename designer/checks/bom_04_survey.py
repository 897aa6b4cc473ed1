"""Everything that is said to be reused, moved or refurbished points to an item of the survey.

Remedy: add the item to the brief's plant list, or buy it new.
"""

from collections.abc import Iterator

from designer import bom
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.model import Fate

__all__ = ["ABOUT", "judge"]

ABOUT = About("BOM-04", "bom", "block", ("power.reuse_ledger",), clause="reuse needs a survey")

_KEPT = (Fate.REUSE, Fate.RELOCATE, Fate.REFURBISH)


def judge(design: Design) -> Iterator[Ruling]:
    """Every kept element."""
    wrong = set(bom.unsurveyed(design.trades))
    kept = [e.tag for e in design.proof.graph.elements.values() if e.fate in _KEPT and e.kind not in bom.GIVEN]
    yield from every((tag, tag not in wrong) for tag in kept)
