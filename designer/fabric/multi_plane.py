"""Multi-plane: each machine port is split over two or more planes, each of them a rail-optimised tree of its own.

A plane's switches have as many times the ports as there are planes, so that two tiers reach further; planes share no
switch, and a lost plane leaves the others.
"""

from designer.fabric.ask import Ask, Built, Unbuildable
from designer.fabric.tree import over_leaves

__all__ = ["LEAST_PLANES", "NETWORKS", "TOPOLOGY", "build"]

TOPOLOGY = "multi-plane"

#: Networks that it may be wished for.
NETWORKS = ("compute",)

#: Planes that the name asks for at least, and that are built where the brief gives no number.
LEAST_PLANES = 2


def build(ask: Ask) -> Built:
    """A rail-optimised tree for each plane. Raises `Unbuildable` (`planes` below two)."""
    if ask.planes < LEAST_PLANES:
        raise Unbuildable("planes", nearest=LEAST_PLANES, planes=ask.planes)
    return over_leaves(ask)
