"""UPS sides with their batteries, and the generating sets: from what is placed, sized against what they must carry."""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.catalog import Battery, Generator, Ups
from designer.layout.records import Layout, Placed
from designer.ledger import Limit, Step
from designer.model import Constraint, Load, LoadClass, NoteKind
from designer.model.notes import Fact
from designer.power.basis import Basis
from designer.power.generators import backed_up_power, first_step, fuel_volume, generator_sets, mechanical_share
from designer.power.services import Services, core_classes
from designer.power.ups import (
    autonomy,
    battery_cabinets,
    battery_energy,
    recharge_power,
    ups_input,
    ups_loss,
    ups_modules,
    ups_power,
)
from designer.units import q

__all__ = ["Plant", "Sets", "UpsSide", "input_power", "plan_backup"]


@dataclass(frozen=True, slots=True)
class UpsSide:
    """One side: its output board, modules and battery cabinets by tag, how many are needed, module power [kW],
    efficiency, minutes that the installed battery carries the whole core at end of life.
    """

    side: str
    board: str
    modules: tuple[str, ...]
    needed: int
    power: float
    efficiency: float
    catalog: str
    batteries: tuple[str, ...]
    batteries_needed: int
    battery_catalog: str
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Sets:
    """The generating sets by tag, how many are needed, rating of one [kW], what they carry [kW], start [s], fuel [L].

    `parts` are what comes on in its order [kW], `step_limit` the share of the running sets that may come at once,
    `hours` how long the fuel lasts.
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


@dataclass(frozen=True, slots=True)
class Plant:
    """UPS sides (none or two), generating sets (or None), UPS losses and recharge power [kW]."""

    sides: tuple[UpsSide, ...]
    sets: Sets | None
    loss: float
    recharge: float

    @property
    def efficiency(self) -> float:
        """Efficiency between the boards and the core loads; 1 without UPS."""
        return self.sides[0].efficiency if self.sides else 1.0


def plan_backup(basis: Basis, layout: Layout, services: Services, loads: Sequence[Load]) -> Plant:
    """UPS and generators for the loads of the services."""
    core = sum(s.load.design_kw for s in services.supplies if s.panel.core)
    sides: tuple[UpsSide, ...] = ()
    loss = recharge = 0.0
    if services.has_ups and services.core and core > 0.0:
        sides, loss, recharge = _ups(basis, layout, loads, core)
    sets = None
    if basis.site.wishes.power.generators and core > 0.0:
        sets = _sets(basis, layout, loads, core / (sides[0].efficiency if sides else 1.0), recharge)
    return Plant(sides, sets, loss, recharge)


def _core_cure(loads: Sequence[Load], core: float, origin: str) -> Constraint | None:
    """The core power that sizing must count with, said for each GPU rack so that it follows their number."""
    racks = sum(x.load_class is LoadClass.GPU for x in loads)
    return Constraint("core.per_rack", core / racks, origin) if racks else None


def _ups(basis: Basis, layout: Layout, loads: Sequence[Load], core: float) -> tuple[tuple[UpsSide, ...], float, float]:
    placed = layout.of("ups")
    record = basis.catalog.get(Ups, placed[0].catalog.removeprefix("ups/")) if placed else _ups_record(basis, core)
    growth = basis.known(basis.site.wishes.power.growth, "growth", "power.growth")
    side = basis.keep(ups_power, "ups_side", P_class=q(core, "kW"), f_growth=growth)
    needed = basis.keep(ups_modules, "ups_modules", P_ups=side, P_module=record.power)
    count = round(needed.number)
    names = _split(placed, count, "UPS")
    share = core / 2 / (max(len(names[0]), 1) * record.power.si("kW"))
    value = record.efficiency if share >= basis.number("ups_part_load") else record.efficiency_part
    loss = basis.keep(ups_loss, "ups_loss", P_out=q(core, "kW"), η=value)
    recharge = basis.keep(recharge_power, "ups_recharge", P_class=q(core, "kW"), f_re=record.recharge)
    battery, cabinets = _battery(basis, side)
    stores = _split(list(layout.of("battery")), cabinets, "BAT")
    for letter, modules in zip("AB", names, strict=True):
        if len(modules) < count:
            cure = _core_cure(loads, core, "power.ups")
            basis.short("ups", f"UPB-{letter}", q(float(count)), q(float(len(modules))), cure)
    basis.note(
        NoteKind.DECISION,
        "ups_sides",
        "UPB",
        modules=count,
        power=record.power,
        core=q(core, "kW"),
        autonomy=basis.site.wishes.power.core_ups,
        cabinets=cabinets,
    )
    sides = tuple(
        UpsSide(
            letter,
            f"UPB-{letter}",
            names[n],
            count,
            record.power.si("kW"),
            value.si(""),
            record.key,
            stores[n],
            cabinets,
            battery.key,
            _minutes(basis, battery, len(stores[n]) or cabinets, side),
        )
        for n, letter in enumerate("AB")
    )
    return sides, loss.si("kW"), recharge.si("kW")


def _ups_record(basis: Basis, core: float) -> Ups:
    return min(basis.catalog.all(Ups), key=lambda u: (-(-core // u.power.si("kW")), u.power.si("kW"), u.slug))


def _battery(basis: Basis, side: Step) -> tuple[Battery, int]:
    record = basis.catalog.all(Battery)[0]
    energy = basis.keep(
        battery_energy,
        "battery_energy",
        P=side,
        t=basis.site.wishes.power.core_ups,
        η_inv=basis.rule("inverter_efficiency"),
        DoD=record.depth_of_discharge,
        f_eol=record.end_of_life,
    )
    by_energy = basis.keep(battery_cabinets, "battery_cabinets", E_bat=energy, E_cabinet=record.energy)
    by_power = -(-side.si("kW") // record.power.si("kW"))
    return record, max(round(by_energy.number), int(by_power))


def _minutes(basis: Basis, record: Battery, cabinets: int, side: Step) -> float:
    """Minutes that so many cabinets carry a side at end of life."""
    step = basis.keep(
        autonomy,
        "ups_autonomy",
        n_bat=float(cabinets),
        E_cabinet=record.energy,
        η_inv=basis.rule("inverter_efficiency"),
        DoD=record.depth_of_discharge,
        f_eol=record.end_of_life,
        P=side,
    )
    return step.si("min")


def _split(placed: Sequence[Placed], needed: int, prefix: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags of side A and side B: by room where there are two, else half and half; named here when nothing is
    placed.
    """
    if not placed:
        numbers = [[f"{prefix}-{side}{n}" for n in range(1, needed + 1)] for side in "AB"]
        return tuple(numbers[0]), tuple(numbers[1])
    rooms = sorted({p.room for p in placed})
    if len(rooms) == 2:
        a, b = (tuple(p.tag for p in placed if p.room == room) for room in rooms)
        return a, b
    half = (len(placed) + 1) // 2
    return tuple(p.tag for p in placed[:half]), tuple(p.tag for p in placed[half:])


def _sets(basis: Basis, layout: Layout, loads: Sequence[Load], ups_in: float, recharge: float) -> Sets:
    placed = layout.of("generator")
    carried = _carried(basis, loads, ups_in, recharge)
    if placed:
        record = basis.catalog.get(Generator, placed[0].catalog.removeprefix("generator/"))
    else:
        record = min(basis.catalog.all(Generator), key=lambda g: (-(-carried.number // g.rating.si("kW")), g.slug))
    spare = basis.rule("generator_spare")
    count = basis.keep(generator_sets, "generator_sets", P_gen=carried, P_set=record.rating, n_spare=spare)
    tags = tuple(p.tag for p in placed) or tuple(f"GEN-{n:02d}" for n in range(1, round(count.number) + 1))
    if len(tags) < round(count.number):
        margin = basis.catalog.threshold("sizing", "generator_margin").si("")
        cure = _core_cure(loads, carried.number / margin, "power.generators")
        basis.short("generators", tags[0], count.q, q(float(len(tags))), cure)
    _first_step(basis, record, tags, ups_in)
    hours = basis.known(basis.site.wishes.power.fuel, "fuel", "power.fuel")
    needed = round(count.number - spare.si(""))
    facts: dict[str, Fact] = {"sets": len(tags), "needed": needed, "rating": record.rating}
    basis.note(NoteKind.DECISION, "generators", tags[0], **facts, carries=carried.q, hours=hours)
    fuel = basis.keep(fuel_volume, "generator_fuel", P_gen=carried, t=hours, b=record.fuel_use)
    parts = (("ups", ups_in), ("mechanical", carried.si("kW") - ups_in - recharge), ("recharge", recharge))
    return Sets(
        tags, needed, record.rating.si("kW"), carried.si("kW"), record.start.si("s"), fuel.si("L"), record.key,
        tuple((what, kw) for what, kw in parts if kw > 0.0), record.first_step.si(""), hours.si("h"),
    )


def _carried(basis: Basis, loads: Sequence[Load], ups_in: float, recharge: float) -> Step:
    """UPS input, recharge, and the part of the mechanical plant that the core's heat needs."""
    total_it = sum(x.design_kw for x in loads if x.load_class in (*core_classes, LoadClass.GPU))
    core = sum(x.design_kw for x in loads if x.load_class in core_classes)
    plant = sum(x.design_kw for x in loads if x.load_class is LoadClass.MECHANICAL)
    share = basis.keep(mechanical_share, "generator_mechanical", P_core=q(core, "kW"), P_IT=q(total_it, "kW"))
    ups, charge, mechanical = q(ups_in, "kW"), q(recharge, "kW"), q(plant, "kW")
    return basis.keep(backed_up_power, "generator_load", P_ups_in=ups, P_re=charge, P_mech=mechanical, f_mech=share)


def _first_step(basis: Basis, record: Generator, tags: Sequence[str], ups_in: float) -> None:
    evidence = record.first_step.evidence
    limit = Limit("<=", record.first_step.q, evidence.locator, evidence.source)
    running = q(float(len(tags)))
    step = basis.keep(
        first_step, "generator_step", limit=limit, P_step=q(ups_in, "kW"), n_running=running, P_set=record.rating
    )
    if not step.verdict:
        basis.note(NoteKind.RISK, "generator_step", tags[0], step=step.q, limit=record.first_step)


def input_power(output: float, efficiency: float) -> float:
    """Input of a UPS [kW]."""
    return float(ups_input.function(P_out=output, η=efficiency))
