"""Facts of the medium voltage: cubicles of the switchgear, duct banks, battery systems."""

from designer.documents.facts.common import record_grid
from designer.documents.grid import Grid
from designer.documents.subject import Subject
from designer.power.records import PowerChain

__all__ = ["medium_voltage"]


def medium_voltage(subject: Subject, chain: PowerChain) -> dict[str, Grid]:
    """The tables of the medium-voltage side."""
    cubicle = (
        "tag section duty@cubicle_duties device feeds frame:current setting:current breaking=breaking_ka:fault"
    )
    bank = "tag section feeders@tags circuits:count length:run factor:number"
    return {
        "cubicles": record_grid(subject, "cubicles", cubicle, chain.cubicles, schedule=True),
        "ducts": record_grid(subject, "ducts", bank, chain.ducts, schedule=True),
        "storage": _storage(subject, chain),
    }


def _storage(subject: Subject, chain: PowerChain) -> Grid:
    store, feeders = chain.storage, {b.target: b for b in chain.branches if b.kind == "feeder"}
    rows = [
        (tag, section, store.power_kw, store.energy_kwh, feeders[tag].tag, feeders[tag].breaker)
        for tag, section in (store.units if store else ())
        if store
    ]
    columns = "tag,section,power:power,energy:number,feeder,setting:current"
    return Grid.of("storage", columns, rows)
