"""Sides of a network that must not fall together: its planes, or the switches of a dual-homed pair.

The leaves of a dual-homed network are ranked by their rail: with `sides` switches for each port, every so many
neighbours in rank are the sides of one port.
"""

import numpy as np
from numpy.typing import NDArray

from designer.fabric.records import Network

__all__ = ["leaf_ranks", "link_sides", "sides_of"]

Ints = NDArray[np.int64]


def leaf_ranks(network: Network) -> Ints:
    """Rank of each leaf among the rails that leaves have, -1 for other devices."""
    leaf = network.devices["tier"] == 1
    rails, found = network.devices["rail"][leaf], np.full(len(network.devices), -1)
    found[leaf] = np.searchsorted(np.unique(rails), rails)
    return found


def sides_of(network: Network) -> tuple[Ints, int]:
    """Side of each device (-1 = any) and how many there are: planes; sides of a dual-homed leaf, upper switches turn by
    turn; 1 where there is nothing to be kept apart."""
    devices, counts = network.devices, network.counts
    nothing = np.full(len(devices), -1)
    if counts.planes > 1:
        return np.where(devices["tier"] > 0, devices["plane"].astype(np.int64), nothing), counts.planes
    if network.topology not in ("dual-tor", "out-of-band"):
        return nothing, 1
    sides, upper = nothing, devices["tier"] > 1
    if network.topology == "dual-tor":
        sides = np.where(devices["tier"] == 1, leaf_ranks(network) % counts.sides, nothing)
    return np.where(upper, devices["index"].astype(np.int64) % counts.sides, sides), counts.sides


def link_sides(network: Network) -> Ints:
    """Side of each cable below a leaf: its plane, or the side of its leaf; -1 for other cables and where there is none.
    """
    cables = network.cables
    side = cables["plane"].astype(np.int64) if network.counts.planes > 1 else sides_of(network)[0][cables["b"]]
    return np.where(cables["layer"] == 0, side, -1)
