"""How good the seats are: total way against a lower bound, and what other places of the network cabinets would give."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from designer.fabric.basis import Basis
from designer.fabric.berths import ground_of, least_drop, yard_of
from designer.fabric.bounds import least_way
from designer.fabric.placement import Ground, Yard, best_places, longest_way, total_way
from designer.fabric.places import Cabinets, Spots, cabinets_for, rack_unit_m
from designer.fabric.records import Fabric, Network
from designer.fabric.reports import Arrangement, Placement
from designer.fabric.routing import path_of
from designer.layout.records import Layout, Placed

__all__ = ["arrangements", "placements"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Tiers of devices: host, leaf, spine, core.
_TIERS = 4


def placements(basis: Basis, wired: Fabric) -> tuple[Placement, ...]:
    """Total way of each network as seated, and its lower bound. Empty without cabinets."""
    cabinets = cabinets_for(basis, "network")
    if basis.layout is None or not cabinets.tags:
        return ()
    return tuple(_placement(basis, wired, network, cabinets) for network in wired.networks if len(network.cables))


def _placement(basis: Basis, wired: Fabric, network: Network, cabinets: Cabinets) -> Placement:
    spots = _spots(basis, wired)
    needs, moving = _movers(wired, network, cabinets)
    yard, tags = yard_of(basis, network, spots, moving, needs)
    room = np.stack([cabinets.units, cabinets.power, cabinets.mass], axis=1)
    ground = ground_of(basis, cabinets, spots, tags, room)
    least = least_way(ground, yard) + _certain(basis, wired, network, yard)
    length = network.cables["length"].astype(float)
    return Placement(
        network=network.name, switches=int(np.count_nonzero(network.devices["tier"] > 0)), links=len(length),
        routed_m=float(length.sum()), bound_m=least, longest_m=float(length.max(initial=0.0)),
        unit_share=_share(network, moving),
    )


def _spots(basis: Basis, wired: Fabric) -> Spots:
    placed = basis.layout.placed if basis.layout is not None else ()
    centre = {box.tag: (box.box.at.x, box.box.at.y) for box in placed}
    return Spots(rack={seat.device: seat.rack for seat in wired.seats}, centre=centre)


def _movers(wired: Fabric, network: Network, cabinets: Cabinets) -> tuple[Floats, frozenset[str]]:
    """Need of each tier (rack units, kW, kg), and the switches that stand in the cabinets."""
    tier = dict(zip(network.names, network.devices["tier"].tolist(), strict=True))
    held = set(cabinets.tags)
    needs = np.zeros((_TIERS, 3))
    moving = []
    for seat in wired.seats:
        if seat.rack in held and tier.get(seat.device, 0) > 0:
            needs[tier[seat.device]] = (seat.units_high, seat.power_kw, seat.mass_kg)
            moving.append(seat.device)
    return needs, frozenset(moving)


def _certain(basis: Basis, wired: Fabric, network: Network, yard: Yard) -> float:
    """What no seating can save [m]: slack of every link, drops of hosts beyond the least drop, and links between what
    does not move."""
    cables, layout = network.cables, basis.layout
    seated = cables["route"] >= 0
    a, b = cables["a"].astype(np.int64), cables["b"].astype(np.int64)
    still = seated & (yard.fixed[a] >= 0) & (yard.fixed[b] >= 0)
    certain = float(cables["length"][still].sum(dtype=np.float64))
    certain += basis.number("slack", "m") * float(np.count_nonzero(seated & ~still))
    if layout is None or not layout.trays:
        return certain
    outside = {box.tag for box in layout.of("rack") if box.purpose == "gpu"}
    host = seated & ~still & (cables["layer"] == 0) & np.array([tag in outside for tag in network.racks])[a]
    run = np.array([one.length_m for one in wired.runs] or [0.0])
    level = _levels(basis, wired, network)
    for path, tray in enumerate(layout.trays):
        mine = np.flatnonzero(host & (yard.path == path) & ~np.isnan(level[b]))
        drops = cables["length"][mine].astype(float) - run[cables["route"][mine]] - basis.number("slack", "m")
        certain += float((drops - np.abs(tray.z - level[b[mine]]) - least_drop(basis, tray)).sum())
    return certain


def _levels(basis: Basis, wired: Fabric, network: Network) -> Floats:
    """Level of each seated device [m]; nan for all others."""
    base, unit = basis.number("mount_height", "m"), rack_unit_m()
    level = {s.device: base + (s.rack_unit - 1 + s.units_high / 2) * unit for s in wired.seats if s.rack_unit > 0}
    return np.array([level.get(name, np.nan) for name in network.names])


def _share(network: Network, moving: frozenset[str]) -> float:
    """The greatest share of one unit's leaves, or of a rail set's, in one cabinet."""
    devices = network.devices
    leaf = (devices["tier"] == 1) & np.array([name in moving for name in network.names])
    if not leaf.any():
        return 0.0
    racks = np.unique(np.array(network.racks), return_inverse=True)[1].reshape(-1)
    columns = np.stack([devices[k].astype(np.int64)[leaf] for k in ("unit", "plane", "index")])
    _, family, size = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
    family = family.reshape(-1)
    _, at, count = np.unique(family * len(racks) + racks[leaf], return_index=True, return_counts=True)
    several = size[family[at]] > 1
    return float((count / size[family[at]])[several].max(initial=0.0))


def arrangements(basis: Basis, wired: Fabric) -> tuple[Arrangement, ...]:
    """The compute network with its cabinets as placed, at the ends of rows, in their middles, and as one block in the
    centre of the racks. All by the same measure: run and two drops, the best seats of each."""
    network = next((n for n in wired.networks if n.name == "compute"), None)
    cabinets = cabinets_for(basis, "network")
    if basis.layout is None or network is None or len(cabinets.tags) < 2:
        return ()
    sites = _sites(basis.layout)
    every = [box.tag for row in sites for box in row]
    if not set(cabinets.tags) < set(every):
        return ()
    made = []
    for name, chosen in _choices(sites, cabinets.tags):
        ground, yard, start = _moved(basis, wired, network, cabinets, (every, chosen))
        found = best_places(ground, yard, start, 1)
        slack = basis.number("slack", "m")
        total = total_way(ground, yard, found) + slack * len(network.cables)
        made.append(Arrangement(name, total, longest_way(ground, yard, found) + slack, name == "placed"))
    return tuple(made)


def _sites(layout: Layout) -> list[list[Placed]]:
    """The racks of each row, in order."""
    by_tag = {box.tag: box for box in layout.of("rack")}
    return [[by_tag[tag] for tag in row.members if tag in by_tag] for row in layout.rows]


def _choices(sites: list[list[Placed]], tags: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Sites of the network cabinets by arrangement."""
    rows = [[box.tag for box in row] for row in sites if row]
    count, total = len(tags), sum(len(row) for row in rows)
    quota = np.diff(np.rint(np.cumsum([0.0, *(len(row) for row in rows)]) * count / total)).astype(int).tolist()
    ends = [tag for row, many in zip(rows, quota, strict=True) for tag in row[:many]]
    middle = []
    for row, many in zip(rows, quota, strict=True):
        first = (len(row) - many) // 2
        middle += row[first : first + many]
    boxes = [box for row in sites for box in row]
    x = np.array([box.box.at.x for box in boxes])
    y = np.array([box.box.at.y for box in boxes])
    away = np.abs(x - x.mean()) + np.abs(y - y.mean())
    block = [boxes[i].tag for i in np.argsort(np.round(away, 6), kind="stable")[:count].tolist()]
    return [("placed", list(tags)), ("end_of_row", ends), ("middle_of_row", middle), ("central_block", block)]


def _moved(
    basis: Basis, wired: Fabric, network: Network, cabinets: Cabinets, sites: tuple[list[str], list[str]]
) -> tuple[Ground, Yard, Ints]:
    """Ground and yard when the network cabinets take the chosen sites and all other racks the rest, in their order."""
    every, chosen = sites
    others = [tag for tag in every if tag not in set(cabinets.tags)]
    rest = [tag for tag in every if tag not in set(chosen)]
    new = dict(zip(others, rest, strict=True)) | dict(zip(cabinets.tags, chosen, strict=True))
    needs, moving = _movers(wired, network, cabinets)
    room = np.stack([cabinets.units, cabinets.power, cabinets.mass], axis=1)
    index = {tag: i for i, tag in enumerate(cabinets.tags)}
    for seat in wired.seats:
        if seat.rack in index and seat.device not in moving:
            room[index[seat.rack]] -= (seat.units_high, seat.power_kw, seat.mass_kg)
    start = np.array(
        [index[r] if n in moving else -1 for n, r in zip(network.names, network.racks, strict=True)], np.int64
    )
    moved = replace(network, racks=tuple(new.get(tag, tag) for tag in network.racks))
    spots = _spots(basis, wired)
    spots.rack = {device: new.get(rack, rack) for device, rack in spots.rack.items()}
    yard, tags = yard_of(basis, moved, spots, moving, needs)
    trays = len(basis.layout.trays) if basis.layout is not None else 0
    yard = replace(yard, network=moved, path=path_of(network, trays))
    return ground_of(basis, replace(cabinets, tags=chosen), spots, tags, room), yard, start
