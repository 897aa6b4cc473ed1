"""Counts and footprints of the plant that must be placed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from designer.catalog import Switchboard, Transformer
from designer.ledger import given
from designer.model import Constraint
from designer.site.distribution import distribution_voltage
from designer.sizing import formulas as f
from designer.sizing import standby
from designer.sizing.architecture import read_architecture
from designer.sizing.backup import backup_modules, electrical_clearance
from designer.sizing.basis import Basis, best, usable
from designer.sizing.blocks import blocks_of, core_input, gpu_blocks, plant_blocks
from designer.sizing.boxes import BOX, Where, module_of
from designer.sizing.cooling import CoolingPlant, cooling_plant
from designer.sizing.demand import Part, PlantChoice, total
from designer.sizing.kept import left_to_mine
from designer.sizing.limits import block_rating
from designer.sizing.records import Module
from designer.sizing.rounds import BOARDS, asked_for
from designer.sizing.smoothing import smoothing_modules
from designer.sizing.switchgear import letters_of, switchgear_modules
from designer.units import q

__all__ = ["Plan", "extra_of", "floor_area", "plan_modules"]


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
    extra = extra_of(parts, constraints)
    cooling = cooling_plant(basis, parts, choice, extra)
    powers = _powers(basis, parts, cooling, constraints)
    fault = max((c.amount for c in constraints if c.key == BOARDS), default=0.0)
    power, blocks = _power_modules(basis, parts, powers, extra, fault)
    smoothing = smoothing_modules(basis, parts)
    gear = _switchgear(basis, power, blocks, sum(m.count for m in smoothing) + extra.get("cubicles.extra", 0) * 2)
    return Plan((*power, *gear, *smoothing, *cooling.modules), *blocks, powers[0])


def extra_of(parts: tuple[Part, ...], constraints: tuple[Constraint, ...]) -> dict[str, int]:
    """How many more of each kind of plant earlier rounds asked for, for so many racks."""
    racks = sum(part.racks for part in parts)
    return {c.key: int(asked_for(c, racks)) for c in constraints if c.key.endswith(".extra")}


def floor_area(modules: tuple[Module, ...]) -> float:
    """Hall floor of the gallery modules with their clearances [m2]."""
    return sum(
        m.count * (m.width + m.clear_side) * (m.depth + m.clear_front + m.clear_rear)
        for m in modules
        if m.zone != "yard"
    )


def _powers(
    basis: Basis, parts: tuple[Part, ...], cooling: CoolingPlant, constraints: tuple[Constraint, ...]
) -> tuple[float, float, float]:
    """Power of the core, of the plant, and of racks and core together [kW]."""
    area = given(q(basis.site.hall.polygon.area, "m2"), "brief", name="brief:hall.footprint")
    house = basis.keep(f.house_power, "house_power", A_hall=area, p_house=basis.rule("house_load"))
    most = basis.catalog.threshold("power", "controls_kw").si("kW")
    controls = q(min(most, house.si("kW") / 2.0), "kW")
    cdus, pumps = q(cooling.cdu_kw, "kW"), q(cooling.pump_kw, "kW")
    core = basis.keep(
        standby.core_power,
        "core_power",
        P_net=q(total(parts, "network"), "kW"),
        P_cdu=cdus,
        P_pump=pumps,
        P_ctrl=controls,
        P_panels=basis.catalog.threshold("cooling", "panel_power").q * basis.catalog.threshold("cooling", "panels").q,
    )
    plant = basis.keep(
        standby.plant_power,
        "plant_power",
        P_mech=q(total(parts, "mechanical"), "kW"),
        P_cdu=cdus,
        P_pump=pumps,
        P_house=house,
        P_ctrl=controls,
    )
    racks = sum(part.racks for part in parts)
    found = [c.amount for c in constraints if c.key == "core.per_rack"]
    core_kw = max([core.si("kW"), *(racks * each for each in found)])
    gpu = sum(part.racks * part.demand.wanted.rack.power_design.si("kW") for part in parts)
    return core_kw, plant.si("kW"), core_kw + gpu


def _power_modules(
    basis: Basis, parts: tuple[Part, ...], powers: tuple[float, float, float], extra: Mapping[str, int], fault: float
) -> tuple[list[Module], tuple[int, int]]:
    """The electrical modules, and how many blocks carry GPU racks and the core; boards for a fault current [kA]."""
    wishes = basis.site.wishes.power
    gpu = gpu_blocks(basis, parts, read_architecture(wishes.gpu_architecture), extra.get("blocks.extra", 0))
    kind = read_architecture(wishes.core_architecture)
    needed = blocks_of(basis, "core", core_input(basis, powers[0]), kind, extra.get("core_blocks.extra", 0))
    core = needed.blocks
    plant = read_architecture(wishes.mechanical_architecture)
    mechanical = plant_blocks(basis, powers[1], plant, extra.get("side_blocks.extra", 0))
    total = gpu + core + mechanical
    existing = tuple(t for p in basis.kept.units for t in p.tags)
    others = _left_to_mine(basis)
    basis.decide(
        "blocks",
        "",
        gpu=gpu,
        core=core,
        mechanical=mechanical,
        existing=len(existing),
        new=max(0, total - len(existing)),
        plant=q(powers[1], "kW"),
        kind=wishes.mechanical_architecture,
        normal=basis.rule("block_share_normal"),
        lost=basis.rule("block_share_after_loss"),
    )
    transformer, board = _transformer(basis), _board(basis, fault)
    clear = basis.rule("clear_transformer").si("m")
    boards = Where("electrical", electrical_clearance(basis), groups=2, sections=board.sections, others=others)
    yard = Where("yard", (clear, 0.9, 0.9), existing=existing[:total], others=others)
    modules = [
        module_of("TX", transformer, total, total, yard),
        module_of("MSB", board, total, total, boards),
        *backup_modules(basis, powers, needed),
    ]
    return [m for m in modules if m.count], (gpu, core)


def _left_to_mine(basis: Basis) -> tuple[int, ...]:
    """Numbers of the transformers that stay with the mine, told as a decision."""
    mine = left_to_mine(basis.site, basis.catalog)
    if mine:
        keep = basis.site.wishes.mining.keep
        basis.decide("mine_transformers", "mining.keep", tags=", ".join(mine), count=len(mine), keep=keep)
    return tuple(int(found[-1]) for tag in mine if (found := re.findall(r"\d+", tag)))


def _switchgear(basis: Basis, modules: list[Module], blocks: tuple[int, int], systems: int) -> list[Module]:
    """The medium-voltage sections for the loops through so many transformers and battery systems."""
    units = sum(m.count for m in modules if m.kind == "transformer")
    gpu = read_architecture(basis.site.wishes.power.gpu_architecture), min(blocks[0], units)
    return switchgear_modules(basis, letters_of(gpu, units - gpu[1]), systems)


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


def _board(basis: Basis, fault: float) -> Switchboard:
    """The smallest board for a block that interrupts the fault current [kA], or as much as any that there is."""
    wishes = basis.site.wishes.power
    amperes = block_rating(basis).si("kVA") * 1000.0 / (3.0**0.5 * wishes.voltage.si("V"))
    fit = [
        b
        for b in basis.catalog.all(Switchboard)
        if b.rules == wishes.rules
        and b.level == "LV"
        and usable(b, ("bus_current", "main_rating_share", "interrupting", "voltage"))
        and abs(b.voltage.si("V") - wishes.voltage.si("V")) < 1.0
        and b.bus_current.si("A") * b.main_rating_share.si("") >= amperes
    ]
    least = min(fault, max((b.interrupting.si("kA") for b in fit), default=0.0))
    strong = [b for b in fit if b.interrupting.si("kA") >= least]
    chosen = best(strong, lambda b: (b.bus_current.si("A"), -b.interrupting.si("kA")))
    if chosen is None:
        raise LookupError("switchboard")
    return chosen
