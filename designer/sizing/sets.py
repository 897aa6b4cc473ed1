"""How many generating sets one bus takes, and so how many buses a load wants."""

from math import ceil

from designer.catalog import Catalog, Generator
from designer.site.records import PowerWish

__all__ = ["plants_for", "sets_on_bus"]


def sets_on_bus(catalog: Catalog, wish: PowerWish, record: Generator) -> int:
    """The sets that may carry a bus beside its spare: their current on the largest bus, and with the spare their fault
    current within the largest rating that boards have.
    """
    volts = wish.voltage.si("V")
    amperes = record.rating.si("kW") * 1000.0 / (record.power_factor.si("") * 3.0**0.5 * volts)
    fault = catalog.threshold("power", "voltage_factor_lv").si("") * amperes / record.subtransient_reactance.si("")
    spare = catalog.threshold("power", "generator_spare").si("")
    by_current = catalog.threshold("power", "generator_bus").si("A") / (amperes * record.power_factor.si(""))
    by_fault = catalog.threshold("power", "generator_bus_fault").si("kA") * 1000.0 / fault - spare
    return max(1, int(min(by_current * (1.0 + 1e-9), by_fault)))


def plants_for(each_kw: float, carried_kw: float) -> int:
    """Buses for a load when each carries so much."""
    return max(1, ceil(carried_kw / each_kw - 1e-9))
