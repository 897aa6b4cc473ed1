"""The conversion case as the brief gives it: place, people, permits, tenant; phases; prices."""

from dataclasses import dataclass, field
from typing import Literal

from designer.ledger import Value

__all__ = [
    "FACTORS", "Case", "Debt", "EconomicsWish", "LongLead", "Permit", "Phase", "PhasingWish", "Standing", "Tenant",
]  # fmt: skip

Range = tuple[Value, Value, Value]

#: Factors of the scorecard, in their order.
FACTORS = (
    "land", "power", "water", "climate", "fibre", "permits", "labour", "long_lead", "experience", "tenant", "shell",
)


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit: name, state, months that it still takes (or None)."""

    name: str
    status: str
    takes: Value | None


@dataclass(frozen=True, slots=True)
class LongLead:
    """An item of long lead time in hand or on order."""

    kind: str
    count: int
    status: str
    arrives: str


@dataclass(frozen=True, slots=True)
class Tenant:
    """Who takes the hall."""

    status: str
    credit: str
    term: Value | None
    start: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the owner says of land, connection, permits, people, orders and tenant; empty texts are not known."""

    weights: dict[str, float] = field(default_factory=dict)
    area: Value | None = None
    zoning: str = ""
    expansion: str = ""
    approved: str = ""
    available: str = ""
    firm: str = ""
    outage: Value | None = None
    permits: tuple[Permit, ...] | None = None
    contractors: str = ""
    operations: str = ""
    security: str = ""
    long_lead: tuple[LongLead, ...] | None = None
    tenant: Tenant | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A wished phase: systems by name, and the power that the mine must still have in it."""

    systems: tuple[str, ...]
    mine: Value | None


@dataclass(frozen=True, slots=True)
class PhasingWish:
    """Aim, start and wished phases; None: the tool proposes them."""

    aim: Literal["earliest-ai", "most-mining"]
    start: str
    phases: tuple[Phase, ...] | None


@dataclass(frozen=True, slots=True)
class Debt:
    """A loan repaid in equal payments."""

    share: Value
    rate: Value
    term: Value


@dataclass(frozen=True, slots=True)
class EconomicsWish:
    """Prices and terms as low, mid and high; None: an assumption of the house stands in."""

    year: int | None
    model: Literal["colocation", "cloud"]
    lease: str
    ranges: dict[str, Range]
    horizon: Value | None
    debt: Debt | None


@dataclass(frozen=True, slots=True)
class Case:
    """The conversion case; a part that the brief does not have is None."""

    standing: Standing | None = None
    phasing: PhasingWish | None = None
    economics: EconomicsWish | None = None
