"""What passes between the halls of one site: links of each network, the longest of them, host links among them."""

from collections.abc import Iterator

import numpy as np

from designer.fabric.basis import Basis
from designer.fabric.records import Fabric, Network
from designer.model import NoteKind
from designer.units import q

__all__ = ["tell_crossings"]


def tell_crossings(basis: Basis, wired: Fabric) -> None:
    """A decision for each network with cables between halls; nothing where there is one hall, or no layout."""
    parts = basis.site.hall.parts
    if basis.layout is None or len(parts) < 2:
        return
    homes = {box.tag: basis.site.hall.part_at(box.box.at.x, box.box.at.y) for box in basis.layout.placed}
    for network in wired.networks:
        for links, hosts, longest in _crossing(network, homes):
            basis.note(
                NoteKind.DECISION, "between_halls", network.name, network=network.name, links=links, hosts=hosts,
                longest=q(longest, "m"), all=len(network.cables),
            )


def _crossing(network: Network, homes: dict[str, str]) -> Iterator[tuple[int, int, float]]:
    """Links whose ends stand in two halls, host links among them, length of the longest [m]; nothing where none do."""
    names = sorted(set(homes.values()) - {""})
    place = np.array([names.index(home) if (home := homes.get(rack, "")) else -1 for rack in network.racks], np.int64)
    if not len(place):
        return
    a, b = place[network.cables["a"]], place[network.cables["b"]]
    over = (a != b) & (a >= 0) & (b >= 0)
    if over.any():
        hosts = int(np.count_nonzero(over & (network.cables["layer"] == 0)))
        yield int(np.count_nonzero(over)), hosts, float(network.cables["length"][over].max())
