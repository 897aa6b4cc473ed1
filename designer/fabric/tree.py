"""A tree of leaves, spines and cores made into a network: devices, names, cables, counts, steps."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from designer.fabric.ask import Ask, Built, Unbuildable
from designer.fabric.leaves import LeafSet, LeafShape, leaf_set, leaf_steps, take_spare
from designer.fabric.records import DEVICE, Network, NetworkCounts
from designer.fabric.tiers import TierPlan, plan_tiers, tier_steps
from designer.fabric.wiring import (
    Rows,
    blank_cables,
    core_links,
    host_links,
    mesh_links,
    peer_links,
    spine_links,
    switch_devices,
    up_cages,
)
from designer.model import Note, NoteKind, Trade
from designer.model.notes import Fact

__all__ = ["counts_of", "grow", "over_leaves"]

Devices = NDArray[np.void]


#: Most leaves that a group of a service is dealt over so that spines divide the uplinks of all services.
_SPREAD = 4


def over_leaves(ask: Ask, aligned: bool = True) -> Built:
    """The network over the leaves that its services want. Where no number of spines divides the uplinks of leaves of
    several shapes, the service of fewest machines is dealt over more of them. Raises `Unbuildable`.
    """
    try:
        return grow(ask, leaf_set(ask, aligned))
    except Unbuildable as trouble:
        if len(ask.services) < 2:
            raise
        for tried in _spread(ask):
            try:
                return _told(ask, grow(tried, leaf_set(tried, aligned)))
            except Unbuildable:
                continue
        raise trouble from None


def _spread(ask: Ask) -> Iterator[Ask]:
    """The same network, the service of fewest machines on more leaves."""
    few = min(range(len(ask.services)), key=lambda n: ask.services[n].blocks * ask.services[n].positions)
    for leaves in range(2, _SPREAD + 1):
        services = [replace(s, spread=leaves) if n == few else s for n, s in enumerate(ask.services)]
        yield replace(ask, services=tuple(services))


def _told(ask: Ask, built: Built) -> Built:
    """The network with the decision that its smallest service stands on more leaves."""
    note = Note(NoteKind.DECISION, "fabric.leaves_spread", Trade.FABRIC, ask.network, {"network": ask.network})
    return replace(built, notes=(*built.notes, note))


def grow(ask: Ask, leaves: LeafSet, plan: TierPlan | None = None) -> Built:
    """The network over a set of leaves, by a plan or the one that the leaves want. Raises `Unbuildable`."""
    plan = plan or plan_tiers(ask, leaves)
    if ask.dry is not None:
        return _counted(ask, leaves, plan, ask.dry)
    hosts = len(ask.hosts.names)
    above = leaves.planes * (plan.pods * plan.spines)
    rows = Rows(
        hosts,
        hosts + len(leaves),
        hosts + len(leaves) + above,
        hosts + len(leaves) + above + leaves.planes * plan.cores,
        max(1, ask.spine.per_cage(ask.up_speed)),
    )
    spare, of, port, lost = take_spare(ask, leaves, up_cages(ask, leaves, plan))
    taken = len(spare) if spare is not None else 0
    counts = counts_of(ask, leaves, plan, (len(ask.attachments) - _strangers(ask), taken + _strangers(ask)))
    cables = blank_cables(len(ask.attachments) + taken + _upper(counts))
    host_links(ask, ask.attachments, rows.leaf + leaves.of, leaves.port, cables[: len(ask.attachments)])
    first = len(ask.attachments)
    if spare is not None:
        host_links(ask, spare, rows.leaf + of, port, cables[first : first + taken])
        cables["speed"][first : first + taken] = ask.spare_speed or ask.services[0].speed
    first += taken
    up, top = counts.leaf_spine_links, counts.spine_core_links
    if plan.tiers > 1:
        spine_links(ask, leaves, plan, rows, cables[first : first + up])
        core_links(ask, plan, leaves.planes, rows, cables[first + up : first + up + top])
    if plan.mesh:
        mesh_links(ask, plan, leaves.planes, rows, cables[first + up + top :])
    elif counts.peer_links:
        peer_links(ask, leaves, rows, cables[first + up + top :])
    return _built(ask, leaves, plan, (cables, counts, lost), rows)


def _counted(ask: Ask, leaves: LeafSet, plan: TierPlan, links: int) -> Built:
    """The counts alone, in a network without devices and cables."""
    counts = counts_of(ask, leaves, plan, (links, 0))
    empty = Network(
        ask.network, ask.topology, counts, _one_plane(counts), ask.services[0].speed, (), np.zeros(0, DEVICE),
        blank_cables(0), (), (), (),
    )
    return Built(empty, ())


def _upper(counts: NetworkCounts) -> int:
    return counts.leaf_spine_links + counts.spine_core_links + counts.peer_links


def _strangers(ask: Ask) -> int:
    """Attachments of hosts that the network does not serve."""
    return int(np.count_nonzero(ask.attachments.host >= ask.hosts.serves))


def _built(
    ask: Ask, leaves: LeafSet, plan: TierPlan, made: tuple[NDArray[np.void], NetworkCounts, int], rows: Rows
) -> Built:
    cables, counts, lost = made
    count = len(ask.hosts.models)
    leaf, top = switch_devices(leaves, plan, (count, count + 1))
    devices = np.concatenate([_host_devices(ask), leaf, top])
    network = Network(
        name=ask.network,
        topology=ask.topology,
        counts=counts,
        per_plane=_one_plane(counts),
        speed_gbit_s=ask.services[0].speed,
        names=(*ask.hosts.names, *_leaf_names(ask, leaves), *_top_names(ask, plan, leaves.planes)),
        devices=devices,
        cables=cables,
        models=(*ask.hosts.models, ask.leaf.key, ask.spine.key),
        cable_types=(),
        optic_types=(),
        lanes=(*ask.hosts.lanes, leaves.lanes, rows.spine_per_cage),
        cages=(*(0 for _ in ask.hosts.models), ask.leaf.cages + ask.leaf.uplink_cages, ask.spine.cages),
        apart=(*(0 for _ in ask.hosts.models), ask.leaf.manager_cage, 0),
        racks=(*ask.hosts.racks, *("",) * (rows.total - rows.leaf)),
    )
    steps = (*leaf_steps(ask, leaves, plan.up), *tier_steps(ask, leaves, plan))
    return Built(network, steps, _notes(ask, leaves, plan), lost, {"spine_uplinks": plan.spine_up})


def _one_plane(counts: NetworkCounts) -> NetworkCounts:
    """The counts of one of several equal planes."""
    fields = ("leaf", "spine", "core", "host_links", "leaf_spine_links", "spine_core_links", "peer_links")
    return replace(counts, planes=1, **{name: getattr(counts, name) // counts.planes for name in fields})


def _host_devices(ask: Ask) -> Devices:
    made = np.zeros(len(ask.hosts.names), DEVICE)
    made["model"], made["unit"] = ask.hosts.model, ask.hosts.unit
    made["index"] = np.arange(len(made))
    for name in ("rail", "plane", "seat"):
        made[name] = -1
    return made


def _leaf_names(ask: Ask, leaves: LeafSet) -> list[str]:
    """``LEAF-SU03-R5``, with a number where a rail has several leaves and a plane number where there are planes.

    Leaves without a unit of their own leave it out.
    """
    names: list[str] = []
    for plane in range(leaves.planes):
        end = f"-P{plane + 1}" if leaves.planes > 1 else ""
        for shape in leaves.shapes:
            rails = [f"-R{rail * shape.fold + 1}" for rail in range(shape.rails)] if shape.rails > 1 else [""]
            subs = [f"-{sub + 1:02d}" for sub in range(shape.leaves)] if shape.leaves > 1 else [""]
            tails = [f"{rail}{sub}{end}" for rail in rails for sub in subs]
            stem = f"{ask.prefix}LEAF-{shape.service.label}"
            names += [f"{stem}{block:02d}{tail}" for block in range(1, shape.service.blocks + 1) for tail in tails]
    return names


def _top_names(ask: Ask, plan: TierPlan, planes: int) -> list[str]:
    """``SPINE-07``, ``SPINE-POD02-07`` in pods, ``CORE-03-12`` by group, with a plane number where there are planes."""
    spines, cores = [], []
    groups, group = plan.spines // plan.shared, plan.core_group if plan.cores else 0
    ends = [f"-P{plane + 1}" if planes > 1 else "" for plane in range(planes)]
    tails = [[f"{i + 1:02d}{end}" for i in range(plan.spines)] for end in ends]
    label = "G" if plan.mesh else "POD" if plan.cores else "R"
    for plane, end in enumerate(ends):
        for pod in range(plan.pods):
            pod_name = f"{label}{pod + 1:02d}-" if plan.pods > 1 or plan.tiers == 3 else ""
            stem = f"{ask.prefix}SPINE-{pod_name}"
            spines += [stem + tail for tail in tails[plane]]
        inner = [f"-{j + 1:02d}{end}" for j in range(group)]
        cores += [f"{ask.prefix}CORE-{i + 1:02d}{tail}" for i in range(groups) for tail in inner]
    return spines + cores


def counts_of(ask: Ask, leaves: LeafSet, plan: TierPlan, links: tuple[int, int]) -> NetworkCounts:
    """The counts of a plan; `links` are those of hosts and those of appliances."""
    planes = leaves.planes
    over = max(
        shape.used * shape.service.speed / (max(1, u) * ask.up_speed)
        for shape, u in zip(leaves.shapes, plan.up, strict=True)
    )
    up = sum(shape.count * u for shape, u in zip(leaves.shapes, plan.up, strict=True))
    pair = 1 if plan.tiers == 1 and leaves.per_plane == 2 else 0
    outward = plan.spine_up * plan.spines if plan.cores else (plan.pods - 1) * plan.mesh
    return NetworkCounts(
        hosts=ask.hosts.serves,
        gpus=ask.hosts.gpus,
        leaf=leaves.per_plane * planes,
        spine=plan.pods * plan.spines * planes,
        core=plan.cores * planes,
        host_links=links[0],
        leaf_spine_links=up * planes if plan.tiers > 1 else 0,
        spine_core_links=plan.pods * plan.spines * plan.spine_up * planes if plan.cores else 0,
        planes=planes,
        tiers=plan.tiers,
        units=ask.services[0].blocks,
        oversubscription=max(1.0, over) if plan.tiers > 1 else 1.0,
        appliances=len(ask.hosts.names) - ask.hosts.serves,
        appliance_links=links[1],
        peer_links=plan.pods * (plan.pods - 1) // 2 * plan.mesh * planes if plan.mesh else pair * ask.peer_links,
        pods=plan.pods if plan.pods > 1 or plan.tiers == 3 else 0,
        core_oversubscription=max(1.0, plan.down_ports * plan.spines / outward) if outward else 1.0,
    )


def _notes(ask: Ask, leaves: LeafSet, plan: TierPlan) -> tuple[Note, ...]:
    notes: list[Note] = []
    compute = ask.network.startswith("compute")
    for shape, up in zip(leaves.shapes, plan.up, strict=True):
        if compute and shape.leaves > 1 and shape.positions % shape.most:
            notes.append(Note(NoteKind.DECISION, "fabric.uneven_leaves", Trade.FABRIC, ask.network, _uneven(shape)))
        if compute and plan.tiers > 1 and up > shape.least_up:
            facts: dict[str, Fact] = {
                "least": shape.least_up, "used": shape.used, "up": up, "spines": plan.spines,
                "each": up // plan.spines, "wished": "yes" if ask.bounds.spines else "no",
            }
            notes.append(Note(NoteKind.DECISION, "fabric.more_uplinks", Trade.FABRIC, ask.network, facts))
    if plan.tiers == 3:
        notes.append(Note(NoteKind.DECISION, "fabric.three_tiers", Trade.FABRIC, ask.network, _pods(ask, leaves, plan)))
    return tuple(notes)


def _uneven(shape: LeafShape) -> dict[str, Fact]:
    """Why a unit has more leaves than its ports fill."""
    return {
        "service": shape.service.name,
        "positions": shape.positions,
        "ports": shape.most,
        "ideal": f"{shape.positions / shape.most:.2f}".rstrip("0").rstrip("."),
        "leaves": shape.leaves,
        "used": shape.used,
        "unit_leaves": shape.leaves * shape.rails,
        "shared_leaves": -(-shape.positions * shape.rails // shape.most),
    }


def _pods(ask: Ask, leaves: LeafSet, plan: TierPlan) -> dict[str, Fact]:
    """Why there is a third tier, and what its pods keep together."""
    return {
        "scheme": plan.scheme,
        "pods": plan.pods,
        "spines": plan.spines,
        "cores": plan.cores,
        "group": plan.core_group,
        "shared": plan.shared,
        "limit": ask.spine.radix(ask.up_speed),
        "units": max(shape.service.blocks for shape in leaves.shapes),
        "two_tier_units": ask.spine.radix(ask.up_speed) // max(s.leaves * s.rails for s in leaves.shapes),
    }
