"""Which of the surveyed unit transformers may stand in a block: the first test that fails decides."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from designer.catalog import Catalog, Switchboard
from designer.ledger import Value
from designer.site.distribution import distribution_voltage
from designer.site.records import PlantItem, Site
from designer.sizing.ratings import feed_rating

__all__ = ["Failed", "Kept", "failed_shape", "failed_test", "kept_plant", "left_to_mine"]


@dataclass(frozen=True, slots=True)
class Failed:
    """The test that failed (a words key), value against limit as texts."""

    test: str
    value: str
    limit: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Lines of unit transformers that may stand in blocks, and the rating of their largest group (None of none)."""

    units: tuple[PlantItem, ...]
    rating: Value | None


def failed_test(site: Site, catalog: Catalog, item: PlantItem) -> Failed | None:
    """Voltages, rating, a board that takes its full load, age, condition, in this order; None when all hold.

    A unit is too small below the least of the rule pack, or below what would be bought for a small feed.
    """
    same = catalog.threshold("power", "voltage_match").si("")
    for test, found, wanted, unit in (
        ("primary_voltage", item.primary, distribution_voltage(site, catalog), "kV"),
        ("secondary_voltage", item.secondary, site.wishes.power.voltage, "V"),
    ):
        if found.known and abs(found.si(unit) / wanted.si(unit) - 1.0) > same:
            return Failed(test, f"{found.si(unit):g} {unit}", f"{wanted.si(unit):g} {unit}")
    return _rating(site, catalog, item) or failed_shape(site, catalog, item)


def _rating(site: Site, catalog: Catalog, item: PlantItem) -> Failed | None:
    if not item.rating.known:
        return None
    rating = item.rating.si("kVA")
    key = "reuse_rating_least" if site.wishes.power.rules == "NEC" else "reuse_rating_least_iec"
    least = min(catalog.threshold("power", key).si("kVA"), feed_rating(site, catalog).si("kVA"))
    if rating < least:
        return Failed("rating", f"{rating:g} kVA", f">= {least:g} kVA")
    current, most = rating * 1e3 / (3.0**0.5 * site.wishes.power.voltage.si("V")), _largest_board(site, catalog)
    if most and current > most:
        return Failed("no_board", f"{current:.0f} A", f"<= {most:g} A")
    return None


def _largest_board(site: Site, catalog: Catalog) -> float:
    """The most that a board of the rule pack carries continuously at the hall's voltage [A]; 0 where there is none."""
    wish = site.wishes.power
    return max(
        (
            b.bus_current.si("A") * b.main_rating_share.si("")
            for b in catalog.all(Switchboard)
            if b.rules == wish.rules and b.level == "LV" and abs(b.voltage.si("V") - wish.voltage.si("V")) < 1.0
        ),
        default=0.0,
    )


def failed_shape(site: Site, catalog: Catalog, item: PlantItem, most: Value | None = None) -> Failed | None:
    """Age (up to that of a transformer where no other is given) and condition; None when both hold."""
    age, limit = _age_of(site, item.year), (most or catalog.threshold("power", "reuse_age_most")).si("year")
    if age is not None and age > limit:
        return Failed("age", f"{age:g} a", f"<= {limit:g} a")
    return Failed("condition", item.condition, "good") if item.condition == "poor" else None


def _age_of(site: Site, year: Value) -> float | None:
    """Age [years] at the date of the brief; None where either is not known."""
    if not year.known or not site.project.date:
        return None
    return float(site.project.date[:4]) - year.si("")


def kept_plant(site: Site, catalog: Catalog) -> Kept:
    """The unit transformers that pass and that the mine does not keep, but none smaller than those of the largest
    group.
    """
    mine = frozenset(left_to_mine(site, catalog))
    free = [_without(p, mine) for p in site.plant if p.feeds_hall and failed_test(site, catalog, p) is None]
    passed = [p for p in free if p.count]
    rated = [p for p in passed if p.rating.known]
    if not rated:
        return Kept(tuple(passed), None)
    least = max(rated, key=lambda p: p.count).rating
    return Kept(tuple(p for p in passed if not p.rating.known or p.rating.q >= least.q * 0.999), least)


def left_to_mine(site: Site, catalog: Catalog) -> tuple[str, ...]:
    """Tags of the unit transformers that carry what the brief keeps for the mine, at their normal loading; all that are
    rated where they do not. What may not stand in a block comes first, then the last of what may.
    """
    keep = site.wishes.mining.keep
    if not keep.known or keep.si("kW") <= 0.0:
        return ()
    share, factor = (catalog.threshold("phasing", key).si("") for key in ("mine_share", "mine_power_factor"))
    wanted, found = keep.si("kW") / (share * factor), []
    for tag, rating in _mine_order(site, catalog):
        if wanted <= 1e-6:
            break
        found.append(tag)
        wanted -= rating
    return tuple(sorted(found))


def _mine_order(site: Site, catalog: Catalog) -> Iterator[tuple[str, float]]:
    """Tags and ratings [kVA] of the rated unit transformers, those of least worth to the new hall first."""
    rated = [p for p in site.plant if p.feeds_hall and p.rating.known]
    unfit = [p for p in rated if failed_test(site, catalog, p) is not None]
    fit = [p for p in rated if p not in unfit]
    yield from ((tag, p.rating.si("kVA")) for p in unfit for tag in p.tags)
    yield from ((tag, p.rating.si("kVA")) for p in reversed(fit) for tag in reversed(p.tags))


def _without(item: PlantItem, tags: frozenset[str]) -> PlantItem:
    """A line of the survey without some of its items."""
    left = tuple(tag for tag in item.tags if tag not in tags)
    return item if len(left) == len(item.tags) else replace(item, tags=left, count=len(left))
