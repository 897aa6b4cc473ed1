"""Rear doors: what each takes at its duty, and what its valve is set to."""

from dataclasses import dataclass

__all__ = ["DoorDuty", "DoorSetting"]


@dataclass(frozen=True, slots=True)
class DoorDuty:
    """A rear door at its duty: the rack that it closes, that rack's heat to air, heat to the door's water, what is left
    to the room, what it can take with all of its water [kW], its water [LPM] and temperatures of water and air, in and
    out [degC], fans [kW].
    """

    tag: str
    rack: str
    catalog: str
    air_heat: float
    heat: float
    rest: float
    capacity: float
    flow: float
    water_in: float
    water_out: float
    air_in: float
    air_out: float
    fan_power: float


@dataclass(frozen=True, slots=True)
class DoorSetting:
    """The valve of a rear door, which holds its flow at any pressure over it: flow that it is set to and the least one
    [LPM], what the ring offers at the door's taps in the normal state, what the valve takes of that [kPa], and the flow
    coefficient at which it stands [m3/h].
    """

    tag: str
    door: str
    flow: float
    least: float
    offered: float
    takes: float
    kv: float
