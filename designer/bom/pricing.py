"""Prices, codes, lead times and masses of a line, from the catalog. No price without a year and a source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from designer.catalog import KINDS, BuswaySize, Cable, Catalog, ConductorSize, Cost, Lead, PipeSize, Record
from designer.ledger import Value
from designer.units import Quantity, magnitude, q, same_dimension

__all__ = ["Priced", "Size", "codes", "mass_of", "price", "rating_of", "record_of", "size_of", "sized"]

R = TypeVar("R", bound=Record)
Size = BuswaySize | ConductorSize | PipeSize

#: Fields of a record that may stand for its rating when a price is per kW or kVA.
_RATINGS = ("rating", "heat_rated", "power", "motor_rating", "energy")
#: Fields of a record that hold the mass of one unit, the heaviest meaning first.
_MASSES = ("mass_installed", "mass_wet", "mass")


@dataclass(frozen=True, slots=True)
class Priced:
    """What the catalog knows of a line: unit cost low/mid/high [USD], year, codes, lead [weeks], sources.

    `name` is what the price record calls the thing, for kinds that have no product record; `slug` names that record.
    """

    unit_cost: tuple[float, float, float] | None
    year: int | None
    source: str
    status: str
    csi: str
    uniformat: str
    lead: tuple[float, float] | None
    lead_source: str
    name: str
    slug: str


def record_of(catalog: Catalog, address: str) -> Record | None:
    """The record behind ``kind/slug``, None when there is none."""
    kind, _, slug = address.partition("/")
    return catalog.get(KINDS[kind], slug) if kind in KINDS and slug in catalog.slugs(kind) else None


def size_of(record: Record | None, key: str) -> Size | None:
    """The size of a pipe, busway or conductor whose name ends a bulk item's key (``pipe.carbon-steel-40.12in``)."""
    sizes: Iterable[Size] = getattr(record, "sizes", ())
    fitting = [size for size in sizes if key.endswith((f".{_size_name(size)}", f"-{_size_name(size)}"))]
    return max(fitting, key=lambda size: len(_size_name(size)), default=None)


def _size_name(size: Size) -> str:
    if isinstance(size, BuswaySize):
        return f"{size.current.si('A'):g}A"
    return size.size if isinstance(size, ConductorSize) else size.nominal.replace('"', "in")


def price(
    catalog: Catalog, record: Record | None, kinds: tuple[str, ...], unit: str, rating: Quantity | None,
    size: Size | None = None,
) -> Priced:
    """Price and lead of one `unit`: of the size, of the product, else of the first kind that has a record; the lead is
    that of the product, else that which the price names.
    """
    sized = getattr(size, "cost", "") or ""
    cost = _first(catalog, Cost, sized, record.cost if record else "", *kinds)
    lead = _first(catalog, Lead, record.lead if record else "", cost.lead if cost else "", *kinds)
    unit_cost = _unit_cost(cost, record, unit, rating) if cost else None
    mid = cost.mid.evidence if cost else None
    weeks = (lead.low.si("week"), lead.high.si("week")) if lead and lead.low.known and lead.high.known else None
    return Priced(
        unit_cost, cost.year if cost and unit_cost else None, mid.source if mid and unit_cost else "",
        mid.status.value if mid and unit_cost else "", cost.csi if cost else "", cost.uniformat if cost else "",
        weeks, lead.low.evidence.source if lead and weeks else "", cost.name if cost else "", cost.slug if cost else "",
    )


def sized(catalog: Catalog, kind: str, rating: Quantity | None) -> tuple[str, ...]:
    """The price record of a kind that is kept by size and holds a current rating, the smallest such; else none."""
    if rating is None or not same_dimension(rating, "A"):
        return ()
    wanted = magnitude(rating, "A")
    costs = [catalog.get(Cost, s) for s in catalog.slugs("cost") if s.startswith(f"{kind}-")]
    fit = [(c.up_to.si("A"), c.slug) for c in costs if c.up_to is not None and c.up_to.si("A") >= wanted]
    return (min(fit)[1],) if fit else ()


def codes(catalog: Catalog, record: Record | None, kinds: tuple[str, ...]) -> tuple[str, str]:
    """CSI and UniFormat codes of a product, or of its kind, whatever is done to it."""
    cost = _first(catalog, Cost, record.cost if record else "", *kinds)
    return (cost.csi, cost.uniformat) if cost else ("", "")


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
    candidates = (rating_of(record), rating, *_ratings(record))
    return next((magnitude(c, per) for c in candidates if c is not None and same_dimension(c, per)), None)


def rating_of(record: Record | None) -> Quantity | None:
    """The rating that a product's own record gives."""
    return next(iter(_ratings(record)), None)


def _ratings(record: Record | None) -> tuple[Quantity, ...]:
    values = [getattr(record, name, None) for name in _RATINGS]
    return tuple(v.q for v in values if isinstance(v, Value) and v.known)


def mass_of(
    record: Record | None, placed: Mapping[str, float], tags: tuple[str, ...], rating: Quantity | None = None
) -> float | None:
    """Mass of one unit [kg]: of the placed items, else of the record, of a cable by its length; None when unknown."""
    stood = [placed[t] for t in tags if placed.get(t)]
    if stood:
        return max(stood)
    if isinstance(record, Cable) and rating is not None and record.mass_per_length.known:
        return record.mass_per_length.si("kg/m") * magnitude(rating, "m")
    values = [getattr(record, name, None) for name in _MASSES]
    known = [v for v in values if isinstance(v, Value) and v.known and same_dimension(v.q, "kg")]
    return known[0].si("kg") if known else None
