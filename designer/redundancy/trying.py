"""Trying removals: one bench for the graph, one attempt for a list of scenarios under one way of switching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from designer.ledger import Value
from designer.model import Commodity, Element, LoadClass
from designer.redundancy.flowing import Mains
from designer.redundancy.joint import Joint, joint_of
from designer.redundancy.losses import Losses, Settled, losses
from designer.redundancy.merging import Joined
from designer.redundancy.propagation import (
    Spread,
    Wirings,
    column_bits,
    served,
    set_in,
    spread,
    unpack,
    wire_all,
)
from designer.redundancy.records import Removal
from designer.redundancy.scenarios import Scenario
from designer.redundancy.sharing import Feeds, feeds_of, patterns_of, share

__all__ = ["Bench", "Rules", "Tried", "attempt", "bench_of", "first_of", "islanded"]

#: Lost tags listed by name in a removal; the rest is counted.
_LISTED = 6
_NONE: frozenset[LoadClass] = frozenset()
_FLEXIBLE = frozenset({LoadClass.FLEXIBLE.value})


@dataclass(frozen=True, slots=True)
class Rules:
    """The proof's thresholds: automatic switching [s], GPU racks per fault, loading after a loss and its tolerance."""

    automatic: Value
    blast_radius: Value
    loading: Value
    tolerance: Value

    @property
    def seconds(self) -> float:
        """Longest automatic switching."""
        return self.automatic.si("s")

    @property
    def racks(self) -> float:
        """GPU racks that one fault may take."""
        return self.blast_radius.si("rack")

    @property
    def most(self) -> float:
        """Loading above which an element is overloaded."""
        return self.loading.si("") * (1.0 + self.tolerance.si(""))


@dataclass(frozen=True, slots=True)
class Tried:
    """Removals in the order of the scenarios, disagreements by ``test:tag``, GPU racks lost by ``test:tag``.

    `table` is what works, elements x scenarios; `lost` the loads lost, loads x scenarios.
    """

    removals: tuple[Removal, ...]
    disagreements: tuple[str, ...]
    gpu_racks: dict[str, int]
    table: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    lost: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))


@dataclass(slots=True)
class Bench:
    """The graph with indices, its loads and its wirings by longest switching (local to one proof).

    On generators the classes in `shed` are off and the mechanical plant runs at `plant_share`. `normal` are the
    elements that work in the normal state, once that has been tried.
    """

    joined: Joined
    rules: Rules
    index: dict[str, int]
    ordered: tuple[Element, ...]
    generators: tuple[str, ...]
    shed: frozenset[LoadClass] = _NONE
    plant_share: float = 1.0
    wirings: dict[float, Wirings] = field(default_factory=dict)
    joints: dict[float, Joint] = field(default_factory=dict)
    feeds: dict[tuple[float, tuple[int, ...]], Feeds] = field(default_factory=dict)
    normal: NDArray[np.bool_] | None = None

    def wired(self, seconds: float) -> Wirings:
        """The wirings with the normally-open links that close within these seconds."""
        if seconds not in self.wirings:
            known = next(iter(self.wirings.values()), None)
            graph = self.joined.graph
            self.wirings[seconds] = wire_all(graph.elements, graph.links, seconds, known)
        return self.wirings[seconds]

    def joint(self, seconds: float) -> Joint:
        """All commodities in one order, under the wirings that close within these seconds."""
        if seconds not in self.joints:
            self.joints[seconds] = joint_of(len(self.ordered), self.wired(seconds))
        return self.joints[seconds]

    def settle(self, removed: Sequence[tuple[str, ...]], seconds: float) -> Spread:
        """The working elements after each set of removed tags."""
        sets = [self.indices(tags) for tags in removed]
        return spread(len(self.ordered), self.wired(seconds), sets, self.joint(seconds))

    def indices(self, tags: Sequence[str]) -> list[int]:
        """The places of these tags among the elements."""
        return [self.index[tag] for tag in tags]

    def fed(self, settled: Spread, seconds: float, demands: Mapping[int, float]) -> Feeds:
        """The power graph above the demands, under the wirings that close within these seconds."""
        key = (seconds, tuple(sorted(demands)))
        if key not in self.feeds:
            self.feeds[key] = feeds_of(settled, self.joined.graph.elements, demands)
        return self.feeds[key]

    def demands(self, on_generators: bool) -> dict[int, float]:
        """Power of each load by element index [kW]."""
        found = {}
        for load in self.joined.loads:
            power = load.design_kw
            if on_generators:
                power *= self.plant_share if load.load_class is LoadClass.MECHANICAL else 1.0
                power *= load.load_class not in self.shed
            if power > 0.0:
                found[self.index[load.tag]] = power
        return found


def bench_of(joined: Joined, rules: Rules) -> Bench:
    """The bench of a joined graph."""
    elements = joined.graph.elements
    generators = tuple(t for t, e in elements.items() if e.kind == "generator" and (e.needs or e.sources))
    return Bench(joined, rules, {tag: n for n, tag in enumerate(elements)}, tuple(elements.values()), generators)


def islanded(bench: Bench, tried: Sequence[Scenario], seconds: float) -> NDArray[np.bool_]:
    """Scenarios in which no load would get power without the generators: the whole utility is gone."""
    if not tried or not bench.joined.loads:
        return np.zeros(len(tried), dtype=np.bool_)
    bits = column_bits(len(bench.ordered), [bench.indices(s.removed) for s in tried])
    bits[bench.indices(bench.generators)] = 0
    powered = served(bench.wired(seconds)[Commodity.POWER], bits)
    rows = [bench.index[load.tag] for load in bench.joined.loads]
    return np.asarray(~unpack(np.bitwise_or.reduce(powered[rows], axis=0)[None], len(tried))[0])


def attempt(
    bench: Bench, tried: Sequence[Scenario], seconds: float, on_generators: bool = False, always: tuple[str, ...] = ()
) -> Tried:
    """Judge scenarios that share one way of switching.

    `always` are out in every one of them (the utility): what is shed then is off already and no loss of a removal.
    """
    if not tried:
        return Tried((), (), {})
    graph, loads = bench.joined.graph, bench.joined.loads
    settled = bench.settle([*(s.removed for s in tried), always], seconds)
    table = settled.table()
    shed = bench.shed if on_generators else _NONE
    lost = losses(tried, Settled(table[:, :-1], table[:, -1], bench.normal, shed, bool(always)), graph, loads)
    if bench.normal is None:
        bench.normal = table[:, -1]
    demands = bench.demands(on_generators)
    feeds = bench.fed(settled, seconds, demands)
    patterns = patterns_of(settled, feeds)
    shares = share(feeds, patterns, bench.ordered, demands)
    over = np.flatnonzero(shares.worst > bench.rules.most).tolist()
    mains = Mains(feeds, bench.ordered, demands) if over else None
    hidden = {p for p in over if mains and mains.could_carry(patterns.live[:, p])}
    short = np.isin(patterns.of, [p for p in over if p not in hidden])
    of = patterns.of[:-1]
    shown = _Shown(shares.worst[of].tolist(), [shares.worst_tag[p] for p in of.tolist()], short[:-1].tolist())
    return Tried(
        _removals(bench, tried, lost, shown),
        tuple(f"{s.test}:{s.tag}" for s, p in zip(tried, of.tolist(), strict=True) if p in hidden),
        {f"{tried[n].test}:{tried[n].tag}": int(lost.gpu_racks[n]) for n in np.flatnonzero(lost.gpu_racks).tolist()},
        table[:, :-1],
        lost.lost,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """Per scenario: worst loading, what carries it, whether even the maximum flow fails."""

    worst: list[float]
    tags: list[str]
    short: list[bool]


def _removals(bench: Bench, tried: Sequence[Scenario], lost: Losses, shown: _Shown) -> tuple[Removal, ...]:
    most = bench.rules.most
    gone, counts = first_of(lost.lost, [load.tag for load in bench.joined.loads])
    stopped, stops = first_of(lost.stopped, [e.tag for e in bench.ordered])
    some: list[float] = lost.lost_kw.sum(axis=0).tolist()
    touched: list[bool] = lost.touched.tolist()
    racks: list[int] = lost.gpu_racks.tolist()
    seen: dict[tuple[float, ...], dict[str, float]] = {}
    rows = []
    for n, s in enumerate(tried):
        by_class = _by_class(tuple(lost.lost_kw[:, n].tolist()), seen) if some[n] else {}
        verdict = "degraded" if touched[n] or by_class else "served"
        if by_class and by_class.keys() != _FLEXIBLE:
            verdict = "lost"
        elif shown.worst[n] > most:
            verdict = "overload"
        rows.append(Removal(
            s.test, s.tag, s.kind, by_class, gone[n], counts[n], shown.worst[n], shown.tags[n], verdict, stopped[n],
            stops[n], not shown.short[n], racks=racks[n],
        ))
    return tuple(rows)


def _by_class(kilowatts: tuple[float, ...], seen: dict[tuple[float, ...], dict[str, float]]) -> dict[str, float]:
    if kilowatts not in seen:
        seen[kilowatts] = {c.value: kw for c, kw in zip(LoadClass, kilowatts, strict=True) if kw > 0.0}
    return seen[kilowatts]


def first_of(table: NDArray[np.bool_], names: Sequence[str]) -> tuple[list[tuple[str, ...]], list[int]]:
    """The first few names of each column of a table of rows by scenarios, and how many there are."""
    rows, columns = set_in(table)
    order = np.argsort(columns, kind="stable")
    rows = rows[order]
    starts = np.searchsorted(columns[order], np.arange(table.shape[1] + 1)).tolist()
    listed = [
        tuple(names[n] for n in rows[start : min(end, start + _LISTED)].tolist()) if end > start else ()
        for start, end in pairwise(starts)
    ]
    return listed, [end - start for start, end in pairwise(starts)]
