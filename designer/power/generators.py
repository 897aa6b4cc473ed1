"""Generating sets: N+1 sets, fuel, first step."""

from designer.ledger import ceil, formula
from designer.units import Quantity

__all__ = ["first_step", "fuel_volume", "generator_sets"]


@formula("n_gen", unit="", source="derived", clause="N+1")
def generator_sets(P_gen: Quantity, P_set: Quantity, n_spare: Quantity) -> Quantity:
    """Generating sets with the spare."""
    return ceil(P_gen / P_set) + n_spare


@formula("V_fuel", unit="L", source="unverified", clause="specific consumption at load")
def fuel_volume(P_gen: Quantity, t: Quantity, b: Quantity) -> Quantity:
    """Fuel for the hours on site."""
    return P_gen * t * b


@formula("k_step", unit="", source="iso-8528", clause="8528-5")
def first_step(P_step: Quantity, n_running: Quantity, P_set: Quantity) -> Quantity:
    """First load step over the running sets' rating."""
    return P_step / (n_running * P_set)
