"""Field types shared by catalog records and briefs: a sourced quantity with its dimension and plausible range."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from designer import units
from designer.ledger import Evidence, Status, Value

__all__ = ["Part", "Sourced", "as_value"]

#: Longest text that is read as a quantity.
_LONGEST = 80
_KEYS = {"value", "source", "status", "at", "note", "date", "conflicts"}


class Part(BaseModel):
    """A strict, frozen piece of a record or brief: unknown keys are errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, strict=True, defer_build=True
    )


class Sourced:
    """Annotation of a `Value` field: its unit, and the range outside which it is a mistake (in that unit).

    ``Annotated[Value, Sourced("kW", 0, 1000)]``
    """

    def __init__(self, unit: str, low: float, high: float) -> None:
        self.unit, self.low, self.high = unit, low, high

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        annotated: Any = Annotated[
            Any,
            BeforeValidator(lambda raw, info: as_value(raw, self.unit, self.low, self.high, info)),
            WithJsonSchema(_json_schema(self.unit)),
        ]
        return handler.generate_schema(annotated)


def _json_schema(unit: str) -> dict[str, Any]:
    text = {"type": ["string", "number", "null"], "examples": [f"1 {unit}".strip()]}
    return {"anyOf": [text, {"type": "object", "properties": {"value": text}, "required": ["value"]}]}


def as_value(raw: Any, unit: str, low: float, high: float, info: ValidationInfo) -> Value:
    """A `Value` from ``132 kW`` or ``{value: 132 kW, source: ..., status: ..., at: ...}``.

    The context of the validation gives the evidence of bare values (`default`) and the record's `address`.
    """
    if isinstance(raw, Value):
        return raw
    context = info.context or {}
    name = f"{context.get('address', '')}{info.field_name or ''}"
    default: Evidence = context.get("default", Evidence("", Status.ASSUMPTION))
    if not isinstance(raw, dict):
        return Value(_quantity(raw, unit, low, high), default, name)
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise PydanticCustomError("extra_forbidden", "{said}", {"said": unknown[0]})
    status = _status(raw.get("status", default.status))
    source = str(raw.get("source", default.source))
    evidence = Evidence(source, status, str(raw.get("at", "")), str(raw.get("note", "")))
    if raw.get("value") is None:
        return Value(None, Evidence(evidence.source, Status.UNKNOWN, evidence.locator, evidence.note), name)
    others = raw.get("conflicts") or []
    conflicts = tuple(as_value(other, unit, low, high, info) for other in others)
    return Value(_quantity(raw["value"], unit, low, high), evidence, name, conflicts)


def _status(said: Any) -> Status:
    try:
        return Status(str(said))
    except ValueError:
        raise PydanticCustomError("status-unknown", "{said}", {"said": str(said)}) from None


def _quantity(raw: Any, unit: str, low: float, high: float) -> units.Quantity:
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)) or len(str(raw)) > _LONGEST:
        raise PydanticCustomError("quantity-unreadable", "{said}", {"said": str(raw)[:_LONGEST], "unit": unit})
    try:
        quantity = units.parse(str(raw), unit)
    except units.UnitTrouble as trouble:
        raise PydanticCustomError(trouble.code, "{said}", {"said": str(raw)[:80], "unit": unit}) from None
    number = units.magnitude(quantity, unit)
    if not low <= number <= high:
        facts = {"said": str(raw)[:80], "low": f"{low:g} {unit}".strip(), "high": f"{high:g} {unit}".strip()}
        raise PydanticCustomError("quantity-range", "{said}", facts)
    return quantity
