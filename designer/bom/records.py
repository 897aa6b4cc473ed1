"""The bill of materials, counted from the model."""

from dataclasses import dataclass

from designer.ledger import Step
from designer.model import Fate, Note, Trade

__all__ = ["BillOfMaterials", "BomLine", "Redundant"]


@dataclass(frozen=True, slots=True)
class BomLine:
    """One line: needed + redundant + spare = total of `unit`. Costs in USD of `year`, None where no source has one.

    `mass_kg` and `unit_cost` (low, mid, high) are of one unit; `lead_low` and `lead_high` are weeks; `rule` is k of n.
    `supply` is OFCI (bought by the owner, built in by the contractor) or CFCI for what is bought; `earliest` is the
    date on site if it is ordered on the date of the brief, with the long lead time, `order_by` the last day to order it
    for the date on site; `heat_kw` and `area_m2` are of one unit. Spares on the shelf have tags of
    their own (``SPARE-...``), so that the tags of a tagged line sum to its total. `voltage` is that of its members,
    both of a transformer; `grid` from the first to the last bay of the building's grid that they stand in.
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
    supply: str = ""
    earliest: str = ""
    order_by: str = ""
    path: str = ""
    heat_kw: float | None = None
    area_m2: float | None = None
    voltage: str = ""
    grid: str = ""


@dataclass(frozen=True, slots=True)
class Redundant:
    """Redundancy groups of one kind and rule: why there is more than the duty needs, and what the proof says of it.

    `passed` are the tests in which the removal of any member loses nothing; `failed` those where it does.
    """

    trade: Trade
    kind: str
    needed: int
    members: int
    groups: int
    units: tuple[str, ...]
    basis: str
    passed: tuple[str, ...]
    failed: tuple[str, ...]


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
    redundancy: tuple[Redundant, ...] = ()
