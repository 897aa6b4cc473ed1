"""The graph as arrays: for each commodity who feeds whom, every feed before what it feeds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from designer.model import Commodity, Element, Link

__all__ = ["Level", "Need", "Wiring", "depths", "wire_up"]

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Need:
    """One element's need: its index, at least `least` of the links from `feeds` (indices, one per link)."""

    node: int
    least: int
    feeds: Index


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
    """One commodity's levels in order, with the links that count, as arrays of element indices."""

    commodity: Commodity
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
    looped = frozenset(targets[sources == targets].tolist())
    return Wiring(commodity, _levels(needs, rings, depth, looped), sources, targets, used)


def _needs(commodity: Commodity, elements: Mapping[str, Element], sources: Index, targets: Index) -> list[Need]:
    order = np.argsort(targets, kind="stable")
    fed = sources[order]
    starts = np.searchsorted(targets[order], np.arange(len(elements) + 1)).tolist()
    found = []
    for node, element in enumerate(elements.values()):
        least = element.needs.get(commodity, 0) if element.needs else 0
        if least > 0 and commodity not in element.sources:
            found.append(Need(node, least, fed[starts[node] : starts[node + 1]]))
    return found


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


def _levels(needs: Sequence[Need], rings: Index, depth: Index, looped: frozenset[int]) -> tuple[Level, ...]:
    size = np.bincount(rings)
    ringed = (size[rings] > 1).tolist()
    by_depth: dict[int, list[Need]] = {}
    for need, level in zip(needs, depth[[n.node for n in needs]].tolist() if needs else (), strict=True):
        by_depth.setdefault(level, []).append(need)
    return tuple(
        _level([(n, ringed[n.node] or n.node in looped) for n in by_depth[d]], rings) for d in sorted(by_depth)
    )


def _level(needs: Sequence[tuple[Need, bool]], rings: Index) -> Level:
    simple, counted, ringed = [], [], dict[int, list[Need]]()
    for need, in_ring in needs:
        if in_ring:
            ringed.setdefault(int(rings[need.node]), []).append(need)
        elif need.least == 1 and len(need.feeds):
            simple.append(need)
        else:
            counted.append(need)
    lengths = np.array([0, *(len(n.feeds) for n in simple)], dtype=np.int64)
    return Level(
        np.array([n.node for n in simple], dtype=np.int64),
        np.concatenate([n.feeds for n in simple]) if simple else np.empty(0, dtype=np.int64),
        np.cumsum(lengths)[:-1],
        tuple(counted),
        tuple(tuple(ringed[r]) for r in sorted(ringed)),
    )
