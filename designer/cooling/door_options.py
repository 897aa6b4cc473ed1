"""Rear doors as an alternative: each product judged on the racks that stand, and doors beside the air units' cost.

Where the brief leaves the hall's air to the tool, air units carry it. What doors would do instead is told beside: how
many, of which product, what stays for air units, and the cost of both over their life; and where the air units that
find floor fall short, the doors that would cure it are named.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.catalog import AirUnit, Cost, Rack, RearDoor
from designer.cooling.air import AirPlan
from designer.cooling.bench import Bench
from designer.cooling.rack_flow import slug_of
from designer.cooling.rear_doors import model_of
from designer.cooling.records import PlantOption
from designer.ledger import Step, Value
from designer.model import NoteKind
from designer.site.rear_doors import doors_wished, fits, suiting
from designer.sizing.life_cost import life_cost
from designer.sizing.rear_doors import door_capacity
from designer.units import q

__all__ = ["RackAir", "door_option", "say_alternative"]

#: Racks' own heat to air: slug and heat of each [kW].
RackAir = Sequence[tuple[str, float]]
_SAME = 1e-9
#: Share of the hall's air beyond which racks' doors leave a rest that is told.
_REST = 0.01


def door_option(bench: Bench, record: RearDoor, air: AirPlan, racks: RackAir) -> PlantOption:
    """A product on every rack with heat to air that it closes, by its effectiveness at the water that the hall has.

    Where the hottest rack is too hot, or no water is cold enough, `nearest` is the warmest water that would do.
    """
    hot = [(slug, kw) for slug, kw in racks if kw > 0.0]
    rise = bench.rules.si("air_delta", "delta_degC")
    warm = air.supply_c + rise
    model = model_of(bench, record, (warm, rise)) if not record.missing() else None
    if model is None or not hot:
        return _none(record, "unrated")
    closed = [kw for slug, kw in hot if _closes(bench, record, slug)]
    if not closed:
        return _none(record, "does-not-close")
    water = air.water_in_c if air.source in ("facility", "chilled") else None
    hottest = max(closed)
    wanted = hottest + model.fans_at(hottest / rise)
    each_kelvin = door_capacity(model, hottest / rise, model.water, 1.0)
    enough = warm - wanted / each_kelvin
    capacity = min(model.most, each_kelvin * (warm - water)) if water is not None else 0.0
    whole = air.heat + math.fsum(d.heat - d.fan_power for d in air.doors)
    verdict, nearest = "fits", None
    if water is None:
        verdict, nearest = "no-cold-water", enough
    elif capacity < wanted:
        verdict, nearest = "rack-too-hot", enough if enough > bench.fws.freezing_c else None
    elif len(closed) < len(hot):
        verdict = "some-racks"
    elif whole - math.fsum(closed) > _REST * whole:
        verdict = "rest-remains"
    fans = math.fsum(model.fans_at(kw / rise) for kw in closed)
    at = water if water is not None else enough
    return PlantOption("rear-door", record.key, "", 0, len(closed), capacity, fans, 0.0, at, verdict, nearest)


def _none(record: RearDoor, verdict: str) -> PlantOption:
    return PlantOption("rear-door", record.key, "", 0, 0, 0.0, 0.0, 0.0, 0.0, verdict, None)


def _closes(bench: Bench, record: RearDoor, rack: str) -> bool:
    if rack not in bench.catalog.slugs("rack"):
        return False
    slack = bench.catalog.threshold("brief", "rear_door_slack").si("mm")
    return fits(record, bench.catalog.get(Rack, rack), slack)


@dataclass(frozen=True, slots=True)
class _Doors:
    """Doors on the racks that stand: number by product, heat of each to its water, fans of all [kW]."""

    products: Mapping[str, int]
    heats: Sequence[float]
    fans: float


def say_alternative(bench: Bench, air: AirPlan, racks: RackAir) -> None:
    """Tell what rear doors would do instead of air units where the brief wants none; a risk that names them where the
    air units fall short and doors would not.
    """
    if doors_wished(bench.site) or air.heat <= 0.0 or not air.units or air.source not in ("facility", "chilled"):
        return
    doors = _suited(bench, air, racks)
    if doors is None:
        return
    unit = bench.catalog.get(AirUnit, slug_of(air.units[0].catalog))
    each = air.units[0].capacity - unit.fan_power.si("kW")
    rest = air.heat - math.fsum(doors.heats) + doors.fans
    needed = max(1, math.ceil(rest / each - _SAME))
    left = max(bench.spare.total(needed), math.ceil((rest + max(doors.heats)) / each - _SAME))
    names, count = ", ".join(bench.catalog.get(RearDoor, slug).name for slug in doors.products), len(doors.heats)
    heat, over = q(math.fsum(doors.heats), "kW"), q(rest, "kW")
    if ("air_units", "AIR-HALL") in bench.short and left <= len(air.units):
        bench.note(NoteKind.RISK, "rear_doors_would_do", "AIR-HALL", count=count, doors=names, heat=heat, left=left,
                   units=len(air.units), rest=over)  # fmt: skip
        return
    fans = unit.fan_power.si("kW")
    mine = _cost(bench, "air-units", [(unit, len(air.units))], min(air.needed, len(air.units)) * fans)
    products = [(bench.catalog.get(RearDoor, slug), count) for slug, count in doors.products.items()]
    its = _cost(bench, "rear-doors", [*products, (unit, left)], needed * fans + doors.fans)
    if mine is None or its is None:
        return
    if its >= mine:
        bench.decide("rear_doors_dearer", "AIR-HALL", count=count, doors=names, heat=heat, left=left,
                     units=len(air.units), rest=over, its=q(its, "USD"), cost=q(mine, "USD"))  # fmt: skip
    else:
        bench.decide("rear_doors_cheaper", "AIR-HALL", count=count, doors=names, heat=heat, left=left,
                     units=len(air.units), rest=over, its=q(its, "USD"), cost=q(mine, "USD"))  # fmt: skip


def _suited(bench: Bench, air: AirPlan, racks: RackAir) -> _Doors | None:
    """Doors on all racks with heat to air, on each kind what suits it; None where a rack is not taken whole."""
    rise = bench.rules.si("air_delta", "delta_degC")
    warm = air.supply_c + rise
    warmed = [(slug, kw) for slug, kw in racks if kw > 0.0]
    suited = {slug: suiting(bench.site, bench.catalog, slug) for slug in {slug: None for slug, _ in warmed}}
    models = {slug: None if door is None else model_of(bench, door, (warm, rise)) for slug, door in suited.items()}
    products: dict[str, int] = {}
    heats, fans = [], []
    for slug, kw in warmed:
        record, model = suited[slug], models[slug]
        if record is None or model is None:
            return None
        fan = model.fans_at(kw / rise)
        if door_capacity(model, kw / rise, model.water, warm - air.water_in_c) < kw + fan:
            return None
        products[record.slug] = products.get(record.slug, 0) + 1
        heats.append(kw + fan)
        fans.append(fan)
    return _Doors(products, heats, math.fsum(fans)) if heats else None


def _cost(
    bench: Bench, name: str, machines: Sequence[tuple[AirUnit | RearDoor, int]], power: float
) -> float | None:
    """Cost of machines over their life [USD], their power with the first of them; None without a price."""
    catalog, costs = bench.catalog, []
    stated = bench.site.wishes.mining.power_price
    price = stated if stated.known else catalog.threshold("economics", "power_price.mid")
    machine = catalog.threshold("sizing", "machine_connection")
    for number, (record, count) in enumerate(machines):
        if not record.cost:
            return None
        step: Step | Value = bench.keep(
            life_cost, f"life_cost[{name}/{record.slug}]", n=q(float(count)), c_unit=catalog.get(Cost, record.cost).mid,
            c_set=bench.rules["door_connection"] if isinstance(record, RearDoor) else machine,
            P=q(power if number == 0 else 0.0, "kW"),
            p_el=price, t_worth=catalog.threshold("sizing", "energy_worth"),
        )  # fmt: skip
        costs.append(step.si("USD"))
    return math.fsum(costs)
