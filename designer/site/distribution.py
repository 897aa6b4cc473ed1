"""The voltage of the feeders to the unit transformers: the utility's own, or that behind a substation."""

from designer.catalog import Catalog
from designer.ledger import Value
from designer.site.records import Site

__all__ = ["behind_substation", "distribution_voltage"]


def behind_substation(site: Site, catalog: Catalog) -> bool:
    """Whether the utility comes in above the voltages of switchgear and unit transformers."""
    return site.feed.voltage.known and site.feed.voltage.q >= catalog.threshold("power", "substation_from").q


def distribution_voltage(site: Site, catalog: Catalog) -> Value:
    """The voltage of the feeders: the utility's; behind a substation that of the surveyed transformers, else the usual
    one of the rule pack.
    """
    if not behind_substation(site, catalog):
        return site.feed.voltage
    limit = catalog.threshold("power", "substation_from").q
    mains = [p.secondary for p in site.plant if p.is_main and p.secondary.known]
    units = [p.primary for p in site.plant if p.feeds_hall and p.primary.known and p.primary.q < limit]
    usual = catalog.threshold("power", f"distribution_{site.wishes.power.rules.lower()}")
    return next(iter((*mains, *units)), usual)
