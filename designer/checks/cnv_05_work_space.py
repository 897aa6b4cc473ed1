"""Beside live plant nobody works within its working clearance, and the way for deliveries stays free.

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
    yield from every((s.name, not {"work-beside-live", "way-narrowed"} & set(s.exceptions)) for s in phasing.states)
