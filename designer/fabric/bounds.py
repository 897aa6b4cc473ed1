"""Lower bounds of the way of all links over any seating: leaf by leaf, pod by pod, and through to the cores.

The spines of a pod reach every leaf of it. Whatever the seats, the links of one spine to the leaves of its pod are not
shorter than those of a spine at the best of all places; the links of one core to its spines not shorter than those of
a core at their best place. Leaves may choose again for every spine, so that nothing feasible is shut out.
"""

import numpy as np
from numpy.typing import NDArray

from designer.fabric.placement import Ground, Yard, bound, link_costs

__all__ = ["least_way"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAF, _SPINE = 1, 2


def least_way(ground: Ground, yard: Yard) -> float:
    """The greatest of the lower bounds [m]; 0 without switches to place."""
    return max(bound(ground, yard), _through_pods(ground, yard))


def _through_pods(ground: Ground, yard: Yard) -> float:
    """Way from hosts over leaves and spines to cores, pod by pod [m]."""
    devices = yard.network.devices
    moving = (yard.family >= 0) & (yard.fixed < 0)
    spines = np.flatnonzero((devices["tier"] == _SPINE) & moving)
    leaves = np.flatnonzero((devices["tier"] == _LEAF) & moving)
    if not len(spines) or not len(leaves):
        return 0.0
    cost = link_costs(ground, yard, np.full(len(devices), -1), leaves)
    between = ground.way[:, ground.own, :].min(axis=0)
    pods = [_pod(yard, leaves, spines[mine], cost, between) for mine in _pods(yard, spines)]
    if any(pod is None for pod in pods):
        return 0.0
    made = [pod for pod in pods if pod is not None]
    return sum(
        count * float(sum(np.min(place[:, None] + up * between, axis=0) for place, up, _ in mine).min())
        for count, mine in _alike(made)
    )


def _alike(pods: list[tuple[Floats, float, int]]) -> list[tuple[int, list[tuple[Floats, float, int]]]]:
    """Spines that meet in one group of cores: one of each pod. Pods without cores stand alone."""
    if all(up == 0 for _, up, _ in pods) or len({count for _, _, count in pods}) > 1:
        return [(count, [(place, up if up == 0 else 0.0, count)]) for place, up, count in pods]
    return [(pods[0][2], pods)]


def _pods(yard: Yard, spines: Ints) -> list[Ints]:
    """Places in `spines` of each pod and plane."""
    devices = yard.network.devices
    columns = np.stack([devices[k].astype(np.int64)[spines] for k in ("plane", "unit")])
    _, number = np.unique(columns, axis=1, return_inverse=True)
    return [np.flatnonzero(number.reshape(-1) == pod) for pod in range(int(number.max()) + 1)]


def _pod(
    yard: Yard, leaves: Ints, spines: Ints, cost: Floats, between: Floats
) -> tuple[Floats, float, int] | None:
    """For one spine of a pod: least way of its share of the hosts' links and of its links to the leaves [m] by its
    place, its links to cores, and how many spines the pod has. None where spines differ."""
    a, b = yard.network.cables["a"].astype(np.int64), yard.network.cables["b"].astype(np.int64)
    layer = yard.network.cables["layer"]
    own = np.zeros(len(yard.fixed), bool)
    own[spines] = True
    low = np.flatnonzero((layer == _LEAF) & own[b])
    each = np.bincount(a[low], minlength=len(yard.fixed))[leaves] / len(spines)
    up = np.bincount(a[(layer == _SPINE) & own[a]], minlength=len(yard.fixed))[spines]
    down = np.bincount(b[low], minlength=len(yard.fixed))[spines]
    if np.ptp(up) or np.ptp(down):
        return None
    used = np.flatnonzero(each > 0)
    _, first, count = np.unique(
        np.column_stack([each[used], np.round(cost[used], 6)]), axis=0, return_index=True, return_counts=True
    )
    place = np.zeros(between.shape[0])
    for row, number in zip(used[first].tolist(), count.tolist(), strict=True):
        place += number * (cost[row][:, None] / len(spines) + each[row] * between).min(axis=0)
    return place, float(up[0]), len(spines)
