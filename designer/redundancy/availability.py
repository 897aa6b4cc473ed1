"""Expected downtime per load class: by blocks of minimal cut sets, and again by seeded trials.

A load is down while one of its single cut sets or one of its pairs is down; blocks multiply the survival of all of
them. The trials fail elements at random (more often than in life, and weighed accordingly) and let the graph settle.
Both leave out planned work and human error, and the network's own switches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Catalog
from designer.ledger import Status
from designer.model import Commodity, LoadClass, Trade
from designer.redundancy.losses import Settled, losses, spare_grouped
from designer.redundancy.overlapping import Overlap, overlap
from designer.redundancy.propagation import column_bits, served, settle, unpack
from designer.redundancy.records import Availability, ClassAvailability
from designer.redundancy.scenarios import Scenario
from designer.redundancy.trying import Bench, islanded

__all__ = ["HOURS", "Parts", "expect", "parts_of", "trials"]

Floats = NDArray[np.float64]
Table = NDArray[np.bool_]
HOURS = 8760.0
_SEED = 5
_STATES = 8192
#: Failures per trial that the raised probabilities aim at.
_AIM = 2.0
_SIGMAS = 4.0
_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Parts:
    """Failure rate [1/year] and unavailability of each element by index; kinds whose figures are assumptions."""

    rates: Floats
    down: Floats
    assumed: Table
    kinds: tuple[str, ...]
    beta: float


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
    singles = [Scenario("T1", tag, bench.joined.graph.elements[tag].kind, (tag,)) for tag in tags]
    nodes = bench.indices(tags)
    table = bench.settle([(tag,) for tag in tags], _EVER).table()
    lost = _lost(bench, singles, table)
    found = overlap(bench, singles, singles, table, _EVER, True)
    down = parts.down[nodes]
    firm = np.where(parts.assumed[nodes], 0.0, down)
    unserved = _blocks(bench, lost, down, found)
    known = _blocks(bench, lost, firm, found)
    waiting = parts.rates[nodes] * _operator_hours(bench) / HOURS
    switching = (automatic & ~lost) @ waiting
    tried, error = trials(bench, parts)
    shared = _common(bench, parts)
    rows = []
    for load_class in LoadClass:
        weight = np.array([x.design_kw * (x.load_class is load_class) for x in bench.joined.loads])
        if weight.sum() > 0.0:
            drawn = (tried, error, lost, parts.rates[nodes])
            rows.append(_row(load_class, weight, (unserved, known, shared, switching), drawn, _third(down)))
    return Availability(tuple(rows), parts.beta, _STATES, _SEED, parts.kinds, _third(down))


def _row(
    load_class: LoadClass, weight: Floats, parts: tuple[Floats, ...],
    drawn: tuple[Mapping[LoadClass, float], Mapping[LoadClass, float], Table, Floats], neglected: float,
) -> ClassAvailability:
    share = weight / weight.sum()
    unserved, known, shared, switching = (float(share @ part) for part in parts)
    mean, error = drawn[0][load_class], drawn[1][load_class]
    return ClassAvailability(
        load_class.value, float(weight.sum()), unserved, shared, switching,
        (unserved + shared + switching) * HOURS, mean, error,
        abs(mean - unserved) <= _SIGMAS * error + neglected, 1.0 - known / unserved if unserved else 0.0,
        float(share @ (drawn[2] @ drawn[3])), neglected,
    )


def _third(down: Floats) -> float:
    """Chance that three or more elements are down at once: no more than this is left out of the blocks."""
    return float(down.sum()) ** 3 / 6.0


def _lost(bench: Bench, tried: Sequence[Scenario], table: Table) -> Table:
    """Loads x scenarios lost, with what is shed once the utility is gone."""
    normal = bench.normal if bench.normal is not None else np.ones(len(table), dtype=np.bool_)
    lost = losses(tried, Settled(table, normal, normal), bench.joined.graph, bench.joined.loads).lost
    return _with_shed(bench, lost, islanded(bench, tried, _EVER))


def _with_shed(bench: Bench, lost: Table, alone: Table) -> Table:
    shed = np.array([x.load_class in bench.shed for x in bench.joined.loads], dtype=np.bool_)
    return np.asarray(lost | (shed[:, None] & alone))


def _blocks(bench: Bench, lost: Table, down: Floats, found: Overlap) -> Floats:
    """Unavailability of each load: one less the survival of its single cut sets and of its pairs."""
    survival = lost @ np.log1p(-down)
    inside = found.planned_of >= 0
    per_stretch = np.bincount(
        found.planned_of[inside], weights=down[found.planned_tried][inside], minlength=len(found.names)
    )
    both = 0.5 * np.log1p(-per_stretch[found.planned] * per_stretch[found.failed])
    np.add.at(survival, found.loads, np.repeat(both, np.diff(found.starts)))
    return np.asarray(-np.expm1(survival))


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


def trials(
    bench: Bench, parts: Parts, states: int = _STATES, seed: int = _SEED
) -> tuple[dict[LoadClass, float], dict[LoadClass, float]]:
    """Expected share of each class's power not served, and its standard error, from random states of the graph."""
    rng = np.random.default_rng(seed)
    down = np.where([e.trade is Trade.FABRIC for e in bench.ordered], 0.0, parts.down)
    raised = np.clip(down * _AIM / max(float(down.sum()), 1e-30), down, 0.5)
    counts = rng.poisson(-states * np.log1p(-raised))
    rows = np.repeat(np.arange(len(down)), counts)
    cells = np.unique(rows * states + rng.integers(0, states, size=len(rows)))
    rows, columns = cells // states, cells % states
    odds = np.log(np.where(down > 0.0, down / np.maximum(raised, 1e-300), 1.0)) - np.log1p(-down) + np.log1p(-raised)
    weights = np.exp(np.log1p(-down).sum() - np.log1p(-raised).sum() + np.bincount(columns, odds[rows], states))
    bits = column_bits(len(down), [()] * states)
    np.bitwise_and.at(bits, (rows, columns // 64), ~(np.uint64(1) << (columns % 64).astype(np.uint64)))
    lost = _lost_states(bench, bits, states)
    lost[_own(bench, rows), columns] &= ~_is_load(bench, rows)
    some = np.flatnonzero(lost.any(axis=0))
    lost = lost[:, some]
    found, errors = {}, {}
    for load_class in LoadClass:
        power = np.array([x.design_kw * (x.load_class is load_class) for x in bench.joined.loads])
        drawn = weights[some] * (power @ lost) / max(float(power.sum()), 1e-30)
        mean = float(drawn.sum()) / states
        found[load_class] = mean
        errors[load_class] = float(np.sqrt(max(0.0, float((drawn**2).sum()) / states - mean**2) / states))
    return found, errors


def _lost_states(bench: Bench, bits: NDArray[np.uint64], states: int) -> Table:
    wirings = bench.wired(_EVER)
    table = unpack(settle(bits, wirings), states)
    rows = bench.indices([load.tag for load in bench.joined.loads])
    lost = ~table[rows]
    place = {load.tag: n for n, load in enumerate(bench.joined.loads)}
    spare_grouped(lost, table, bench.index, bench.joined.graph, place)
    mains = bits.copy()
    mains[bench.indices(bench.generators)] = 0
    powered = served(wirings[Commodity.POWER], mains)[rows]
    dark = ~unpack(np.bitwise_or.reduce(powered, axis=0)[None], states)[0]
    return _with_shed(bench, lost, dark)


def _own(bench: Bench, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    number = np.zeros(len(bench.ordered), dtype=np.int64)
    number[bench.indices([x.tag for x in bench.joined.loads])] = np.arange(len(bench.joined.loads))
    return np.asarray(number[rows])


def _is_load(bench: Bench, rows: NDArray[np.int64]) -> Table:
    mark = np.zeros(len(bench.ordered), dtype=np.bool_)
    mark[bench.indices([x.tag for x in bench.joined.loads])] = True
    return np.asarray(mark[rows])
