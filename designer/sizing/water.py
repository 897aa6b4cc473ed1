"""How many racks the water of a day carries: by a guess at first, then by what the hours of the design day took."""

from math import ceil
from typing import NamedTuple

from designer.ledger import Given, Step, floor, formula, given, maximum, minimum
from designer.model import Constraint, Note, NoteKind, Trade
from designer.model.notes import Fact
from designer.sizing.basis import Basis, wanted_racks
from designer.sizing.records import CapacityLimit
from designer.sizing.rounds import WATER, WATER_FIRST, WATER_FOR, WATER_WITHIN
from designer.units import Quantity, q

__all__ = [
    "Rejected", "racks_by_water", "racks_halved", "racks_tried", "water_guessed", "water_left", "water_limit",
    "water_per_rack",
]  # fmt: skip


@formula("w_heat", unit="L/kWh", source="derived", clause="latent heat of water; blow-down by cycles of concentration")
def water_guessed(f_latent: Quantity, w_evap: Quantity, coc: Quantity) -> Quantity:
    """Make-up water for the heat that goes to the coolers, before the hours of the design day are known."""
    return f_latent * w_evap * coc / (coc - 1)


@formula("W_rack", unit="L/day", source="derived")
def water_per_rack(Q_rack: Quantity, w_heat: Quantity) -> Quantity:
    """Make-up water for each GPU rack on the design day."""
    return Q_rack * w_heat


@formula("W_left", unit="L/day", source="derived", clause="kinds of racks are served in turn, wanted numbers first")
def water_left(W_limit: Quantity, W_rack: Quantity, Q_held: Quantity, Q_rack: Quantity) -> Quantity:
    """Daily water that the kinds of racks before leave."""
    return maximum(W_limit - W_rack * Q_held / Q_rack, 0 * W_limit)


@formula("N_water", unit="", source="derived")
def racks_by_water(W_limit: Quantity, W_rack: Quantity) -> Quantity:
    """GPU racks that the daily water limit carries."""
    return floor(W_limit / W_rack)


@formula("N_tried", unit="", source="derived", clause="racks of earlier rounds whose hours were calculated")
def racks_tried(N_water: Quantity, N_within: Quantity, N_for: Quantity) -> Quantity:
    """GPU racks between those that the water was found too little and enough for."""
    return maximum(minimum(N_water, N_within), N_for)


@formula("N_tried", unit="", source="derived", clause="the middle of what the hours of earlier rounds leave open")
def racks_halved(N_within: Quantity, N_for: Quantity) -> Quantity:
    """GPU racks tried where the rate of the last round leads out of what is open."""
    return N_within - floor((N_within - N_for) / 2)


#: What lies between dry air and the supply to the racks, of ``threshold/cooling``.
_MARGINS = ("recirculation", "least_approach", "approach_screen")


class Rejected(NamedTuple):
    """Heat to coolers that may evaporate [kW]: of a rack, of the racks held beside them; how many those are."""

    rack: Quantity
    held: float
    others: int


def water_limit(
    basis: Basis, heat: Rejected, constraints: tuple[Constraint, ...], all_day: bool
) -> CapacityLimit | None:
    """As many racks as the water of a day carries, None without a limit: by what the hours of the design day took for
    the heat in an earlier round. Before that, for coolers that are wet `all_day`, by a guess that is no more than that;
    others take from none to all of that by their water, which the hours must tell first. None is said only once a
    single rack was tried: few racks take more for each, since fans do not turn as slowly as they would need to.
    """
    limit: Given = basis.site.water.daily_limit
    if not basis.site.water.daily_limit.known or not heat.rack.magnitude:
        return None
    rack = basis.keep(water_per_rack, "water_per_rack", Q_rack=heat.rack, w_heat=_rate(basis, constraints))
    found = any(c.key == WATER for c in constraints)
    if not found and not all_day:
        return None
    if heat.others:
        held = q(heat.held, "kW")
        limit = basis.keep(water_left, "water_left", W_limit=limit, W_rack=rack, Q_held=held, Q_rack=heat.rack)
    step = basis.keep(racks_by_water, "racks_by_water", W_limit=limit, W_rack=rack)
    step = _between(basis, step, constraints, heat.others)
    none = any(c.key == WATER_WITHIN and c.amount < heat.others + 1 for c in constraints)
    least = 0 if none or heat.others else 1
    if none and not heat.others:
        _say_none(basis, next((c.amount for c in constraints if c.key == WATER_FIRST), rack.number))
    return CapacityLimit("water", Trade.COOLING, max(least, round(step.number)), step.key)


def _say_none(basis: Basis, first: float) -> None:
    """That the water carries no rack, for which the first takes so much [L/day], with the supply at which dry coolers
    do, where the racks take that.
    """
    facts: dict[str, Fact] = {"limit": basis.site.water.daily_limit, "rack": q(first, "L/day")}
    climate = basis.site.climate
    limits = [w.rack.supply_temperature_max for w in wanted_racks(basis.site, basis.catalog)]
    known = [limit for limit in limits if limit.known]
    key = "sizing.water_for_no_rack"
    if climate is not None and climate.design_dry_bulb.known and known:
        margins = (basis.catalog.threshold("cooling", k).si("delta_degC") for k in _MARGINS)
        nearest = climate.design_dry_bulb.si("degC") + sum(margins)
        lowest = min(known, key=lambda limit: limit.si("degC"))
        facts |= {"supply": q(ceil(round(nearest * 10.0, 6)) / 10.0, "degC"), "most": lowest}
        key += "_dry" if nearest <= lowest.si("degC") else "_beyond"
    basis.notes.append(Note(NoteKind.RISK, key, Trade.COOLING, "site.water", facts))


def _between(basis: Basis, step: Step, constraints: tuple[Constraint, ...], others: int) -> Step:
    """Racks within those for which earlier rounds found the water too little, and no fewer than it sufficed for."""
    found = {c.key: c.amount - others for c in constraints if c.key in (WATER_WITHIN, WATER_FOR)}
    if not found:
        return step
    most, least = found.get(WATER_WITHIN, step.number), found.get(WATER_FOR, 0.0)
    if len(found) > 1 and not least < step.number < most:
        return basis.keep(racks_halved, "racks_tried", N_within=q(most), N_for=q(least))
    return basis.keep(racks_tried, "racks_tried", N_water=step, N_within=q(most), N_for=q(least))


def _rate(basis: Basis, constraints: tuple[Constraint, ...]) -> Given:
    """Make-up water of the design day for the heat that goes to the coolers: as found, else as guessed."""
    found = next((c for c in constraints if c.key == WATER), None)
    if found is not None:
        return given(q(found.amount, "L/kWh"), "derived", name=found.origin)
    return basis.keep(
        water_guessed,
        "water_guessed",
        f_latent=basis.rule("latent_share"),
        w_evap=basis.rule("evaporation"),
        coc=basis.rule("cycles_of_concentration"),
    )
