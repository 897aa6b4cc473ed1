"""The proof: every element out for work or failed, every compartment lost; what stays served, and how loaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from designer.catalog import Catalog
from designer.ledger import Limit, Step, Value
from designer.model import Commodity, Element, Load, LoadClass, Note, NoteKind, Trade
from designer.redundancy import formulas, scenarios
from designer.redundancy.claims import claims, loses
from designer.redundancy.flowing import Mains
from designer.redundancy.losses import Losses, losses
from designer.redundancy.merging import Joined, merge
from designer.redundancy.propagation import spread
from designer.redundancy.records import Proof, Removal, Trades
from designer.redundancy.scenarios import Scenario
from designer.redundancy.sharing import Shares, feeds_of, patterns_of, share
from designer.units import q

__all__ = ["Rules", "prove", "prove_graph", "rules_of"]

#: Lost tags listed by name in a removal; the rest is counted.
_LISTED = 6
_ALWAYS = float("inf")


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
class _Tried:
    removals: tuple[Removal, ...]
    disagreements: tuple[str, ...]
    gpu_racks: dict[str, int]


def rules_of(catalog: Catalog) -> Rules:
    """The thresholds of ``threshold/redundancy``."""
    keys = ("automatic_switching", "gpu_blast_radius", "loading_after_loss", "loading_tolerance")
    return Rules(*(catalog.threshold("redundancy", key) for key in keys))


def prove(trades: Trades) -> Proof:
    """Prove a design: all removals, the single points of failure, the words allowed. Never raises on loose ends."""
    return prove_graph(merge(trades), rules_of(trades.catalog))


def prove_graph(joined: Joined, rules: Rules) -> Proof:
    """Prove one joined graph under these thresholds."""
    elements = joined.graph.elements
    outside = scenarios.utilities(elements)
    generators = any(e.kind == "generator" and Commodity.POWER in e.sources for e in elements.values())
    white_space = {e.room for e in elements.values() if e.kind == "rack"}
    operator = [*scenarios.maintenance(elements)]
    if generators:
        operator += scenarios.maintenance(elements, outside, "T1G")
    automatic = [*scenarios.faults(elements, joined.graph.links), *scenarios.common_causes(elements, white_space)]
    tried = [
        _try(joined, scenarios.normal(), -1.0, rules),
        _try(joined, operator, _ALWAYS, rules),
        _try(joined, automatic, rules.seconds, rules),
    ]
    removals = tuple(r for t in tried for r in t.removals)
    racks = {key: count for t in tried for key, count in t.gpu_racks.items()}
    singles = _single_points(removals, racks, rules)
    words = claims(removals, singles, outside, generators, lambda r: racks.get(f"{r.test}:{r.tag}", 0) <= rules.racks)
    served = _served(removals)
    return Proof(
        graph=joined.graph, removals=removals, single_points=singles,
        disagreements=tuple(d for t in tried for d in t.disagreements),
        served={test: step.number for test, step in served.items()}, claims=words,
        notes=(*joined.notes, *_assumptions(rules)),
        steps=(*served.values(), *_loadings(removals, elements, rules), *_reserves(joined)),
    )


def _try(joined: Joined, tried: Sequence[Scenario], seconds: float, rules: Rules) -> _Tried:
    graph, loads = joined.graph, joined.loads
    index = {tag: n for n, tag in enumerate(graph.elements)}
    removed = [tuple(index[tag] for tag in s.removed) for s in tried]
    settled = spread(graph.elements, graph.links, removed, seconds)
    lost = losses(tried, settled.table(), graph, loads)
    demands = {index[load.tag]: load.design_kw for load in loads if load.design_kw > 0.0}
    feeds = feeds_of(settled, graph.elements, demands)
    patterns = patterns_of(settled, feeds)
    ordered = tuple(graph.elements.values())
    shares = share(feeds, patterns, ordered, demands)
    over = np.flatnonzero(shares.worst > rules.most).tolist()
    mains = Mains(feeds, ordered, demands) if over else None
    hidden = {p for p in over if mains and mains.could_carry(patterns.live[:, p])}
    of = patterns.of.tolist()
    removals = tuple(_removal(s, n, of[n], lost, shares, loads, rules) for n, s in enumerate(tried))
    named = tuple(f"{s.test}:{s.tag}" for n, s in enumerate(tried) if of[n] in hidden)
    racks = {f"{s.test}:{s.tag}": int(lost.gpu_racks[n]) for n, s in enumerate(tried) if lost.gpu_racks[n]}
    return _Tried(removals, named, racks)


def _removal(
    scenario: Scenario, column: int, pattern: int, lost: Losses, shares: Shares, loads: Sequence[Load], rules: Rules
) -> Removal:
    gone = np.flatnonzero(lost.lost[:, column])
    by_class = {c.value: float(lost.lost_kw[n, column]) for n, c in enumerate(LoadClass) if lost.lost_kw[n, column] > 0}
    worst = float(shares.worst[pattern])
    if any(c != LoadClass.FLEXIBLE for c in by_class):
        verdict = "lost"
    elif worst > rules.most:
        verdict = "overload"
    else:
        verdict = "degraded" if lost.touched[column] or by_class else "served"
    tags = tuple(loads[n].tag for n in gone[:_LISTED].tolist())
    tag = shares.worst_tag[pattern]
    return Removal(scenario.test, scenario.tag, scenario.kind, by_class, tags, len(gone), worst, tag, verdict)


def _single_points(removals: Iterable[Removal], racks: dict[str, int], rules: Rules) -> tuple[str, ...]:
    """Elements (and shared controllers) whose maintenance or fault loses too much.

    Too much is any class C1 or C2 load other than themselves, or more GPU racks than the stated blast radius.
    """
    core = (LoadClass.CONTROL.value, LoadClass.CORE.value)
    return tuple(sorted({
        r.tag for r in removals
        if r.test in ("T1", "T2") or (r.test == "T4" and r.kind == "controller")
        if any(r.lost_kw.get(c, 0.0) > 0.0 for c in core) or racks.get(f"{r.test}:{r.tag}", 0) > rules.racks
    }))


def _served(removals: Sequence[Removal]) -> dict[str, Step]:
    steps = {}
    for test in sorted({r.test for r in removals}):
        tried = [r for r in removals if r.test == test]
        kept = sum(not loses(r) for r in tried)
        steps[test] = formulas.served_share.step(f"redundancy.served[{test}]", n_served=kept, n_removals=len(tried))
    return steps


def _loadings(removals: Sequence[Removal], elements: dict[str, Element], rules: Rules) -> tuple[Step, ...]:
    steps = []
    for test in sorted({r.test for r in removals}):
        tried = [r for r in removals if r.test == test]
        worst = max(tried, key=lambda r: r.worst_share)
        rated = elements[worst.worst_tag].capacity if worst.worst_tag in elements else None
        if rated:
            evidence = rules.loading.evidence
            limit = Limit("<=", q(rules.most), evidence.locator, evidence.source)
            flow, rating = q(worst.worst_share * rated, "kW"), q(rated, "kW")
            key = f"redundancy.loading[{test}]"
            steps.append(formulas.block_loading.step(key, limit=limit, P_flow=flow, P_rated=rating))
    return tuple(steps)


def _reserves(joined: Joined) -> tuple[Step, ...]:
    return tuple(
        formulas.shared_reserve.step(f"redundancy.reserve[{g.tag}]", n_needed=g.needed, n_spare=g.spare_units)
        for g in {g.tag: g for g in joined.graph.groups}.values() if g.members
    )


def _assumptions(rules: Rules) -> tuple[Note, ...]:
    facts = {
        "automatic_switching": {"time": rules.automatic},
        "gpu_blast_radius": {"racks": rules.blast_radius},
        "equal_sharing": {"loading": rules.loading},
    }
    return tuple(
        Note(NoteKind.ASSUMPTION, f"redundancy.{key}", Trade.REDUNDANCY, "", dict(fact)) for key, fact in facts.items()
    )
