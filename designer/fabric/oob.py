"""The out-of-band network: every management port of machines, racks, switches and coolant units on access switches."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from designer.catalog import NicPort, Rack, Switch, System
from designer.fabric.ask import Ask, Attachments, Bounds, Built, Hosts, Service, Unbuildable
from designer.fabric.basis import Basis
from designer.fabric.forms import form_of
from designer.fabric.networks import PREFIX, Crew, unbuilt
from designer.fabric.parties import Draft, of_kind
from designer.fabric.population import Cabinet, Kind
from designer.fabric.proposals import choose_switch, port_of, record, uplink_speed
from designer.fabric.records import Network
from designer.fabric.refusals import check_side_links
from designer.fabric.topologies import topology
from designer.model import NoteKind

__all__ = ["Endpoint", "in_rack_switches", "oob_network"]

#: Access switches of one block of shared equipment.
_BLOCK_LEAVES = 2


class Endpoint(NamedTuple):
    """A device with management ports: name, rack, catalog address, ports, service and block (from 0)."""

    name: str
    rack: str
    model: str
    ports: int
    service: str
    block: int


def oob_network(basis: Basis, crew: Crew, networks: Sequence[Network]) -> Built | None:
    """The out-of-band network over everything else. None when nothing has a management port."""
    own = tuple(e for kind in crew.kinds for e in _machines(basis, kind))
    shared = tuple(_shared(basis, crew, networks))
    if not (own or shared):
        return None
    port = NicPort.model_construct(network="oob", count=1, speed=_speed(basis), cage="rj45", adapter="")
    leaf = choose_switch(basis, "oob", [port])
    wish = basis.wish("oob").spine_switch
    spine = record(basis, wish, "fabric.oob.spine_switch") if wish else basis.catalog.get(Switch, "sn4600c")
    speed = uplink_speed(basis.catalog, leaf.slug, spine.slug)
    wished = basis.wish("oob").reserve or basis.rule("oob_reserve")
    draft = Draft("oob", PREFIX["oob"], basis.wish("oob").topology or "out-of-band", leaf, spine, 1, 1, speed,
                  int(basis.number("spines_least")), bounds=Bounds(reserve=wished.si("")))
    check_side_links(basis, draft, [port])
    endpoints = (*own, *_taken_in(basis, own, shared, int(form_of(leaf).cages * (1.0 - wished.si("")) + 1e-9)))
    try:
        built = topology(draft.topology).build(_ask(basis, draft, endpoints))
    except Unbuildable as trouble:
        unbuilt(basis, draft, trouble, sum(e.ports for e in endpoints))
        return None
    basis.take(built.steps, built.notes)
    return built


def _speed(basis: Basis) -> object:
    return basis.catalog.get(Switch, "sn2201").port_speed


def in_rack_switches(kind: Kind) -> bool:
    """Whether the racks of a kind bring their own management switches."""
    record_of = kind.cabinets[0].record if kind.cabinets else None
    return record_of is not None and record_of.management_switches > 0


def _machines(basis: Basis, kind: Kind) -> Iterable[Endpoint]:
    """Machines of a kind and the management ports of their racks, by rack or by scalable unit."""
    port = port_of(kind.system, "oob")
    by_rack = in_rack_switches(kind)
    service = f"{'rack' if by_rack else 'unit'}.{kind.system.slug}"
    first = np.zeros(len(kind.cabinets), np.int64)
    first[kind.cabinet[::-1]] = kind.unit[::-1]
    trays = [s for s in basis.catalog.all(System) if s.purpose == "nvlink-switch"]
    nvlink = port_of(trays[0], "oob") if trays else None
    tray = (trays[0].key, nvlink.count) if nvlink is not None else ("", 0)
    edges = np.searchsorted(kind.cabinet, np.arange(len(kind.cabinets) + 1)).tolist()
    for number, cabinet in enumerate(kind.cabinets):
        block = number if by_rack else int(first[number])
        for row in range(edges[number], edges[number + 1]) if port else ():
            yield Endpoint(kind.names[row], cabinet.tag, kind.system.key, port.count if port else 0, service, block)
        yield from _rack_ports(cabinet, service, block, tray)


def _rack_ports(cabinet: Cabinet, service: str, block: int, tray: tuple[str, int]) -> Iterable[Endpoint]:
    """Management ports of the rack itself: NVLink trays (address and ports of one), power shelves, and power strips
    for the rest."""
    rack = cabinet.record
    if rack is None:
        return
    left = rack.management_ports
    if tray[1] and rack.nvlink_domain > rack.gpus // max(1, rack.systems) and rack.shelf is not None:
        chips_per_tray = 2
        for number in range(rack.nvlink_switches // chips_per_tray):
            if left >= tray[1]:
                left -= tray[1]
                yield Endpoint(f"{cabinet.name}-NVS{number + 1}", cabinet.tag, tray[0], tray[1], service, block)
    if rack.shelf is not None:
        for number in range(min(left, rack.shelf.count)):
            yield Endpoint(f"{cabinet.name}-PS{number + 1}", cabinet.tag, "part/power-shelf", 1, service, block)
        left -= min(left, rack.shelf.count)
    for number in range(left):
        yield Endpoint(f"{cabinet.name}-PDU{number + 1}", cabinet.tag, "part/rack-pdu", 1, service, block)


def _shared(basis: Basis, crew: Crew, networks: Sequence[Network]) -> Iterable[Endpoint]:
    """Switches, servers, fabric managers, coolant units, and power strips of the racks that hold them."""
    for network in networks:
        for row in np.flatnonzero(network.devices["tier"] > 0).tolist():
            model = network.models[network.devices["model"][row]]
            ports = basis.catalog.get(Switch, model.partition("/")[2]).management_ports
            if ports:
                yield Endpoint(network.names[row], "", model, ports, "shared", 0)
        for row in range(network.counts.hosts, network.counts.hosts + network.counts.appliances):
            yield Endpoint(network.names[row], "", network.models[network.devices["model"][row]], 1, "shared", 0)
    for machines in crew.servers:
        port = port_of(machines.system, "oob")
        for name in machines.names if port else ():
            yield Endpoint(name, "", machines.system.key, port.count if port else 0, "shared", 0)
    if basis.layout is None:
        return
    for box in basis.layout.of("cdu"):
        key = box.catalog if "/" in box.catalog else f"cdu/{box.catalog}"
        yield Endpoint(box.tag, box.tag, key, int(basis.number("cdu_ports")), "shared", 0)
    for box in basis.layout.of("rack"):
        if box.purpose in ("network", "storage"):
            rack = basis.catalog.get(Rack, box.catalog.rpartition("/")[2])
            for number in range(rack.management_ports):
                yield Endpoint(f"{box.tag}-PDU{number + 1}", box.tag, "part/rack-pdu", 1, "shared", 0)


def _taken_in(
    basis: Basis, own: Sequence[Endpoint], shared: Sequence[Endpoint], most: int
) -> Sequence[Endpoint]:
    """The shared equipment on the free ports of the units' access switches, evenly, when these have room for all of
    it; else as it is, on switches of its own. `most` ports of a switch are used."""
    used: dict[tuple[str, int], int] = {}
    for end in own:
        if end.service.startswith("unit."):
            used[end.service, end.block] = used.get((end.service, end.block), 0) + end.ports
    fullest = {s: max(n for (service, _), n in used.items() if service == s) for s, _ in used}
    room = {key: -(-fullest[key[0]] // most) * most - ports for key, ports in used.items()}
    total = sum(end.ports for end in shared)
    quota = -(-total // max(1, len(room)))
    if not shared or min(room.values(), default=0) < quota + max(end.ports for end in shared) - 1:
        return shared
    basis.note(
        NoteKind.DECISION, "shared_on_unit_switches", "oob", ports=total, free=sum(room.values()), groups=len(room),
    )
    keys, made, before = sorted(room), [], 0
    for end in shared:
        service, block = keys[min(len(keys) - 1, before // quota)]
        made.append(end._replace(service=service, block=block))
        before += end.ports
    return made


def _ask(basis: Basis, draft: Draft, endpoints: Sequence[Endpoint]) -> Ask:
    leaf = form_of(draft.leaf)
    speed = leaf.cage_speed
    names = list(dict.fromkeys(e.service for e in endpoints))
    service = np.array([names.index(e.service) for e in endpoints], np.int16)
    block = np.array([e.block for e in endpoints], np.int32)
    ports = np.array([e.ports for e in endpoints], np.int32)
    host = np.repeat(np.arange(len(endpoints), dtype=np.int32), ports)
    position = _positions(service[host], block[host])
    shared = names.index("shared") if "shared" in names else -1
    size = _BLOCK_LEAVES * leaf.cages
    mine = service[host] == shared
    blocks = np.where(mine, position // size, block[host]).astype(np.int32)
    position = np.where(mine, position % size, position).astype(np.int32)
    services = []
    for number, name in enumerate(names):
        of = service[host] == number
        label = {"rack": of_kind("RK", number), "unit": of_kind("SU", number)}.get(name.partition(".")[0], "SVC")
        services.append(Service(name, int(blocks[of].max()) + 1, int(position[of].max()) + 1, speed, 1.0, label))
    zeros = np.zeros(len(host), np.int16)
    slot = (np.arange(len(host)) - np.repeat(np.cumsum(ports) - ports, ports) + 1).astype(np.int16)
    if basis.layout is None:
        basis.note(NoteKind.ASSUMPTION, "management_racks_unknown", "oob")
    return Ask(
        draft.network, draft.prefix, draft.topology, _hosts(endpoints),
        Attachments(host, slot, service[host], blocks, zeros, zeros.copy(), position),
        tuple(services), leaf, form_of(draft.spine), 1, 1, draft.up_speed, None, draft.least_spines,
        bounds=draft.bounds,
    )


def _positions(service: NDArray[np.int16], block: NDArray[np.int32]) -> NDArray[np.int32]:
    """Running number of each entry among those of its service and block."""
    key = service.astype(np.int64) * (int(block.max(initial=0)) + 1) + block
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    start = np.r_[0, np.flatnonzero(np.diff(ordered)) + 1]
    made = np.zeros(len(key), np.int32)
    made[order] = np.arange(len(key)) - np.repeat(start, np.diff(np.r_[start, len(key)]))
    return made


def _hosts(endpoints: Sequence[Endpoint]) -> Hosts:
    models = tuple(dict.fromkeys(e.model for e in endpoints))
    index = {model: i for i, model in enumerate(models)}
    return Hosts(
        names=tuple(e.name for e in endpoints),
        racks=tuple(e.rack for e in endpoints),
        model=np.array([index[e.model] for e in endpoints], np.int16),
        unit=np.array([e.block if e.service != "shared" else -1 for e in endpoints], np.int32),
        models=models,
        lanes=(1,) * len(models),
        serves=len(endpoints),
    )
