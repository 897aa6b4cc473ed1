"""Parties: machines of one kind that join a network side by side, and the ask that several parties make together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.catalog import NicPort, Switch
from designer.fabric.ask import UNBOUNDED, Ask, Attachments, Bounds, Hosts, Service, attach
from designer.fabric.forms import SwitchForm, form_of
from designer.fabric.media import ports_in_cage
from designer.fabric.population import Kind
from designer.fabric.proposals import link_speed
from designer.fabric.topologies import trait

__all__ = ["Draft", "Party", "ask_of", "bare", "by_rack", "gpu_party", "merge_blocks", "of_kind", "one_block"]

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """Machines that share port and leaf shape: catalog address and port; name, rack, unit, block, position of each.
    """

    service: str
    label: str
    model: str
    port: NicPort
    names: tuple[str, ...]
    racks: tuple[str, ...]
    unit: Ints
    block: Ints
    position: Ints
    blocks: int
    positions: int
    oversubscription: float
    gpus: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """The frame of a network to be asked for: name, tag prefix, topology, switches, rails, planes, uplink speed.

    `link_speed` caps the speed of host links and `radix` the ports used of a switch (0 = neither); speeds in Gbit/s.
    """

    network: str
    prefix: str
    topology: str
    leaf: Switch
    spine: Switch
    rails: int
    planes: int
    up_speed: float
    least_spines: int
    tiers: int | None = None
    peer_links: int = 0
    bounds: Bounds = UNBOUNDED
    link_speed: float = 0.0
    radix: int = 0
    tops_join: bool = True

    @property
    def subnets(self) -> int:
        """Parts of the network that no switch joins: planes, and rails where the topology keeps them apart."""
        return self.planes_apart * self.rails_apart

    @property
    def planes_apart(self) -> int:
        """Planes that no switch joins; the two sides of a dual top of rack meet in the spines."""
        return 1 if trait(self.topology, "SIDES", 0) else self.planes

    @property
    def rails_apart(self) -> int:
        """Groups of rails that no switch joins, each of the rails that share a leaf."""
        return -(-self.rails // self.bounds.fold) if trait(self.topology, "RAILS_APART", 0) else 1

    def speed(self, port: NicPort) -> float:
        """Speed of the link of a machine's port [Gbit/s]."""
        own = link_speed(self.leaf, port, self.planes)
        return min(own, self.link_speed) if self.link_speed else own

    def form(self, switch: Switch) -> SwitchForm:
        """The form of a switch with no more cages than the radix allows."""
        form = form_of(switch)
        each = form.per_cage(self.up_speed)
        return replace(form, cages=min(form.cages, self.radix // each)) if self.radix and each else form


def by_rack(party: Party, cabinet: Ints) -> Party:
    """The same machines with a block for each rack instead of each scalable unit; `cabinet` is that of each."""
    position = np.zeros(len(cabinet), np.int32)
    if len(cabinet):
        first = np.r_[0, np.flatnonzero(np.diff(cabinet)) + 1]
        position = (np.arange(len(cabinet)) - np.repeat(first, np.diff(np.r_[first, len(cabinet)]))).astype(np.int32)
    blocks, each = int(cabinet.max(initial=0)) + 1, int(position.max(initial=0)) + 1
    return replace(party, label="RK", block=cabinet, position=position, blocks=blocks, positions=each)


def bare(party: Party) -> Party:
    """The party without its machines, for an ask that is only counted."""
    none = np.zeros(0, np.int32)
    return replace(party, names=(), racks=(), unit=none, block=none, position=none)


def of_kind(label: str, number: int) -> str:
    """A label of blocks, told apart by the number of their kind of machine (from 0) where it is not the first."""
    return f"{number + 1}-{label}" if number else label


def gpu_party(kind: Kind, port: NicPort, oversubscription: float, number: int = 0) -> Party:
    """The GPU machines of one kind, block by scalable unit; `number` of the kind among those that share the network."""
    return Party(
        f"gpu-{number + 1}" if number else "gpu", of_kind("SU", number), kind.system.key, port, kind.names, kind.racks,
        kind.unit, kind.unit, kind.position, max(1, kind.units), kind.positions, oversubscription, kind.gpus,
    )


def one_block(service: str, model: str, port: NicPort, names: Sequence[str], oversubscription: float) -> Party:
    """Servers that all stand in one block."""
    count = len(names)
    nothing = np.full(count, -1, np.int32)
    return Party(
        service, "SVC", model, port, tuple(names), ("",) * count, nothing, np.zeros(count, np.int32),
        np.arange(count, dtype=np.int32), 1, max(1, count), oversubscription,
    )


def merge_blocks(parties: Sequence[Party]) -> tuple[Party, ...]:
    """Parties of one service side by side in one block: positions follow one another."""
    first = 0
    total = sum(len(p.names) for p in parties)
    made = []
    for party in parties:
        count = len(party.names)
        made.append(
            Party(
                party.service, party.label, party.model, party.port, party.names, party.racks, party.unit, party.block,
                (np.arange(count) + first).astype(np.int32), 1, max(1, total), party.oversubscription,
            )
        )
        first += count
    return tuple(made)


def ask_of(draft: Draft, parties: Sequence[Party], spare: Sequence[Party] = ()) -> Ask:
    """The ask of some parties for a network; `spare` parties take free leaf ports."""
    everyone = [*parties, *spare]
    services, number = _services(draft, parties)
    first = np.cumsum([0, *(len(p.names) for p in everyone)])
    given = [
        attach(
            np.arange(first[i], first[i] + len(p.names), dtype=np.int32),
            p.position, p.block, draft.rails, draft.planes, number[i],
        )
        for i, p in enumerate(parties)
    ]
    extra = [
        _over_subnets(
            attach(np.arange(first[i], first[i] + len(p.names), dtype=np.int32), p.position, p.block, p.port.count),
            draft,
        )
        for i, p in enumerate(spare, start=len(parties))
    ]
    own = form_of(draft.leaf).manager_speed
    slowest = min((p.port.speed.si("Gbit/s") for p in spare), default=0.0)
    return Ask(
        network=draft.network,
        prefix=draft.prefix,
        topology=draft.topology,
        hosts=_hosts(draft, parties, spare),
        attachments=_joined(given),
        services=services,
        leaf=draft.form(draft.leaf),
        spine=draft.form(draft.spine),
        rails=draft.rails,
        planes=draft.planes,
        up_speed=draft.up_speed,
        tiers=draft.tiers,
        least_spines=draft.least_spines,
        peer_links=draft.peer_links,
        bounds=draft.bounds,
        tops_join=draft.tops_join,
        spare=_joined(extra) if extra else None,
        spare_by_rail=draft.rails_apart > 1,
        spare_speed=min(own, slowest),
    )


def _over_subnets(given: Attachments, draft: Draft) -> Attachments:
    """Ports of fabric managers, those of each in one subnet, as many managers in each."""
    number = given.host - given.host.min(initial=np.iinfo(np.int32).max)
    each = max(1, (int(number.max(initial=0)) + 1) // draft.subnets)
    subnet = np.minimum(number // each, draft.subnets - 1)
    rail = subnet // draft.planes_apart if draft.rails_apart > 1 else given.rail
    return replace(given, plane=(subnet % draft.planes_apart).astype(np.int16), rail=rail.astype(np.int16))


def _services(draft: Draft, parties: Sequence[Party]) -> tuple[tuple[Service, ...], list[int]]:
    """One service for each service name, and the service number of each party."""
    made: dict[str, Service] = {}
    for p in parties:
        speed = draft.speed(p.port)
        known = made.get(p.service)
        blocks, positions = (max(known.blocks, p.blocks), max(known.positions, p.positions)) if known else (0, 0)
        made[p.service] = Service(
            p.service, max(blocks, p.blocks), max(positions, p.positions),
            max(known.speed, speed) if known else speed, p.oversubscription, p.label,
        )
    order = list(made)
    return tuple(made.values()), [order.index(p.service) for p in parties]


def _hosts(draft: Draft, parties: Sequence[Party], spare: Sequence[Party]) -> Hosts:
    everyone = [*parties, *spare]
    lanes = [(draft.planes if i < len(parties) else 1) * ports_in_cage(p.port.cage) for i, p in enumerate(everyone)]
    kinds = [(p.model, many) for p, many in zip(everyone, lanes, strict=True)]
    models = tuple(dict.fromkeys(kinds))
    index = [models.index(kind) for kind in kinds]
    return Hosts(
        names=tuple(name for p in everyone for name in p.names),
        racks=tuple(rack for p in everyone for rack in p.racks),
        model=np.concatenate([np.full(len(p.names), i, np.int16) for p, i in zip(everyone, index, strict=True)]),
        unit=np.concatenate([p.unit for p in everyone]),
        models=tuple(model for model, _ in models),
        lanes=tuple(lanes for _, lanes in models),
        serves=sum(len(p.names) for p in parties),
        gpus=sum(p.gpus for p in parties),
    )


def _joined(parts: Sequence[Attachments]) -> Attachments:
    return Attachments(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("host", "port", "service", "block", "rail", "plane", "position")
        )
    )
