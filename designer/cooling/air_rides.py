"""How long racks that breathe the hall's air stay within what they take after a loss: while the water of the coils
warms, and in the hall's own air alone.

Coolers or chillers lost with pumps and fans running, the content of the coils' water takes the heat and the air follows
the water degree by degree. With fans or water lost the air of the hall alone takes it: what is in hot aisles is warm
already, what stands in the hall displaces air, and neither floor, walls nor racks are credited. Both mixed whole.
"""

import math
from collections.abc import Mapping

from shapely.geometry import Point

from designer.cooling.air import CP_AIR, AirPlan
from designer.cooling.bench import Bench
from designer.cooling.door_rides import warmest_air
from designer.cooling.records import Feeds, Ride
from designer.cooling.volumes import ride_seconds
from designer.layout.records import Layout
from designer.ledger import formula
from designer.sizing.coolant import density_of, heat_capacity_of
from designer.units import Quantity, q

__all__ = ["AIR_STORES", "air_rides", "air_seconds"]

#: What takes the heat of the air once it is not carried outdoors: the coils' water, the hall's air.
AIR_STORES = ("air-water", "hall-air")


@formula("V_air", unit="m3", source="derived", clause="hall less what stands in it")
def room_air(A: Quantity, H: Quantity, V_kit: Quantity) -> Quantity:
    """Air of a hall."""
    return A * H - V_kit


@formula("t_air", unit="s", source="textbook", clause="heat capacity of air alone; hot aisles are warm already")
def still_air(
    V_air: Quantity, V_hot: Quantity, rho: Quantity, c_p: Quantity, dT: Quantity, dT_rack: Quantity, Q: Quantity
) -> Quantity:
    """Seconds until the mixed air of a hall is as warm as racks take."""
    return (V_air * dT - V_hot * dT_rack) * rho * c_p / Q


def air_seconds(bench: Bench, layout: Layout, air: AirPlan, volumes: Mapping[str, float]) -> dict[str, float]:
    """Seconds until racks breathe too warm air, by what takes the heat; none without air units that cool, or with rear
    doors, which have theirs. Where technology loops share the coils' water it rides with their rejection.
    """
    margin = warmest_air(bench) - air.supply_c
    if air.doors or not air.units or air.source == "none" or air.heat <= 0.0 or margin <= 0.0:
        return {}
    found, over = {}, q(margin, "delta_degC")
    litres = volumes.get("chw_total" if air.source == "chilled" else "fws_total", 0.0)
    if litres > 0.0 and (air.source == "chilled" or not volumes.get("tcs_total")):
        state = bench.fws.at((air.water_in_c + air.water_out_c) / 2.0)
        found["air-water"] = bench.keep(
            ride_seconds, "ride_through[air-water]", V=q(litres, "L"), rho=density_of(state),
            c_p=heat_capacity_of(state), dT=over, Q=q(air.carried, "kW"),
        ).si("s")
    area, kit, hot = _sizes(bench, layout)
    room = bench.keep(
        room_air, "room_air", A=q(area, "m2"), H=bench.site.hall.clear_height, V_kit=q(kit, "m3")
    )  # fmt: skip
    ride = bench.keep(
        still_air, "ride_through[hall-air]", V_air=room, V_hot=q(hot, "m3"),
        rho=bench.made["cooling.air_density_supply"], c_p=q(CP_AIR, "J/kg/K"), dT=over,
        dT_rack=q(air.hot_c - air.supply_c, "delta_degC"), Q=q(air.heat, "kW"),
    )
    return found | {"hall-air": max(0.0, ride.si("s"))}


def _sizes(bench: Bench, layout: Layout) -> tuple[float, float, float]:
    """Area of the hall [m2], volume of what stands in it and of its hot aisles up to the ceiling [m3]."""
    hall = bench.site.hall
    here = [p.box for p in layout.placed if hall.polygon.contains(Point(p.box.at.x, p.box.at.y))]
    hot = math.fsum(aisle.polygon.area for aisle in layout.aisles if aisle.kind == "hot")
    kit = math.fsum(box.width * box.depth * box.height for box in here)
    return hall.polygon.area, kit, hot * hall.clear_height.si("m")


def air_rides(
    bench: Bench, layout: Layout, air: AirPlan, told: tuple[Mapping[str, float], Feeds]
) -> tuple[Ride, ...]:
    """Each of them against the seconds until generating sets carry fans, pumps and chillers, with the air over time
    where no coolant is followed beside it; told = (seconds by what is lost, what the power trade bridges).
    """
    seconds, feeds = told
    limit, gap, rides = warmest_air(bench), feeds.start_seconds, []
    for store in (store for store in AIR_STORES if store in seconds):
        lasts, begin = seconds[store], air.supply_c
        if store == "hall-air":
            area, kit, hot = _sizes(bench, layout)
            begin += (air.hot_c - begin) * hot / (area * bench.site.hall.clear_height.si("m") - kit)
        curve = () if "rejection" in seconds or lasts <= 0.0 else ((0.0, begin), (lasts, limit))
        rides.append(Ride(store, lasts, lasts, limit, gap, lasts >= gap, curve))
    return tuple(rides)
