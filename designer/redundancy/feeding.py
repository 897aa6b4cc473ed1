"""The power graph above the loads, laid out for sharing: who feeds whom, from the loads to the sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity, Element, Trade
from designer.redundancy.propagation import Spread, unpack
from designer.redundancy.wiring import Wiring, depths

__all__ = ["Feeds", "Patterns", "Step", "feeds_of", "patterns_of", "rated_carriers"]

Table = NDArray[np.bool_]
Index = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Step:
    """Elements of equal depth and the links into them, cut at `starts`: what is handed on in one go.

    `of` is the place of each link's target in `nodes`; `sorted_by` orders the links by source, cut at `heads` into the
    `fed` sources. `rated` are the links with a rating of their own.
    """

    nodes: Index
    links: Index
    sources: Index
    starts: Index
    of: Index
    spare: Table
    needs: Index
    sorted_by: Index
    heads: Index
    fed: Index
    rated: Index


@dataclass(frozen=True, slots=True)
class Feeds:
    """The part of the power graph above the loads, with the link indices into each element in `inward`.

    `order` goes from the loads to the sources; each entry is a step of single elements or the elements of one ring.
    """

    wiring: Wiring
    inward: dict[int, list[int]]
    order: tuple["Step | tuple[int, ...]", ...]
    carriers: tuple[int, ...]
    needs: dict[int, int]
    spare: Table
    ratings: Floats


@dataclass(frozen=True, slots=True)
class Patterns:
    """Scenarios that leave the same carriers alive: `of` gives the pattern of each, `live` is elements x patterns."""

    of: Index
    live: Table


def feeds_of(spread: Spread, elements: Mapping[str, Element], demands: Iterable[int]) -> Feeds:
    """The power graph above the elements (indices) that have a demand."""
    wiring = spread.wirings[Commodity.POWER]
    count = len(elements)
    reached = np.zeros(count, dtype=np.bool_)
    reached[list(demands)] = True
    while True:
        wider = reached.copy()
        wider[wiring.sources[reached[wiring.targets]]] = True
        if np.array_equal(wider, reached):
            break
        reached = wider
    links = np.flatnonzero(reached[wiring.targets])
    sources, targets = wiring.sources[links], wiring.targets[links]
    inward: dict[int, list[int]] = {}
    for n, target in zip(links.tolist(), targets.tolist(), strict=True):
        inward.setdefault(target, []).append(n)
    spare = np.array([k.normally_open for k in wiring.links], dtype=np.bool_)
    ratings = np.array([k.capacity or 0.0 for k in wiring.links], dtype=np.float64)
    named = list(elements.values())
    needs = {n: max(1, named[n].needs.get(Commodity.POWER, 1)) for n in sorted(inward)}
    order = _order(count, (links, sources, targets), inward, (spare, ratings, needs))
    return Feeds(wiring, inward, order, tuple(np.unique(sources).tolist()), needs, spare, ratings)


def _order(
    count: int, ends: tuple[Index, Index, Index], inward: Mapping[int, list[int]],
    traits: tuple[Table, Floats, Mapping[int, int]],
) -> tuple[Step | tuple[int, ...], ...]:
    """Steps and rings, each after everything that it feeds."""
    links, sources, targets = ends
    rings, depth = depths(count, targets, sources)
    looped = np.zeros(count, dtype=np.bool_)
    size = np.bincount(rings, minlength=count)
    looped[targets[(sources == targets) | (size[rings[targets]] > 1)]] = True
    order: list[Step | tuple[int, ...]] = []
    for level in range(int(depth[targets].max(initial=-1)) + 1):
        here = (depth[targets] == level) & ~looped[targets]
        if here.any():
            order.append(_step(links[here], sources[here], targets[here], traits))
        ringed = np.unique(targets[(depth[targets] == level) & looped[targets]])
        order += [tuple(ringed[rings[ringed] == ring].tolist()) for ring in np.unique(rings[ringed]).tolist()]
    return tuple(order)


def _step(links: Index, sources: Index, targets: Index, traits: tuple[Table, Floats, Mapping[int, int]]) -> Step:
    spare, ratings, needs = traits
    by_target = np.argsort(targets, kind="stable")
    links, sources = links[by_target], sources[by_target]
    nodes, starts, of = np.unique(targets[by_target], return_index=True, return_inverse=True)
    by_source = np.argsort(sources, kind="stable")
    fed, heads = np.unique(sources[by_source], return_index=True)
    least = np.array([needs[n] for n in nodes.tolist()], dtype=np.int64)
    rated = np.flatnonzero(ratings[links] > 0.0)
    return Step(nodes, links, sources, starts, of.reshape(-1), spare[links], least, by_source, heads, fed, rated)


def patterns_of(spread: Spread, feeds: Feeds) -> Patterns:
    """Group the scenarios by which carriers they leave alive."""
    rows = unpack(spread.working[list(feeds.carriers)], spread.scenarios)
    keys = np.ascontiguousarray(np.packbits(rows, axis=0).T)
    if not keys.shape[1]:
        return Patterns(np.zeros(spread.scenarios, dtype=np.int64), np.zeros((len(spread.working), 1), dtype=np.bool_))
    seen: dict[bytes, int] = {}
    of = np.array([seen.setdefault(key.tobytes(), len(seen)) for key in keys], dtype=np.int64)
    first = np.unique(of, return_index=True)[1]
    live = np.zeros((len(spread.working), len(first)), dtype=np.bool_)
    live[list(feeds.carriers)] = rows[:, first]
    return Patterns(of, live)


def rated_carriers(feeds: Feeds, elements: Sequence[Element]) -> Index:
    """Indices of the power trade's elements that carry and have a rating."""
    kept = [n for n in feeds.carriers if elements[n].capacity and elements[n].trade is Trade.POWER]
    return np.array(kept, dtype=np.int64)
