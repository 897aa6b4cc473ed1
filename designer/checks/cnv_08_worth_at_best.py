"""Even where all goes well the conversion is worth no less than the mine where all goes badly.

Remedy: none at these prices: stay a mine until rates, capex or the hash price are others, and state them then.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import compare, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("CNV-08", "conversion", "block", clause="net present value, ends of the ranges", part="site", fatal=True)

_MILLION = 1e6


def judge(design: Design) -> Iterator[Ruling]:
    """One comparison."""
    economics = design.conversion.economics
    if economics is None:
        yield not_applicable()
        return
    best, limit = economics.outcomes[2].npv / _MILLION, economics.outcomes[0].stay_npv / _MILLION
    yield from compare(design, [("economics", best)], ">=", limit, "MUSD")
