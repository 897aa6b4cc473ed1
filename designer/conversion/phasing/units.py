"""What can be converted by itself: the racks of one power system, with all that only they need."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations

from designer.layout.records import Layout
from designer.model import Link
from designer.redundancy.records import DesignGraph, Trades

__all__ = ["Order", "Unit", "orders_of", "phases_of_elements", "set_phases", "units_of"]

#: An order: phases, each the names of its units.
Order = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the hall that goes live as one: a power system's name, or a part of it, and its GPU racks."""

    name: str
    racks: tuple[str, ...]


def units_of(trades: Trades) -> tuple[Unit, ...]:
    """The units of a design: its power systems; a single system is cut into up to three by scalable units."""
    placed = {p.tag: p for p in trades.layout.of("rack") if p.purpose == "gpu"}
    block = {b.tag: b.system for b in trades.power.blocks}
    found: dict[str, list[str]] = defaultdict(list)
    for one in trades.power.assignments:
        if one.load in placed:
            found[block.get(one.block_a, "SYS")].append(one.load)
    fed = {tag for tags in found.values() for tag in tags}
    rest = sorted(set(placed) - fed)
    if rest:
        found["SYS"] = [*found.get("SYS", []), *rest]
    if len(found) == 1:
        name, racks = next(iter(found.items()))
        ordered = sorted(racks, key=lambda tag: (placed[tag].unit, placed[tag].row, placed[tag].slot))
        return _cut(name, ordered, sorted({placed[tag].unit for tag in racks}), {t: placed[t].unit for t in racks})
    return tuple(Unit(name, tuple(sorted(racks))) for name, racks in sorted(found.items()))


def _cut(name: str, racks: Sequence[str], scalable: Sequence[int], unit_of: Mapping[str, int]) -> tuple[Unit, ...]:
    parts = min(3, len(scalable))
    if parts < 2:
        return (Unit(name, tuple(racks)),)
    share = [scalable[n * len(scalable) // parts : (n + 1) * len(scalable) // parts] for n in range(parts)]
    return tuple(
        Unit(f"{name}.{n}", tuple(tag for tag in racks if unit_of[tag] in part)) for n, part in enumerate(share, 1)
    )


def orders_of(units: Sequence[Unit], most: int, phases_most: int) -> tuple[Order, ...]:
    """Orders worth weighing: every permutation of a few units (the first `most`), and all at once."""
    names = [unit.name for unit in units]
    if len(names) > phases_most:
        joined = [
            tuple(names[n * len(names) // phases_most : (n + 1) * len(names) // phases_most])
            for n in range(phases_most)
        ]
        return tuple(dict.fromkeys((tuple(joined), tuple(reversed(joined)))))
    return tuple(tuple((name,) for name in order) for order in islice(permutations(names), most))


def phases_of_elements(graph: DesignGraph, order: Order, units: Sequence[Unit]) -> dict[str, int]:
    """The phase in which each element must stand: the first that feeds on it; what feeds nothing stands from 1 on."""
    feeders: dict[str, list[Link]] = defaultdict(list)
    for link in graph.links:
        feeders[link.target].append(link)
    racks = {unit.name: unit.racks for unit in units}
    found: dict[str, int] = {}
    for number, names in enumerate(order, 1):
        todo = [tag for name in names for tag in racks[name]]
        while todo:
            tag = todo.pop()
            if tag not in found:
                found[tag] = number
                todo += [link.source for link in feeders[tag]]
    return {tag: found.get(tag, 1) for tag in graph.elements}


def set_phases(layout: Layout, live: Mapping[str, int]) -> dict[str, int]:
    """The phase in which each element is set: all of a plant room, and all of a row, with its first part.

    So nobody works beside live boards and racks; what is set early waits dead until its own phase.
    """
    place = {p.tag: p.row or (p.room if p.room.startswith(("ELEC", "MECH")) else "") for p in layout.placed}
    first: dict[str, int] = {}
    for tag, where in place.items():
        if where and tag in live:
            first[where] = min(first.get(where, live[tag]), live[tag])
    return {tag: min(number, first.get(place.get(tag, ""), number)) for tag, number in live.items()}
