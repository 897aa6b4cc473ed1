"""Wire the hall: networks, seats, routes, cables and optics, loads, part of the design graph."""

from collections.abc import Sequence

import numpy as np

from designer.catalog import Catalog
from designer.fabric.basis import Basis
from designer.fabric.berths import rearrange
from designer.fabric.cabling import cabled
from designer.fabric.crew import crew_of, networks_of
from designer.fabric.figures import keep_figures
from designer.fabric.graph import elements_of, groups_of, packet_links, support_links
from designer.fabric.loads import bulk_of, loads_of, switch_optics_kw
from designer.fabric.networks import Crew
from designer.fabric.places import spots_of
from designer.fabric.records import Fabric, Network, Seat
from designer.fabric.routing import Atlas, bundles_of, route
from designer.fabric.seating import Bench, bench_of, seat_all, seated, settle
from designer.fabric.sizes import sizes_of
from designer.layout.records import Layout
from designer.model import NoteKind
from designer.site.records import Site
from designer.sizing.records import Programme

__all__ = ["wire"]


def wire(site: Site, programme: Programme | None, layout: Layout | None, catalog: Catalog) -> Fabric:
    """The fabric of a site; without programme and layout, of a brief that has only compute and fabric.

    Where the cabinets should rather stand is sought by `seek_quarters`; what failures and distances cost is worked out
    by `assess`, once, when the design has settled.

    Raises `errors.Refused` for records or topologies that do not exist, and for compute without a count.
    """
    basis = Basis(site, catalog, programme, layout)
    crew = crew_of(basis)
    networks = networks_of(basis, crew)
    bench = _seat(basis, crew, networks)
    seats = settle(basis, bench)
    networks = seated(networks, seats, bench.spots)
    atlas = Atlas(layout.trays if layout is not None else (), bench.spots.centre)
    if layout is not None:
        networks = tuple(route(basis, network, bench.spots, atlas) for network in networks)
    networks = tuple(cabled(basis, network) for network in networks)
    return _record(basis, networks, seats, bench, atlas)


def _seat(basis: Basis, crew: Crew, networks: Sequence[Network]) -> Bench:
    """Every switch and server near what hangs below it; where cabinets run short so, one cabinet filled after the
    other."""
    bench = bench_of(basis, spots_of(basis, crew.kinds))
    seat_all(basis, bench, crew, networks)
    if bench.network.imagined:
        packed = bench_of(basis, spots_of(basis, crew.kinds))
        seat_all(basis, packed, crew, networks, near=False)
        bench = min(bench, packed, key=lambda one: one.network.imagined)
    rearrange(basis, bench, networks)
    if bench.builtin:
        basis.note(NoteKind.DECISION, "switches_in_racks", "oob", switches=len(bench.builtin))
    return bench


def _record(
    basis: Basis, networks: tuple[Network, ...], seats: tuple[Seat, ...], bench: Bench, atlas: Atlas
) -> Fabric:
    bundles = bundles_of(basis, networks, atlas)
    optic_kw, extra = switch_optics_kw(basis, networks)
    own = tuple(seat for seat in seats if seat.device not in bench.builtin)
    packets = packet_links(networks, frozenset(seat.device for seat in own)) if basis.layout is not None else []
    loads = loads_of(basis, networks, own, extra)
    elements = elements_of(basis, networks, own, bench.spots, packets)
    bulk = bulk_of(basis, networks, bundles)
    keep_figures(basis, networks, atlas.runs)
    basis.note(NoteKind.ASSUMPTION, "host_optics", "fabric")
    return Fabric(
        networks=networks,
        seats=seats,
        bundles=bundles,
        latency_ns={},
        failures=(),
        total_m={n.name: float(np.sum(n.cables["stock"], dtype=np.float64)) for n in networks},
        longest_m={n.name: float(n.cables["length"].max(initial=0.0)) for n in networks},
        loads=loads,
        elements=elements,
        links=(*support_links(basis, own), *packets),
        groups=groups_of(networks),
        bulk=bulk,
        shortfalls=tuple(basis.shortfalls),
        notes=tuple(basis.notes),
        steps=tuple(basis.steps),
        runs=tuple(atlas.runs),
        optic_power_kw=optic_kw,
        sizes=tuple(size for built in basis.built for size in sizes_of(*built)),
        scale_up=basis.scale_up,
    )

