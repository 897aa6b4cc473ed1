"""Cabinets for the switches of a hall: the greedy seats made better by exact turns, family by family apart.

One cabinet lost must not take a whole scalable unit, so that no cabinet holds more of one unit's leaves than a share.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Rack
from designer.fabric.basis import Basis
from designer.fabric.distances import run_lengths
from designer.fabric.placement import Ground, Yard, best_places, families
from designer.fabric.places import Cabinets, Spots, rack_unit_m
from designer.fabric.records import Network
from designer.fabric.routing import path_of
from designer.fabric.seating import Bench
from designer.fabric.sides import sides_of
from designer.layout.records import TrayNetwork

__all__ = ["ground_of", "rearrange", "yard_of"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Tiers of devices: host, leaf, spine, core.
_TIERS = 4


def rearrange(basis: Basis, bench: Bench, networks: Sequence[Network]) -> None:
    """Move the switches of each network to the cabinets where their links are shortest. Nothing is moved while
    cabinets are missing."""
    if basis.layout is None or bench.network.imagined or not bench.network.tags:
        return
    for network in networks:
        _rearrange(basis, bench, network)


def _rearrange(basis: Basis, bench: Bench, network: Network) -> None:
    names, cabinets = network.names, bench.network
    index = {tag: i for i, tag in enumerate(cabinets.tags)}
    rows = [r for r in np.flatnonzero(network.devices["tier"] > 0).tolist() if names[r] in bench.seats]
    if not rows:
        return
    start = np.full(len(names), -1)
    start[rows] = [index[bench.seats[names[r]][1]] for r in rows]
    needs = np.zeros((_TIERS, 3))
    for row in rows:
        needs[int(network.devices["tier"][row])] = bench.seats[names[row]][0].need
    yard, tags = yard_of(basis, network, bench.spots, frozenset(names[r] for r in rows), needs)
    room = np.stack([cabinets.units, cabinets.power, cabinets.mass], axis=1)
    np.add.at(room, start[rows], needs[network.devices["tier"][rows]])
    ground = ground_of(basis, cabinets, bench.spots, tags, room)
    found = best_places(ground, yard, start)
    for row in rows:
        item, _ = bench.seats[names[row]]
        bench.seats[names[row]] = (item, cabinets.tags[found[row]])
        bench.spots.rack[names[row]] = cabinets.tags[found[row]]
    np.subtract.at(room, found[rows], needs[network.devices["tier"][rows]])
    cabinets.units, cabinets.power, cabinets.mass = (room[:, i].copy() for i in range(3))


def yard_of(
    basis: Basis, network: Network, spots: Spots, moving: frozenset[str], needs: Floats
) -> tuple[Yard, tuple[str, ...]]:
    """The network to be placed, of which the switches `moving` may move; and the racks of everything else."""
    racks = [
        "" if name in moving else (old or spots.rack.get(name, ""))
        for name, old in zip(network.names, network.racks, strict=True)
    ]
    tags = tuple(sorted({tag for tag in racks if tag}))
    index = {tag: i for i, tag in enumerate(tags)}
    lane, lanes = sides_of(network)
    family, most = families(network, basis.number("unit_in_one_rack"), basis.number("upper_in_one_rack"))
    fixed = np.array([index.get(tag, -1) for tag in racks])
    family[[name not in moving for name in network.names]] = -1
    trays = len(basis.layout.trays) if basis.layout is not None else 0
    return Yard(network, fixed, path_of(network, trays), needs, lane, lanes, family, most), tags


def ground_of(basis: Basis, cabinets: Cabinets, spots: Spots, tags: Sequence[str], room: Floats) -> Ground:
    """The ground of some racks and the network cabinets. A link to another rack has two drops at least."""
    own = [tag for tag in cabinets.tags if tag not in set(tags)]
    every = (*tags, *own)
    place = {tag: i for i, tag in enumerate(every)}
    trays: tuple[TrayNetwork | None, ...] = basis.layout.trays if basis.layout is not None else ()
    same = np.array(every)[:, None] == np.array(cabinets.tags)[None, :]
    ways = []
    for tray in trays or (None,):
        run = run_lengths(tray, cabinets.tags, every, spots.centre).T
        ways.append(np.where(same, 0.0, run + 2 * least_drop(basis, tray)))
    return Ground(np.stack(ways), np.array([place[tag] for tag in cabinets.tags]), room)


def least_drop(basis: Basis, tray: TrayNetwork | None) -> float:
    """Least drop from a tray into a cabinet [m]: to its highest unit in use. The planned drop where no tray leads."""
    if tray is None:
        return basis.number("rack_drop", "m")
    units = int(basis.catalog.get(Rack, "network-rack").units_high * basis.number("rack_units_usable"))
    return max(0.0, tray.z - basis.number("mount_height", "m") - units * rack_unit_m())
