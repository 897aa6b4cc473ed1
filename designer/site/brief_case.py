"""The form of the conversion case: what the owner knows of the place, how the work is phased, what it earns."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from designer.catalog.fields import Part, Sourced, as_value
from designer.ledger import Value
from designer.site.fields import Date, Name, Slug

__all__ = [
    "ConversionBrief", "DebtBrief", "EconomicsBrief", "LandBrief", "LongLeadBrief", "PermitBrief", "PhaseBrief",
    "PhasingBrief", "Ranged", "SupplyBrief", "TeamBrief", "TenantBrief",
]  # fmt: skip

Yes = Literal["yes", "partial", "no"]


class Ranged:
    """Annotation of a range: one quantity, or ``{low: ..., mid: ..., high: ...}``; kept as three values."""

    def __init__(self, unit: str, low: float, high: float) -> None:
        self.unit, self.low, self.high = unit, low, high

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        one = {"type": ["string", "number"], "examples": [f"1 {self.unit}".strip()]}
        three = {"type": "object", "properties": dict.fromkeys(("low", "mid", "high"), one)}
        form: Any = Annotated[Any, BeforeValidator(self._read), WithJsonSchema({"anyOf": [one, three]})]
        return handler.generate_schema(form)

    def _read(self, raw: Any, info: ValidationInfo) -> tuple[Value, Value, Value]:
        """The three values, in this order of size."""
        if isinstance(raw, dict) and {"low", "mid", "high"} & set(raw):
            keys = set(raw)
            if keys != {"low", "mid", "high"}:
                raise PydanticCustomError("range-incomplete", "{said}", {"said": ", ".join(sorted(keys))})
            found = [as_value(raw[key], self.unit, self.low, self.high, info) for key in ("low", "mid", "high")]
            numbers = [value.si(self.unit) for value in found if value.known]
            if numbers != sorted(numbers):
                raise PydanticCustomError("range-order", "{said}", {"said": ", ".join(f"{n:g}" for n in numbers)})
            return found[0], found[1], found[2]
        value = as_value(raw, self.unit, self.low, self.high, info)
        return value, value, value


Range = tuple[Value, Value, Value]


class LandBrief(Part):
    """The land: area, zoning, whether it may grow."""

    area: Annotated[Value, Sourced("m2", 10, 1e9)] | None = None
    zoning: Literal["allowed", "conditional", "forbidden"] | None = None
    expansion: Yes | None = None


class SupplyBrief(Part):
    """The connection as promised: approval, date of full power, firmness, hours of outage in a year."""

    approved: Yes | None = None
    available: Date = ""
    firm: Yes | None = None
    outage: Annotated[Value, Sourced("h", 0, 8760)] | None = None


class PermitBrief(Part):
    """One permit with its state and the time that it still takes."""

    name: Name
    status: Literal["granted", "applied", "none", "refused", "not-needed"]
    takes: Annotated[Value, Sourced("month", 0, 240)] | None = None


class TeamBrief(Part):
    """People: crews for heavy work within reach, an operations team that stays, security."""

    contractors: Yes | None = None
    operations: Yes | None = None
    security: Yes | None = None


class LongLeadBrief(Part):
    """An item of long lead time: catalog kind, how many, whether owned or ordered, when it arrives."""

    kind: Slug
    count: Annotated[int, Field(ge=1, le=100_000)]
    status: Literal["owned", "ordered", "none"]
    arrives: Date = ""


class TenantBrief(Part):
    """Who takes the hall: state of the contract, credit, term, when the tenant starts."""

    status: Literal["signed", "letter", "none"]
    credit: Yes | None = None
    term: Annotated[Value, Sourced("year", 0, 99)] | None = None
    start: Date = ""


class ConversionBrief(Part):
    """What decides whether this mine should convert; what is left out is asked for, not counted as nothing."""

    weights: Annotated[dict[str, Annotated[float, Field(ge=0, le=100)]], Field(default_factory=dict)]
    land: LandBrief = LandBrief()
    supply: SupplyBrief = SupplyBrief()
    permits: Annotated[list[PermitBrief], Field(max_length=60)] | None = None
    team: TeamBrief = TeamBrief()
    long_lead: Annotated[list[LongLeadBrief], Field(max_length=200)] | None = None
    tenant: TenantBrief | None = None


class PhaseBrief(Part):
    """One phase: the power systems that it takes, in the tool's own names, and what the mine must still have then."""

    systems: Annotated[list[Slug], Field(min_length=1, max_length=60)]
    mine: Annotated[Value, Sourced("MW", 0, 10000)] | None = None


class PhasingBrief(Part):
    """How the work is phased: what is aimed at, when it begins, phases where the owner has a wish."""

    aim: Literal["earliest-ai", "most-mining"] | None = None
    start: Date = ""
    phases: Annotated[list[PhaseBrief], Field(min_length=1, max_length=60)] | None = None


class DebtBrief(Part):
    """The loan: share of the capex, interest, years to repay it in equal payments."""

    share: Annotated[Value, Sourced("%", 0, 100)]
    rate: Annotated[Value, Sourced("%/year", 0, 50)]
    term: Annotated[Value, Sourced("year", 1, 50)]


class EconomicsBrief(Part):
    """What the hall earns and costs; every price is in the currency of its unit, of `year`."""

    year: Annotated[int, Field(ge=2015, le=2045)] | None = None
    model: Literal["colocation", "cloud"] = "colocation"
    lease: Literal["triple-net", "modified-gross", "gross"] | None = None
    rate: Annotated[Range, Ranged("USD/kW/month", 0, 10000)] | None = None
    gpu_rate: Annotated[Range, Ranged("USD/gpu/h", 0, 1000)] | None = None
    rack_price: Annotated[Range, Ranged("USD", 0, 1e8)] | None = None
    occupancy: Annotated[Range, Ranged("%", 0, 100)] | None = None
    escalator: Annotated[Range, Ranged("%/year", -20, 50)] | None = None
    power_price: Annotated[Range, Ranged("USD/MWh", -1000, 10000)] | None = None
    opex: Annotated[Range, Ranged("USD/kW/month", 0, 10000)] | None = None
    discount: Annotated[Range, Ranged("%/year", 0, 100)] | None = None
    horizon: Annotated[Value, Sourced("year", 1, 60)] | None = None
    hash_price: Annotated[Range, Ranged("USD/PH/day", 0, 10000)] | None = None
    debt: DebtBrief | None = None
