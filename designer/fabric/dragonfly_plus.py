"""Dragonfly+: groups of leaves and spines, every spine of a group joined to other groups, every two groups joined.

Inside a group each leaf reaches each spine. Half of a spine's ports look out by default, so that a group sends as much
outwards as its hosts give; the shortest way between groups is leaf, spine, spine, leaf. Routing must be adaptive, with
virtual lanes against cycles.
"""

import math

import numpy as np

from designer.fabric.ask import Ask, Built, Unbuildable
from designer.fabric.leaves import LeafSet, leaf_set
from designer.fabric.tiers import TierPlan, pods_of, spines_for
from designer.fabric.tree import grow

__all__ = ["NETWORKS", "TOPOLOGY", "build"]

TOPOLOGY = "dragonfly-plus"

#: Networks that it may be wished for.
NETWORKS = ("compute",)


def build(ask: Ask) -> Built:
    """Groups of whole units, joined all to all. Raises `Unbuildable` (`speed`, `pod`, `groups`, `spines`)."""
    leaves = leaf_set(ask, aligned=False)
    return grow(ask, leaves, _groups(ask, leaves))


def _groups(ask: Ask, leaves: LeafSet) -> TierPlan:
    radix = ask.spine.radix(ask.up_speed)
    if radix == 0:
        raise Unbuildable("speed", switch=ask.spine.key, speed=int(ask.up_speed), cage=int(ask.spine.cage_speed))
    over = ask.bounds.spine_oversubscription
    half = int(radix * over / (1.0 + over) + 1e-9)
    dealt = pods_of(ask, leaves, "unit", half)
    if dealt is None:
        size = max(shape.leaves for shape in leaves.shapes)
        raise Unbuildable("pod", nearest=half // size, units=ask.bounds.pod_units or 1, ports=half)
    pod_of, groups, size, _ = dealt
    found = (_joined(ask, leaves, (radix, half), pod_of, up) for up in _ups(leaves))
    plans = [plan for plan in found if plan is not None]
    if not plans:
        raise Unbuildable("groups", nearest=_most_groups(leaves, radix, half), groups=int(pod_of.max()) + 1)
    best = min(plans, key=lambda plan: (plan.switches, -plan.mesh, sum(plan.up)))
    return TierPlan(
        2, best.up, best.pods, pod_of, best.spines, 0, 0, "unit", groups, size, 1, best.down_ports, best.mesh
    )


def _ups(leaves: LeafSet) -> list[tuple[int, ...]]:
    """Uplinks of each leaf: the same for all services, none below its least number."""
    low, high = max(s.least_up for s in leaves.shapes), min(s.most_up for s in leaves.shapes)
    return [(up,) * len(leaves.shapes) for up in range(low, high + 1)]


def _joined(
    ask: Ask, leaves: LeafSet, ports: tuple[int, int], pod_of: np.ndarray, up: tuple[int, ...]
) -> TierPlan | None:
    """The plan with so many uplinks, or None when the spines cannot join their group or the groups one another."""
    radix, half = ports
    in_group = int(np.bincount(pod_of).max())
    pods = int(pod_of.max()) + 1
    spines = spines_for(ask, up[0], -(-in_group * up[0] // half))
    if not spines:
        return None
    down = in_group * up[0] // spines
    if pods == 1:
        return TierPlan(2, up, 1, pod_of, spines, 0, 0, down_ports=down)
    if not ask.tops_join:
        return None
    wished = ask.bounds.group_links
    room = (radix - down) * spines // (pods - 1)
    mesh = wished or min(room, math.floor(down * spines / ask.bounds.spine_oversubscription / (pods - 1) + 1e-9))
    if mesh < 1 or mesh > room:
        return None
    return TierPlan(2, up, pods, pod_of, spines, 0, 0, down_ports=down, mesh=mesh)


def _most_groups(leaves: LeafSet, radix: int, half: int) -> int:
    """Groups that one link for each two of them could join."""
    return max(s.most_up for s in leaves.shapes) * (radix - half) + 1
