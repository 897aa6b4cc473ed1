"""Which removals are tried: maintenance, faults, common causes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from designer.model import Commodity, Element, Link

__all__ = ["Scenario", "common_causes", "connection", "faults", "maintenance", "normal", "utilities"]

#: Sources of power that are the site's own.
_OWN = frozenset({"generator", "battery", "ups", "fuel", "fuel-tank", "fuel-header"})
#: Structural kinds that open on a fault and protect what feeds them.
_BREAKERS = frozenset({"breaker", "bus-tie", "tie", "sts", "ats"})


@dataclass(frozen=True, slots=True)
class Scenario:
    """One removal: its test (T0, T1, T1G, T2, T4), the tag and kind it is reported under, the elements taken out."""

    test: str
    tag: str
    kind: str
    removed: tuple[str, ...]


def utilities(elements: Mapping[str, Element]) -> tuple[str, ...]:
    """Tags of the power sources that are neither generators nor batteries."""
    return tuple(
        tag for tag, e in elements.items()
        if Commodity.POWER in e.sources and e.kind not in _OWN
    )


def connection(elements: Mapping[str, Element]) -> tuple[str, ...]:
    """Tags of the utility's own elements: its sources and the service entrances."""
    outside = set(utilities(elements))
    return tuple(tag for tag, e in elements.items() if tag in outside or e.kind == "service")


def normal() -> tuple[Scenario, ...]:
    """Nothing removed."""
    return (Scenario("T0", "", "", ()),)


def maintenance(elements: Mapping[str, Element], without: Iterable[str] = (), test: str = "T1") -> tuple[Scenario, ...]:
    """Each removable element out for work; `without` are out beside it (the utility, when proved on generators).

    The utility itself is nobody's to maintain and is tried as a fault only.
    """
    off = tuple(sorted(without))
    outside = set(utilities(elements))
    return tuple(
        Scenario(test, tag, e.kind, (*off, tag)) for tag, e in elements.items() if e.removable and tag not in outside
    )


def faults(elements: Mapping[str, Element], links: Iterable[Link]) -> tuple[Scenario, ...]:
    """Each removable element failing, with the breakers that its fault opens and with what it controls."""
    feeders: dict[str, set[str]] = {}
    for link in links:
        if link.commodity is Commodity.POWER and not link.normally_open:
            feeders.setdefault(link.target, set()).add(link.source)
    controlled = _by(elements, "controller")
    found = []
    for tag, element in elements.items():
        if element.removable:
            zone = {tag, *_zone(element, elements, feeders), *controlled.get(tag, ())}
            found.append(Scenario("T2", tag, element.kind, tuple(sorted(zone))))
    return tuple(found)


def _zone(element: Element, elements: Mapping[str, Element], feeders: Mapping[str, set[str]]) -> set[str]:
    """Breakers that open: those feeding the failed element; a failed breaker takes its board with it."""
    above = feeders.get(element.tag, set())
    if element.kind in _BREAKERS:
        return set(above)
    return {tag for tag in above if elements[tag].kind in _BREAKERS}


def common_causes(elements: Mapping[str, Element], open_rooms: Iterable[str]) -> tuple[Scenario, ...]:
    """Each compartment, shared controller and shared passage (opening, duct bank, tank, firmware) as one set.

    `open_rooms` (the white space itself) are not tried.
    """
    skipped = {*open_rooms, ""}
    rooms = {room: tags for room, tags in _by(elements, "room").items() if room not in skipped}
    controllers = {name: tags for name, tags in _by(elements, "controller").items() if name not in elements}
    passages: dict[str, list[str]] = {}
    for tag, element in elements.items():
        for name in element.shares:
            passages.setdefault(name, []).append(tag)
    return (
        *(Scenario("T4", room, "room", tags) for room, tags in sorted(rooms.items())),
        *(Scenario("T4", name, "controller", tags) for name, tags in sorted(controllers.items())),
        *(Scenario("T4", name, "passage", tuple(tags)) for name, tags in sorted(passages.items())),
    )


def _by(elements: Mapping[str, Element], field: str) -> dict[str, tuple[str, ...]]:
    sets: dict[str, list[str]] = {}
    for tag, element in elements.items():
        name = getattr(element, field)
        if name:
            sets.setdefault(name, []).append(tag)
    return {name: tuple(tags) for name, tags in sets.items()}
