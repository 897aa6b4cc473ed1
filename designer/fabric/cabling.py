"""A cable and optics for every link: the best legal medium that reaches, the same for all links that share a cage.

Links that share a cage share its transceiver, so the choice is made for each connected group of cages, by its longest
link; what no medium reaches becomes a shortfall.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from designer.catalog import Cable, Switch, System
from designer.fabric.basis import Basis
from designer.fabric.forms import form_of
from designer.fabric.media import (
    PREFERENCE,
    End,
    Medium,
    adapter_end,
    manager_end,
    media,
    ports_in_cage,
    switch_end,
    uplink_end,
)
from designer.fabric.proposals import port_of
from designer.fabric.records import Network
from designer.model import NoteKind, Shortfall, Trade
from designer.units import q

__all__ = ["cabled", "cage_limit", "cage_numbers", "cage_width", "few", "optic_counts", "piece_lengths"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Key = tuple[str, str, str, int]
#: Media of one key, of growing reach.
Options = dict[Key, tuple[Medium, ...]]

#: Layer of the links between the two switches of a pair.
_PEERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Connected groups of cages: group of each link, longest link [m] by group and class, cages and links by group."""

    of: Ints
    longest: Floats
    cages: Ints
    links: Ints


def cage_numbers(network: Network) -> tuple[Ints, Ints]:
    """A number for the cage at either end of each link, unique in the network and below `cage_limit`."""
    width = cage_width(network)
    lanes = np.array(network.lanes, np.int16)[network.devices["model"]]
    found = []
    for end in ("a", "b"):
        device = network.cables[end].astype(np.int64)
        found.append(device * width + (network.cables[f"{end}_port"] - 1) // lanes[device])
    return found[0], found[1]


def cage_width(network: Network) -> int:
    """Cages of one device at most: a cage number is its device times this, plus its place."""
    ports = max((int(network.cables[end].max(initial=1)) for end in ("a_port", "b_port")), default=1)
    return -(-ports // min(network.lanes, default=1)) + 1


def cage_limit(network: Network) -> int:
    """No cage has this number or a higher one."""
    return len(network.devices) * cage_width(network)


def optic_counts(network: Network, switches_only: bool = False) -> dict[str, int]:
    """Transceivers by catalog address: one for each cage in use that holds one."""
    counts: dict[str, int] = {}
    limit = cage_limit(network)
    for end, cage in zip(("a", "b"), cage_numbers(network), strict=True):
        optic = network.cables[f"{end}_optic"]
        mine = optic >= 0
        if switches_only:
            mine &= network.devices["tier"][network.cables[end]] > 0
        for index, name in enumerate(network.optic_types):
            seen = np.zeros(limit, bool)
            seen[cage[mine & (optic == index)]] = True
            counts[name] = counts.get(name, 0) + int(np.count_nonzero(seen))
    return {name: count for name, count in sorted(counts.items()) if count}


def piece_lengths(network: Network, index: int, links: int) -> Floats:
    """Stock lengths [m] of the pieces of one cable type (`index` in the network's table) that has so many `links` each.

    The links of a piece share a cage at one end, where their ports follow one another; the longest decides its length.
    Links of two cages never share a piece, so that a cage with a single link takes a whole one.
    """
    mine = network.cables["cable"] == index
    stock = network.cables["stock"][mine].astype(float)
    if links == 1 or not len(stock):
        return stock
    lanes = np.array(network.lanes, np.int64)[network.devices["model"]]
    best: Ints | None = None
    for end, cage in zip(("a", "b"), cage_numbers(network), strict=True):
        wide = lanes[network.cables[end][mine]]
        place = (network.cables[f"{end}_port"][mine].astype(np.int64) - 1) % wide // links
        _, piece = np.unique(cage[mine] * (int(wide.max()) + 1) + place, return_inverse=True)
        if best is None or piece.max() < best.max():
            best = piece.reshape(-1)
    assert best is not None
    longest = np.zeros(int(best.max()) + 1)
    np.maximum.at(longest, best, stock)
    return longest


def cabled(basis: Basis, network: Network) -> Network:
    """The network with cable, stock length and optics of every link, and its optics counted."""
    cables = network.cables.copy()
    if not len(cables):
        return network
    classes, of_class = _classes(network)
    options = [_options(basis, network, one) for one in classes]
    kinds = _kinds(options)
    length = cables["length"].astype(float)
    if basis.layout is None:
        length = np.full(len(cables), basis.number("assumed_run", "m"))
    groups = _groups(network, of_class, len(classes), length)
    chosen = _choose(groups, _reach(options, kinds), _joins(kinds))[groups.of]
    asked = groups.longest.max(axis=1)[groups.of]
    made = _fill(replace(network, cables=cables), (of_class, asked), options, kinds, chosen)
    missing = chosen < 0
    if missing.any():
        longest = float(length[missing].max())
        basis.note(NoteKind.RISK, "no_medium", network.name, links=int(missing.sum()), longest=q(longest, "m"))
        without = [options[one] for one in np.unique(of_class[missing])]
        reach = max((m.reach_m for held in without for media in held.values() for m in media), default=0.0)
        short = Shortfall(Trade.FABRIC, "no_medium", network.name, q(longest, "m"), q(reach, "m"))
        basis.shortfalls.append(short)
    count = sum(optic_counts(made).values())
    return replace(made, counts=replace(made.counts, optics=count))


def _classes(network: Network) -> tuple[list[tuple[int, int, int, float]], Ints]:
    """Classes of links (model of a, model of b, layer, speed) and the class of each."""
    model, cables = network.devices["model"], network.cables
    speeds = few(cables["speed"])
    shape = (len(network.models), len(network.models), _PEERS + 1, len(speeds))
    columns = (model[cables["a"]], model[cables["b"]], cables["layer"], np.searchsorted(speeds, cables["speed"]))
    key = np.ravel_multi_index(tuple(c.astype(np.int64) for c in columns), shape)
    used = np.flatnonzero(np.bincount(key, minlength=1))
    number = np.zeros(int(used.max(initial=0)) + 1, np.int64)
    number[used] = np.arange(len(used))
    found = np.stack(np.unravel_index(used, shape)).T.tolist()
    return [(a, b, layer, float(speeds[s])) for a, b, layer, s in found], number[key]


def few(values: NDArray[np.floating]) -> Floats:
    """The distinct values of a column that has few of them, sorted."""
    found: list[float] = []
    left = np.ascontiguousarray(values)
    while len(left):
        found.append(float(left[0]))
        left = left[left != left[0]]
    return np.array(sorted(found))


def _options(basis: Basis, network: Network, one: tuple[int, int, int, float]) -> Options:
    """The media of a class by key, of growing reach: each reaches further than those before it."""
    a, b, layer, speed = one
    up = layer > 0
    near = _end(basis, network, a, speed, up) if up else _machine_end(basis, network, a)
    ends = (near, _manager_end(basis, network, a, b) or _end(basis, network, b, speed, layer == _PEERS))
    made: Options = {}
    for medium in media(basis.catalog, ends[0], ends[1], speed):
        held = made.get(medium.key, ())
        if not held or medium.reach_m > held[-1].reach_m:
            made[medium.key] = (*held, medium)
    return made


def _end(basis: Basis, network: Network, model: int, speed: float, upwards: bool) -> End:
    """The end at a switch, in its main or its own uplink cages."""
    switch = basis.catalog.get(Switch, network.models[model].partition("/")[2])
    if switch.uplink_cages and upwards:
        return uplink_end()
    return switch_end(switch, form_of(switch).per_cage(speed))


def _manager_end(basis: Basis, network: Network, a: int, b: int) -> End | None:
    """The end at a switch's own port for the fabric managers of model `a`; None where they take a data port."""
    kind, _, slug = network.models[a].partition("/")
    if not (network.apart and network.apart[b]) or kind != "system":
        return None
    port = basis.catalog.get(Switch, network.models[b].partition("/")[2]).manager_port
    return manager_end(port) if port and basis.catalog.get(System, slug).purpose == "fabric-manager" else None


def _machine_end(basis: Basis, network: Network, model: int) -> End:
    """The end at a machine's port; management ports of switches, racks and coolant units are RJ45."""
    kind, _, slug = network.models[model].partition("/")
    if kind == "system":
        name = "compute" if network.name.startswith("compute") else network.name
        system = basis.catalog.get(System, slug)
        port = port_of(system, name) or port_of(system, "compute")
        if port is not None:
            planes = network.lanes[model] // ports_in_cage(port.cage) if network.lanes else network.counts.planes
            return adapter_end(basis.catalog, port, planes)
    return End("rj45", "adapter", False, 1, 1)


def _kinds(options: list[Options]) -> list[tuple[Key, Medium]]:
    """Every key of any class, best first, with one medium that stands for it."""
    every: dict[Key, Medium] = {}
    for option in options:
        for key, (medium, *_) in option.items():
            held = every.get(key)
            if held is None or medium.reach_m < held.reach_m:
                every[key] = medium
    order = {name: i for i, name in enumerate(PREFERENCE)}
    return sorted(every.items(), key=lambda item: (order[item[1].kind], item[1].reach_m, item[0]))


def _reach(options: list[Options], kinds: list[tuple[Key, Medium]]) -> Floats:
    """Longest reach [m] by class and kind; -1 where a class cannot have a kind."""
    return np.array([[o[key][-1].reach_m if key in o else -1.0 for key, _ in kinds] for o in options])


def _joins(kinds: list[tuple[Key, Medium]]) -> Ints:
    """Links that one attached cable of a kind joins; 0 = no such limit."""
    return np.array([medium.links for _, medium in kinds])


def _groups(network: Network, of_class: Ints, classes: int, length: Floats) -> Groups:
    a, b = cage_numbers(network)
    used = np.zeros(cage_limit(network), bool)
    used[a] = used[b] = True
    number = np.cumsum(used, dtype=np.int32) - 1
    near, far, cages = number[a], number[b], int(np.count_nonzero(used))
    graph = coo_matrix((np.ones(len(a), np.int8), (near, far)), shape=(cages, cages))
    total, group_of_cage = connected_components(graph, directed=False)
    of = group_of_cage[near].astype(np.int64)
    longest = np.full(total * classes, -1.0)
    np.maximum.at(longest, of * classes + of_class, length)
    sizes = np.bincount(group_of_cage, minlength=total), np.bincount(of, minlength=total)
    return Groups(of, longest.reshape(total, classes), *sizes)


def _choose(groups: Groups, reach: Floats, joins: Ints) -> Ints:
    """Number of the first kind that every class of a group can have and that reaches; -1 where there is none."""
    ok = np.ones((len(groups.links), reach.shape[1]), bool)
    for number in range(len(reach)):
        needed = groups.longest[:, number]
        ok &= (needed[:, None] < 0) | (reach[number][None, :] >= needed[:, None] - 1e-9)
    alone = (groups.cages == 2) | (groups.cages == groups.links + 1)
    attached = joins[None, :] > 0
    ok &= ~attached | (alone[:, None] & (groups.links[:, None] <= joins[None, :]))
    return np.where(ok.any(axis=1), ok.argmax(axis=1), -1) if ok.shape[1] else np.full(len(ok), -1)


def _fill(
    network: Network, links: tuple[Ints, Floats], options: list[Options], kinds: list[tuple[Key, Medium]], chosen: Ints
) -> Network:
    """The media filled in; `links` are the class of each link and the longest [m] of those that share its cages, which
    its medium reaches, no further than it must.
    """
    of_class, asked = links
    cables = network.cables
    cable_types: dict[str, int] = {}
    optic_types: dict[str, int] = {}
    pair = of_class * (len(kinds) + 1) + chosen + 1
    for one in np.flatnonzero(np.bincount(pair)).tolist():
        class_number, kind_number = one // (len(kinds) + 1), one % (len(kinds) + 1) - 1
        if kind_number < 0:
            continue
        fit = options[class_number][kinds[kind_number][0]]
        every = np.flatnonzero(pair == one)
        rank = np.searchsorted([m.reach_m for m in fit[:-1]], asked[every] - 1e-9)
        for number in np.flatnonzero(np.bincount(rank)).tolist():
            medium, mine = fit[number], every[rank == number]
            cables["cable"][mine] = cable_types.setdefault(medium.cable.key, len(cable_types))
            cables["stock"][mine] = stock_lengths(medium.cable, cables["length"][mine].astype(float))
            for end, optic in (("a_optic", medium.a), ("b_optic", medium.b)):
                if optic is not None:
                    cables[end][mine] = optic_types.setdefault(optic.key, len(optic_types))
    return replace(network, cables=cables, cable_types=tuple(cable_types), optic_types=tuple(optic_types))


def stock_lengths(cable: Cable, length: Floats) -> Floats:
    """The shortest stock length [m] that reaches, 0 for an unknown (0) length; the longest where none reaches."""
    stock = np.array(sorted(cable.stock_lengths))
    found: Floats = stock[np.minimum(np.searchsorted(stock, length - 1e-6), len(stock) - 1)]
    return np.where(length > 0, found, 0.0)
