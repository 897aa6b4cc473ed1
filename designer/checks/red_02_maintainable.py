"""Every element can be taken out for work while all loads of classes C1 to C4 stay served.

Remedy: the removals that lose load name the element; feed its load from a second path or add the missing member.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "RED-02",
    "redundancy",
    "block",
    ("redundancy.maintainable",),
    clause="concurrently maintainable, utility present",
    source="tier-docs",
    status="secondary",
)


def judge(design: Design) -> Iterator[Ruling]:
    """Removals of test T1 that lose load."""
    tried = [r for r in design.proof.removals if r.test == "T1"]
    lost = tuple(r.tag for r in sorted(tried, key=lambda r: -sum(r.lost_kw.values())) if r.verdict == "lost")
    if not tried:
        yield not_modelled("redundancy")
        return
    verdict = Verdict.FAIL if lost else Verdict.PASS
    yield Ruling(verdict, lost, counted(len(tried) - len(lost), len(tried)), counted(len(tried), len(tried)))
