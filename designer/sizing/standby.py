"""What stands behind the core when the utility is lost: power of UPS and sets, estimated with, and solved with."""

from designer.ledger import formula, maximum
from designer.units import Quantity

__all__ = [
    "backed_up_power",
    "core_power",
    "mechanical_of_units",
    "mechanical_share",
    "plant_power",
    "recharge_power",
    "ups_asked",
]


@formula("P_units", unit="kW", source="derived", clause="units that must run, whole")
def mechanical_of_units(
    n_cdu: Quantity,
    P_cdu: Quantity,
    n_clr: Quantity,
    P_clr: Quantity,
    n_acu: Quantity,
    P_acu: Quantity,
    Q_source: Quantity,
    f_source: Quantity,
) -> Quantity:
    """Mechanical power of whole units that must run: more than the shares of racks where these are few."""
    return n_cdu * P_cdu + n_clr * P_clr + n_acu * P_acu + Q_source * f_source


@formula("P_core", unit="kW", source="derived")
def core_power(P_net: Quantity, P_cdu: Quantity, P_pump: Quantity, P_ctrl: Quantity, P_panels: Quantity) -> Quantity:
    """Power of the core classes: network, storage, coolant units and pumps, controls."""
    return P_net + P_cdu + P_pump + P_ctrl + P_panels


@formula("P_plant", unit="kW", source="derived", clause="what has one cord and no UPS")
def plant_power(P_mech: Quantity, P_cdu: Quantity, P_pump: Quantity, P_house: Quantity, P_ctrl: Quantity) -> Quantity:
    """Power of the plant blocks: the mechanical plant without coolant units and pumps, lighting and small power."""
    return maximum(P_mech - P_cdu - P_pump, 0 * P_mech) + P_house - P_ctrl


@formula("P_ups", unit="kW", source="derived", clause="modules by power and by apparent power")
def ups_asked(P_side: Quantity, k_unit: Quantity, pf: Quantity) -> Quantity:
    """Power that the modules of a UPS must reach; k_unit is a module's power over its apparent power."""
    return P_side * maximum(k_unit / pf, 1 * pf / pf)


@formula("f_mech", unit="", source="derived", clause="cooling follows the heat that stays on")
def mechanical_share(P_core: Quantity, P_IT: Quantity) -> Quantity:
    """Share of the mechanical plant that the core classes need while the GPU racks are off."""
    return P_core / P_IT


@formula("P_gen", unit="kW", source="unverified", clause="UPS input, recharge and the mechanical plant")
def backed_up_power(P_ups_in: Quantity, P_re: Quantity, P_mech: Quantity, f_mech: Quantity) -> Quantity:
    """Power that the generators carry."""
    return P_ups_in + P_re + P_mech * f_mech


@formula("P_re", unit="kW", source="unverified", clause="recharge 5 to 10 % upstream")
def recharge_power(P_class: Quantity, f_re: Quantity) -> Quantity:
    """Power that recharging the batteries adds upstream after an outage."""
    return P_class * f_re
