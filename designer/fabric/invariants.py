"""What must hold for every network, checked on the arrays by another way than they were made."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from designer.fabric.records import Network
from designer.layout.records import Breach

__all__ = ["breaches"]

Ints = NDArray[np.int64]


def breaches(network: Network) -> list[Breach]:
    """Everything wrong with a network: ports used twice or outside the device, crowded cages, rails on foreign leaves,
    two planes of a machine on one switch, unequal leaf-spine pairs, ends of different kind. Empty when all is well."""
    found: list[Breach] = []
    for check in (_ports, _radix, _cages, _rails, _sides, _pairs, _tiers):
        found += check(network)
    return found


def _ends(network: Network) -> tuple[Ints, Ints, Ints]:
    """Device, port and speed class of both ends, a first."""
    cables = network.cables
    device = np.concatenate([cables["a"], cables["b"]]).astype(np.int64)
    port = np.concatenate([cables["a_port"], cables["b_port"]]).astype(np.int64)
    return device, port, np.concatenate([cables["speed"], cables["speed"]])


def _ports(network: Network) -> Iterable[Breach]:
    """Each port is used once."""
    device, port, _ = _ends(network)
    keys, counts = np.unique(device * 4096 + port, return_counts=True)
    for key in keys[counts > 1].tolist():
        yield Breach("fabric.port_twice", (network.names[key // 4096], str(key % 4096)), 2.0, 1.0, "")


def _radix(network: Network) -> Iterable[Breach]:
    """No port number beyond the device's ports."""
    device, port, _ = _ends(network)
    lanes, cages = np.array(network.lanes), np.array(network.cages)
    most = (lanes * cages)[network.devices["model"]]
    switch = most > 0
    over = (switch[device] & (port > most[device])) | (port < 1)
    for row in np.unique(device[over]).tolist():
        worst = float(port[device == row].max())
        yield Breach("fabric.port_beyond", (network.names[row],), worst, float(most[row]), "")


def _cages(network: Network) -> Iterable[Breach]:
    """The links of a switch cage have one speed, so that the cage is split in one way."""
    device, port, speed = _ends(network)
    lanes = np.array(network.lanes)[network.devices["model"]]
    mine = network.devices["tier"][device] > 0
    cage = device[mine] * 1024 + (port[mine] - 1) // lanes[device[mine]]
    host = network.cables["layer"] == 0
    slow = np.concatenate([host, host])[mine]
    keys, number = np.unique(cage, return_inverse=True)
    high, low = np.zeros(len(keys)), np.full(len(keys), np.inf)
    np.maximum.at(high, number, speed[mine])
    np.minimum.at(low, number, speed[mine])
    mixed = np.zeros(len(keys), bool)
    np.logical_or.at(mixed, number, slow)
    for index in np.flatnonzero((high > low) & ~mixed).tolist():
        name = network.names[int(keys[index] // 1024)]
        yield Breach("fabric.cage_mixed", (name,), float(high[index]), float(low[index]), "Gbit/s")


def _rails(network: Network) -> Iterable[Breach]:
    """In a rail-optimised network each leaf serves one rail and plane, of one unit."""
    if network.topology != "rail-optimised":
        return
    links = network.cables[network.cables["layer"] == 0]
    links = links[links["a"] < network.counts.hosts]
    leaf = network.devices[links["b"]]
    host = network.devices[links["a"]]
    wrong = (leaf["rail"] != links["rail"]) | (leaf["plane"] != links["plane"])
    wrong |= (host["unit"] >= 0) & (leaf["unit"] != host["unit"])
    for link in links[wrong]:
        names = (network.names[link["a"]], network.names[link["b"]])
        yield Breach("fabric.rail_foreign", names, float(link["rail"]), float(network.devices["rail"][link["b"]]), "")


def _sides(network: Network) -> Iterable[Breach]:
    """No machine has two planes, or both of its sides, on one switch."""
    if network.counts.planes < 2 and network.topology != "top-of-rack":
        return
    links = network.cables[network.cables["layer"] == 0]
    side = links["plane"] if network.counts.planes > 1 else links["rail"]
    pairs = np.unique(np.stack([links["a"], links["b"], side]).astype(np.int64), axis=1)
    keys, counts = np.unique(pairs[0] * len(network.devices) + pairs[1], return_counts=True)
    for key in keys[counts > 1].tolist():
        row = key // len(network.devices)
        yield Breach("fabric.sides_together", (network.names[row],), 2.0, 1.0, "")


def _pairs(network: Network) -> Iterable[Breach]:
    """Every leaf has equally many links to each of its spines, every spine to each of its cores."""
    for layer, key in ((1, "fabric.spines_unequal"), (2, "fabric.cores_unequal")):
        links = network.cables[network.cables["layer"] == layer]
        if not len(links):
            continue
        pairs, counts = np.unique(np.stack([links["a"], links["b"]]).astype(np.int64), axis=1, return_counts=True)
        lower, index = np.unique(pairs[0], return_inverse=True)
        high, low = np.zeros(len(lower)), np.full(len(lower), np.inf)
        np.maximum.at(high, index, counts)
        np.minimum.at(low, index, counts)
        for row in np.flatnonzero(high > low).tolist():
            yield Breach(key, (network.names[int(lower[row])],), float(high[row]), float(low[row]), "")


def _tiers(network: Network) -> Iterable[Breach]:
    """Links join neighbouring tiers of one plane."""
    cables, devices = network.cables, network.devices
    a, b = devices[cables["a"]], devices[cables["b"]]
    step = np.where(cables["layer"] == 3, 0, 1)
    wrong = (b["tier"] - a["tier"]) != step
    wrong |= (cables["layer"] > 0) & (a["plane"] != b["plane"])
    for link in cables[wrong]:
        names = (network.names[link["a"]], network.names[link["b"]])
        yield Breach("fabric.tier_skipped", names, float(link["layer"]), 1.0, "")
