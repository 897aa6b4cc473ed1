"""A network in the syntax of ibnetdiscover, which ibsim loads: one record for each host adapter and each switch.

Every port of a host is an adapter of its own, named ``host-hca0`` and so on; both directions of a link are listed,
parts of a line are parted by tabs and records by one blank line. Ports have the numbers that the switches themselves
give them, counted through the cages; where that would be more than a subnet manager can name, the ports in use are
counted. GUIDs are burnt into hardware that is not bought yet: none are made up.

Planes, and rails without spines, are subnets of their own, each with its own subnet manager and its own file.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from designer.fabric.exports.columns import Part, distinct, lines, of
from designer.fabric.records import Network

__all__ = ["adapter_name", "ibsim_chunks", "ibsim_net", "numbered", "subnets"]

#: The largest number of a port: 255 stands for no port (InfiniBand Architecture Specification, volume 1).
_LARGEST = 254


def adapter_name(host: str, port: int) -> str:
    """The name of a host's adapter on a port counted from 1.

    >>> adapter_name("dgx0001", 1)
    'dgx0001-hca0'
    """
    return f"{host}-hca{port - 1}"


def ibsim_net(network: Network) -> str:
    """The text of a ``.net`` file."""
    return b"".join(ibsim_chunks(network)).decode()


def ibsim_chunks(network: Network) -> Iterator[bytes]:
    """The text of a ``.net`` file in chunks: adapters by host and port, then switches."""
    network = numbered(network)
    yield from _adapters(network)
    yield from _switches(network)


def numbered(network: Network) -> Network:
    """The network with port numbers as its subnet manager has them: the ports in use of a switch counted one by one
    where a number through the cages would be above 254."""
    devices, cables = network.devices, network.cables
    if int(max(cables["a_port"].max(initial=0), cables["b_port"].max(initial=0))) <= _LARGEST:
        return network
    upper = np.flatnonzero(cables["layer"] > 0)
    rows = np.concatenate([cables["b"], cables["a"][upper]]).astype(np.int64)
    ports = np.concatenate([cables["b_port"], cables["a_port"][upper]]).astype(np.int64)
    keys, place = np.unique(rows << 16 | ports, return_inverse=True)
    own = keys >> 16
    rank = np.arange(len(keys)) - np.searchsorted(own, own) + 1
    high = np.zeros(len(devices), bool)
    high[own[keys & 0xFFFF > _LARGEST]] = True
    told = np.where(high[rows], rank[place], ports)
    changed = cables.copy()
    changed["b_port"], changed["a_port"][upper] = told[: len(cables)], told[len(cables) :]
    return replace(network, cables=changed)


def subnets(network: Network) -> tuple[Network, ...]:
    """The parts of a network whose switches reach one another, in the order of their first switch.

    Each keeps the names and rows of the whole; switches of other parts are left without a tier, so that no record of
    theirs is written.
    """
    devices, cables = network.devices, network.cables
    switches = devices["tier"] > 0
    upper = cables[cables["layer"] > 0]
    joined = coo_array((np.ones(len(upper), np.int8), (upper["a"], upper["b"])), shape=(len(devices), len(devices)))
    label = connected_components(joined, directed=False)[1]
    found, first = np.unique(label[switches], return_index=True)
    if len(found) <= 1:
        return (network,)
    parts = []
    for part in found[np.argsort(first)]:
        own = devices.copy()
        own["tier"][switches & (label != part)] = -1
        parts.append(replace(network, devices=own, cables=cables[label[cables["b"]] == part]))
    return tuple(parts)


def _adapters(network: Network) -> Iterator[bytes]:
    names = network.names
    links = network.cables[network.cables["layer"] == 0]
    links = links[np.lexsort((links["a_port"], links["a"]))]
    rows = np.arange(len(links))
    own = (Part(names, links["a"]), "-hca", distinct(links["a_port"] - 1, str))
    first = Part(("Hca", "\nHca"), np.minimum(rows, 1))
    far = (Part(names, links["b"]), '"[', distinct(links["b_port"], str), "]\n")
    return lines(of(first, '\t1 "', *own, '"\t# "', *own, '"\n[1]\t"', *far), len(links))


def _switches(network: Network) -> Iterator[bytes]:
    """The records of the switches: a line for each used port, the first with the head of the record before it."""
    cables, names, devices = network.cables, network.names, network.devices
    host = cables["layer"] == 0
    switches = np.flatnonzero(devices["tier"] > 0)
    lone = np.setdiff1d(switches, np.union1d(cables["b"], cables["a"][~host]))
    none = np.zeros(len(lone), np.int64)
    row = np.concatenate([cables["b"], cables["a"][~host], lone])
    port = np.concatenate([cables["b_port"], cables["a_port"][~host], none])
    far = np.concatenate([cables["a"], cables["b"][~host], none])
    far_port = np.concatenate([cables["a_port"], cables["b_port"][~host], none])
    order = np.lexsort((far_port, far, port, row))
    row, port, far, far_port = row[order], port[order], far[order], far_port[order]
    first = np.r_[True, row[1:] != row[:-1]] if len(row) else np.zeros(0, bool)
    place = np.searchsorted(switches, row)
    heads = Part(("", *(_head(network, int(switch)) for switch in switches)), np.where(first, place + 1, 0))
    linked, adapter = np.where(port > 0, 1, 0), devices["tier"][far] == 0
    adapters = tuple(f"-hca{n}" for n in range(int(far_port.max(initial=0)) + 1))
    tails = ("", *adapters), np.where(adapter & (port > 0), far_port, 0)
    ends = ("", *(f'"[{n}]\n' for n in range(1, int(far_port.max(initial=0)) + 1))), np.where(adapter, 1, far_port)
    return lines(
        of(
            heads,
            Part(("", "["), linked),
            Part(("", *(str(n) for n in range(1, int(port.max(initial=0)) + 1))), port),
            Part(("", ']\t"'), linked),
            Part((*names, ""), np.where(port > 0, far, len(names))),
            Part(*tails),
            Part(ends[0], ends[1] * linked),
        ),
        len(row),
    )


def _head(network: Network, row: int) -> str:
    """The head of a switch's record with the blank line before it."""
    model, name = int(network.devices["model"][row]), network.names[row]
    ports = network.lanes[model] * max(network.cages[model], network.apart[model] if network.apart else 0)
    ports += 1 if network.apart and network.apart[model] else 0
    ports = min(ports, _LARGEST)
    return f'\nSwitch\t{ports} "{name}"\t# "{name}"\n'
