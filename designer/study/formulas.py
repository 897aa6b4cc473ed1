"""The arithmetic of a comparison: costs for each GPU and kilowatt, the risk score, the ranking score."""

from designer.ledger import formula
from designer.units import Quantity

__all__ = ["cost_per_gpu", "cost_per_power", "risk", "shortfall"]


@formula("c_gpu", unit="USD", source="derived", clause="mid cost of the priced lines, compute not among them")
def cost_per_gpu(C_total: Quantity, n_gpu: Quantity) -> Quantity:
    """Cost of the conversion for each GPU."""
    return C_total / n_gpu


@formula("c_P", unit="USD/kW", source="derived", clause="state of which power: critical IT or the import")
def cost_per_power(C_total: Quantity, P: Quantity) -> Quantity:
    """Cost of the conversion for each kilowatt."""
    return C_total / P


@formula("r", unit="", source="house", clause="screening score, for ranking only")
def risk(
    n_block: Quantity, n_advise: Quantity, n_open: Quantity, n_risk: Quantity, w_block: Quantity, w_advise: Quantity,
    w_open: Quantity, w_risk: Quantity,
) -> Quantity:
    """Risk of a variant: rules that fail, rules left undecided, risks noted."""
    return n_block * w_block + n_advise * w_advise + n_open * w_open + n_risk * w_risk


@formula("d", unit="", source="derived", clause="0 is the best of the study, 1 the worst")
def shortfall(x: Quantity, x_best: Quantity, x_worst: Quantity) -> Quantity:
    """How far a variant stays behind the best of one objective."""
    return (x - x_best) / (x_worst - x_best)
