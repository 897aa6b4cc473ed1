"""The elements, links and groups of the design graph, collected on the way of one feeding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from designer.model import Commodity, Element, Fate, Link, LoadClass, Position, RedundancyGroup, Trade
from designer.power.basis import Basis
from designer.power.blocks import Groups
from designer.power.lv_feeder import LvFeeder
from designer.power.places import Places
from designer.power.reuse import Verdict
from designer.units import Quantity, q

__all__ = ["Facts", "Graph", "Rated"]

_NEED: Mapping[Commodity, int] = {Commodity.POWER: 1}


class Facts(TypedDict, total=False):
    """What may be said of an element beside its tag and kind."""

    catalog: str
    position: Position | None
    room: str
    path: str
    load_class: LoadClass | None
    shares: tuple[str, ...]
    fate: Fate
    survey: str
    rating: Quantity | None
    capacity: float | None
    needs: Mapping[Commodity, int]
    sources: tuple[Commodity, ...]


class Rated(TypedDict):
    """What an element lets through."""

    rating: Quantity | None
    capacity: float | None


@dataclass(slots=True)
class Graph:
    """Elements, links and groups collected on the way (local to one feeding).

    `boards` maps a board to its survey tag and verdict, `factors` a transformer to the power factor of its worst load.
    """

    basis: Basis
    groups_of: Groups
    places: Places
    boards: Mapping[str, tuple[str, Verdict]]
    factors: Mapping[str, float]
    elements: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    groups: list[RedundancyGroup] = field(default_factory=list)

    def add(self, tag: str, kind: str, **facts: Unpack[Facts]) -> None:
        """An element of this room in its place; it needs power unless it is a source or says otherwise."""
        facts.setdefault("needs", {} if facts.get("sources") else _NEED)
        facts.setdefault("position", self.places.at.get(tag))
        facts.setdefault("room", self.places.room.get(tag, ""))
        self.elements.append(Element(tag, kind, Trade.POWER, **facts))

    def feeder(self, way: LvFeeder, room: str = "", position: Position | None = None) -> None:
        """A feeder as an element, in the room that it leaves."""
        self.add(
            way.tag, "lv-feeder", catalog=way.catalog, path=way.path, room=room, position=position,
            **self.rated(way.breaker),
        )  # fmt: skip

    def chain(self, source: str, way: LvFeeder, target: str, room: str = "", late: bool = False) -> None:
        """A feeder with its breaker between two elements: the breaker at its source, or `late` at its target. Without a
        target it is open there.
        """
        breaker = f"CB-{way.tag}"
        self.feeder(way, room)
        self.add(breaker, "breaker", path=way.path, room=room, **self.rated(way.breaker))
        inner = (way.tag, breaker) if late else (breaker, way.tag)
        self.tie(source, inner[0], way.path)
        self.tie(*inner, way.path)
        if target:
            self.tie(inner[1], target, way.path)

    def rated(self, amperes: float, volts: float = 0.0, factor: float = 0.0) -> Rated:
        """A current rating [A] and the power that it lets through, at the loads' voltage and the power factor of mixed
        loads unless said.
        """
        volts = volts or self.basis.site.wishes.power.voltage.si("V")
        power = 3.0**0.5 * volts * amperes * (factor or self.basis.number("power_factor")) / 1000.0
        return {"rating": q(amperes, "A") if amperes else None, "capacity": power or None}

    def tie(self, source: str, target: str, path: str = "", open_for: float | None = None) -> None:
        """A power link; with `open_for` it is normally open and closes after so many seconds."""
        if open_for is None:
            self.links.append(Link(source, target, Commodity.POWER, path=path))
        else:
            self.links.append(Link(source, target, Commodity.POWER, None, path, True, open_for))

    def group(self, tag: str, kind: str, needed: int, members: Iterable[str], basis: str = "") -> None:
        """A redundancy group."""
        self.groups.append(RedundancyGroup(tag, Trade.POWER, kind, needed, tuple(members), basis))
