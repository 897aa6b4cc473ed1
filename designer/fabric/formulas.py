"""The sizing rules of the fabric, each written once.

Counts are dimensionless. R is the number of ports of a switch at the speed of its links, u the uplinks of a leaf, L the
leaves of a plane; a pod is a group of leaves and spines below the cores.
"""

from designer.ledger import ceil, floor, formula, maximum, minimum
from designer.units import Quantity, q

__all__ = [
    "bisection_share", "cores", "divisor_at_least", "leaves_per_group", "links_up", "optics", "pods", "pool_flow",
    "spines", "three_tier_hosts", "two_tier_hosts", "uplinks",
]


def divisor_at_least(whole: Quantity, least: Quantity) -> Quantity:
    """The smallest divisor of a whole number that is not below another; the number itself when there is none below it.

    >>> float(divisor_at_least(q(32), q(12)).magnitude)
    16.0
    """
    number, low = round(float(whole.m_as(""))), float(least.m_as(""))
    return q(float(min((d for d in range(1, number + 1) if number % d == 0 and d >= low - 1e-9), default=number)))


@formula("L_group", unit="", source="nv-spod-h100", clause="one leaf per rail and unit while its ports suffice")
def leaves_per_group(P: Quantity, d: Quantity) -> Quantity:
    """Leaves of one unit, rail and plane: positions over the host ports of a leaf."""
    return ceil(P / d)


@formula("u", unit="", source="derived", clause="uplink bandwidth not below host bandwidth over oversubscription")
def uplinks(d_used: Quantity, v_down: Quantity, v_up: Quantity, o: Quantity) -> Quantity:
    """Least uplinks of a leaf for its used host ports."""
    return ceil(d_used * v_down / (o * v_up))


@formula("S", unit="", source="nv-spod-h100", clause="tables 3 and 4: equal links for every leaf-spine pair")
def spines(U: Quantity, R: Quantity, u: Quantity, S_least: Quantity) -> Quantity:
    """Spines of a plane or pod: enough ports for all uplinks, and a divisor of the uplinks of each leaf."""
    return divisor_at_least(u, maximum(ceil(U / R), S_least))


@formula("P_pods", unit="", source="nv-spod-h100", clause="table 3: half of the spine ports look down")
def pods(n_rail: Quantity, G: Quantity, L_group: Quantity, h: Quantity) -> Quantity:
    """Pods: groups of leaves over the groups that the down ports of a spine can reach, apart for each rail."""
    return n_rail * ceil(G / floor(h / L_group))


@formula("C", unit="", source="nv-spod-h100", clause="table 3: each spine reaches its own group of cores")
def cores(S: Quantity, P_pods: Quantity, w: Quantity, R: Quantity, m: Quantity) -> Quantity:
    """Cores of a plane: one group for every m spines of a pod, a divisor of the spine's uplinks in size."""
    return S / m * divisor_at_least(w, ceil(P_pods * m * w / R))


@formula("N_up", unit="", source="derived")
def links_up(n: Quantity, u: Quantity) -> Quantity:
    """Links between two tiers: switches below times uplinks of each."""
    return n * u


@formula("N_opt", unit="", source="nv-spod-h100", clause="table 8: one twin-port transceiver serves two links")
def optics(n_cages: Quantity, n_each: Quantity) -> Quantity:
    """Transceivers: used cages times transceivers in each."""
    return n_cages * n_each


@formula("H_2", unit="", source="derived", clause="non-blocking two tiers")
def two_tier_hosts(R: Quantity) -> Quantity:
    """Host ports of a plane that two tiers can join without oversubscription."""
    return R**2 / 2


@formula("H_3", unit="", source="derived", clause="non-blocking three tiers")
def three_tier_hosts(R: Quantity) -> Quantity:
    """Host ports of a plane that three tiers can join without oversubscription."""
    return R**3 / 4


@formula("f_bis", unit="", source="derived", clause="flow found over flow wanted, both in links of the host speed")
def bisection_share(F_found: Quantity, F_wanted: Quantity) -> Quantity:
    """Share of the half-to-half bandwidth that the switches carry."""
    return minimum(F_found / F_wanted, q(1.0))


@formula("F_half", unit="", source="derived", clause="every host of the smaller half sends at full rate")
def pool_flow(n_low: Quantity, n_high: Quantity) -> Quantity:
    """Flow wanted between two sets of host ports."""
    return minimum(n_low, n_high)
