"""The formulas of the cash flow: monthly rates, payments, margins, yields. Sums over months stand in `cash`."""

from designer.ledger import formula
from designer.units import Quantity

__all__ = [
    "capex_per_power", "capex_total", "cover", "energy_income", "hash_income", "lease_income", "loan_payment",
    "mining_margin", "monthly_rate", "net_income", "opex_borne", "yield_on_cost",
]


@formula("r_m", unit="", source="derived", clause="effective rate of a month")
def monthly_rate(r: Quantity) -> Quantity:
    """Rate of a month from the effective rate of a year."""
    return (1 + r) ** (1 / 12) - 1


@formula("A", unit="USD", source="derived", clause="annuity in arrears")
def loan_payment(L: Quantity, i_m: Quantity, n: Quantity) -> Quantity:
    """Equal monthly payment of a loan."""
    return L * i_m / (1 - (1 + i_m) ** (-n))


@formula("p_h", unit="USD/MWh", source="derived", clause="income at a hash price for the energy of a miner")
def hash_income(h: Quantity, e: Quantity) -> Quantity:
    """Income of a megawatt-hour mined."""
    return h / e


@formula("m", unit="USD/MWh", source="derived")
def mining_margin(p_h: Quantity, p_el: Quantity, c_op: Quantity) -> Quantity:
    """What a megawatt-hour mined leaves after energy and operation."""
    return p_h - p_el - c_op


@formula("I", unit="USD", source="derived")
def energy_income(E: Quantity, p: Quantity) -> Quantity:
    """Income of an amount of energy."""
    return E * p


@formula("C", unit="USD", source="derived", clause="priced lines, soft cost, contingency")
def capex_total(C_lines: Quantity, s_soft: Quantity, s_cont: Quantity, C_compute: Quantity) -> Quantity:
    """Capex of the conversion."""
    return C_lines * (1 + s_soft) * (1 + s_cont) + C_compute


@formula("c_MW", unit="USD/MW", source="derived", clause="critical IT and gross import are kept apart")
def capex_per_power(C: Quantity, P: Quantity) -> Quantity:
    """Capex for each megawatt."""
    return C / P


@formula("R_m", unit="USD", source="derived")
def lease_income(P_IT: Quantity, u: Quantity, c_kW: Quantity, t: Quantity) -> Quantity:
    """Income of a month from leased power."""
    return P_IT * u * c_kW * t


@formula("O_m", unit="USD", source="derived", clause="what the lease does not pass on to the tenant")
def opex_borne(P_IT: Quantity, c_op: Quantity, s_rec: Quantity, t: Quantity) -> Quantity:
    """Opex of a month that the owner bears."""
    return P_IT * c_op * (1 - s_rec) * t


@formula("NOI", unit="USD", source="derived", clause="stabilised year, all phases live, no escalation")
def net_income(R_m: Quantity, O_m: Quantity, E_m: Quantity) -> Quantity:
    """Net operating income of a year."""
    return (R_m - O_m - E_m) * 12


@formula("y", unit="", source="derived")
def yield_on_cost(NOI: Quantity, C: Quantity) -> Quantity:
    """Yield on cost."""
    return NOI / C


@formula("DSCR", unit="", source="derived", clause="stabilised NOI over a year of debt service")
def cover(NOI: Quantity, A: Quantity) -> Quantity:
    """Debt service cover."""
    return NOI / (A * 12)
