"""What leads from a hall's own site factor to that of a contract, and, above the disclosed deals, what makes it."""

from collections.abc import Sequence

from designer.ledger import Step, formula, given, maximum
from designer.model import Load, NoteKind, Trade
from designer.power.basis import Basis
from designer.units import Quantity, q

__all__ = [
    "CRITICAL",
    "Stated",
    "contract_cooling",
    "contract_factor",
    "eased_factor",
    "stated",
]

#: Trades whose loads are critical IT: servers, storage, switches; no cooling, no lighting.
CRITICAL = (Trade.LAYOUT, Trade.FABRIC)
#: Kinds of loads that move air, and that move or cool water.
_AIR, _WATER = ("air-unit", "fan-wall", "rear-door"), ("cdu", "pump", "cooler")

Stated = tuple[tuple[str, float], ...]


@formula("k_more", unit="", source="derived", clause="what a contract holds above the hall's own plant")
def contract_cooling(k_cool: Quantity, P_plant: Quantity, P_IT: Quantity, k_0: Quantity) -> Quantity:
    """Share of critical IT that cooling of the usual kind takes on the hottest day above what this hall takes."""
    return maximum(k_cool - P_plant / P_IT, k_0)


@formula("k_deal", unit="", source="derived", clause="redundancy, losses, peak ambient, contingency")
def contract_factor(
    k_site: Quantity, k_more: Quantity, k_ups: Quantity, k_re: Quantity, k_res: Quantity
) -> Quantity:
    """Contracted gross over critical IT as the disclosed deals state it."""
    return (k_site + k_more + k_ups + k_re) * (1 + k_res)


@formula("k_eased", unit="", source="derived", clause="losses as they are, so at most this")
def eased_factor(k_site: Quantity, P_cut: Quantity, P_IT: Quantity) -> Quantity:
    """Peak site factor with so much less plant."""
    return k_site - P_cut / P_IT


def stated(basis: Basis, loads: Sequence[Load], critical: float, own: Step) -> Stated:
    """From the hall's own factor to that of a contract: cooling of the usual kind, a UPS for the racks with its
    recharge, and the reserve of the contract; each a share of critical IT [kW].
    """
    plant = sum(x.design_kw for x in loads if x.trade not in (*CRITICAL, Trade.POWER))
    cooling, whole, adds = _whole(basis, plant, critical, own, "")
    before = own.number + cooling.number + adds[0] + adds[1]
    if whole.number > basis.number("site_factor_high"):
        _explain(basis, loads, critical, own, whole)
    return (
        ("own", own.number), ("cooling", cooling.number), ("ups", adds[0]), ("recharge", adds[1]),
        ("reserve", whole.number - before), ("contract", whole.number),
    )  # fmt: skip


def _whole(
    basis: Basis, plant: float, critical: float, own: Step, suffix: str
) -> tuple[Step, Step, tuple[float, float]]:
    """The contract's factor of a plant [kW], what its cooling adds, and its UPS and recharge."""
    racks = not basis.site.wishes.power.gpu_ups.known or basis.site.wishes.power.gpu_ups.si("min") <= 0.0
    cooling = basis.keep(
        contract_cooling, f"contract_cooling{suffix}", k_cool=basis.rule("deal_cooling"), P_plant=q(plant, "kW"),
        P_IT=q(critical, "kW"), k_0=q(0.0),
    )  # fmt: skip
    ups, recharge = (basis.rule(key) if racks else given(q(0.0), "derived") for key in ("deal_ups", "deal_recharge"))
    whole = basis.keep(
        contract_factor, f"contract_factor{suffix}", k_site=own, k_more=cooling, k_ups=ups, k_re=recharge,
        k_res=basis.rule("deal_reserve"),
    )  # fmt: skip
    return cooling, whole, (ups.si(""), recharge.si(""))


def _explain(basis: Basis, loads: Sequence[Load], critical: float, own: Step, whole: Step) -> None:
    """What makes a contract's factor above the disclosed deals, and what it is at most without chillers on the heat
    that goes to liquid.
    """
    plant = [x for x in loads if x.trade not in (*CRITICAL, Trade.POWER)]
    chilling = sum(x.design_kw for x in plant if x.kind == "chiller")
    heats = [sum(getattr(x, key) for x in loads if x.trade in CRITICAL) for key in ("heat_liquid_kw", "heat_air_kw")]
    liquid = heats[0] / sum(heats) if sum(heats) > 0.0 else 0.0
    cut = chilling * liquid or chilling
    key = "contract_high" if cut <= 0.0 else "contract_high_liquid" if liquid > 0.0 else "contract_high_air"
    total = sum(x.design_kw for x in plant)
    facts: dict[str, Quantity] = {}
    if cut > 0.0:
        eased = basis.keep(eased_factor, "eased_factor", k_site=own, P_cut=q(cut, "kW"), P_IT=q(critical, "kW"))
        facts = {"liquid": _share(liquid), "eased": _whole(basis, total - cut, critical, eased, "_eased")[1].q}
    basis.note(
        NoteKind.DECISION, key, "site", factor=whole.q, own=own.q, high=q(basis.number("site_factor_high")),
        chillers=q(chilling, "kW"), share=_share(chilling / critical),
        air=_share(sum(x.design_kw for x in plant if x.kind in _AIR) / critical),
        water=_share(sum(x.design_kw for x in plant if x.kind in _WATER) / critical), **facts,
    )  # fmt: skip


def _share(part: float) -> Quantity:
    return q(round(100.0 * part, 1), "%")
