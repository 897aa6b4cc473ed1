"""What the cooling room starts from, and the steps, notes and shortfalls that it collects on the way."""

import math
from dataclasses import dataclass, field

from designer.catalog import Catalog, Coolant, Pipe, Thresholds
from designer.cooling.passed import Passed
from designer.cooling.pipes import Bore, SizeRule, bores_of
from designer.layout.records import Placed
from designer.ledger import Formula, Given, Limit, Step, Value
from designer.model import Constraint, Note, NoteKind, Point, Shortfall, Trade
from designer.model.notes import Fact
from designer.site.records import Site
from designer.sizing.architecture import Spare, spare_of
from designer.sizing.coolant import Fluid, fluid_of
from designer.sizing.plant import air_pressure_ratio
from designer.sizing.records import Programme
from designer.units import Quantity, q

__all__ = ["Bench", "Rules", "Spare", "bench_of", "delta", "spare_of", "wished"]

#: Constraint key -> prefix of the programme's module that it adds to.
_CURES = {
    "cdus.extra": "CDU",
    "coolers.extra": "CLR",
    "air_units.extra": "ACU",
    "pumps.extra": "FWP",
    "chillers.extra": "CH",
}


def wished(celsius: float) -> Quantity:
    """A temperature that would do as it can be put into a brief: up to the next tenth of a kelvin.

    >>> float(wished(42.425).m)
    42.5
    """
    return q(math.ceil(round(celsius * 10.0, 6)) / 10.0, "degC")


def delta(kelvins: float) -> Quantity:
    """A temperature difference."""
    return q(kelvins, "delta_degC")


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of ``threshold/cooling``, parsed once."""

    values: dict[str, Value]

    def __getitem__(self, key: str) -> Value:
        return self.values[key]

    def si(self, key: str, unit: str = "") -> float:
        """A threshold as a number in a house unit."""
        return self.values[key].si(unit)


@dataclass(slots=True)
class Bench:
    """The workbench of one carry (local to it): inputs resolved once, results' evidence collected.

    `plant` are the prefixes of the programme's modules; None without a programme of modules; `approach` [K] is what it
    counted the CDUs with, nil where it tells none; `buffer_drop` [kPa] is lost in the lines of a buffer
    tank; `ease` is the share of the steepest gradient that facility pipes are sized with. `programme` is what sizing
    asked for. `rack_limits` are the warmest coolant and air that every rack takes, `passed` the passings of pipes as
    far as they are known; corners of what is `standing` under which no main should hang.

    A step, note or shortfall made again under its key replaces the earlier one, so that a calculation may be repeated
    until it settles.
    """

    site: Site
    catalog: Catalog
    rules: Rules
    spare: Spare
    tcs: Fluid
    fws: Fluid
    density_ratio: float
    dry_bulb: Value
    wet_bulb: Value
    tcs_bores: tuple[Bore, ...]
    fws_bores: tuple[Bore, ...]
    pipe_height: float = 0.0
    ring_height: float = 0.0
    plant: frozenset[str] | None = None
    approach: float = 0.0
    buffer_drop: float = 0.0
    ease: float = 1.0
    rack_limits: tuple[Value | None, Value | None] = (None, None)
    passed: Passed = field(default_factory=Passed)
    programme: Programme | None = None
    made: dict[str, Step] = field(default_factory=dict)
    said: dict[tuple[str, str], Note] = field(default_factory=dict)
    short: dict[tuple[str, str], Shortfall] = field(default_factory=dict)
    seats: dict[tuple[str, ...], tuple[Placed, ...]] = field(default_factory=dict)
    standing: tuple[tuple[Point, ...], ...] = ()

    def keep(self, made: Formula, key: str, limit: Limit | None = None, **inputs: Given) -> Step:
        """Run a formula and keep its step under ``cooling.<key>``."""
        step = made.step(f"cooling.{key}", limit=limit, **inputs)
        self.made[step.key] = step
        return step

    def note(self, kind: NoteKind, key: str, subject: str = "", **facts: Fact) -> None:
        """Collect a note."""
        self.said[key, subject] = Note(kind, f"cooling.{key}", Trade.COOLING, subject, facts)

    def decide(self, key: str, subject: str = "", **facts: Fact) -> None:
        """Collect a decision."""
        self.note(NoteKind.DECISION, key, subject, **facts)

    def ask(self, key: str, subject: str, assumed: Value) -> None:
        """An unpublished value: ask for it, and say what is assumed meanwhile."""
        self.note(NoteKind.RFI, key, subject, assumed=assumed)
        self.note(NoteKind.ASSUMPTION, f"{key}_assumed", subject, assumed=assumed)

    def fall_short(
        self, key: str, subject: str, wanted: Quantity, got: Quantity, cure: tuple[str, float] | None
    ) -> None:
        """Collect a shortfall; `cure` is a constraint's key and amount, kept where the programme has such plant."""
        prefix = _CURES.get(cure[0], "") if cure else ""
        curable = cure is not None and (self.plant is None or not prefix or prefix in self.plant)
        constraint = Constraint(cure[0], cure[1], f"cooling.{key}") if cure and curable else None
        self.short[key, subject] = Shortfall(Trade.COOLING, f"cooling.{key}", subject, wanted, got, constraint)

    def forget(self, *keys: str) -> None:
        """Drop the notes and shortfalls of keys, before they are said again or not."""
        self.said = {k: v for k, v in self.said.items() if k[0] not in keys}
        self.short = {k: v for k, v in self.short.items() if k[0] not in keys}

    def mark(self) -> tuple[dict[tuple[str, str], Note], dict[tuple[str, str], Shortfall]]:
        """What has been noted so far, for `back`."""
        return dict(self.said), dict(self.short)

    def back(self, mark: tuple[dict[tuple[str, str], Note], dict[tuple[str, str], Shortfall]]) -> None:
        """Return to a mark, before a calculation is repeated."""
        self.said, self.short = dict(mark[0]), dict(mark[1])

    def size_rule(self, facility: bool) -> SizeRule:
        """The limits of pipe sizing of a loop."""
        rules = self.rules
        largest = rules.si("largest_bore_facility" if facility else "largest_bore", "mm") / 1000.0
        return SizeRule(
            rules.si("velocity_small", "m/s"),
            rules.si("velocity_header", "m/s"),
            rules.si("small_bore", "mm") / 1000.0,
            rules.si("gradient", "Pa/m") * (self.ease if facility else 1.0),
            largest,
        )

    def pressure_pa(self) -> float:
        """Atmospheric pressure at the site's elevation [Pa]."""
        return 101325.0 * self.density_ratio


def bench_of(site: Site, catalog: Catalog) -> Bench:
    """The workbench of a site. Raises `Refused` on an unknown architecture, `UnknownRecord` on an unknown coolant."""
    record = catalog.get(Thresholds, "cooling")
    rules = Rules({item.key: catalog.threshold("cooling", item.key) for item in record.items})
    wishes = site.wishes.cooling
    pipes = catalog.all(Pipe)
    bench = Bench(
        site,
        catalog,
        rules,
        spare_of(wishes.architecture),
        _coolant(catalog, wishes.coolant or "pg25"),
        _coolant(catalog, wishes.facility_coolant or wishes.coolant or "pg25"),
        1.0,
        rules["design_dry_bulb_default"],
        rules["design_wet_bulb_default"],
        bores_of(pipes, "tcs"),
        bores_of(pipes, "fws"),
    )
    if site.elevation.known:
        bench.density_ratio = bench.keep(air_pressure_ratio, "air_density", z=site.elevation).si("")
    _weather(bench)
    return bench


def _coolant(catalog: Catalog, slug: str) -> Fluid:
    return fluid_of(catalog.get(Coolant, slug))


def _weather(bench: Bench) -> None:
    climate = bench.site.climate
    if climate is None:
        bench.ask("climate", "site.climate", bench.dry_bulb)
        return
    if climate.design_dry_bulb.known:
        bench.dry_bulb = climate.design_dry_bulb
    if climate.design_wet_bulb.known:
        bench.wet_bulb = climate.design_wet_bulb
    winter = climate.winter_dry_bulb
    margin = bench.catalog.threshold("brief", "freeze_margin").si("delta_degC")
    if winter.known and winter.si("degC") < bench.fws.freezing_c + margin:
        _freezes(bench, winter, margin)


def _freezes(bench: Bench, winter: Value, margin: float) -> None:
    """The risk, with the coolant of the catalog of the highest freezing point that lies below winter's air by a margin
    [K]; where none does, with the one that freezes last and the air that it bears.
    """
    known = [c for c in bench.catalog.all(Coolant) if c.freezing_point.known]
    fit = [c for c in known if c.freezing_point.si("degC") <= winter.si("degC") - margin]
    freezing = q(bench.fws.freezing_c, "degC")
    if fit:
        choice = max(fit, key=lambda c: (c.freezing_point.si("degC"), c.slug)).slug
        bench.note(NoteKind.RISK, "freezing", bench.fws.key, freezing=freezing, winter=winter, choice=choice)
    elif known:
        last = min(known, key=lambda c: (c.freezing_point.si("degC"), c.slug))
        bears = q(last.freezing_point.si("degC") + margin, "degC")
        bench.note(
            NoteKind.RISK, "freezing_beyond", bench.fws.key, freezing=freezing, winter=winter, choice=last.slug,
            bears=bears,
        )
