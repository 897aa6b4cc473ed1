"""The order of work, as one list: read, derive, size, place, wire, carry, feed, prove, count, judge, write.

Each room takes frozen records and returns a new one. What a trade cannot meet comes back as a named shortfall; sizing
then runs again with that as a constraint, a bounded number of rounds, each printed as a design decision.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from designer import (
    bom,
    checks,
    conversion,
    cooling,
    documents,
    fabric,
    layout,
    power,
    redundancy,
    requirements,
    site,
    sizing,
)
from designer.beside import beside
from designer.catalog import Catalog
from designer.checks.records import Design, Findings
from designer.cooling import loop
from designer.cooling.records import CoolingPlan, Feeds
from designer.errors import Refused
from designer.fabric import topologies
from designer.fabric.records import Fabric
from designer.fitting import fitted
from designer.layout.records import Layout
from designer.model import Constraint, Motion, Shortfall
from designer.power.records import PowerChain
from designer.redundancy.records import Proof, Trades
from designer.requirements.records import Requirements
from designer.site.case_records import Case
from designer.site.records import Site
from designer.sizing.records import NetworkNeed, Programme

__all__ = ["MAX_ROUNDS", "Engineered", "Judged", "Via", "at_once", "design", "design_fabric", "develop", "engineer",
           "issue", "look_further", "solve_loop"]

#: Rounds of sizing before remaining shortfalls are reported as findings.
MAX_ROUNDS = 10


Progress = Callable[[str], None]
#: Runs a step of the work on its inputs; one that remembers may answer without running it.
Via = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A design with its findings: what `issue` writes."""

    design: Design
    findings: Findings


@dataclass(frozen=True, slots=True)
class Engineered:
    """What the trades made, its proof, and the rounds of sizing that it took."""

    trades: Trades
    proof: Proof
    rounds: int


def at_once(step: Callable[..., Any], *inputs: Any) -> Any:
    """Run a step on its inputs."""
    return step(*inputs)


def design(
    brief: Path, catalog: Catalog | None = None, on_step: Progress = lambda step: None, deep: bool = False
) -> Judged:
    """Design the hall of a brief, and what single upgrades would free: by sizing again, `deep` by designing again.

    Raises `errors.Refused` when the brief is refused.
    """
    catalog = catalog or Catalog()
    on_step("read")
    read = site.read_site(brief, catalog, topologies.names(), needs_hall=True)
    motion, there = layout.laid(read)
    trades, rounds = _agreed(there, catalog, on_step)
    asked = read.case.standing is not None and not deep
    sought = beside(lambda: conversion.seek(trades), patient=True) if asked else None
    made = _prove(trades, rounds, on_step, at_once)
    judged = _judge(_laid_back(made, read, motion), on_step, at_once)
    if sought is not None:
        on_step("further")
        return _further(judged, sought())
    return look_further(judged, on_step) if deep else judged


def look_further(judged: Judged, on_step: Progress = lambda step: None) -> Judged:
    """The design with what single upgrades would free, each of them designed whole."""
    on_step("further")
    trades = judged.design.trades

    def again(read: Site) -> conversion.Sketch | None:
        try:
            made = develop(replace(read, case=Case()), trades.catalog, via=_without_pairs)
        except Refused:
            return None
        return _sketch(made)

    return _further(judged, conversion.seek(trades, conversion.Redesign(_sketch(judged), again)))


def _sketch(judged: Judged) -> conversion.Sketch:
    return conversion.sketch_of(judged.design.trades, judged.design.bom, judged.findings.failing)


def _further(judged: Judged, moves: Sequence[conversion.Move]) -> Judged:
    """The design with the upgrades that were tried."""
    design = judged.design
    further = conversion.look_further(_sketch(judged), moves)
    return replace(judged, design=replace(design, conversion=replace(design.conversion, further=further)))


def _without_pairs(step: Callable[..., Any], *inputs: Any) -> Any:
    """Run a step; the proof without pairs of faults, which no rule reads."""
    return step(*inputs, False) if step is redundancy.prove else step(*inputs)


def develop(read: Site, catalog: Catalog, on_step: Progress = lambda step: None, via: Via = at_once) -> Judged:
    """Design the hall of a brief that has been read; `via` runs the steps that a study may reuse."""
    on_step("derive")
    catalog = site.doored(read, site.capped(read, catalog))
    made: Engineered = via(partial(engineer, on_step, via), read, requirements.derive(read, catalog), catalog)
    return _judge(replace(made, trades=replace(made.trades, site=read)), on_step, via)


def engineer(on_step: Progress, via: Via, read: Site, wanted: Requirements, catalog: Catalog) -> Engineered:
    """The settled design of all trades and its proof, which know nothing of the case."""
    motion, there = layout.laid(read)
    return _laid_back(_prove(*_converge(there, wanted, catalog, on_step, via), on_step, via), read, motion)


def _laid_back(made: Engineered, read: Site, motion: Motion) -> Engineered:
    """What was engineered in the axes of the hall, so that it does not matter how the hall was drawn, in the plan."""
    return replace(made, trades=redundancy.trades_laid_back(made.trades, read, motion))


def _agreed(read: Site, catalog: Catalog, on_step: Progress) -> tuple[Trades, int]:
    """The trades once they ask nothing more of one another, and the rounds that it took."""
    on_step("derive")
    catalog = site.doored(read, site.capped(read, catalog))
    return _converge(read, requirements.derive(read, catalog), catalog, on_step, at_once)


def _prove(trades: Trades, rounds: int, on_step: Progress, via: Via) -> Engineered:
    """Settled trades with their proofs."""
    on_step("prove")
    alone = _apart(via)(lambda: _judged_alone(trades, via))
    proof = via(redundancy.prove, trades)
    return Engineered(replace(trades, **alone()), proof, rounds)


def _judge(made: Engineered, on_step: Progress, via: Via) -> Judged:
    """What was engineered counted, appraised and judged."""
    trades, proof = made.trades, made.proof
    on_step("count")
    counted = bom.count(trades, proof)
    on_step("appraise")
    case = conversion.appraise(trades, proof, counted, partial(via, conversion.plan_phases))
    if case.phasing is not None:
        counted = bom.ordered_by(counted, case.phasing.days)
    on_step("judge")
    whole = Design.of(trades, proof, counted, made.rounds, case)
    return Judged(whole, checks.judge(whole))


def _apart(via: Via) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """How work is done that nothing waits for: beside this process, unless its steps are remembered here."""
    return beside if via is at_once else lambda work: work


def _converge(
    read: Site, wanted: Requirements, catalog: Catalog, on_step: Progress, via: Via
) -> tuple[Trades, int]:
    constraints: tuple[Constraint, ...] = ()
    before: tuple[Shortfall, ...] = ()
    counted: NetworkNeed | None = None

    def stand(constraints: tuple[Constraint, ...]) -> tuple[Programme, Layout]:
        nonlocal counted
        on_step("size")
        programme, counted = fabric.sized_as_counted(
            partial(sizing.size, read, wanted, catalog, constraints, number),
            lambda sized: fabric.count(read, sized, catalog),
            counted,
        )
        on_step("place")
        return programme, via(layout.place, read, programme, catalog)

    single = cache(lambda: stand((Constraint("racks.max", 1.0, "layout.single"),))[1])
    for number in range(MAX_ROUNDS):
        programme, stood, constraints = fitted(stand, single, constraints, number + 1)
        trades = _trades(read, wanted, catalog, (programme, stood), on_step, via)
        found = (trades.layout, trades.fabric, trades.cooling, trades.power)
        short = tuple(shortfall for record in found for shortfall in record.shortfalls)
        cures = sizing.curable(short, before)
        tighter = sizing.tighten(constraints, cures, number + 1, trades.programme.gpu_racks)
        if tighter == constraints:
            break
        constraints, before = tighter, short
    larger = _apart(via)(lambda: _larger(trades))
    settled = _settled(trades, via)
    return replace(settled, programme=sizing.followed(settled.programme, larger())), number + 1


def _larger(trades: Trades) -> Programme:
    """The programme sized and counted without what binds it: as large as what would bind next allows."""
    programme, catalog = trades.programme, trades.catalog
    read = sizing.relieved(trades.site, programme)
    larger, _ = fabric.sized_as_counted(
        partial(sizing.size, read, trades.requirements, catalog, sizing.lifted(programme), programme.round),
        lambda sized: fabric.count(read, sized, catalog),
    )
    return larger


def _settled(trades: Trades, via: Via) -> Trades:
    """The trades with heat and energy counted by the losses that power found in place of the estimate, and with what
    the passings of pipes add to them, until these stay.
    """
    found = sum(trades.power.losses_kw.values())
    made = (trades.site, replace(trades.programme, losses_found=found), trades.layout)
    hall, catalog = trades.site.hall, trades.catalog
    passed = cooling.Passed()
    loads = (*layout.rack_loads(made[2], made[1], catalog), *trades.fabric.loads)
    for _ in range(MAX_ROUNDS):
        carried = via(cooling.carry, *made, loads, catalog, passed)
        placed = layout.seat_late(hall, trades.layout, cooling.late(trades.site, catalog, carried))
        seated = cooling.with_passings(cooling.seated(carried, placed), placed, hall, catalog)
        again = cooling.passed_of(seated.passings, [run.tag for run in seated.pipes])
        if again == passed:
            break
        passed = again
    fed = via(power.feed, *made, (*loads, *carried.loads), catalog)
    return replace(trades, programme=made[1], layout=placed, loads=fed.loads, cooling=seated, power=fed)


def _judged_alone(trades: Trades, via: Via) -> dict[str, Any]:
    """What settled trades prove of themselves: failures of the fabric, outages of the loops."""
    assessed = via(fabric.assess, trades.site, trades.layout, trades.catalog, trades.fabric)
    return {"fabric": assessed, "cooling": _with_outages(trades, via)}


def _with_outages(trades: Trades, via: Via) -> CoolingPlan:
    """The settled cooling plan with every element taken out in turn."""
    racks = layout.rack_loads(trades.layout, trades.programme, trades.catalog)
    made = (trades.site, trades.programme, trades.layout)
    backup = trades.power.backup
    feeds = Feeds(
        trades.power.elements,
        trades.power.links,
        backup.ups_minutes * 60.0 if backup else 0.0,
        backup.start_seconds if backup and backup.sets else math.inf,
    )
    proven: CoolingPlan = via(
        cooling.prove, made, (*racks, *trades.fabric.loads), trades.catalog, trades.cooling, feeds
    )
    return proven


def _trades(
    read: Site,
    wanted: Requirements,
    catalog: Catalog,
    standing: tuple[Programme, Layout],
    on_step: Progress,
    via: Via,
) -> Trades:
    programme, placed = standing
    on_step("wire")
    wired = via(fabric.wire, read, programme, placed, catalog)
    sought = _apart(via)(lambda: via(fabric.seek_quarters, read, programme, placed, catalog, wired))
    carried, fed = _served((read, programme, placed), wired, catalog, on_step, via)
    settled = fabric.quartered(wired, sought())
    return Trades(catalog, read, wanted, programme, placed, fed.loads, settled, carried, fed)


def _served(
    made: tuple[Site, Programme, Layout], wired: Fabric, catalog: Catalog, on_step: Progress, via: Via
) -> tuple[CoolingPlan, PowerChain]:
    """What racks and fabric give off carried, and all loads of it fed."""
    loads = (*layout.rack_loads(made[2], made[1], catalog), *wired.loads)
    on_step("carry")
    carried = via(cooling.carry, *made, loads, catalog)
    on_step("feed")
    return carried, via(power.feed, *made, (*loads, *carried.loads), catalog)


def issue(judged: Judged, pack: Path, pdf: bool = True, since: Mapping[str, Any] | None = None) -> None:
    """Write the design pack, whole or not at all; with what changed since the data of an earlier pack."""
    documents.issue(judged.design, judged.findings, pack, pdf, since)


def design_fabric(
    brief: Path, pack: Path, catalog: Catalog | None = None, on_step: Progress = lambda step: None
) -> None:
    """Design and write only the fabric; a brief with `compute` and `fabric` is enough."""
    catalog = catalog or Catalog()
    on_step("read")
    read = site.read_site(brief, catalog, topologies.names())
    on_step("wire")
    wired = fabric.wire(read, None, None, catalog)
    on_step("prove")
    proven = fabric.assess(read, None, catalog, wired)
    on_step("write")
    documents.issue_fabric(read, proven, pack)


def solve_loop(
    brief: Path, folder: Path, catalog: Catalog | None = None, on_step: Progress = lambda step: None
) -> None:
    """Solve a pipe loop given as a brief of its own and write its tables. Raises `errors.Refused`."""
    catalog = catalog or Catalog()
    on_step("read")
    said = loop.read_loop(brief, catalog)
    on_step("solve")
    answer = loop.solve_loop_brief(said)
    on_step("write")
    documents.issue_loop(answer, catalog.digest, folder)
