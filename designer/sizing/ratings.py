"""Ratings of the unit transformers that a feed asks for, and the share of a block that its loads may take."""

from designer.catalog import Catalog, Rack, RatingLadder, Transformer
from designer.ledger import Step, Value
from designer.site.records import ComputeWish, Site
from designer.sizing import formulas as f
from designer.sizing.architecture import Architecture, read_architecture
from designer.sizing.harmonic_share import usable_of
from designer.sizing.import_share import ai_import, power_asked
from designer.units import q

__all__ = ["feed_rating", "share_of"]


def share_of(catalog: Catalog, kind: Architecture, usable: Step) -> Step:
    """Share of a block's rating that its loads may take after a loss, where harmonics leave `usable` of it."""
    members, carrying = (kind.system, kind.system - 1) if kind.system else (kind.sides, 1)
    return f.block_share.step(
        f"sizing.block_share[{kind.name}]",
        f_lost=catalog.threshold("sizing", "block_share_after_loss"),
        k_S=usable,
        f_normal=catalog.threshold("sizing", "block_share_normal"),
        m_blocks=q(float(members)),
        m_carrying=q(float(carrying)),
    )


def feed_rating(site: Site, catalog: Catalog) -> Value | Step:
    """The least standard size with which one system carries the whole import, but no more than the planning value."""
    most = catalog.threshold("sizing", "block_rating_default")
    if not site.feed.import_limit.known:
        return most
    kind = read_architecture(site.wishes.power.gpu_architecture)
    wanted = f.block_wanted.step(
        "sizing.block_wanted",
        P_import=_asked(site, catalog),
        m_carrying=q(float(max(1, kind.system - 1, kind.catches))),
        pf=catalog.threshold("sizing", "power_factor_kw_per_kva"),
        f_max=share_of(catalog, kind, usable_of(catalog, "rack")[1]),
    )
    enough = [s for s in _standard_sizes(site, catalog) if s >= wanted.si("kVA")]
    standard = q(min(enough), "kVA") if enough else wanted
    return f.block_rating.step("sizing.block_rating", S_want=wanted, S_standard=standard, S_most=most)


def _asked(site: Site, catalog: Catalog) -> Value | Step:
    """The import of the AI hall, or what the racks that the brief wants by number draw, where that is less."""
    limit, wishes = ai_import(site), site.wishes.compute
    if not wishes or any(w.racks is None or not w.rack for w in wishes):
        return limit
    racks = sum((w.racks or 0) * _design(w, catalog) for w in wishes)
    factor = catalog.threshold("site", "peak_site_factor_high")
    return power_asked.step("sizing.power_asked", P_import=limit, P_racks=q(racks, "kW"), k_site=factor)


def _design(wish: ComputeWish, catalog: Catalog) -> float:
    """Power that a rack may draw for good [kW]."""
    capped = wish.power_cap
    power = capped if capped is not None and capped.known else catalog.get(Rack, wish.rack).power_design
    return power.si("kW")


def _standard_sizes(site: Site, catalog: Catalog) -> list[float]:
    """Preferred ratings of the rule pack for which the catalog holds a transformer to the hall's voltage [kVA]."""
    rules, volts = site.wishes.power.rules, site.wishes.power.voltage.si("V")
    ladders = [r for r in catalog.all(RatingLadder) if r.unit == "kVA" and r.rules == rules]
    held = {
        t.rating.si("kVA")
        for t in catalog.all(Transformer)
        if t.rules == rules and t.rating.known and t.secondary.known and abs(t.secondary.si("V") - volts) < 1.0
    }
    return sorted({step for ladder in ladders for step in ladder.steps if step in held})
