"""Switches of a network into cabinets: leaves and upper switches placed by turns, each turn an exact assignment.

Given the switches above, leaves are a transport problem, and the other way round; turns go on while the total way
falls. A lower bound leaves the turns apart: each leaf alone with the best places that its upper switches could have.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from designer.fabric.assignment import Lot, assign, spread_groups
from designer.fabric.records import Network

__all__ = ["Ground", "Yard", "best_places", "bound", "families", "link_costs", "longest_way", "total_way"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Turns at most, and the gain below which they end.
_TURNS, _GAIN = 2, 1e-3
_PEERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Racks and the way between them.

    `way`: by path, way of a link [m] from every rack (rows) to every cabinet, drops included, 0 in one cabinet;
    `own`: row of each cabinet in it; `room`: free rack units, kW and kg of each cabinet.
    """

    way: Floats
    own: Ints
    room: Floats

    @property
    def cabinets(self) -> int:
        """How many."""
        return len(self.own)


@dataclass(frozen=True, slots=True, eq=False)
class Yard:
    """A network to be placed on a ground: rack row of each fixed device (-1 = a switch or nowhere), path of each link,
    need of each tier (rack units, kW, kg), allowed cabinets of each switch by its `lane` (-1 = any), family of each
    switch and the most of it in one cabinet."""

    network: Network
    fixed: Ints
    path: Ints
    needs: Floats
    lane: Ints
    lanes: int
    family: Ints
    most: Ints


def families(network: Network, share: float, upper: float) -> tuple[Ints, Ints]:
    """Family of each device (-1 = hosts), and the most of each in one cabinet.

    Leaves are a family when the same hosts hang on them: one of each rail of a unit. Upper switches are one by tier,
    pod and plane. `share` is the most of a family of leaves in one cabinet, `upper` that of upper switches.
    """
    devices = network.devices
    switch = devices["tier"] > 0
    rails = np.where(devices["tier"] == 1, devices["rail"], -1)[switch]
    columns = [devices[k].astype(np.int64)[switch] for k in ("tier", "unit", "plane")]
    columns.append(np.where(rails >= 0, devices["index"][switch], -1).astype(np.int64))
    _, number, count = np.unique(np.stack(columns), axis=1, return_inverse=True, return_counts=True)
    family = np.full(len(devices), -1)
    family[switch] = number.reshape(-1)
    shares = np.full(len(count), upper)
    shares[family[devices["tier"] == 1]] = share
    return family, np.maximum(1, np.ceil(count * shares - 1e-9)).astype(np.int64)


def best_places(ground: Ground, yard: Yard, start: Ints, turns: int = _TURNS) -> Ints:
    """The cabinet of each device (-1 = not a switch), from `start`, which is kept where nothing better fits."""
    tiers = np.unique(yard.network.devices["tier"][start >= 0]).tolist()
    fresh = start.copy()
    fresh[start >= 0] = -1
    for tier in tiers:
        if not _turn(ground, yard, fresh, tier):
            fresh = start.copy()
            break
    found, way = min(((one, total_way(ground, yard, one)) for one in (fresh, start)), key=lambda pair: pair[1])
    for number in range(turns):
        before = way
        for tier in tiers:
            trial = found.copy()
            if _turn(ground, yard, trial, tier) and (less := total_way(ground, yard, trial)) < way:
                found, way = trial, less
        if number and before - way <= _GAIN * before:
            break
    return found


def _turn(ground: Ground, yard: Yard, places: Ints, tier: int) -> bool:
    """Place all switches of a tier given the others; False when they do not fit."""
    rows = np.flatnonzero((yard.network.devices["tier"] == tier) & (yard.family >= 0) & (yard.fixed < 0))
    places[rows] = -1
    cost = link_costs(ground, yard, places, rows)
    if not (places >= 0).any():
        cost = cost + _hoped(ground, yard, rows, tier)
    found = assign(_lot(yard, rows, cost, _slots(ground, yard, places, tier)))
    if found is None:
        return False
    places[rows] = found
    return True


def _lot(yard: Yard, rows: Ints, cost: Floats, slots: Ints) -> Lot:
    """The switches of a tier as a lot: those of one family and lane are one group."""
    keys, group = np.unique(yard.family[rows] * 64 + yard.lane[rows] + 1, return_inverse=True)
    lane = keys % 64 - 1
    cabinet = np.arange(len(slots)) % max(1, yard.lanes)
    allowed = (lane[:, None] < 0) | (cabinet[None, :] == lane[:, None])
    return Lot(group.reshape(-1), cost, slots, allowed, keys // 64, yard.most)


def _slots(ground: Ground, yard: Yard, places: Ints, tier: int) -> Ints:
    """Switches of a tier that each cabinet still takes beside those placed."""
    room = ground.room.copy()
    held = np.flatnonzero(places >= 0)
    np.subtract.at(room, places[held], yard.needs[yard.network.devices["tier"][held]])
    need = yard.needs[tier]
    fits = np.floor((room + 1e-9) / np.maximum(need, 1e-9)[None, :])[:, need > 0]
    return np.maximum(fits.min(axis=1), 0).astype(np.int64) if fits.shape[1] else np.full(len(room), 4096)


def _ends(network: Network) -> tuple[Ints, Ints]:
    return network.cables["a"].astype(np.int64), network.cables["b"].astype(np.int64)


def link_costs(ground: Ground, yard: Yard, places: Ints, rows: Ints) -> Floats:
    """Way of the links of each switch [m] if it stood in each cabinet, to all their other ends that have a place."""
    where = np.where(places >= 0, ground.own[np.maximum(places, 0)], yard.fixed)
    index = np.full(len(where), -1)
    index[rows] = np.arange(len(rows))
    a, b = _ends(yard.network)
    cost = np.zeros((len(rows), ground.cabinets))
    for path in range(len(ground.way)):
        mine = yard.path == path
        for own, other in ((a, b), (b, a)):
            good = np.flatnonzero(mine & (index[own] >= 0) & (where[other] >= 0))
            shape = (len(rows), ground.way.shape[1])
            weight = coo_matrix((np.ones(len(good)), (index[own[good]], where[other[good]])), shape=shape).tocsr()
            cost += weight @ ground.way[path]
    return cost


def _hoped(ground: Ground, yard: Yard, rows: Ints, tier: int) -> Floats:
    """Least way of the links of each switch to those above [m], if it stood in each cabinet and the upper switches in
    the nearest places that hold them."""
    a, b = _ends(yard.network)
    layer = yard.network.cables["layer"]
    links = np.flatnonzero(layer == tier)
    if not len(links):
        return np.zeros((len(rows), ground.cabinets))
    pairs, each = np.unique(a[links] * len(yard.fixed) + b[links], return_counts=True)
    low = pairs // len(yard.fixed)
    uppers = np.bincount(low, minlength=len(yard.fixed))[rows]
    total = np.bincount(low, each, minlength=len(yard.fixed))[rows]
    needs = yard.needs[tier + 1]
    whole = np.floor((ground.room + 1e-9) / np.maximum(needs, 1e-9)[None, :])[:, needs > 0].min(axis=1)
    family = yard.family[pairs % len(yard.fixed)]
    whole = np.minimum(whole, yard.most[family].max())
    nearest = np.sort(ground.way[:, ground.own, :].min(axis=0), axis=1)
    order = np.argsort(ground.way[:, ground.own, :].min(axis=0), axis=1, kind="stable")
    room = np.cumsum(whole[order], axis=1)
    found = np.zeros((len(rows), ground.cabinets))
    for count in np.unique(uppers[uppers > 0]).tolist():
        taken = np.diff(np.minimum(room, count), axis=1, prepend=0.0)
        least = (taken * nearest).sum(axis=1) / count
        mine = uppers == count
        found[mine] = total[mine][:, None] * least[None, :]
    return found


def total_way(ground: Ground, yard: Yard, places: Ints) -> float:
    """Way of all links [m] between ends that have a place."""
    return float(_ways(ground, yard, places).sum())


def longest_way(ground: Ground, yard: Yard, places: Ints) -> float:
    """The longest of them [m]."""
    return float(_ways(ground, yard, places).max(initial=0.0))


def _ways(ground: Ground, yard: Yard, places: Ints) -> Floats:
    where = np.where(places >= 0, ground.own[np.maximum(places, 0)], yard.fixed)
    a, b = _ends(yard.network)
    swap = places[b] < 0
    row, column = np.where(swap, where[b], where[a]), np.where(swap, places[a], places[b])
    good = (row >= 0) & (column >= 0)
    found: Floats = ground.way[yard.path[good], row[good], column[good]]
    return found


def bound(ground: Ground, yard: Yard) -> float:
    """Lower bound of `total_way` for any seating under the same limits [m]: tier by tier, the assignment of each switch
    by its ways to fixed ends and the least ways to those above (Gilmore and Lawler)."""
    nowhere = np.full(len(yard.fixed), -1)
    total = 0.0
    for tier in np.unique(yard.network.devices["tier"]).tolist():
        rows = np.flatnonzero((yard.network.devices["tier"] == tier) & (yard.family >= 0) & (yard.fixed < 0))
        if not len(rows):
            continue
        cost = link_costs(ground, yard, nowhere, rows) + _hoped(ground, yard, rows, tier)
        amounts, each = _spread(yard, rows, cost, _slots(ground, yard, nowhere, tier))
        total += float((each * amounts).sum()) if amounts is not None else 0.0
    return total


def _spread(yard: Yard, rows: Ints, cost: Floats, slots: Ints) -> tuple[Ints | None, Floats]:
    """Least-cost amounts of each group of alike switches in each cabinet, and the cost of one there."""
    key = np.column_stack([yard.family[rows], yard.lane[rows], np.round(cost, 6)])
    alike, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
    lane = alike[:, 1].astype(np.int64)
    cabinet = np.arange(len(slots)) % max(1, yard.lanes)
    allowed = (lane[:, None] < 0) | (cabinet[None, :] == lane[:, None])
    lot = Lot(group.reshape(-1), cost, slots, allowed, alike[:, 0].astype(np.int64), yard.most)
    return spread_groups(lot), cost[first]
