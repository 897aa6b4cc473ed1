"""What the tool proposes where the brief is silent: switches, uplink speeds and servers, from the catalog."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from designer.catalog import Adapter, Catalog, NicPort, Rack, Switch, System, UnknownRecord
from designer.errors import Mistake, Place, Refused
from designer.fabric.basis import Basis
from designer.fabric.forms import form_of
from designer.fabric.media import adapter_end, media, switch_end, uplink_end, viable
from designer.fabric.population import Kind, Machines, tags
from designer.layout.records import Placed
from designer.model import NoteKind
from designer.sizing.storage import nodes_in_rack, nodes_wanted
from designer.units import Quantity

__all__ = [
    "choose_switch", "joining", "joins", "joins_switches", "link_speed", "port_of", "proposed_edge",
    "proposed_management", "proposed_storage", "slower_link", "speak_alike", "speaks", "uplink_speed", "uplink_speeds",
]

#: Switches that are looked at first for a side network; the others of the catalog follow by slug.
_FIRST = {"storage": ("sn5600",), "in_band": ("sn5600", "sn4600c"), "oob": ("sn2201",), "oob_spine": ("sn4600c",)}


def port_of(system: System, network: str) -> NicPort | None:
    """The ports of a system on a network; None when it has none."""
    return next((p for p in system.ports if p.network == network and p.count > 0 and p.speed.known), None)


def link_speed(switch: Switch, port: NicPort, planes: int = 1) -> float:
    """Speed of a link between a machine's port and a switch [Gbit/s]: the slower of the two."""
    return min(port.speed.si("Gbit/s") / planes, form_of(switch).cage_speed)


@lru_cache(maxsize=256)
def uplink_speeds(catalog: Catalog, leaf: str, spine: str) -> tuple[float, ...]:
    """The speeds [Gbit/s] at which some cable joins two switches, the fastest first."""
    one, other = catalog.get(Switch, leaf), catalog.get(Switch, spine)
    if one.uplink_speed is not None:
        own = one.uplink_speed.si("Gbit/s")
        return (own,) if joins_switches(catalog, one, other, own) else ()
    speeds = sorted({min(form_of(one).cage_speed, form_of(other).cage_speed) / n for n in form_of(one).splits})
    return tuple(speed for speed in reversed(speeds) if joins_switches(catalog, one, other, speed))


def joins_switches(catalog: Catalog, one: Switch, other: Switch, speed: float) -> bool:
    """Whether some cable of the catalog joins a switch's uplinks to another switch of the same kind of network at a
    speed [Gbit/s]."""
    if speed <= 0 or not speak_alike(one, other):
        return False
    near = uplink_end() if one.uplink_cages else switch_end(one, form_of(one).per_cage(speed))
    far = switch_end(other, form_of(other).per_cage(speed))
    found = media(catalog, near, far, speed) if near.links and far.links else ()
    return any(viable(medium, near, far) for medium in found)


def uplink_speed(catalog: Catalog, leaf: str, spine: str) -> float:
    """The fastest speed [Gbit/s] at which some cable joins two switches; 0 when none does."""
    return next(iter(uplink_speeds(catalog, leaf, spine)), 0.0)


def choose_switch(
    basis: Basis, network: str, ports: Sequence[NicPort], planes: int = 1, bound: bool = True
) -> Switch:
    """The leaf switch of a network: the wish, else the first that every port can be joined to by a catalog cable.

    Where the wish does not bind, it is taken only when its cables join every port. Raises `Refused` when the wish names
    no record.
    """
    wish = basis.wish(network).switch
    if wish:
        wished = record(basis, wish, f"fabric.{network}.switch")
        if bound or all(joins(basis.catalog, wished, port, planes) for port in ports):
            return wished
    joined = joining(basis.catalog, network, ports, planes)
    if not joined:
        return next(iter(_candidates(basis.catalog, network, ports, planes)))
    basis.note(NoteKind.DECISION, "switch_proposed", network, network=network, switch=joined[0].name)
    return joined[0]


def joining(catalog: Catalog, network: str, ports: Sequence[NicPort], planes: int = 1) -> list[Switch]:
    """The switches that a cable of the catalog joins to every one of these ports, in the order of preference."""
    candidates = _candidates(catalog, network, ports, planes)
    return [switch for switch in candidates if all(joins(catalog, switch, port, planes) for port in ports)]


def slower_link(basis: Basis, switch: Switch, of: tuple[str, str], speed: Quantity, port: NicPort) -> None:
    """Say that a switch runs the links of a network and model slower than their adapters could."""
    network, model = of
    basis.note(
        NoteKind.DECISION, "slower_link", f"{network}.{model}", network=network, switch=switch.name, speed=speed,
        port=port.speed, machine=model,
    )


def record(basis: Basis, slug: str, path: str) -> Switch:
    """A switch of the catalog. Raises `Refused` (`record-unknown`)."""
    try:
        return basis.catalog.get(Switch, slug)
    except UnknownRecord as missing:
        near = ", ".join(missing.near)
        raise Refused([Mistake("record-unknown", Place(path=path), slug, "switch", {"near": near})]) from None


def _candidates(catalog: Catalog, network: str, ports: Sequence[NicPort], planes: int) -> Iterable[Switch]:
    every = [s for s in catalog.all(Switch) if s.port_speed.known]
    if network.startswith("compute"):
        speed = max((p.speed.si("Gbit/s") / planes for p in ports), default=0.0)
        fits = [s for s in every if s.family != "management" and form_of(s).per_cage(speed)]
        named = {slug for p in ports if p.adapter for slug in catalog.get(Adapter, p.adapter).references}
        apart = {s.slug: abs(s.port_speed.si("Gbit/s") - speed) for s in fits}
        return sorted(fits, key=lambda s: (s.slug not in named, s.family != "infiniband", apart[s.slug], s.slug))
    first = _FIRST[network]
    family = "management" if network == "oob" else "ethernet"
    known = [s for s in every if s.family == family]
    return sorted(known, key=lambda s: (first.index(s.slug) if s.slug in first else len(first), s.slug))


def speak_alike(one: Switch, other: Switch) -> bool:
    """Whether two switches are of one kind of network: both InfiniBand, or neither."""
    return (one.family == "infiniband") == (other.family == "infiniband")


def speaks(catalog: Catalog, switch: Switch, port: NicPort) -> bool:
    """Whether the adapter of a machine's port speaks a switch's kind of network."""
    family = catalog.get(Adapter, port.adapter).family if port.adapter else None
    return family in (None, switch.family)


def joins(catalog: Catalog, switch: Switch, port: NicPort, planes: int) -> bool:
    """Whether some cable of the catalog joins a machine's port, split over planes, and a leaf."""
    if not speaks(catalog, switch, port):
        return False
    speed = link_speed(switch, port, planes)
    links = form_of(switch).per_cage(speed)
    ends = adapter_end(catalog, port, planes), switch_end(switch, links)
    return bool(links) and any(viable(one, *ends) for one in media(catalog, *ends, speed))


def proposed_storage(basis: Basis, kinds: Sequence[Kind]) -> Machines:
    """Storage nodes: as the brief says or as sizing counted them, not more than the storage racks of the layout hold;
    without a programme, by the read bandwidth of the GPUs."""
    system = _server(basis, "storage")
    wished = basis.site.wishes.fabric.storage_nodes
    if basis.programme is None and wished is not None:
        return Machines(system, tags("STOR", wished, 3))
    gpus = sum(kind.gpus for kind in kinds)
    if not gpus:
        return Machines(system, ())
    count = wanted = _wanted_nodes(basis, gpus)
    if basis.layout is not None:
        racks = [box for box in basis.layout.of("rack") if box.purpose == "storage"]
        count = min(wanted, sum(_holds(basis, box, system) for box in racks))
    kind = NoteKind.DECISION if count == wanted else NoteKind.RISK
    if wished is None or count < wanted:
        basis.note(
            kind, "storage_proposed" if count == wanted else "storage_short", "storage",
            nodes=count, wanted=wanted, node=system.name, read=basis.rule("storage_read_per_gpu"),
        )
    return Machines(system, tags("STOR", count, 3))


def _wanted_nodes(basis: Basis, gpus: int) -> int:
    """The nodes of the programme; of a fabric alone, the nodes for its GPUs."""
    if basis.programme is not None:
        return basis.programme.storage_nodes
    step = nodes_wanted(basis.catalog, gpus, "fabric.storage_nodes")
    basis.take([step])
    return int(step.number)


def _holds(basis: Basis, box: Placed, system: System) -> int:
    return nodes_in_rack(basis.catalog, basis.catalog.get(Rack, box.catalog.rpartition("/")[2]), system)


def proposed_management(basis: Basis, kinds: Sequence[Kind]) -> Machines:
    """Management servers: as the brief says, else one for each scalable unit and not below the least number."""
    system = _server(basis, "management")
    wished = basis.site.wishes.fabric.management_nodes
    if wished is not None:
        return Machines(system, tags("MGMT", wished))
    units = sum(kind.units for kind in kinds)
    count = max(int(basis.number("management_servers")), round(units * basis.number("management_per_unit")))
    count = count if units else 0
    if count:
        basis.note(NoteKind.DECISION, "management_proposed", "in_band", nodes=count, node=system.name, units=units)
    return Machines(system, tags("MGMT", count))


def proposed_edge(basis: Basis, kinds: Sequence[Kind]) -> Machines:
    """Edge routers towards the customer's network, each on both sides of the in-band network; none without GPUs."""
    system = _server(basis, "edge-router")
    count = int(basis.number("edge_routers")) if any(kind.gpus for kind in kinds) else 0
    if count:
        basis.note(NoteKind.DECISION, "edge_proposed", "in_band", nodes=count, node=system.name)
    return Machines(system, tags("EDGE", count))


def _server(basis: Basis, purpose: str) -> System:
    """The server whose in-band port meets the wished or first in-band switch by a catalog cable; else the first."""
    servers = [s for s in basis.catalog.all(System) if s.purpose == purpose]
    wish = basis.wish("in_band").switch
    slug = wish or _FIRST["in_band"][0]
    switch = record(basis, slug, "fabric.in_band.switch")
    for server in servers:
        port = port_of(server, "in_band")
        if port is not None and joins(basis.catalog, switch, port, 1):
            return server
    return servers[0]
