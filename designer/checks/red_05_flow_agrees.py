"""Equal sharing and the maximum flow agree: no overload hides behind a clever division of the load.

Remedy: trust the equal sharing; the named removals overload although a maximum flow would pass.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_modelled

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-05", "redundancy", "advise", clause="a maximum flow is no proof of N+1")


def judge(design: Design) -> Iterator[Ruling]:
    """Disagreements of the proof over all removals."""
    proof = design.proof
    if not proof.removals:
        yield not_modelled("redundancy")
        return
    hidden = set(proof.disagreements)
    yield from every((name, name not in hidden) for name in (f"{r.test}:{r.tag}" for r in proof.removals))
