"""How many switches lie between host ports, for every pair exactly."""

import numpy as np
from numpy.typing import NDArray

from designer.fabric.records import Network

__all__ = ["hop_histogram", "leaf_distances"]

Words = NDArray[np.uint64]


def _adjacency(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Switch pairs in both directions (sources, targets), sorted by target; rows count from the first switch."""
    first = int(np.argmax(network.devices["tier"] > 0))
    links = network.cables[network.cables["layer"] > 0]
    pairs = np.unique(np.stack([links["a"], links["b"]]).astype(np.int64) - first, axis=1)
    source, target = np.concatenate([pairs[0], pairs[1]]), np.concatenate([pairs[1], pairs[0]])
    order = np.argsort(target, kind="stable")
    return source[order], target[order]


def leaf_distances(network: Network) -> list[NDArray[np.int64]]:
    """For each number of steps between switches, how many host-port pairs on distinct leaves are that far apart.

    Breadth-first search from all leaves at once: one bit for each leaf in the row of each switch.
    """
    tiers = network.devices["tier"]
    first, leaves = int(np.argmax(tiers > 0)), int(np.count_nonzero(tiers == 1))
    switches = int(np.count_nonzero(tiers > 0))
    weight = np.bincount(network.cables["b"][network.cables["layer"] == 0].astype(np.int64) - first, minlength=switches)
    weight = weight[:leaves].astype(np.int64)
    reached = np.zeros((switches, -(-leaves // 64)), np.uint64)
    rows = np.arange(leaves)
    reached[rows, rows // 64] = np.uint64(1) << (rows % 64).astype(np.uint64)
    source, target = _adjacency(network)
    starts = np.r_[0, np.flatnonzero(np.diff(target)) + 1] if len(target) else np.zeros(0, np.int64)
    counts = [_pairs(reached[:leaves], weight)]
    fresh = reached.copy()
    while fresh.any() and len(target):
        spread = np.zeros_like(reached)
        spread[target[starts]] = np.bitwise_or.reduceat(fresh[source], starts, axis=0)
        fresh = spread & ~reached
        reached |= fresh
        counts.append(_pairs(fresh[:leaves], weight))
    return counts


def _pairs(rows: Words, weight: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ordered host-port pairs between each leaf and the leaves of its row."""
    bits = np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")[:, : len(weight)]
    found: NDArray[np.int64] = weight * (bits.astype(np.int64) @ weight)
    return found


def hop_histogram(network: Network) -> dict[int, int]:
    """Ordered pairs of host ports by number of switches between them; 1 = the same leaf. Unreachable pairs under 0.

    A port is not paired with itself.
    """
    tiers = network.devices["tier"]
    counts = leaf_distances(network)
    ports = int(np.count_nonzero(network.cables["layer"] == 0))
    found = {steps + 1: int(c.sum()) for steps, c in enumerate(counts) if c.any()}
    if not np.any(tiers > 0):
        return {}
    found[1] = found.get(1, 0) - ports
    missing = ports * (ports - 1) - sum(found.values())
    if missing:
        found[0] = missing
    return {hops: pairs for hops, pairs in sorted(found.items()) if pairs}
