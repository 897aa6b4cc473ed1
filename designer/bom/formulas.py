"""The arithmetic of the bill of materials: spares, line costs, totals, maturity."""

from designer.ledger import ceil, formula
from designer.units import Quantity

__all__ = ["cost_of_line", "maturity", "priced_share", "spare_measure", "spare_units", "total_cost"]


@formula("n_spare", unit="", source="house", clause="shelf spares, whole units")
def spare_units(n_installed: Quantity, s_spare: Quantity) -> Quantity:
    """Units kept on the shelf."""
    return ceil(n_installed * s_spare)


@formula("q_spare", unit="", source="house", clause="waste and spare of a measured material")
def spare_measure(q_needed: Quantity, s_spare: Quantity) -> Quantity:
    """Measure of a material bought beyond what is needed."""
    return q_needed * s_spare


@formula("C", unit="USD", source="derived")
def cost_of_line(n_total: Quantity, c_unit: Quantity) -> Quantity:
    """Mid cost of a line."""
    return n_total * c_unit


@formula("C_total", unit="USD", source="derived")
def total_cost(
    C_site: Quantity, C_layout: Quantity, C_fabric: Quantity, C_cooling: Quantity, C_power: Quantity
) -> Quantity:
    """Cost of all priced lines, by trade."""
    return C_site + C_layout + C_fabric + C_cooling + C_power


@formula("s_priced", unit="", source="derived")
def priced_share(n_priced: Quantity, n_lines: Quantity) -> Quantity:
    """Share of the lines to be paid for that have a price."""
    return n_priced / n_lines


@formula("M", unit="", source="aace-56r08", clause="screening measure of maturity, not a certification")
def maturity(s_inputs: Quantity, s_prices: Quantity) -> Quantity:
    """Maturity of the scope: share of inputs read or confirmed times share of lines priced from a read price."""
    return s_inputs * s_prices
