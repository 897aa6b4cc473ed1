"""All commodities in one order: what works after a removal, in one pass over the graph.

An element stands after everything that feeds it with anything, so that one sweep over the levels settles every
commodity at once, 64 scenarios to a machine word. Elements that feed one another stand together in a ring. Along one
commodity life spreads into a ring from outside only; between commodities they may keep each other running until
something takes one of them out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity
from designer.redundancy.wiring import Index, Need, Wiring, depths

__all__ = ["Bits", "Joint", "above", "joint_of", "settle", "votes"]

Bits = NDArray[np.uint64]
Asked = tuple[Commodity, Need]
_PAIR = 2


@dataclass(frozen=True, slots=True)
class _Tier:
    """Elements that depend only on tiers before.

    `feeds` cut at `starts` are the needs of any one feed; those of one element follow one another, cut at `firsts`.
    `counted` elements have some need of several feeds.
    """

    nodes: Index
    feeds: Index
    starts: Index
    firsts: Index
    counted: tuple[tuple[int, tuple[Need, ...]], ...]
    rings: tuple["_Ring", ...]


@dataclass(frozen=True, slots=True)
class _Ring:
    """Elements that feed one another: needs met from outside only, and needs by commodity that the ring may meet."""

    nodes: tuple[int, ...]
    outside: tuple[Need, ...]
    inside: tuple[tuple[Need, ...], ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """The tiers of a graph in order."""

    tiers: tuple[_Tier, ...]


def joint_of(
    count: int, wirings: Mapping[Commodity, Wiring], alike: Sequence[int] = (), wanted: NDArray[np.bool_] | None = None
) -> Joint:
    """The joint order of the wirings of `count` elements, of the `wanted` ones alone if that is said.

    `alike` may name for each element another that works whenever it does; such elements are left out and their feeds
    taken from the other.
    """
    kept = np.ones(count, dtype=np.bool_) if wanted is None else wanted
    same = np.array(alike, dtype=np.int64) if len(alike) else np.arange(count, dtype=np.int64)
    asked: dict[int, list[Asked]] = {}
    for commodity, wiring in wirings.items():
        for need in _needs(wiring):
            if same[need.node] == need.node and kept[need.node]:
                feeds = np.unique(same[need.feeds]) if len(alike) and need.least == 1 else need.feeds
                asked.setdefault(need.node, []).append((commodity, Need(need.node, need.least, feeds)))
    lengths = [len(n.feeds) for needs in asked.values() for _, n in needs]
    parts = [n.feeds for needs in asked.values() for _, n in needs]
    targets = np.repeat(np.array([n.node for needs in asked.values() for _, n in needs], dtype=np.int64), lengths)
    sources = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    rings, depth = depths(count, sources, targets)
    looped = frozenset(targets[sources == targets].tolist())
    return Joint(_tiers(asked, rings, depth, looped))


def above(count: int, wirings: Mapping[Commodity, Wiring], nodes: Iterable[int]) -> NDArray[np.bool_]:
    """Everything on which these elements hang, and they themselves."""
    reached = np.zeros(count, dtype=np.bool_)
    reached[list(nodes)] = True
    needing = [(w.sources, w.targets) for w in wirings.values() if len(w.sources)]
    while True:
        before = int(reached.sum())
        for sources, targets in needing:
            reached[sources[reached[targets]]] = True
        if int(reached.sum()) == before:
            return reached


def _needs(wiring: Wiring) -> Iterable[Need]:
    for level in wiring.levels:
        cuts = pairwise([*level.starts.tolist(), len(level.feeds)])
        for node, (start, end) in zip(level.nodes.tolist(), cuts, strict=bool(len(level.nodes))):
            yield Need(node, 1, level.feeds[start:end])
        yield from level.counted
        for ring in level.rings:
            yield from ring


def _tiers(
    asked: Mapping[int, list[Asked]], rings: Index, depth: Index, looped: frozenset[int]
) -> tuple[_Tier, ...]:
    size = np.bincount(rings)
    by_depth: dict[int, list[int]] = {}
    for node in sorted(asked):
        by_depth.setdefault(int(depth[node]), []).append(node)
    tiers = []
    for level in sorted(by_depth):
        plain = [n for n in by_depth[level] if size[rings[n]] == 1 and n not in looped]
        ringed: dict[int, list[int]] = {}
        for node in by_depth[level]:
            if size[rings[node]] > 1 or node in looped:
                ringed.setdefault(int(rings[node]), []).append(node)
        tiers.append(_tier(asked, plain, [_ring(asked, ringed[r]) for r in sorted(ringed)]))
    return tuple(tiers)


def _tier(asked: Mapping[int, list[Asked]], plain: Sequence[int], rings: Sequence[_Ring]) -> _Tier:
    simple = [n for n in plain if all(need.least == 1 and len(need.feeds) for _, need in asked[n])]
    needs = [need.feeds for n in simple for _, need in asked[n]]
    lengths = np.cumsum([0, *(len(f) for f in needs)])
    firsts = np.cumsum([0, *(len(asked[n]) for n in simple)])
    chosen = frozenset(simple)
    return _Tier(
        np.array(simple, dtype=np.int64),
        np.concatenate(needs) if needs else np.empty(0, dtype=np.int64),
        lengths[:-1], firsts[:-1],
        tuple((n, tuple(need for _, need in asked[n])) for n in plain if n not in chosen),
        tuple(rings),
    )


def _ring(asked: Mapping[int, list[Asked]], nodes: Sequence[int]) -> _Ring:
    members = frozenset(nodes)
    outside: list[Need] = []
    inside: dict[Commodity, list[Need]] = {}
    for node in nodes:
        for commodity, need in asked[node]:
            if members.isdisjoint(need.feeds.tolist()):
                outside.append(need)
            else:
                inside.setdefault(commodity, []).append(need)
    return _Ring(tuple(nodes), tuple(outside), tuple(tuple(inside[c]) for c in sorted(inside)))


def settle(working: Bits, joint: Joint) -> Bits:
    """Rows of bits (elements x words) after every need has been asked, in place."""
    for tier in joint.tiers:
        if len(tier.nodes):
            fed = np.bitwise_or.reduceat(working[tier.feeds], tier.starts, axis=0)
            if len(tier.firsts) < len(tier.starts):
                fed = np.bitwise_and.reduceat(fed, tier.firsts, axis=0)
            working[tier.nodes] &= fed
        for node, needs in tier.counted:
            for need in needs:
                working[node] &= votes(need.least, working[need.feeds])
        for ring in tier.rings:
            _settle_ring(ring, working)
    return working


def _settle_ring(ring: _Ring, working: Bits) -> None:
    for need in ring.outside:
        working[need.node] &= votes(need.least, working[need.feeds])
    quiet = turn = 0
    while quiet < len(ring.inside):
        changed = _spread_in(ring.inside[turn % len(ring.inside)], working)
        quiet, turn = (1 if changed else quiet + 1), turn + 1


def _spread_in(needs: Sequence[Need], working: Bits) -> bool:
    """Let life spread along one commodity from outside; whether anything stopped."""
    nodes = [need.node for need in needs]
    most = working[nodes]
    working[nodes] = 0
    while True:
        moved = False
        for place, need in enumerate(needs):
            fresh = most[place] & votes(need.least, working[need.feeds])
            if not np.array_equal(fresh, working[need.node]):
                working[need.node] = fresh
                moved = True
        if not moved:
            return not np.array_equal(most, working[nodes])


def votes(least: int, rows: Bits) -> Bits:
    """Bits of the scenarios in which at least `least` of the rows are set; what is fewer, set or unset, is counted.

    >>> bin(int(votes(2, np.array([[0b110], [0b011], [0b010]], dtype=np.uint64))[0]))
    '0b10'
    """
    if least <= 0:
        return np.full(rows.shape[1:], np.iinfo(np.uint64).max, dtype=np.uint64)
    if least > len(rows):
        return np.zeros(rows.shape[1:], dtype=np.uint64)
    if least == 1:
        return np.asarray(np.bitwise_or.reduce(rows, axis=0))
    gone = len(rows) - least + 1
    return _count(least, rows) if least <= gone else ~_count(gone, ~rows)


def _count(least: int, rows: Bits) -> Bits:
    """At least so many rows set; a second one is met where some row before it was set."""
    if least == 1:
        return np.asarray(np.bitwise_or.reduce(rows, axis=0))
    if least == _PAIR:
        before = np.bitwise_or.accumulate(rows[:-1], axis=0)
        return np.asarray(np.bitwise_or.reduce(rows[1:] & before, axis=0))
    reached = np.zeros((least, *rows.shape[1:]), dtype=np.uint64)
    for row in rows:
        reached[1:] |= reached[:-1] & row
        reached[0] |= row
    return reached[-1]
