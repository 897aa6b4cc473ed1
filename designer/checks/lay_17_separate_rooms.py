"""The two sides of the core power plant stand in different rooms.

Remedy: move one side's UPS, batteries and boards to the other electrical gallery.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-17", "layout", "advise", ("redundancy.core_two_paths",), clause="one fire must not take both sides")


def judge(design: Design) -> Iterator[Ruling]:
    """UPS of sides A and B by room."""
    sides: dict[str, set[str]] = {}
    for element in design.proof.graph.elements.values():
        if element.kind == "ups" and element.room and element.path:
            sides.setdefault(element.path, set()).add(element.room)
    if len(sides) < 2:
        yield not_applicable()
        return
    shared = {
        room for path, rooms in sides.items() for other, more in sides.items() if path < other for room in rooms & more
    }
    yield from every((room, room not in shared) for room in sorted(set().union(*sides.values())))
