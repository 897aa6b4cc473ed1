"""What a settled fabric is worth: failures, latency, placement, entries, split sites. Run once, after the rounds.

None of it changes what is built, so the rounds of the design do without it.
"""

from dataclasses import replace

from designer.catalog import Catalog, Rack, Switch
from designer.fabric.basis import Basis
from designer.fabric.delays import latency_ranges
from designer.fabric.failures import loss_table
from designer.fabric.outages import Plant
from designer.fabric.records import Fabric
from designer.fabric.reports import Loss
from designer.layout.records import Layout
from designer.site.records import Site

__all__ = ["assess"]

#: Supplies that carry a device when one feed is lost.
_TWO_SUPPLIES = 2


def assess(site: Site, layout: Layout | None, catalog: Catalog, wired: Fabric) -> Fabric:
    """The fabric with its failure table and latency ranges."""
    basis = Basis(site, catalog, None, layout)
    losses = _losses(basis, wired)
    latency: dict[str, tuple[float, float]] = {}
    for network in wired.networks:
        latency |= latency_ranges(basis, network)
    known = {(note.key, note.subject) for note in wired.notes}
    return replace(
        wired,
        latency_ns=latency,
        failures=tuple((one.network, one.element, one.count, one.worst, one.overall) for one in losses),
        losses=losses,
        notes=(*wired.notes, *(note for note in basis.notes if (note.key, note.subject) not in known)),
        steps=(*wired.steps, *basis.steps),
    )


def _losses(basis: Basis, wired: Fabric) -> tuple[Loss, ...]:
    plant = Plant(wired.runs, int(basis.number("bundle_most")), _cords(basis), _single(basis, wired))
    return tuple(
        Loss(network.name, loss.element, loss.count, loss.worst, loss.rail, loss.overall, loss.name)
        for network in wired.networks
        for loss in loss_table(network, plant)
    )


def _cords(basis: Basis) -> int:
    """Cords of the network cabinets."""
    return basis.catalog.get(Rack, "network-rack").cords


def _single(basis: Basis, wired: Fabric) -> frozenset[str]:
    """Switches that have one supply only."""
    found = set()
    for seat in wired.seats:
        kind, _, slug = seat.catalog.partition("/")
        if kind == "switch" and basis.catalog.get(Switch, slug).power_supplies < _TWO_SUPPLIES:
            found.add(seat.device)
    return frozenset(found)
