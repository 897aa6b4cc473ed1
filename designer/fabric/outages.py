"""What one failure takes out: the links of every switch, cable, optic, bundle, tray section, cabinet and feed.

An outage class is a set of failures numbered from 0; each holds the links that it takes. All on arrays.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.fabric.cabling import cage_numbers, cage_width
from designer.fabric.records import Network, Run

__all__ = ["Outage", "Plant", "bundle_numbers", "outages"]

Ints = NDArray[np.int64]

#: Layers of links, and what each is called.
_LINKS = ((0, "host_link"), (1, "uplink"), (2, "core_link"), (3, "peer_link"))
#: Layer of the links between switches of one tier.
_PEERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Outage:
    """A class of failures: link rows and the failure of each, how many failures, and the name of one by number."""

    element: str
    link: Ints
    number: Ints
    count: int
    name: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Plant:
    """What failures need to know beside the network: routes, cables of a bundle, cords of a cabinet, names of the
    devices that one supply feeds."""

    runs: Sequence[Run] = ()
    bundle: int = 48
    cords: int = 2
    single: frozenset[str] = frozenset()


def outages(network: Network, plant: Plant) -> Iterator[Outage]:
    """All classes of failures that the network has, switches first."""
    for tier, element in ((1, "leaf"), (2, "spine"), (3, "core")):
        yield from _switches(network, tier, element)
    for layer, element in _LINKS:
        link = np.flatnonzero(network.cables["layer"] == layer)
        if len(link):
            yield Outage(element, link, np.arange(len(link)), len(link), _cable_name(network, link))
    yield from _optics(network)
    yield from _bundles(network, plant)
    yield from _trays(network, plant.runs)
    yield from _cabinets(network, plant)


def _switches(network: Network, tier: int, element: str) -> Iterator[Outage]:
    """A leaf takes its host links, an upper switch its links downwards; both their links to their equals."""
    rows = np.flatnonzero(network.devices["tier"] == tier)
    if not len(rows):
        return
    cables = network.cables
    down = np.flatnonzero(cables["layer"] == tier - 1)
    peers = np.flatnonzero(cables["layer"] == _PEERS)
    peers = peers[network.devices["tier"][cables["a"][peers]] == tier]
    link = np.concatenate([down, peers, peers])
    ends = np.concatenate([cables["b"][down], cables["a"][peers], cables["b"][peers]])
    yield Outage(element, link, ends.astype(np.int64) - rows[0], len(rows), lambda i: network.names[int(rows[0]) + i])


def _cable_name(network: Network, link: Ints) -> Callable[[int], str]:
    def name(index: int) -> str:
        cable = network.cables[int(link[index])]
        near, far = network.names[int(cable["a"])], network.names[int(cable["b"])]
        return f"{near}:{cable['a_port']} / {far}:{cable['b_port']}"

    return name


def _optics(network: Network) -> Iterator[Outage]:
    """Links by the cage that holds their transceiver, at either end."""
    cage, width = np.concatenate(cage_numbers(network)), cage_width(network)
    optic = np.concatenate([network.cables["a_optic"], network.cables["b_optic"]]) >= 0
    if not optic.any():
        return
    link = np.tile(np.arange(len(network.cables)), 2)[optic]
    cages, number = np.unique(cage[optic], return_inverse=True)

    def name(index: int) -> str:
        device, place = divmod(int(cages[index]), width)
        return f"{network.names[device]}:{place + 1}"

    yield Outage("optic", link, number.reshape(-1), len(cages), name)


def bundle_numbers(network: Network, most: int) -> tuple[Ints, Ints, Ints]:
    """Bundle of each cable (-1 = it lies in no tray), and the route and running number of each bundle.

    Cables of one route lie side by side in their order, so many to a bundle.
    """
    route = network.cables["route"].astype(np.int64)
    order = np.argsort(route, kind="stable")
    ordered = route[order]
    start = np.r_[True, ordered[1:] != ordered[:-1]]
    first = np.flatnonzero(start)
    rank = np.arange(len(route)) - np.repeat(first, np.diff(np.r_[first, len(route)]))
    key = np.full(len(route), -1, np.int64)
    key[order] = np.where(ordered >= 0, ordered * 65536 + rank // max(1, most), -1)
    keys, number = np.unique(key, return_inverse=True)
    lead = int(np.count_nonzero(keys < 0))
    return number.reshape(-1) - lead, keys[lead:] // 65536, keys[lead:] % 65536


def _bundles(network: Network, plant: Plant) -> Iterator[Outage]:
    if not plant.runs:
        return
    number, route, rank = bundle_numbers(network, plant.bundle)
    inside = np.array([not run.edges for run in plant.runs])
    keep = number >= 0
    keep[keep] = ~inside[route[number[keep]]]
    link = np.flatnonzero(keep)
    if not len(link):
        return
    used, dense = np.unique(number[link], return_inverse=True)

    def name(index: int) -> str:
        bundle = int(used[index])
        run = plant.runs[int(route[bundle])]
        return f"{run.path}: {run.source} / {run.target} #{int(rank[bundle]) + 1}"

    yield Outage("bundle", link, dense.reshape(-1), len(used), name)


def _trays(network: Network, runs: Sequence[Run]) -> Iterator[Outage]:
    """Links by the tray section that they lie in."""
    route = network.cables["route"].astype(np.int64)
    good = np.flatnonzero((route >= 0) & (route < len(runs)))
    used_runs, which = np.unique(route[good], return_inverse=True)
    mine = [runs[number] for number in used_runs.tolist()]
    sections = sorted({(run.path, edge) for run in mine for edge in run.edges})
    if not sections:
        return
    index = {section: i for i, section in enumerate(sections)}
    by_run = [np.array([index[run.path, edge] for edge in run.edges], np.int64) for run in mine]
    size = np.array([len(r) for r in by_run])
    flat, start = np.concatenate(by_run), np.cumsum(size) - size
    each = size[which]
    offset = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    number = flat[np.repeat(start[which], each) + offset]
    used, dense = np.unique(number, return_inverse=True)
    link = np.repeat(good, each)
    yield Outage(
        "tray_section", link, dense.reshape(-1), len(used), lambda i: "{}: {}".format(*sections[int(used[i])])
    )


def _cabinets(network: Network, plant: Plant) -> Iterator[Outage]:
    """Every cabinet that holds switches, and every cord of it: a cord takes the switches that no other feeds."""
    racks = np.array(network.racks or ("",))
    tier = network.devices["tier"]
    if len(racks) != len(tier) or not (racks[tier > 0] != "").any():
        return
    tags = sorted({str(tag) for tag in racks[tier > 0].tolist() if tag})
    code = {tag: i for i, tag in enumerate(tags)}
    of = np.array([code.get(str(tag), -1) for tag in racks.tolist()])
    of[tier == 0] = -1
    yield Outage("rack", *_touching(network, of), len(tags), lambda i: tags[i])
    cords = max(1, plant.cords)
    turn = np.array([i if name in plant.single or cords < 2 else -1 for i, name in enumerate(network.names)])
    fed = np.where((of >= 0) & (turn >= 0), of * cords + turn % cords, -1)
    link, number = _touching(network, fed)
    count = len(tags) * cords
    yield Outage("feed", link, number, count, lambda i: f"{tags[i // cords]}-{'ABCD'[i % cords]}")


def _touching(network: Network, of: Ints) -> tuple[Ints, Ints]:
    """Links that end at a device of each group, once for each group; -1 = no group."""
    rows = np.arange(len(network.cables))
    keys = [_keys(rows, of[network.cables[end]], len(rows)) for end in ("a", "b")]
    pairs = np.unique(np.concatenate(keys))
    return pairs % len(rows), pairs // len(rows)


def _keys(rows: Ints, group: Ints, count: int) -> Ints:
    found: Ints = (group * count + rows)[group >= 0]
    return found

