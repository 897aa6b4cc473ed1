"""The sums: losses by class, critical IT, import at the design day, peak site factor; and what does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.ledger import Step, formula
from designer.model import Constraint, Load, LoadClass, NoteKind
from designer.power.basis import Basis
from designer.power.contract import CRITICAL, Stated, stated
from designer.sizing.import_share import ai_import
from designer.sizing.records import Programme
from designer.units import Quantity, q

__all__ = [
    "Sums",
    "import_margin",
    "most_racks",
    "peak_site_factor",
    "racks_over_systems",
    "site_peak",
    "sum_up",
]


@formula("P_site", unit="kW", source="derived", clause="hottest day, losses and recharge included")
def site_peak(P_loads: Quantity, P_loss: Quantity, P_re: Quantity) -> Quantity:
    """Import at the design day."""
    return P_loads + P_loss + P_re


@formula("k_site", unit="", source="derived", clause="gross over critical IT; not the annual PUE")
def peak_site_factor(P_site: Quantity, P_IT: Quantity) -> Quantity:
    """Peak site factor."""
    return P_site / P_IT


@formula("P_margin", unit="kW", source="derived")
def import_margin(P_import: Quantity, P_site: Quantity) -> Quantity:
    """What the import limit leaves."""
    return P_import - P_site


@formula("N_max", unit="", source="derived", clause="everything but lighting follows the racks")
def most_racks(N: Quantity, P_import: Quantity, P_fixed: Quantity, P_site: Quantity) -> Quantity:
    """Racks that the import limit carries, by proportion from this round."""
    return N * (P_import - P_fixed) / (P_site - P_fixed)


@formula("N_max", unit="", source="derived", clause="block loading follows the racks")
def racks_over_systems(N: Quantity, S_rated: Quantity, S_worst: Quantity) -> Quantity:
    """Racks that the blocks carry after a loss, by proportion from this round."""
    return N * S_rated / S_worst


@dataclass(frozen=True, slots=True)
class Sums:
    """Losses by class, critical IT, import at the design day [kW], peak site factor; and what leads from it to the
    factor of a contract, each as a share of critical IT, the contract's last.
    """

    losses: Mapping[str, float]
    critical: float
    peak: float
    factor: float
    contract: tuple[tuple[str, float], ...] = ()


def sum_up(
    basis: Basis, programme: Programme, loads: Sequence[Load], losses: Mapping[str, float], recharge: float
) -> Sums:
    """Sum the hall up, and hand back as shortfalls what the import or the estimate of losses does not allow."""
    total = sum(x.design_kw for x in loads if x.load_class is not LoadClass.FLEXIBLE)
    critical = sum(x.design_kw for x in loads if x.trade in CRITICAL and x.load_class is not LoadClass.FLEXIBLE)
    lost = sum(losses.values())
    peak = basis.keep(site_peak, "site_peak", P_loads=q(total, "kW"), P_loss=q(lost, "kW"), P_re=q(recharge, "kW"))
    limit = ai_import(basis.site)
    known = basis.site.feed.import_limit.known
    if known:
        basis.keep(import_margin, "import_margin", P_import=limit, P_site=peak)
        if peak.si("kW") > limit.si("kW") * (1.0 - basis.number("import_reserve")):
            _over_import(basis, loads, peak)
    factor = 0.0
    contract: Stated = ()
    if critical > 0.0:
        step = basis.keep(peak_site_factor, "peak_site_factor", P_site=peak, P_IT=q(critical, "kW"))
        factor = step.number
        contract = stated(basis, loads, critical, step)
        low, high = basis.number("site_factor_low"), basis.number("site_factor_high")
        if not low <= factor <= high:
            key = "site_factor_low" if factor < low else "site_factor_high"
            gross = limit.si("kW") / critical if known else 0.0
            basis.note(
                NoteKind.DECISION,
                key,
                "site",
                factor=step.q,
                low=q(low),
                high=q(high),
                contract=q(gross),
                plant=q(total - critical, "kW"),
                losses=q(lost, "kW"),
                recharge=q(recharge, "kW"),
                chillers=sum(x.kind == "chiller" for x in loads),
                autonomy=basis.site.wishes.power.gpu_ups,
            )
    _losses(basis, programme, lost)
    return Sums(dict(sorted(losses.items())), critical, peak.si("kW"), factor, contract)


def _over_import(basis: Basis, loads: Sequence[Load], peak: Step) -> None:
    racks = sum(1 for x in loads if x.load_class is LoadClass.GPU)
    fixed = sum(x.design_kw for x in loads if x.kind == "house")
    limit = ai_import(basis.site)
    if not racks:
        basis.short("import", "site", peak.q, limit.q)
        return
    most = basis.keep(most_racks, "most_racks", N=float(racks), P_import=limit, P_fixed=q(fixed, "kW"), P_site=peak)
    cure = Constraint("racks.max", float(max(0, min(racks - 1, int(most.number)))), "power.import")
    basis.short("import", "site", peak.q, limit.q, cure)


def _losses(basis: Basis, programme: Programme, lost: float) -> None:
    """More losses than sizing counted with is more heat than cooling was built for."""
    estimate = programme.estimates.get("losses")
    if estimate is not None and lost > estimate * (1.0 + basis.number("block_tolerance")):
        basis.short("losses", "site", q(lost, "kW"), q(estimate, "kW"), Constraint("losses.kw", lost, "power.losses"))
