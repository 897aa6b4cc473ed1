"""No factor that a conversion rests on is missing: land, power, permits.

Remedy: cure the factor that the scorecard names, or keep mining there; the scorecard says what each would cost.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "CNV-01", "conversion", "block", clause="suitability factors", source="galaxy-miners-ai", part="site", fatal=True
)

#: Factors that no other rule judges.
_FACTORS = ("land", "power", "permits")


def judge(design: Design) -> Iterator[Ruling]:
    """One row each."""
    suitability = design.conversion.suitability
    if suitability is None:
        yield not_applicable()
        return
    rows = ((f.key, f.points != 0.0) for f in suitability.factors if f.key in _FACTORS and f.points is not None)
    yield from every(rows)
