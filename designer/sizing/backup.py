"""What stands behind the utility for the core: UPS modules, battery cabinets, generating sets."""

from math import ceil

from designer.catalog import Battery, Generator, Ups
from designer.ledger import Step
from designer.sizing import formulas as f
from designer.sizing import standby
from designer.sizing.architecture import read_architecture
from designer.sizing.basis import Basis, best, usable
from designer.sizing.blocks import Blocks, core_input
from designer.sizing.boxes import BOX, Where, module_of
from designer.sizing.records import Module
from designer.sizing.sets import plants_for, sets_on_bus
from designer.units import q

__all__ = ["backup_modules", "electrical_clearance"]


def electrical_clearance(basis: Basis) -> tuple[float, float, float]:
    """Working space of boards and cabinets: front, rear, side [m]."""
    return basis.rule("clear_front_electrical").si("m"), basis.rule("clear_rear_electrical").si("m"), 0.0


def backup_modules(basis: Basis, powers: tuple[float, float, float], core: Blocks) -> list[Module]:
    """UPS, batteries and sets for powers = (core, plant, racks and core together) [kW]."""
    wishes = basis.site.wishes.power
    modules: list[Module] = []
    if wishes.core_ups.known and wishes.core_ups.si("min") > 0.0:
        modules += _ups_modules(basis, powers[0], core)
    if wishes.generators and powers[0] > 0.0:
        modules += _sets(basis, _backed_up(basis, powers, bool(modules)))
    return modules


def _backed_up(basis: Basis, powers: tuple[float, float, float], charged: bool) -> Step:
    """What the sets carry: the core through its UPS, their recharge, the plant that goes with its heat."""
    core, plant, every = (q(kilowatts, "kW") for kilowatts in powers)
    share = basis.keep(standby.mechanical_share, "generator_mechanical", P_core=core, P_IT=every)
    rates = [u.recharge.si("") for u in basis.catalog.all(Ups) if u.recharge.known] if charged else []
    recharge = basis.keep(standby.recharge_power, "ups_recharge", P_class=core, f_re=q(max(rates, default=0.0)))
    return basis.keep(
        standby.backed_up_power,
        "generator_load",
        P_ups_in=q(core_input(basis, powers[0]), "kW"),
        P_re=recharge,
        P_mech=plant,
        f_mech=share,
    )


def _sets(basis: Basis, load: Step) -> list[Module]:
    records = [g for g in basis.catalog.all(Generator) if usable(g, ("rating", *BOX))]
    need = load.si("kW")
    chosen = best(records, lambda g: (ceil(need / g.rating.si("kW")) + 1, g.rating.si("kW")))
    if chosen is None:
        return []
    buses = plants_for(sets_on_bus(basis.catalog, basis.site.wishes.power, chosen) * chosen.rating.si("kW"), need)
    spare = basis.catalog.threshold("power", "generator_spare")
    step = basis.keep(
        f.modules_n_plus_1, "generators", X_duty=q(need / buses, "kW"), X_unit=chosen.rating, k_spare=spare
    )
    clear = basis.rule("clear_generator").si("m")
    count = round(step.number) * buses
    needed = count - round(spare.si("")) * buses
    return [module_of("GEN", chosen, count, needed, Where("yard", (clear, clear, clear)))]


def _ups_modules(basis: Basis, core_kw: float, core: Blocks) -> list[Module]:
    """UPS modules and batteries of every output board; a board carries its share of the core at worst."""
    growth = basis.site.wishes.power.growth
    share = q(core_kw * core.share, "kW")
    side = basis.keep(f.ups_power, "ups_side", P_core=share, f_growth=growth if growth.known else q(0.0))
    units = [u for u in basis.catalog.all(Ups) if usable(u, ("power", "rating", *BOX))]
    factor = basis.catalog.threshold("fabric", "power_factor")

    def asked(unit: Ups) -> Step:
        k_unit = q(unit.power.si("kW") / unit.rating.si("kVA"))
        return standby.ups_asked.step("sizing.ups_asked", P_side=side, k_unit=k_unit, pf=factor)

    unit = best(units, lambda u: (ceil(asked(u).number / u.power.si("kW")), u.power.si("kW")))
    if unit is None:
        return []
    basis.steps.append(asked(unit))
    needed = ceil(asked(unit).number / unit.power.si("kW"))
    kind = read_architecture(basis.site.wishes.power.core_architecture)
    spare = kind.extra if kind.sides > 1 else 0
    where = Where("electrical", electrical_clearance(basis), groups=2)
    modules = [module_of("UPS", unit, core.boards * (needed + spare), core.boards * needed, where)]
    battery = _battery(basis, side.number)
    if battery:
        count = core.boards * _cabinets(basis, battery, side.number)
        modules.append(module_of("BAT", battery, count, count, where))
    return modules


def _battery(basis: Basis, side_kw: float) -> Battery | None:
    """The cabinet of which fewest carry a side, of those listed for the rule pack; of as many the lighter."""
    rules = basis.site.wishes.power.rules
    known = [b for b in basis.catalog.all(Battery) if usable(b, ("energy", "power", *BOX))]
    fit = [b for b in known if rules in b.rules]
    if not fit:
        return None
    count = {b.slug: _cabinets(basis, b, side_kw) for b in fit}
    chosen = best(fit, lambda b: (count[b.slug], b.mass.si("kg") if b.mass.known else 0.0))
    if chosen is not None:
        basis.decide(
            "battery_choice", chosen.key, cabinet=chosen.name, count=count[chosen.slug], side=q(side_kw, "kW"),
            minutes=basis.site.wishes.power.core_ups, others=len(fit) - 1,
            most=max(count.values()), energy=chosen.energy, power=chosen.power,
        )  # fmt: skip
    return chosen


def _cabinets(basis: Basis, battery: Battery, side_kw: float) -> int:
    """Cabinets of one side by energy and by power."""
    hours = basis.site.wishes.power.core_ups.si("h")
    usable_kwh = battery.energy.si("kWh") * battery.depth_of_discharge.si("") * battery.end_of_life.si("")
    usable_kwh *= basis.catalog.threshold("power", "inverter_efficiency").si("")
    return max(ceil(side_kw * hours / usable_kwh), ceil(side_kw / battery.power.si("kW")))
