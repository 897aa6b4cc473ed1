"""What stands behind the utility: the UPS sides, and the generating sets from what is placed, sized against what they
must carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from designer.catalog import Generator
from designer.layout.records import Layout
from designer.ledger import Limit, Step
from designer.model import Load, LoadClass, NoteKind
from designer.model.notes import Fact
from designer.power.basis import Basis
from designer.power.blocks import Groups, Unit
from designer.power.generators import first_step, fuel_volume, generator_sets
from designer.power.services import Services, core_classes
from designer.power.set_plants import SetPlant, dealt, named
from designer.power.ups import ups_input
from designer.power.ups_sides import UpsSide, core_cure, ups_sides
from designer.sizing.sets import plants_for, sets_on_bus
from designer.sizing.standby import backed_up_power, mechanical_share
from designer.units import q

__all__ = ["Plant", "Sets", "input_power", "plan_backup"]


@dataclass(frozen=True, slots=True)
class Sets:
    """The generating sets by tag, how many are needed, rating of one [kW], what they carry [kW], start [s], fuel [L].

    `plants` are the buses that they stand on, each with sets and a spare of its own. `parts` are what comes on in its
    order [kW], `step_limit` the share of the running sets that may come at once, `hours` how long the fuel lasts.
    """

    tags: tuple[str, ...]
    needed: int
    rating: float
    carries: float
    start: float
    fuel: float
    catalog: str
    parts: tuple[tuple[str, float], ...] = ()
    step_limit: float = 0.0
    hours: float = 0.0
    plants: tuple[SetPlant, ...] = ()


@dataclass(frozen=True, slots=True)
class Plant:
    """UPS sides (none without UPS), generating sets (or None), UPS losses and recharge power [kW]."""

    sides: tuple[UpsSide, ...]
    sets: Sets | None
    loss: float
    recharge: float

    @property
    def efficiency(self) -> float:
        """Efficiency between the boards and the core loads; 1 without UPS."""
        return self.sides[0].efficiency if self.sides else 1.0

    @property
    def generators_kw(self) -> float:
        """Rating of all sets [kW]."""
        return self.sets.rating * len(self.sets.tags) if self.sets else 0.0

    @property
    def ups_kw(self) -> float:
        """Rating of all UPS modules [kW]."""
        return sum(side.power * len(side.modules) for side in self.sides)

    def ends_of(self, unit: Unit, reserve: Unit) -> tuple[str, str]:
        """Where a reserve is closed onto what it stands for: UPS boards where both have one, else their boards."""
        sides = self.side_of(unit), self.side_of(reserve)
        if sides[0] and sides[1]:
            return sides[0].board, sides[1].board
        return unit.board.tag, reserve.board.tag

    def side_of(self, unit: Unit) -> UpsSide | None:
        """The UPS behind a unit's board; None without."""
        return next((side for side in self.sides if side.upstream == unit.board.tag), None)


def plan_backup(basis: Basis, layout: Layout, groups: Groups, services: Services, loads: Sequence[Load]) -> Plant:
    """UPS and generators for the loads of the services."""
    core = sum(s.load.design_kw for s in services.supplies if s.panel.core)
    sides: tuple[UpsSide, ...] = ()
    loss = recharge = 0.0
    if services.has_ups and core > 0.0:
        sides, loss, recharge = ups_sides(basis, layout, groups.core, services, loads)
    plant = Plant(sides, None, loss, recharge)
    if basis.site.wishes.power.generators and core > 0.0:
        return replace(plant, sets=_sets(basis, layout, loads, core / plant.efficiency, (plant, groups, services)))
    return plant


def _sets(
    basis: Basis, layout: Layout, loads: Sequence[Load], ups_in: float, built: tuple[Plant, Groups, Services]
) -> Sets:
    placed, (plant, groups, services) = layout.of("generator"), built
    carried, share = _carried(basis, loads, ups_in, plant.recharge)
    if placed:
        record = basis.catalog.get(Generator, placed[0].catalog.removeprefix("generator/"))
    else:
        record = min(basis.catalog.all(Generator), key=lambda g: (-(-carried.number // g.rating.si("kW")), g.slug))
    asked = _asked(services, plant, 1.0 + plant.recharge / ups_in, share.number)
    most = sets_on_bus(basis.catalog, basis.site.wishes.power, record) * record.rating.si("kW")
    moved = _moved(services, plant, 1.0 + plant.recharge / ups_in, share.number)
    shares, worst = _dealt(groups, asked, moved, (plants_for(most, carried.number), most))
    spare = basis.rule("generator_spare")
    heaviest = max(worst, default=0.0)
    count = basis.keep(
        generator_sets, "generator_sets", P_gen=q(heaviest, "kW"), P_set=record.rating, n_spare=spare
    )
    each = round(count.number)
    wanted = each * len(shares)
    tags = tuple(p.tag for p in placed) or tuple(f"GEN-{n:02d}" for n in range(1, wanted + 1))
    if len(tags) < wanted:
        core = sum(x.design_kw for x in loads if x.load_class in core_classes)
        whole = max(carried.number, heaviest * len(shares), (each - 1.5) * len(shares) * record.rating.si("kW"))
        cure = core_cure(loads, core * whole / carried.number, "power.generators")
        basis.short("generators", tags[0], q(float(wanted)), q(float(len(tags))), cure)
    needed = max(each - round(spare.si("")), 1)
    plants = named(shares, worst, tags, needed)
    _first_step(basis, record, plants, ups_in)
    hours = basis.known(basis.site.wishes.power.fuel, "fuel", "power.fuel")
    facts: dict[str, Fact] = {"sets": len(tags), "needed": needed * len(plants), "rating": record.rating}
    basis.note(NoteKind.DECISION, "generators", tags[0], **facts, carries=carried.q, hours=hours, plants=len(plants))
    fuel = basis.keep(fuel_volume, "generator_fuel", P_gen=carried, t=hours, b=record.fuel_use)
    parts = (
        ("ups", ups_in), ("mechanical", carried.si("kW") - ups_in - plant.recharge), ("recharge", plant.recharge)
    )  # fmt: skip
    return Sets(
        tags, needed * len(plants), record.rating.si("kW"), carried.si("kW"), record.start.si("s"), fuel.si("L"),
        record.key, tuple((what, kw) for what, kw in parts if kw > 0.0), record.first_step.si(""), hours.si("h"),
        plants,
    )  # fmt: skip


def _asked(services: Services, plant: Plant, charged: float, share: float) -> dict[str, float]:
    """What each unit's board asks of the sets in normal service [kW]: the core through its UPS, `charged` times for the
    recharge, and the `share` of the plant that goes with it.
    """
    found: dict[str, float] = {}
    for supply in services.supplies:
        core, mechanical = supply.panel.core, supply.load.load_class is LoadClass.MECHANICAL
        kilowatts = supply.load.design_kw * (charged / plant.efficiency if core else share if mechanical else 0.0)
        ends = [supply.panel.unit(side).board.tag for side in "AB"]
        shared = supply.load.cords > 1 and ends[0] != ends[1]
        for end in ends if shared else [ends["AB".index(supply.side)]]:
            found[end] = found.get(end, 0.0) + kilowatts / (2.0 if shared else 1.0)
    return found


def _moved(services: Services, plant: Plant, charged: float, share: float) -> dict[tuple[str, str], float]:
    """What comes onto a board when another one is lost [kW], by both boards: the second cord of what hangs on both, and
    what is transferred.
    """
    found: dict[tuple[str, str], float] = {}
    for supply in services.supplies:
        core, mechanical = supply.panel.core, supply.load.load_class is LoadClass.MECHANICAL
        kilowatts = supply.load.design_kw * (charged / plant.efficiency if core else share if mechanical else 0.0)
        first, second = (supply.panel.unit(side).board.tag for side in "AB")
        if first == second:
            continue
        both = [(first, second), (second, first)]
        if supply.load.cords < 2:
            both = both["AB".index(supply.side) :][:1] if supply.transfers else []
        for ends in both:
            found[ends] = found.get(ends, 0.0) + kilowatts / max(1, len(both))
    return found


def _dealt(
    groups: Groups, asked: Mapping[str, float], moved: Mapping[tuple[str, str], float], wanted: tuple[int, float]
) -> tuple[list[tuple[list[Unit], float]], list[float]]:
    """The boards by bus, and what each carries at worst: on as few buses as keep each within what one takes [kW]."""
    count, most = wanted
    while True:
        shares = dealt(groups, asked, count)
        worst = _with_transfers(shares, moved)
        if max(worst, default=0.0) <= most * (1.0 + _ROUNDING) or len(shares) < count:
            return shares, worst
        count += 1


#: What sums of shares may be off by.
_ROUNDING = 1e-9


def _with_transfers(shares: Sequence[tuple[list[Unit], float]], moved: Mapping[tuple[str, str], float]) -> list[float]:
    """What each bus carries with the worst board of another bus lost [kW]."""
    home = {u.board.tag: n for n, (units, _) in enumerate(shares) for u in units}
    extra: dict[tuple[str, int], float] = {}
    for (lost, onto), kilowatts in moved.items():
        if onto in home and home.get(lost) != home[onto]:
            extra[lost, home[onto]] = extra.get((lost, home[onto]), 0.0) + kilowatts
    return [
        carries + max((kw for (_, bus), kw in extra.items() if bus == n), default=0.0)
        for n, (_, carries) in enumerate(shares)
    ]


def _carried(basis: Basis, loads: Sequence[Load], ups_in: float, recharge: float) -> tuple[Step, Step]:
    """UPS input, recharge, and the part of the mechanical plant that the core's heat needs; and that part's share."""
    total_it = sum(x.design_kw for x in loads if x.load_class in (*core_classes, LoadClass.GPU))
    core = sum(x.design_kw for x in loads if x.load_class in core_classes)
    plant = sum(x.design_kw for x in loads if x.load_class is LoadClass.MECHANICAL)
    share = basis.keep(mechanical_share, "generator_mechanical", P_core=q(core, "kW"), P_IT=q(total_it, "kW"))
    ups, charge, mechanical = q(ups_in, "kW"), q(recharge, "kW"), q(plant, "kW")
    keep = basis.keep(backed_up_power, "generator_load", P_ups_in=ups, P_re=charge, P_mech=mechanical, f_mech=share)
    return keep, share


def _first_step(basis: Basis, record: Generator, plants: Sequence[SetPlant], ups_in: float) -> None:
    """All UPS come at once onto the sets that start."""
    evidence = record.first_step.evidence
    limit = Limit("<=", record.first_step.q, evidence.locator, evidence.source)
    running = q(float(sum(len(plant.tags) for plant in plants)))
    step = basis.keep(
        first_step, "generator_step", limit=limit, P_step=q(ups_in, "kW"), n_running=running, P_set=record.rating
    )
    if not step.verdict:
        basis.note(NoteKind.RISK, "generator_step", plants[0].tags[0], step=step.q, limit=record.first_step)


def input_power(output: float, efficiency: float) -> float:
    """Input of a UPS [kW]."""
    return float(ups_input.function(P_out=output, η=efficiency))
