"""The form of the brief's wishes: compute, fabric, power, cooling, mining, requirements in the user's own words."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from designer.catalog.fields import Part, Sourced
from designer.ledger import Value
from designer.site.fields import Prose, Slug, Text, free_value

__all__ = [
    "ArchitectureBrief", "ComputeBrief", "CoolingBrief", "FabricBrief", "MiningBrief", "NetworkBrief", "PodBrief",
    "PowerBrief", "RequirementBrief", "UnitBrief", "UpsBrief",
]

Rejection = Literal["dry", "adiabatic", "hybrid", "tower", "chiller"]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
#: Architectures of power, and of cooling plant.
_OF_POWER = (
    "N", "N+1", "2N", "2(N+1)", *(f"{m}-to-make-{m - 1}" for m in range(3, 9)),
    *(f"block-redundant-{a}" for a in range(2, 9)),
)
_OF_COOLING = ("N", *(f"N+{spare}" for spare in range(1, 10)), "2N", "2(N+1)")


def _named(raw: Any, legal: tuple[str, ...]) -> str:
    text = str(raw).strip()
    if text not in legal:
        facts = {"said": text[:40], "expected": ", ".join(legal)}
        raise PydanticCustomError("architecture-unknown", "{said}", facts)
    return text


def _racks(raw: Any) -> int | None:
    if raw == "max":
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        raise PydanticCustomError("racks-unreadable", "{said}", {"said": str(raw)[:40]})
    return raw


def _ratio(raw: Any) -> float:
    """``3``, ``1.5`` or ``3:1``."""
    match = re.fullmatch(r"(\d{1,4}(?:\.\d{1,6})?)(?::(\d{1,4}(?:\.\d{1,6})?))?", str(raw).strip())
    below = float(match[2] or 1) if match else 0.0
    if match is None or isinstance(raw, bool) or below == 0:
        raise PydanticCustomError("ratio-unreadable", "{said}", {"said": str(raw)[:40]})
    return float(match[1]) / below


def _any_unit(raw: Any, info: ValidationInfo) -> Value:
    return free_value(raw, info)


PowerArchitecture = Annotated[str, BeforeValidator(lambda raw: _named(raw, _OF_POWER))]
CoolingArchitecture = Annotated[str, BeforeValidator(lambda raw: _named(raw, _OF_COOLING))]
_RACKS_SCHEMA = {"anyOf": [{"const": "max"}, {"type": "integer", "minimum": 1}]}
Racks = Annotated[int | None, BeforeValidator(_racks), WithJsonSchema(_RACKS_SCHEMA)]
Ratio = Annotated[float, BeforeValidator(_ratio), Field(ge=1, le=100), WithJsonSchema({"type": ["number", "string"]})]
AnyQuantity = Annotated[Value, BeforeValidator(_any_unit), WithJsonSchema({"type": ["number", "string"]})]


class ComputeBrief(Part):
    """One kind of compute: ``{rack, racks: max | n, power_cap}`` or ``{system, nodes}``."""

    rack: Slug | None = None
    racks: Racks = None
    power_cap: Annotated[Value, Sourced("kW", 0.1, 1000)] | None = None
    system: Slug | None = None
    nodes: Annotated[int, Field(ge=1)] | None = None


class UnitBrief(Part):
    """The scalable unit of a network."""

    nodes: Annotated[int, Field(ge=1, le=100_000)]


class PodBrief(Part):
    """A pod or group of switches: so many scalable units."""

    units: Annotated[int, Field(ge=1, le=100_000)]


class NetworkBrief(Part):
    """Wishes for one network; what is left out is proposed.

    `radix` limits the ports of a switch that are used, at the speed of its uplinks; `link_speed` is that of a host
    link, `rails_per_leaf` lets so many rails share a leaf, `reserve` keeps a share of leaf ports free for growth,
    `spine_oversubscription` is that of spines below cores or to other groups, `spines` counts those of a plane or pod.
    """

    topology: Slug | None = None
    switch: Slug | None = None
    spine_switch: Slug | None = None
    planes: Annotated[int, Field(ge=1, le=16)] | None = None
    oversubscription: Ratio | None = None
    unit: UnitBrief | None = None
    tiers: Annotated[int, Field(ge=1, le=4)] | None = None
    reserved_nodes: Count = 0
    ports_per_node: Annotated[int, Field(ge=1, le=128)] | None = None
    radix: Annotated[int, Field(ge=2, le=4096)] | None = None
    link_speed: Annotated[Value, Sourced("Gbit/s", 1, 3200)] | None = None
    uplink_speed: Annotated[Value, Sourced("Gbit/s", 1, 3200)] | None = None
    spines: Annotated[int, Field(ge=1, le=4096)] | None = None
    spine_oversubscription: Ratio | None = None
    rails_per_leaf: Annotated[int, Field(ge=1, le=128)] | None = None
    reserve: Annotated[Value, Sourced("%", 0, 90)] | None = None
    pod: PodBrief | None = None
    group_links: Annotated[int, Field(ge=1, le=100_000)] | None = None


class FabricBrief(Part):
    """Wishes per network, the node counts that only the operator knows, and the round trip to a metro."""

    compute: NetworkBrief = NetworkBrief()
    storage: NetworkBrief = NetworkBrief()
    in_band: NetworkBrief = NetworkBrief()
    oob: NetworkBrief = NetworkBrief()
    storage_nodes: Count | None = None
    management_nodes: Count | None = None
    metro: Text = ""
    rtt_target: Annotated[Value, Sourced("ms", 0.001, 1000)] | None = None


class ArchitectureBrief(Part):
    """Power architecture per load class: N, N+1, 2N, 2(N+1), 3-to-make-2 to 8-to-make-7, block-redundant-2 to -8."""

    gpu: PowerArchitecture | None = None
    core: PowerArchitecture | None = None
    mechanical: PowerArchitecture | None = None


class UpsBrief(Part):
    """Autonomy per load class; 0 min means none."""

    core: Annotated[Value, Sourced("min", 0, 10000)] | None = None
    gpu: Annotated[Value, Sourced("min", 0, 10000)] | None = None


class PowerBrief(Part):
    """Wishes for the power chain."""

    rules: Literal["NEC", "IEC"] | None = None
    voltage: Annotated[Value, Sourced("V", 100, 1000)] | None = None
    architecture: ArchitectureBrief = ArchitectureBrief()
    ups: UpsBrief = UpsBrief()
    generators: bool | None = None
    fuel: Annotated[Value, Sourced("h", 0, 2000)] | None = None
    new_transformers: bool | None = None
    smoothing: bool = True
    growth: Annotated[Value, Sourced("%", 0, 500)] | None = None


class CoolingBrief(Part):
    """Wishes for the cooling plan."""

    supply_temperature: Annotated[Value, Sourced("degC", 5, 60)] | None = None
    coolant: Slug | None = None
    facility_coolant: Slug | None = None
    architecture: CoolingArchitecture | None = None
    rejection: Annotated[list[Rejection], Field(min_length=1, max_length=4)] | None = None
    chillers_allowed: bool | None = None
    air_supply: Annotated[Value, Sourced("degC", 5, 45)] | None = None
    ride_through: Annotated[Value, Sourced("s", 0, 86400)] | None = None
    cdu: Slug | None = None
    cooler: Slug | None = None
    chiller: Slug | None = None
    rear_door: Slug | None = None
    rear_doors: dict[Slug, Slug] = Field(default_factory=dict)
    heat_reuse: bool = False
    flow_spread: Annotated[Value, Sourced("%", 0, 100)] | None = None


class MiningBrief(Part):
    """What remains of the mine: power kept, its income and its energy price per MWh."""

    keep: Annotated[Value, Sourced("MW", 0, 10000)] | None = None
    price: Annotated[Value, Sourced("USD/MWh", 0, 10000)] | None = None
    power_price: Annotated[Value, Sourced("USD/MWh", -1000, 10000)] | None = None


class RequirementBrief(Part):
    """A requirement in the user's own words, with a subject, relation and quantity where it can be judged."""

    key: Slug
    text: Prose
    subject: Text = ""
    relation: Literal["<=", ">=", "="] | None = None
    quantity: AnyQuantity | None = None
