"""Cable length, tray fill, latency and what a failure leaves, each formula written once."""

import math

from designer.ledger import ceil, formula
from designer.units import Quantity

__all__ = [
    "cable_length", "cross_section_m2", "latency", "network_power", "optic_power", "round_trip", "share_left",
    "split_ratio", "tray_fill", "tray_layers", "way_gap",
]


def cross_section_m2(diameter_m: float) -> float:
    """Cross-section of a round cable [m2]."""
    return math.pi * diameter_m**2 / 4


@formula("l_cable", unit="m", source="derived", clause="two drops, run on the tray network, service loops")
def cable_length(l_a: Quantity, l_run: Quantity, l_b: Quantity, l_slack: Quantity) -> Quantity:
    """Length of a cable from port to port before it is rounded up to stock."""
    return l_a + l_run + l_b + l_slack


@formula("f_fill", unit="", source="tia-569", clause="round cables over the inner area of the tray")
def tray_fill(A_cables: Quantity, w_tray: Quantity, h_tray: Quantity) -> Quantity:
    """Fill of a tray section."""
    return A_cables / (w_tray * h_tray)


@formula("n_layer", unit="", source="tia-569")
def tray_layers(f_fill: Quantity, f_design: Quantity) -> Quantity:
    """Trays over one another that keep the design fill."""
    return ceil(f_fill / f_design)


@formula("t_pair", unit="ns", source="derived", clause="a declared range, not a measured one")
def latency(
    n_sw: Quantity, t_sw: Quantity, l_path: Quantity, t_m: Quantity, n_fec: Quantity, t_fec: Quantity
) -> Quantity:
    """One-way latency between two adapters: switches, cable and error correction of each link."""
    return n_sw * t_sw + l_path * t_m + n_fec * t_fec


@formula("P_net", unit="kW", source="derived")
def network_power(P_base: Quantity, P_switch: Quantity, P_server: Quantity, P_optic: Quantity) -> Quantity:
    """Design power of a cabinet, its switches, its servers, and the optics that the switches' ratings do not hold."""
    return P_base + P_switch + P_server + P_optic


@formula("P_opt", unit="kW", source="nv-linkx", clause="maximum of each transceiver")
def optic_power(n_opt: Quantity, P_each: Quantity) -> Quantity:
    """Power of transceivers of one type."""
    return n_opt * P_each


@formula("f_left", unit="", source="derived", clause="equal links to every switch above")
def share_left(n_up: Quantity, n_lost: Quantity) -> Quantity:
    """Share of uplink bandwidth left when some uplinks are lost."""
    return (n_up - n_lost) / n_up


@formula("t_rt", unit="ms", source="nv-cabling-req", clause="propagation in fibre, there and back")
def round_trip(L_route: Quantity, t_m: Quantity) -> Quantity:
    """Round trip of a packet in the fibre of a route."""
    return 2 * L_route * t_m


@formula("o_split", unit="", source="derived", clause="host ports of a place over the links at its border")
def split_ratio(N_full: Quantity, N_given: Quantity) -> Quantity:
    """Oversubscription between places that share one network."""
    return N_full / N_given


@formula("g_way", unit="", source="derived", clause="way of all links over the least that any seating could have")
def way_gap(L_routed: Quantity, L_bound: Quantity) -> Quantity:
    """Gap of the seating to its lower bound."""
    return L_routed / L_bound - 1
