"""What an architecture is to the feeding of loads: blocks of a system, feed pairs, reserves; and its closed forms."""

from dataclasses import dataclass, replace

from designer.ledger import ceil, formula
from designer.units import Quantity

__all__ = ["Shape", "Size", "blocks_for", "pair_order", "share_after_loss", "share_normal"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A system has `members` blocks of which `carrying` must be able to carry it; `pairs` are its feed pairs by letter.

    `reserves` blocks stand by for all systems of the class and are switched in for a lost block; with `catches` there
    is one for so many systems instead. `static` reserves stand behind static transfer switches, others behind ties.
    `survives` says whether the loss of one block leaves every load fed. Loads of core and plant may `roam`: any two
    blocks of the class stand behind each (by its cords, or by a transfer switch), and the spare is shared. `spare` are
    the modules of a UPS above those that it needs; `single` panels have no partner.
    """

    name: str
    members: int
    carrying: int
    pairs: tuple[tuple[int, int], ...]
    reserves: int = 0
    survives: bool = True
    catches: int = 0
    static: bool = False
    roams: bool = False
    spare: int = 0
    single: bool = False

    def reserves_for(self, systems: int) -> int:
        """Reserve blocks of so many systems."""
        return -(-systems // self.catches) if self.catches else self.reserves

    def systems_in(self, blocks: int) -> int:
        """Whole systems, with their reserves, in so many blocks."""
        systems = max(0, (blocks - self.reserves) // self.members)
        while systems and systems * self.members + self.reserves_for(systems) > blocks:
            systems -= 1
        return systems

    def pool(self, blocks: int) -> "Shape":
        """The shape of so many blocks as one system whose loads stand between any two; a lone block is one path."""
        if blocks < 2:
            return replace(self, members=1, carrying=1, pairs=((0, 0),), reserves=0, catches=0, survives=False)
        return replace(
            self, members=blocks, carrying=blocks - 1, pairs=pair_order(blocks), reserves=0, catches=0, single=False
        )


@dataclass(frozen=True, slots=True)
class Size:
    """Blocks for a load: how many, loading share in normal service, and worst with one block lost (0 = load lost)."""

    blocks: int
    normal: float
    worst: float


@formula("n", unit="", source="derived", clause="reference: redundancy topologies")
def blocks_for(P: Quantity, P_block: Quantity, carrying: Quantity, members: Quantity, reserves: Quantity) -> Quantity:
    """Blocks of an architecture for a load, in whole systems."""
    return ceil(P / (P_block * carrying)) * members + reserves


@formula("k_n", unit="", source="derived", clause="equal sharing")
def share_normal(P: Quantity, n_on: Quantity, P_block: Quantity) -> Quantity:
    """Loading of a block in normal service when all blocks that share the load carry it equally."""
    return P / (n_on * P_block)


@formula("k_w", unit="", source="derived", clause="equal sharing in a system of m blocks, one lost")
def share_after_loss(P: Quantity, n_systems: Quantity, carrying: Quantity, P_block: Quantity) -> Quantity:
    """Loading of the blocks of a system that lost one, all systems loaded equally."""
    return P / (n_systems * carrying * P_block)


def pair_order(members: int) -> tuple[tuple[int, int], ...]:
    """All pairs of `members` blocks, so ordered that the first r pairs touch each block ceil(2r/m) times at most.

    Even m: rounds of a tournament (perfect matchings). Odd m: Hamiltonian cycles, every other edge first.

    >>> pair_order(4)
    ((0, 3), (1, 2), (1, 3), (0, 2), (2, 3), (0, 1))
    """
    if members < 2:
        return ((0, 0),)
    return _matchings(members) if members % 2 == 0 else _cycles(members)


def _matchings(m: int) -> tuple[tuple[int, int], ...]:
    found = []
    for turn in range(m - 1):
        found.append(_sorted(turn % (m - 1), m - 1))
        for k in range(1, m // 2):
            found.append(_sorted((turn + k) % (m - 1), (turn - k) % (m - 1)))
    return tuple(found)


def _cycles(m: int) -> tuple[tuple[int, int], ...]:
    found = []
    for start in range((m - 1) // 2):
        ring = [m - 1]
        for k in range(m - 1):
            step = (k + 1) // 2 if k % 2 else -(k // 2)
            ring.append((start + step) % (m - 1))
        edges = [_sorted(ring[n], ring[(n + 1) % m]) for n in range(m)]
        found += edges[0 : m - 1 : 2] + edges[1 : m - 1 : 2] + edges[m - 1 :]
    return tuple(found)


def _sorted(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)
