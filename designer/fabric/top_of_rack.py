"""Top of rack: all ports of the machines of a rack on the rack's own switch, spines above; the plain comparison.

A rack may want more than one switch; then its machines follow one another over them.
"""

from designer.fabric.ask import Ask, Built
from designer.fabric.tree import over_leaves

__all__ = ["BY_RACK", "NETWORKS", "TOPOLOGY", "build"]

TOPOLOGY = "top-of-rack"

#: Networks that it may be wished for.
NETWORKS = ("compute",)

#: Blocks are racks, not scalable units.
BY_RACK = True


def build(ask: Ask) -> Built:
    """One switch, or a few, for each rack and plane. Raises `Unbuildable`."""
    return over_leaves(ask, aligned=False)
