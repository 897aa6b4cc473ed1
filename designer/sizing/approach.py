"""The approach that CDUs are counted with: that of their rating restated for the coolants of the loops, or closer where
no permitted cooler makes water so cold; a unit then carries so much less.
"""

from collections.abc import Sequence
from functools import partial

from designer.catalog import Cdu, Coolant
from designer.ledger import Step, Value, formula, maximum, minimum
from designer.sizing.basis import Basis
from designer.sizing.coolant import fluid_of
from designer.sizing.exchanger import Rating, facility_rated, plates_of, rated_states, restated
from designer.units import Quantity, q

__all__ = ["counted_approach"]

Found = Value | Step


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
            room first; empty where that is not known or chillers finish the water.
    """
    wishes, rule = basis.site.wishes.cooling, partial(basis.catalog.threshold, "cooling")
    supply = wishes.supply_temperature
    slugs = (wishes.coolant or "pg25", wishes.facility_coolant or wishes.coolant or "pg25")
    hot, cold = (fluid_of(basis.catalog.get(Coolant, slug)).at(supply.si("degC")) for slug in slugs)
    flow = cdu.tcs_flow_rated.si("LPM")
    flows = (flow, facility_rated(cdu, flow, rule("facility_flow_ratio")))
    rating = Rating(cdu.slug, cdu.heat_rated, cdu.approach_rated, flows, rule("plate_exponent"))
    plates = plates_of(basis.keep, rating, rated_states(basis.catalog, cdu, (hot, cold)), (hot, cold))
    own = restated(basis.keep, rating, plates, (hot, cold))
    if own is rating.approach:
        return own, cdu.heat_rated
    most = rule("approach_max")
    wanted: Found = own if own.si("delta_degC") <= most.si("delta_degC") else most
    within = (low for low in lowest if low <= supply.si("degC") - cdu.approach_rated.si("delta_degC") + 1e-9)
    low = next(within, min(lowest, default=None))
    if low is not None and supply.si("degC") - wanted.si("delta_degC") < low:
        wanted = basis.keep(
            fitted, "approach", T_tcs=supply, T_low=q(low, "degC"), ATD_r=cdu.approach_rated, ATD=wanted
        )
        basis.decide("closer_approach", cdu.key, cdu=cdu.name, approach=wanted.result, own=own.q)
    if wanted is own:
        return own, cdu.heat_rated
    return wanted, basis.keep(heat_at, "cdu_heat", Q_r=cdu.heat_rated, ATD=wanted, ATD_r=own)
