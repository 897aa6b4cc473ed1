"""One graph out of all trades, with what could not be joined said aloud."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from designer.model import Element, Link, Load, Note, NoteKind, RedundancyGroup, Trade
from designer.model.notes import Fact
from designer.redundancy.placing import roomed
from designer.redundancy.records import DesignGraph, Trades

__all__ = ["Joined", "join", "merge"]

_ORDER = attrgetter("commodity", "target", "source", "path")


@dataclass(frozen=True, slots=True)
class Joined:
    """The graph, the loads that have an element in it by tag, and notes on what did not fit."""

    graph: DesignGraph
    loads: tuple[Load, ...]
    notes: tuple[Note, ...]


def merge(trades: Trades) -> Joined:
    """Elements, links, groups and loads of layout, fabric, cooling and power as one graph.

    Items that do not stand in the finished design (demolished, future) are left out; what no trade has placed gets the
    room of what it is tied to.
    """
    rooms = (trades.layout, trades.fabric, trades.cooling, trades.power)
    wired = (trades.fabric, trades.cooling, trades.power)
    loads = trades.loads or trades.power.loads
    links = tuple(link for room in wired for link in room.links)
    elements = roomed(tuple(e for room in rooms for e in room.elements), links, trades.layout.galleries)
    return join(elements, links, (g for room in wired for g in room.groups), loads)


def join(
    elements: Iterable[Element], links: Iterable[Link], groups: Iterable[RedundancyGroup], loads: Iterable[Load]
) -> Joined:
    """The graph of these parts. A tag given twice keeps its first meaning; loose ends are left out and noted."""
    notes: list[Note] = []
    merged, twice = _once(elements)
    if twice:
        notes.append(_risk("tag_twice", ", ".join(twice[:8]), count=len(twice)))
    kept, loose = _tied(links, merged)
    if loose:
        notes.append(_risk("loose_links", ", ".join(loose[:8]), count=len(loose)))
    known = {load.tag: load for load in loads if load.tag in merged}
    strays = sorted({load.tag for load in loads} - known.keys())
    if strays:
        notes.append(_risk("load_without_element", ", ".join(strays[:8]), count=len(strays)))
    bare = _unfounded(merged, kept)
    if bare:
        notes.append(_risk("passes_without_source", ", ".join(bare[:8]), count=len(bare)))
    ordered = tuple(known[tag] for tag in sorted(known))
    demands = {load.tag: load.design_kw for load in ordered}
    members = tuple(sorted(_standing(groups, merged), key=lambda g: g.tag))
    return Joined(DesignGraph(merged, kept, members, demands), ordered, tuple(notes))


def _once(elements: Iterable[Element]) -> tuple[dict[str, Element], list[str]]:
    merged: dict[str, Element] = {}
    twice: set[str] = set()
    for element in elements:
        if not element.fate.stands:
            continue
        if element.tag in merged:
            twice.add(element.tag)
        merged.setdefault(element.tag, element)
    return dict(sorted(merged.items())), sorted(twice)


def _tied(links: Iterable[Link], elements: dict[str, Element]) -> tuple[tuple[Link, ...], list[str]]:
    kept, loose = [], []
    for link in links:
        if link.source in elements and link.target in elements:
            kept.append(link)
        else:
            loose.append(f"{link.source} > {link.target}")
    kept.sort(key=_ORDER)
    return tuple(kept), sorted(loose)


def _standing(groups: Iterable[RedundancyGroup], elements: dict[str, Element]) -> list[RedundancyGroup]:
    return [g for g in groups if any(m in elements for m in g.members)]


def _unfounded(elements: dict[str, Element], links: Iterable[Link]) -> list[str]:
    """Tags that pass a commodity on without needing it and without being a source of it."""
    passing = {(link.source, link.commodity) for link in links}
    return sorted({
        tag for tag, commodity in passing
        if not elements[tag].needs.get(commodity, 0) and commodity not in elements[tag].sources
    })


def _risk(key: str, subject: str, **facts: Fact) -> Note:
    return Note(NoteKind.RISK, f"redundancy.{key}", Trade.REDUNDANCY, subject, {"tags": subject, **facts})
