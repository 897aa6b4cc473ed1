"""The graph as arrays: for each commodity who feeds whom, every feed before what it feeds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from designer.model import Commodity, Element, Link

__all__ = ["Level", "Need", "Needs", "Wiring", "depths", "wire_up"]

Index = NDArray[np.int64]
Table = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Need:
    """One element's need: its index, at least `least` of the links from `feeds` (indices, one per link)."""

    node: int
    least: int
    feeds: Index


@dataclass(frozen=True, slots=True)
class Needs:
    """Many needs as arrays, one after another; `counts` says how many of the `feeds` are of each."""

    nodes: Index
    least: Index
    counts: Index
    feeds: Index

    def of(self, which: Table) -> "Needs":
        """Some of the needs in their order."""
        feeds = self.feeds[np.repeat(which, self.counts)]
        return Needs(self.nodes[which], self.least[which], self.counts[which], feeds)

    def ordered(self, order: Index) -> "Needs":
        """The needs in another order, `order` naming each of them once."""
        counts = self.counts[order]
        starts = (np.cumsum(self.counts) - self.counts)[order]
        at = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        return Needs(self.nodes[order], self.least[order], counts, self.feeds[at])

    def each(self) -> list[Need]:
        """The needs one by one."""
        ends = np.cumsum(self.counts)
        return [
            Need(node, least, self.feeds[start:end]) for node, least, start, end in zip(
                self.nodes.tolist(), self.least.tolist(), (ends - self.counts).tolist(), ends.tolist(), strict=True
            )
        ]


@dataclass(frozen=True, slots=True)
class Level:
    """Needs that depend only on levels before: those of any one feed (`nodes`, `feeds` cut at `starts`), others, rings.

    A ring is a set of elements that feed one another; it lives only as far as it is reached from outside.
    """

    nodes: Index
    feeds: Index
    starts: Index
    counted: tuple[Need, ...]
    rings: tuple[tuple[Need, ...], ...]


@dataclass(frozen=True, slots=True)
class Wiring:
    """One commodity's needs, its levels in order, and the links that count, as arrays of element indices."""

    commodity: Commodity
    needs: Needs
    levels: tuple[Level, ...]
    sources: Index
    targets: Index
    links: tuple[Link, ...]


def wire_up(
    commodity: Commodity, elements: Mapping[str, Element], links: Iterable[Link], longest_switching: float
) -> Wiring:
    """The wiring of one commodity: its `links`, the normally-open ones that close within `longest_switching` seconds.

    A negative time leaves all normally-open links open.
    """
    index = {tag: n for n, tag in enumerate(elements)}
    used = tuple(k for k in links if not k.normally_open or k.switching_seconds <= longest_switching)
    sources = np.array([index[k.source] for k in used], dtype=np.int64)
    targets = np.array([index[k.target] for k in used], dtype=np.int64)
    needs = _needs(commodity, elements, sources, targets)
    rings, depth = depths(len(elements), sources, targets)
    ringed = np.bincount(rings)[rings] > 1
    ringed[targets[sources == targets]] = True
    return Wiring(commodity, needs, _levels(needs, rings, depth, ringed), sources, targets, used)


def _needs(commodity: Commodity, elements: Mapping[str, Element], sources: Index, targets: Index) -> Needs:
    least = np.array([
        e.needs.get(commodity, 0) if e.needs and commodity not in e.sources else 0 for e in elements.values()
    ], dtype=np.int64)
    order = np.argsort(targets, kind="stable")
    counts = np.bincount(targets, minlength=len(elements))
    return Needs(np.arange(len(elements)), least, counts, sources[order]).of(least > 0)


def depths(count: int, sources: Index, targets: Index) -> tuple[Index, Index]:
    """The ring (strongly connected set) of each element and the longest way to it from a source, counted in rings."""
    depth = np.zeros(count, dtype=np.int64)
    if not len(sources):
        return np.arange(count, dtype=np.int64), depth
    graph = coo_array((np.ones(len(sources), dtype=np.int8), (sources, targets)), shape=(count, count))
    rings = np.asarray(connected_components(graph.tocsr(), directed=True, connection="strong")[1], dtype=np.int64)
    apart = rings[sources] != rings[targets]
    edges = np.unique(rings[targets][apart] * count + rings[sources][apart])
    into, out = edges // count, edges % count
    heads, starts = np.unique(into, return_index=True)
    while len(heads):
        deeper = np.maximum.reduceat(depth[out], starts) + 1
        if np.array_equal(depth[heads], deeper):
            break
        depth[heads] = deeper
    return rings, depth[rings]


def _levels(needs: Needs, rings: Index, depth: Index, ringed: Table) -> tuple[Level, ...]:
    level = depth[needs.nodes]
    in_ring = ringed[needs.nodes]
    simple = ~in_ring & (needs.least == 1) & (needs.counts > 0)
    return tuple(
        _level(needs.of(here & simple), needs.of(here & ~simple & ~in_ring), needs.of(here & in_ring), rings)
        for here in (level == d for d in np.unique(level).tolist())
    )


def _level(simple: Needs, counted: Needs, ringed: Needs, rings: Index) -> Level:
    by_ring: dict[int, list[Need]] = {}
    for need in ringed.each():
        by_ring.setdefault(int(rings[need.node]), []).append(need)
    return Level(
        simple.nodes, simple.feeds, np.cumsum(simple.counts) - simple.counts, tuple(counted.each()),
        tuple(tuple(by_ring[r]) for r in sorted(by_ring)),
    )
