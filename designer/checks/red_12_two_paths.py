"""Every load of two cords stands on two paths below the utility connection, each cord on the path that it names.

Remedy: move one cord of the named loads to another path; under an architecture of one path the element takes them all.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-12", "redundancy", "advise", clause="two cords, two paths")

_CORDS = 2


def judge(design: Design) -> Iterator[Ruling]:
    """Shared elements and swapped cords of the proof, by what is shared or swapped; the rest of the loads pass."""
    loads = [x.tag for x in design.trades.loads or design.trades.power.loads if x.cords >= _CORDS]
    if not loads:
        yield not_applicable()
        return
    wrong = {f.element if f.fault == "shared" else f.tags[0] for f in design.proof.cords}
    touched = {tag for f in design.proof.cords if f.fault == "shared" for tag in f.tags}
    yield from every([*((name, False) for name in sorted(wrong)), *((t, True) for t in loads if t not in touched)])
