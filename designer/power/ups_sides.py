"""The UPS of the core: an output board behind each unit of the core, with modules and batteries from what is placed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Battery, Ups
from designer.layout.records import Layout, Placed
from designer.ledger import Step
from designer.model import Constraint, Load, LoadClass, NoteKind
from designer.power.basis import Basis
from designer.power.blocks import Group, Unit
from designer.power.loading import block_loads
from designer.power.services import Services, vector
from designer.power.ups import (
    autonomy,
    battery_cabinets,
    battery_energy,
    ups_loss,
    ups_modules,
    ups_power,
)
from designer.site.records import Hall
from designer.sizing.standby import recharge_power
from designer.units import q

__all__ = ["UpsSide", "boards_loads", "core_cure", "ups_sides"]


@dataclass(frozen=True, slots=True)
class UpsSide:
    """One UPS: its output board and the board that feeds it, modules and battery cabinets by tag, how many are needed,
    module power [kW], efficiency, minutes that the installed battery carries its worst load at end of life.

    `side` is its letter in its system, `worst` the load that it carries at worst [kW]; a `reserve` carries none until
    another is lost, and stands behind the static switches of those that it `catches`.
    """

    side: str
    board: str
    upstream: str
    modules: tuple[str, ...]
    needed: int
    power: float
    efficiency: float
    catalog: str
    batteries: tuple[str, ...]
    batteries_needed: int
    battery_catalog: str
    minutes: float = 0.0
    worst: float = 0.0
    reserve: bool = False
    catches: tuple[str, ...] = ()


def core_cure(loads: Sequence[Load], core: float, origin: str) -> Constraint | None:
    """The core power that sizing must count with, said for each GPU rack so that it follows their number."""
    racks = sum(x.load_class is LoadClass.GPU for x in loads)
    return Constraint("core.per_rack", core / racks, origin) if racks else None


def boards_loads(units: Sequence[Unit], services: Services) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """What the UPS behind each unit carries in normal service, and at worst with one of them lost [kVA]."""
    index = {u.transformer: n for n, u in enumerate(units)}
    rows = []
    for supply in (s for s in services.supplies if s.panel.core):
        ends = [index[supply.panel.unit(side).transformer] for side in "AB"]
        rows.append((*(ends if supply.side == "A" else ends[::-1]), vector(supply.load), supply.load.cords < 2))
    table = block_loads(
        np.array([r[0] for r in rows], dtype=np.int64),
        np.array([r[1] for r in rows], dtype=np.int64),
        np.array([r[2] for r in rows], dtype=np.complex128),
        len(index),
        np.array([r[3] for r in rows], dtype=np.bool_),
    )
    every = np.vstack([table.normal[None, :], table.lost])
    most = np.argmax(np.abs(every), axis=0)
    return table.normal, every[most, np.arange(len(index))]


@dataclass(frozen=True, slots=True)
class _Kit:
    """What every side is made of."""

    record: Ups
    battery: Battery
    efficiency: float
    growth: float


def ups_sides(
    basis: Basis, layout: Layout, group: Group, services: Services, loads: Sequence[Load]
) -> tuple[tuple[UpsSide, ...], float, float]:
    """The sides of the core, the loss in them and the power that recharges their batteries [kW]."""
    placed, stores = layout.of("ups"), layout.of("battery")
    core = sum(s.load.design_kw for s in services.supplies if s.panel.core)
    record = basis.catalog.get(Ups, placed[0].catalog.removeprefix("ups/")) if placed else _ups_record(basis, core)
    units = [u for system in group.systems for u in system]
    worst, asked = _carried(group, units, services, record)
    if group.shape.static:
        units += list(group.reserves)
    growth = basis.known(basis.site.wishes.power.growth, "growth", "power.growth")
    most = basis.keep(ups_power, "ups_side", P_class=q(max(worst.values()), "kW"), f_growth=growth)
    reached = q(max(asked.values()) * (1.0 + growth.si("")), "kW")
    basis.keep(ups_modules, "ups_modules", P_ups=reached, P_module=record.power)
    kit = _Kit(record, _battery_record(basis, stores), 1.0, growth.si(""))
    counts = [_count(kit, asked[u.transformer]) for u in units]
    names = _dealt(basis.site.hall, placed, units, [n + group.shape.spare for n in counts], "UPS")
    share = core / (max(1, sum(map(len, names))) * record.power.si("kW"))
    value = record.efficiency if share >= basis.number("ups_part_load") else record.efficiency_part
    loss = basis.keep(ups_loss, "ups_loss", P_out=q(core, "kW"), η=value)
    recharge = basis.keep(recharge_power, "ups_recharge", P_class=q(core, "kW"), f_re=record.recharge)
    cabinets = _battery(basis, kit.battery, most)
    each = [max(1, math.ceil(cabinets * worst[u.transformer] / max(worst.values()) - _ROUNDING)) for u in units]
    batteries = _dealt(basis.site.hall, stores, units, each, "BAT")
    found = []
    for n, unit in enumerate(units):
        kilowatts = worst[unit.transformer]
        letter, board = _name(group, unit)
        minutes = _minutes(basis, kit, board, len(batteries[n]) or each[n], kilowatts)
        found.append(
            UpsSide(
                letter, board, unit.board.tag, names[n], counts[n], record.power.si("kW"), value.si(""), record.key,
                batteries[n], each[n], kit.battery.key, minutes, kilowatts, unit in group.reserves,
                tuple(_name(group, u)[1] for u, r in group.caught() if r is unit and group.shape.static),
            )
        )  # fmt: skip
        for key, need, have in (("ups", counts[n], names[n]), ("batteries", each[n], batteries[n])):
            if len(have) < need:
                most_of = max((asked if key == "ups" else worst).values())
                whole = max(core, most_of * len(group.systems) * group.shape.carrying)
                cure = core_cure(loads, whole, f"power.{key}")
                basis.short(key, board, q(float(need)), q(float(len(have))), cure)
    _say(basis, found, core)
    return tuple(found), loss.si("kW"), recharge.si("kW")


def _carried(
    group: Group, units: Sequence[Unit], services: Services, record: Ups
) -> tuple[dict[str, float], dict[str, float]]:
    """What each unit's UPS carries at worst [kW], and what its modules must reach for it by power and apparent power
    [kW]; catchers with the largest that they catch.
    """
    carried = boards_loads(units, services)[1]
    tags, reach = [u.transformer for u in units], record.power.si("kW") / record.rating.si("kVA")
    worst = dict(zip(tags, carried.real.tolist(), strict=True))
    asked = dict(zip(tags, np.maximum(carried.real, np.abs(carried) * reach).tolist(), strict=True))
    for unit, reserve in group.caught() if group.shape.static else ():
        for table in (worst, asked):
            table[reserve.transformer] = max(table.get(reserve.transformer, 0.0), table[unit.transformer])
    return worst, asked


def _say(basis: Basis, sides: Sequence[UpsSide], core: float) -> None:
    largest = max(sides, key=lambda s: (s.needed, s.batteries_needed))
    basis.note(
        NoteKind.DECISION, "ups_sides", "UPB", boards=len(sides), modules=largest.needed,
        power=q(largest.power, "kW"), core=q(core, "kW"), autonomy=basis.site.wishes.power.core_ups,
        cabinets=largest.batteries_needed, worst=q(max(s.worst for s in sides), "kW"),
    )  # fmt: skip


def _name(group: Group, unit: Unit) -> tuple[str, str]:
    """Letter and output board: by place in the system, with the number of the system where there are several."""
    for number, system in enumerate(group.systems, 1):
        if unit in system:
            letter = chr(ord("A") + system.index(unit))
            return letter, f"UPB-{letter}{number if len(group.systems) > 1 else ''}"
    number = group.reserves.index(unit) + 1
    return "R", f"UPB-R{number}"


def _count(kit: _Kit, kilowatts: float) -> int:
    """Modules that carry so much with its growth."""
    side = ups_power.function(P_class=kilowatts, f_growth=kit.growth)
    return max(1, round(ups_modules(P_ups=q(float(side), "kW"), P_module=kit.record.power.q).m_as("")))


def _dealt(
    hall: Hall, placed: Sequence[Placed], units: Sequence[Unit], wanted: Sequence[int], prefix: str
) -> tuple[tuple[str, ...], ...]:
    """The tags of every unit's share: as many as it wants from its own room while that has some, then from those of its
    side in other halls, then from any, then what is left in turns; named here where nothing is placed.
    """
    if not placed:
        first = [chr(ord("A") + n) for n in range(len(units))]
        return tuple(tuple(f"{prefix}-{x}{n}" for n in range(1, w + 1)) for x, w in zip(first, wanted, strict=True))

    def off(unit: Unit, item: Placed) -> int:
        return 0 if item.room == unit.board.room else 1 if hall.side_of(item.room) == unit.board.side else 2

    left = list(placed)
    found: list[list[str]] = [[] for _ in units]
    for most in range(3):
        for n, unit in enumerate(units):
            for item in [p for p in left if off(unit, p) <= most][: wanted[n] - len(found[n])]:
                left.remove(item)
                found[n].append(item.tag)
    turn = 0
    while left:
        unit = units[turn % len(units)]
        item = min(left, key=lambda p: off(unit, p))
        left.remove(item)
        found[turn % len(units)].append(item.tag)
        turn += 1
    return tuple(tuple(sorted(tags)) for tags in found)


def _ups_record(basis: Basis, core: float) -> Ups:
    return min(basis.catalog.all(Ups), key=lambda u: (-(-core // u.power.si("kW")), u.power.si("kW"), u.slug))


def _battery_record(basis: Basis, stores: Sequence[Placed]) -> Battery:
    """The cabinet that is placed, else that of most power which is listed for the rule pack."""
    if stores:
        return basis.catalog.get(Battery, stores[0].catalog.removeprefix("battery/"))
    every = basis.catalog.all(Battery)
    listed = [b for b in every if basis.pack.name in b.rules] or every
    return max(listed, key=lambda b: (b.power.si("kW") if b.power.known else 0.0, b.slug))


def _battery(basis: Basis, record: Battery, side: Step) -> int:
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
    return max(round(by_energy.number), int(by_power))


def _minutes(basis: Basis, kit: _Kit, board: str, cabinets: int, kilowatts: float) -> float:
    """Minutes that so many cabinets carry a side at end of life."""
    record, side = kit.battery, ups_power.function(P_class=max(kilowatts, _LEAST), f_growth=kit.growth)
    step = basis.keep(
        autonomy,
        f"ups_autonomy[{board}]",
        n_bat=float(cabinets),
        E_cabinet=record.energy,
        η_inv=basis.rule("inverter_efficiency"),
        DoD=record.depth_of_discharge,
        f_eol=record.end_of_life,
        P=q(float(side), "kW"),
    )
    return step.si("min")


#: What shares of floating numbers may exceed a whole number of cabinets by.
_ROUNDING = 1e-9
#: Load [kW] below which a side counts as carrying this much.
_LEAST = 1e-3
