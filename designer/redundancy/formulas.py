"""The arithmetic of the proof: shares and loadings."""

from designer.ledger import formula
from designer.units import Quantity

__all__ = ["block_loading", "served_share", "shared_reserve"]


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
