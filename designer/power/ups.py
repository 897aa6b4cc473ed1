"""UPS and battery: power with growth, module count, energy for an autonomy, input and recharge."""

from designer.ledger import ceil, formula
from designer.units import Quantity

__all__ = [
    "autonomy",
    "battery_cabinets",
    "battery_energy",
    "ups_input",
    "ups_loss",
    "ups_modules",
    "ups_power",
]


@formula("P_ups", unit="kW", source="unverified", clause="class load with growth")
def ups_power(P_class: Quantity, f_growth: Quantity) -> Quantity:
    """Power that one UPS side must be able to carry alone."""
    return P_class * (1 + f_growth)


@formula("n_ups", unit="", source="derived")
def ups_modules(P_ups: Quantity, P_module: Quantity) -> Quantity:
    """UPS modules of one side."""
    return ceil(P_ups / P_module)


@formula("E_bat", unit="kWh", source="unverified", clause="inverter efficiency, depth of discharge, end of life")
def battery_energy(P: Quantity, t: Quantity, η_inv: Quantity, DoD: Quantity, f_eol: Quantity) -> Quantity:
    """Battery energy that carries a load for its autonomy at end of life."""
    return P * t / (η_inv * DoD * f_eol)


@formula("t_bat", unit="min", source="unverified", clause="inverter efficiency, depth of discharge, end of life")
def autonomy(
    n_bat: Quantity, E_cabinet: Quantity, η_inv: Quantity, DoD: Quantity, f_eol: Quantity, P: Quantity
) -> Quantity:
    """Time that the installed battery carries a load at end of life."""
    return n_bat * E_cabinet * η_inv * DoD * f_eol / P


@formula("n_bat", unit="", source="derived")
def battery_cabinets(E_bat: Quantity, E_cabinet: Quantity) -> Quantity:
    """Battery cabinets for an energy."""
    return ceil(E_bat / E_cabinet)


@formula("P_in", unit="kW", source="textbook")
def ups_input(P_out: Quantity, η: Quantity) -> Quantity:
    """Input power of a UPS at a load."""
    return P_out / η


@formula("P_loss", unit="kW", source="textbook")
def ups_loss(P_out: Quantity, η: Quantity) -> Quantity:
    """Losses of a UPS at a load."""
    return P_out * (1 / η - 1)
