"""In every state of the work the mine has the power that the brief promises it.

Remedy: promise the mine less in that phase, leave it more transformers, or take its floor in a later phase.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-04", "conversion", "block", clause="phases beside a live mine", source="brief")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    phasing = design.conversion.phasing
    if phasing is None:
        yield not_applicable()
        return
    yield from every((s.name, not {"mine-short", "mine-starved"} & set(s.exceptions)) for s in phasing.states)
