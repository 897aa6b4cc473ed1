"""Rail-optimised leaf-spine: each rail of a unit has its own leaves; a third tier is added when two do not reach.

GPUs of the same rail in a unit meet on one leaf; other pairs meet over a spine, and over a core between pods.
"""

from designer.fabric.ask import Ask, Built
from designer.fabric.tree import over_leaves

__all__ = ["NETWORKS", "TOPOLOGY", "build"]

TOPOLOGY = "rail-optimised"

#: Networks that it may be wished for.
NETWORKS = ("compute", "storage", "in_band")


def build(ask: Ask) -> Built:
    """One leaf (or a few) per unit, rail and plane. Raises `Unbuildable`."""
    return over_leaves(ask)
