"""No one element stands between the whole hall and the utility.

Remedy: a second feed or service entrance; until then work on the named elements stops all GPU racks.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "RED-10",
    "redundancy",
    "advise",
    clause="utility as an economic alternative",
    source="tier-docs",
    status="secondary",
)


def judge(design: Design) -> Iterator[Ruling]:
    """Single points of the proof that take the whole utility away."""
    proof = design.proof
    feeds = sum(e.kind == "utility" for e in proof.graph.elements.values())
    if not feeds:
        yield not_applicable()
        return
    verdict = Verdict.FAIL if proof.connection else Verdict.PASS
    points = len(proof.single_points)
    yield Ruling(verdict, proof.connection, counted(len(proof.connection), points), counted(0, points))
