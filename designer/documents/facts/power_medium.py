"""Facts of the medium voltage: cubicles of the switchgear, duct banks, battery systems."""

from designer.documents.facts.common import record_grid
from designer.documents.grid import Grid
from designer.documents.subject import Subject
from designer.power.records import PowerChain

__all__ = ["medium_voltage", "set_buses"]


def medium_voltage(subject: Subject, chain: PowerChain) -> dict[str, Grid]:
    """The tables of the medium-voltage side."""
    bank = "tag section feeders@tags circuits:count length:run factor:ratio"
    return {
        "cubicles": _cubicles(subject, chain),
        "ducts": record_grid(subject, "ducts", bank, chain.ducts, schedule=True),
        "storage": _storage(subject, chain),
    }


def _cubicles(subject: Subject, chain: PowerChain) -> Grid:
    """The cubicles; what holds no breaker has neither frame nor setting."""
    rows = [
        (
            c.tag, c.section, subject.words.label(f"cubicle_duties.{c.duty}"), c.device, c.feeds, c.frame or None,
            c.setting or None, c.breaking_ka or None,
        )
        for c in chain.cubicles
    ]  # fmt: skip
    columns = "tag,section,duty,device,feeds,frame:current,setting:current,breaking:fault"
    return Grid.of("cubicles", columns, rows, schedule=True)


def _storage(subject: Subject, chain: PowerChain) -> Grid:
    store, feeders = chain.storage, {b.target: b for b in chain.branches if b.kind == "feeder"}
    rows = [
        (tag, section, store.power_kw, store.energy_kwh, feeders[tag].tag, feeders[tag].breaker)
        for tag, section in (store.units if store else ())
        if store
    ]
    columns = "tag,section,power:power,energy:kwh,feeder,setting:current"
    return Grid.of("storage", columns, rows)


def set_buses(chain: PowerChain) -> frozenset[str]:
    """The buses that the generating sets feed, behind their feeders and breakers."""
    sets = {tag for group in chain.groups if group.kind == "generator" for tag in group.members}
    ways = {b.target for b in chain.branches if b.kind == "lv-feeder" and b.source in sets}
    return frozenset(ways)
