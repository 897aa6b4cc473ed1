"""The arithmetic of the proof: shares and loadings."""

from designer.ledger import formula
from designer.units import Quantity

__all__ = ["block_loading", "common_cause", "downtime", "served_share", "shared_reserve", "unavailability"]


@formula("s", unit="", source="derived", clause="removal proof")
def served_share(n_served: Quantity, n_removals: Quantity) -> Quantity:
    """Share of removals that keep every load of classes C1 to C4."""
    return n_served / n_removals


@formula("u", unit="", source="derived", clause="equal cord sharing")
def block_loading(P_flow: Quantity, P_rated: Quantity) -> Quantity:
    """Loading of an element under equal sharing over its live feeds."""
    return P_flow / P_rated


@formula("u_max", unit="", source="derived", clause="redundancy group")
def shared_reserve(n_needed: Quantity, n_spare: Quantity) -> Quantity:
    """Highest loading per unit in normal service that leaves the spare units' capacity free."""
    return n_needed / (n_needed + n_spare)


@formula("U", unit="", source="tm5-698-5", clause="inherent, without planned work and human error")
def unavailability(MTBF: Quantity, MTTR: Quantity) -> Quantity:
    """Share of the time that a repairable unit is down."""
    return MTTR / (MTBF + MTTR)


@formula("U_1oo2", unit="", source="derived", clause="one of two, common-cause factor")
def common_cause(U_unit: Quantity, beta: Quantity) -> Quantity:
    """Share of the time that both of two like units are down."""
    return ((1 - beta) * U_unit) ** 2 + beta * U_unit


@formula("t_down", unit="h", source="derived", clause="hours in a year of 8,760 h")
def downtime(U_class: Quantity, t_year: Quantity) -> Quantity:
    """Expected time in a year that the mean load of a class is not served."""
    return U_class * t_year
