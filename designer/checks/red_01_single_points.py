"""No element's maintenance or fault loses other control or core load, or more GPU racks than the blast radius.

Remedy: give each named element a partner on another path; a spare on the shelf shortens an outage but prevents none.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "RED-01",
    "redundancy",
    "block",
    ("redundancy.important_parts", "redundancy.core_two_paths", "power.core_architecture"),
    clause="every element removed",
)


def judge(design: Design) -> Iterator[Ruling]:
    """The single points of the proof."""
    proof = design.proof
    tried = sum(e.removable for e in proof.graph.elements.values())
    if not tried or not proof.graph.loads:
        yield not_modelled("redundancy")
    elif proof.single_points:
        yield Ruling(Verdict.FAIL, proof.single_points, counted(len(proof.single_points), tried), counted(0, tried))
    else:
        yield Ruling(Verdict.PASS, (), counted(0, tried), counted(0, tried))
