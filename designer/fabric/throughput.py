"""What is proved of bandwidth and hops: flow between halves beside its closed form, pairs by switches beside theirs.

Both closed forms are counted from leaves and pods alone; the flow and the search know nothing of them.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from designer.fabric.flow import CUTS, closed_flow, half_flow, halves, joined, served
from designer.fabric.hops import hop_histogram
from designer.fabric.records import Network
from designer.fabric.reports import Cut, HopCount

__all__ = ["closed_hops", "cuts", "hop_counts"]

#: Lowest tier at which links between equals make a mesh of groups.
_MESH = 2
_PEERS = 3


def cuts(network: Network) -> tuple[Cut, ...]:
    """Each plane cut between units, between rails and at random: speed of either side, flow found, closed form."""
    return tuple(
        Cut(
            network.name, plane + 1 if network.counts.planes > 1 else 0, cut, *_sides(part, first),
            -1.0 if _meshed(network) else closed_flow(part, first), half_flow(part, first),
        )
        for plane, part in enumerate(_planes(network))
        for cut in CUTS
        for first in [halves(part, cut)]
        if len(first) > 1
    )


def _sides(network: Network, first: NDArray[np.bool_]) -> tuple[float, float]:
    """What the ports of either side could send together, in links of the slowest."""
    speed = network.cables["speed"][served(network)].astype(float)
    return float(speed[first].sum() / speed.min()), float(speed[~first].sum() / speed.min())


def _planes(network: Network) -> Iterator[Network]:
    """The network plane by plane; devices stay where they are."""
    if network.counts.planes < 2:
        yield network
        return
    for plane in range(network.counts.planes):
        yield replace(network, cables=network.cables[network.cables["plane"] == plane])


def _meshed(network: Network) -> bool:
    """Whether switches above the leaves are joined with their equals."""
    peers = network.cables[network.cables["layer"] == _PEERS]
    return bool(len(peers)) and int(network.devices["tier"][peers["a"]].max()) >= _MESH


def hop_counts(network: Network) -> tuple[HopCount, ...]:
    """Ordered pairs of host ports by the switches between them, found by search and by closed form."""
    found, closed = hop_histogram(network), closed_hops(network)
    return tuple(
        HopCount(network.name, switches, closed.get(switches, 0), found.get(switches, 0))
        for switches in sorted({*found, *closed})
    )


def closed_hops(network: Network) -> dict[int, int]:
    """Ordered pairs of host ports by switches between them, counted by leaf, pod and plane; 0 = no way between them.

    On one leaf 1; in one pod 3, or 2 on the two leaves of a pair; between pods 5 over cores, or 4 where their spines
    are joined.
    """
    cables, size = network.cables, len(network.devices)
    held = np.bincount(cables["b"][cables["layer"] == 0], minlength=size)
    ports, group, found, before = int(held.sum()), np.arange(size), {1: -int(held.sum())}, 0
    tier = network.devices["tier"]
    for layer in (0, 1, 3, 2):
        links = cables[cables["layer"] == layer] if layer else cables[:0]
        if layer and not len(links):
            continue
        group = joined(group, links["a"], links["b"])[group] if layer else group
        pairs = _squares(held, group)
        switches = {0: 1, 1: 3, 2: 5}.get(layer) or (4 if tier[links["a"]].max() >= _MESH else 2)
        found[switches] = found.get(switches, 0) + pairs - before
        before = pairs
    found[0] = ports * ports - before
    return {switches: pairs for switches, pairs in sorted(found.items()) if pairs}


def _squares(held: NDArray[np.integer], group: NDArray[np.integer]) -> int:
    """Ordered pairs, each port with itself too, whose leaves are of one group."""
    sums = np.bincount(group, held, len(held))
    return int(np.dot(sums, sums))
