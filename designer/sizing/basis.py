"""What sizing starts from: the records it chose, the thresholds it reads and the steps it has made so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from designer.catalog import Catalog, Rack, Record, System
from designer.errors import Mistake, Place, Refused
from designer.ledger import Formula, Given, Limit, Step, Value
from designer.model import Note, NoteKind, Trade
from designer.model.notes import Fact
from designer.site.records import ComputeWish, Site
from designer.sizing.kept import Kept, kept_plant
from designer.sizing.ratings import feed_rating

R = TypeVar("R", bound=Record)

__all__ = ["Basis", "Wanted", "best", "decision", "usable", "wanted_racks"]


@dataclass
class Basis:
    """The workbench of one round: site, catalog, and the steps and notes collected on the way (local to `size`).

    While a kind of rack other than the last is sized, its slug is the `mark` that ends the keys of its own steps.
    `approach` [K] is the largest that CDUs may be counted with; None where no trade asked for a closer one. `dry` tells
    that the water carries not even one rack.
    """

    site: Site
    catalog: Catalog
    steps: list[Step] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    mark: str = ""
    approach: float | None = None
    dry: bool = False

    def rule(self, key: str) -> Value:
        """A planning value of ``threshold/sizing``."""
        return self.catalog.threshold("sizing", key)

    @cached_property
    def kept(self) -> Kept:
        """The surveyed unit transformers that may stand in blocks."""
        return kept_plant(self.site, self.catalog)

    @cached_property
    def feed_rating(self) -> Value | Step:
        """Rating of a unit transformer that the feed asks for."""
        return feed_rating(self.site, self.catalog)

    def name(self, key: str) -> str:
        """The key of a step: ``sizing.<key>``, with the mark where the key names no subject of its own."""
        return f"sizing.{key}[{self.mark}]" if self.mark and "[" not in key else f"sizing.{key}"

    def keep(self, formula: Formula, key: str, limit: Limit | None = None, **inputs: Given) -> Step:
        """Run a formula and keep its step under ``sizing.<key>``."""
        step = formula.step(self.name(key), limit=limit, **inputs)
        self.steps.append(step)
        return step

    def decide(self, key: str, subject: str = "", **facts: Fact) -> None:
        """Note a decision."""
        self.notes.append(decision(key, subject, **facts))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind of compute: the rack that holds it, its system, and how many racks (None = as many as possible)."""

    rack: Rack
    system: System | None
    racks: int | None

    def unit_racks(self, basis: Basis) -> int:
        """Racks of a scalable unit: of the system's, else the usual."""
        if self.system and self.system.scalable_unit and self.rack.systems:
            return max(1, self.system.scalable_unit // self.rack.systems)
        return int(basis.rule("unit_racks_default").si(""))


def decision(key: str, subject: str = "", **facts: Fact) -> Note:
    """A decision of sizing."""
    return Note(NoteKind.DECISION, f"sizing.{key}", Trade.SIZING, subject, facts)


def usable(record: Record, fields: Iterable[str]) -> bool:
    """Whether all these values of a record are known.

    Values of a list field (a head curve) must be there at all.
    """
    for name in fields:
        value = getattr(record, name)
        if isinstance(value, Value) and not value.known:
            return False
        if isinstance(value, list) and not value:
            return False
    return True


def best(records: Iterable[R], rank: Callable[[R], tuple[float, ...]]) -> R | None:
    """The record of the smallest rank, ties by slug; None of none."""
    return min(records, key=lambda r: (*rank(r), r.slug), default=None)


def wanted_racks(site: Site, catalog: Catalog) -> tuple[Wanted, ...]:
    """The racks that the wished compute needs, wanted numbers before as many as possible.

    Raises `Refused` when no rack of the catalog holds a wished system.
    """
    found = [_wanted(wish, catalog, index) for index, wish in enumerate(site.wishes.compute)]
    return tuple(sorted(found, key=lambda wanted: wanted.racks is None))


def _wanted(wish: ComputeWish, catalog: Catalog, index: int) -> Wanted:
    if wish.rack:
        rack = catalog.get(Rack, wish.rack)
        system = catalog.get(System, rack.system) if rack.system else None
        return Wanted(rack, system, wish.racks)
    holders = [r for r in catalog.all(Rack) if r.system == wish.system and r.systems > 0]
    rack_found = best(holders, lambda r: (-r.systems,))
    if rack_found is None:
        raise Refused([Mistake("system-without-rack", Place(path=f"compute[{index}].system"), said=wish.system)])
    racks = None if wish.nodes is None else -(-wish.nodes // rack_found.systems)
    return Wanted(rack_found, catalog.get(System, wish.system), racks)
