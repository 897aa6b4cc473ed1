"""What a settled fabric is worth: failures, latency, placement, entries, split sites. Run once, after the rounds.

None of it changes what is built, so the rounds of the design do without it.
"""

from collections.abc import Iterable
from dataclasses import replace

from designer.catalog import Catalog, Rack, Switch
from designer.fabric import budgets, formulas
from designer.fabric.arrangements import arrangements, placements
from designer.fabric.basis import Basis
from designer.fabric.between_halls import tell_crossings
from designer.fabric.delays import latency_ranges, reaches
from designer.fabric.entries import entries
from designer.fabric.failures import loss_table
from designer.fabric.outages import Plant
from designer.fabric.records import Fabric
from designer.fabric.reports import Cut, Loss, Placement
from designer.fabric.routing_proof import routing_proofs
from designer.fabric.splits import splits
from designer.fabric.throughput import cuts, hop_counts
from designer.layout.records import Layout
from designer.model import NoteKind
from designer.site.records import Site
from designer.units import q

__all__ = ["assess"]

#: Supplies that carry a device when one feed is lost.
_TWO_SUPPLIES = 2


def assess(site: Site, layout: Layout | None, catalog: Catalog, wired: Fabric) -> Fabric:
    """The fabric with its failure table, latency ranges, placement beside its bound, entries and split sites."""
    basis = Basis(site, catalog, None, layout)
    losses = _losses(basis, wired)
    found = {network.name: reaches(basis, network) for network in wired.networks}
    latency: dict[str, tuple[float, float]] = {}
    for network in wired.networks:
        latency |= latency_ranges(found[network.name], basis, network)
    placed = placements(basis, wired)
    _keep_gaps(basis, placed)
    proofs = routing_proofs(basis, wired.networks)
    cut = tuple(one for network in wired.networks for one in cuts(network))
    _keep_cuts(basis, cut)
    tell_crossings(basis, wired)
    known = {(note.key, note.subject) for note in wired.notes}
    return replace(
        wired,
        latency_ns=latency,
        failures=tuple((one.network, one.element, one.count, one.worst, one.overall) for one in losses),
        losses=losses,
        placements=placed,
        arrangements=wired.arrangements or arrangements(basis, wired),
        reaches=tuple(reach for each in found.values() for reach in each),
        entries=entries(basis),
        splits=splits(basis, wired.networks),
        routing=proofs,
        cuts=cut,
        hops=tuple(one for network in wired.networks for one in hop_counts(network)),
        notes=(*wired.notes, *(note for note in basis.notes if (note.key, note.subject) not in known)),
        steps=(*wired.steps, *basis.steps),
    )


def _keep_cuts(basis: Basis, found: Iterable[Cut]) -> None:
    """Steps of the flow between halves of the compute networks, plane by plane."""
    for one in found:
        if one.network.startswith("compute"):
            name = f"{one.network}{f'.P{one.plane}' if one.plane else ''}.{one.cut}"
            wanted = basis.keep(formulas.pool_flow, f"half[{name}]", n_low=q(one.low), n_high=q(one.high))
            basis.keep(formulas.bisection_share, f"bisection[{name}]", F_found=q(one.found), F_wanted=wanted)


def _keep_gaps(basis: Basis, placed: Iterable[Placement]) -> None:
    """Steps of the gaps, and a risk for each network of which one cabinet holds too much of a unit."""
    most = basis.number("unit_in_one_rack")
    for one in placed:
        if one.bound_m > 0:
            way, least = q(one.routed_m, "m"), q(one.bound_m, "m")
            basis.keep(budgets.way_gap, f"way_gap[{one.network}]", L_routed=way, L_bound=least)
        if one.unit_share >= 1.0 > most:
            basis.note(NoteKind.RISK, "unit_in_one_rack", one.network, network=one.network, share=q(one.unit_share))


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
