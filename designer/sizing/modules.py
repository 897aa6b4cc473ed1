"""Counts and footprints of the plant that must be placed."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from designer.catalog import Battery, Generator, Switchboard, Transformer, Ups
from designer.model import Constraint
from designer.site.distribution import distribution_voltage
from designer.sizing import formulas as f
from designer.sizing.architecture import read_architecture
from designer.sizing.basis import Basis, best, usable
from designer.sizing.blocks import Blocks, blocks_of, core_input, gpu_blocks
from designer.sizing.boxes import BOX, Where, module_of
from designer.sizing.cooling import cooling_modules
from designer.sizing.demand import Part, PlantChoice, total
from designer.sizing.limits import block_rating
from designer.sizing.records import Module
from designer.sizing.rounds import asked_for
from designer.sizing.sets import plants_for, sets_on_bus
from designer.units import q

__all__ = ["Plan", "floor_area", "plan_modules"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The modules of so many racks, the blocks of the GPUs and of the core, and the power of the core class [kW]."""

    modules: tuple[Module, ...]
    gpu_blocks: int
    core_blocks: int
    core_kw: float


def plan_modules(
    basis: Basis, parts: tuple[Part, ...], choice: PlantChoice, constraints: tuple[Constraint, ...]
) -> Plan:
    """The plant of GPU racks of one or several kinds: electrical, mechanical and yard modules."""
    parts = tuple(part for part in parts if part.racks)
    if not parts:
        return Plan((), 0, 0, 0.0)
    racks = sum(part.racks for part in parts)
    extra = {c.key: int(asked_for(c, racks)) for c in constraints if c.key.endswith(".extra")}
    found = [c.amount for c in constraints if c.key == "core.per_rack"]
    core_kw = max([total(parts, "network") + _pump_kw(basis, parts, choice), *(racks * each for each in found)])
    power, blocks = _power_modules(basis, parts, (core_kw, total(parts, "mechanical")), extra)
    cooling = cooling_modules(basis, parts, choice, extra)
    return Plan((*power, *cooling), *blocks, core_kw)


def floor_area(modules: tuple[Module, ...]) -> float:
    """Hall floor of the gallery modules with their clearances [m2]."""
    return sum(
        m.count * (m.width + m.clear_side) * (m.depth + m.clear_front + m.clear_rear)
        for m in modules
        if m.zone != "yard"
    )


def _pump_kw(basis: Basis, parts: tuple[Part, ...], choice: PlantChoice) -> float:
    cdu = choice.cdu
    share = cdu.power.si("kW") / cdu.heat_rated.si("kW") if cdu else 0.0
    pump = next(s for s in basis.steps if s.key.startswith("sizing.pump_share"))
    return total(parts, "liquid") * (share + pump.number)


def _power_modules(
    basis: Basis, parts: tuple[Part, ...], powers: tuple[float, float], extra: Mapping[str, int]
) -> tuple[list[Module], tuple[int, int]]:
    """The electrical modules, and how many blocks carry GPU racks and the core."""
    wishes = basis.site.wishes.power
    gpu = gpu_blocks(basis, parts, read_architecture(wishes.gpu_architecture), extra.get("blocks.extra", 0))
    kind = read_architecture(wishes.core_architecture)
    needed = blocks_of(basis, "core", core_input(basis, powers[0]), kind, extra.get("core_blocks.extra", 0))
    core = needed.blocks
    plant = read_architecture(wishes.mechanical_architecture)
    mechanical = blocks_of(basis, "mechanical", powers[1], plant, extra.get("side_blocks.extra", 0)).blocks
    total = gpu + core + mechanical
    existing = tuple(t for p in basis.kept.units for t in p.tags)
    basis.decide(
        "blocks",
        "",
        gpu=gpu,
        core=core,
        mechanical=mechanical,
        existing=len(existing),
        new=max(0, total - len(existing)),
    )
    transformer, board = _transformer(basis), _board(basis)
    clear = basis.rule("clear_transformer").si("m")
    modules = [
        module_of("TX", transformer, total, total, Where("yard", (clear, 0.9, 0.9), existing=existing[:total])),
        module_of(
            "MSB", board, total, total, Where("electrical", _electrical(basis), groups=2, sections=board.sections)
        ),
        *_backup_modules(basis, powers[0], needed),
    ]
    return [m for m in modules if m.count], (gpu, core)


def _electrical(basis: Basis) -> tuple[float, float, float]:
    return basis.rule("clear_front_electrical").si("m"), basis.rule("clear_rear_electrical").si("m"), 0.0


def _transformer(basis: Basis) -> Transformer:
    named = [p.catalog for p in basis.kept.units if p.catalog]
    if named:
        return basis.catalog.get(Transformer, named[0])
    wishes, volts = basis.site.wishes.power, basis.site.wishes.power.voltage.si("V")
    kilovolts = distribution_voltage(basis.site, basis.catalog).si("kV")
    rating = block_rating(basis).si("kVA")
    fit = [
        t
        for t in basis.catalog.all(Transformer)
        if t.rules == wishes.rules and usable(t, ("rating", *BOX)) and abs(t.secondary.si("V") - volts) < 1.0
    ]
    chosen = best(fit, lambda t: (abs(t.rating.si("kVA") - rating), abs(t.primary.si("kV") - kilovolts)))
    if chosen is None:
        raise LookupError("transformer")
    return chosen


def _board(basis: Basis) -> Switchboard:
    wishes = basis.site.wishes.power
    amperes = block_rating(basis).si("kVA") * 1000.0 / (3.0**0.5 * wishes.voltage.si("V"))
    fit = [
        b
        for b in basis.catalog.all(Switchboard)
        if b.rules == wishes.rules
        and b.level == "LV"
        and usable(b, ("bus_current", "interrupting", "voltage"))
        and abs(b.voltage.si("V") - wishes.voltage.si("V")) < 1.0
        and b.bus_current.si("A") >= amperes
    ]
    chosen = best(fit, lambda b: (b.bus_current.si("A"), -b.interrupting.si("kA")))
    if chosen is None:
        raise LookupError("switchboard")
    return chosen


def _backup_modules(basis: Basis, core_kw: float, core: Blocks) -> list[Module]:
    wishes = basis.site.wishes.power
    modules: list[Module] = []
    if wishes.core_ups.known and wishes.core_ups.si("min") > 0.0:
        modules += _ups_modules(basis, core_kw, core)
    if wishes.generators:
        sets = [g for g in basis.catalog.all(Generator) if usable(g, ("rating", *BOX))]
        need = core_kw * basis.rule("generator_margin").si("")
        chosen = best(sets, lambda g: (ceil(need / g.rating.si("kW")) + 1, g.rating.si("kW")))
        if chosen:
            buses = plants_for(sets_on_bus(basis.catalog, wishes, chosen) * chosen.rating.si("kW"), need)
            step = basis.keep(
                f.modules_n_plus_1, "generators", X_duty=q(need / buses, "kW"), X_unit=chosen.rating, k_spare=q(1.0)
            )
            clear = basis.rule("clear_generator").si("m")
            count = round(step.number) * buses
            modules.append(module_of("GEN", chosen, count, count - buses, Where("yard", (clear, clear, clear))))
    return modules


def _ups_modules(basis: Basis, core_kw: float, core: Blocks) -> list[Module]:
    """UPS modules and batteries of every output board; a board carries its share of the core at worst."""
    growth = basis.site.wishes.power.growth
    share = q(core_kw * core.share, "kW")
    side = basis.keep(f.ups_power, "ups_side", P_core=share, f_growth=growth if growth.known else q(0.0))
    units = [u for u in basis.catalog.all(Ups) if usable(u, ("power", *BOX))]
    unit = best(units, lambda u: (ceil(side.number / u.power.si("kW")), u.power.si("kW")))
    cabinets = [b for b in basis.catalog.all(Battery) if usable(b, ("energy", "power", *BOX))]
    if unit is None:
        return []
    needed = ceil(side.number / unit.power.si("kW"))
    spare = read_architecture(basis.site.wishes.power.core_architecture).extra
    stands = core.boards * (needed + spare)
    modules = [module_of("UPS", unit, stands, core.boards * needed, Where("electrical", _electrical(basis), groups=2))]
    battery = best(cabinets, lambda b: (-b.power.si("kW"),))
    if battery:
        minutes = basis.site.wishes.power.core_ups.si("h")
        usable_kwh = battery.energy.si("kWh") * battery.depth_of_discharge.si("") * battery.end_of_life.si("")
        usable_kwh *= basis.catalog.threshold("power", "inverter_efficiency").si("")
        need = max(ceil(side.number * minutes / usable_kwh), ceil(side.number / battery.power.si("kW")))
        count = core.boards * need
        modules.append(module_of("BAT", battery, count, count, Where("electrical", _electrical(basis), groups=2)))
    return modules
