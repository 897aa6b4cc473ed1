"""Building the conversion case: what the brief says of it, with what cannot be meant as mistakes."""

from designer.site.brief_case import ConversionBrief, EconomicsBrief, PhasingBrief
from designer.site.case_records import (
    FACTORS,
    Case,
    Debt,
    EconomicsWish,
    LongLead,
    Permit,
    Phase,
    PhasingWish,
    Standing,
    Tenant,
)
from designer.site.draft import Draft

__all__ = ["build_case"]

#: Prices of the economics, whose year must be said.
_PRICES = ("rate", "gpu_rate", "rack_price", "power_price", "opex", "hash_price")
_SHARES = ("occupancy", "escalator", "discount")


def build_case(
    draft: Draft, standing: ConversionBrief | None, phasing: PhasingBrief | None, economics: EconomicsBrief | None
) -> Case:
    """The case of a brief, with what cannot be meant as mistakes."""
    return Case(
        _standing(draft, standing) if standing else None,
        _phasing(draft, phasing) if phasing else None,
        _economics(draft, economics) if economics else None,
    )


def _standing(draft: Draft, said: ConversionBrief) -> Standing:
    for name in said.weights:
        if name not in FACTORS:
            draft.wrong("factor-unknown", ("conversion", "weights", name), name, ", ".join(FACTORS))
    for number, one in enumerate(said.permits or ()):
        if one.status in ("granted", "not-needed") and one.takes is not None and one.takes.si("month") > 0:
            draft.wrong("permit-contradiction", ("conversion", "permits", number, "takes"), one.status)
    for number, item in enumerate(said.long_lead or ()):
        if item.status == "ordered" and not item.arrives:
            draft.ask("long_lead_arrival", f"conversion.long_lead[{number}].arrives", kind=item.kind)
    permits = None if said.permits is None else tuple(Permit(p.name, p.status, p.takes) for p in said.permits)
    items = None
    if said.long_lead is not None:
        items = tuple(LongLead(x.kind, x.count, x.status, x.arrives) for x in said.long_lead)
    tenant = None
    if said.tenant is not None:
        tenant = Tenant(said.tenant.status, said.tenant.credit or "", said.tenant.term, said.tenant.start)
    return Standing(
        weights={name: float(weight) for name, weight in said.weights.items()}, area=said.land.area,
        zoning=said.land.zoning or "", expansion=said.land.expansion or "", approved=said.supply.approved or "",
        available=said.supply.available, firm=said.supply.firm or "", outage=said.supply.outage, permits=permits,
        contractors=said.team.contractors or "", operations=said.team.operations or "",
        security=said.team.security or "", long_lead=items, tenant=tenant,
    )  # fmt: skip


def _phasing(draft: Draft, said: PhasingBrief) -> PhasingWish:
    seen: dict[str, int] = {}
    for number, phase in enumerate(said.phases or ()):
        for system in phase.systems:
            if system in seen:
                draft.wrong("tag-twice", ("phasing", "phases", number, "systems"), system)
            seen[system] = number
    phases = None if said.phases is None else tuple(Phase(tuple(p.systems), p.mine) for p in said.phases)
    return PhasingWish(said.aim or "earliest-ai", said.start, phases)


def _economics(draft: Draft, said: EconomicsBrief) -> EconomicsWish:
    ranges = {name: getattr(said, name) for name in (*_PRICES, *_SHARES) if getattr(said, name) is not None}
    priced = [name for name in _PRICES if name in ranges]
    if priced and said.year is None:
        draft.wrong("price-year", ("economics", priced[0]), priced[0], "year")
    if said.model == "cloud" and "rate" in ranges:
        draft.wrong("cloud-by-lease", ("economics", "rate"), "rate", "gpu_rate")
    if said.model == "colocation" and "gpu_rate" in ranges:
        draft.wrong("lease-by-cloud", ("economics", "gpu_rate"), "gpu_rate", "rate")
    debt = Debt(said.debt.share, said.debt.rate, said.debt.term) if said.debt else None
    return EconomicsWish(said.year, said.model, said.lease or "", ranges, said.horizon, debt)
