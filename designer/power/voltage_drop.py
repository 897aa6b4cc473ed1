"""Voltage drop along a line, by the usual approximation; the load flow gives the exact one."""

from designer.ledger import formula, sqrt
from designer.units import Quantity

__all__ = ["drop_share", "evenly_tapped", "line_drop"]


@formula("ΔV", unit="V", source="textbook")
def line_drop(I_L: Quantity, L: Quantity, r: Quantity, x: Quantity, cosφ: Quantity, sinφ: Quantity) -> Quantity:
    """Line-to-line voltage drop of a load at the end of a line."""
    return sqrt(3) * I_L * L * (r * cosφ + x * sinφ)


@formula("ΔV", unit="V", source="textbook", clause="equal taps at equal spacing: mean distance (n+1)/(2n)")
def evenly_tapped(
    I_L: Quantity, L: Quantity, n: Quantity, r: Quantity, x: Quantity, cosφ: Quantity, sinφ: Quantity
) -> Quantity:
    """Line-to-line voltage drop at the last of n equal taps along a run."""
    return sqrt(3) * I_L * L * (n + 1) / (2 * n) * (r * cosφ + x * sinφ)


@formula("δ", unit="%", source="textbook")
def drop_share(ΔV: Quantity, V_n: Quantity) -> Quantity:
    """Voltage drop as a share of the nominal voltage."""
    return ΔV / V_n
