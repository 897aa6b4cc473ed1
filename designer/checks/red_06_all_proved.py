"""Every load stands in the design graph, and every link has both its ends.

Remedy: this is a fault of the tool, not of the site; report it with the brief.
"""

from collections.abc import Iterator

from designer.checks.records import Design, Verdict
from designer.checks.rule import About, Ruling
from designer.checks.saying import counted

__all__ = ["ABOUT", "judge"]

ABOUT = About("RED-06", "redundancy", "block", clause="what is not in the graph is not proved")

_KEYS = ("redundancy.load_without_element", "redundancy.loose_links", "redundancy.tag_twice")


def judge(design: Design) -> Iterator[Ruling]:
    """The proof's own notes on loose ends."""
    notes = [n for n in design.proof.notes if n.key in _KEYS]
    for note in notes:
        count = note.facts.get("count", 0)
        subjects = tuple(note.subject.split(", "))
        yield Ruling(Verdict.FAIL, subjects, str(count), "0", basis=note.key)
    if not notes:
        loads = len(design.proof.graph.loads)
        yield Ruling(Verdict.PASS, (), counted(loads, len(design.trades.loads)))
