"""What must hold for every network, checked on the arrays by another way than they were made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric.records import Network
from designer.layout.records import Breach

__all__ = ["breaches"]

Ints = NDArray[np.signedinteger]
Flags = NDArray[np.bool_]

#: Topologies in which a leaf serves one rail (or one fold of neighbouring rails) of one unit.
_BY_RAIL = ("rail-optimised", "multi-plane")
#: Ports of a pair that is spread over two switches.
_SIDES = 2
#: Ports of one device at most, for numbering them.
_PORTS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The columns of all cables that the checks read, once: both ends, ports, layer, speed; tier of either end."""

    network: Network
    a: Ints
    b: Ints
    a_port: Ints
    b_port: Ints
    layer: Ints
    speed: NDArray[np.floating]
    tier: Ints

    def both(self) -> Iterable[tuple[Ints, Ints]]:
        """Device and port of either end."""
        return ((self.a, self.a_port), (self.b, self.b_port))


def breaches(network: Network) -> list[Breach]:
    """Everything wrong with a network: tags given twice, ports used twice or outside the device, crowded cages, rails
    on foreign leaves, two planes of a machine on one switch, unequal leaf-spine pairs, ends of different kind.

    Empty when all is well.
    """
    cables = network.cables
    a, b, a_port, b_port, layer, speed = (
        np.ascontiguousarray(cables[name]) for name in ("a", "b", "a_port", "b_port", "layer", "speed")
    )
    ends = Ends(network, a, b, a_port, b_port, layer, speed, np.ascontiguousarray(network.devices["tier"]))
    found: list[Breach] = []
    for check in (_tags, _ports, _radix, _cages, _rails, _sides, _pairs, _tiers):
        found += check(ends)
    return found


def span(flags: Flags) -> slice | Ints:
    """The rows that are flagged: a slice where they follow one another, so that columns need no copy."""
    rows = np.flatnonzero(flags)
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def _tags(ends: Ends) -> Iterable[Breach]:
    """Each device has a tag of its own."""
    names = ends.network.names
    if len(set(names)) < len(names):
        for tag, count in Counter(names).items():
            if count > 1:
                yield Breach("fabric.tag_twice", (tag,), float(count), 1.0, "")


def _ports(ends: Ends) -> Iterable[Breach]:
    """Each port is used once: as many distinct ports as ends."""
    width = 1 + max((int(port.max(initial=0)) for _, port in ends.both()), default=0)
    used = np.zeros(len(ends.network.devices) * width, bool)
    for device, port in ends.both():
        used[device.astype(np.int64) * width + port] = True
    if np.count_nonzero(used) == 2 * len(ends.a):
        return
    device, port = np.concatenate([ends.a, ends.b]).astype(np.int64), np.concatenate([ends.a_port, ends.b_port])
    keys, counts = np.unique(device * _PORTS + port, return_counts=True)
    for key in keys[counts > 1].tolist():
        yield Breach("fabric.port_twice", (ends.network.names[key // _PORTS], str(key % _PORTS)), 2.0, 1.0, "")


def _radix(ends: Ends) -> Iterable[Breach]:
    """No port number beyond the device's ports, but for the one that is kept for fabric managers."""
    network = ends.network
    model = network.devices["model"]
    own = np.array(network.apart or (0,) * len(network.models), np.int32)[model] * np.array(network.lanes)[model] + 1
    most = (np.array(network.lanes) * np.array(network.cages))[network.devices["model"]].astype(np.int32)
    most = np.where(most > 0, most, np.iinfo(np.int32).max)
    worst: dict[int, int] = {}
    for device, port in ends.both():
        wrong = ((port > most[device]) & ((port != own[device]) | (own[device] == 1))) | (port < 1)
        for row, number in zip(device[wrong].tolist(), port[wrong].tolist(), strict=True):
            worst[row] = max(number, worst.get(row, number))
    for row, number in sorted(worst.items()):
        yield Breach("fabric.port_beyond", (network.names[row],), float(number), float(most[row]), "")


def _cages(ends: Ends) -> Iterable[Breach]:
    """The links of a switch cage above the hosts have one speed, so that the cage is split in one way."""
    network = ends.network
    lanes = np.array(network.lanes, np.int32)[network.devices["model"]]
    width = 1 + max((int(port.max(initial=0)) for _, port in ends.both()), default=0)
    lower, upper = span(ends.layer == 0), span(ends.layer > 0)
    speed_up = ends.speed[upper]
    held = np.zeros(len(lanes) * width, np.float32)
    host = np.zeros(len(held), bool)
    parts = []
    for device, port in ends.both():
        cage = device * width + (port - 1) // lanes[device]
        host[cage[lower]] = True
        parts.append(cage[upper])
        held[parts[-1]] = speed_up
    for cage in parts:
        wrong = (held[cage] != speed_up) & ~host[cage]
        for key, speed in sorted({*zip(cage[wrong].tolist(), speed_up[wrong].tolist(), strict=True)}):
            yield Breach("fabric.cage_mixed", (network.names[key // width],), float(held[key]), float(speed), "Gbit/s")


def _rails(ends: Ends) -> Iterable[Breach]:
    """In a rail-optimised network each leaf serves one rail and plane, of one unit.

    Leaves that take several rails are named by the first; the rails up to the next leaf's are theirs.
    """
    network = ends.network
    if network.topology not in _BY_RAIL:
        return
    mine = span((ends.layer == 0) & (ends.a < network.counts.hosts))
    leaf, host = ends.b[mine], ends.a[mine]
    devices = network.devices
    rails, planes, units = (np.ascontiguousarray(devices[name]) for name in ("rail", "plane", "unit"))
    firsts = np.unique(rails[ends.tier == 1])
    first = np.zeros(int(network.cables["rail"].max(initial=0)) + 2, rails.dtype)
    first[: len(first) - 1] = firsts[np.searchsorted(firsts, np.arange(len(first) - 1), side="right") - 1]
    first[-1] = -1
    rail = network.cables["rail"][mine]
    wrong = (rails[leaf] != first[rail]) | (planes[leaf] != network.cables["plane"][mine])
    unit = units[host]
    wrong |= (unit >= 0) & (units[leaf] != unit)
    for row in np.flatnonzero(wrong).tolist():
        names = (network.names[host[row]], network.names[leaf[row]])
        yield Breach("fabric.rail_foreign", names, float(rail[row]), float(devices["rail"][leaf[row]]), "")


def _sides(ends: Ends) -> Iterable[Breach]:
    """No machine has two planes of a port, or both sides of a port pair, on one switch."""
    network = ends.network
    if network.counts.planes < 2 and network.topology != "dual-tor":
        return
    mine = np.flatnonzero(ends.layer == 0)
    leaf = ends.b[mine]
    if network.counts.planes > 1 and np.array_equal(network.devices["plane"][leaf], network.cables["plane"][mine]):
        return
    each = max(_SIDES, network.counts.planes)
    port = (ends.a[mine].astype(np.int64) * _PORTS + ends.a_port[mine] - 1) // each
    keys, counts = np.unique(port * len(network.devices) + leaf, return_counts=True)
    hosts = np.unique(keys[counts > 1] // len(network.devices) * each // _PORTS)
    for host in hosts.tolist():
        yield Breach("fabric.sides_together", (network.names[host],), 2.0, 1.0, "")


def _pairs(ends: Ends) -> Iterable[Breach]:
    """Every leaf has equally many links to each of its spines, every spine to each of its cores."""
    for layer, name in ((1, "fabric.spines_unequal"), (2, "fabric.cores_unequal")):
        mine = span(ends.layer == layer)
        size = len(ends.network.devices)
        key = ends.a[mine].astype(np.int64) * size + ends.b[mine]
        if not len(key):
            continue
        if (key[1:] < key[:-1]).any():
            key = np.sort(key)
        starts = np.r_[0, np.flatnonzero(key[1:] != key[:-1]) + 1]
        counts = np.diff(np.r_[starts, len(key)])
        lower = key[starts] // size
        first = np.r_[0, np.flatnonzero(lower[1:] != lower[:-1]) + 1]
        high, low = np.maximum.reduceat(counts, first), np.minimum.reduceat(counts, first)
        for row in np.flatnonzero(high > low).tolist():
            yield Breach(name, (ends.network.names[int(lower[first[row]])],), float(high[row]), float(low[row]), "")


def _tiers(ends: Ends) -> Iterable[Breach]:
    """Links join neighbouring tiers, or switches of one tier, of one plane."""
    network = ends.network
    plane = np.ascontiguousarray(network.devices["plane"])
    wrong: Flags = (ends.tier[ends.b] - ends.tier[ends.a]) != (ends.layer != _SAME_TIER)
    upper = span(ends.layer > 0)
    wrong[upper] |= plane[ends.a[upper]] != plane[ends.b[upper]]
    for row in np.flatnonzero(wrong).tolist():
        names = (network.names[ends.a[row]], network.names[ends.b[row]])
        yield Breach("fabric.tier_skipped", names, float(ends.layer[row]), 1.0, "")


#: Layer of the links between switches of one tier.
_SAME_TIER = 3
