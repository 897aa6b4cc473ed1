"""Rail-only: the leaves of each rail join no other rail; what crosses rails goes over the machines' own scale-up links.

While a rail's ports fit one switch there is one switch for each rail; beyond that each rail gets leaves and spines of
its own, and still no switch joins two rails.
"""

from dataclasses import replace

import numpy as np

from designer.fabric.ask import Ask, Attachments, Built, Service, Unbuildable
from designer.fabric.leaves import LeafSet, leaf_set
from designer.fabric.tiers import TierPlan, spines_for
from designer.fabric.tree import grow

__all__ = ["NETWORKS", "RAILS_APART", "TOPOLOGY", "build"]

TOPOLOGY = "rail-only"

#: Networks that it may be wished for.
NETWORKS = ("compute",)

#: No switch joins two rails: each is a subnet of its own.
RAILS_APART = 1


def build(ask: Ask) -> Built:
    """One switch for each rail and plane, or a two-tier tree for each. Raises `Unbuildable`."""
    joined = _one_block(ask)
    try:
        whole = leaf_set(joined, topless=True)
    except Unbuildable as trouble:
        if trouble.key != "radix":
            raise
        whole = None
    if whole is not None and all(shape.leaves == 1 for shape in whole.shapes):
        flat = np.arange(whole.per_plane)
        return grow(joined, whole, TierPlan(1, (0,) * len(whole.shapes), whole.per_plane, flat, 0, 0, 0))
    leaves = leaf_set(ask)
    return grow(ask, leaves, _by_rail(ask, leaves))


def _one_block(ask: Ask) -> Ask:
    """The same ask with all blocks of a service side by side in one."""
    services = tuple(
        Service(s.name, 1, s.blocks * s.positions, s.speed, s.oversubscription, "ALL") for s in ask.services
    )
    each = np.array([s.positions for s in ask.services], np.int32)
    given = ask.attachments
    position = given.block * each[given.service] + given.position
    return replace(ask, services=services, attachments=_moved(given, position))


def _moved(given: Attachments, position: np.ndarray) -> Attachments:
    return replace(given, block=np.zeros_like(given.block), position=position)


def _by_rail(ask: Ask, leaves: LeafSet) -> TierPlan:
    """Spines for each rail alone. Raises `Unbuildable` (`radix`, `two-tiers`)."""
    radix = ask.spine.radix(ask.up_speed)
    shape = leaves.shapes[0]
    if len(leaves.shapes) > 1:
        raise Unbuildable("radix", nearest=ask.leaf.radix(ask.services[0].speed), switch=ask.leaf.key)
    in_rail = shape.count // shape.rails
    for up in range(shape.least_up, shape.most_up + 1):
        spines = spines_for(ask, up, -(-in_rail * up // radix))
        if spines:
            pod_of = leaves.rail[: leaves.per_plane] // shape.fold
            return TierPlan(2, (up,), shape.rails, pod_of, spines, 0, 0, down_ports=in_rail * up // spines)
    raise Unbuildable("two-tiers", nearest=radix // max(1, shape.leaves), leaves=in_rail, radix=radix)
