"""The proof: every element out for work or failed, every compartment lost; what stays served, and how loaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Catalog
from designer.ledger import Limit, Step
from designer.model import Commodity, Element, Load, LoadClass, Note, NoteKind, Trade
from designer.redundancy import formulas, scenarios
from designer.redundancy.availability import HOURS, expect, parts_of
from designer.redundancy.claims import CRITICAL, Backing, claims, loses
from designer.redundancy.cording import cord_faults
from designer.redundancy.isolating import isolations
from designer.redundancy.merging import Joined, merge
from designer.redundancy.overlapping import overlap, report
from designer.redundancy.propagation import column_bits, served, unpack
from designer.redundancy.records import Availability, Proof, Removal, Trades
from designer.redundancy.scenarios import Scenario
from designer.redundancy.telling import coupled, witnessed
from designer.redundancy.trying import Bench, Rules, Tried, attempt, bench_of, islanded
from designer.sizing.standby import mechanical_share
from designer.units import q

__all__ = ["Rules", "outlines", "prove", "prove_graph", "rules_of"]

Table = NDArray[np.bool_]
Index = NDArray[np.intp]
_ALWAYS = float("inf")
_CORE = (LoadClass.CONTROL, LoadClass.CORE)
#: Smaller differences of power [kW] are rounding.
_WATT = 1e-3


def rules_of(catalog: Catalog) -> Rules:
    """The thresholds of ``threshold/redundancy``."""
    keys = ("automatic_switching", "gpu_blast_radius", "loading_after_loss", "loading_tolerance")
    return Rules(*(catalog.threshold("redundancy", key) for key in keys))


def prove(trades: Trades, pairs: bool = True) -> Proof:
    """Prove a design: all removals, the single points of failure, the words allowed. Never raises on loose ends.

    `pairs` tries a fault during every maintenance of the plant as well (T3).
    """
    return prove_graph(merge(trades), rules_of(trades.catalog), pairs, trades.catalog)


def prove_graph(joined: Joined, rules: Rules, pairs: bool = True, catalog: Catalog | None = None) -> Proof:
    """Prove one joined graph under these thresholds; with a `catalog` of failure rates its availability as well."""
    elements, bench = joined.graph.elements, bench_of(joined, rules)
    shedding = _shed(bench)
    swept = _sweep(bench, True)
    tried, found, operator, failing = swept.tried, swept.found, swept.operator, swept.failing
    outside, faults = scenarios.utilities(elements), found[1][0].table[:, : len(failing)]
    removals = swept.removals
    racks = {key: count for t in tried for key, count in t.gpu_racks.items()}
    singles = _single_points(removals, racks, rules, ("T1", "T2"))
    connection = tuple(sorted({tag for _, cut in found for tag in cut} & {*singles}))
    words = claims(
        removals, [s for s in singles if s not in connection], connection or outside,
        Backing(bool(bench.generators), not bench.shed & {*CRITICAL}, swept.outage),
        lambda r: racks.get(f"{r.test}:{r.tag}", 0) <= rules.racks,
    )
    served = _served(removals, bench.shed)
    known = expect(bench, parts_of(bench, catalog), tried[2].lost[:, : len(failing)]) if catalog and pairs else None
    return Proof(
        graph=joined.graph, removals=removals, single_points=singles,
        disagreements=tuple(d for t in tried for d in t.disagreements),
        served={test: step.number for test, step in served.items()}, claims=words,
        notes=(*joined.notes, *_assumptions(rules, bench)),
        steps=(*shedding, *served.values(), *_loadings(removals, elements, rules), *_reserves(joined), *_hours(known)),
        connection=connection, shed=tuple(sorted(c.value for c in bench.shed)), loading_limit=rules.most,
        coupled_only=tuple(r.tag for r in removals if r.test == "T5" and r.kept_kw["all"] < r.kept_kw["alone"] - _WATT),
        single_points_on_generators=_single_points(
            removals, {} if LoadClass.GPU in bench.shed else racks, rules, ("T1G",)
        ),
        pairs=report(bench, overlap(bench, operator, failing, faults, rules.seconds, True), True) if pairs else None,
        isolation=isolations(elements, joined.graph.links),
        availability=known,
        contained=_contained(removals, singles),
        cords=cord_faults(bench, scenarios.connection(elements), rules.seconds),
        plant_share=bench.plant_share,
        outage=swept.outage,
    )


def outlines(joined: Joined, rules: Rules) -> tuple[tuple[Removal, ...], dict[str, float]]:
    """The removals of a joined graph without pairs, witnesses and the power kept coupled, and the share of each test
    that loses nothing."""
    bench = bench_of(joined, rules)
    _shed(bench)
    removals = _sweep(bench, False).removals
    return removals, {test: step.number for test, step in _served(removals, bench.shed).items()}


@dataclass(frozen=True, slots=True)
class _Swept:
    """What the tests found, maintenance and faults apart by `_split`, and the scenarios tried."""

    tried: tuple[Tried, ...]
    found: tuple[tuple[Tried, tuple[str, ...]], tuple[Tried, tuple[str, ...]]]
    operator: tuple[Scenario, ...]
    failing: tuple[Scenario, ...]
    outage: Removal | None

    @property
    def removals(self) -> tuple[Removal, ...]:
        """All removals, test by test."""
        return tuple(r for t in self.tried for r in t.removals)


def _sweep(bench: Bench, whole: bool) -> _Swept:
    """Every removal tried: the normal state, work and faults on the utility, coupled, and work on generators.

    Witnesses of what is survived and the power kept coupled only for the `whole` story.
    """
    elements, seconds = bench.joined.graph.elements, bench.rules.seconds
    outside = scenarios.utilities(elements)
    white_space = {e.room for e in elements.values() if e.kind == "rack"}
    operator = tuple(scenarios.maintenance(elements))
    failing = tuple(scenarios.faults(elements, bench.joined.graph.links))
    automatic = (*failing, *scenarios.common_causes(elements, white_space))
    tried = [attempt(bench, scenarios.normal(), -1.0)]
    found = (_split(bench, operator, _ALWAYS), _split(bench, automatic, seconds))
    for (judged, _), longest in zip(found, (_ALWAYS, seconds), strict=True):
        tried.append(witnessed(bench, judged, longest) if whole else judged)
    tried.append(coupled(bench, failing, found[1][0].table[:, : len(failing)], tried[2], whole))
    if bench.generators:
        tried.append(attempt(bench, scenarios.maintenance(elements, outside, "T1G"), _ALWAYS, True, outside))
    return _Swept(tuple(tried), found, operator, failing, _outage(bench, outside))


def _outage(bench: Bench, outside: tuple[str, ...]) -> Removal | None:
    """All utility feeds lost at once, automatic actions only."""
    gone = [Scenario("T2", "", "utility", outside)] if outside else []
    return next(iter(attempt(bench, gone, bench.rules.seconds, True).removals), None)


def _shed(bench: Bench) -> tuple[Step, ...]:
    """On generators that do not carry everything, or do not reach the GPU racks, these and the mine are off; the plant
    follows the heat left.
    """
    loads = bench.joined.loads
    carried = fsum(bench.joined.graph.elements[tag].capacity or 0.0 for tag in bench.generators)
    if not bench.generators or (carried >= fsum(load.design_kw for load in loads) and _reach_racks(bench)):
        return ()
    bench.shed = frozenset((LoadClass.GPU, LoadClass.FLEXIBLE))
    core = _power(loads, _CORE)
    total = core + _power(loads, (LoadClass.GPU,))
    if not total:
        return ()
    share = mechanical_share.step("redundancy.plant_on_generators", P_core=q(core, "kW"), P_IT=q(total, "kW"))
    bench.plant_share = share.number
    return (share,)


def _reach_racks(bench: Bench) -> bool:
    """Whether generators feed every GPU rack once the utility is gone and operators have switched."""
    outside = scenarios.utilities(bench.joined.graph.elements)
    bits = column_bits(len(bench.ordered), [bench.indices(outside)])
    fed = served(bench.wired(_ALWAYS)[Commodity.POWER], bits)
    racks = [bench.index[load.tag] for load in bench.joined.loads if load.load_class is LoadClass.GPU]
    return bool(unpack(fed[racks], 1).all())


def _power(loads: Iterable[Load], classes: Sequence[LoadClass]) -> float:
    return fsum(load.design_kw for load in loads if load.load_class in classes)


def _split(bench: Bench, tried: Sequence[Scenario], seconds: float) -> tuple[Tried, tuple[str, ...]]:
    """Try scenarios, those without any utility on generators; and the tags that take the connection itself away."""
    alone = islanded(bench, tried, seconds)
    parts = (np.flatnonzero(~alone), np.flatnonzero(alone))
    usual, island = (
        attempt(bench, [tried[n] for n in part.tolist()], seconds, on_generators)
        for part, on_generators in zip(parts, (False, True), strict=True)
    )
    place = np.argsort(np.concatenate(parts), kind="stable").tolist()
    found = (*usual.removals, *island.removals)
    whole = Tried(
        tuple(found[n] for n in place), (*usual.disagreements, *island.disagreements),
        {**usual.gpu_racks, **island.gpu_racks},
        _put_in(usual.table, island.table, parts), _put_in(usual.lost, island.lost, parts),
    )
    given = {*scenarios.connection(bench.joined.graph.elements)}
    gone = [tried[n] for n in parts[1].tolist() if tried[n].test != "T4"]
    return whole, tuple(s.tag for s in gone if given.intersection(s.removed))


def _put_in(table: Table, few: Table, places: tuple[Index, Index]) -> Table:
    """The columns of both tables at their places in one: runs of the first between those of the second."""
    if not all(map(len, places)):
        return table if len(places[0]) else few
    first, *later = np.split(table, places[1] - np.arange(len(places[1])), axis=1)
    return np.concatenate([first, *chain(*zip(np.split(few, few.shape[1], axis=1), later, strict=True))], axis=1)


def _single_points(
    removals: Iterable[Removal], racks: dict[str, int], rules: Rules, tests: tuple[str, ...]
) -> tuple[str, ...]:
    """Elements (and shared controllers and passages) whose maintenance or fault loses too much.

    Too much is any class C1 or C2 load other than themselves, or more GPU racks than the stated blast radius.
    """
    return tuple(sorted({
        r.tag for r in removals
        if r.test in tests or (r.test == "T4" and r.kind != "room" and "T2" in tests)
        if any(r.lost_kw.get(c, 0.0) > 0.0 for c in _CORE) or racks.get(f"{r.test}:{r.tag}", 0) > rules.racks
    }))


def _contained(removals: Iterable[Removal], singles: Sequence[str]) -> tuple[str, ...]:
    """Elements (and shared controllers and passages) that lose GPU racks under work or fault without being single."""
    named = {r.tag for r in removals if r.racks and (r.test in ("T1", "T2") or (r.test == "T4" and r.kind != "room"))}
    return tuple(sorted(named - {*singles}))


def _served(removals: Sequence[Removal], shed: frozenset[LoadClass]) -> dict[str, Step]:
    """For each test the share of removals that lose nothing; on generators what is shed anyway does not count."""
    steps = {}
    for test in sorted({r.test for r in removals}):
        tried = [r for r in removals if r.test == test]
        classes = [c for c in CRITICAL if test != "T1G" or c not in shed]
        kept = sum(not loses(r, classes) for r in tried)
        steps[test] = formulas.served_share.step(f"redundancy.served[{test}]", n_served=kept, n_removals=len(tried))
    return steps


def _loadings(removals: Sequence[Removal], elements: dict[str, Element], rules: Rules) -> tuple[Step, ...]:
    steps = []
    evidence = rules.loading.evidence
    limit = Limit("<=", q(rules.most), evidence.locator, evidence.source)
    for test in sorted({r.test for r in removals}):
        worst = max((r for r in removals if r.test == test), key=lambda r: r.worst_share)
        rated = elements[worst.worst_tag].capacity if worst.worst_tag in elements else None
        if rated:
            held = limit if test != "T4" else None
            flow, rating = q(worst.worst_share * rated, "kW"), q(rated, "kW")
            key = f"redundancy.loading[{test}]"
            steps.append(formulas.block_loading.step(key, limit=held, P_flow=flow, P_rated=rating))
    return tuple(steps)


def _reserves(joined: Joined) -> tuple[Step, ...]:
    return tuple(
        formulas.shared_reserve.step(f"redundancy.reserve[{g.tag}]", n_needed=g.needed, n_spare=g.spare_units)
        for g in {g.tag: g for g in joined.graph.groups}.values() if g.members
    )


def _hours(known: Availability | None) -> tuple[Step, ...]:
    """The expected downtime of each class as steps of the ledger."""
    return tuple(
        formulas.downtime.step(
            f"redundancy.downtime[{one.load_class}]", U_class=one.unserved + one.common_cause + one.switching,
            t_year=q(HOURS, "h"),
        )
        for one in (known.classes if known else ())
    )


def _assumptions(rules: Rules, bench: Bench) -> tuple[Note, ...]:
    facts = {
        "automatic_switching": {"time": rules.automatic},
        "gpu_blast_radius": {"racks": rules.blast_radius},
        "equal_sharing": {"loading": rules.loading},
    }
    notes = [
        Note(NoteKind.ASSUMPTION, f"redundancy.{key}", Trade.REDUNDANCY, "", dict(fact)) for key, fact in facts.items()
    ]
    if bench.shed:
        share = q(100.0 * bench.plant_share, "%")
        notes.append(Note(NoteKind.ASSUMPTION, "redundancy.shedding", Trade.REDUNDANCY, "", {"share": share}))
    return tuple(notes)
