"""Cables of a tree, port by port, on arrays: host to leaf, leaf to spine, spine to core, and between equals.

Each function fills its own slice of one array, so that no cable is copied.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric.ask import Ask, Attachments
from designer.fabric.forms import logical_ports
from designer.fabric.leaves import LeafSet
from designer.fabric.records import CABLE, DEVICE
from designer.fabric.tiers import TierPlan

__all__ = [
    "Rows", "blank_cables", "core_links", "host_links", "mesh_links", "peer_links", "spine_links", "switch_devices",
    "up_cages",
]

Ints = NDArray[np.signedinteger]
Cables = NDArray[np.void]


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


def blank_cables(count: int) -> Cables:
    """So many cables without ends; indices into tables are -1."""
    blank = np.zeros(1, CABLE)
    for name in ("cable", "a_optic", "b_optic", "route", "plane", "rail"):
        blank[name] = -1
    return np.frombuffer(bytearray(blank.tobytes()) * count, CABLE) if count else blank[:0]


def host_links(ask: Ask, given: Attachments, of: Ints, port: Ints, out: Cables) -> None:
    """Links host to leaf, in the order of the attachments; `of` are leaf rows of the network."""
    speed = np.array([service.speed for service in ask.services], np.float32)
    out["a"], out["a_port"], out["b"], out["b_port"] = given.host, given.port, of, port
    out["plane"], out["rail"], out["speed"] = given.plane, given.rail, speed[given.service]


def _up_ports(ask: Ask, leaves: LeafSet, links: Ints, up: int) -> Ints:
    """Logical ports of a leaf's uplinks: the last cages, or its own uplink cages behind the host ports."""
    if ask.leaf.uplink_cages:
        return ask.leaf.cages * leaves.lanes + 1 + links
    per_cage = ask.leaf.per_cage(ask.up_speed)
    return logical_ports(links, per_cage, leaves.lanes, ask.leaf.cages - -(-up // per_cage))


def spine_links(ask: Ask, leaves: LeafSet, plan: TierPlan, rows: Rows, out: Cables) -> None:
    """Links leaf to spine: k = u/S neighbouring uplinks of a leaf go to one spine."""
    per_plane = leaves.per_plane
    up = np.array(plan.up)[leaves.service[:per_plane]]
    each = up // plan.spines
    before = _before(plan.pod_of, each)
    first = 0
    for number, count in _runs(leaves.service[:per_plane]):
        leaf = np.arange(number, number + count, dtype=np.int32)[:, None]
        wide, k = int(up[number]), int(each[number])
        link = np.arange(wide, dtype=np.int32)[None, :]
        port = _up_ports(ask, leaves, link, wide)
        above = plan.pod_of[number : number + count, None] * plan.spines + link // k
        taken = before[number : number + count, None] + link % k + 1
        for plane in range(leaves.planes):
            start = plane * int(up.sum()) + first
            part = out[start : start + count * wide].reshape(count, wide)
            part["a"], part["a_port"] = rows.leaf + plane * per_plane + leaf, port
            part["b"], part["b_port"] = rows.spine + plane * plan.pods * plan.spines + above, taken
            part["plane"], part["rail"] = plane, leaves.rail[number : number + count, None]
        first += count * wide
    out["layer"], out["speed"] = 1, ask.up_speed


def _runs(values: Ints) -> list[tuple[int, int]]:
    """Start and length of each run of equal neighbours."""
    starts = np.r_[0, np.flatnonzero(np.diff(values)) + 1].tolist()
    return [(a, b - a) for a, b in zip(starts, [*starts[1:], len(values)], strict=True)]


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


def core_links(ask: Ask, plan: TierPlan, planes: int, rows: Rows, out: Cables) -> None:
    """Links spine to core: the spines of every pod, so many side by side, reach all cores of their group."""
    if plan.tiers < 3:
        return
    group = plan.core_group
    each = plan.spine_up // group
    grid = out.reshape(planes, plan.pods, plan.spines, plan.spine_up)
    plane, pod, spine, link = np.ogrid[:planes, : plan.pods, : plan.spines, : plan.spine_up]
    per_cage = rows.spine_per_cage
    first = ask.spine.cages - -(-plan.spine_up // per_cage)
    grid["a"] = rows.spine + (plane * plan.pods + pod) * plan.spines + spine
    grid["a_port"] = logical_ports(link, per_cage, per_cage, first)
    grid["b"] = rows.core + (plane * (plan.spines // plan.shared) + spine // plan.shared) * group + link // each
    grid["b_port"] = (pod * plan.shared + spine % plan.shared) * each + link % each + 1
    out["layer"], grid["plane"], out["speed"] = 2, plane, ask.up_speed


def mesh_links(ask: Ask, plan: TierPlan, planes: int, rows: Rows, out: Cables) -> None:
    """Links between the spines of every two pods: `mesh` for each two, dealt to the spines turn by turn.

    Seen from a pod the others follow it in a ring; link t to the pod d steps ahead is the (d - 1) * mesh + t-th, so the
    same link has a number of its own at either end.
    """
    low, high = np.triu_indices(plan.pods, 1)
    ahead, link = (high - low - 1)[:, None], np.arange(plan.mesh)[None, :]
    near = ahead * plan.mesh + link
    far = (plan.pods - 2 - ahead) * plan.mesh + link
    per_cage = rows.spine_per_cage
    first = ask.spine.cages - -(-_most_out(plan) // per_cage)
    grid = out.reshape(planes, len(low), plan.mesh)
    for plane in range(planes):
        base = rows.spine + plane * plan.pods * plan.spines
        for end, pod, number in (("a", low, near), ("b", high, far)):
            grid[plane][end] = base + pod[:, None] * plan.spines + number % plan.spines
            grid[plane][f"{end}_port"] = logical_ports(number // plan.spines, per_cage, per_cage, first)
        grid[plane]["plane"] = plane
    out["layer"], out["speed"] = 3, ask.up_speed


def _most_out(plan: TierPlan) -> int:
    """Links to other pods on the fullest spine."""
    return -(-(plan.pods - 1) * plan.mesh // plan.spines)


def peer_links(ask: Ask, leaves: LeafSet, rows: Rows, out: Cables) -> None:
    """Links between the two switches of a pair that has no spines."""
    ports = _up_ports(ask, leaves, np.arange(len(out)), len(out))
    out["a"], out["b"], out["a_port"], out["b_port"] = rows.leaf, rows.leaf + 1, ports, ports
    out["layer"], out["plane"], out["speed"] = 3, 0, ask.up_speed


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
        spine["unit"] = row // plan.spines % plan.pods if plan.pods > 1 else -1
        spine["plane"] = row // (plan.spines * plan.pods)
    core = _devices(leaves.planes * plan.cores, 3, models[1])
    if plan.cores:
        row = np.arange(len(core))
        core["index"] = row % plan.cores
        core["plane"] = row // plan.cores
        core["unit"] = row % plan.cores // plan.core_group
    return leaf, np.concatenate([spine, core])


def _devices(count: int, tier: int, model: int) -> NDArray[np.void]:
    made = np.zeros(count, DEVICE)
    made["tier"], made["model"] = tier, model
    for name in ("unit", "rail", "plane", "seat"):
        made[name] = -1
    return made
