"""The arithmetic of the scorecard."""

from designer.ledger import formula
from designer.units import Quantity

__all__ = ["known_share", "remedy_cost", "score", "unlocked"]


@formula("S", unit="", source="house", clause="points reached over points possible, among factors that are known")
def score(p_reached: Quantity, p_most: Quantity) -> Quantity:
    """Share of the points that a site reaches."""
    return p_reached / p_most


@formula("s_known", unit="", source="house", clause="an unknown factor is a question, not a zero")
def known_share(w_known: Quantity, w_all: Quantity) -> Quantity:
    """Share of the weight of the scorecard that is known."""
    return w_known / w_all


@formula("P_new", unit="MW", source="derived")
def unlocked(P_IT: Quantity) -> Quantity:
    """Critical IT that the conversion unlocks."""
    return P_IT * 1


@formula("C_r", unit="USD", source="derived")
def remedy_cost(n: Quantity, c: Quantity) -> Quantity:
    """Cost of a remedy."""
    return n * c
