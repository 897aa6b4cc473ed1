"""T3: one element out for work, another fails, with automatic actions only. What both lose that neither loses alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_

import numpy as np
from numpy.typing import NDArray

from designer.model import Commodity, LoadClass, Trade
from designer.redundancy.losses import grouped
from designer.redundancy.pairing import Second, Stretches, as_rows, as_table, at_least, stretches, twins
from designer.redundancy.propagation import column_bits, served, unpack
from designer.redundancy.records import CutSet, Pairs
from designer.redundancy.scenarios import Scenario
from designer.redundancy.trying import Bench

__all__ = ["Overlap", "overlap", "report"]

Table = NDArray[np.bool_]
Index = NDArray[np.int64]
Floats = NDArray[np.float64]
_NEEDED = (LoadClass.CONTROL, LoadClass.CORE, LoadClass.MECHANICAL)
_LISTED = 6
_NOBODY = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Pairs of stretches that lose more together: `planned` and `failed` are places in `names`, `loads` (cut at
    `starts`) the load numbers lost; how many planned and failed elements each stretch has and which; all element pairs
    tried; the stretch of each planned one and which of those given were tried."""

    names: tuple[Scenario, ...]
    planned: Index
    failed: Index
    loads: Index
    starts: Index
    planned_sizes: Index
    failed_sizes: Index
    tried: int
    islanded: Table
    planned_of: Index
    planned_tried: Index
    members: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


def overlap(
    bench: Bench, planned: Sequence[Scenario], failed: Sequence[Scenario], table: Table, seconds: float, plant: bool
) -> Overlap:
    """Try every planned removal with every fault. `table` holds the faults settled alone; `plant` leaves out the
    network's own switches and servers, whose failures the fabric's own study weighs."""
    inside = [n for n, s in enumerate(failed) if _in_scope(bench, s, plant)]
    failed, table = [failed[n] for n in inside], table[:, inside]
    asked = np.array([n for n, s in enumerate(planned) if _in_scope(bench, s, plant)], dtype=np.int64)
    planned = [planned[n] for n in asked.tolist()]
    wirings = bench.wired(seconds)
    alone = bench.settle([*(s.removed for s in planned), ()], seconds).table()
    both, whole = (*planned, *failed), np.concatenate([alone[:, :-1], table], axis=1)
    place = {load.tag: n for n, load in enumerate(bench.joined.loads)}
    members = _members(bench, place)
    watched = sorted({*bench.indices([*place]), *members})
    found = stretches(whole, wirings, [place.get(s.tag, -1) for s in both], watched, members)
    cut = len(planned)
    sizes = tuple(
        np.bincount(part[part >= 0], minlength=len(found.first)) for part in (found.of[:cut], found.of[cut:])
    )
    names = tuple(both[n] for n in found.first.tolist())
    own = [plant and e.trade is Trade.FABRIC and e.tag not in place for e in bench.ordered]
    spare = np.array(own, dtype=np.bool_)
    settled = np.concatenate([whole[:, _failed_firsts(found, cut)], alone[:, -1:]], axis=1)
    engine = Second(as_rows(settled), wirings, twins(wirings, spare & settled[:, -1]))
    rows = _Rows(bench, engine, [place.get(s.tag, -1) for s in names])
    pieces = [
        rows.of(n, bench.indices(both[first].removed), place.get(both[first].tag, -1))
        for n, first in enumerate(_planned_firsts(found, cut)) if first >= 0
    ]
    pieces.append(_islands(bench, names, found, whole, seconds))
    joined = _joined(pieces, names, sizes, len(planned) * len(failed))
    return replace(joined, planned_of=found.of[:cut], planned_tried=asked, members=_named(found, both, cut))


def _members(bench: Bench, loads: Iterable[str]) -> list[int]:
    """Elements of the groups in which some load stands."""
    backing = [g.members for g in bench.joined.graph.groups if not {*g.members}.isdisjoint(loads)]
    return bench.indices(sorted({m for members in backing for m in members if m in bench.index}))


def _named(
    found: Stretches, both: Sequence[Scenario], cut: int
) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The tags of each stretch, those out for work and those that failed."""
    tags: list[tuple[list[str], list[str]]] = [([], []) for _ in found.first]
    for n, place in enumerate(found.of.tolist()):
        if place >= 0:
            tags[place][n >= cut].append(both[n].tag)
    return tuple((tuple(planned), tuple(failed)) for planned, failed in tags)


def _in_scope(bench: Bench, scenario: Scenario, plant: bool) -> bool:
    known = bench.joined.graph.elements.get(scenario.tag)
    return not plant or known is None or known.trade is not Trade.FABRIC


def _failed_firsts(found: Stretches, cut: int) -> Index:
    """One fault of each stretch; where only planned removals are alike, that removal itself."""
    firsts = found.first.copy()
    columns = np.arange(len(found.of))
    late = (columns >= cut) & (found.of >= 0)
    firsts[found.of[late][::-1]] = columns[late][::-1]
    return firsts


def _planned_firsts(found: Stretches, cut: int) -> list[int]:
    firsts = np.full(len(found.first), -1, dtype=np.int64)
    columns = np.arange(cut)
    early = found.of[:cut] >= 0
    firsts[found.of[:cut][early][::-1]] = columns[early][::-1]
    return firsts.tolist()


Piece = tuple[int, Index, list[Index], bool]


class _Rows:
    """The loads' rows of one engine: what each second loss takes by itself, and what it takes beside a first."""

    def __init__(self, bench: Bench, engine: Second, own: Sequence[int]) -> None:
        self.engine, self.count = engine, len(own)
        self.nodes = [bench.index[load.tag] for load in bench.joined.loads]
        self.number = {node: n for n, node in enumerate(self.nodes)}
        self.groups = [(rows, needed) for _, rows, needed in grouped(bench.joined.graph, bench.index)]
        self.of_node: dict[int, list[int]] = {}
        for n, (members, _) in enumerate(self.groups):
            for node in members:
                self.of_node.setdefault(node, []).append(n)
        self.single = self.number.keys() - self.of_node.keys()
        self.every = (1 << (self.count + 1)) - 1
        self.normal = [bench.normal is None or bool(bench.normal[node]) for node in self.nodes]
        self.alone = [self.lost(node, {}) for node in self.nodes]
        self.spared = [0] * len(self.nodes)
        for column, load in enumerate(own):
            if load >= 0:
                self.spared[load] |= 1 << column

    def lost(self, node: int, kept: dict[int, int]) -> int:
        """Bits of the second losses that lose this load: it stopped and some group of it cannot spare it."""
        stopped = self.every & ~self.engine.now[node]
        for n in self.of_node.get(node, ()):
            if n not in kept:
                members, needed = self.groups[n]
                kept[n] = at_least(needed, [self.engine.now[m] for m in members]) if needed else self.every
        enough = [kept[n] for n in self.of_node.get(node, ())]
        return stopped & ~reduce(and_, enough) if enough else stopped

    def of(self, name: int, removed: Sequence[int], own: int) -> Piece:
        """Second losses that lose more beside this first one, and the loads that each of them loses more."""
        changed = self.engine.without(removed)
        asked = self.single & changed
        asked |= {m for n in self.of_node.keys() & changed for g in self.of_node[n] for m in self.groups[g][0]
                  if m in self.number}
        kept: dict[int, int] = {}
        rows, loads = [], []
        for member in sorted(asked):
            load = self.number[member]
            lost = self.lost(member, kept)
            more = lost & ~self.alone[load] & ~self.spared[load]
            if load != own and self.normal[load] and not lost >> self.count & 1 and more:
                rows.append(more)
                loads.append(load)
        self.engine.reset(changed)
        if not rows:
            return name, _NOBODY, [], False
        table = as_table(rows, self.count)
        columns = np.flatnonzero(table.any(axis=0))
        numbers = np.array(loads, dtype=np.int64)
        return name, columns, [numbers[table[:, c]] for c in columns.tolist()], False


def _islands(bench: Bench, names: Sequence[Scenario], found: Stretches, whole: Table, seconds: float) -> Piece:
    """Pairs after which no load has utility power: what is shed on generators is lost. Only what stands above half of
    the loads is asked."""
    shed = np.array([
        n for n, x in enumerate(bench.joined.loads)
        if x.load_class in bench.shed and (bench.normal is None or bench.normal[bench.index[x.tag]])
    ], dtype=np.int64)  # fmt: skip
    if not len(shed):
        return -1, _NOBODY, [], True
    wide = _wide(bench, seconds)
    wiring = bench.wired(seconds)[Commodity.POWER]
    asked = [n for n, s in enumerate(names) if not wide.isdisjoint(bench.indices(s.removed))]
    pairs = [(a, b) for i, a in enumerate(asked) for b in asked[i:]]
    sets = [[*bench.indices(names[a].removed), *bench.indices(names[b].removed)] for a, b in pairs]
    bits = column_bits(len(bench.ordered), sets)
    bits[bench.indices(bench.generators)] = 0
    rows = [bench.index[load.tag] for load in bench.joined.loads]
    dark = ~unpack(np.bitwise_or.reduce(served(wiring, bits)[rows], axis=0)[None], len(pairs))[0]
    alone = {a for (a, b), out in zip(pairs, dark.tolist(), strict=True) if out and a == b}
    kept = [p for p, out in zip(pairs, dark.tolist(), strict=True) if out and not alone.intersection(p)]
    flat = np.array([a * len(names) + b for a, b in kept], dtype=np.int64)
    return -1, flat, [shed] * len(flat), True


def _wide(bench: Bench, seconds: float) -> frozenset[int]:
    """Elements with at least half of all loads below them in the power graph."""
    wiring = bench.wired(seconds)[Commodity.POWER]
    loads = [bench.index[load.tag] for load in bench.joined.loads]
    below = np.zeros((len(bench.ordered), -(-len(loads) // 64) or 1), dtype=np.uint64)
    for n, node in enumerate(loads):
        below[node, n // 64] |= np.uint64(1) << np.uint64(n % 64)
    while True:
        before = below.copy()
        np.bitwise_or.at(below, wiring.sources, before[wiring.targets])
        if np.array_equal(before, below):
            break
    counts = np.bitwise_count(below).sum(axis=1)
    return frozenset(np.flatnonzero(2 * counts >= max(1, len(loads))).tolist())


def _joined(
    pieces: Iterable[Piece], names: tuple[Scenario, ...], sizes: tuple[Index, ...], tried: int
) -> Overlap:
    planned, failed, lists, islanded = [], [], [], []
    for name, columns, loads, island in pieces:
        for column, numbers in zip(columns.tolist(), loads, strict=True):
            pair = divmod(column, len(names)) if island else (name, column)
            for first, second in {pair, pair[::-1]} if island else {pair}:
                planned.append(first)
                failed.append(second)
                lists.append(numbers)
                islanded.append(island)
    starts = np.cumsum([0, *(len(x) for x in lists)])
    loads_of = np.concatenate(lists) if lists else _NOBODY
    return Overlap(
        names, np.array(planned, dtype=np.int64), np.array(failed, dtype=np.int64), loads_of, starts, sizes[0],
        sizes[1], tried, np.array(islanded, dtype=np.bool_), _NOBODY, _NOBODY,
    )


def report(bench: Bench, found: Overlap, plant: bool) -> Pairs:
    """The counts and the minimal cut sets of order 2, each pair of stretches once, the largest loss first."""
    loads = bench.joined.loads
    of_class = np.array([[x.load_class is c for c in LoadClass] for x in loads], dtype=np.float64)
    power = of_class.reshape(-1, len(LoadClass)) * np.array([x.design_kw for x in loads])[:, None]
    gpu = np.array([x.load_class is LoadClass.GPU for x in loads], dtype=np.int64)
    of = np.repeat(np.arange(len(found.planned)), np.diff(found.starts))
    lost = np.zeros((len(found.planned), len(LoadClass)))
    np.add.at(lost, of, power[found.loads])
    racks = np.bincount(of, weights=gpu[found.loads], minlength=len(found.planned)).astype(np.int64)
    weight = found.planned_sizes[found.planned] * found.failed_sizes[found.failed]
    core = lost[:, [n for n, c in enumerate(LoadClass) if c in _NEEDED]].any(axis=1)
    wide = racks > bench.rules.racks
    best: dict[tuple[int, int], int] = {}
    total = lost.sum(axis=1)
    for n in np.flatnonzero(weight > 0).tolist():
        pair = (int(found.planned[n]), int(found.failed[n]))
        key = (min(pair), max(pair))
        if key not in best or total[n] > total[best[key]]:
            best[key] = n
    cuts = [_cut(bench, found, n, (lost[n], int(racks[n]))) for n in best.values()]
    cuts.sort(key=lambda c: (-sum(c.lost_kw.values()), c.tags))
    size = len(found.names)
    return Pairs(
        "plant" if plant else "all", found.tried, size * size, int(weight.sum()), int(weight[core].sum()),
        int(weight[wide].sum()), tuple(cuts), found.members,
    )


def _cut(bench: Bench, found: Overlap, n: int, loss: tuple[Floats, int]) -> CutSet:
    first, second = found.names[found.planned[n]], found.names[found.failed[n]]
    numbers = found.loads[found.starts[n] : found.starts[n + 1]].tolist()
    by_class = {c.value: kw for c, kw in zip(LoadClass, loss[0].tolist(), strict=True) if kw > 0.0}
    sizes = int(found.planned_sizes[found.planned[n]]), int(found.failed_sizes[found.failed[n]])
    lost = tuple(bench.joined.loads[m].tag for m in numbers[:_LISTED])
    return CutSet(
        (first.tag, second.tag), (first.kind, second.kind), sizes, by_class, lost, len(numbers), loss[1],
        bool(found.islanded[n]), (int(found.planned[n]), int(found.failed[n])),
    )
