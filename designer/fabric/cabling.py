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
from designer.fabric.media import PREFERENCE, End, Medium, adapter_end, media, ports_in_cage, switch_end, uplink_end
from designer.fabric.proposals import port_of
from designer.fabric.records import Network
from designer.model import NoteKind, Shortfall, Trade
from designer.units import q

__all__ = ["cabled", "cage_numbers", "optic_counts"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Key = tuple[str, str, str]

#: Layer of the links between the two switches of a pair.
_PEERS = 3
#: Cages of one device at most, for numbering them.
_CAGES = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Connected groups of cages: group of each link, longest link [m] by group and class, cages and links by group."""

    of: Ints
    longest: Floats
    cages: Ints
    links: Ints


def cage_numbers(network: Network) -> tuple[Ints, Ints]:
    """A number for the cage at either end of each link, unique in the network: device * 1024 + cage."""
    lanes = np.array(network.lanes)[network.devices["model"]]
    found = []
    for end in ("a", "b"):
        device = network.cables[end].astype(np.int64)
        found.append(device * _CAGES + (network.cables[f"{end}_port"].astype(np.int64) - 1) // lanes[device])
    return found[0], found[1]


def optic_counts(network: Network, switches_only: bool = False) -> dict[str, int]:
    """Transceivers by catalog address: one for each cage in use that holds one."""
    counts: dict[str, int] = {}
    for end, cage in zip(("a", "b"), cage_numbers(network), strict=True):
        optic = network.cables[f"{end}_optic"].astype(np.int64)
        mine = optic >= 0
        if switches_only:
            mine &= network.devices["tier"][network.cables[end]] > 0
        pairs = np.unique(np.stack([cage[mine], optic[mine]]), axis=1)
        for index, count in zip(*np.unique(pairs[1], return_counts=True), strict=True):
            name = network.optic_types[int(index)]
            counts[name] = counts.get(name, 0) + int(count)
    return dict(sorted(counts.items()))


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
    made = _fill(replace(network, cables=cables), of_class, options, kinds, chosen)
    missing = chosen < 0
    if missing.any():
        longest = float(length[missing].max())
        basis.note(NoteKind.RISK, "no_medium", network.name, links=int(missing.sum()), longest=q(longest, "m"))
        reach = max((m.reach_m for o in options for m in o.values()), default=0.0)
        short = Shortfall(Trade.FABRIC, "no_medium", network.name, q(longest, "m"), q(reach, "m"))
        basis.shortfalls.append(short)
    count = sum(optic_counts(made).values())
    return replace(made, counts=replace(made.counts, optics=count))


def _classes(network: Network) -> tuple[list[tuple[int, int, int, float]], Ints]:
    """Classes of links (model of a, model of b, layer, speed) and the class of each."""
    model, cables = network.devices["model"], network.cables
    columns = [model[cables["a"]], model[cables["b"]], cables["layer"], np.rint(cables["speed"] * 1000)]
    found, number = np.unique(np.stack([c.astype(np.int64) for c in columns]), axis=1, return_inverse=True)
    return [(int(a), int(b), int(layer), s / 1000) for a, b, layer, s in found.T], number.reshape(-1)


def _options(basis: Basis, network: Network, one: tuple[int, int, int, float]) -> dict[Key, Medium]:
    """The media of a class by key, the one of longest reach for each."""
    a, b, layer, speed = one
    up = layer > 0
    near = _end(basis, network, a, speed, up) if up else _machine_end(basis, network, a)
    ends = (near, _end(basis, network, b, speed, layer == _PEERS))
    made: dict[Key, Medium] = {}
    for medium in media(basis.catalog, ends[0], ends[1], speed):
        held = made.get(medium.key)
        if held is None or medium.reach_m > held.reach_m:
            made[medium.key] = medium
    return made


def _end(basis: Basis, network: Network, model: int, speed: float, upwards: bool) -> End:
    """The end at a switch, in its main or its own uplink cages."""
    switch = basis.catalog.get(Switch, network.models[model].partition("/")[2])
    if switch.uplink_cages and upwards:
        return uplink_end()
    return switch_end(switch, form_of(switch).per_cage(speed))


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


def _kinds(options: list[dict[Key, Medium]]) -> list[tuple[Key, Medium]]:
    """Every key of any class, best first, with one medium that stands for it."""
    every: dict[Key, Medium] = {}
    for option in options:
        for key, medium in option.items():
            held = every.get(key)
            if held is None or medium.reach_m < held.reach_m:
                every[key] = medium
    order = {name: i for i, name in enumerate(PREFERENCE)}
    return sorted(every.items(), key=lambda item: (order[item[1].kind], item[1].reach_m, item[0]))


def _reach(options: list[dict[Key, Medium]], kinds: list[tuple[Key, Medium]]) -> Floats:
    """Reach [m] by class and kind; -1 where a class cannot have a kind."""
    return np.array([[o[key].reach_m if key in o else -1.0 for key, _ in kinds] for o in options])


def _joins(kinds: list[tuple[Key, Medium]]) -> Ints:
    """Links that one attached cable of a kind joins; 0 = no such limit."""
    return np.array([medium.links for _, medium in kinds])


def _groups(network: Network, of_class: Ints, classes: int, length: Floats) -> Groups:
    a, b = cage_numbers(network)
    cages, number = np.unique(np.concatenate([a, b]), return_inverse=True)
    count = len(a)
    graph = coo_matrix((np.ones(count, np.int8), (number[:count], number[count:])), shape=(len(cages), len(cages)))
    total, group_of_cage = connected_components(graph, directed=False)
    of = group_of_cage[number[:count]].astype(np.int64)
    longest = np.full((total, classes), -1.0)
    np.maximum.at(longest, (of, of_class), length)
    return Groups(of, longest, np.bincount(group_of_cage, minlength=total), np.bincount(of, minlength=total))


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
    network: Network, of_class: Ints, options: list[dict[Key, Medium]], kinds: list[tuple[Key, Medium]], chosen: Ints
) -> Network:
    cables = network.cables
    cable_types: dict[str, int] = {}
    optic_types: dict[str, int] = {}
    for class_number, kind_number in sorted({*zip(of_class.tolist(), chosen.tolist(), strict=True)}):
        if kind_number < 0:
            continue
        medium = options[class_number][kinds[kind_number][0]]
        mine = (of_class == class_number) & (chosen == kind_number)
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
