"""The substation where the utility comes in at high voltage: main transformers on both bus sections.

What stands there is kept; as many of the same rating are added as carry the site with the largest one out. They carry
on-load tap changers: the bus behind them holds its nominal voltage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.catalog import Transformer
from designer.ledger import Step, Value, ceil, formula
from designer.model import Fate, NoteKind
from designer.power.basis import Basis
from designer.power.reuse import Verdict
from designer.power.short_circuit import (
    grid_impedance,
    transformer_correction,
    transformer_impedance,
    transformer_reactance,
)
from designer.power.three_phase import PER_VA, apparent_power
from designer.power.transformers import losses
from designer.site.records import PlantItem
from designer.units import Quantity, q

__all__ = ["MainTransformer", "Substation", "main_transformers", "main_verdicts", "substation_of"]


@formula("n_main", unit="", source="derived", clause="the largest one out: the rest carry the site")
def main_transformers(S_site: Quantity, S_main: Quantity, f_main: Quantity) -> Quantity:
    """Main transformers that carry the site with one of them out."""
    return ceil(S_site / (S_main * f_main)) + 1


@dataclass(frozen=True, slots=True)
class MainTransformer:
    """One main transformer: tag, catalog record, rating [kVA], the bus section that it feeds (0 or 1), the section of
    the high-voltage bus that feeds it, what the survey makes of it.
    """

    tag: str
    catalog: str
    rating: float
    section: int
    bus: str
    verdict: Verdict
    survey: str = ""


@dataclass(frozen=True, slots=True)
class Substation:
    """Sections of the high-voltage bus and main transformers, the power that they are sized for [kVA], nameplate of
    one: impedance behind the bus of the feeders [ohm] with all of a section in parallel (usual, and at the low end of
    the tolerance), losses [kW].
    """

    buses: tuple[str, ...]
    transformers: tuple[MainTransformer, ...]
    sized_for: float
    behind: complex
    behind_least: complex
    no_load: float
    load_loss: float

    def loss(self, kva: float) -> float:
        """Losses of all in service under a load [kVA], shared equally [kW]."""
        count = len(self.transformers)
        each = losses.function(P_0=self.no_load, P_k=self.load_loss, S=kva / count, S_n=self.transformers[0].rating)
        return count * float(each)


def substation_of(basis: Basis, installed_kva: float) -> Substation | None:
    """The substation of a site that is fed above the voltages of switchgear; None for others."""
    if not basis.behind_substation:
        return None
    demand = _demand(basis, installed_kva)
    items = [p for p in basis.site.plant if p.is_main and p.rating.known]
    kept = [p for p in items if p.condition != "poor" and _fits(basis, p)]
    record = _record(basis, demand.si("kVA"), kept)
    if record is None:
        basis.note(NoteKind.RFI, "substation_unknown", "MTX", voltage=basis.site.feed.voltage, demand=demand.q)
        return None
    rating = kept[0].rating if kept else record.rating
    share = basis.rule("main_share_after_loss")
    count = basis.keep(main_transformers, "main_transformers", S_site=demand, S_main=rating, f_main=share)
    buses = _buses(basis)
    made = _transformers(kept, (record.key, rating.si("kVA")), round(count.number), buses)
    impedance = kept[0].impedance if kept and kept[0].impedance.known else record.impedance
    usual, least = _behind(basis, record, rating, impedance, max(1, (len(made) + 1) // 2))
    new = sum(t.verdict.fate is Fate.NEW for t in made)
    basis.note(
        NoteKind.DECISION, "substation", made[0].tag, count=len(made), new=new, rating=rating, demand=demand.q,
        high=basis.site.feed.voltage, low=basis.distribution,
    )  # fmt: skip
    no_load, load_loss = record.no_load_loss.si("kW"), record.load_loss.si("kW")
    return Substation(buses, made, demand.si("kVA"), usual, least, no_load, load_loss)


def _demand(basis: Basis, installed_kva: float) -> Step:
    """Apparent power of the import limit; of all that is installed where there is none."""
    limit, factor = basis.site.feed.import_limit, basis.rule("power_factor")
    power = limit.q if limit.known else q(installed_kva * factor.si(""), "kW")
    return basis.keep(apparent_power, "substation_demand", P=power, pf=factor, k_VA=PER_VA)


def _fits(basis: Basis, item: PlantItem) -> bool:
    return not item.primary.known or basis.same_voltage(item.primary, basis.site.feed.voltage)


def _record(basis: Basis, demand: float, kept: Sequence[PlantItem]) -> Transformer | None:
    """The nearest record to what stands there; else the smallest of which one carries the site, else the largest."""
    fit = [
        t
        for t in basis.catalog.all(Transformer)
        if t.rules == basis.pack.name and t.type == "substation"
    ]
    high, low = basis.site.feed.voltage.si("kV"), basis.distribution.si("kV")
    if not fit:
        return None
    far = {t.slug: abs(t.primary.si("kV") / high - 1.0) + abs(t.secondary.si("kV") / low - 1.0) for t in fit}
    if kept:
        wanted = kept[0].rating.si("kVA")
        return min(fit, key=lambda t: (abs(t.rating.si("kVA") / wanted - 1.0), far[t.slug], t.slug))
    nearest = min(far.values())
    close = [t for t in fit if far[t.slug] <= nearest + 1e-9]
    enough = [t for t in close if t.rating.si("kVA") >= demand]
    return min(enough or close, key=lambda t: (t.rating.si("kVA") * (1.0 if enough else -1.0), t.slug))


def _buses(basis: Basis) -> tuple[str, ...]:
    """Sections of the high-voltage bus: one for each of two feeds, so that what fails on it takes one of them."""
    buses = ("HVS-01", "HVS-02") if basis.site.feed.feeds > 1 else ("HVS-01",)
    basis.note(NoteKind.RFI, "high_bus_unknown", buses[0], sections=len(buses))
    return buses


def _transformers(
    kept: Sequence[PlantItem], product: tuple[str, float], count: int, buses: Sequence[str]
) -> tuple[MainTransformer, ...]:
    """What stands, then new ones of the same product and rating [kVA], on the two sections in turn; the second pair the
    other way round between the high voltage and the feeders, so that no section of either has both on its side.
    """
    tags = [(tag, item) for item in kept for tag in item.tags]
    names = [(tag, Verdict(Fate.REUSE, "main_rest", "", ""), item.tag) for tag, item in tags]
    used = {tag for tag, _ in tags}
    fresh = (f"MTX-{n:02d}" for n in range(1, 100))
    names += [
        (tag, Verdict(Fate.NEW, "new", "", ""), "")
        for tag, _ in zip((t for t in fresh if t not in used), range(count - len(tags)), strict=False)
    ]
    return tuple(
        MainTransformer(tag, *product, n % 2, buses[(n + n // 2) % len(buses)], verdict, survey)
        for n, (tag, verdict, survey) in enumerate(names)
    )


def _behind(
    basis: Basis, record: Transformer, rating: Value, impedance: Value, parallel: int
) -> tuple[complex, complex]:
    """Grid and main transformers of a section, seen from the feeders [ohm]; usual and at the tolerance."""
    feed, low = basis.site.feed, basis.distribution
    level = basis.known(feed.fault_level, "fault_level", "site.utility.fault_level")
    ratio = basis.known(feed.fault_x_over_r, "fault_x_over_r", "site.utility.fault_x_over_r").si("")
    turns = low.q / feed.voltage.q
    c = basis.rule("voltage_factor_mv")
    grid = basis.keep(grid_impedance, "grid_impedance", c=c, V_n=feed.voltage, S_k=level, t_r=turns, k_VA=PER_VA)
    own = basis.keep(
        transformer_impedance, "main_impedance", u_k=impedance, V_r=low, S_r=rating, k_VA=PER_VA
    ).si("ohm")
    x = basis.keep(transformer_reactance, "main_reactance", u_k=impedance, u_r=record.resistance)
    factor = basis.keep(transformer_correction, "main_correction", c=c, x_T=x).number
    turn = complex(record.resistance.si(""), x.number) / impedance.si("")
    source = grid.si("ohm") * complex(1.0, ratio) / abs(complex(1.0, ratio))
    trafo = own * turn * factor / parallel
    return source + trafo, source + trafo * (1.0 - record.impedance_tolerance.si(""))


def main_verdicts(station: Substation | None) -> dict[str, Verdict]:
    """Verdict on the surveyed main transformers, by survey tag: what the rest carries with the largest one out."""
    if station is None:
        return {}
    rest = (len(station.transformers) - 1) * station.transformers[0].rating / 1000.0
    shown = Verdict(Fate.REUSE, "main_rest", f"{rest:g} MVA", f">= {station.sized_for / 1000.0:.1f} MVA")
    return {t.survey: shown for t in station.transformers if t.survey}
