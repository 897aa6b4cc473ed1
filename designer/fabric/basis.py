"""The workbench of one wiring: site, catalog, layout, and the steps, notes and shortfalls collected on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from designer.catalog import Catalog
from designer.fabric.ask import Ask
from designer.fabric.records import NetworkCounts, ScaleUp
from designer.layout.records import Layout
from designer.ledger import Formula, Given, Limit, Step, Value
from designer.model import Note, NoteKind, Shortfall, Trade
from designer.model.notes import Fact
from designer.site.records import NetworkWish, Site
from designer.sizing.records import Programme

__all__ = ["Basis"]


@dataclass(slots=True)
class Basis:
    """What all parts of the room share while one fabric is wired (local to `wire`).

    `trial` marks a try of other wishes: what it finds wrong is not told to anyone.
    """

    site: Site
    catalog: Catalog
    programme: Programme | None
    layout: Layout | None
    steps: list[Step] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)
    built: list[tuple[Ask, NetworkCounts]] = field(default_factory=list)
    scale_up: tuple[ScaleUp, ...] = ()
    trial: bool = False

    def rule(self, key: str) -> Value:
        """A planning value of ``threshold/fabric``."""
        return self.catalog.threshold("fabric", key)

    def number(self, key: str, unit: str = "") -> float:
        """A planning value as a number in a unit."""
        return self.rule(key).si(unit)

    def ratio(self, key: str) -> float:
        """An oversubscription as the fraction that its decimals stand for: 1.3333333333 is 4/3."""
        return float(Fraction(self.number(key)).limit_denominator(100))

    def keep(self, formula: Formula, key: str, limit: Limit | None = None, **inputs: Given) -> Step:
        """Run a formula and keep its step under ``fabric.<key>``."""
        step = formula.step(f"fabric.{key}", limit=limit, **inputs)
        self.steps.append(step)
        return step

    def note(self, kind: NoteKind, key: str, subject: str = "", **facts: Fact) -> None:
        """Keep a note once."""
        made = Note(kind, f"fabric.{key}", Trade.FABRIC, subject, facts)
        if all((n.key, n.subject) != (made.key, made.subject) for n in self.notes):
            self.notes.append(made)

    def take(self, steps: Iterable[Step], notes: Iterable[Note] = ()) -> None:
        """Keep steps and notes made elsewhere."""
        self.steps.extend(steps)
        self.notes.extend(notes)

    def wish(self, network: str) -> NetworkWish:
        """What the brief wishes for a network (`compute`, `storage`, `in_band`, `oob`)."""
        found: NetworkWish = getattr(self.site.wishes.fabric, network)
        return found

    def tried(self, wish: NetworkWish) -> "Basis":
        """The same site with other wishes for the compute network, for a try."""
        wishes = self.site.wishes
        site = replace(self.site, wishes=replace(wishes, fabric=replace(wishes.fabric, compute=wish)))
        return Basis(site, self.catalog, self.programme, self.layout, trial=True)
