"""The arithmetic of the phases: what holds the mine, how long work takes, what is mined meanwhile."""

from designer.ledger import formula
from designer.units import Quantity

__all__ = ["ai_import", "fill_time", "mine_by_import", "mine_by_transformers", "mined_energy",
           "weeks_of_work"]  # fmt: skip


@formula("P_AI", unit="kW", source="derived", clause="live loads with the losses of the finished design in proportion")
def ai_import(P_live: Quantity, P_peak: Quantity, P_all: Quantity) -> Quantity:
    """Import of the racks that are live, with their plant and losses."""
    return P_live * P_peak / P_all


@formula("P_tx", unit="kW", source="derived", clause="transformers left to the mine, at their normal loading")
def mine_by_transformers(S_left: Quantity, s_load: Quantity, pf: Quantity) -> Quantity:
    """Mining power that the transformers left can carry."""
    return S_left * s_load * pf


@formula("P_left", unit="kW", source="derived")
def mine_by_import(P_limit: Quantity, P_AI: Quantity) -> Quantity:
    """Mining power that the import leaves."""
    return P_limit - P_AI


@formula("E_mine", unit="MWh", source="derived", clause="at rest, while floor is cleared, while plant is set")
def mined_energy(
    P_rest: Quantity, t_rest: Quantity, P_clear: Quantity, t_clear: Quantity, P_work: Quantity, t_work: Quantity,
    u: Quantity,
) -> Quantity:
    """Energy mined while a phase is prepared, cleared and built."""
    return (P_rest * t_rest + P_clear * t_clear + P_work * t_work) * u


@formula("t", unit="week", source="house", clause="an amount of work over what is done in a week")
def weeks_of_work(n: Quantity, r: Quantity, t_week: Quantity) -> Quantity:
    """Weeks for an amount of work."""
    return n / r * t_week


@formula("t_fill", unit="h", source="derived")
def fill_time(V: Quantity, q_fill: Quantity) -> Quantity:
    """Time to fill the loops of a phase."""
    return V / q_fill
