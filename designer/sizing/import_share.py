"""What of the import the AI hall may draw: all but what the brief keeps for the mine."""

from designer.ledger import Step, Value, formula, maximum, minimum
from designer.site.records import Site
from designer.units import Quantity

__all__ = ["ai_import", "import_beside_mine", "power_asked"]


@formula("P_AI", unit="kW", source="derived", clause="what the brief keeps for the mine is no AI hall's")
def import_beside_mine(P_import: Quantity, P_mine: Quantity) -> Quantity:
    """Import that the mine which stays leaves to the AI hall."""
    return maximum(P_import - P_mine, 0 * P_import)


@formula("P_asked", unit="kW", source="derived", clause="racks that are wanted by number, at the usual site factor")
def power_asked(P_import: Quantity, P_racks: Quantity, k_site: Quantity) -> Quantity:
    """What a hall of so many racks draws at most; no more than the import."""
    return minimum(P_import, P_racks * k_site)


def ai_import(site: Site) -> Value | Step:
    """Import limit of the AI hall: that of the site less what the brief keeps for the mine; unknown without a limit."""
    limit, keep = site.feed.import_limit, site.wishes.mining.keep
    if not limit.known or not keep.known or keep.si("kW") <= 0.0:
        return limit
    return import_beside_mine.step("sizing.import_beside_mine", P_import=limit, P_mine=keep)
