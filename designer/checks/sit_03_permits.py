"""The permits are granted.

Remedy: apply for change of use, grading and plant permits now; hold orders for long-lead plant until they are certain.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "SIT-03", "site", "block", clause="land, power, permits before plant", source="galaxy-miners-ai", part="site"
)

#: First words that decide; anything else is left undecided.
_GRANTED = ("granted", "approved", "issued", "in place", "complete", "not needed", "not required")
_MISSING = ("none", "no ", "refused", "denied", "rejected", "missing", "not granted", "not applied")


def judge(design: Design) -> Iterator[Ruling]:
    """What the brief says of permits, where it says it in words that decide."""
    said = design.trades.site.permits.strip().lower()
    if said.startswith(_MISSING) or said == "no":
        yield Ruling(Verdict.FAIL, ("site.permits",), design.trades.site.permits)
    elif said.startswith(_GRANTED):
        yield Ruling(Verdict.PASS, ("site.permits",), design.trades.site.permits)
    else:
        yield not_modelled("site.permits")
