"""Both optics and the glass between them are of one medium, one connector and one lane rate.

Remedy: choose the jumper by the optics at its ends; a multi-fibre connector is not a kind of glass.
"""

from collections.abc import Iterator

from designer.catalog import Cable, Catalog, Optic, UnknownRecord
from designer.checks.reading import dressings, slug
from designer.checks.records import Design
from designer.checks.rule import About, Ruling
from designer.checks.ruling import every
from designer.fabric.records import Network

__all__ = ["ABOUT", "judge"]

ABOUT = About(
    "FAB-06", "fabric", "block", ("fabric.ports_and_optics",), clause="medium is a property of both ends and the cable"
)

_GLASS = ("multimode", "singlemode")


def judge(design: Design) -> Iterator[Ruling]:
    """Each combination of cable and optics in use."""
    yield from every(row for network in design.trades.fabric.networks for row in _rows(network, design.trades.catalog))


def _rows(network: Network, catalog: Catalog) -> Iterator[tuple[str, bool]]:
    for cable, a_optic, b_optic in dressings(network)[0]:
        if cable < 0:
            continue
        try:
            jumper = catalog.get(Cable, slug(network.cable_types[cable]))
            optics = [catalog.get(Optic, slug(network.optic_types[n])) for n in (a_optic, b_optic) if n >= 0]
        except UnknownRecord:
            continue
        yield f"{network.name}: {jumper.slug}", _fits(jumper, optics)


def _fits(jumper: Cable, optics: list[Optic]) -> bool:
    if jumper.medium not in _GLASS:
        return not optics
    return len(optics) == 2 and all(
        o.medium == jumper.medium and o.connector == jumper.ends and o.lane_rate in jumper.lane_rates for o in optics
    )
