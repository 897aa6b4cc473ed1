"""Counting elements into lines: same trade, kind, product and fate make one line."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from designer.bom.pricing import rating_of, record_of
from designer.bom.siting import voltages_of
from designer.model import Commodity, Element, Fate, Link, RedundancyGroup, Trade
from designer.redundancy.records import Trades
from designer.units import Quantity

__all__ = ["Tally", "duties", "elements_of", "tally_elements", "tally_survey"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Things of one line before they are priced. `rules` are the k-of-n texts of their groups, `surveys`
    the survey tag of each member that has one."""

    trade: Trade
    kind: str
    catalog: str
    fate: Fate
    tags: tuple[str, ...]
    needed: int
    redundant: int
    rating: Quantity | None
    rooms: tuple[str, ...]
    groups: tuple[str, ...]
    rules: tuple[str, ...]
    surveys: tuple[str, ...]
    paths: tuple[str, ...] = ()
    voltage: str = ""


def elements_of(trades: Trades) -> tuple[Element, ...]:
    """Every element of the trades that can be counted, by tag; book-keeping nodes are not things."""
    rooms = (trades.layout, trades.fabric, trades.cooling, trades.power)
    found = {e.tag: e for room in reversed(rooms) for e in room.elements if e.removable}
    return tuple(found[tag] for tag in sorted(found))


def duties(
    elements: Iterable[Element], groups: Iterable[RedundancyGroup], links: Iterable[Link] = ()
) -> dict[str, str]:
    """N or R of each element: of a group with spare units, its members marked R, else its last ones, are redundant.

    What stands in no group and feeds redundant elements alone (a spare unit's transfer switch) is redundant as they
    are.
    """
    duty = {e.tag: e.duty for e in elements}
    groups = sorted(groups, key=lambda g: g.tag, reverse=True)
    for group in groups:
        members = [m for m in group.members if m in duty]
        spare = max(0, len(members) - group.needed)
        marked = [m for m in members if duty[m] == "R"]
        redundant = set(marked if len(marked) == spare else sorted(members)[len(members) - spare :])
        duty |= {m: "R" if m in redundant else "N" for m in members}
    grouped = {m for group in groups for m in group.members}
    fed: dict[str, list[str]] = {}
    for link in links:
        if link.commodity is Commodity.POWER and link.target in duty:
            fed.setdefault(link.source, []).append(link.target)
    serving = {s for s, ends in fed.items() if s in duty and s not in grouped and all(duty[t] == "R" for t in ends)}
    return duty | dict.fromkeys(serving, "R")


def tally_elements(trades: Trades, placed: Mapping[str, Element] | None = None) -> tuple[Tally, ...]:
    """The lines of all elements, sorted; `placed` are those whose room the proof has found."""
    elements = tuple((placed or {}).get(e.tag, e) for e in elements_of(trades))
    groups = (*trades.fabric.groups, *trades.cooling.groups, *trades.power.groups)
    rooms = (trades.fabric, trades.cooling, trades.power)
    duty = duties(elements, groups, (k for room in rooms for k in room.links))
    group_of = {m: g for g in sorted(groups, key=lambda g: g.tag, reverse=True) for m in g.members}
    volts = voltages_of(trades)
    lines: dict[tuple[str, ...], list[Element]] = {}
    for e in elements:
        product = record_of(trades.catalog, e.catalog)
        named = e.rating is None or (product is not None and product.kind == e.kind and rating_of(product) is not None)
        rated = "" if named else f"{e.rating:.6g~P}"
        at = volts.get(e.tag, "") if e.trade is Trade.POWER else ""
        lines.setdefault((e.trade.value, e.kind, e.catalog, e.fate.value, rated, at), []).append(e)
    return tuple(replace(_tally(lines[key], duty, group_of), voltage=key[-1]) for key in sorted(lines))


def _tally(members: list[Element], duty: Mapping[str, str], group_of: Mapping[str, RedundancyGroup]) -> Tally:
    first = members[0]
    redundant = sum(duty[e.tag] == "R" for e in members)
    groups = {g.tag: g for e in members if (g := group_of.get(e.tag)) is not None}
    same = all(e.rating == first.rating for e in members)
    rules = sorted({f"{g.needed} of {len(g.members)}" for g in groups.values()})
    return Tally(
        first.trade, first.kind, first.catalog, first.fate, tuple(e.tag for e in members), len(members) - redundant,
        redundant, first.rating if same else None, _unique(e.room for e in members), tuple(sorted(groups)),
        tuple(rules), tuple(e.survey for e in members if e.survey), _unique(e.path for e in members),
    )


def tally_survey(trades: Trades, counted: Iterable[Tally]) -> tuple[Tally, ...]:
    """The lines of the reuse ledger that no element stands for: what is removed, moved or left."""
    standing = Counter(s for t in counted for s in t.surveys)
    item_of = {tag: item for item in trades.site.plant for tag in (*item.tags, item.tag)}
    free = {item.tag: [t for t in item.tags if not standing[t]] for item in trades.site.plant}
    stood = {item.tag: sum(standing[t] for t in {item.tag, *item.tags}) for item in trades.site.plant}
    found = []
    for line in trades.power.reuse:
        item = item_of.get(line.tag)
        name = item.tag if item else line.tag
        covered = min(line.count, stood.get(name, 0)) if line.fate.stands else 0
        stood[name] = stood.get(name, 0) - covered
        left = line.count - covered
        if left <= 0:
            continue
        pool = free.get(name, [line.tag] if left == 1 else [])
        tags = tuple(pool[:left]) if len(pool) >= left else ()
        free[name] = pool[len(tags):]
        address = _address(line.kind, item.catalog if item else "")
        found.append(Tally(Trade.SITE, line.kind, address, line.fate, tags, left, 0, None, (), (), (), (line.tag,)))
    return tuple(sorted(found, key=lambda t: (t.kind, t.fate.value, t.surveys, t.tags)))


def _address(kind: str, slug: str) -> str:
    return f"{kind}/{slug}" if slug and "/" not in slug else slug


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({v for v in values if v}))
