"""No single fault inside the site takes down more GPU racks than the stated blast radius.

Remedy: split the named header, busway or block, or state a larger radius.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable
from designer.checks.saying import say_value

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-03", "redundancy", "block", clause="each element failed once")


def judge(design: Design) -> Iterator[Ruling]:
    """Faults of test T2, the utility connection apart."""
    proof = design.proof
    limit = design.trades.catalog.threshold("redundancy", "gpu_blast_radius")
    gpu = [load for load in design.trades.loads if load.load_class.value == "C3"]
    if not gpu:
        yield not_applicable()
        return
    smallest = min(load.design_kw for load in gpu)
    faults = [r for r in proof.removals if r.test == "T2" and r.tag not in proof.connection]
    over = [r for r in faults if r.lost_kw.get("C3", 0.0) > limit.si("rack") * smallest * (1.0 + 1e-9)]
    worst = tuple(r.tag for r in sorted(over, key=lambda r: (-r.lost_kw["C3"], r.tag)))
    verdict = Verdict.FAIL if worst else Verdict.PASS
    yield Ruling(verdict, worst, str(len(worst)), f"≤ {say_value(design, limit, 'rack')}", limit)
