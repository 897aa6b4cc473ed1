"""Cables of a tree, port by port, on arrays: host to leaf, leaf to spine, spine to core, and between a pair."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric.ask import Ask, Attachments
from designer.fabric.forms import logical_ports
from designer.fabric.leaves import LeafSet
from designer.fabric.records import CABLE, DEVICE
from designer.fabric.tiers import TierPlan

__all__ = ["Rows", "core_links", "host_links", "peer_links", "spine_links", "switch_devices", "up_cages"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """First device row of leaves, spines and cores, and links per cage of spines."""

    leaf: int
    spine: int
    core: int
    total: int
    spine_per_cage: int


def up_cages(ask: Ask, leaves: LeafSet, plan: TierPlan) -> Ints:
    """Cages that each leaf keeps for its uplinks."""
    if ask.leaf.uplink_cages:
        return np.zeros(len(leaves), np.int64)
    up = np.array(plan.up)[leaves.service]
    if plan.tiers == 1 and ask.peer_links:
        up = np.full(len(leaves), ask.peer_links)
    return -(-up // max(1, ask.leaf.per_cage(ask.up_speed)))


def _cables(count: int) -> NDArray[np.void]:
    made = np.zeros(count, CABLE)
    for name in ("cable", "a_optic", "b_optic", "route", "plane", "rail"):
        made[name] = -1
    return made


def host_links(ask: Ask, leaves: LeafSet, given: Attachments, of: Ints, port: Ints, first: int) -> NDArray[np.void]:
    """Links host to leaf, in the order of the attachments."""
    made = _cables(len(given))
    speed = np.array([service.speed for service in ask.services])[given.service]
    made["a"], made["a_port"], made["b"], made["b_port"] = given.host, given.port, first + of, port
    made["plane"], made["rail"], made["speed"] = given.plane, given.rail, speed
    return made


def _up_ports(ask: Ask, leaves: LeafSet, links: Ints, up: int) -> Ints:
    """Logical ports of a leaf's uplinks: the last cages, or its own uplink cages behind the host ports."""
    if ask.leaf.uplink_cages:
        return ask.leaf.cages * leaves.lanes + 1 + links
    per_cage = ask.leaf.per_cage(ask.up_speed)
    return logical_ports(links, per_cage, leaves.lanes, ask.leaf.cages - -(-up // per_cage))


def spine_links(ask: Ask, leaves: LeafSet, plan: TierPlan, rows: Rows) -> NDArray[np.void]:
    """Links leaf to spine: k = u/S neighbouring uplinks of a leaf go to one spine."""
    parts = []
    per_plane = leaves.per_plane
    for plane in range(leaves.planes):
        up = np.array(plan.up)[leaves.service[:per_plane]]
        each = up // plan.spines
        before = _before(plan.pod_of, each)
        leaf = np.repeat(np.arange(per_plane), up)
        link = np.arange(len(leaf)) - np.repeat(np.cumsum(up) - up, up)
        spine, of_pair = link // each[leaf], link % each[leaf]
        made = _cables(len(leaf))
        made["a"] = rows.leaf + plane * per_plane + leaf
        made["a_port"] = _leaf_up_ports(ask, leaves, plan, leaf, link)
        made["b"] = rows.spine + (plane * plan.pods + plan.pod_of[leaf]) * plan.spines + spine
        made["b_port"] = before[leaf] + of_pair + 1
        made["plane"], made["rail"] = plane, leaves.rail[leaf]
        parts.append(made)
    made = np.concatenate(parts) if parts else _cables(0)
    made["layer"], made["speed"] = 1, ask.up_speed
    return made


def _leaf_up_ports(ask: Ask, leaves: LeafSet, plan: TierPlan, leaf: Ints, link: Ints) -> Ints:
    ports = np.zeros(len(leaf), np.int64)
    for service, up in enumerate(plan.up):
        mine = leaves.service[leaf] == service
        ports[mine] = _up_ports(ask, leaves, link[mine], up)
    return ports


def _before(pod: Ints, each: Ints) -> Ints:
    """For each leaf, the spine ports taken by the earlier leaves of its pod."""
    order = np.argsort(pod, kind="stable")
    running = np.cumsum(each[order]) - each[order]
    start = np.zeros(int(pod.max()) + 1, np.int64)
    ordered = pod[order]
    firsts = np.r_[True, ordered[1:] != ordered[:-1]]
    start[ordered[firsts]] = running[firsts]
    before = np.zeros(len(pod), np.int64)
    before[order] = running - start[ordered]
    return before


def core_links(ask: Ask, plan: TierPlan, planes: int, rows: Rows) -> NDArray[np.void]:
    """Links spine to core: spine i of every pod reaches all cores of group i."""
    if plan.tiers < 3:
        return _cables(0)
    group = plan.cores // plan.spines
    each = plan.spine_up // group
    shape = (planes, plan.pods, plan.spines, plan.spine_up)
    plane, pod, spine, link = (axis.ravel() for axis in np.indices(shape))
    per_cage = rows.spine_per_cage
    first = ask.spine.cages - -(-plan.spine_up // per_cage)
    made = _cables(len(plane))
    made["a"] = rows.spine + (plane * plan.pods + pod) * plan.spines + spine
    made["a_port"] = logical_ports(link, per_cage, per_cage, first)
    made["b"] = rows.core + (plane * plan.spines + spine) * group + link // each
    made["b_port"] = pod * each + link % each + 1
    made["layer"], made["plane"], made["speed"] = 2, plane, ask.up_speed
    return made


def peer_links(ask: Ask, leaves: LeafSet, plan: TierPlan, first: int) -> NDArray[np.void]:
    """Links between the two switches of a pair that has no spines."""
    if plan.tiers != 1 or leaves.per_plane != 2 or not ask.peer_links:
        return _cables(0)
    made = _cables(ask.peer_links)
    ports = _up_ports(ask, leaves, np.arange(ask.peer_links), ask.peer_links)
    made["a"], made["b"], made["a_port"], made["b_port"] = first, first + 1, ports, ports
    made["layer"], made["plane"], made["speed"] = 3, 0, ask.up_speed
    return made


def switch_devices(
    leaves: LeafSet, plan: TierPlan, models: tuple[int, int]
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Device rows of leaves, and of spines followed by cores; `models` are the model indices of leaf and spine."""
    leaf = _devices(len(leaves), 1, models[0])
    leaf["unit"], leaf["rail"], leaf["plane"], leaf["index"] = leaves.block, leaves.rail, leaves.plane, leaves.sub
    spine = _devices(leaves.planes * plan.pods * plan.spines, 2, models[1])
    row = np.arange(len(spine))
    if plan.spines:
        spine["index"] = row % plan.spines
        spine["unit"] = row // plan.spines % plan.pods if plan.tiers == 3 else -1
        spine["plane"] = row // (plan.spines * plan.pods)
    core = _devices(leaves.planes * plan.cores, 3, models[1])
    if plan.cores:
        row = np.arange(len(core))
        core["index"] = row % plan.cores
        core["plane"] = row // plan.cores
        core["unit"] = row % plan.cores // (plan.cores // plan.spines)
    return leaf, np.concatenate([spine, core])


def _devices(count: int, tier: int, model: int) -> NDArray[np.void]:
    made = np.zeros(count, DEVICE)
    made["tier"], made["model"] = tier, model
    for name in ("unit", "rail", "plane", "seat"):
        made[name] = -1
    return made
