"""The networks of a hall: compute for each kind of machine, storage, in-band and out-of-band."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from designer.catalog import NicPort, Switch
from designer.errors import Mistake, Place, Refused
from designer.fabric.ask import Ask, Bounds, Built, Unbuildable
from designer.fabric.basis import Basis
from designer.fabric.choices import Choices, offered, sized_switch
from designer.fabric.managers import give_up, managers
from designer.fabric.parties import Draft, Party, ask_of, bare, by_rack, gpu_party, merge_blocks, one_block
from designer.fabric.population import Kind, Machines
from designer.fabric.proposals import (
    choose_switch,
    joining,
    joins_switches,
    link_speed,
    port_of,
    record,
    slower_link,
    uplink_speed,
    uplink_speeds,
)
from designer.fabric.refusals import check_links, check_side_links, refusal
from designer.fabric.sizes import counted
from designer.fabric.topologies import topology, trait
from designer.model import NoteKind, Shortfall, Trade
from designer.site.records import NetworkWish
from designer.units import q

__all__ = ["Crew", "bounds_of", "build_network", "compute_networks", "in_band_network", "storage_network"]

#: Tag prefixes by network.
PREFIX = {"compute": "", "storage": "ST-", "in_band": "IB-", "oob": "OOB-"}
#: Ports by which a machine is dual-homed.
SIDES = 2


@dataclass(frozen=True, slots=True)
class Crew:
    """All machines: GPU kinds, storage and management servers, edge routers, fabric managers found on the way."""

    kinds: tuple[Kind, ...]
    storage: Machines
    management: Machines
    edge: Machines | None = None

    @property
    def servers(self) -> tuple[Machines, ...]:
        """Everything but the GPU machines that has a name of its own."""
        return tuple(m for m in (self.storage, self.management, self.edge) if m is not None and m.names)


def build_network(
    basis: Basis, draft: Draft, parties: Sequence[Party], spare: Sequence[Party] = (), choices: Choices | None = None
) -> Built | None:
    """Build one network; what cannot be built becomes a shortfall that names the nearest buildable number.

    Raises `Refused` where nothing but the brief stands behind the network: without a layout the brief alone decides.
    """
    ask = ask_of(draft, parties, spare)
    try:
        built = topology(draft.topology).build(ask)
    except Unbuildable as trouble:
        wished = basis.wish(draft.network.partition("-")[0]) != NetworkWish()
        if trouble.key == "topology" or (basis.layout is None and (wished or draft.network == "compute")):
            raise refusal(basis, draft, trouble, ask, choices) from None
        wanted = sum(len(p.names) for p in parties) * draft.rails * draft.planes
        unbuilt(basis, draft, trouble, wanted)
        return None
    if spare and not built.network.counts.appliance_links:
        give_up(basis, draft.network, spare)
        return build_network(basis, draft, parties, (), choices)
    basis.take(built.steps, built.notes)
    if built.unattached:
        basis.note(NoteKind.RISK, "managers_unattached", draft.network, ports=built.unattached)
    if draft.network.startswith("compute"):
        basis.built.append((ask, built.network.counts))
    return built


def unbuilt(basis: Basis, draft: Draft, trouble: Unbuildable, wanted: int) -> None:
    """Keep a shortfall and a risk for a network that cannot be built."""
    key, nearest = trouble.key.replace("-", "_"), trouble.nearest
    basis.note(
        NoteKind.RISK, f"unbuildable_{key}", draft.network, nearest=nearest, network=draft.network,
        topology=draft.topology, switch=draft.leaf.name, wanted=wanted,
    )
    wish, got = q(float(wanted)), q(float(nearest))
    basis.shortfalls.append(Shortfall(Trade.FABRIC, f"unbuildable.{trouble.key}", draft.network, wish, got))


def compute_networks(basis: Basis, crew: Crew) -> list[Built]:
    """One compute network for each kind of GPU machine."""
    made = []
    for number, kind in enumerate(crew.kinds):
        port = port_of(kind.system, "compute")
        if port is None:
            basis.note(NoteKind.RFI, "ports_unknown", kind.system.key, network="compute", system=kind.system.name)
            continue
        built = _compute(basis, kind, port, "compute" if number == 0 else f"compute-{number + 1}")
        if built is not None:
            made.append(built)
    return made


def _compute(basis: Basis, kind: Kind, port: NicPort, network: str) -> Built | None:
    draft, party, choices = _drafted(basis, kind, port, network)
    spare = managers(basis, draft.leaf, network, draft.subnets)
    return build_network(basis, draft, [party], spare, choices if network == "compute" else None)


def _drafted(basis: Basis, kind: Kind, port: NicPort, network: str) -> tuple[Draft, Party, Choices]:
    """The compute network as wished, ready to be asked for, and how other wishes are tried. Raises `Refused`."""
    wish = basis.wish("compute")
    leads = network == "compute"
    if leads and wish.ports_per_node is not None and wish.ports_per_node > port.count:
        place, said = Place(path="fabric.compute.ports_per_node"), str(wish.ports_per_node)
        raise Refused([Mistake("ports-beyond-adapters", place, said, str(port.count), {"system": kind.system.name})])
    name = wish.topology or "rail-optimised"
    planes = wish.planes or trait(name, "LEAST_PLANES", trait(name, "SIDES", 1))
    speed = port.speed.si("Gbit/s") / planes
    if planes > 1:
        basis.note(NoteKind.DECISION, "planes", network, planes=planes, speed=q(speed, "Gbit/s"))
    leaf = _leaf(basis, kind, port, planes, leads)
    rails = min(wish.ports_per_node or port.count, port.count)
    draft = _draft(basis, network, leaf, rails, planes, name)
    choices = Choices(basis, partial(_again, basis, kind, port), wish, draft, speed)
    if leads:
        check_links(basis, draft, port, kind.system, choices)
    if draft.speed(port) < speed and not draft.link_speed:
        slower_link(basis, draft.leaf, (network, kind.system.key), q(draft.speed(port), "Gbit/s"), port)
    over = wish.oversubscription or basis.ratio("oversubscription_compute")
    party = gpu_party(kind, port, over)
    if trait(draft.topology, "BY_RACK", 0) and wish.unit_nodes is None:
        party = by_rack(party, kind.cabinet)
    if planes > 1 and wish.uplink_speed is None:
        draft = _plane_uplinks(basis, draft, party)
    return draft, party, choices


def _leaf(basis: Basis, kind: Kind, port: NicPort, planes: int, leads: bool) -> Switch:
    """The leaf of the compute network: as wished, else by what the same machines want of each switch that joins them.
    """
    wish = basis.wish("compute")
    joined = [] if wish.switch or not leads or basis.trial else joining(basis.catalog, "compute", [port], planes)
    if not joined:
        return choose_switch(basis, "compute", [port], planes, bound=leads)
    return sized_switch(basis, joined[0], offered(joined, wish, partial(_again, basis, kind, port)), len(kind.names))


def _again(basis: Basis, kind: Kind, port: NicPort, wish: NetworkWish) -> Ask:
    """The same machines, to be counted, asked for under other wishes. Raises `Refused`."""
    draft, party, _ = _drafted(basis.tried(wish), kind, port, "compute")
    return ask_of(draft, [bare(party)])


def _plane_uplinks(basis: Basis, draft: Draft, party: Party) -> Draft:
    """Uplinks of a plane: the fastest that keep the fewest tiers, not slower than the plane's host links."""
    least = draft.speed(party.port)
    speeds = [s for s in uplink_speeds(basis.catalog, draft.leaf.slug, draft.spine.slug) if s >= least - 1e-9]
    best, fewest = draft, 0
    for speed in speeds:
        tried = replace(draft, up_speed=speed)
        try:
            tiers = counted(ask_of(tried, [bare(party)]), party.blocks).tiers
        except Unbuildable:
            continue
        if not fewest or tiers < fewest:
            best, fewest = tried, tiers
    return best


def _draft(basis: Basis, network: str, leaf: Switch, rails: int, planes: int, default: str) -> Draft:
    name = network.partition("-")[0]
    wish = basis.wish(name)
    spine = record(basis, wish.spine_switch, f"fabric.{name}.spine_switch") if wish.spine_switch else leaf
    speed = wish.uplink_speed.si("Gbit/s") if wish.uplink_speed else uplink_speed(basis.catalog, leaf.slug, spine.slug)
    prefix = PREFIX[name] if network == name else f"{network.rpartition('-')[2]}{PREFIX[name] or '-'}"
    return Draft(
        network, prefix, wish.topology or default, leaf, spine, rails, planes,
        speed, int(basis.number("spines_least")), wish.tiers,
        0 if name == "compute" else int(basis.number("peer_links")), bounds_of(basis, wish),
        wish.link_speed.si("Gbit/s") if wish.link_speed else 0.0, wish.radix or 0,
        leaf is spine or joins_switches(basis.catalog, spine, spine, speed),
    )


def bounds_of(basis: Basis, wish: NetworkWish) -> Bounds:
    """What the brief bounds beyond the rules."""
    reserve = wish.reserve or basis.rule("ports_reserve")
    return Bounds(
        wish.spines, wish.spine_oversubscription or 1.0, wish.rails_per_leaf or 1, reserve.si(""), wish.pod_units,
        wish.group_links,
    )


def storage_network(basis: Basis, crew: Crew) -> Built | None:
    """Storage: GPU machines by unit and storage nodes on leaf pairs of their own, all dual-homed."""
    over = basis.wish("storage").oversubscription or basis.ratio("oversubscription_storage")
    nodes = basis.ratio("oversubscription_storage_nodes")
    parties = _gpu_parties(basis, crew, "storage", over)
    port = port_of(crew.storage.system, "storage")
    if port is not None and crew.storage.names:
        parties.append(one_block("storage", crew.storage.system.key, port, crew.storage.names, nodes))
    return _side(basis, "storage", parties)


def in_band_network(basis: Basis, crew: Crew) -> Built | None:
    """In-band management: GPU machines by unit; storage and management servers on a leaf pair of their own."""
    over = basis.wish("in_band").oversubscription or basis.ratio("oversubscription_in_band")
    nodes = basis.ratio("oversubscription_in_band_nodes")
    parties = _gpu_parties(basis, crew, "in_band", over)
    servers = []
    for machines in crew.servers:
        port = port_of(machines.system, "in_band")
        if port is not None:
            servers.append(one_block("services", machines.system.key, port, machines.names, nodes))
    return _side(basis, "in_band", [*parties, *merge_blocks(servers)])


def _gpu_parties(basis: Basis, crew: Crew, network: str, over: float) -> list[Party]:
    parties = []
    for number, kind in enumerate(crew.kinds):
        port = port_of(kind.system, network)
        if port is None:
            basis.note(NoteKind.RFI, "ports_unknown", kind.system.key, network=network, system=kind.system.name)
            continue
        parties.append(gpu_party(kind, port, over, number))
    return parties


def _side(basis: Basis, network: str, parties: list[Party]) -> Built | None:
    if not parties:
        return None
    single = [p.model for p in parties if p.port.count < SIDES]
    for model in single:
        basis.note(NoteKind.RISK, "one_path", f"{network}.{model}", network=network, machine=model)
    joined = [p for p in parties if p.port.count >= SIDES]
    if not joined:
        return None
    leaf = choose_switch(basis, network, [p.port for p in joined])
    for party in joined:
        slower = link_speed(leaf, party.port)
        if slower < party.port.speed.si("Gbit/s"):
            slower_link(basis, leaf, (network, party.model), q(slower, "Gbit/s"), party.port)
    draft = _draft(basis, network, leaf, SIDES, 1, "dual-tor")
    check_side_links(basis, draft, [p.port for p in joined])
    spare = managers(basis, leaf, network, 1)
    return build_network(basis, draft, joined, spare)
