"""Expected downtime per load class: by blocks of minimal cut sets, and again by seeded trials.

A load is down while one of its single cut sets or one of its pairs is down; blocks multiply the survival of all of
them. A redundancy group with more members down than it can spare counts as one block of its own (k of n, exactly), by
itself and with every other element: so a lost utility with too few sets left is a pair. `trials` repeats the figure
from random states. Both leave out planned work and human error, and the network's own switches.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Catalog
from designer.ledger import Status
from designer.model import LoadClass
from designer.redundancy.drawing import chances_of
from designer.redundancy.exhausting import Exhausted, Parts, exhausted
from designer.redundancy.losses import Settled, losses
from designer.redundancy.overlapping import Overlap, overlap
from designer.redundancy.records import Availability, ClassAvailability
from designer.redundancy.scenarios import Scenario
from designer.redundancy.trials import SEED, Estimate, trials
from designer.redundancy.trying import Bench, islanded

__all__ = ["HOURS", "expect", "left_out", "parts_of"]

Floats = NDArray[np.float64]
Table = NDArray[np.bool_]
HOURS = 8760.0
Index = NDArray[np.int64]
_SIGMAS = 4.0
#: Three elements hold at most so many pairs: where cut sets share elements, the blocks count three at once so often.
_SHARED = 3.0
_ROUNDING = 1e-9
#: The order of the cut sets that the blocks hold one by one.
_PAIR = 2
#: Groups exhausted less often than this are not tried beside every other element.
_LEAST = 1e-8
_EVER = float("inf")


def parts_of(bench: Bench, catalog: Catalog) -> Parts:
    """Reliability data of every element; kinds without a row never fail here."""
    rows: dict[str, tuple[float, float, bool]] = {}
    for kind in sorted({e.kind for e in bench.ordered}):
        try:
            rate, repair = (catalog.threshold("reliability", f"{what}.{kind}") for what in ("rate", "repair"))
        except KeyError:
            continue
        down = rate.si("") * repair.si("h") / HOURS
        if kind == "generator":
            down += catalog.threshold("reliability", "start_failure.generator").si("")
        rows[kind] = rate.si(""), down, rate.evidence.status is Status.ASSUMPTION
    known = [rows.get(e.kind, (0.0, 0.0, False)) if e.removable else (0.0, 0.0, False) for e in bench.ordered]
    table = np.array(known, dtype=np.float64).reshape(-1, 3)
    kinds = tuple(kind for kind, (_, _, assumed) in rows.items() if assumed)
    return Parts(
        table[:, 0], table[:, 1], table[:, 2].astype(np.bool_), kinds, catalog.threshold("reliability", "beta").si("")
    )


def expect(bench: Bench, parts: Parts, automatic: Table) -> Availability:
    """The expected downtime of each class. `automatic` (loads x faults) is lost after automatic actions only."""
    tags = [e.tag for e in bench.ordered if e.removable]
    kinds = bench.joined.graph.elements
    singles = [Scenario("T1", tag, kinds[tag].kind, (tag,)) for tag in tags]
    spent = exhausted(bench, parts, _LEAST)
    asked = (*singles, *(g.scenario for g in spent))
    table = bench.settle([s.removed for s in asked], _EVER).table()
    lost = _lost(bench, asked, table)
    found = overlap(bench, asked, asked, table, _EVER, True)
    nodes = bench.indices(tags)
    down = np.concatenate([parts.down[nodes], [g.chance for g in spent]])
    firm = np.where(np.concatenate([parts.assumed[nodes], [g.assumed for g in spent]]), 0.0, down)
    counted = _counted(bench, asked, spent, down, found)
    own = parts.down[bench.indices([x.tag for x in bench.joined.loads])]
    unserved, known = (_blocks(lost, part, counted, found, own) for part in (down, firm))
    waiting = parts.rates[nodes] * _operator_hours(bench) / HOURS
    single = lost[:, : len(singles)]
    switching = (automatic & ~single) @ waiting
    blocks = (unserved, known, _common(bench, parts), switching, single @ parts.rates[nodes])
    rows = []
    tried = trials(bench, parts.down)
    for load_class, trial in tried.items():
        weight = np.array([x.design_kw * (x.load_class is load_class) for x in bench.joined.loads])
        if weight.sum() > 0.0:
            rows.append(_row(load_class, weight, blocks, trial, left_out(parts, trial.nodes, spent)))
    return Availability(tuple(rows), parts.beta, sum(t.states for t in tried.values()), SEED, parts.kinds)


def _row(
    load_class: LoadClass, weight: Floats, parts: tuple[Floats, ...], trial: Estimate, neglected: float
) -> ClassAvailability:
    share = weight / weight.sum()
    unserved, known, shared, switching, interruptions = (float(share @ part) for part in parts)
    return ClassAvailability(
        load_class.value, float(weight.sum()), unserved, shared, switching,
        (unserved + shared + switching) * HOURS, trial.mean, trial.error,
        abs(trial.mean - unserved) <= _SIGMAS * trial.error + _SHARED * neglected + trial.beyond + _ROUNDING * unserved,
        1.0 - known / unserved if unserved else 0.0, interruptions, neglected,
    )


def left_out(parts: Parts, nodes: Index, spent: Sequence[Exhausted]) -> float:
    """Chance that three or more of these elements are down at once, a bank of like sources counted as one element.

    No more than this is left out of the blocks.
    """
    chances = dict(zip(nodes.tolist(), parts.down[nodes].tolist(), strict=True))
    for bank in spent:
        if bank.closed and set(bank.members) <= chances.keys():
            for member in bank.members:
                del chances[member]
            chances[-1 - bank.members[0]] = bank.chance
    few = chances_of(np.array(list(chances.values())), _PAIR)
    return max(0.0, 1.0 - float(few.sum()))


def _lost(bench: Bench, tried: Sequence[Scenario], table: Table) -> Table:
    """Loads x scenarios lost, with what is shed once the utility is gone."""
    normal = bench.normal if bench.normal is not None else np.ones(len(table), dtype=np.bool_)
    lost = losses(tried, Settled(table, normal, normal), bench.joined.graph, bench.joined.loads).lost
    return _with_shed(bench, lost, islanded(bench, tried, _EVER))


def _with_shed(bench: Bench, lost: Table, alone: Table) -> Table:
    shed = np.array([x.load_class in bench.shed for x in bench.joined.loads], dtype=np.bool_)
    return np.asarray(lost | (shed[:, None] & alone))


def _counted(
    bench: Bench, asked: Sequence[Scenario], spent: Sequence[Exhausted], down: Floats, found: Overlap
) -> tuple[Table, Table]:
    """Which scenarios count by themselves, and which pairs count.

    A closed group that two losses exhaust is counted whole (k of n, exactly) in place of the pairs of its members; any
    other group of that kind is counted by its pairs.
    """
    first = len(asked) - len(spent)
    alone = np.array([n < first or len(s.removed) > _PAIR for n, s in enumerate(asked)], dtype=np.bool_)
    kept = np.ones(len(found.planned), dtype=np.bool_)
    stretch = np.full(len(asked), -1, dtype=np.int64)
    stretch[found.planned_tried] = found.planned_of
    weights = _per_stretch(down, found)
    place = {s.tag: n for n, s in enumerate(asked[:first])}
    for n, bank in enumerate(spent):
        members = np.array([place.get(bench.ordered[m].tag, -1) for m in bank.members], dtype=np.int64)
        own = stretch[members]
        known = bank.closed and not alone[first + n] and bool((members >= 0).all() and (own >= 0).all())
        if known and np.allclose(weights[own], down[members], rtol=1e-9, atol=0.0):
            alone[first + n] = True
            kept &= ~(np.isin(found.planned, own) & np.isin(found.failed, own))
    return alone, kept


def _per_stretch(down: Floats, found: Overlap) -> Floats:
    inside = found.planned_of >= 0
    weights = down[found.planned_tried][inside]
    return np.bincount(found.planned_of[inside], weights=weights, minlength=len(found.names)).astype(np.float64)


def _blocks(lost: Table, down: Floats, counted: tuple[Table, Table], found: Overlap, own: Floats) -> Floats:
    """Unavailability of each load while it is not down itself: one less the survival of its cut sets of one and two."""
    alone, kept = counted
    survival = lost[:, alone] @ np.log1p(-down[alone])
    weights = _per_stretch(down, found)
    both = np.where(kept, 0.5 * np.log1p(-weights[found.planned] * weights[found.failed]), 0.0)
    np.add.at(survival, found.loads, np.repeat(both, np.diff(found.starts)))
    return np.asarray(-np.expm1(survival) * (1.0 - own))


def _operator_hours(bench: Bench) -> float:
    """The longest time an operator takes to close a normally-open link [h]."""
    return max((k.switching_seconds for k in bench.joined.graph.links if k.normally_open), default=0.0) / 3600.0


def _common(bench: Bench, parts: Parts) -> Floats:
    """What common causes add to each load: with probability beta a failure takes its whole group."""
    groups = [g for g in bench.joined.graph.groups if g.spare_units > 0]
    tried = [Scenario("T4", g.tag, "group", tuple(m for m in g.members if m in bench.index)) for g in groups]
    if not tried:
        return np.zeros(len(bench.joined.loads))
    table = bench.settle([s.removed for s in tried], _EVER).table()
    chance = np.array([max((parts.down[bench.index[m]] for m in s.removed), default=0.0) for s in tried])
    return np.asarray(_lost(bench, tried, table) @ (parts.beta * chance))
