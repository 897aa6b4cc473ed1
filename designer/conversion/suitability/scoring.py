"""Scoring: the first rule that holds for each factor, with what was found; the weighted share of points; remedies."""

from collections.abc import Callable, Iterator, Mapping

from designer.bom.records import BillOfMaterials
from designer.conversion.records import Comparison, Factor, Range, Remedy, Suitability
from designer.conversion.suitability import formulas
from designer.conversion.suitability.rules import RULES, Desk, needed_long_leads
from designer.layout.mine import miners_kw
from designer.ledger import Step
from designer.model import Fate
from designer.model.notes import Fact
from designer.redundancy.records import Trades
from designer.site.case_records import FACTORS, Standing
from designer.units import q

__all__ = ["suit"]

_READY = 3.0


#: What was found, what it is held against, and where in the brief it stands.
Shown = tuple[Fact, Fact, str]


def suit(trades: Trades, bom: BillOfMaterials, standing: Standing) -> tuple[Suitability, tuple[Step, ...]]:
    """The scorecard of a design, with its working."""
    desk = Desk(trades, bom, standing)
    factors = tuple(_factor(desk, key) for key in FACTORS)
    known = [f for f in factors if f.points is not None]
    weight = sum(f.weight for f in known)
    reached = sum(f.weight * (f.points or 0.0) for f in known)
    every = sum(f.weight for f in factors)
    steps = [formulas.known_share.step("conversion.known", w_known=q(weight), w_all=q(every))] if every else []
    if weight:
        steps.append(formulas.score.step("conversion.score", p_reached=q(reached), p_most=q(_READY * weight)))
    freed = formulas.unlocked.step("conversion.unlocked", P_IT=q(trades.power.critical_it_kw, "kW"))
    cures = tuple(_remedies(desk))
    made = Suitability(
        factors, reached / (_READY * weight) if weight else 0.0, weight / every if every else 0.0, cures,
        _comparison(trades), freed.si("kW"), trades.programme.binding, trades.programme.next_binding,
    )  # fmt: skip
    return made, (*steps, freed)


def _factor(desk: Desk, key: str) -> Factor:
    points, reason = next((points, reason) for points, reason, holds in RULES[key] if holds(desk))
    weight = desk.standing.weights.get(key, desk.number("weight"))
    found, limit, place = _EVIDENCE[key](desk)
    return Factor(key, points, weight, reason, found, limit, place)


def _text(value: object, unit: str) -> str:
    known = getattr(value, "known", False)
    return f"{value.si(unit):.4g} {unit}" if known else ""  # type: ignore[attr-defined]


def _power(desk: Desk) -> tuple[str, str, str]:
    said = ", ".join(text for text in (desk.standing.available, desk.standing.approved) if text)
    limit = _text(desk.trades.site.feed.import_limit, "MW")
    return f"{limit} {said}".strip(), _mw(desk.trades.power.site_power_peak_kw), "conversion.supply"


def _mw(kilowatts: float) -> str:
    return f"{kilowatts / 1000.0:.4g} MW"


def _water(desk: Desk) -> Shown:
    limit = desk.trades.site.water.daily_limit
    return q(desk.trades.cooling.daily_water, "L/day"), limit if limit.known else "", "site.water"


def _permits(desk: Desk) -> tuple[str, str, str]:
    permits = desk.standing.permits
    if permits is None:
        return desk.trades.site.permits, "", "site.permits"
    return ", ".join(f"{p.name}: {p.status}" for p in permits), "", "conversion.permits"


def _orders(desk: Desk) -> tuple[str, str, str]:
    have = ", ".join(f"{x.count} {x.kind} {x.status}" for x in desk.standing.long_lead or ())
    need = ", ".join(f"{count} {kind}" for kind, count in sorted(needed_long_leads(desk).items()))
    return have, need, "conversion.long_lead"


def _climate(desk: Desk) -> tuple[str, str, str]:
    climate = desk.trades.site.climate
    return (climate.name if climate else ""), "", "site.climate"


def _tenant(desk: Desk) -> tuple[str, str, str]:
    tenant = desk.standing.tenant
    said = (tenant.status, tenant.credit, _text(tenant.term, "year")) if tenant else ()
    return ", ".join(text for text in said if text), "", "conversion.tenant"


def _shell(desk: Desk) -> Shown:
    hall = desk.trades.site.hall
    worst = next((b for b in desk.trades.layout.breaches if b.key.startswith(("height", "floor", "slab"))), None)
    if worst is None:
        return hall.clear_height if hall.clear_height.known else "", "", "hall"
    return q(worst.value, worst.unit), q(worst.limit, worst.unit), "hall"


def _said(place: str, *fields: str) -> Callable[[Desk], tuple[str, str, str]]:
    def read(desk: Desk) -> tuple[str, str, str]:
        texts = [str(getattr(desk.standing, f)) for f in fields if getattr(desk.standing, f)]
        return ", ".join(texts), "", place

    return read


_EVIDENCE: Mapping[str, Callable[[Desk], Shown]] = {
    "land": _said("conversion.land", "zoning", "expansion"),
    "power": _power,
    "water": _water,
    "climate": _climate,
    "fibre": lambda d: (str(len({r.path for r in d.trades.site.fibre})), "2", "site.fibre"),
    "permits": _permits,
    "labour": _said("conversion.team", "contractors"),
    "long_lead": _orders,
    "experience": _said("conversion.team", "operations", "security"),
    "tenant": _tenant,
    "shell": _shell,
}


def _remedies(desk: Desk) -> Iterator[Remedy]:
    """What would cure what fails, measured on this hall. Rules named here are those that it would answer."""
    trades = desk.trades
    area = trades.site.hall.polygon.area
    breaches = {b.key for b in trades.layout.breaches}
    if any(key.startswith("height") for key in breaches):
        yield _remedy(desk, "shell", ("LAY-10", "LAY-11", "SIZ-03"), area, "m2")
    if any(key.startswith(("floor", "slab")) for key in breaches):
        yield _remedy(desk, "slab", ("LAY-12", "LAY-13", "LAY-14", "LAY-15"), area, "m2")
    routes = {r.path for r in trades.site.fibre}
    if len(routes) < 2:
        lengths = [r.length.si("m") for r in trades.site.fibre if r.length.known]
        away = max(lengths, default=desk.number("new_route_length", "m"))
        yield _remedy(desk, "fibre", ("SIT-02",), away, "m")
    limits = {x.key: x for x in trades.programme.limits}
    heat = trades.programme.estimates.get("heat_liquid", 0.0) + trades.programme.estimates.get("heat_air", 0.0)
    if "cooling" in limits and limits["cooling"].fails:
        yield _remedy(desk, "cooling", ("SIZ-04", "RED-11", "COL-10"), heat, "kW")
    if _short_of_water(trades):
        yield _remedy(desk, "water", ("COL-15",), heat, "kW")
    if "import" in limits and limits["import"].racks == 0:
        least = min((g.load_kw for g in trades.programme.racks if g.purpose == "gpu"), default=0.0)
        yield _remedy(desk, "import", ("SIT-01",), least, "kW")
    permits = desk.standing.permits
    pending = [p for p in permits or () if p.status in ("none", "applied", "refused")]
    if pending or (permits is None and not trades.site.permits.lower().startswith(("granted", "approved"))):
        told = [p.takes.si("week") for p in pending if p.takes is not None and p.takes.known]
        weeks = (max(told), max(told)) if told else _weeks(desk, "permits")
        yield Remedy("permits", ("SIT-03", "CNV-01"), float(len(pending) or 1), "", None, weeks)


def _short_of_water(trades: Trades) -> bool:
    limit = trades.site.water.daily_limit
    return limit.known and trades.cooling.daily_water > limit.si("L/day")


def _remedy(desk: Desk, key: str, rules: tuple[str, ...], amount: float, unit: str) -> Remedy:
    price = f"USD/{unit}"
    costs = [
        formulas.remedy_cost(n=q(amount, unit), c=q(desk.number(f"{key}.{end}", price), price)).m_as("USD")
        for end in ("low", "mid", "high")
    ]
    cost: Range = (costs[0], costs[1], costs[2])
    return Remedy(key, rules, amount, unit, cost, _weeks(desk, key))


def _weeks(desk: Desk, key: str) -> tuple[float, float]:
    return desk.number(f"{key}.weeks_low", "week"), desk.number(f"{key}.weeks_high", "week")


def _comparison(trades: Trades) -> tuple[Comparison, ...]:
    kept = [e for e in trades.power.elements if e.kind == "transformer" and e.fate is not Fate.NEW]
    surveyed = [i for i in trades.site.plant if i.kind == "transformer"]
    area = trades.site.hall.polygon.area
    mine, it = miners_kw(trades.site.plant), trades.power.critical_it_kw
    stock = sum(i.count * i.rating.si("kVA") for i in surveyed if i.rating.known)
    will = sum(b.rating_kva for b in trades.power.blocks)
    known = trades.site.feed.import_limit.known
    limit = trades.site.feed.import_limit.si("kW") if known else None
    return (
        Comparison("computing", "power_mw", mine or None, it),
        Comparison("import", "power_mw", limit, trades.power.site_power_peak_kw),
        Comparison("density", "kw_per_m2", mine / area if mine else None, it / area),
        Comparison("transformers", "apparent", stock or None, will),
        Comparison("transformers_kept", "count", float(sum(i.count for i in surveyed)) or None, float(len(kept))),
        Comparison("generators", "power", None, trades.power.generators_kw or None),
        Comparison("ups", "power", None, trades.power.ups_kw or None),
        Comparison("gpus", "count", None, float(trades.programme.gpus)),
        Comparison("racks", "count", None, float(trades.programme.gpu_racks)),
        Comparison("routes", "count", float(len(trades.site.fibre)), float(max(2, len(trades.site.fibre)))),
        Comparison("pue", "ratio", None, trades.cooling.annual.pue),
        Comparison("water_day", "volume", 0.0, trades.cooling.daily_water),
    )
