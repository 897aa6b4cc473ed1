"""A tree of leaves, spines and cores made into a network: devices, names, cables, counts, steps."""

import numpy as np
from numpy.typing import NDArray

from designer.fabric.ask import Ask, Built
from designer.fabric.leaves import LeafSet, leaf_steps, take_spare
from designer.fabric.records import CABLE, DEVICE, Network, NetworkCounts
from designer.fabric.tiers import TierPlan, plan_tiers, tier_steps
from designer.fabric.wiring import Rows, core_links, host_links, peer_links, spine_links, switch_devices, up_cages
from designer.model import Note, NoteKind, Trade
from designer.model.notes import Fact

__all__ = ["grow"]

Devices = NDArray[np.void]


def grow(ask: Ask, leaves: LeafSet) -> Built:
    """The network over a set of leaves. Raises `Unbuildable`."""
    plan = plan_tiers(ask, leaves)
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
    parts = [host_links(ask, leaves, ask.attachments, leaves.of, leaves.port, rows.leaf)]
    if spare is not None:
        parts.append(host_links(ask, leaves, spare, of, port, rows.leaf))
    if plan.tiers > 1:
        parts += [spine_links(ask, leaves, plan, rows), core_links(ask, plan, leaves.planes, rows)]
    parts.append(peer_links(ask, leaves, plan, rows.leaf))
    cables = np.concatenate(parts).astype(CABLE)
    count = len(ask.hosts.models)
    leaf, top = switch_devices(leaves, plan, (count, count + 1))
    devices = np.concatenate([_host_devices(ask), leaf, top])
    names = (*ask.hosts.names, *_leaf_names(ask, leaves), *_top_names(ask, plan, leaves.planes))
    counts = _counts(ask, leaves, plan, cables, leaves.planes)
    network = Network(
        name=ask.network,
        topology=ask.topology,
        counts=counts,
        per_plane=counts if leaves.planes == 1 else _counts(ask, leaves, plan, cables[cables["plane"] == 0], 1),
        speed_gbit_s=ask.services[0].speed,
        names=names,
        devices=devices,
        cables=cables,
        models=(*ask.hosts.models, ask.leaf.key, ask.spine.key),
        cable_types=(),
        optic_types=(),
        lanes=(*ask.hosts.lanes, leaves.lanes, rows.spine_per_cage),
        cages=(*(0 for _ in ask.hosts.models), ask.leaf.cages + ask.leaf.uplink_cages, ask.spine.cages),
        racks=(*ask.hosts.racks, *("" for _ in range(rows.total - hosts))),
    )
    steps = (*leaf_steps(ask, leaves, plan.up), *tier_steps(ask, leaves, plan))
    return Built(network, steps, _notes(ask, leaves, plan), lost, {"spine_uplinks": plan.spine_up})


def _host_devices(ask: Ask) -> Devices:
    made = np.zeros(len(ask.hosts.names), DEVICE)
    made["model"], made["unit"] = ask.hosts.model, ask.hosts.unit
    made["index"] = np.arange(len(made))
    for name in ("rail", "plane", "seat"):
        made[name] = -1
    return made


def _leaf_names(ask: Ask, leaves: LeafSet) -> list[str]:
    """``LEAF-SU03-R5``, with a letter where a rail has several leaves and a plane number where there are planes."""
    names = []
    shapes = leaves.shapes
    columns = (leaves.service, leaves.block, leaves.rail, leaves.sub, leaves.plane)
    for service, block, rail, sub, plane in zip(*(c.tolist() for c in columns), strict=True):
        shape = shapes[service]
        name = f"{ask.prefix}LEAF-{shape.service.label}{block + 1:02d}"
        if rail >= 0 and shape.rails > 1:
            name += f"-R{rail + 1}"
        if shape.leaves > 1:
            name += f"-{sub + 1:02d}"
        names.append(name + (f"-P{plane + 1}" if leaves.planes > 1 else ""))
    return names


def _top_names(ask: Ask, plan: TierPlan, planes: int) -> list[str]:
    """``SPINE-07``, ``SPINE-P02-07`` in pods, ``CORE-03-12`` by group, with a plane number where there are planes."""
    spines, cores = [], []
    group = plan.cores // plan.spines if plan.cores else 0
    for plane in range(planes):
        end = f"-P{plane + 1}" if planes > 1 else ""
        for pod in range(plan.pods):
            pod_name = f"POD{pod + 1:02d}-" if plan.tiers == 3 else ""
            spines += [f"{ask.prefix}SPINE-{pod_name}{i + 1:02d}{end}" for i in range(plan.spines)]
        cores += [
            f"{ask.prefix}CORE-{i + 1:02d}-{j + 1:02d}{end}" for i in range(plan.spines) for j in range(group)
        ]
    return spines + cores


def _counts(ask: Ask, leaves: LeafSet, plan: TierPlan, cables: NDArray[np.void], planes: int) -> NetworkCounts:
    layers = np.bincount(cables["layer"], minlength=4)
    appliance = int(np.count_nonzero((cables["layer"] == 0) & (cables["a"] >= ask.hosts.serves)))
    over = max(
        shape.used * shape.service.speed / (max(1, u) * ask.up_speed)
        for shape, u in zip(leaves.shapes, plan.up, strict=True)
    )
    return NetworkCounts(
        hosts=ask.hosts.serves,
        gpus=ask.hosts.gpus,
        leaf=leaves.per_plane * planes,
        spine=plan.pods * plan.spines * planes,
        core=plan.cores * planes,
        host_links=int(layers[0]) - appliance,
        leaf_spine_links=int(layers[1]),
        spine_core_links=int(layers[2]),
        planes=planes,
        tiers=plan.tiers,
        units=ask.services[0].blocks,
        oversubscription=max(1.0, over) if plan.tiers > 1 else 1.0,
        appliances=len(ask.hosts.names) - ask.hosts.serves,
        appliance_links=appliance,
        peer_links=int(layers[3]),
        pods=plan.pods if plan.tiers == 3 else 0,
    )


def _notes(ask: Ask, leaves: LeafSet, plan: TierPlan) -> tuple[Note, ...]:
    notes: list[Note] = []
    for shape in leaves.shapes:
        positions = shape.service.positions * (1 if shape.aligned else ask.rails)
        if ask.network.startswith("compute") and shape.leaves > 1 and positions % shape.most:
            shared = -(-positions * shape.rails // shape.most)
            facts: dict[str, Fact] = {
                "service": shape.service.name,
                "positions": positions,
                "ports": shape.most,
                "ideal": f"{positions / shape.most:.2f}".rstrip("0").rstrip("."),
                "leaves": shape.leaves,
                "used": shape.used,
                "unit_leaves": shape.leaves * shape.rails,
                "shared_leaves": shared,
            }
            notes.append(Note(NoteKind.DECISION, "fabric.uneven_leaves", Trade.FABRIC, ask.network, facts))
    if plan.tiers == 3:
        pods: dict[str, Fact] = {
            "scheme": plan.scheme,
            "pods": plan.pods,
            "spines": plan.spines,
            "cores": plan.cores,
            "limit": ask.spine.radix(ask.up_speed),
            "units": max(shape.service.blocks for shape in leaves.shapes),
            "two_tier_units": ask.spine.radix(ask.up_speed) // max(s.leaves * s.rails for s in leaves.shapes),
        }
        notes.append(Note(NoteKind.DECISION, "fabric.three_tiers", Trade.FABRIC, ask.network, pods))
    return tuple(notes)
