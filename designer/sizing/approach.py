"""The approach that CDUs are counted with: that of their rating restated for the coolants of the loops, or closer where
no permitted cooler makes water so cold; a unit then carries so much less.
"""

from collections.abc import Sequence
from functools import partial
from math import ceil

from designer.catalog import Cdu, Coolant
from designer.ledger import Step, Value, formula, maximum, minimum
from designer.sizing.basis import Basis
from designer.sizing.coolant import fluid_of
from designer.sizing.exchanger import Pair, Plates, Rating, facility_rated, plates_of, rated_states, restated
from designer.units import Quantity, q

__all__ = ["counted_approach", "units_running"]

Found = Value | Step

#: Units beyond those of the flow that are tried before a CDU is told not to do.
_MOST = 60


@formula("ATD", unit="delta_degC", source="derived", clause="as cold as the outdoor plant makes it, within the rating")
def fitted(T_tcs: Quantity, T_low: Quantity, ATD_r: Quantity, ATD: Quantity) -> Quantity:
    """Approach that lets the outdoor plant do, no closer than the published one."""
    return maximum(minimum((T_tcs - T_low).to("delta_degC"), ATD.to("delta_degC")), ATD_r.to("delta_degC"))


@formula("Q_cdu", unit="kW", source="textbook", clause="at fixed flows heat follows the approach")
def heat_at(Q_r: Quantity, ATD: Quantity, ATD_r: Quantity) -> Quantity:
    """Heat of a CDU at its rated flows and another approach."""
    return Q_r * ATD / ATD_r


def counted_approach(basis: Basis, cdu: Cdu, lowest: Sequence[float]) -> tuple[Found, Found]:
    """Approach and heat of one unit at it.

    Args:
        basis: the workbench.
        cdu: the unit.
        lowest: coldest facility supplies [degC] that the permitted coolers make at the design day, the one with more
            room first; empty where that is not known or chillers finish the water. None that the published approach
            reaches asks for a closer one: more units would not make the outdoor plant do.
    """
    rule, supply = partial(basis.catalog.threshold, "cooling"), basis.site.wishes.cooling.supply_temperature
    rating, plates, loops = _exchanger(basis, cdu)
    own = restated(basis.keep, rating, plates, loops)
    if own is rating.approach and basis.approach is None:
        return own, cdu.heat_rated
    most = rule("approach_max")
    wanted: Found = own if own.si("delta_degC") <= most.si("delta_degC") else most
    within = (low for low in lowest if low <= supply.si("degC") - cdu.approach_rated.si("delta_degC") + 1e-9)
    low = next(within, None)
    if low is not None and supply.si("degC") - wanted.si("delta_degC") < low:
        wanted = basis.keep(
            fitted, "approach", T_tcs=supply, T_low=q(low, "degC"), ATD_r=cdu.approach_rated, ATD=wanted
        )
        basis.decide("closer_approach", cdu.key, cdu=cdu.name, approach=wanted.result, own=own.q)
    if basis.approach is not None and basis.approach < wanted.si("delta_degC"):
        low = supply.si("degC") - basis.approach
        wanted = basis.keep(
            fitted, "approach", T_tcs=supply, T_low=q(low, "degC"), ATD_r=cdu.approach_rated, ATD=wanted
        )
        basis.decide("approach_for_water", cdu.key, cdu=cdu.name, approach=wanted.result, own=own.q)
    if wanted is own:
        return own, cdu.heat_rated
    return wanted, basis.keep(heat_at, "cdu_heat", Q_r=cdu.heat_rated, ATD=wanted, ATD_r=own)


def units_running(basis: Basis, cdu: Cdu, approach: float, duty: tuple[float, float]) -> int | None:
    """The fewest CDUs that carry duty = (heat [kW], flow [LPM]) of a loop at an approach [K], each with its share of
    the flow; None where no number does.
    """
    heat, flow = duty
    if heat <= 0.0:
        return 1
    if not flow:
        flow = heat / cdu.heat_rated.si("kW") * cdu.tcs_flow_rated.si("LPM")
    _, plates, loops = _exchanger(basis, cdu)
    matched = basis.catalog.threshold("cooling", "facility_flow_ratio").si("") * (
        loops[0].volumetric / loops[1].volumetric
    )
    rise = heat / loops[0].kw_per_k(flow)
    first = max(1, ceil(flow / plates.flows[0] - 1e-9))
    for count in range(first, first + _MOST):
        share = flow / count
        eps, least = plates.effect(share, min(plates.flows[1], share * matched), *loops)
        if eps * least * (approach + rise) * count >= heat * (1.0 - 1e-9):
            return count
    return None


def _exchanger(basis: Basis, cdu: Cdu) -> tuple[Rating, Plates, Pair]:
    """The rating of a CDU, its exchanger, and the coolants of the loops at the supply temperature."""
    wishes, rule = basis.site.wishes.cooling, partial(basis.catalog.threshold, "cooling")
    slugs = (wishes.coolant or "pg25", wishes.facility_coolant or wishes.coolant or "pg25")
    supply = wishes.supply_temperature.si("degC")
    hot, cold = (fluid_of(basis.catalog.get(Coolant, slug)).at(supply) for slug in slugs)
    flow = cdu.tcs_flow_rated.si("LPM")
    flows = (flow, facility_rated(cdu, flow, rule("facility_flow_ratio")))
    rating = Rating(cdu.slug, cdu.heat_rated, cdu.approach_rated, flows, rule("plate_exponent"))
    loops = (hot, cold)
    return rating, plates_of(basis.keep, rating, rated_states(basis.catalog, cdu, loops), loops), loops
