"""What each block carries, in normal service and with any one block lost, by fixed 50/50 cord sharing.

A max-flow lets power choose its way and so passes designs whose real shares overload a block; it is necessary, not
sufficient. Both are here, so that their disagreement can be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from designer.ledger import formula
from designer.units import Quantity

__all__ = ["BlockLoads", "block_after_loss", "block_loads", "carried_by_flow", "loads_without", "pair_load"]

Reals = NDArray[np.float64]
Index = NDArray[np.int64]


@formula("P_pair", unit="kW", source="derived", clause="fixed-share rule")
def pair_load(n_racks: Quantity, P_rack: Quantity) -> Quantity:
    """Load of the racks that hang on one pair of blocks."""
    return n_racks * P_rack


@formula(
    "P_b",
    unit="kW",
    source="derived",
    clause="fixed-share rule: half of each pair, all of the pair shared with the lost block",
)
def block_after_loss(P_normal: Quantity, P_shared: Quantity) -> Quantity:
    """Load of a block after the loss of the block with which it shares a pair."""
    return P_normal + P_shared / 2


@dataclass(frozen=True, slots=True)
class BlockLoads:
    """Loads by block: `normal`; `lost[d, b]` on block b with block d lost; `unserved[d]` what then has no live feed.

    Real and reactive power as complex kVA. `shared[d, b]` is the load of the pair of d and b.
    """

    normal: NDArray[np.complex128]
    lost: NDArray[np.complex128]
    unserved: NDArray[np.complex128]
    shared: NDArray[np.complex128]

    def worst(self) -> tuple[Reals, Index]:
        """Largest apparent power of each block over all losses, and which loss it was (-1 = normal service)."""
        table = np.vstack([np.abs(self.normal), np.abs(self.lost)])
        return np.max(table, axis=0), np.argmax(table, axis=0) - 1

    def leaning(self, share: float) -> Reals:
        """Largest apparent power of each block over all losses when every pair puts `share` of its load on it."""
        more = (2.0 * share - 1.0) / 2.0
        both = self.shared.sum(axis=1)
        table = np.vstack([np.abs(self.normal + more * both), np.abs(self.lost + more * (both[None, :] - self.shared))])
        table[1:][np.eye(len(both), dtype=np.bool_)] = 0.0
        return np.max(table, axis=0)


def block_loads(
    first: Index, second: Index, load: NDArray[np.complex128], count: int, moves: NDArray[np.bool_] | None = None
) -> BlockLoads:
    """Loads of `count` blocks from feeds: load n hangs on blocks ``first[n]`` and ``second[n]`` (equal = one block
    only).

    Where ``moves[n]``, the load stands on its first block alone and moves to the second only when the first is lost;
    else it is shared equally.
    """
    moved = np.zeros(len(load), dtype=np.bool_) if moves is None else moves
    single = first == second
    shared = ~single & ~moved
    both = np.zeros((count, count), dtype=np.complex128)
    np.add.at(both, (first[shared], second[shared]), load[shared])
    both = both + both.T
    alone = np.zeros(count, dtype=np.complex128)
    np.add.at(alone, first[single], load[single])
    transfer = np.zeros((count, count), dtype=np.complex128)
    switched = moved & ~single
    np.add.at(transfer, (first[switched], second[switched]), load[switched])
    normal = both.sum(axis=1) / 2 + alone + transfer.sum(axis=1)
    lost = normal[None, :] + both / 2 + transfer
    np.fill_diagonal(lost, 0.0)
    return BlockLoads(normal, lost, alone, both)


def loads_without(
    first: Index, second: Index, load: NDArray[np.complex128], moves: NDArray[np.bool_], dead: NDArray[np.bool_]
) -> NDArray[np.complex128]:
    """Loads of the blocks with several `dead` at once (a room lost); what has no live feed is dropped."""
    a, b = ~dead[first], ~dead[second]
    shared = a & b & ~moves & (first != second)
    found = np.zeros(len(dead), dtype=np.complex128)
    np.add.at(found, first[a], np.where(shared, load / 2, load)[a])
    late = b & (shared | ~a)
    np.add.at(found, second[late], np.where(shared, load / 2, load)[late])
    return found


def carried_by_flow(
    groups: Sequence[tuple[int, int, float]], ratings: Sequence[float], lost: int | None = None
) -> float:
    """The most load that a max-flow can bring to groups ``(block, block, load)`` through blocks of given ratings.

    Whole tenths of the loads' unit (the solver counts in integers).

    >>> carried_by_flow([(0, 1, 140.0), (0, 2, 60.0), (1, 2, 100.0)], [150.0] * 3, lost=0)
    300.0
    """
    blocks, size = len(ratings), len(ratings) + len(groups) + 2
    source, sink = size - 2, size - 1
    edges: list[tuple[int, int, int]] = []
    for block, rating in enumerate(ratings):
        edges.append((source, block, 0 if block == lost else round(rating * 10)))
    for number, (a, b, load) in enumerate(groups):
        edges += [(block, blocks + number, round(load * 10)) for block in sorted({a, b})]
        edges.append((blocks + number, sink, round(load * 10)))
    tails, heads, capacities = (np.array(column, dtype=np.int32) for column in zip(*edges, strict=True))
    graph = coo_array((capacities, (tails, heads)), shape=(size, size)).tocsr()
    return float(maximum_flow(graph, source, sink).flow_value) / 10
