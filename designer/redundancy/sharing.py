"""Loading after a removal when the cords share equally.

Every load splits its demand over its live feeds, every bus over its own, and so on up to the sources. That is what the
cords do; a maximum flow only says what could be done by cleverer cords, so `flowing` is asked where sharing overloads.
Feeds that are normally open carry only where the closed ones do not suffice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.model import Element
from designer.redundancy.feeding import Feeds, Patterns, Step, feeds_of, patterns_of, rated_carriers

__all__ = ["Feeds", "Patterns", "Shares", "feeds_of", "patterns_of", "share"]

Table = NDArray[np.bool_]
Floats = NDArray[np.float64]
_INF = np.inf


@dataclass(frozen=True, slots=True)
class Shares:
    """Flow of each element and pattern [kW]; the worst loading of each pattern, and what carries it."""

    flow: Floats
    worst: Floats
    worst_tag: tuple[str, ...]


def share(feeds: Feeds, patterns: Patterns, elements: Sequence[Element], demands: Mapping[int, float]) -> Shares:
    """Propagate the demands [kW] from the loads to the sources, all patterns in one pass."""
    run = _Run(feeds, patterns.live, elements)
    for node, demand in demands.items():
        run.flow[node] += demand
    for one in feeds.order:
        if isinstance(one, Step):
            run.pass_step(one)
        else:
            run.pass_ring(one)
    return run.result()


class _Run:
    """One propagation: flows and the worst loading so far (local to `share`)."""

    def __init__(self, feeds: Feeds, live: Table, elements: Sequence[Element]) -> None:
        self.feeds, self.live, self.elements = feeds, live, elements
        self.flow = np.zeros(live.shape, dtype=np.float64)
        self.worst = np.zeros(live.shape[1], dtype=np.float64)
        self.label = np.full(live.shape[1], -1, dtype=np.int64)
        self.labels: list[str] = []

    def pass_step(self, step: Step) -> None:
        """Split the flows of elements of equal depth over their live feeds, all of them at once."""
        alive = self.live[step.sources]
        if step.spare.any():
            closed = alive & ~step.spare[:, None]
            enough = np.add.reduceat(closed, step.starts, axis=0, dtype=np.int16) >= step.needs[:, None]
            alive &= ~(step.spare[:, None] & enough[step.of])
        count = np.add.reduceat(alive, step.starts, axis=0, dtype=np.int16)
        part = self.flow[step.nodes] / np.maximum(count, 1)
        carried = part[step.of]
        carried *= alive
        self.flow[step.fed] += np.add.reduceat(carried[step.sorted_by], step.heads, axis=0)
        if len(step.rated):
            loading = carried[step.rated] / self.feeds.ratings[step.links[step.rated], None]
            links = [self.feeds.wiring.links[n] for n in step.links[step.rated].tolist()]
            self._compare(loading, [f"{k.source} > {k.target}" for k in links])

    def pass_on(self, node: int, columns: Table, usable: Table) -> None:
        """Split one ring element's flow over its usable live feeds in the given patterns."""
        links = self.feeds.inward[node]
        sources = [int(self.feeds.wiring.sources[n]) for n in links]
        alive = self.live[sources] & usable
        spare = self.feeds.spare[links]
        if spare.any():
            enough = alive[~spare].sum(axis=0) >= self.feeds.needs[node]
            alive = alive & ~(spare[:, None] & enough)
        alive = alive & columns
        count = alive.sum(axis=0)
        part = np.divide(self.flow[node], count, out=np.zeros(len(count)), where=count > 0)
        for n, source, on in zip(links, sources, alive, strict=True):
            carried = part * on
            self.flow[source] += carried
            if self.feeds.ratings[n]:
                link = self.feeds.wiring.links[n]
                self._compare(carried[None] / self.feeds.ratings[n], [f"{link.source} > {link.target}"])

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
                    if unset.any():
                        rank[place] = np.where(unset, self._reached(node, ring, rank, base, spare), rank[place])
                if np.array_equal(before, rank):
                    break
        return rank

    def _reached(self, node: int, ring: tuple[int, ...], rank: Floats, base: float, spare: bool) -> Floats:
        best = np.full(rank.shape[1], _INF)
        for n in self.feeds.inward.get(node, ()):
            source = int(self.feeds.wiring.sources[n])
            if self.feeds.spare[n] and not spare:
                continue
            start = rank[ring.index(source)] + 1 if source in ring else np.full(rank.shape[1], base)
            best = np.minimum(best, np.where(self.live[source], start, _INF))
        return best

    def _nearer(self, node: int, ring: tuple[int, ...], rank: Floats, level: int) -> Table:
        sources = [int(self.feeds.wiring.sources[n]) for n in self.feeds.inward.get(node, ())]
        return np.stack([
            rank[ring.index(s)] < level if s in ring else np.ones(rank.shape[1], dtype=np.bool_) for s in sources
        ])

    def _compare(self, loading: Floats, labels: Sequence[str]) -> None:
        """Keep the highest loading of each pattern and the first label that reaches it."""
        first = loading.argmax(axis=0)
        highest = np.take_along_axis(loading, first[None], axis=0)[0]
        worse = highest > self.worst
        if worse.any():
            self.worst[worse] = highest[worse]
            self.label[worse] = len(self.labels) + first[worse]
            self.labels += labels

    def result(self) -> Shares:
        """Hold the flows against the ratings of the power trade's elements."""
        rated = rated_carriers(self.feeds, self.elements)
        if len(rated):
            ratings = np.array([self.elements[n].capacity for n in rated.tolist()], dtype=np.float64)
            self._compare(self.flow[rated] / ratings[:, None], [self.elements[n].tag for n in rated.tolist()])
        return Shares(self.flow, self.worst, tuple(self.labels[n] if n >= 0 else "" for n in self.label.tolist()))
