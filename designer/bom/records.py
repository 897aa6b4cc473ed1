"""The bill of materials, counted from the model."""

from dataclasses import dataclass

from designer.ledger import Step
from designer.model import Fate, Note, Trade

__all__ = ["BillOfMaterials", "BomLine"]


@dataclass(frozen=True, slots=True)
class BomLine:
    """One line: needed + redundant + spare = total of `unit`. Costs in USD of `year`, None where no source has one.

    `mass_kg` and `unit_cost` (low, mid, high) are of one unit; `lead_low` and `lead_high` are weeks; `rule` is k of n.
    Spares on the shelf have tags of their own (``SPARE-...``), so that the tags of a tagged line sum to its total.
    """

    id: str
    tags: tuple[str, ...]
    trade: Trade
    system: str
    description: str
    catalog: str
    rating: str
    needed: float
    redundant: float
    spare: float
    total: float
    unit: str
    fate: Fate
    group: str
    rule: str
    csi: str
    uniformat: str
    room: str
    mass_kg: float | None
    lead_low: float | None
    lead_high: float | None
    lead_source: str
    unit_cost: tuple[float, float, float] | None
    year: int | None
    cost_source: str
    basis: str
    status: str


@dataclass(frozen=True, slots=True)
class BillOfMaterials:
    """All lines, the totals low/mid/high in USD (priced lines only), share of lines priced, estimate class."""

    lines: tuple[BomLine, ...]
    total: tuple[float, float, float]
    priced_share: float
    estimate_class: int
    longest_lead: tuple[str, float]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
