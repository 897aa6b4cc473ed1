"""No single fault inside the site takes down more GPU racks than the stated blast radius.

Remedy: split the named header, busway or block, or state a larger radius.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_applicable
from designer.checks.saying import say, say_value

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-03", "redundancy", "block", clause="each element failed once")


def judge(design: Design) -> Iterator[Ruling]:
    """Faults of test T2 and what shares a passage lost at once, the utility connection apart."""
    proof = design.proof
    limit = design.trades.catalog.threshold("redundancy", "gpu_blast_radius")
    if not any(load.load_class.value == "C3" for load in design.trades.loads):
        yield not_applicable()
        return
    faults = [
        r
        for r in proof.removals
        if (r.test == "T2" or (r.test == "T4" and r.kind == "passage")) and r.tag not in proof.connection
    ]
    over = [r for r in faults if r.racks > limit.si("rack")]
    worst = tuple(r.tag for r in sorted(over, key=lambda r: (-r.racks, r.tag)))
    verdict = Verdict.FAIL if worst else Verdict.PASS
    most = max((r.racks for r in faults), default=0)
    yield Ruling(verdict, worst, say(design, float(most), "rack"), f"≤ {say_value(design, limit, 'rack')}", limit)
