"""No element's maintenance or fault loses control or core load other than itself; the utility connection apart.

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
    """Removals of single elements and shared controllers, each tag once, the largest loss first."""
    proof = design.proof
    tried = sum(e.removable for e in proof.graph.elements.values())
    if not tried or not proof.graph.loads:
        yield not_modelled("redundancy")
        return
    lost: dict[str, float] = {}
    for removal in proof.removals:
        single = removal.test in ("T1", "T2") or (removal.test == "T4" and removal.kind in ("controller", "passage"))
        core = sum(removal.lost_kw.get(c, 0.0) for c in ("C1", "C2"))
        if single and core and removal.tag not in proof.connection:
            lost[removal.tag] = max(lost.get(removal.tag, 0.0), core)
    worst = tuple(sorted(lost, key=lambda tag: (-lost[tag], tag)))
    yield Ruling(Verdict.FAIL if worst else Verdict.PASS, worst, counted(len(worst), tried), counted(0, tried))
