"""Generating sets: backed-up power, N+1 sets, fuel."""

from designer.ledger import ceil, formula
from designer.units import Quantity

__all__ = ["backed_up_power", "first_step", "fuel_volume", "generator_sets", "mechanical_share"]


@formula("f_mech", unit="", source="derived", clause="cooling follows the heat that stays on")
def mechanical_share(P_core: Quantity, P_IT: Quantity) -> Quantity:
    """Share of the mechanical plant that the core classes need while the GPU racks are off."""
    return P_core / P_IT


@formula("P_gen", unit="kW", source="unverified", clause="UPS input, recharge and the mechanical plant")
def backed_up_power(P_ups_in: Quantity, P_re: Quantity, P_mech: Quantity, f_mech: Quantity) -> Quantity:
    """Power that the generators carry."""
    return P_ups_in + P_re + P_mech * f_mech


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
