"""Loading after a removal when the cords share equally.

Every load splits its demand over its live feeds, every bus over its own, and so on up to the sources. That is what the
cords do; a maximum flow only says what could be done by cleverer cords, so `flowing` is asked where sharing overloads.
Feeds that are normally open carry only where the closed ones do not suffice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity, Element, Trade
from designer.redundancy.propagation import Spread, unpack
from designer.redundancy.wiring import Wiring

__all__ = ["Feeds", "Patterns", "Shares", "feeds_of", "patterns_of", "share"]

Table = NDArray[np.bool_]
Floats = NDArray[np.float64]
_INF = np.inf


@dataclass(frozen=True, slots=True)
class Feeds:
    """The part of the power graph above the loads, with the link indices into each element in `inward`.

    `order` goes from the loads to the sources; each entry is one element, or the elements of a ring.
    """

    wiring: Wiring
    inward: dict[int, list[int]]
    order: tuple[tuple[int, ...], ...]
    carriers: tuple[int, ...]
    needs: dict[int, int]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Scenarios that leave the same carriers alive: `of` gives the pattern of each, `live` is elements x patterns."""

    of: NDArray[np.int64]
    live: Table


@dataclass(frozen=True, slots=True)
class Shares:
    """Flow of each element and pattern [kW]; the worst loading of each pattern, and what carries it."""

    flow: Floats
    worst: Floats
    worst_tag: tuple[str, ...]


def feeds_of(spread: Spread, elements: Mapping[str, Element], demands: Mapping[int, float]) -> Feeds:
    """The power graph above the elements that have a demand."""
    wiring = spread.wirings[Commodity.POWER]
    inward: dict[int, list[int]] = {}
    for n, target in enumerate(wiring.targets.tolist()):
        inward.setdefault(target, []).append(n)
    reached, ready = set(demands), sorted(demands)
    carriers: set[int] = set()
    while ready:
        for source in (int(wiring.sources[n]) for n in inward.get(ready.pop(), ())):
            carriers.add(source)
            if source not in reached:
                reached.add(source)
                ready.append(source)
    kept = {node: inward[node] for node in sorted(reached) if node in inward}
    needs = {n: max(1, e.needs.get(Commodity.POWER, 1)) for n, e in enumerate(elements.values()) if n in reached}
    return Feeds(wiring, kept, _order(kept, wiring, reached), tuple(sorted(carriers)), needs)


def _order(inward: Mapping[int, list[int]], wiring: Wiring, reached: set[int]) -> tuple[tuple[int, ...], ...]:
    """Rings of the reached part, each after everything that it feeds (Tarjan's order, turned around)."""
    after = {node: [int(wiring.sources[n]) for n in inward.get(node, ())] for node in reached}
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    open_: set[int] = set()
    rings: list[tuple[int, ...]] = []
    for root in sorted(reached):
        work = [(root, iter(after[root]))] if root not in number else []
        while work:
            node, rest = work[-1]
            if node not in number:
                number[node] = low[node] = len(number)
                stack.append(node)
                open_.add(node)
            step = next((s for s in rest if s not in number or s in open_), None)
            if step is not None and step not in number:
                work.append((step, iter(after[step])))
            elif step is not None:
                low[node] = min(low[node], number[step])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    rings.append(_popped(stack, open_, node))
    return tuple(reversed(rings))


def _popped(stack: list[int], open_: set[int], last: int) -> tuple[int, ...]:
    ring: list[int] = []
    while not ring or ring[-1] != last:
        ring.append(stack.pop())
        open_.discard(ring[-1])
    return tuple(sorted(ring))


def patterns_of(spread: Spread, feeds: Feeds) -> Patterns:
    """Group the scenarios by which carriers they leave alive."""
    rows = unpack(spread.working[list(feeds.carriers)], spread.scenarios)
    keys = np.ascontiguousarray(np.packbits(rows, axis=0).T)
    if not keys.shape[1]:
        return Patterns(np.zeros(spread.scenarios, dtype=np.int64), np.zeros((len(spread.working), 1), dtype=np.bool_))
    _, first, of = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    live = np.zeros((len(spread.working), len(first)), dtype=np.bool_)
    live[list(feeds.carriers)] = rows[:, first]
    return Patterns(np.asarray(of, dtype=np.int64).reshape(-1), live)


def share(feeds: Feeds, patterns: Patterns, elements: Sequence[Element], demands: Mapping[int, float]) -> Shares:
    """Propagate the demands [kW] from the loads to the sources, all patterns in one pass."""
    run = _Run(feeds, patterns.live, elements)
    for node, demand in demands.items():
        run.flow[node] += demand
    for ring in feeds.order:
        if len(ring) == 1 and ring[0] not in (int(feeds.wiring.sources[n]) for n in feeds.inward.get(ring[0], ())):
            run.pass_on(ring[0])
        else:
            run.pass_ring(ring)
    return run.result()


class _Run:
    """One propagation: flows and the worst loading so far (local to `share`)."""

    def __init__(self, feeds: Feeds, live: Table, elements: Sequence[Element]) -> None:
        self.feeds, self.live, self.elements = feeds, live, elements
        self.flow = np.zeros(live.shape, dtype=np.float64)
        self.worst = np.zeros(live.shape[1], dtype=np.float64)
        self.label = np.full(live.shape[1], -1, dtype=np.int64)
        self.labels: list[str] = []

    def pass_on(self, node: int, columns: Table | None = None, usable: Table | None = None) -> None:
        """Split a node's flow over its live feeds (in the given patterns, over the usable links only)."""
        links = self.feeds.inward.get(node)
        if not links:
            return
        sources = [int(self.feeds.wiring.sources[n]) for n in links]
        alive = self.live[sources] if usable is None else self.live[sources] & usable
        spare = np.array([self.feeds.wiring.links[n].normally_open for n in links])
        if spare.any():
            enough = alive[~spare].sum(axis=0) >= self.feeds.needs[node]
            alive = alive & ~(spare[:, None] & enough)
        if columns is not None:
            alive = alive & columns
        count = alive.sum(axis=0)
        part = np.divide(self.flow[node], count, out=np.zeros(len(count)), where=count > 0)
        for n, source, on in zip(links, sources, alive, strict=True):
            carried = part * on
            self.flow[source] += carried
            link = self.feeds.wiring.links[n]
            if link.capacity:
                self._compare(carried / link.capacity, f"{link.source} > {link.target}")

    def pass_ring(self, ring: tuple[int, ...]) -> None:
        """Elements that feed one another: power runs outward from where it enters, farthest elements first."""
        rank = self._ranks(ring)
        for level in range(int(rank[np.isfinite(rank)].max(initial=-1)), -1, -1):
            for place, node in enumerate(ring):
                columns = rank[place] == level
                if columns.any():
                    self.pass_on(node, columns, self._nearer(node, ring, rank, level))

    def _ranks(self, ring: tuple[int, ...]) -> Floats:
        rank = np.full((len(ring), self.live.shape[1]), _INF)
        for spare in (False, True):
            base = float(len(ring)) if spare else 0.0
            for _ in range(len(ring) + 1):
                before = rank.copy()
                for place, node in enumerate(ring):
                    unset = ~np.isfinite(rank[place])
                    rank[place] = np.where(unset, self._reached(node, ring, rank, base, spare), rank[place])
                if np.array_equal(before, rank):
                    break
        return rank

    def _reached(self, node: int, ring: tuple[int, ...], rank: Floats, base: float, spare: bool) -> Floats:
        best = np.full(rank.shape[1], _INF)
        for n in self.feeds.inward.get(node, ()):
            source, link = int(self.feeds.wiring.sources[n]), self.feeds.wiring.links[n]
            if link.normally_open and not spare:
                continue
            start = rank[ring.index(source)] + 1 if source in ring else np.full(rank.shape[1], base)
            best = np.minimum(best, np.where(self.live[source], start, _INF))
        return best

    def _nearer(self, node: int, ring: tuple[int, ...], rank: Floats, level: int) -> Table:
        sources = [int(self.feeds.wiring.sources[n]) for n in self.feeds.inward.get(node, ())]
        return np.stack([
            rank[ring.index(s)] < level if s in ring else np.ones(rank.shape[1], dtype=np.bool_) for s in sources
        ])

    def _compare(self, loading: Floats, label: str) -> None:
        worse = loading > self.worst
        if worse.any():
            self.labels.append(label)
            self.worst[worse] = loading[worse]
            self.label[worse] = len(self.labels) - 1

    def result(self) -> Shares:
        """Hold the flows against the ratings of the power trade's elements."""
        for element, node in ((self.elements[n], n) for n in self.feeds.carriers):
            if element.capacity and element.trade is Trade.POWER:
                self._compare(self.flow[node] / element.capacity, element.tag)
        return Shares(self.flow, self.worst, tuple(self.labels[n] if n >= 0 else "" for n in self.label.tolist()))
