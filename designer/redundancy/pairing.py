"""Two out at once, without trying each pair by itself.

All second losses are columns of bits that have settled already; a first loss then only changes the rows of what hangs
on it. Elements whose loss takes the same feeds from the same others stand for one another (a stretch), so that a
stretch is tried once and counted as often as it has members.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from heapq import heappop, heappush
from itertools import pairwise
from operator import or_

import numpy as np
from numpy.typing import NDArray

from designer.redundancy.propagation import Wirings, set_in

__all__ = ["Second", "Stretches", "as_rows", "as_table", "at_least", "stretches", "twins"]

Table = NDArray[np.bool_]
Index = NDArray[np.int64]
Ask = tuple[int, int, list[int]]
#: Seed of the numbers that name a link when the links that a loss takes are compared.
_SEED = 20_261_123


@dataclass(frozen=True, slots=True)
class Stretches:
    """`of` gives the stretch of each scenario, -1 where nothing hangs on it; `first` is one scenario of each."""

    of: Index
    first: Index
    sizes: Index


def stretches(
    table: Table, wirings: Wirings, own: Sequence[int], watched: Sequence[int], members: Sequence[int] = ()
) -> Stretches:
    """Scenarios of a settled table that take the same live links from what still works, and the same of the `watched`
    elements (the loads): what one has lost already, another may lose only beside a second loss.

    `own` names a scenario that must not be taken for another (a load's own loss), -1 where it may. `members` stand in
    groups that spare one for another: though nothing hangs on a lost one, a second one lost beside it may be too much.
    """
    rng = np.random.default_rng(_SEED)
    name = np.zeros(table.shape[1], dtype=np.uint64)
    never = np.asarray(~table.any(axis=1))
    rows = np.flatnonzero(~never)
    found, scenarios = set_in(~table[rows])
    by_scenario = np.argsort(scenarios, kind="stable")
    fallen = scenarios[by_scenario], rows[found[by_scenario]]
    for wiring in wirings.values():
        if not len(wiring.sources):
            continue
        weights = rng.integers(1, 2**63, size=len(wiring.sources), dtype=np.uint64)
        order = np.argsort(wiring.sources, kind="stable")
        starts = np.searchsorted(wiring.sources[order], np.arange(len(table) + 1))
        scenarios, nodes = fallen
        counts = (starts[1:] - starts[:-1])[nodes]
        links = order[np.repeat(starts[nodes] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
                      + np.arange(counts.sum())]
        columns = np.repeat(scenarios, counts)
        cut = table[wiring.targets[links], columns]
        np.add.at(name, columns[cut], weights[links[cut]])
        for link in np.flatnonzero(never[wiring.sources]).tolist():
            name += weights[link] * table[wiring.targets[link]]
    weights = rng.integers(1, 2**63, size=len(watched), dtype=np.uint64)
    taken = np.array([weights[~column].sum(dtype=np.uint64) for column in table[list(watched)].T], dtype=np.uint64)
    keys = np.stack([name, taken, np.array(own, dtype=np.int64).astype(np.uint64)], axis=1)
    _, first, of, sizes = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    of = of.reshape(-1)
    standing = [n for n in members if not never[n]]
    idle = ((name == 0) & table[standing].all(axis=0))[first]
    place = np.where(idle, -1, np.cumsum(~idle) - 1)
    return Stretches(place[of], first[~idle], sizes[~idle])


class Second:
    """Everything asked of an element again when a feed of it changes. Rows are whole numbers, one bit per second loss.

    `units` are needs (element, least, feeds) or the needs of a whole ring, in the order of the levels; `hangs` names
    the units that ask an element.
    """

    def __init__(self, base: Sequence[int], wirings: Wirings, alike: Sequence[int] = ()) -> None:
        self.base = list(base)
        self.now = list(base)
        self.alike = list(alike) or list(range(len(self.base)))
        self.units: list[tuple[Ask, ...]] = []
        self.rings: list[bool] = []
        self.hangs: list[list[int]] = [[] for _ in base]
        for level in (level for wiring in wirings.values() for level in wiring.levels):
            cuts = [*level.starts.tolist(), len(level.feeds)]
            for node, (start, end) in zip(level.nodes.tolist(), pairwise(cuts), strict=bool(len(level.nodes))):
                self._add([(node, 1, level.feeds[start:end].tolist())], False)
            for need in level.counted:
                self._add([(need.node, need.least, need.feeds.tolist())], False)
            for ring in level.rings:
                self._add([(n.node, n.least, n.feeds.tolist()) for n in ring], True)

    def _add(self, asks: list[Ask], ring: bool) -> None:
        if not ring:
            node, least, feeds = asks[0]
            if self.alike[node] != node:
                return
            asks = [(node, least, sorted({self.alike[n] for n in feeds}) if least == 1 else feeds)]
        for feed in sorted({feed for _, _, feeds in asks for feed in feeds}):
            self.hangs[feed].append(len(self.units))
        self.units.append(tuple(asks))
        self.rings.append(ring)

    def without(self, removed: Iterable[int]) -> set[int]:
        """Elements whose rows change in `now` when these are out as well, until nothing more stops. Call `reset`."""
        now, hangs = self.now, self.hangs
        moved = list(removed)
        for node in moved:
            now[node] = 0
        waiting: list[int] = []
        done = 0
        queued: set[int] = set()
        while True:
            for node in moved[done:]:
                for unit in hangs[node]:
                    if unit not in queued:
                        queued.add(unit)
                        heappush(waiting, unit)
            done = len(moved)
            if not waiting:
                return set(moved)
            unit = heappop(waiting)
            queued.discard(unit)
            if self.rings[unit]:
                moved += self._ask_ring(unit)
            elif self._ask(*self.units[unit][0]):
                moved.append(self.units[unit][0][0])

    def reset(self, moved: Iterable[int]) -> None:
        """Put rows back to the second losses alone."""
        for node in moved:
            self.now[node] = self.base[node]

    def _ask(self, node: int, least: int, feeds: list[int]) -> bool:
        """Ask one element again; whether its row changed. One feed that holds the whole row is answer enough."""
        now = self.now
        old = now[node]
        if not old:
            return False
        if least == 1:
            fresh = 0
            for n in feeds:
                fresh |= now[n] & old
                if fresh == old:
                    return False
        else:
            fresh = old & at_least(least, [now[n] for n in feeds])
        now[node] = fresh
        return fresh != old

    def _ask_ring(self, unit: int) -> list[int]:
        """Life spreads into a ring from outside only."""
        asks = self.units[unit]
        inside = {node: 0 for node, _, _ in asks}
        moved = True
        while moved:
            moved = False
            for node, least, feeds in asks:
                fresh = self.now[node] & at_least(least, [inside.get(n, self.now[n]) for n in feeds])
                moved = moved or fresh != inside[node]
                inside[node] = fresh
        changed = [node for node, row in inside.items() if row != self.now[node]]
        for node in changed:
            self.now[node] = inside[node]
        return changed


def twins(wirings: Wirings, mergeable: Table) -> list[int]:
    """For each element the first of those that always share its fate: same needs, each of one, from the same feeds.

    Only `mergeable` elements are stood for by another; nothing that counts its feeds may hang on them.
    """
    units: dict[int, list[tuple[int, frozenset[int]]]] = {}
    free = mergeable.copy()
    for place, wiring in enumerate(wirings.values()):
        for level in wiring.levels:
            cuts = pairwise([*level.starts.tolist(), len(level.feeds)])
            for node, (start, end) in zip(level.nodes.tolist(), cuts, strict=bool(len(level.nodes))):
                if mergeable[node]:
                    units.setdefault(node, []).append((place, frozenset(level.feeds[start:end].tolist())))
            for need in (*level.counted, *(n for ring in level.rings for n in ring)):
                free[need.node] = False
                free[need.feeds] = False
    alike = list(range(len(mergeable)))
    while True:
        seen: dict[tuple[tuple[int, frozenset[int]], ...], int] = {}
        merged = list(alike)
        for node, asks in units.items():
            if free[node]:
                key = tuple((place, frozenset(alike[n] for n in feeds)) for place, feeds in asks)
                merged[node] = seen.setdefault(key, node)
        if merged == alike:
            return alike
        alike = merged


def at_least(least: int, rows: Sequence[int]) -> int:
    """Bits that at least `least` of the rows have.

    >>> bin(at_least(2, [0b110, 0b011, 0b010]))
    '0b10'
    """
    if least == 1:
        return reduce(or_, rows, 0)
    reached = [0] * least
    for row in rows:
        for n in range(least - 1, 0, -1):
            reached[n] |= reached[n - 1] & row
        reached[0] |= row
    return reached[least - 1]


def as_rows(table: Table) -> list[int]:
    """Each row of a table as a whole number, the first column its lowest bit."""
    return [int.from_bytes(row.tobytes(), "little") for row in np.packbits(table, axis=1, bitorder="little")]


def as_table(rows: Sequence[int], count: int) -> Table:
    """Whole numbers as a table of `count` columns."""
    raw = b"".join((row & ((1 << count) - 1)).to_bytes(-(-count // 8), "little") for row in rows)
    packed = np.frombuffer(raw, dtype=np.uint8).reshape(len(rows), -1)
    return np.unpackbits(packed, axis=1, count=count, bitorder="little").astype(np.bool_)
