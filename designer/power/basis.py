"""What feeding starts from: site, catalog, rule pack, and the steps, notes and shortfalls collected on the way."""

from dataclasses import dataclass, field, replace

from designer.catalog import Catalog
from designer.ledger import Formula, Given, Limit, Step, Value, given
from designer.model import Constraint, Note, NoteKind, Shortfall, Trade
from designer.model.notes import Fact
from designer.power.conductors import Cable, Reach, Strand, choose_cable, strands
from designer.power.rules import RulePack
from designer.site.distribution import behind_substation, distribution_voltage
from designer.site.records import Site
from designer.units import Quantity, q

__all__ = ["Basis"]


@dataclass(slots=True)
class Basis:
    """The workbench of one feeding (local to `feed`)."""

    site: Site
    catalog: Catalog
    pack: RulePack
    steps: list[Step] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)
    _rules: dict[str, Value] = field(default_factory=dict)
    _cables: dict[tuple[float, float, Reach | None], Cable | None] = field(default_factory=dict)
    _stocks: dict[str, tuple[Strand, ...]] = field(default_factory=dict)

    def rule(self, key: str) -> Value:
        """A threshold of the family `power`."""
        if key not in self._rules:
            self._rules[key] = self.catalog.threshold("power", key)
        return self._rules[key]

    @property
    def volts(self) -> float:
        """Low voltage between lines [V]."""
        return self.site.wishes.power.voltage.si("V")

    @property
    def import_limit(self) -> float:
        """Import limit [kW]; 0 where there is none."""
        limit = self.site.feed.import_limit
        return limit.si("kW") if limit.known else 0.0

    @property
    def distribution(self) -> Value:
        """Voltage of the feeders to the unit transformers."""
        return distribution_voltage(self.site, self.catalog)

    @property
    def behind_substation(self) -> bool:
        """Whether a substation stands before the feeders."""
        return behind_substation(self.site, self.catalog)

    def same_voltage(self, one: Value, other: Value) -> bool:
        """Whether two voltages are the same level."""
        return abs(one.si("V") / other.si("V") - 1.0) <= self.number("voltage_match")

    @property
    def circuit_factor(self) -> Value:
        """Breaker over nominal current of a circuit: the continuous-load factor, and at least what loads of constant
        power draw at the lowest voltage that the total drop allows.
        """
        low = 1.0 / (1.0 - self.pack.drop_total.si(""))
        given_by = self.pack.continuous_factor
        return given_by if given_by.si("") >= low else given(q(low), "derived", name="power.lowest_voltage")

    def cable(self, breaker: float, least: float, reach: Reach | None = None) -> Cable | None:
        """The copper cable up to 1 kV for a breaker and a current [A]; where none keeps the drop in `reach` the one
        without; None when no table reaches.
        """
        if "LV" not in self._stocks:
            families = [c for c in self.pack.conductors if c.material == "copper"] or self.pack.conductors
            touching = self.pack.sets_touch.si("") > 0.0
            self._stocks["LV"] = strands(families, self.number("ambient", "degC"), touching)
        key = breaker, least, reach
        if key not in self._cables:
            stock = self._stocks["LV"]
            found = choose_cable(self.pack, stock, breaker, least, reach=reach)
            self._cables[key] = found or choose_cable(self.pack, stock, breaker, least)
        return self._cables[key]

    def cable_mv(self, breaker: float, least: float, area: float, beside: int) -> Cable | None:
        """The medium-voltage cable in buried ducts for a setting and a current [A] and a withstand area [mm2], where
        `beside` like circuits leave a section together.
        """
        stock = f"MV-{beside}"
        if stock not in self._stocks:
            self._stocks[stock] = strands(self.pack.medium_voltage, self.number("earth", "degC"), beside=beside)
        pack = replace(self.pack, parallel_cost=self.rule("parallel_cost_mv"))
        return choose_cable(pack, self._stocks[stock], breaker, least, area)

    def number(self, key: str, unit: str = "") -> float:
        """A threshold of the family `power` as a number."""
        return self.rule(key).si(unit)

    def keep(self, formula: Formula, key: str, limit: Limit | None = None, **inputs: Given) -> Step:
        """Run a formula and keep its step under ``power.<key>``."""
        step = formula.step(f"power.{key}", limit=limit, **inputs)
        self.steps.append(step)
        return step

    def note(self, kind: NoteKind, key: str, subject: str = "", **facts: Fact) -> None:
        """Add a note of this room, once."""
        made = Note(kind, f"power.{key}", Trade.POWER, subject, facts)
        if all((n.key, n.subject) != (made.key, made.subject) for n in self.notes):
            self.notes.append(made)

    def known(self, value: Value, rule: str, subject: str) -> Value:
        """The value, or the threshold `rule` in its place with a question and a stated assumption."""
        if value.known:
            return value
        assumed = self.rule(rule)
        self.note(NoteKind.RFI, f"{rule}_unknown", subject)
        self.note(NoteKind.ASSUMPTION, f"{rule}_assumed", subject, value=assumed, range=assumed.evidence.note)
        return assumed

    def short(self, key: str, subject: str, wanted: Quantity, got: Quantity, cure: Constraint | None = None) -> None:
        """Add a shortfall."""
        self.shortfalls.append(Shortfall(Trade.POWER, f"power.{key}", subject, wanted, got, cure))

    def missing_blocks(self, racks: int) -> None:
        """GPU racks without any block to hang on."""
        self.note(NoteKind.RISK, "racks_without_block", "", racks=racks)
        self.short("blocks", "gpu", q(1.0), q(0.0), Constraint("blocks.extra", 1.0, "power.blocks"))
