"""Spines and cores above a set of leaves: the fewest switches that keep every leaf-spine pair equal.

Two tiers: every leaf of a plane reaches every spine of that plane. Three tiers: leaves form pods; spine i of every pod
reaches core group i. Uplinks may exceed the least number when that saves switches.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from designer.fabric import formulas as f
from designer.fabric.ask import Ask, Unbuildable
from designer.fabric.leaves import LeafSet
from designer.ledger import Step
from designer.units import q

__all__ = ["SCHEMES", "TierPlan", "plan_tiers", "pods_of", "spines_for", "tier_steps"]

Ints = NDArray[np.int64]

#: How leaves may be grouped into pods, in order of preference: whole units, rails over units, leaf by leaf.
SCHEMES = ("unit", "rail", "dense")


@dataclass(frozen=True, slots=True, eq=False)
class TierPlan:
    """Tiers above the leaves of one plane: uplinks of each service's leaf, pod of each leaf, spines per pod, uplinks
    of a spine, cores of the plane; `group_leaves` and `groups` are what the pods were formed of. Pods without cores
    stand alone, or are joined spine by spine by `mesh` links for each two of them. `shared` neighbouring spines of each
    pod reach the same group of cores."""

    tiers: int
    up: tuple[int, ...]
    pods: int
    pod_of: Ints
    spines: int
    spine_up: int
    cores: int
    scheme: str = ""
    groups: int = 1
    group_leaves: int = 1
    rails: int = 1
    down_ports: int = 0
    mesh: int = 0
    shared: int = 1

    @property
    def core_group(self) -> int:
        """Cores that a spine reaches."""
        return self.cores * self.shared // self.spines

    @property
    def switches(self) -> int:
        """Switches above the leaves, one plane."""
        return self.pods * self.spines + self.cores


def plan_tiers(ask: Ask, leaves: LeafSet) -> TierPlan:
    """The tiers that a set of leaves wants. Raises `Unbuildable` (`speed`, `spines`, `two-tiers`, `three-tiers`,
    `tiers`, `pod`, `spine-ratio`)."""
    count = leaves.per_plane
    flat = np.zeros(count, np.int64)
    if count == 1 or (count == 2 and ask.peer_links and ask.tiers in (None, 1)):
        return TierPlan(1, (0,) * len(leaves.shapes), 1, flat, 0, 0, 0)
    if ask.tiers not in (None, 2, 3):
        raise Unbuildable("tiers", nearest=2 if ask.tiers == 1 else 3, tiers=int(ask.tiers or 0))
    radix = ask.spine.radix(ask.up_speed)
    if radix == 0:
        raise Unbuildable("speed", switch=ask.spine.key, speed=int(ask.up_speed), cage=int(ask.spine.cage_speed))
    two = None if ask.tiers == 3 or ask.bounds.pod_units else _best(_two(ask, leaves, radix, flat))
    if two is not None:
        return two
    if ask.tiers == 2:
        _no_spines(ask, leaves)
        raise Unbuildable("two-tiers", nearest=_most_units(ask, leaves, radix), leaves=count, radix=radix)
    for schemes in _schemes(ask, leaves):
        three = _best(_three(ask, leaves, radix, schemes))
        if three is not None:
            return three
    _no_spines(ask, leaves)
    _no_pod(ask, leaves, radix)
    raise Unbuildable("three-tiers", nearest=radix**3 // 4, leaves=count, radix=radix)


def _most_units(ask: Ask, leaves: LeafSet, radix: int) -> int:
    """Units of the first service that spines of a radix can join in two tiers, when each takes one port of a leaf."""
    shape = leaves.shapes[0]
    return radix // max(1, shape.rails * shape.leaves)


def _no_spines(ask: Ask, leaves: LeafSet) -> None:
    """Raise when the wished number of spines divides no number of uplinks that a leaf may have."""
    wished = ask.bounds.spines
    if wished is None:
        return
    good = {d for up in _ups(leaves) for d in range(1, math.gcd(*up) + 1) if math.gcd(*up) % d == 0}
    if wished not in good:
        nearest = min(good, key=lambda d: (abs(d - wished), d))
        raise Unbuildable("spines", nearest=nearest, spines=wished, least=min(s.least_up for s in leaves.shapes))


def _no_pod(ask: Ask, leaves: LeafSet, radix: int) -> None:
    """Raise when the wished pod has more leaves than a spine has ports for."""
    wished, half = ask.bounds.pod_units, _half(ask, radix)
    if wished is None:
        return
    size = min(s.leaves if s.aligned else s.leaves * s.rails for s in leaves.shapes)
    if wished * size > half:
        raise Unbuildable("pod", nearest=half // size, units=wished, ports=half)


def _best(plans: Iterator[TierPlan]) -> TierPlan | None:
    order = {"": 0} | {name: i for i, name in enumerate(SCHEMES)}
    return min(plans, key=lambda p: (p.switches, sum(p.up), p.spine_up, order[p.scheme], p.shared), default=None)


def _schemes(ask: Ask, leaves: LeafSet) -> tuple[tuple[str, ...], ...]:
    """Pods keep units or rails whole where leaves of one shape are aligned to them or pods of units are wished;
    otherwise leaf by leaf is as good."""
    if ask.bounds.pod_units is not None:
        return (SCHEMES[:2],)
    if len(leaves.shapes) > 1:
        return (SCHEMES,)
    return (SCHEMES[:2], SCHEMES[2:]) if all(s.aligned for s in leaves.shapes) else (SCHEMES,)


def _ups(leaves: LeafSet) -> Iterator[tuple[int, ...]]:
    """Uplinks of each shape's leaf. Of several shapes only those are tried that some number of spines divides with the
    fewest uplinks: more of them never save a switch for the same spines."""
    if len(leaves.shapes) == 1:
        yield from ((up,) for up in range(leaves.shapes[0].least_up, leaves.shapes[0].most_up + 1))
        return
    tried: dict[tuple[int, ...], None] = {}
    for spines in range(1, min(s.most_up for s in leaves.shapes) + 1):
        ups = tuple(-(-s.least_up // spines) * spines for s in leaves.shapes)
        if all(up <= s.most_up for up, s in zip(ups, leaves.shapes, strict=True)):
            tried[ups] = None
    yield from tried


def _two(ask: Ask, leaves: LeafSet, radix: int, flat: Ints) -> Iterator[TierPlan]:
    for up in _ups(leaves):
        total = sum(shape.count * u for shape, u in zip(leaves.shapes, up, strict=True))
        spines = spines_for(ask, math.gcd(*up), -(-total // radix))
        if spines:
            yield TierPlan(2, up, 1, flat, spines, 0, 0, down_ports=total // spines)


def spines_for(ask: Ask, shared: int, ports: int) -> int:
    """Spines that divide the uplinks `shared` by all leaves and have ports enough: as wished, else the fewest; 0 when
    there are none."""
    wished = ask.bounds.spines
    if wished is not None:
        return wished if shared % wished == 0 and wished >= ports else 0
    return divisor(shared, max(ports, ask.least_spines))


@lru_cache(maxsize=65536)
def divisor(whole: int, least: int) -> int:
    """The smallest divisor of `whole` not below `least`; 0 when there is none.

    >>> divisor(32, 12), divisor(30, 31)
    (16, 0)
    """
    return next((d for d in range(max(1, least), whole + 1) if whole % d == 0), 0)


def _half(ask: Ask, radix: int) -> int:
    """Ports of a spine that may look down when there are cores."""
    if ask.spine_uplinks:
        return radix - ask.spine_uplinks
    over = ask.bounds.spine_oversubscription
    return int(radix * over / (1.0 + over) + 1e-9)


def _three(ask: Ask, leaves: LeafSet, radix: int, schemes: tuple[str, ...]) -> Iterator[TierPlan]:
    for scheme in schemes if ask.tops_join else ():
        grouping = pods_of(ask, leaves, scheme, _half(ask, radix))
        if grouping is None:
            continue
        for up in _ups(leaves):
            yield from _above(ask, leaves, radix, (scheme, *grouping), up)


def _above(
    ask: Ask, leaves: LeafSet, radix: int, grouping: tuple[str, Ints, int, int, int], up: tuple[int, ...]
) -> Iterator[TierPlan]:
    scheme, pod_of, groups, group_leaves, rails = grouping
    pods = int(pod_of.max()) + 1
    wanted = np.array(up)[leaves.service[: leaves.per_plane]]
    most = int(np.bincount(pod_of, wanted).max())
    spines = spines_for(ask, math.gcd(*up), -(-most // _half(ask, radix)))
    if not spines:
        return
    down = most // spines
    least = math.ceil(down / ask.bounds.spine_oversubscription - 1e-9)
    ups = [ask.spine_uplinks] if ask.spine_uplinks else range(least, radix - down + 1)
    for spine_up in ups:
        per_cage = ask.spine.per_cage(ask.up_speed)
        if -(-down // per_cage) + -(-spine_up // per_cage) > ask.spine.cages:
            continue
        for shared, cores in _cores(pods, spines, spine_up, radix):
            if cores >= ask.least_spines:
                yield TierPlan(
                    3, up, pods, pod_of, spines, spine_up, cores, scheme, groups, group_leaves, rails, down,
                    shared=shared,
                )


def _cores(pods: int, spines: int, spine_up: int, radix: int) -> Iterator[tuple[int, int]]:
    """Spines of a pod that share a group of cores, and cores: each spine with a group of its own, then every larger
    number of spines that saves cores between several pods, up to that which wastes no port."""
    least, fewest = -(-pods * spines * spine_up // radix), spines * spine_up + 1
    for shared in (n for n in range(1, spines + 1 if pods > 1 else 2) if spines % n == 0):
        group = divisor(spine_up, max(-(-pods * shared * spine_up // radix), 1))
        cores = spines // shared * group
        if 0 < cores < fewest:
            yield shared, cores
            fewest = cores
        if cores == least:
            return


def pods_of(ask: Ask, leaves: LeafSet, scheme: str, half: int) -> tuple[Ints, int, int, int] | None:
    """Pod of each leaf of a plane, number of groups, leaves of a group, rails; None when the scheme does not apply.

    `half` are the leaves that a pod's spines can join by one port each.
    """
    count = leaves.per_plane
    block, rail = leaves.block[:count], leaves.rail[:count]
    if scheme == "dense":
        pods = -(-count // half)
        return np.arange(count) * pods // count, count, 1, 1
    if scheme == "rail":
        if len(leaves.shapes) > 1 or not leaves.shapes[0].aligned:
            return None
        shape = leaves.shapes[0]
        dealt = _dealt(ask, shape.service.blocks, shape.leaves, half)
        if dealt is None:
            return None
        return rail // shape.fold * dealt[0] + dealt[1][block], shape.service.blocks, shape.leaves, shape.rails
    first = np.cumsum([0, *(s.service.blocks for s in leaves.shapes[:-1])])
    group = first[leaves.service[:count]] + block
    size, groups = int(np.bincount(group).max()), int(group.max()) + 1
    dealt = _dealt(ask, groups, size, half)
    return (dealt[1][group], groups, size, 1) if dealt is not None else None


def _dealt(ask: Ask, groups: int, size: int, half: int) -> tuple[int, Ints] | None:
    """Pods, and pod of each group of so many leaves: as many units as wished, else evenly; None when none fits."""
    wished = ask.bounds.pod_units
    if size > half or (wished is not None and wished * size > half):
        return None
    number = np.arange(groups)
    if wished is not None:
        return -(-groups // wished), number // wished
    pods = -(-groups // (half // size))
    return pods, number * pods // groups


def tier_steps(ask: Ask, leaves: LeafSet, plan: TierPlan) -> list[Step]:
    """The steps that gave pods, spines and cores (of one plane)."""
    if plan.tiers == 1:
        return []
    radix, name = ask.spine.radix(ask.up_speed), ask.network
    shared = math.gcd(*plan.up)
    half = _half(ask, radix) if plan.tiers == 3 or plan.mesh else radix
    wanted = np.bincount(plan.pod_of, np.array(plan.up)[leaves.service[: leaves.per_plane]]).max()
    steps = [
        f.spines.step(
            f"fabric.spines[{name}]",
            U=q(float(wanted)),
            R=q(float(half)),
            u=q(float(shared)),
            S_least=q(float(ask.least_spines)),
        )
    ]
    if plan.tiers == 3:
        most = half if ask.bounds.pod_units is None else ask.bounds.pod_units * plan.group_leaves
        pods = f.pods.step(
            f"fabric.pods[{name}]",
            n_rail=q(float(plan.rails)),
            G=q(float(plan.groups)),
            L_group=q(float(plan.group_leaves)),
            h=q(float(most)),
        )
        core = f.cores.step(
            f"fabric.cores[{name}]", S=steps[0], P_pods=pods, w=q(float(plan.spine_up)), R=q(float(radix)),
            m=q(float(plan.shared)),
        )
        steps += [pods, core]
    return steps
