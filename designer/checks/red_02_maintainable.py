"""Every element can be taken out for work: control, core, plant stay served, GPU racks stop within the blast radius.

Remedy: the removals that lose more name the element; feed its load from a second path or add the missing member.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled
from designer.checks.saying import counted
from designer.redundancy.records import Removal

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
    """Removals of test T1, the utility connection apart."""
    proof = design.proof
    tried = [r for r in proof.removals if r.test == "T1" and r.tag not in proof.connection]
    if not tried:
        yield not_modelled("redundancy")
        return
    radius = design.trades.catalog.threshold("redundancy", "gpu_blast_radius").si("rack")
    lost = [r for r in tried if r.verdict == "lost" and _too_much(r, radius)]
    worst = tuple(r.tag for r in sorted(lost, key=lambda r: (-sum(r.lost_kw.values()), r.tag)))
    verdict = Verdict.FAIL if worst else Verdict.PASS
    yield Ruling(verdict, worst, counted(len(tried) - len(worst), len(tried)), counted(len(tried), len(tried)))


def _too_much(removal: Removal, radius: float) -> bool:
    protected = any(removal.lost_kw.get(c, 0.0) > 0.0 for c in ("C1", "C2", "C4"))
    return protected or removal.racks > radius
