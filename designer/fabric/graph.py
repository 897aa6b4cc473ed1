"""The fabric's part of the design graph: switches and servers, what each needs, and the packets between them.

One element for each switch and server; parallel cables are one link with their joint speed. Upper switches are the
sources of packets. GPU racks count the compute network alone: other networks would hide its loss.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from designer.fabric.basis import Basis
from designer.fabric.places import Spots
from designer.fabric.records import Network, Seat
from designer.fabric.sides import leaf_ranks
from designer.model import Commodity, Element, Link, LoadClass, Position, RedundancyGroup, Trade

#: Layer of the links between the two switches of a pair: not a way down.
_PEERS = 3

__all__ = ["elements_of", "groups_of", "packet_links", "support_links"]


def elements_of(
    basis: Basis, networks: Sequence[Network], seats: Sequence[Seat], spots: Spots, packets: Iterable[Link]
) -> tuple[Element, ...]:
    """One element for each seat, in tag order. Without a layout nothing feeds them, so only packets are needed."""
    tops, switches = _tops(networks), _switches(networks)
    fed = {link.target for link in packets}
    made = []
    for seat in seats:
        placed = basis.layout is not None and seat.rack != ""
        needs: dict[Commodity, int] = {Commodity.POWER: 1, Commodity.AIR: 1} if placed else {}
        if seat.device in fed and seat.device not in tops:
            needs[Commodity.PACKETS] = 1
        centre = spots.centre.get(seat.rack)
        level = spots.level.get(seat.device, 0.0)
        made.append(
            Element(
                tag=seat.device,
                kind="switch" if seat.device in switches else "system",
                trade=Trade.FABRIC,
                catalog=seat.catalog,
                position=Position(centre[0], centre[1], level) if centre else None,
                room=basis.site.hall.room_at("HALL", *centre[:2]) if centre else "",
                load_class=LoadClass.CORE,
                needs=needs,
                sources=(Commodity.PACKETS,) if seat.device in tops else (),
            )
        )
    return tuple(sorted(made, key=lambda e: e.tag))


def _switches(networks: Sequence[Network]) -> frozenset[str]:
    return frozenset(
        network.names[row] for network in networks for row in np.flatnonzero(network.devices["tier"] > 0).tolist()
    )


def _tops(networks: Sequence[Network]) -> frozenset[str]:
    """Switches of the top tier of their network."""
    found: set[str] = set()
    for network in networks:
        tier = network.devices["tier"]
        found |= {network.names[row] for row in np.flatnonzero(tier == max(1, tier.max(initial=0))).tolist()}
    return frozenset(found)


def support_links(basis: Basis, seats: Iterable[Seat]) -> list[Link]:
    """Power and air from each rack to what sits in it."""
    if basis.layout is None:
        return []
    made = []
    for seat in seats:
        if seat.rack:
            made.append(Link(seat.rack, seat.device, Commodity.POWER, capacity=seat.power_kw or None))
            made.append(Link(seat.rack, seat.device, Commodity.AIR))
    return made


def packet_links(networks: Sequence[Network], known: frozenset[str]) -> list[Link]:
    """Packets downwards between switches, from compute leaves to GPU racks, from leaves to servers. Capacity in Gbit/s.

    `known` are the tags of switches and servers that are elements.
    """
    switches = _switches(networks)
    made: dict[tuple[str, str], float] = {}
    for network in networks:
        names, code = _coded(_targets(network, known, switches))
        source = np.array([name in known for name in network.names], bool)
        a, b = network.cables["a"], network.cables["b"]
        mine = np.flatnonzero((network.cables["layer"] < _PEERS) & (code[a] > 0) & source[b])
        key = b[mine].astype(np.int64) * len(names) + code[a[mine]]
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]][: len(key)])
        speed = np.add.reduceat(network.cables["speed"][mine][order].astype(float), starts) if len(key) else np.zeros(0)
        for pair, each in zip(key[starts].tolist(), speed.tolist(), strict=True):
            ends = network.names[pair // len(names)], names[pair % len(names)]
            made[ends] = made.get(ends, 0.0) + each
    return [Link(s, t, Commodity.PACKETS, capacity=c) for (s, t), c in sorted(made.items())]


def _coded(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts, "" first, and the number of each text among them."""
    number = {"": 0}
    code = np.array([number.setdefault(text, len(number)) for text in texts], np.int64)
    return list(number), code


def _targets(network: Network, known: frozenset[str], switches: frozenset[str]) -> list[str]:
    """Where packets to each device end in the design graph: itself, its rack (GPU machines), or nowhere ("")."""
    compute = network.name.startswith("compute")
    racks = network.racks or ("",) * len(network.names)
    found = []
    for name, rack, tier in zip(network.names, racks, network.devices["tier"].tolist(), strict=True):
        if name in known:
            found.append(name if tier > 0 or name not in switches else "")
        else:
            found.append(rack if compute and tier == 0 else "")
    return found


def groups_of(networks: Sequence[Network]) -> tuple[RedundancyGroup, ...]:
    """Switches that stand in for each other: spines of a pod and cores of a group (one may be missing), leaf pairs."""
    made = []
    for network in networks:
        devices = network.devices
        for tier, kind in ((2, "spine"), (3, "core")):
            members: dict[tuple[int, int], list[str]] = {}
            for row in np.flatnonzero(devices["tier"] == tier).tolist():
                key = (int(devices["plane"][row]), int(devices["unit"][row]))
                members.setdefault(key, []).append(network.names[row])
            made += [_group(network, kind, key, names) for key, names in sorted(members.items())]
        if network.topology == "dual-tor":
            made += _leaf_pairs(network)
    return tuple(g for g in made if g.spare_units > 0)


def _group(network: Network, kind: str, key: tuple[int, int], members: Sequence[str]) -> RedundancyGroup:
    place = f"{network.name}.{kind}" + (f".P{key[0] + 1}" if network.counts.planes > 1 else "")
    place += f".{key[1] + 1}" if key[1] >= 0 else ""
    basis = f"fabric.{kind}s[{network.name}]"
    return RedundancyGroup(place, Trade.FABRIC, kind, max(1, len(members) - 1), tuple(members), basis)


def _leaf_pairs(network: Network) -> list[RedundancyGroup]:
    """The leaves of one port pair: every so many neighbours by rank of rail, in one unit."""
    devices, pairs = network.devices, dict[tuple[int, int, int, str], list[str]]()
    pair = leaf_ranks(network) // network.counts.sides
    for row in np.flatnonzero(devices["tier"] == 1).tolist():
        label = network.names[row].rpartition("-R")[0]
        key = (int(devices["unit"][row]), int(pair[row]), int(devices["index"][row]), label)
        pairs.setdefault(key, []).append(network.names[row])
    return [
        RedundancyGroup(f"{network.name}.pair.{label}.{one + 1}.{index + 1}", Trade.FABRIC, "leaf", 1, tuple(members))
        for (_, one, index, label), members in sorted(pairs.items())
    ]
