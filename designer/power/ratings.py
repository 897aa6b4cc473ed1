"""Loading of everything that has a rating: in normal service, and at worst after the loss of any one other."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from designer.ledger import Limit
from designer.model import Constraint, NoteKind
from designer.power.assignment import balanced_counts
from designer.power.balance import racks_over_systems
from designer.power.basis import Basis
from designer.power.blocks import Group, Unit
from designer.power.built import Built
from designer.power.loading import BlockLoads, block_after_loss, block_loads
from designer.power.records import Loading
from designer.power.services import vector
from designer.power.three_phase import vector_of
from designer.power.ups_sides import boards_loads
from designer.power.wiring import terminals
from designer.units import q

__all__ = ["block_factors", "block_table", "loadings_of"]

_ROOT3 = 3.0**0.5


def block_table(basis: Basis, built: Built) -> BlockLoads:
    """The actual assignment as block loads: racks on their lanes, core loads behind the UPS, plant on its panels."""
    index = {u.transformer: n for n, u in enumerate(built.groups.units)}
    rows: list[tuple[int, int, complex, bool]] = []
    partner = {lane.tag: index[lane.unit.transformer] for lane in built.lanes}
    for lane in built.lanes:
        if lane.path == "A":
            other = partner.get(lane.partner, partner[lane.tag])
            rows += [(partner[lane.tag], other, vector(rack), False) for rack in lane.racks]
    factor = basis.number("ups_input_power_factor")
    for supply in built.services.supplies:
        ends = [index[supply.panel.unit(side).transformer] for side in ("A", "B")]
        first, second = ends if supply.side == "A" else ends[::-1]
        power = vector(supply.load)
        if supply.panel.core and built.plant.sides:
            power = vector_of(supply.load.design_kw / built.plant.efficiency, factor)
        rows.append((first, second, power, supply.load.cords < 2))
    return block_loads(
        np.array([r[0] for r in rows], dtype=np.int64),
        np.array([r[1] for r in rows], dtype=np.int64),
        np.array([r[2] for r in rows], dtype=np.complex128),
        len(index),
        np.array([r[3] for r in rows], dtype=np.bool_),
    )


def block_factors(basis: Basis, built: Built) -> dict[str, float]:
    """Power factor of what each transformer carries at worst, by tag; units that carry nothing are left out."""
    table = block_table(basis, built)
    lost = table.worst()[1]
    found = {}
    for n, unit in enumerate(built.groups.units):
        worst = complex(table.normal[n] if lost[n] < 0 else table.lost[lost[n], n])
        if abs(worst) > 0.0:
            found[unit.transformer] = worst.real / abs(worst)
    return found


def loadings_of(basis: Basis, built: Built, usable: Mapping[str, float]) -> tuple[Loading, ...]:
    """Transformers, boards, feeders, busways, UPS sides, panels, generators; overloads become shortfalls, of
    transformers also where harmonics leave a share of them (`usable` by tag) below the worst loading.
    """
    table = block_table(basis, built)
    if not built.wired.main.carried:
        basis.note(NoteKind.RISK, "flow_unsolved")
    found = [
        *_units(basis, built, table, usable),
        *_main_transformers(built),
        *_loops(built, table),
        *_lanes(built),
        *_sides(built),
        *_panels(basis, built),
    ]
    if built.plant.sets:
        sets = built.plant.sets
        found += [
            Loading(p.name, "generator", 0.0, p.worst, p.needed * sets.rating, "UTILITY-1") for p in sets.plants
        ]
    return tuple(sorted(found, key=lambda x: (x.kind, x.tag)))


def _units(basis: Basis, built: Built, table: BlockLoads, usable: Mapping[str, float]) -> list[Loading]:
    units = built.groups.units
    worst, when = table.worst()
    lean = table.leaning(basis.number("cord_share"))
    _catch(built, table, worst, when)
    found: list[Loading] = []
    for n, unit in enumerate(units):
        normal = abs(built.wired.main.power(unit.board.tag))
        before = abs(built.wired.main.power(terminals(unit.transformer))) / normal if normal > 0.0 else 1.0
        bare = float(abs(table.normal[n]))
        with_losses = normal / bare if bare > 0.0 else 1.0
        peak = max(normal, float(worst[n]) * with_losses)
        cause = units[when[n]].transformer if when[n] >= 0 else ""
        bus = _ROOT3 * unit.plate.secondary * unit.board.bus_current * unit.board.main_share / 1000.0
        leaning = max(peak, float(lean[n]) * with_losses)
        own = normal * before, peak * before
        found.append(Loading(unit.transformer, "transformer", *own, unit.plate.rating, cause, leaning * before))
        found.append(Loading(unit.board.tag, "switchboard", normal, peak, bus, cause, leaning))
    shares = {x.tag: x for x in found if x.kind == "transformer"}
    _judge(basis, built, table, (shares, usable))
    _say_leaning(basis, list(shares.values()))
    _say_assignment(basis, built, table)
    return found


def _catch(built: Built, table: BlockLoads, worst: NDArray[np.float64], when: NDArray[np.int64]) -> None:
    """A reserve carries at worst the largest block that it stands for."""
    index = {u.transformer: n for n, u in enumerate(built.groups.units)}
    for unit, reserve in built.groups.caught():
        n, r = index[unit.transformer], index[reserve.transformer]
        if abs(table.normal[n]) > worst[r]:
            worst[r], when[r] = abs(table.normal[n]), n


def _judge(
    basis: Basis, built: Built, table: BlockLoads, held: tuple[Mapping[str, Loading], Mapping[str, float]]
) -> None:
    """The worst GPU block and the worst service block against what harmonics leave: kept as a step, and a shortfall
    where it is too much.
    """
    groups, (loadings, usable) = built.groups, held
    parts = {"block_after_loss": groups.gpu, "core_after_loss": groups.core, "services_after_loss": groups.plant}
    for key, group in parts.items():
        members = [u for u in group.units if group is groups.gpu or u not in groups.gpu.units]
        if not members:
            continue
        unit = max(members, key=lambda u: loadings[u.transformer].worst / u.plate.rating / usable[u.transformer])
        loading = loadings[unit.transformer]
        _keep(basis, built, table, key, unit)
        share = min(basis.number("block_share_after_loss"), usable[unit.transformer])
        if loading.worst > unit.plate.rating * share * (1.0 + basis.number("block_tolerance")):
            _overloaded(basis, built, key, replace(loading, rating=unit.plate.rating * share), group)
        usual = max(members, key=lambda u: loadings[u.transformer].normal / u.plate.rating)
        _judge_normal(basis, key.replace("_after_loss", "_normal"), loadings[usual.transformer], group)


def _judge_normal(basis: Basis, key: str, loading: Loading, group: Group) -> None:
    """The block most loaded in normal service: above its share another block is asked for."""
    share, most = loading.normal / loading.rating, basis.number("block_share_normal")
    if share <= most * (1.0 + basis.number("block_tolerance")):
        return
    basis.note(NoteKind.RISK, "loaded_in_normal_service", loading.tag, share=q(share))
    names = {"gpu": "blocks.extra", "core": "core_blocks.extra", "plant": "side_blocks.extra"}
    more = Constraint(names[group.part], float(1 if group.shape.roams else group.shape.members), f"power.{key}")
    cure = more if basis.site.wishes.power.new_transformers else None
    basis.short(key, loading.tag, q(share * loading.rating, "kVA"), q(most * loading.rating, "kVA"), cure)


def _say_leaning(basis: Basis, loadings: list[Loading]) -> None:
    """Blocks that pass with equal cords and not with cords that lean to them by their tolerance."""
    over = [x for x in loadings if x.worst <= x.rating < x.leaning]
    if over:
        worst = max(over, key=lambda x: (x.leaning / x.rating, x.tag))
        share = q(worst.leaning / worst.rating * 100.0, "%")
        basis.note(
            NoteKind.RISK, "cords_leaning", worst.tag, count=len(over), share=share, cords=basis.rule("cord_share")
        )


def _say_assignment(basis: Basis, built: Built, table: BlockLoads) -> None:
    """How even the assignment came out: racks of each pair, runs, and how far the worst block is above an equal
    share.
    """
    groups, worst = built.groups, table.worst()[0]
    if not built.lanes:
        return
    index = {u.transformer: n for n, u in enumerate(groups.units)}
    pairs: dict[tuple[str, str], int] = {}
    other = {lane.tag: lane.unit.transformer for lane in built.lanes}
    for lane in (x for x in built.lanes if x.path == "A"):
        pair = lane.unit.transformer, other.get(lane.partner, lane.unit.transformer)
        pairs[pair] = pairs.get(pair, 0) + len(lane.racks)
    over = 0.0
    for system in groups.gpu.systems:
        mine = [index[u.transformer] for u in system]
        equal = float(abs(table.normal[mine].sum())) / groups.gpu.shape.carrying
        over = max(over, float(worst[mine].max()) / equal - 1.0 if equal > 0.0 else 0.0)
    basis.note(
        NoteKind.DECISION,
        "assignment",
        "racks",
        racks=len(built.racks),
        systems=len(groups.gpu.systems),
        name=groups.gpu.shape.name,
        pairs=len(pairs),
        least=min(pairs.values()),
        most=max(pairs.values()),
        over=q(over * 100.0, "%"),
        runs=sum(1 for x in built.lanes if x.path == "A"),
    )


def _keep(basis: Basis, built: Built, table: BlockLoads, key: str, unit: Unit) -> None:
    units = built.groups.units
    n = [u.transformer for u in units].index(unit.transformer)
    lost = int(table.worst()[1][n])
    normal = float(table.normal[n].real)
    shared = 2.0 * (float(table.lost[lost, n].real) - normal) if lost >= 0 else 0.0
    limit = basis.rule("block_share_after_loss")
    factor = block_factors(basis, built).get(unit.transformer, basis.number("power_factor"))
    most = q(unit.plate.rating * limit.si("") * factor, "kW")
    basis.keep(
        block_after_loss,
        key,
        limit=Limit("<=", most, limit.evidence.locator, limit.evidence.source),
        P_normal=q(normal, "kW"),
        P_shared=q(shared, "kW"),
    )


def _overloaded(basis: Basis, built: Built, key: str, loading: Loading, group: Group) -> None:
    """A shortfall: another system of units for core or plant, fewer racks for the GPU blocks."""
    wanted, got = q(loading.worst, "kVA"), q(loading.rating, "kVA")
    if key != "block_after_loss":
        more = float(1 if group.shape.roams else group.shape.members)
        name = "core_blocks.extra" if key == "core_after_loss" else "side_blocks.extra"
        cure = Constraint(name, more, f"power.{key}") if basis.site.wishes.power.new_transformers else None
    else:
        step = basis.keep(racks_over_systems, "racks_by_blocks", N=float(len(built.racks)), S_rated=got, S_worst=wanted)
        most = _fitting(built, min(len(built.racks) - 1, int(step.number)), loading)
        cure = Constraint("racks.max", float(most), f"power.{key}")
    basis.short(key, loading.tag, wanted, got, cure)


def _fitting(built: Built, most: int, loading: Loading) -> int:
    """The largest number of equal racks, `most` at the utmost, whose balanced assignment keeps the block's rating."""
    each = loading.worst / _worst_in_racks(built, len(built.racks))
    while most > 0 and _worst_in_racks(built, most) * each > loading.rating:
        most -= 1
    return max(most, 0)


def _worst_in_racks(built: Built, racks: int) -> float:
    """The worst block after any loss, in racks, when so many are balanced over the systems."""
    shape, systems = built.groups.gpu.shape, len(built.groups.gpu.systems)
    parts = balanced_counts(racks, systems, shape)
    first, second = (np.array([p.system * shape.members + p.pair[n] for p in parts]) for n in (0, 1))
    load = np.array([complex(p.racks) for p in parts])
    return float(block_loads(first, second, load, systems * shape.members).worst()[0].max())


def _main_transformers(built: Built) -> list[Loading]:
    """Main transformers share the site equally, and carry it with one out."""
    station = built.mains.substation
    if station is None:
        return []
    main, count = built.wired.main, len(station.transformers)
    whole = abs(sum((main.power(s) for s in built.mains.sections), 0j))
    rest = whole / max(1, count - 1)
    return [
        Loading(t.tag, "main-transformer", whole / count, rest, t.rating, station.transformers[n - 1].tag)
        for n, t in enumerate(station.transformers)
    ]


def _loops(built: Built, table: BlockLoads) -> list[Loading]:
    """A loop carries its units from either end; its cable must take all of them."""
    index = {u.transformer: n for n, u in enumerate(built.groups.units)}
    found = []
    for loop in built.mains.loops:
        mine = [index[u.transformer] for u in loop.units]
        normal = float(abs(table.normal[mine].sum()))
        after = np.abs(table.lost[:, mine].sum(axis=1))
        worst = max(normal, float(after.max(initial=0.0)))
        cause = built.groups.units[int(after.argmax())].transformer if worst > normal else ""
        volts = loop.units[0].plate.primary
        ampacity = loop.cable.ampacity if loop.cable else 0.0
        rating = _ROOT3 * volts * min(ampacity, loop.breaker) / 1000.0
        found.append(Loading(loop.segments[0].tag, "feeder", normal, worst, rating, cause))
    return found


def _lanes(built: Built) -> list[Loading]:
    found = []
    for lane in built.lanes:
        normal = abs(sum((vector(r) for r in lane.racks), 0j)) * (0.5 if lane.partner else 1.0)
        worst = normal * 2.0 if lane.partner else normal
        rating = _ROOT3 * lane.unit.plate.secondary * lane.track.rating / 1000.0
        found.append(Loading(lane.tag, "busway", normal, worst, rating, lane.partner))
    return found


def _sides(built: Built) -> list[Loading]:
    """UPS output boards; a reserve carries none until it stands in for the largest that it catches."""
    sides = built.plant.sides
    if not sides:
        return []
    boards = {u.board.tag: u for u in built.groups.core.units}
    active = [s for s in sides if not s.reserve]
    normal, worst = boards_loads([boards[s.upstream] for s in active], built.services)
    carried = {s.board: (float(abs(a)), float(abs(b))) for s, a, b in zip(active, normal, worst, strict=True)}
    found = []
    for side in sides:
        if side.reserve:
            carried[side.board] = 0.0, max((carried[board][1] for board in side.catches), default=0.0)
        other = next((x.board for x in active if x is not side), "")
        rating = side.power * len(side.modules)
        found.append(Loading(side.board, "ups", *carried[side.board], rating, other))
    return found


def _panels(basis: Basis, built: Built) -> list[Loading]:
    found = []
    normal: dict[str, complex] = {}
    for circuit in built.circuits:
        if circuit.kind != "panel":
            normal[circuit.panel] = normal.get(circuit.panel, 0j) + circuit.kva
    for circuit in (c for c in built.circuits if c.kind == "panel"):
        rating = _ROOT3 * circuit.volts * circuit.breaker / basis.pack.continuous_factor.si("") / 1000.0
        other = circuit.tag[:-1] + ("B" if circuit.side == "A" else "A")
        found.append(Loading(circuit.tag, "panel", abs(normal.get(circuit.tag, 0j)), circuit.alone, rating, other))
    return found
