"""The slab itself, screened as concrete on ground, carries the feet of the racks in bending and punching.

Remedy: put base plates under the feet, or have the slab cored and assessed by a structural engineer.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.ruling import not_modelled
from designer.checks.saying import say
from designer.ledger import Step
from designer.units import magnitude

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "LAY-15",
    "layout",
    "block",
    clause="screening of a slab on ground",
    source="unverified",
    status="memory",
    part="shell",
)


def judge(design: Design) -> Iterator[Ruling]:
    """The layout's own slab steps: stress against strength."""
    names = ("layout.slab_bending", "layout.slab_punching")
    steps = [s for s in design.trades.layout.steps if s.key.startswith(names) and s.limit is not None]
    if not steps:
        yield not_modelled("hall.slab")
        return
    for kept, verdict in ((False, Verdict.FAIL), (True, Verdict.PASS)):
        group = [s for s in steps if s.verdict is kept]
        if group:
            worst = max(group, key=lambda s: (_share(s), s.key))
            limit = say(design, magnitude(worst.limit.quantity, worst.unit) if worst.limit else 0.0, worst.unit)
            subjects = tuple(s.key.partition("[")[2].rstrip("]") or s.key for s in (worst, *group) if s)
            value = say(design, worst.number, worst.unit)
            yield Ruling(verdict, tuple(dict.fromkeys(subjects)), value, f"≤ {limit}", basis=worst.key)


def _share(step: Step) -> float:
    return step.number / magnitude(step.limit.quantity, step.unit) if step.limit else 0.0
