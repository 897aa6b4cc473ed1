"""The two sides that feed a load of the core stand in different rooms.

Remedy: move one side's UPS, batteries and boards to another electrical gallery; a core on three or more sides wants as
many rooms, or one of two sides.
"""

from collections.abc import Iterator

from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every, not_applicable

__all__ = ["ABOUT", "judge"]

ABOUT = About("LAY-17", "layout", "advise", ("redundancy.core_two_paths",), clause="one fire must not take both sides")


def judge(design: Design) -> Iterator[Ruling]:
    """The UPS behind the two cords of every load, by room: a room that holds both of any load fails."""
    power, graph = design.trades.power, design.proof.graph
    behind: dict[str, set[str]] = {b.ups: {b.ups} for b in power.blocks if b.ups}
    for way in power.branches:
        if way.target in behind and way.source in graph.elements and graph.elements[way.source].kind == "ups":
            behind[way.target].add(way.source)
    rooms = {
        b.tag: {graph.elements[tag].room for tag in behind[b.ups] if tag in graph.elements} - {""}
        for b in power.blocks
        if b.ups
    }
    core = {load.tag for load in power.loads if load.load_class.value in ("C1", "C2")}
    pairs = {(x.block_a, x.block_b) for x in power.assignments if x.load in core and x.block_a != x.block_b}
    known = [(rooms[a], rooms[b]) for a, b in pairs if rooms.get(a) and rooms.get(b)]
    if not known:
        yield not_applicable()
        return
    shared = set().union(*(a & b for a, b in known))
    yield from every((room, room not in shared) for room in sorted(set().union(*(a | b for a, b in known))))
