"""Beside live plant nobody works within its working clearance; ways of deliveries and ways out stay free.

Remedy: set the plant of a row or room as a whole, take the phases in another order, or plan an outage for the work.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-05", "conversion", "block", clause="working clearance", source="unverified", status="memory")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    phasing = design.conversion.phasing
    if phasing is None:
        yield not_applicable()
        return
    wrong = {"work-beside-live", "way-narrowed", "way-out-shut"}
    yield from every((s.name, not wrong & set(s.exceptions)) for s in phasing.states)
