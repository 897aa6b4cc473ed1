"""The order of feeding: units, assignment, services, backup, network, loading, faults, sums, graph."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.catalog import Catalog
from designer.layout.records import Layout, Placed
from designer.model import Load, LoadClass
from designer.power.backup import plan_backup
from designer.power.balance import sum_up
from designer.power.basis import Basis
from designer.power.blocks import group_units, units_of
from designer.power.built import Built
from designer.power.bulk import bulk_of
from designer.power.buses import board_verdicts, buses_of
from designer.power.circuits import circuits_of
from designer.power.collected import Graph
from designer.power.comparison import best_rows, compare
from designer.power.dispatch import dispatch_of
from designer.power.distortion import distortion_of, front_of
from designer.power.fault_study import study_faults
from designer.power.graph import Parts, build_graph
from designer.power.harmonics import harmonics_of, usable_shares
from designer.power.house_loads import house_loads
from designer.power.lineup import cubicles_of, ducts_of, judge_floor
from designer.power.lv_feeders import feeders_of, secondaries_of
from designer.power.medium_voltage import mains_of
from designer.power.openings import openings_of, passed
from designer.power.places import places_of
from designer.power.rack_feed import whips_loss, whips_of
from designer.power.ratings import block_factors, loadings_of
from designer.power.records import (
    Backup,
    Branch,
    BusState,
    Distortion,
    Harmonics,
    Loading,
    PowerChain,
    ReuseLine,
    Selectivity,
    Transient,
    Whip,
)
from designer.power.results import (
    assignments_of,
    backup_of,
    blocks_of,
    branches_of,
    losses_of,
    power_factor_of,
)
from designer.power.reuse import Verdict, ledger
from designer.power.rules import pack_of
from designer.power.runs import busway_runs, routes_of
from designer.power.selectivity import selectivity_of, trips
from designer.power.services import serve
from designer.power.storing import storage_loads, stored_of
from designer.power.substation import main_verdicts
from designer.power.transients import transients_of
from designer.power.volatility import volatility_of
from designer.power.wiring import wire
from designer.power.working import work_out
from designer.site.records import Site
from designer.sizing.records import Programme, Standing

__all__ = ["feed"]


def feed(site: Site, programme: Programme, layout: Layout, loads: Sequence[Load], catalog: Catalog) -> PowerChain:
    """Feed every load of the hall from the utility to both cords.

    Never raises for a design that cannot be fed: what does not fit is a shortfall, what is not known a question.
    Raises `errors.Refused` for an architecture that the tool does not know.
    """
    basis = Basis(site, catalog, pack_of(site.wishes.power.rules, catalog))
    house, every = _every(basis, layout, loads)
    built = _build(basis, programme, layout, every)
    whips = whips_of(basis, every)
    checked = _check(basis, built, whips)
    sums = sum_up(basis, programme, every, losses_of(built, whips_loss(basis, every, whips)), built.plant.recharge)
    work_out(basis, built, checked.loadings, sums.peak)
    options = compare(basis, every)
    year = dispatch_of(basis, layout, every, sums)
    cubicles = cubicles_of(basis, built.mains, built.stored)
    judge_floor(basis, layout, cubicles, built.mains.catalog)
    graph = _graph(basis, built, checked, house)
    chain = PowerChain(
        reuse=_reuse(basis, built, checked, (programme.standing, layout.placed)),
        blocks=blocks_of(built),
        assignments=assignments_of(built),
        loadings=checked.loadings,
        buses=checked.buses,
        branches=checked.branches,
        whips=whips,
        architectures=best_rows(options),
        loads=every,
        losses_kw=dict(sums.losses),
        critical_it_kw=sums.critical,
        site_power_peak_kw=sums.peak,
        peak_site_factor=sums.factor,
        import_limit_kw=basis.import_limit,
        generators_kw=built.plant.generators_kw,
        ups_kw=built.plant.ups_kw,
        elements=tuple(sorted(graph.elements, key=lambda e: e.tag)),
        links=tuple(graph.links),
        groups=tuple(graph.groups),
        bulk=bulk_of(built, len(cubicles), whips, every),
        volatility=volatility_of(basis, every, year.installed_kw if year else 0.0),
        dispatch=year,
        shortfalls=tuple(basis.shortfalls),
        notes=tuple(basis.notes),
        steps=tuple({s.key: s for s in basis.steps}.values()),
        options=options,
        contract=sums.contract,
        cubicles=cubicles,
    )
    return _studied(built, checked, chain)


def _studied(built: Built, checked: "_Checked", chain: PowerChain) -> PowerChain:
    """The chain with what was studied of it beside its loading and faults."""
    return replace(
        chain,
        recharge_kw=built.plant.recharge,
        power_factor=power_factor_of(built),
        routes=routes_of(built.lanes),
        selectivity=checked.selectivity,
        harmonics=checked.harmonics,
        distortion=checked.distortion,
        backup=checked.backup,
        transients=checked.transients,
        openings=built.openings,
        ducts=built.ducts,
        storage=built.stored.storage if built.stored else None,
    )


def _every(basis: Basis, layout: Layout, loads: Sequence[Load]) -> tuple[tuple[Load, ...], tuple[Load, ...]]:
    """The loads of the house, and all loads by tag."""
    house = (*house_loads(basis), *storage_loads(basis, layout))
    return house, tuple(sorted((*loads, *house), key=lambda x: x.tag))


def _graph(basis: Basis, built: Built, checked: "_Checked", house: tuple[Load, ...]) -> Graph:
    kept = {board: (tag, verdict) for tag, (verdict, board) in checked.boards.items()}
    graph = Graph(basis, built.groups, built.places, kept, block_factors(basis, built))
    through = passed(built.openings)
    banks = {tag: tuple(b.tag for b in built.ducts if tag in b.feeders) for b in built.ducts for tag in b.feeders}
    parts = Parts(
        built.mains, built.lanes, built.services, built.circuits, built.plant, house, through, built.stored, banks,
        {f.tag: f for f in built.feeders},
    )  # fmt: skip
    build_graph(graph, parts)
    return graph


def _reuse(
    basis: Basis, built: Built, checked: "_Checked", machines: tuple[Sequence[Standing], Sequence[Placed]]
) -> tuple[ReuseLine, ...]:
    worst = {x.tag: x.worst / x.rating for x in checked.loadings if x.kind == "transformer"}
    used = {u.transformer: (u.transformer, worst.get(u.transformer, 0.0)) for u in built.groups.units}
    boards = {tag: verdict for tag, (verdict, _) in checked.boards.items()}
    sets = built.plant.sets
    return ledger(basis, used, boards, main_verdicts(built.mains.substation), sets.rating if sets else 0.0, machines)


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is held against a rating or a setting; `boards` are the verdicts on surveyed boards."""

    loadings: tuple[Loading, ...]
    buses: tuple[BusState, ...]
    boards: dict[str, tuple[Verdict, str]]
    branches: tuple[Branch, ...]
    selectivity: tuple[Selectivity, ...]
    harmonics: tuple[Harmonics, ...]
    distortion: Distortion | None
    backup: Backup | None
    transients: tuple[Transient, ...]


def _check(basis: Basis, built: Built, whips: Sequence[Whip]) -> _Checked:
    front = front_of(basis, built)
    usable = usable_shares(basis, built, front)
    loadings = loadings_of(basis, built, usable)
    study = study_faults(basis, built)
    buses = buses_of(basis, built, study)
    branches = branches_of(built)
    ends = trips(basis, built, study, branches)
    wished = basis.site.wishes.power.core_ups
    return _Checked(
        loadings,
        buses,
        board_verdicts(basis, built, study),
        tuple(replace(b, end_fault_ka=ends.get(b.tag, 0.0)) for b in branches),
        selectivity_of(basis, built, buses),
        harmonics_of(basis, built, loadings, front, usable),
        distortion_of(basis, built, front),
        backup_of(basis, built, wished.si("min") if wished.known else 0.0),
        transients_of(basis, built, whips, loadings),
    )


def _build(basis: Basis, programme: Programme, layout: Layout, loads: tuple[Load, ...]) -> Built:
    places = places_of(layout, basis.site.hall)
    groups = group_units(basis, units_of(basis, layout), programme.blocks, programme.core_blocks)
    racks = tuple(x for x in loads if x.load_class is LoadClass.GPU)
    others = tuple(x for x in loads if x.load_class is not LoadClass.GPU)
    if racks and not groups.gpu.systems:
        basis.missing_blocks(len(racks))
    lanes = busway_runs(basis, layout, groups, racks, places)
    services = serve(basis, groups, others, places)
    plant = plan_backup(basis, layout, groups, services, loads)
    ways = secondaries_of(basis, groups, places)
    circuits = circuits_of(basis, services, plant, places, {w.target: w for w in ways})
    mains = mains_of(basis, groups, places)
    stored = stored_of(basis, layout, loads, mains, places)
    feeders = (*ways, *feeders_of(basis, groups, plant, (lanes, circuits), places))
    wired = wire(basis, (groups, mains, lanes), circuits, plant, feeders)
    openings = openings_of(basis, layout, lanes)
    ducts = ducts_of(basis, mains, stored)
    return Built(
        groups, mains, lanes, services, circuits, plant, wired, racks, places, openings, stored, ducts, feeders,
        basis.volts,
    )  # fmt: skip
