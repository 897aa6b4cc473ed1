"""Management access switches by group of racks, each with one uplink to either of two aggregation switches."""

from dataclasses import replace

from designer.fabric.ask import Ask, Built
from designer.fabric.leaves import leaf_set
from designer.fabric.tree import grow

__all__ = ["NETWORKS", "TOPOLOGY", "UPLINKS", "build"]

TOPOLOGY = "out-of-band"

#: Networks that it may be wished for.
NETWORKS = ("oob",)

#: One uplink to each switch of the aggregation pair.
UPLINKS = 2


def build(ask: Ask) -> Built:
    """Single-homed access, dual-homed uplinks. Raises `Unbuildable`."""
    return grow(replace(ask, uplinks=UPLINKS, spine_uplinks=UPLINKS), leaf_set(ask, aligned=True))
