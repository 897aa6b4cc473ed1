"""Nothing overlaps, stands outside the hall or yard, on a column or in a keep-out area; no services meet at one level.

Remedy: the layout checker names the pairs; move or drop the second of each.
"""

from collections.abc import Iterator

from designer.checks.reading import breaches
from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "LAY-02",
    "layout",
    "block",
    ("layout.footprint", "layout.columns", "layout.keep_outs", "layout.yards"),
    clause="independent check of the plan",
)


def judge(design: Design) -> Iterator[Ruling]:
    """The checker's findings on clashes."""
    keys = ("overlap", "column", "keep-out", "outside", "tag-twice", "service-clash", "service-outside")
    clashes = design.trades.cooling.clashes
    found = list(breaches(design, keys, bool(design.trades.layout.placed)))
    yield from (r for r in found if r.verdict is not Verdict.PASS or not clashes)
    if clashes:
        tags = tuple(dict.fromkeys(tag for one, other, _ in clashes for tag in (one, other)))
        yield Ruling(Verdict.FAIL, tags, counted(len(clashes), len(design.trades.cooling.pipes)), counted(0, 0))
