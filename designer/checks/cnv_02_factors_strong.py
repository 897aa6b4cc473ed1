"""No factor of the scorecard is weak: crews, long-lead items in hand, experience, a tenant, a firm connection.

Remedy: state what is in hand, order the long-lead items that the schedule names, sign a tenant.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-02", "conversion", "advise", clause="suitability factors", source="galaxy-miners-ai")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    suitability = design.conversion.suitability
    if suitability is None:
        yield not_applicable()
        return
    yield from every((f.key, f.points > 1.0) for f in suitability.factors if f.points is not None)
