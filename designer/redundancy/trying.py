"""Trying removals: one bench for the graph, one attempt for a list of scenarios under one way of switching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from designer.ledger import Value
from designer.model import Commodity, Element, Load, LoadClass
from designer.redundancy.flowing import Mains
from designer.redundancy.losses import Losses, Settled, losses
from designer.redundancy.merging import Joined
from designer.redundancy.propagation import Spread, Wirings, spread, wire_all
from designer.redundancy.records import Removal
from designer.redundancy.scenarios import Scenario
from designer.redundancy.sharing import Feeds, Shares, feeds_of, patterns_of, share

__all__ = ["Bench", "Rules", "Tried", "attempt", "bench_of", "islanded"]

#: Lost tags listed by name in a removal; the rest is counted.
_LISTED = 6
_NONE: frozenset[LoadClass] = frozenset()


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
    """Removals in the order of the scenarios, disagreements by ``test:tag``, GPU racks lost by ``test:tag``."""

    removals: tuple[Removal, ...]
    disagreements: tuple[str, ...]
    gpu_racks: dict[str, int]


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
    feeds: dict[tuple[float, tuple[int, ...]], Feeds] = field(default_factory=dict)
    normal: NDArray[np.bool_] | None = None

    def wired(self, seconds: float) -> Wirings:
        """The wirings with the normally-open links that close within these seconds."""
        if seconds not in self.wirings:
            known = next(iter(self.wirings.values()), None)
            graph = self.joined.graph
            self.wirings[seconds] = wire_all(graph.elements, graph.links, seconds, known)
        return self.wirings[seconds]

    def settle(self, removed: Sequence[tuple[str, ...]], seconds: float) -> Spread:
        """The working elements after each set of removed tags."""
        indices = [[self.index[tag] for tag in tags] for tags in removed]
        return spread(len(self.ordered), self.wired(seconds), indices)

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
    generators = tuple(t for t, e in elements.items() if e.kind == "generator" and Commodity.POWER in e.sources)
    return Bench(joined, rules, {tag: n for n, tag in enumerate(elements)}, tuple(elements.values()), generators)


def islanded(bench: Bench, tried: Sequence[Scenario], seconds: float) -> NDArray[np.bool_]:
    """Scenarios in which no load would run without the generators: the whole utility is gone."""
    if not tried or not bench.joined.loads:
        return np.zeros(len(tried), dtype=np.bool_)
    settled = bench.settle([(*s.removed, *bench.generators) for s in tried], seconds)
    rows = [bench.index[load.tag] for load in bench.joined.loads]
    return np.asarray(~settled.table()[rows].any(axis=0))


def attempt(
    bench: Bench, tried: Sequence[Scenario], seconds: float, on_generators: bool = False, always: tuple[str, ...] = ()
) -> Tried:
    """Judge scenarios that share one way of switching. `always` are out in every one of them (the utility)."""
    if not tried:
        return Tried((), (), {})
    graph, loads = bench.joined.graph, bench.joined.loads
    settled = bench.settle([*(s.removed for s in tried), always], seconds)
    table = settled.table()
    shed = bench.shed if on_generators else _NONE
    lost = losses(tried, Settled(table[:, :-1], table[:, -1], bench.normal, shed), graph, loads)
    if bench.normal is None:
        bench.normal = table[:, -1]
    demands = bench.demands(on_generators)
    feeds = bench.fed(settled, seconds, demands)
    patterns = patterns_of(settled, feeds)
    shares = share(feeds, patterns, bench.ordered, demands)
    over = np.flatnonzero(shares.worst > bench.rules.most).tolist()
    mains = Mains(feeds, bench.ordered, demands) if over else None
    hidden = {p for p in over if mains and mains.could_carry(patterns.live[:, p])}
    of = patterns.of.tolist()
    most = bench.rules.most
    return Tried(
        tuple(_removal(s, n, of[n], lost, shares, (loads, most)) for n, s in enumerate(tried)),
        tuple(f"{s.test}:{s.tag}" for n, s in enumerate(tried) if of[n] in hidden),
        {f"{s.test}:{s.tag}": int(lost.gpu_racks[n]) for n, s in enumerate(tried) if lost.gpu_racks[n]},
    )


def _removal(
    scenario: Scenario, column: int, pattern: int, lost: Losses, shares: Shares, given: tuple[Sequence[Load], float]
) -> Removal:
    loads, most = given
    gone = np.flatnonzero(lost.lost[:, column])
    by_class = {c.value: float(lost.lost_kw[n, column]) for n, c in enumerate(LoadClass) if lost.lost_kw[n, column] > 0}
    worst = float(shares.worst[pattern])
    if any(c != LoadClass.FLEXIBLE for c in by_class):
        verdict = "lost"
    elif worst > most:
        verdict = "overload"
    else:
        verdict = "degraded" if lost.touched[column] or by_class else "served"
    tags = tuple(loads[n].tag for n in gone[:_LISTED].tolist())
    tag = shares.worst_tag[pattern]
    return Removal(scenario.test, scenario.tag, scenario.kind, by_class, tags, len(gone), worst, tag, verdict)
