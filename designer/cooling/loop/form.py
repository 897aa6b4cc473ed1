"""The form of a loop brief: nodes, pipes, components, pumps and valves."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from designer.catalog.fields import Part, Sourced
from designer.ledger import Value
from designer.site.fields import Name, Slug, Text

__all__ = ["ComponentForm", "ExchangerForm", "LoopForm", "NodeForm", "PipeForm", "PumpForm", "ValveForm"]

Celsius = Annotated[Value, Sourced("degC", -60, 150)]
Pressure = Annotated[Value, Sourced("kPa", -1000, 100000)]
Drop = Annotated[Value, Sourced("kPa", 0, 20000)]
Metres = Annotated[Value, Sourced("m", 0, 1e6)]
Millimetres = Annotated[Value, Sourced("mm", 0.1, 20000)]
Roughness = Annotated[Value, Sourced("mm", 0, 20)]
Flow = Annotated[Value, Sourced("LPM", 0.001, 1e7)]
Mass = Annotated[Value, Sourced("kg/s", -1e5, 1e5)]
Heat = Annotated[Value, Sourced("kW", -1e6, 1e6)]
Many = Annotated[int, Field(ge=1, le=1000)]


class _Branch(Part):
    """A branch with its tag and ends; `closed` takes it out."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, strict=True, populate_by_name=True
    )

    tag: Name
    start: Name = Field(alias="from")
    end: Name = Field(alias="to")
    closed: bool = False


class NodeForm(Part):
    """A place where branches meet: a given pressure over the atmosphere, a flow taken out (negative: put in), a height,
    and the temperature of what comes in there.
    """

    tag: Name
    pressure: Pressure | None = None
    demand: Mass | None = None
    elevation: Annotated[Value, Sourced("m", -10000, 10000)] | None = None
    temperature: Celsius | None = None


class PipeForm(_Branch):
    """A pipe: of a bore and roughness, or a size of a catalog record; fittings by name and number, a loss besides."""

    length: Metres
    bore: Millimetres | None = None
    roughness: Roughness | None = None
    record: Slug | None = None
    size: Text | None = None
    fittings: dict[str, Many] = Field(default_factory=dict)
    loss: Annotated[Value, Sourced("", 0, 1e6)] | None = None
    heat: Heat | None = None


class ExchangerForm(Part):
    """A counterflow exchanger towards a stream outside: its size UA, and that stream's flow at its inlet temperature,
    that temperature, its coolant. Effectiveness follows the flows and mean temperatures that come out.
    """

    size: Annotated[Value, Sourced("kW/K", 1e-6, 1e6)]
    flow: Flow
    temperature: Celsius
    coolant: Slug | None = None


class ComponentForm(_Branch):
    """A component by its drop at a flow: heat added, or a held outlet temperature, or an exchanger."""

    flow: Flow
    drop: Drop
    exponent: Annotated[Value, Sourced("", 1, 3)] | None = None
    heat: Heat | None = None
    outlet: Celsius | None = None
    exchanger: ExchangerForm | None = None


class PumpPoint(Part):
    """A point of a pump curve."""

    flow: Annotated[Value, Sourced("LPM", 0, 1e7)]
    head: Drop


class PumpForm(_Branch):
    """A pump with its check valve: points of its curve at full speed, and the share of full speed that it runs at."""

    curve: Annotated[list[PumpPoint], Field(min_length=1, max_length=200)]
    speed: Annotated[Value, Sourced("", 0.01, 2)] | None = None


class ValveForm(_Branch):
    """A valve by its flow factor: isolating, balancing, check, or control, which passes a set flow at most."""

    type: Literal["isolating", "balancing", "check", "control"]
    kv: Annotated[Value, Sourced("m3/h", 1e-4, 1e6)]
    flow: Flow | None = None


class LoopForm(Part):
    """A loop: coolant at a starting temperature, friction law, nodes and branches."""

    name: Text = ""
    coolant: Slug
    temperature: Celsius
    friction: Literal["colebrook", "swamee-jain"] = "colebrook"
    nodes: Annotated[list[NodeForm], Field(min_length=1, max_length=100000)]
    pipes: Annotated[list[PipeForm], Field(max_length=200000)] = Field(default_factory=list)
    components: Annotated[list[ComponentForm], Field(max_length=100000)] = Field(default_factory=list)
    pumps: Annotated[list[PumpForm], Field(max_length=10000)] = Field(default_factory=list)
    valves: Annotated[list[ValveForm], Field(max_length=100000)] = Field(default_factory=list)
