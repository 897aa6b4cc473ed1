"""Unit transformers: full-load current, losses, loading."""

from designer.ledger import formula
from designer.units import Quantity

__all__ = ["loading_share", "losses"]


@formula("P_v", unit="kW", source="iec-60076")
def losses(P_0: Quantity, P_k: Quantity, S: Quantity, S_n: Quantity) -> Quantity:
    """Losses of a transformer at a load."""
    return P_0 + P_k * (S / S_n) ** 2


@formula("k", unit="", source="textbook")
def loading_share(S: Quantity, S_n: Quantity) -> Quantity:
    """Load of an apparatus over its rating."""
    return S / S_n
