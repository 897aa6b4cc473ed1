"""Prices, codes, lead times and masses of a line, from the catalog. No price without a year and a source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from designer.catalog import KINDS, Catalog, Cost, Lead, Record
from designer.ledger import Value
from designer.units import Quantity, magnitude, q, same_dimension

__all__ = ["Priced", "mass_of", "price", "record_of"]

R = TypeVar("R", bound=Record)

#: Fields of a record that may stand for its rating when a price is per kW or kVA.
_RATINGS = ("rating", "power", "heat_rated", "motor_rating", "energy")
#: Fields of a record that hold the mass of one unit, the heaviest meaning first.
_MASSES = ("mass_installed", "mass_wet", "mass")


@dataclass(frozen=True, slots=True)
class Priced:
    """What the catalog knows of a line: unit cost low/mid/high [USD], year, codes, lead [weeks], sources.

    `name` is what the price record calls the thing, for kinds that have no product record."""

    unit_cost: tuple[float, float, float] | None
    year: int | None
    source: str
    status: str
    csi: str
    uniformat: str
    lead: tuple[float, float] | None
    lead_source: str
    name: str


def record_of(catalog: Catalog, address: str) -> Record | None:
    """The record behind ``kind/slug``, None when there is none."""
    kind, _, slug = address.partition("/")
    return catalog.get(KINDS[kind], slug) if kind in KINDS and slug in catalog.slugs(kind) else None


def price(catalog: Catalog, record: Record | None, kind: str, unit: str, rating: Quantity | None) -> Priced:
    """Price and lead of one `unit` of a product; without a record of its own, those of its kind."""
    cost = _first(catalog, Cost, record.cost if record else "", kind)
    lead = _first(catalog, Lead, record.lead if record else "", kind)
    unit_cost = _unit_cost(cost, record, unit, rating) if cost else None
    mid = cost.mid.evidence if cost else None
    weeks = (lead.low.si("week"), lead.high.si("week")) if lead and lead.low.known and lead.high.known else None
    return Priced(
        unit_cost, cost.year if cost and unit_cost else None, mid.source if mid and unit_cost else "",
        mid.status.value if mid and unit_cost else "", cost.csi if cost else "", cost.uniformat if cost else "",
        weeks, lead.low.evidence.source if lead and weeks else "",
        cost.name if cost else "",
    )


def _first(catalog: Catalog, schema: type[R], *slugs: str) -> R | None:
    folder = "cost" if schema is Cost else "lead"
    slug = next((s for s in slugs if s in catalog.slugs(folder)), None)
    return catalog.get(schema, slug) if slug else None


def _unit_cost(
    cost: Cost, record: Record | None, unit: str, rating: Quantity | None
) -> tuple[float, float, float] | None:
    values = (cost.low, cost.mid, cost.high)
    times = _measure(cost.per, record, unit, rating)
    if times is None or not all(v.known for v in values):
        return None
    low, mid, high = (v.si("USD") * times for v in values)
    return low, mid, high


def _measure(per: str, record: Record | None, unit: str, rating: Quantity | None) -> float | None:
    """How many of the price's measure one `unit` of the line is; None when that cannot be said."""
    if per == unit:
        return 1.0
    if unit != "each":
        one = q(1.0, unit)
        return magnitude(one, per) if per != "each" and same_dimension(one, per) else None
    if per == "each":
        return 1.0
    for candidate in (rating, *_ratings(record)):
        if candidate is not None and same_dimension(candidate, per):
            return magnitude(candidate, per)
    return None


def _ratings(record: Record | None) -> tuple[Quantity, ...]:
    values = [getattr(record, name, None) for name in _RATINGS]
    return tuple(v.q for v in values if isinstance(v, Value) and v.known)


def mass_of(record: Record | None, placed: Mapping[str, float], tags: tuple[str, ...]) -> float | None:
    """Mass of one unit [kg]: of the placed items, else of the record; None when unknown."""
    stood = [placed[t] for t in tags if placed.get(t)]
    if stood:
        return max(stood)
    values = [getattr(record, name, None) for name in _MASSES]
    known = [v for v in values if isinstance(v, Value) and v.known and same_dimension(v.q, "kg")]
    return known[0].si("kg") if known else None
