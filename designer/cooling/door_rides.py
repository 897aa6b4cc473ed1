"""How long racks with rear doors stay within the air they take: while the doors' water warms, and in still air alone.

Chillers lost with their pumps running, the content of the chilled water takes the heat and the air follows the water
degree by degree. With no water either the air of the hall alone takes it. Both mixed whole.
"""

from collections.abc import Mapping

from designer.cooling.air import CP_AIR, AirPlan
from designer.cooling.bench import Bench
from designer.cooling.records import Feeds, Ride
from designer.cooling.volumes import ride_seconds
from designer.sizing.coolant import density_of, heat_capacity_of
from designer.units import q

__all__ = ["STORES", "door_rides", "door_seconds", "warmest_air"]

#: What takes the heat once it is not carried outdoors: the doors' water, the hall's air.
STORES = ("door-water", "door-air")


def warmest_air(bench: Bench) -> float:
    """The warmest air that every rack takes [degC], else the recommended."""
    limit = bench.rack_limits[1]
    return limit.si("degC") if limit is not None else bench.rules.si("air_supply_max", "degC")


def door_seconds(bench: Bench, air: AirPlan, volumes: Mapping[str, float]) -> dict[str, float]:
    """Seconds until the racks breathe too warm air, by what takes the heat; none without doors. Water of the facility
    loop rides with its rejection.
    """
    margin = warmest_air(bench) - air.supply_c
    if not air.doors or air.carried <= 0.0 or margin <= 0.0:
        return {}
    over, heat = q(margin, "delta_degC"), q(air.carried, "kW")
    found = {}
    if air.source == "chilled":
        state = bench.fws.at((air.water_in_c + air.water_out_c) / 2.0)
        found["door-water"] = bench.keep(
            ride_seconds, "ride_through[door-water]", V=q(volumes.get("chw_total", 0.0), "L"), rho=density_of(state),
            c_p=heat_capacity_of(state), dT=over, Q=heat,
        ).si("s")
    hall = bench.site.hall
    room = hall.polygon.area * hall.clear_height.si("m")
    found["door-air"] = bench.keep(
        ride_seconds, "ride_through[door-air]", V=q(room, "m3"), rho=bench.made["cooling.air_density_supply"],
        c_p=q(CP_AIR, "J/kg/K"), dT=over, Q=heat,
    ).si("s")
    return found


def door_rides(bench: Bench, seconds: Mapping[str, float], feeds: Feeds) -> tuple[Ride, ...]:
    """Each of them against the seconds until generating sets carry chillers and pumps."""
    limit, gap = warmest_air(bench), feeds.start_seconds
    return tuple(
        Ride(store, seconds[store], seconds[store], limit, gap, seconds[store] >= gap, ())
        for store in STORES if store in seconds
    )  # fmt: skip
