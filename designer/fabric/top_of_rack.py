"""Leaf pairs for dual-homed machines: port 1 of every machine on side 1, port 2 on side 2, spines above the pairs.

Used for storage and in-band networks. A single pair needs no spines: its two switches are joined directly.
"""

from dataclasses import replace

from designer.fabric.ask import Ask, Built, Unbuildable
from designer.fabric.leaves import leaf_set
from designer.fabric.tree import grow

__all__ = ["TOPOLOGY", "build"]

TOPOLOGY = "top-of-rack"


def build(ask: Ask) -> Built:
    """Two sides, at least two switches. Raises `Unbuildable` (`one-path`) when machines have a single port."""
    if ask.rails < 2:
        raise Unbuildable("one-path", nearest=2, rails=ask.rails)
    return grow(replace(ask, peer_links=max(1, ask.peer_links)), leaf_set(ask, aligned=True))
