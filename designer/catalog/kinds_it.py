"""Schemas of what computes and connects: racks, systems, miners, switches, adapters, optics, cables."""

from typing import Annotated, Literal

from pydantic import Field

from designer.catalog.fields import Part, Sourced
from designer.catalog.record import Record
from designer.ledger import Value

__all__ = [
    "Adapter", "Cable", "FlowPoint", "ManagerPort", "Miner", "NicPort", "Optic", "Rack", "Shelf", "Switch", "System",
]

Millimetres = Annotated[Value, Sourced("mm", 1, 20000)]
Kilograms = Annotated[Value, Sourced("kg", 0.01, 60000)]
Share = Annotated[Value, Sourced("", 0, 1)]


class FlowPoint(Part):
    """One point of a rack's curve: flow and pressure drop it needs at a supply temperature."""

    supply: Annotated[Value, Sourced("degC", 0, 60)]
    flow: Annotated[Value, Sourced("LPM", 1, 2000)]
    drop: Annotated[Value, Sourced("kPa", 0.1, 1000)]


class Shelf(Part):
    """The power shelves of a rack and how they are corded; `pulse` is what they give for a moment over their rating,
    `storage` what they hold for each GPU.
    """

    count: int
    rating: Annotated[Value, Sourced("kW", 0.5, 200)]
    efficiency: Annotated[Value, Sourced("", 0.8, 1)]
    power_factor: Annotated[Value, Sourced("", 0.8, 1)]
    whips: int
    whip_current: Annotated[Value, Sourced("A", 10, 250)]
    pulse: Annotated[Value, Sourced("", 1, 3)] | None = None
    storage: Annotated[Value, Sourced("J", 0, 1000)] | None = None


class Rack(Record):
    """A rack position's content: envelope, mass, power, heat split, coolant need, cords, systems inside."""

    kind: Literal["rack"]
    purpose: Literal["gpu", "network", "storage", "legacy", "mining"]
    cooling: Literal["air", "liquid", "hybrid"]
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    units_high: int
    mass_dry: Kilograms
    mass_installed: Kilograms
    feet: int
    power_typical: Annotated[Value, Sourced("kW", 0.1, 1000)]
    power_design: Annotated[Value, Sourced("kW", 0.1, 1000)]
    power_peak: Annotated[Value, Sourced("kW", 0.1, 1500)]
    power_idle: Annotated[Value, Sourced("kW", 0, 1000)]
    liquid_fraction: Share
    supply_temperature_max: Annotated[Value, Sourced("degC", 10, 60)]
    return_temperature_max: Annotated[Value, Sourced("degC", 15, 80)]
    flow_per_power: Annotated[Value, Sourced("LPM/kW", 0.1, 5)]
    pressure_drop: Annotated[Value, Sourced("kPa", 1, 1000)]
    pressure_drop_flow: Annotated[Value, Sourced("LPM", 1, 2000)]
    flow_curve: list[FlowPoint] = Field(default_factory=list)
    coolants: list[str] = Field(default_factory=list)
    air_inlet_max: Annotated[Value, Sourced("degC", 15, 45)]
    cords: int
    shelf: Shelf | None = None
    gpus: int = 0
    gpu: str = ""
    nvlink_domain: int = 0
    nvlink_switches: int = 0
    system: str = ""
    systems: int = 0
    management_ports: int = 0
    management_switches: int = 0


class NicPort(Part):
    """Ports of a system on one network: how many, how fast, and which cage they need."""

    network: Literal["compute", "storage", "in_band", "oob"]
    count: int
    speed: Annotated[Value, Sourced("Gbit/s", 0.1, 3200)]
    cage: Literal["osfp", "osfp-rhs", "qsfp112", "qsfp56", "qsfp28", "rj45", "osfp-twin"]
    adapter: str = ""


class System(Record):
    """A server, compute tray or appliance with its network ports."""

    kind: Literal["system"]
    purpose: Literal["gpu", "management", "storage", "fabric-manager", "nvlink-switch", "edge-router"]
    gpus: int
    gpu: str = ""
    units_high: int
    mass: Kilograms
    power_design: Annotated[Value, Sourced("kW", 0.01, 100)]
    power_peak: Annotated[Value, Sourced("kW", 0.01, 150)]
    liquid_fraction: Share
    ports: list[NicPort]
    scalable_unit: int = 0


class Miner(Record):
    """A box or rack-shaped ASIC."""

    kind: Literal["miner"]
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms
    power: Annotated[Value, Sourced("kW", 0.1, 200)]
    cooling: Literal["air", "hydro", "immersion"]
    hash_rate: Annotated[Value, Sourced("TH/s", 0, 20000)]
    airflow: Annotated[Value, Sourced("CFM", 0, 5000)]


class ManagerPort(Part):
    """A port beside the data ports that fabric managers join: its name in the switch's own system, cage, speed, lanes.
    """

    name: str
    cage: Literal["osfp", "qsfp112", "qsfp56"]
    speed: Annotated[Value, Sourced("Gbit/s", 1, 3200)]
    lane_rate: Literal[25, 50, 100, 200]


class Switch(Record):
    """A switch: cages, logical ports at its link speed, power, mass, latency as a declared range.

    Each cage holds `ports_per_cage` ports of `port_speed`; `splits` says into how many each such port may be divided.
    `port_numbers` is how many ports its own network can number on one switch (None = as many as there are).
    `management_ports` hang on the out-of-band network, `manager_port` takes fabric managers without a data port.
    `power_typical` is with passive cables; `optic_power_included` says whether `power_max` already holds the optics.
    """

    kind: Literal["switch"]
    family: Literal["infiniband", "ethernet", "management"]
    cages: int
    cage: Literal["osfp", "qsfp-dd", "qsfp112", "qsfp56", "qsfp28", "rj45", "mpo-cpo"]
    cage_cooling: Literal["air", "liquid", "none"]
    ports_per_cage: int
    port_speed: Annotated[Value, Sourced("Gbit/s", 0.1, 3200)]
    uplink_cages: int = 0
    uplink_speed: Annotated[Value, Sourced("Gbit/s", 0.1, 3200)] | None = None
    splits: list[int] = Field(default_factory=lambda: [1])
    port_numbers: int | None = None
    manager_port: ManagerPort | None = None
    management_ports: int = 1
    lane_rate: Literal[1, 10, 25, 50, 100, 200]
    units_high: int
    depth: Millimetres
    mass: Kilograms
    power_typical: Annotated[Value, Sourced("W", 5, 30000)]
    power_max: Annotated[Value, Sourced("W", 5, 30000)]
    optic_power_included: bool
    airflow: Literal["front-to-rear", "rear-to-front", "either", "none"]
    latency_low: Annotated[Value, Sourced("ns", 10, 100000)]
    latency_high: Annotated[Value, Sourced("ns", 10, 100000)]
    power_supplies: int


class Adapter(Record):
    """A network adapter or DPU. `family` is the one kind of network that it speaks (None = either); `references` are
    the switches that its maker's published designs use, which are proposed before others."""

    kind: Literal["adapter"]
    family: Literal["infiniband", "ethernet"] | None = None
    references: list[str] = Field(default_factory=list)
    ports: int
    speed: Annotated[Value, Sourced("Gbit/s", 1, 3200)]
    cage: Literal["osfp-rhs", "qsfp112", "osfp", "qsfp56"]
    lane_rate: Literal[25, 50, 100, 200]
    power: Annotated[Value, Sourced("W", 1, 300)]


class Optic(Record):
    """A transceiver: which cages and lane rate it fits, how many links it carries, medium, reach, power.

    `speed` is that of each link; a twin-port optic carries two `links` that share its fate.
    """

    kind: Literal["optic"]
    fits: Literal["switch", "adapter", "either"]
    cage: Literal["osfp", "osfp-rhs", "qsfp112", "qsfp56", "qsfp28", "qsfp-dd"]
    thermal_form: Literal["finned", "flat", "none"]
    links: int
    speed: Annotated[Value, Sourced("Gbit/s", 1, 3200)]
    lane_rate: Literal[25, 50, 100, 200]
    medium: Literal["multimode", "singlemode", "copper"]
    connector: Literal["mpo-12-apc", "mpo-12-upc", "lc-duplex", "none"]
    reach: Annotated[Value, Sourced("m", 0.5, 100000)]
    power_max: Annotated[Value, Sourced("W", 0, 60)]


class Cable(Record):
    """A cable sold in stock lengths [m]: fibre jumper, passive or active copper, active optical, or category cable.

    `speed_max` is that of each link; `links` is how many links one cable carries between its ends. A `shuffle` joins
    cages that are split at both ends: the links of one connector go to different far ends, and the other way round.
    """

    kind: Literal["cable"]
    medium: Literal["multimode", "singlemode", "dac", "lacc", "aoc", "category"]
    lane_rates: list[int]
    speed_max: Annotated[Value, Sourced("Gbit/s", 0.1, 3200)]
    ends: Literal["mpo-12-apc", "mpo-12-upc", "lc-duplex", "attached", "rj45"]
    links: int
    reach: Annotated[Value, Sourced("m", 0.3, 100000)]
    diameter: Annotated[Value, Sourced("mm", 0.5, 30)]
    mass_per_length: Annotated[Value, Sourced("kg/m", 0.0001, 5)]
    power_per_end: Annotated[Value, Sourced("W", 0, 30)]
    stock_lengths: list[float]
    shuffle: bool = False
