"""Schemas of what feeds: transformers, boards, busways, UPS, batteries, generators, cables, ladders."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from designer.catalog.fields import Part, Sourced
from designer.catalog.record import Record
from designer.ledger import Value

__all__ = [
    "Battery", "Busway", "BuswaySize", "Conductor", "ConductorSize", "Generator", "RatingLadder",
    "StorageSystem", "Switchboard", "Transformer", "Ups",
]

Millimetres = Annotated[Value, Sourced("mm", 1, 30000)]
Kilograms = Annotated[Value, Sourced("kg", 0.01, 200000)]
Kilowatts = Annotated[Value, Sourced("kW", 0.01, 200000)]
Share = Annotated[Value, Sourced("", 0, 1)]


class Transformer(Record):
    """A two-winding transformer."""

    kind: Literal["transformer"]
    rules: Literal["NEC", "IEC"]
    type: Literal["pad-mount", "dry", "substation"]
    rating: Annotated[Value, Sourced("kVA", 10, 200000)]
    primary: Annotated[Value, Sourced("kV", 0.2, 500)]
    secondary: Annotated[Value, Sourced("V", 200, 40000)]
    impedance: Annotated[Value, Sourced("%", 1, 20)]
    impedance_tolerance: Annotated[Value, Sourced("%", 0, 15)]
    resistance: Annotated[Value, Sourced("%", 0.05, 5)]
    no_load_loss: Kilowatts
    load_loss: Kilowatts
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class Switchboard(Record):
    """A low-voltage switchboard or medium-voltage switchgear lineup."""

    kind: Literal["switchboard"]
    rules: Literal["NEC", "IEC"]
    level: Literal["LV", "MV"]
    voltage: Annotated[Value, Sourced("V", 200, 45000)]
    bus_current: Annotated[Value, Sourced("A", 100, 8000)]
    main_rating_share: Share
    interrupting: Annotated[Value, Sourced("kA", 5, 250)]
    draw_out: bool
    sections: int
    section_width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class BuswaySize(Part):
    """One rating of a busway: resistance and reactance line to neutral, short-circuit withstand, mass, price class."""

    current: Annotated[Value, Sourced("A", 50, 8000)]
    resistance: Annotated[Value, Sourced("mohm/100ft", 0.01, 50)]
    reactance: Annotated[Value, Sourced("mohm/100ft", 0.01, 50)]
    withstand: Annotated[Value, Sourced("kA", 5, 300)]
    mass: Annotated[Value, Sourced("kg/m", 1, 300)]
    cost: str = ""


class Busway(Record):
    """A busway family of one rule pack: UL 857 for NEC, IEC 61439-6 for IEC."""

    kind: Literal["busway"]
    rules: Literal["NEC", "IEC"]
    conductor: Literal["copper", "aluminium"]
    continuous_share: Share
    tap_spacing: Annotated[Value, Sourced("m", 0.1, 5)]
    width: Millimetres
    height: Millimetres
    sizes: list[BuswaySize]

    def cost_of(self, current: float) -> str:
        """The price slug of a rating [A]; the record's own when the size has none."""
        return next((s.cost for s in self.sizes if s.cost and s.current.si("A") == current), self.cost)


class Ups(Record):
    """A static UPS module or lineup."""

    kind: Literal["ups"]
    rating: Annotated[Value, Sourced("kVA", 1, 5000)]
    power: Kilowatts
    efficiency: Share
    efficiency_part: Share
    voltage: Annotated[Value, Sourced("V", 200, 40000)]
    recharge: Share
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class Battery(Record):
    """A battery cabinet; `rules` are the rule packs that it is listed for."""

    kind: Literal["battery"]
    chemistry: Literal["li-ion", "vrla", "nickel-zinc"]
    rules: list[Literal["NEC", "IEC"]] = Field(default=["NEC", "IEC"])
    energy: Annotated[Value, Sourced("kWh", 0.5, 10000)]
    power: Kilowatts
    depth_of_discharge: Share
    end_of_life: Share
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class StorageSystem(Record):
    """A battery system with its converters and the transformer to medium voltage, as one block outdoors.

    `standby` is what its cooling and controls draw for good.
    """

    kind: Literal["storage-system"]
    chemistry: Literal["li-ion"]
    energy: Annotated[Value, Sourced("kWh", 0.5, 100000)]
    power: Kilowatts
    depth_of_discharge: Share
    end_of_life: Share
    standby: Kilowatts
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class Generator(Record):
    """A generating set."""

    kind: Literal["generator"]
    fuel: Literal["diesel", "gas"]
    rating: Kilowatts
    power_factor: Share
    voltage: Annotated[Value, Sourced("V", 200, 40000)]
    subtransient_reactance: Share
    start: Annotated[Value, Sourced("s", 1, 600)]
    first_step: Share
    fuel_use: Annotated[Value, Sourced("L/kWh", 0.1, 1)]
    width: Millimetres
    depth: Millimetres
    height: Millimetres
    mass: Kilograms


class ConductorSize(Part):
    """One conductor size with its base ampacity; `cost` names the price per metre of its class."""

    size: str
    ampacity: Annotated[Value, Sourced("A", 5, 2000)]
    resistance: Annotated[Value, Sourced("ohm/km", 0.001, 30)]
    reactance: Annotated[Value, Sourced("ohm/km", 0.001, 1)]
    cost: str = ""


class Conductor(Record):
    """A conductor family of one rule pack and voltage level: sizes with ampacity, factors of ambient and bundling."""

    kind: Literal["conductor"]
    rules: Literal["NEC", "IEC"]
    level: Literal["LV", "MV"] = "LV"
    material: Literal["copper", "aluminium"]
    insulation: str
    sizes: list[ConductorSize]
    ambient_factors: list[Annotated[tuple[float, float], Strict(False)]]
    bundling_factors: list[Annotated[tuple[int, float], Strict(False)]]

    def cost_of(self, size: str) -> str:
        """The price slug of a size; the record's own when the size has none."""
        return next((s.cost for s in self.sizes if s.size == size and s.cost), self.cost)


class RatingLadder(Record):
    """Standard ratings of one rule pack, ascending: breaker amperes or interrupting kiloamperes."""

    kind: Literal["ladder"]
    rules: Literal["NEC", "IEC", "any"]
    unit: Literal["A", "kA", "kVA"]
    steps: list[float]
    source: str
    status: Literal["read", "secondary", "memory", "assumption", "derived"]
    at: str = ""
