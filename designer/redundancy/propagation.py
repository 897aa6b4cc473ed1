"""What works after a removal, for all removals at once.

Each element is a row of bits, one bit per scenario, so that one machine word answers 64 scenarios. Along one commodity
life spreads from its sources (two tied buses do not keep each other alive); between commodities an element works while
each need is met (a UPS cooled by the air unit that it feeds keeps running until one of them is taken out).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity, Element, Link
from designer.redundancy.joint import Bits, Joint, joint_of, settle, votes
from designer.redundancy.wiring import Level, Need, Wiring, wire_up

__all__ = [
    "Bits", "Spread", "Wirings", "column_bits", "served", "set_in", "settle_ring", "spread", "unpack", "wire_all",
]

Wirings = Mapping[Commodity, Wiring]
_WORD = 64


class Spread:
    """The working elements of every scenario of one test, and the wirings that it counted with."""

    def __init__(self, working: Bits, wirings: Wirings, scenarios: int) -> None:
        self.working = working
        self.wirings = wirings
        self.scenarios = scenarios

    def table(self) -> NDArray[np.bool_]:
        """Elements x scenarios: True where the element works."""
        return unpack(self.working, self.scenarios)


def wire_all(
    elements: Mapping[str, Element], links: Iterable[Link], longest_switching: float, known: Wirings | None = None
) -> Wirings:
    """The wirings of every commodity; those of `known` are kept where no link is normally open."""
    links = tuple(links)
    switched = {link.commodity for link in links if link.normally_open}
    by_commodity: dict[Commodity, list[Link]] = {c: [] for c in Commodity if not known or c in switched}
    for link in links:
        if link.commodity in by_commodity:
            by_commodity[link.commodity].append(link)
    return {
        c: wire_up(c, elements, by_commodity[c], longest_switching) if known is None or c in by_commodity else known[c]
        for c in Commodity
    }


def spread(
    count: int, wirings: Wirings, removed: Sequence[Iterable[int]], joint: Joint | None = None
) -> Spread:
    """Take out each set of `removed` element indices, one set per scenario, and let the rest of `count` settle.

    `joint` is the joint order of the wirings, made here if it is not at hand.
    """
    order = joint or joint_of(count, wirings)
    return Spread(settle(column_bits(count, removed), order), wirings, len(removed))


def column_bits(count: int, removed: Sequence[Iterable[int]]) -> Bits:
    """Rows of ones with a zero where a scenario removes the element."""
    bits = np.full((count, -(-len(removed) // _WORD) or 1), np.iinfo(np.uint64).max, dtype=np.uint64)
    sets = [tuple(nodes) for nodes in removed]
    sizes = [len(nodes) for nodes in sets]
    rows = np.fromiter(chain.from_iterable(sets), dtype=np.int64, count=sum(sizes))
    columns = np.repeat(np.arange(len(removed)), sizes)
    masks = ~(np.uint64(1) << (columns % _WORD).astype(np.uint64))
    np.bitwise_and.at(bits, (rows, columns // _WORD), masks)
    return bits


def unpack(bits: Bits, scenarios: int) -> NDArray[np.bool_]:
    """Bits as a boolean table, one column per scenario."""
    as_bytes = np.ascontiguousarray(bits.astype("<u8")).view(np.uint8)
    return np.unpackbits(as_bytes, axis=-1, count=scenarios, bitorder="little").astype(np.bool_)


def set_in(table: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of what is set in a table, row by row; flat, which is ten times as fast as `np.nonzero`."""
    rows, columns = np.divmod(np.flatnonzero(table), max(1, table.shape[1]))
    return rows, columns


def served(wiring: Wiring, working: Bits) -> Bits:
    """Who works and gets this commodity, spreading level by level from its sources."""
    live = working.copy()
    for level in wiring.levels:
        _settle(level, live, working)
    return live


def _settle(level: Level, live: Bits, working: Bits) -> None:
    if len(level.nodes):
        fed = np.bitwise_or.reduceat(live[level.feeds], level.starts, axis=0)
        live[level.nodes] = working[level.nodes] & fed
    for need in level.counted:
        live[need.node] = working[need.node] & _enough(need, live)
    for ring in level.rings:
        _settle_ring(ring, live, working)


def _settle_ring(ring: tuple[Need, ...], live: Bits, working: Bits) -> None:
    nodes = [need.node for need in ring]
    inside = frozenset(nodes)
    live[nodes] = settle_ring(ring, lambda n: working[n] if n in inside else live[n])


def settle_ring(ring: tuple[Need, ...], row: Callable[[int], Bits]) -> list[Bits]:
    """Rows of a ring's elements in its order, life spreading from outside; `row` tells what works at most."""
    inside = {need.node: np.zeros_like(row(need.node)) for need in ring}
    while True:
        moved = False
        for need in ring:
            feeds = [inside[n] if n in inside else row(n) for n in need.feeds.tolist()]
            fresh = row(need.node) & votes(need.least, np.array(feeds))
            if not np.array_equal(fresh, inside[need.node]):
                inside[need.node] = fresh
                moved = True
        if not moved:
            return [inside[need.node] for need in ring]


def _enough(need: Need, live: Bits) -> Bits:
    """Bits of the scenarios in which at least `least` of the feeds are live."""
    return votes(need.least, live[need.feeds]) if len(need.feeds) else np.zeros(live.shape[1], dtype=np.uint64)
