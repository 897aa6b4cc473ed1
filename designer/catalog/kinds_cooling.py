"""Schemas of what cools: CDUs, coolers, chillers, air units, rear doors, pumps, coolants, pipes, climates."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from designer.catalog.fields import Part, Sourced
from designer.catalog.record import Record
from designer.ledger import Value

__all__ = [
    "AirUnit", "BalancingValve", "Cdu", "Chiller", "Climate", "Coolant", "CoolantPoint", "Cooler", "HeadPoint",
    "Pipe", "PipeSize", "Pump", "RearDoor", "ValvePoint", "ValveSize", "Wetted", "WettedMaterial",
]

Millimetres = Annotated[Value, Sourced("mm", 1, 30000)]
Kilograms = Annotated[Value, Sourced("kg", 0.01, 60000)]
Kilowatts = Annotated[Value, Sourced("kW", 0.01, 20000)]
Flow = Annotated[Value, Sourced("LPM", 0.1, 100000)]
Pressure = Annotated[Value, Sourced("kPa", 0.01, 5000)]
Celsius = Annotated[Value, Sourced("degC", -60, 150)]
Head = Annotated[Value, Sourced("m", 0.1, 50)]


_BOX = ("width", "depth", "height")


class HeadPoint(Part):
    """A point of a pump curve: flow and external head."""

    flow: Flow
    head: Pressure


class Cdu(Record):
    """A liquid-to-liquid coolant distribution unit; its kilowatts hold only with approach, flows, coolants and head."""

    needed: ClassVar[tuple[str, ...]] = (
        "heat_rated", "approach_rated", "tcs_flow_rated", "head_curve", "power", *_BOX,
    )

    kind: Literal["cdu"]
    form: Literal["in-rack", "in-row", "gallery"]
    heat_rated: Kilowatts
    approach_rated: Annotated[Value, Sourced("K", 0.5, 20)]
    tcs_flow_rated: Flow
    fws_flow_rated: Flow
    head_curve: list[HeadPoint]
    coolant: str
    facility_coolant: str = ""
    supply_min: Celsius
    supply_max: Celsius
    fws_drop: Pressure
    power: Kilowatts
    pumps: int
    pumps_needed: int
    npsh_required: Head | None = None
    filtration: Annotated[Value, Sourced("mm", 0.001, 2)]
    volume: Annotated[Value, Sourced("L", 1, 5000)]
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass_dry: Kilograms
    mass_wet: Kilograms


class Cooler(Record):
    """A dry, adiabatic or hybrid cooler, or a tower with its exchanger, at its rated point.

    `airflow` is that of the fans at full speed, in air of standard density; a hybrid carries its rated heat without
    water in air of `dry_air_rated`. `eliminator` is the class of what holds droplets back.
    """

    needed: ClassVar[tuple[str, ...]] = ("heat_rated", "air_rated", "fluid_in_rated", "fan_power", *_BOX)

    kind: Literal["cooler"]
    type: Literal["dry", "adiabatic", "tower", "hybrid"]
    heat_rated: Kilowatts
    air_rated: Celsius
    fluid_in_rated: Celsius
    fluid_out_rated: Celsius
    fluid_drop: Pressure
    fan_power: Kilowatts
    saturation_effectiveness: Annotated[Value, Sourced("", 0, 1)]
    airflow: Annotated[Value, Sourced("m3/s", 0.1, 2000)] | None = None
    dry_air_rated: Celsius | None = None
    eliminator: Literal["", "blade", "cellular", "nested"] = ""
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass_wet: Kilograms


class Chiller(Record):
    """A chiller at its rated point; capacity and COP fall with the outdoor temperature and with colder supply by the
    stated slopes, and gain nothing from a supply warmer than the rated one.

    Without a slope of its own the COP falls as the capacity. `frequencies` are those that it is built for [Hz].
    """

    needed: ClassVar[tuple[str, ...]] = (
        "heat_rated", "cop_rated", "supply_rated", "supply_slope", "cop_supply_slope", *_BOX
    )

    kind: Literal["chiller"]
    type: Literal["air-cooled", "water-cooled", "free-cooling"]
    heat_rated: Kilowatts
    supply_rated: Celsius
    air_rated: Celsius
    cop_rated: Annotated[Value, Sourced("", 1, 20)]
    capacity_slope: Annotated[Value, Sourced("", 0, 0.1)]
    cop_slope: Annotated[Value, Sourced("", 0, 0.1)] | None = None
    supply_slope: Annotated[Value, Sourced("", 0, 0.1)]
    cop_supply_slope: Annotated[Value, Sourced("", 0, 0.1)]
    frequencies: list[Literal[50, 60]] = Field(default=[50, 60])
    fluid_drop: Pressure
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass_wet: Kilograms


class AirUnit(Record):
    """A fan wall module, CRAH or air handler with a water coil, or a plain fan (no coil)."""

    needed: ClassVar[tuple[str, ...]] = ("heat_rated", "fan_power", "airflow", "water_in_rated", *_BOX)

    kind: Literal["air-unit"]
    type: Literal["fan-wall", "crah", "exhaust-fan"]
    heat_rated: Annotated[Value, Sourced("kW", 0, 2000)]
    water_in_rated: Celsius
    water_out_rated: Celsius
    air_in_rated: Celsius
    air_out_rated: Celsius
    water_flow: Flow
    water_drop: Pressure
    airflow: Annotated[Value, Sourced("CFM", 10, 500000)]
    fan_power: Kilowatts
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class RearDoor(Record):
    """A rear-door heat exchanger; width and height where its maker tells them."""

    needed: ClassVar[tuple[str, ...]] = ("heat_rated", "water_in_rated", "water_flow", "fan_power", "depth", "mass")

    kind: Literal["rear-door"]
    type: Literal["active", "passive"]
    heat_rated: Kilowatts
    water_in_rated: Celsius
    water_flow: Flow
    water_drop: Pressure
    fan_power: Annotated[Value, Sourced("kW", 0, 50)]
    width: Millimetres | None = None
    depth: Millimetres
    height: Millimetres | None = None
    mass: Kilograms


class Pump(Record):
    """A facility-loop pump: head curve at full speed and efficiency at the duty."""

    kind: Literal["pump"]
    head_curve: list[HeadPoint]
    efficiency: Annotated[Value, Sourced("", 0.2, 0.95)]
    motor_efficiency: Annotated[Value, Sourced("", 0.5, 0.99)]
    motor_rating: Kilowatts
    npsh_required: Head | None = None
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class CoolantPoint(Part):
    """Properties of a coolant at one temperature."""

    at: Celsius
    density: Annotated[Value, Sourced("kg/m3", 500, 1500)]
    heat_capacity: Annotated[Value, Sourced("J/kg/K", 1000, 5000)]
    viscosity: Annotated[Value, Sourced("mPa*s", 0.05, 1000)]
    conductivity: Annotated[Value, Sourced("W/m/K", 0.1, 1)]


class Coolant(Record):
    """A coolant with a sourced property table, its freezing point and its limits."""

    kind: Literal["coolant"]
    basis: Literal["water", "volume", "mass"]
    glycol_fraction: Annotated[Value, Sourced("", 0, 0.7)]
    freezing_point: Celsius
    bulk_modulus: Annotated[Value, Sourced("MPa", 500, 10000)]
    points: list[CoolantPoint]


class PipeSize(Part):
    """One nominal size of a schedule; `cost` names the price per metre of its class."""

    nominal: str
    dn: int
    bore: Annotated[Value, Sourced("mm", 3, 1500)]
    outside: Annotated[Value, Sourced("mm", 5, 1500)]
    mass: Annotated[Value, Sourced("kg/m", 0.05, 1000)]
    cost: str = ""


class Pipe(Record):
    """A pipe schedule: material, roughness, pressure class, sizes."""

    kind: Literal["pipe"]
    material: str
    roughness: Annotated[Value, Sourced("mm", 0, 5)]
    modulus: Annotated[Value, Sourced("MPa", 1, 300000)]
    pressure_class: Annotated[Value, Sourced("bar", 1, 100)]
    loops: list[Literal["tcs", "fws"]]
    sizes: list[PipeSize]

    def cost_of(self, nominal: str) -> str:
        """The price slug of a nominal size; the record's own when the size has none."""
        return next((s.cost for s in self.sizes if s.nominal == nominal and s.cost), self.cost)


class ValvePoint(Part):
    """One line of a maker's table: turns of the handwheel from shut, flow coefficient."""

    turns: Annotated[Value, Sourced("", 0, 50)]
    kv: Annotated[Value, Sourced("m3/h", 0.001, 5000)]


class ValveSize(Part):
    """One size of a balancing valve: flow coefficient fully open, and by turns where its maker prints them."""

    nominal: str
    dn: int
    kvs: Annotated[Value, Sourced("m3/h", 0.01, 5000)]
    curve: list[ValvePoint] = Field(default_factory=list)


class BalancingValve(Record):
    """A hand-set balancing valve with measuring ports; equal percentage over its rangeability without a table.

    `body` is the name of its material in ``wetted``; "" where no one tells.
    """

    kind: Literal["balancing-valve"]
    body: str = ""
    rangeability: Annotated[Value, Sourced("", 2, 200)]
    sizes: list[ValveSize]


class WettedMaterial(Part):
    """A material that coolant may or must not touch, with who says so."""

    name: str
    allowed: bool
    source: str
    status: Literal["read", "secondary", "memory", "assumption", "derived"]
    at: str = ""


class Wetted(Record):
    """Materials allowed and forbidden in a loop."""

    kind: Literal["wetted"]
    materials: list[WettedMaterial]


class Climate(Record):
    """Design-day values and monthly statistics of a place; a year made from them is for screening only."""

    kind: Literal["climate"]
    latitude: Annotated[Value, Sourced("deg", -90, 90)]
    elevation: Annotated[Value, Sourced("m", -500, 5000)]
    design_dry_bulb: Celsius
    design_wet_bulb: Celsius
    extreme_dry_bulb: Celsius
    winter_dry_bulb: Celsius
    daily_range: Annotated[Value, Sourced("K", 0, 30)]
    design_dew_point: Celsius | None = None
    monthly_mean: list[Celsius]
    monthly_range: list[Annotated[Value, Sourced("K", 0, 30)]]
    monthly_wet_bulb: list[Celsius]

    @property
    def moistest(self) -> Value:
        """The design dew point, else the design wet bulb, which no dew point exceeds."""
        dew = self.design_dew_point
        return dew if dew is not None and dew.known else self.design_wet_bulb
