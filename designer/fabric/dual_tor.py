"""Dual-ToR: leaf pairs for dual-homed machines, side 1 and side 2 of every port pair on different switches.

Storage and in-band machines have a port for each side. A compute adapter is split into one port for each side, and the
pair stands for each rail. Spines join both sides. A single pair needs no spines: its switches are joined directly.
"""

from dataclasses import replace

import numpy as np

from designer.fabric.ask import Ask, Built, Unbuildable
from designer.fabric.tree import over_leaves

__all__ = ["NETWORKS", "SIDES", "TOPOLOGY", "build"]

TOPOLOGY = "dual-tor"

#: Networks that it may be wished for.
NETWORKS = ("compute", "storage", "in_band")

#: Switches that each port pair is spread over.
SIDES = 2


def build(ask: Ask) -> Built:
    """Two sides, at least two switches. Raises `Unbuildable` (`one-path`) when machines have a single port."""
    if ask.sides < SIDES:
        raise Unbuildable("one-path", nearest=SIDES, rails=ask.rails)
    sides = max(SIDES, ask.planes)
    ask = replace(_sides_as_rails(ask), peer_links=max(1, ask.peer_links))
    built = over_leaves(ask)
    network = built.network
    counts, one = (replace(each, sides=sides) for each in (network.counts, network.per_plane))
    return replace(built, network=replace(network, counts=counts, per_plane=one))


def _sides_as_rails(ask: Ask) -> Ask:
    """Each side of a rail as a rail of its own, so that one set of spines joins them all; rails that share a leaf stand
    side by side within each side."""
    if ask.planes == 1:
        return replace(ask, bounds=replace(ask.bounds, fold=1))
    given, fold = ask.attachments, min(max(1, ask.bounds.fold), ask.rails)
    rail = given.rail // fold * (ask.planes * fold) + given.plane * fold + given.rail % fold
    attachments = replace(given, rail=rail.astype(np.int16), plane=np.zeros_like(given.plane))
    bounds = replace(ask.bounds, fold=fold)
    rails = -(-ask.rails // fold) * fold * ask.planes
    return replace(ask, attachments=attachments, rails=rails, planes=1, bounds=bounds)
