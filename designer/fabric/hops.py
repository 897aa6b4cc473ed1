"""How many switches lie between host ports, for every pair exactly.

Switches with the same neighbours are twins: they are as far from everything, so one stands for all. What is left is
searched from all leaf classes at once, one bit for each class in the row of each class.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric.records import Network

__all__ = ["hop_histogram", "leaf_distances"]

Words = NDArray[np.uint64]
Ints = NDArray[np.int64]

#: Seed of the marks that gather twins; the classes are compared neighbour by neighbour afterwards.
_SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class Quotient:
    """Classes of twins: class of each switch, one member of each, neighbouring classes (both ways, by target), and
    whether the members of a class have any neighbour at all."""

    of: Ints
    first: Ints
    source: Ints
    target: Ints
    joined: NDArray[np.bool_]


def _links(network: Network, first: int, switches: int) -> tuple[Ints, Ints]:
    """Neighbours among switches, each pair once in both directions, sorted by the first."""
    upper = np.flatnonzero(network.cables["layer"] > 0)
    a = network.cables["a"][upper].astype(np.int64) - first
    b = network.cables["b"][upper].astype(np.int64) - first
    key = a * switches + b
    if (key[1:] < key[:-1]).any():
        key = np.sort(key)
    key = key[np.r_[True, key[1:] != key[:-1]]] if len(key) else key
    a, b = key // switches, key % switches
    both = np.concatenate([key, b * switches + a])
    both.sort(kind="stable")
    return both // switches, both % switches


def _quotient(switches: int, links: tuple[Ints, Ints], tier: Ints) -> Quotient:
    """Gather twins by random marks of their neighbour sets, and keep those that truly have the same."""
    a, b = links
    mark = np.random.default_rng(_SEED).integers(1, 1 << 62, switches, dtype=np.int64)
    count = np.bincount(a, minlength=switches)
    start = np.cumsum(count) - count
    summed = np.zeros(switches, np.int64)
    busy = count > 0
    if len(a):
        summed[busy] = np.add.reduceat(mark[b], start[busy])
    leaf = (tier == 1).astype(np.int64)
    order = np.lexsort((np.arange(switches), leaf, summed, count))
    ordered = np.stack([count[order], summed[order], leaf[order]])
    fresh = np.r_[True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)]
    first = order[fresh]
    of = np.zeros(switches, np.int64)
    of[order] = np.cumsum(fresh) - 1
    twin = first[of]
    rank = np.arange(len(a)) - start[a]
    if not np.array_equal(b[start[twin[a]] + rank], b):
        of, first = np.arange(switches), np.arange(switches)
        twin = first
    keep = twin[a] == a
    pairs = np.unique(of[a[keep]] * len(first) + of[b[keep]])
    return Quotient(of, first, pairs % len(first), pairs // len(first), busy[first])


def leaf_distances(network: Network) -> list[int]:
    """For each number of steps between switches, how many ordered host-port pairs are that far apart; a port counts as
    a pair with itself.

    Twins without a link of their own are two steps apart over any neighbour.
    """
    tiers = network.devices["tier"]
    first, switches = int(np.argmax(tiers > 0)), int(np.count_nonzero(tiers > 0))
    host = network.cables["layer"] == 0
    weight = np.bincount(network.cables["b"][host].astype(np.int64) - first, minlength=switches)
    found = _quotient(switches, _links(network, first, switches), tiers[first:].astype(np.int64))
    size = len(found.first)
    heavy = np.bincount(found.of, weight, minlength=size).astype(np.int64)
    own = np.bincount(found.of, weight.astype(np.float64) ** 2, minlength=size).astype(np.int64)
    counts = _spread(found, heavy)
    twins = int((heavy**2 - own)[found.joined].sum())
    alone = int((heavy**2 - own)[~found.joined].sum())
    counts[0] -= twins + alone
    counts += [0] * (3 - len(counts))
    counts[2] += twins
    return counts


def _spread(found: Quotient, heavy: Ints) -> list[int]:
    """Weighted pairs of classes by distance between them, from every class with hosts at once."""
    sources = np.flatnonzero(heavy > 0)
    reached = np.zeros((len(heavy), -(-len(sources) // 64)), np.uint64)
    column = np.arange(len(sources))
    reached[sources, column // 64] = np.uint64(1) << (column % 64).astype(np.uint64)
    starts = np.r_[0, np.flatnonzero(np.diff(found.target)) + 1] if len(found.target) else np.zeros(0, np.int64)
    counts = [_pairs(reached[sources], heavy[sources])]
    fresh = reached.copy()
    while fresh.any() and len(starts):
        spread = np.zeros_like(reached)
        spread[found.target[starts]] = np.bitwise_or.reduceat(fresh[found.source], starts, axis=0)
        fresh = spread & ~reached
        reached |= fresh
        counts.append(_pairs(fresh[sources], heavy[sources]))
    return counts


def _pairs(rows: Words, weight: Ints) -> int:
    """Ordered host-port pairs between each class and the classes of its row."""
    bits = np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")[:, : len(weight)]
    return int(weight @ (bits.astype(np.float64) @ weight.astype(np.float64)).astype(np.int64))


def hop_histogram(network: Network) -> dict[int, int]:
    """Ordered pairs of host ports by number of switches between them; 1 = the same leaf. Unreachable pairs under 0.

    A port is not paired with itself.
    """
    if not np.any(network.devices["tier"] > 0):
        return {}
    ports = int(np.count_nonzero(network.cables["layer"] == 0))
    found = {steps + 1: pairs for steps, pairs in enumerate(leaf_distances(network)) if pairs}
    found[1] = found.get(1, 0) - ports
    missing = ports * (ports - 1) - sum(found.values())
    if missing:
        found[0] = missing
    return {hops: pairs for hops, pairs in sorted(found.items()) if pairs}
