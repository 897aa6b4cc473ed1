"""The cooling plan: heat balance, loops, CDUs, rejection, air, energy and water."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.cooling.annual_records import AnnualEnergy, HourlyYear
from designer.cooling.door_records import DoorDuty, DoorSetting
from designer.cooling.drop_records import DropPath, LoopDrop
from designer.cooling.fall_records import Fall
from designer.cooling.outage_records import Feeds, Outage, PipeFlow, Ride
from designer.cooling.pressure_records import LoopPressure, Suction, Surge, ValveLine
from designer.layout.records import Passing
from designer.ledger import Step, Value
from designer.model import BulkItem, Element, Link, Load, Note, RedundancyGroup, Shortfall
from designer.units import Quantity

__all__ = [
    "AirUnitDuty",
    "AnnualEnergy",
    "CduDuty",
    "CoolingPlan",
    "DoorDuty",
    "DoorSetting",
    "DropPath",
    "Feeds",
    "HeatCase",
    "HeatLine",
    "HourlyYear",
    "LoopDrop",
    "LoopItem",
    "LoopPressure",
    "Outage",
    "PipeFlow",
    "PipeRun",
    "PlantOption",
    "Procedure",
    "PumpDuty",
    "RackFlow",
    "RejectionDuty",
    "Ride",
    "Segment",
    "SpecLine",
    "Suction",
    "Surge",
    "TrimDuty",
    "ValveLine",
    "ValveSetting",
]


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One line of the heat balance [kW]: `liquid` + `air` + `outside` = `power`; `level`: rack kind, row ... total."""

    level: str
    subject: str
    count: int
    power: float
    liquid: float
    air: float
    outside: float


@dataclass(frozen=True, slots=True)
class RackFlow:
    """What one liquid-cooled rack gets: heat [kW], supply and return [degC], flow [LPM], pressure drop [kPa]."""

    tag: str
    loop: str
    heat: float
    supply: float
    returned: float
    flow: float
    drop: float


@dataclass(frozen=True, slots=True)
class PipeRun:
    """A pipe of one size: tag, loop, service, nominal size, bore [mm], length [m], flow [LPM], velocity [m/s], gradient
    [Pa/m], drop [kPa]. Length and drop hold its passings, with so many `elbows`.
    """

    tag: str
    loop: str
    service: str
    catalog: str
    nominal: str
    bore: float
    length: float
    flow: float
    velocity: float
    gradient: float
    drop: float
    volume: float
    regime: str
    points: tuple[tuple[float, float], ...] = ()
    z: float = 0.0
    elbows: int = 0


@dataclass(frozen=True, slots=True)
class CduDuty:
    """A CDU at its duty with one of its group out: heat [kW], approach [K], flows [LPM], head [kPa] and margins."""

    tag: str
    loop: str
    catalog: str
    heat: float
    heat_available: float
    approach: float
    tcs_flow: float
    fws_flow: float
    head_needed: float
    head_available: float


@dataclass(frozen=True, slots=True)
class PumpDuty:
    """A facility pump: flow [LPM], head [kPa], shaft and motor power [kW], duty N or R."""

    tag: str
    loop: str
    catalog: str
    flow: float
    head: float
    power: float
    duty: str


@dataclass(frozen=True, slots=True)
class RejectionDuty:
    """A cooler or chiller at the design day: heat [kW], capacity there [kW], air entering [degC], water used [L/h]."""

    tag: str
    catalog: str
    heat: float
    capacity: float
    air: float
    fluid_in: float
    fluid_out: float
    fan_power: float
    water: float
    duty: str


@dataclass(frozen=True, slots=True)
class TrimDuty:
    """A trim exchanger at the design day: heat and capacity [kW], facility water in and out, chilled water in and out
    [degC], both flows [LPM].
    """

    tag: str
    heat: float
    capacity: float
    facility_in: float
    facility_out: float
    chilled_in: float
    chilled_out: float
    facility_flow: float
    chilled_flow: float
    duty: str


@dataclass(frozen=True, slots=True)
class AirUnitDuty:
    """An air unit at its duty: heat [kW], capacity [kW], airflow [m3/s], fan power [kW], duty N or R."""

    tag: str
    catalog: str
    heat: float
    capacity: float
    airflow: float
    fan_power: float
    duty: str


@dataclass(frozen=True, slots=True)
class HeatCase:
    """The balance in one state: outdoor air [degC], IT, heat by way (`liquid` to coolers, `chilled`, `air` with outdoor
    air, `outside`), `put_in` and `rejected` [kW] (`lost` is what nothing carries), temperatures [degC] (None without
    such a loop), mode and share of fan speed of the coolers, mechanical power [kW], make-up water [L/h], PUE.
    """

    key: str
    outdoors: float
    it: float
    liquid: float
    chilled: float
    air: float
    outside: float
    put_in: float
    rejected: float
    facility_supply: float | None
    facility_return: float | None
    technology_supply: float | None
    mode: str
    fan_speed: float
    mechanical: float
    water: float
    pue: float
    lost: float = 0.0


@dataclass(frozen=True, slots=True)
class PlantOption:
    """A product, or a group of machines that stand there (`survey`, `standing`), judged by its duty at the design day.

    `needed` machines without spare, each one's `capacity` [kW; LPM of pumps], `power` of all [kW], `water` [L/h], `at`
    the deciding temperature [degC] (air entering a cooler or chiller, water of a coil) or head [kPa] of pumps.
    `verdict` says why not; `nearest` is the temperature or head at which it would do.
    """

    kind: str
    catalog: str
    survey: str
    standing: int
    needed: int
    capacity: float
    power: float
    water: float
    at: float
    verdict: str
    nearest: float | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A part that can be taken out for work: kind (cooler, leg, section, pump, cdu, header, rack ...), loop, the valves
    that bound it, its drains and vents, and how many racks are without coolant meanwhile.
    """

    tag: str
    kind: str
    loop: str
    bounds: tuple[str, ...]
    drains: tuple[str, ...]
    vents: tuple[str, ...]
    blast: int


@dataclass(frozen=True, slots=True)
class ValveSetting:
    """The balancing valve of a rack: product and size, flow to be set and flow without balancing [LPM], drop that it
    takes [kPa], flow coefficient [m3/h] and opening as a share of its stroke.
    """

    tag: str
    rack: str
    catalog: str
    nominal: str
    flow: float
    unbalanced: float
    drop: float
    kv: float
    opening: float


@dataclass(frozen=True, slots=True)
class LoopItem:
    """A fitting of a loop that is no pipe, valve or machine: strainer, filter, dosing, vessel, fill or flush point.

    `size` is its deciding value (flow, mesh, content); `box` the width, depth and height [m] of what wants floor of its
    own, with its content [kg], empty of what hangs in a pipe.
    """

    tag: str
    kind: str
    loop: str
    place: str
    size: Value
    box: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecLine:
    """One line of a loop's specification: loop, key of its words, value."""

    loop: str
    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class Procedure:
    """A control sequence, a failure of the controls or a commissioning step: key of its words, place, facts."""

    key: str
    place: str
    facts: dict[str, Quantity | Value | str | int]


@dataclass(frozen=True, slots=True)
class CoolingPlan:
    """The whole plan. `balance` closes; `loads` are the plant's electrical loads at the design day.

    `ride_through` maps a lost function (``rejection``, ``fws-pumps``, ``cdu-pumps``) to seconds until the supply leaves
    its class; that of rejection counts a proposed buffer tank. `volumes` are litres.
    `rejected` is the heat that leaves the site by way [kW]; its sum equals the total line of the balance. `spread` maps
    a loop to max/min - 1 of flow over requirement. `mode` is how the coolers work at the design day, `air_source` where
    the coils' cold comes from, `daily_water` the make-up of the design day [L].
    `trays` are the heat lines inside the racks, `cases` the balance of other states than the design day. `options` are
    the products and the standing plant judged by duty. `valves` and `instruments` are (tag, type, place) rows.
    `setpoints` are (key, value with unit) rows. `trim` are the exchangers by which chillers finish the facility water.
    `loop_briefs` are tag and text of each loop as a brief of its own; `states` what another solver needs to take all
    out again, and what was found. `pressures` of the loops, `suctions` of the pumps; `surges` come of closing valves,
    sized in `valve_lines`. `passings`: services leave their level, `clashes`: they cannot (both tags, level [m]).
    `falls` are the slopes of headers with their vents and drains, `pipe_flows` what the proof found in the pipes.
    `drops` of all parts of the loops in their design state, `drop_paths` the closed paths that decide.
    """

    balance: tuple[HeatLine, ...]
    racks: tuple[RackFlow, ...]
    pipes: tuple[PipeRun, ...]
    cdus: tuple[CduDuty, ...]
    pumps: tuple[PumpDuty, ...]
    rejection: tuple[RejectionDuty, ...]
    air_units: tuple[AirUnitDuty, ...]
    temperatures: dict[str, float]
    volumes: dict[str, float]
    ride_through: dict[str, float]
    annual: AnnualEnergy
    valves: tuple[tuple[str, str, str], ...]
    instruments: tuple[tuple[str, str, str], ...]
    setpoints: tuple[tuple[str, str], ...]
    loads: tuple[Load, ...]
    elements: tuple[Element, ...]
    links: tuple[Link, ...]
    groups: tuple[RedundancyGroup, ...]
    bulk: tuple[BulkItem, ...]
    shortfalls: tuple[Shortfall, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    worst_path: tuple[str, ...] = field(default=())
    rejected: dict[str, float] = field(default_factory=dict)
    spread: dict[str, float] = field(default_factory=dict)
    mode: str = ""
    air_source: str = ""
    daily_water: float = 0.0
    options: tuple[PlantOption, ...] = ()
    trays: tuple[HeatLine, ...] = ()
    cases: tuple[HeatCase, ...] = ()
    segments: tuple[Segment, ...] = ()
    settings: tuple[ValveSetting, ...] = ()
    items: tuple[LoopItem, ...] = ()
    specification: tuple[SpecLine, ...] = ()
    sequences: tuple[Procedure, ...] = ()
    control_failures: tuple[Procedure, ...] = ()
    commissioning: tuple[Procedure, ...] = ()
    air_balance: dict[str, float] = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    pipe_flows: tuple[PipeFlow, ...] = ()
    rides: tuple[Ride, ...] = ()
    trim: tuple[TrimDuty, ...] = ()
    loop_briefs: tuple[tuple[str, str], ...] = ()
    pressures: tuple[LoopPressure, ...] = ()
    suctions: tuple[Suction, ...] = ()
    surges: tuple[Surge, ...] = ()
    passings: tuple[Passing, ...] = ()
    clashes: tuple[tuple[str, str, float], ...] = ()
    valve_lines: tuple[ValveLine, ...] = ()
    states: Mapping[str, Any] = field(default_factory=dict)
    falls: tuple[Fall, ...] = ()
    doors: tuple[DoorDuty, ...] = ()
    door_settings: tuple[DoorSetting, ...] = ()
    drops: tuple[LoopDrop, ...] = ()
    drop_paths: tuple[DropPath, ...] = ()

    @property
    def not_carried(self) -> float:
        """Heat that nothing that is placed carries outdoors [kW]; less than a kilowatt is rounding."""
        lost = self.rejected.get("not-carried", 0.0)
        return lost if lost > 1.0 else 0.0
