"""The full-load test of each phase runs beside the mine within the import limit.

Remedy: shed the named mining power during the test, or test at night when the limit allows more.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-09", "conversion", "advise", clause="commissioning level 5")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    phasing = design.conversion.phasing
    if phasing is None:
        yield not_applicable()
        return
    yield from every((s.name, s.shed_kw <= 0.0) for s in phasing.states)
