"""Seats: which cabinet and which rack units each switch and server takes.

A switch goes to the cabinet with room that is nearest to what hangs below it; the two sides of a dual-homed network,
planes and the switches of a redundant pair go to different cabinets. In a cabinet the heavy things stand low.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.catalog import Rack, Switch, System
from designer.fabric.basis import Basis
from designer.fabric.networks import Crew
from designer.fabric.oob import in_rack_switches
from designer.fabric.parties import of_kind
from designer.fabric.places import Cabinets, Spots, cabinets_for, rack_unit_m
from designer.fabric.population import Kind
from designer.fabric.records import Network, Seat
from designer.fabric.sides import sides_of
from designer.ledger import Value
from designer.model import Constraint, Shortfall, Trade
from designer.units import q

__all__ = ["SPARE_RACKS", "Bench", "bench_of", "seat_all", "seated", "settle"]

Floats = NDArray[np.float64]


#: Asked for beside the missing racks, because real places divide the switches less evenly than imagined ones.
SPARE_RACKS = 1
#: No side, and the servers that stand in for each other.
_ANY, _PAIR = (-1, 1), 2


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be seated: name, catalog address, needs (rack units, kW, kg), networks, side of so many, anchor [m].
    """

    name: str
    catalog: str
    need: tuple[float, float, float]
    networks: tuple[str, ...]
    side: tuple[int, int]
    anchor: tuple[float, float] | None


@dataclass(slots=True, eq=False)
class Bench:
    """Seating in progress: cabinets for network and storage, what sits in each; `builtin` come with a GPU rack."""

    network: Cabinets
    storage: Cabinets
    seats: dict[str, tuple[Item, str]]
    spots: Spots
    builtin: dict[str, Seat]

    def put(self, cabinets: Cabinets, item: Item, grow: bool = True) -> bool:
        """Seat an item in the nearest cabinet with room; False when there is none and none may be imagined."""
        while (index := _nearest(cabinets, item)) is None:
            if not grow or len(cabinets.tags) > len(self.seats) + 4:
                return False
            cabinets.add()
        cabinets.take(index, item.need)
        tag = cabinets.tags[index]
        self.seats[item.name] = (item, tag)
        if tag:
            self.spots.rack[item.name] = tag
        return True


def _nearest(cabinets: Cabinets, item: Item) -> int | None:
    """The cabinet with room that is nearest to what an item belongs to; the first where it belongs nowhere."""
    if item.anchor is None:
        return cabinets.first(item.need, item.side)
    fits = np.flatnonzero(cabinets.room(item.need, item.side))
    away = np.abs(cabinets.x[fits] - item.anchor[0]) + np.abs(cabinets.y[fits] - item.anchor[1])
    return int(fits[np.argmin(away)]) if len(fits) else None


def bench_of(basis: Basis, spots: Spots) -> Bench:
    """An empty bench over the layout's cabinets."""
    return Bench(cabinets_for(basis, "network"), cabinets_for(basis, "storage"), {}, spots, {})


def seat_all(basis: Basis, bench: Bench, crew: Crew, networks: Sequence[Network], near: bool = True) -> None:
    """Servers, then the switches of network by network; `near` what hangs below them, else where there is room first.
    """
    managers = [
        name
        for network in networks
        if network.counts.appliances
        for name in network.names[network.counts.hosts : network.counts.hosts + network.counts.appliances]
    ]
    _seat_servers(basis, bench, crew, managers)
    order = {"storage": 0, "in_band": 1}
    for network in sorted(networks, key=lambda n: (n.name == "oob", order.get(n.name, 2))):
        if network.name == "oob":
            for number, kind in enumerate(crew.kinds):
                if in_rack_switches(kind):
                    _build_in(basis, bench, (number, kind), network)
        _seat_switches(basis, bench, network, near)


def _seat_servers(basis: Basis, bench: Bench, crew: Crew, managers: Iterable[str]) -> None:
    """Storage nodes into storage cabinets, management servers and fabric managers by turns on both sides."""
    for name in crew.storage.names:
        item = _server(crew.storage.system, name, _ANY)
        if basis.layout is None or not bench.put(bench.storage, item, grow=False):
            _sit(basis, bench, item)
    for number, name in enumerate(crew.management.names):
        _sit(basis, bench, _server(crew.management.system, name, _by_turns(number)))
    if crew.edge is not None:
        for number, name in enumerate(crew.edge.names):
            _sit(basis, bench, _server(crew.edge.system, name, _by_turns(number)))
    appliances = [s for s in basis.catalog.all(System) if s.purpose == "fabric-manager"]
    for number, name in enumerate(managers):
        _sit(basis, bench, _server(appliances[0], name, _by_turns(number)))


def _build_in(basis: Basis, bench: Bench, kind: tuple[int, Kind], network: Network) -> None:
    """The management switches that come with the racks of a numbered kind: seated there, inside the rack's power and
    mass."""
    order, of = kind
    names = {name: row for row, name in enumerate(network.names)}
    height = basis.number("mount_height", "m")
    for number, cabinet in enumerate(of.cabinets):
        if cabinet.record is None:
            continue
        for sub in range(cabinet.record.management_switches):
            name = f"OOB-LEAF-{of_kind('RK', order)}{number + 1:02d}-{sub + 1:02d}"
            if name in names:
                catalog = network.models[network.devices["model"][names[name]]]
                bench.builtin[name] = Seat(name, cabinet.tag, 0, 1, catalog, 0.0, 0.0, (network.name,))
                bench.spots.rack[name] = cabinet.tag
                bench.spots.level[name] = height + cabinet.record.units_high * rack_unit_m()


def _seat_switches(basis: Basis, bench: Bench, network: Network, near: bool) -> None:
    """The switches of one network, leaves first, each near what hangs below it."""
    anchors = _anchors(network, bench.spots) if near and basis.layout is not None else None
    sides, many = sides_of(network)
    needs = [_need(basis, model) for model in network.models]
    for row in np.flatnonzero(network.devices["tier"] > 0).tolist():
        name = network.names[row]
        if name in bench.builtin:
            continue
        model = int(network.devices["model"][row])
        anchor = None
        if anchors is not None and not np.isnan(anchors[row]).any():
            anchor = (float(anchors[row, 0]), float(anchors[row, 1]))
        side = (int(sides[row]), many)
        _sit(basis, bench, Item(name, network.models[model], needs[model], (network.name,), side, anchor))


def _sit(basis: Basis, bench: Bench, item: Item) -> None:
    if basis.layout is None:
        bench.seats[item.name] = (item, "")
    else:
        bench.put(bench.network, item)


def _by_turns(number: int) -> tuple[int, int]:
    """The side of a numbered server of a pair."""
    return number % _PAIR, _PAIR


def _server(system: System, name: str, side: tuple[int, int]) -> Item:
    need = (float(system.units_high), _known(system.power_design, "kW"), _known(system.mass, "kg"))
    networks = tuple(dict.fromkeys(p.network for p in system.ports))
    return Item(name, system.key, need, networks, side, None)


def _need(basis: Basis, model: str) -> tuple[float, float, float]:
    """Rack units, kW and kg of a switch by its address; nothing for other things."""
    kind, _, slug = model.partition("/")
    if kind != "switch":
        return (0.0, 0.0, 0.0)
    switch = basis.catalog.get(Switch, slug)
    power = switch.power_max if switch.power_max.known else switch.power_typical
    return (float(switch.units_high), _known(power, "kW"), _known(switch.mass, "kg"))


def _known(value: Value, unit: str) -> float:
    return value.si(unit) if value.known else 0.0


def _anchors(network: Network, spots: Spots) -> Floats:
    """For each device the mean place of what hangs below it [m]; nan where nothing below has a place."""
    nowhere = (np.nan, np.nan)
    places = np.array([spots.centre.get(spots.rack.get(name, ""), nowhere) for name in network.names], float)
    for layer in (0, 1, 2):
        cables = network.cables[network.cables["layer"] == layer]
        below, above = places[cables["a"]], cables["b"].astype(np.int64)
        good = ~np.isnan(below[:, 0])
        count = np.bincount(above[good], minlength=len(places))
        for axis in (0, 1):
            total = np.bincount(above[good], below[good, axis], minlength=len(places))
            mean = np.divide(total, count, out=np.full(len(places), np.nan), where=count > 0)
            places[:, axis] = np.where(count > 0, mean, places[:, axis])
    return places


def settle(basis: Basis, bench: Bench) -> tuple[Seat, ...]:
    """The finished seats with their rack units, heavy things low, switches as high as units may be used, so that their
    cables drop less; a shortfall when cabinets were missing."""
    by_rack: dict[str, list[Item]] = {}
    for item, tag in bench.seats.values():
        by_rack.setdefault(tag, []).append(item)
    base, unit = basis.number("mount_height", "m"), rack_unit_m()
    seats = []
    most = _usable(basis, bench)
    for tag in sorted(by_rack):
        lowest, free = 1, most.get(tag, 0) - sum(int(i.need[0]) for i in by_rack[tag])
        for item in sorted(by_rack[tag], key=lambda i: (-i.need[2] / max(1.0, i.need[0]), i.name)):
            high = int(item.need[0])
            if free > 0 and item.catalog.startswith("switch/"):
                lowest, free = lowest + free, 0
            unit_of = lowest if tag else 0
            seats.append(Seat(item.name, tag, unit_of, high, item.catalog, item.need[1], item.need[2], item.networks))
            if tag:
                bench.spots.level[item.name] = base + (lowest - 1 + high / 2) * unit
            lowest += high
    missing = bench.network.imagined
    if missing and basis.layout is not None:
        have = len(bench.network.tags) - missing
        wanted = have + missing + SPARE_RACKS
        cure = Constraint("network_racks.min", float(wanted), "fabric.seats")
        shortfall = Shortfall(Trade.FABRIC, "network_racks", "fabric", q(float(wanted)), q(float(have)), cure)
        basis.shortfalls.append(shortfall)
    return (*seats, *bench.builtin.values())


def _usable(basis: Basis, bench: Bench) -> dict[str, int]:
    """Rack units that may be used of each network cabinet; the rest above is for patching."""
    boxes = basis.layout.of("rack") if basis.layout is not None else ()
    held = set(bench.network.tags)
    records = {b.tag: basis.catalog.get(Rack, b.catalog.rpartition("/")[2]) for b in boxes if b.tag in held}
    share = basis.number("rack_units_usable")
    return {tag: int(record.units_high * share) for tag, record in records.items()}


def seated(networks: Sequence[Network], seats: Sequence[Seat], spots: Spots) -> tuple[Network, ...]:
    """The networks with seat and rack of every device."""
    index = {seat.device: number for number, seat in enumerate(seats)}
    made = []
    for network in networks:
        devices = network.devices.copy()
        devices["seat"] = [index.get(name, -1) for name in network.names]
        racks = tuple(old or spots.rack.get(name, "") for name, old in zip(network.names, network.racks, strict=True))
        made.append(replace(network, devices=devices, racks=racks))
    return tuple(made)
