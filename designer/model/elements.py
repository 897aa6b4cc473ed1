"""Elements and links: the one design graph that `redundancy` proves and `bom` counts.

Semantics of the graph, the same for every trade:

* An element works when it is not removed and, for each commodity in `needs`, at least that many of its incoming links
  of that commodity come from working elements. An element without incoming needs of a commodity that it passes on is a
  source of it (`sources`).
* A link carries one commodity from an element to another; a normally-open link counts only after switching.
* A group (`RedundancyGroup`) says which elements stand in for each other: `needed` of `members`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from designer.ledger import Value
from designer.model.geometry import Position
from designer.model.vocabulary import Commodity, Fate, LoadClass, Trade
from designer.units import Quantity

__all__ = ["BulkItem", "Element", "Link", "RedundancyGroup", "merge_elements"]


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that can be isolated, can fail and is counted.

    `kind` is a catalog kind (`rack`, `cdu`, `transformer` ...) or a structural one (`bus`, `header`, `breaker` ...).
    `catalog` is ``kind/slug`` or empty; `survey` is the tag of the brief's plant item that it reuses.
    `needs` maps a commodity to the number of live incoming links required. `capacity` is the rating that loads are held
    against (kW, kVA or kg/s by kind). `duty` is N (needed), R (redundant) or S (spare on the shelf).
    `shares` names what else it has in common with others and may lose with them: a wall opening, a duct bank, a tank.
    `removable` is False for pure book-keeping nodes (a rack's two cords joined) that no one can take out.
    """

    tag: str
    kind: str
    trade: Trade
    catalog: str = ""
    position: Position | None = None
    room: str = ""
    path: str = ""
    load_class: LoadClass | None = None
    fate: Fate = Fate.NEW
    survey: str = ""
    duty: str = "N"
    group: str = ""
    rating: Quantity | None = None
    capacity: float | None = None
    needs: Mapping[Commodity, int] = field(default_factory=dict)
    sources: tuple[Commodity, ...] = ()
    removable: bool = True
    controller: str = ""
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A commodity's way from one element to another. `capacity` in kW, kg/s or Gbit/s by commodity."""

    source: str
    target: str
    commodity: Commodity
    capacity: float | None = None
    path: str = ""
    normally_open: bool = False
    switching_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class RedundancyGroup:
    """`needed` of `members` carry the duty; `basis` is the ledger key of the step that says so."""

    tag: str
    trade: Trade
    kind: str
    needed: int
    members: tuple[str, ...]
    basis: str = ""

    @property
    def spare_units(self) -> int:
        """How many members can be missing."""
        return len(self.members) - self.needed


@dataclass(frozen=True, slots=True)
class BulkItem:
    """A material counted by measure, not by tag: pipe, busway, fibre, coolant."""

    key: str
    trade: Trade
    catalog: str
    quantity: Value
    unit: str
    fate: Fate = Fate.NEW
    spare_fraction: float = 0.0
    basis: str = ""


def merge_elements(*groups: Iterable[Element]) -> dict[str, Element]:
    """Elements of several trades by tag, sorted. Raises `KeyError` when a tag exists twice."""
    merged: dict[str, Element] = {}
    for element in (e for group in groups for e in group):
        if element.tag in merged:
            raise KeyError(element.tag)
        merged[element.tag] = element
    return dict(sorted(merged.items()))
