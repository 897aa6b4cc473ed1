"""Folded Clos: leaves are filled port by port with all rails of a node side by side; pods and cores as size demands.

Fewer leaves than rail-optimised where a unit does not divide by the leaf's ports; a node then leans on few leaves.
"""

from designer.fabric.ask import Ask, Built
from designer.fabric.tree import over_leaves

__all__ = ["NETWORKS", "TOPOLOGY", "build"]

TOPOLOGY = "folded-clos"

#: Networks that it may be wished for.
NETWORKS = ("compute",)


def build(ask: Ask) -> Built:
    """Dense leaves per unit and plane. Raises `Unbuildable`."""
    return over_leaves(ask, aligned=False)
