"""Spines and cores above a set of leaves: the fewest switches that keep every leaf-spine pair equal.

Two tiers: every leaf of a plane reaches every spine of that plane. Three tiers: leaves form pods; spine i of every pod
reaches core group i. Uplinks may exceed the least number when that saves switches.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric import formulas as f
from designer.fabric.ask import Ask, Unbuildable
from designer.fabric.leaves import LeafSet
from designer.ledger import Step
from designer.units import q

__all__ = ["SCHEMES", "TierPlan", "plan_tiers", "tier_steps"]

Ints = NDArray[np.int64]

#: How leaves may be grouped into pods, in order of preference: whole units, rails over units, leaf by leaf.
SCHEMES = ("unit", "rail", "dense")


@dataclass(frozen=True, slots=True, eq=False)
class TierPlan:
    """Tiers above the leaves of one plane: uplinks of each service's leaf, pod of each leaf, spines per pod, uplinks
    of a spine, cores of the plane; `group_leaves` and `groups` are what the pods were formed of."""

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

    @property
    def switches(self) -> int:
        """Switches above the leaves, one plane."""
        return self.pods * self.spines + self.cores


def plan_tiers(ask: Ask, leaves: LeafSet) -> TierPlan:
    """The tiers that a set of leaves wants. Raises `Unbuildable` (`speed`, `two-tiers`, `three-tiers`, `tiers`)."""
    count = leaves.per_plane
    flat = np.zeros(count, np.int64)
    if count == 1 or (count == 2 and ask.peer_links):
        return TierPlan(1, (0,) * len(leaves.shapes), 1, flat, 0, 0, 0)
    if ask.tiers not in (None, 2, 3):
        raise Unbuildable("tiers", nearest=2 if ask.tiers == 1 else 3, tiers=int(ask.tiers or 0))
    radix = ask.spine.radix(ask.up_speed)
    if radix == 0:
        raise Unbuildable("speed", switch=ask.spine.key, speed=int(ask.up_speed), cage=int(ask.spine.cage_speed))
    two = None if ask.tiers == 3 else _best(_two(ask, leaves, radix, flat))
    if two is not None:
        return two
    if ask.tiers == 2:
        raise Unbuildable("two-tiers", nearest=radix, leaves=count, radix=radix)
    for schemes in _schemes(leaves):
        three = _best(_three(ask, leaves, radix, schemes))
        if three is not None:
            return three
    raise Unbuildable("three-tiers", nearest=radix**3 // 4, leaves=count, radix=radix)


def _best(plans: Iterator[TierPlan]) -> TierPlan | None:
    order = {"": 0} | {name: i for i, name in enumerate(SCHEMES)}
    return min(plans, key=lambda p: (p.switches, sum(p.up), p.spine_up, order[p.scheme]), default=None)


def _schemes(leaves: LeafSet) -> tuple[tuple[str, ...], ...]:
    """Pods keep units or rails whole where leaves are aligned to them; otherwise leaf by leaf is as good."""
    return (SCHEMES[:2], SCHEMES[2:]) if all(s.aligned for s in leaves.shapes) else (SCHEMES,)


def _ups(leaves: LeafSet) -> Iterator[tuple[int, ...]]:
    return itertools.product(*(range(s.least_up, s.most_up + 1) for s in leaves.shapes))


def _two(ask: Ask, leaves: LeafSet, radix: int, flat: Ints) -> Iterator[TierPlan]:
    for up in _ups(leaves):
        total = sum(shape.count * u for shape, u in zip(leaves.shapes, up, strict=True))
        spines = divisor(math.gcd(*up), max(-(-total // radix), ask.least_spines))
        if spines:
            yield TierPlan(2, up, 1, flat, spines, 0, 0, down_ports=total // spines)


def divisor(whole: int, least: int) -> int:
    """The smallest divisor of `whole` not below `least`; 0 when there is none.

    >>> divisor(32, 12), divisor(30, 31)
    (16, 0)
    """
    return next((d for d in range(max(1, least), whole + 1) if whole % d == 0), 0)


def _three(ask: Ask, leaves: LeafSet, radix: int, schemes: tuple[str, ...]) -> Iterator[TierPlan]:
    half = radix - ask.spine_uplinks if ask.spine_uplinks else radix // 2
    for scheme in schemes:
        grouping = _pods(leaves, scheme, half)
        if grouping is None:
            continue
        for up in _ups(leaves):
            yield from _above(ask, leaves, radix, (scheme, *grouping), up)


def _above(
    ask: Ask, leaves: LeafSet, radix: int, grouping: tuple[str, Ints, int, int, int], up: tuple[int, ...]
) -> Iterator[TierPlan]:
    scheme, pod_of, groups, group_leaves, rails = grouping
    pods = int(pod_of.max()) + 1
    half = radix - ask.spine_uplinks if ask.spine_uplinks else radix // 2
    wanted = np.array(up)[leaves.service[: leaves.per_plane]]
    most = int(np.bincount(pod_of, wanted).max())
    spines = divisor(math.gcd(*up), max(-(-most // half), ask.least_spines))
    if not spines:
        return
    down = most // spines
    ups = [ask.spine_uplinks] if ask.spine_uplinks else range(down, radix - down + 1)
    for spine_up in ups:
        group = divisor(spine_up, max(-(-pods * spine_up // radix), 1))
        per_cage = ask.spine.per_cage(ask.up_speed)
        fits = -(-down // per_cage) + -(-spine_up // per_cage) <= ask.spine.cages
        if fits and group and spines * group >= ask.least_spines:
            yield TierPlan(
                3, up, pods, pod_of, spines, spine_up, spines * group, scheme, groups, group_leaves, rails, down
            )


def _pods(leaves: LeafSet, scheme: str, half: int) -> tuple[Ints, int, int, int] | None:
    """Pod of each leaf of a plane, number of groups, leaves of a group, rails; None when the scheme does not apply."""
    count = leaves.per_plane
    block, rail = leaves.block[:count], leaves.rail[:count]
    if scheme == "dense":
        pods = -(-count // half)
        return np.arange(count) * pods // count, count, 1, 1
    if scheme == "rail":
        if len(leaves.shapes) > 1 or not leaves.shapes[0].aligned or leaves.shapes[0].leaves > half:
            return None
        shape = leaves.shapes[0]
        pods = -(-shape.service.blocks // (half // shape.leaves))
        return rail * pods + block * pods // shape.service.blocks, shape.service.blocks, shape.leaves, shape.rails
    first = np.cumsum([0, *(s.service.blocks for s in leaves.shapes[:-1])])
    group = first[leaves.service[:count]] + block
    size, groups = int(np.bincount(group).max()), int(group.max()) + 1
    if size > half:
        return None
    pods = -(-groups // (half // size))
    return group * pods // groups, groups, size, 1


def tier_steps(ask: Ask, leaves: LeafSet, plan: TierPlan) -> list[Step]:
    """The steps that gave pods, spines and cores (of one plane)."""
    if plan.tiers == 1:
        return []
    radix, name = ask.spine.radix(ask.up_speed), ask.network
    shared = math.gcd(*plan.up)
    half = (radix - ask.spine_uplinks if ask.spine_uplinks else radix // 2) if plan.tiers == 3 else radix
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
        pods = f.pods.step(
            f"fabric.pods[{name}]",
            n_rail=q(float(plan.rails)),
            G=q(float(plan.groups)),
            L_group=q(float(plan.group_leaves)),
            h=q(float(half)),
        )
        core = f.cores.step(
            f"fabric.cores[{name}]", S=steps[0], P_pods=pods, w=q(float(plan.spine_up)), R=q(float(radix))
        )
        steps += [pods, core]
    return steps
