"""In the middle case the conversion is worth more than going on mining.

Remedy: a signed lease at a better rate or a cheaper build moves the middle case; the tornado says by how much.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-07", "conversion", "advise", clause="net present value, middle of the ranges")

_MILLION = 1e6


def judge(design: Design) -> Iterator[Ruling]:
    """One comparison."""
    economics = design.conversion.economics
    if economics is None:
        yield not_applicable()
        return
    middle = economics.outcomes[1]
    limit = middle.stay_npv / _MILLION
    yield from compare(design, [("economics", middle.npv / _MILLION)], ">=", limit, "MUSD")
