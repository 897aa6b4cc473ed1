"""All commodities in one order: what works after a removal, in one pass over the graph.

An element stands after everything that feeds it with anything, so that one sweep over the levels settles every
commodity at once, 64 scenarios to a machine word. Elements that feed one another stand together in a ring. Along one
commodity life spreads into a ring from outside only; between commodities they may keep each other running until
something takes one of them out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity
from designer.redundancy.wiring import Index, Need, Needs, Table, Wiring, depths

__all__ = ["Bits", "Joint", "above", "joint_of", "settle", "votes"]

Bits = NDArray[np.uint64]
#: A need with the place of its commodity in their order.
Asked = tuple[int, Need]
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
    same = np.array(alike, dtype=np.int64) if len(alike) else np.arange(count, dtype=np.int64)
    kept = same == np.arange(count)
    if wanted is not None:
        kept &= wanted
    needed = [wirings[c].needs for c in sorted(wirings)]
    each = [_merged(needs.of(kept[needs.nodes]), same if len(alike) else None) for needs in needed]
    needs = Needs(*(np.concatenate([getattr(n, part.name) for n in each]) for part in fields(Needs)))
    commodity = np.repeat(np.arange(len(each)), [len(n.nodes) for n in each])
    targets = np.repeat(needs.nodes, needs.counts)
    rings, depth = depths(count, needs.feeds, targets)
    ringed = np.bincount(rings, minlength=count)[rings] > 1
    ringed[targets[needs.feeds == targets]] = True
    return Joint(_tiers(needs, commodity, (rings, depth, ringed)))


def _merged(needs: Needs, same: Index | None) -> Needs:
    """The needs with each feed given by what stands for it; one that needs any of its feeds names it once."""
    if same is None:
        return needs
    need = np.repeat(np.arange(len(needs.nodes)), needs.counts)
    any_one = np.repeat(needs.least == 1, needs.counts)
    pairs = np.unique(need[any_one] * len(same) + same[needs.feeds[any_one]])
    owner = np.concatenate([pairs // len(same), need[~any_one]])
    feeds = np.concatenate([pairs % len(same), needs.feeds[~any_one]])
    order = np.argsort(owner, kind="stable")
    return Needs(needs.nodes, needs.least, np.bincount(owner, minlength=len(needs.nodes)), feeds[order])


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


def _tiers(needs: Needs, commodity: Index, found: tuple[Index, Index, Table]) -> tuple[_Tier, ...]:
    """The elements with needs by their depth; `found` are ring, depth and whether it is in a ring of each element."""
    rings, depth, ringed = found
    counted = np.zeros(len(depth), dtype=np.bool_)
    counted[needs.nodes[(needs.least != 1) | (needs.counts == 0)]] = True
    kind = np.where(ringed, 2, np.where(counted, 1, 0))[needs.nodes]
    order = np.lexsort((commodity, needs.nodes, kind, depth[needs.nodes]))
    needs, commodity, kind = needs.ordered(order), commodity[order], kind[order]
    level = depth[needs.nodes]
    tiers = []
    for d in np.unique(level).tolist():
        plain, several, inside = ((level == d) & (kind == k) for k in range(3))
        tiers.append(_tier(
            needs.of(plain), _by(needs.of(several), commodity[several], needs.nodes[several]),
            _by(needs.of(inside), commodity[inside], rings[needs.nodes[inside]]),
        ))
    return tuple(tiers)


def _by(needs: Needs, commodity: Index, key: Index) -> dict[int, list[Asked]]:
    """The needs by a key of each, in rising order of the key."""
    found: dict[int, list[Asked]] = {}
    for need, name, one in zip(needs.each(), commodity.tolist(), key.tolist(), strict=True):
        found.setdefault(one, []).append((name, need))
    return dict(sorted(found.items()))


def _tier(plain: Needs, counted: Mapping[int, list[Asked]], ringed: Mapping[int, list[Asked]]) -> _Tier:
    nodes, firsts = np.unique(plain.nodes, return_index=True)
    return _Tier(
        nodes, plain.feeds, np.cumsum(plain.counts) - plain.counts, firsts,
        tuple((node, tuple(need for _, need in asked)) for node, asked in counted.items()),
        tuple(_ring(asked) for asked in ringed.values()),
    )


def _ring(asked: Sequence[Asked]) -> _Ring:
    nodes = tuple(dict.fromkeys(need.node for _, need in asked))
    outside: list[Need] = []
    inside: dict[int, list[Need]] = {}
    for commodity, need in asked:
        if {*nodes}.isdisjoint(need.feeds.tolist()):
            outside.append(need)
        else:
            inside.setdefault(commodity, []).append(need)
    return _Ring(nodes, tuple(outside), tuple(tuple(inside[c]) for c in sorted(inside)))


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
