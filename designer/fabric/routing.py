"""Ways through the trays: length of every cable, and how many cables share each tray section.

A cable climbs from its machine to the tray, follows the shortest way on the tray network of its path, and comes down
again: length = two drops + run + slack. Cables of two planes or sides keep to two disjoint tray networks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from designer.catalog import Cable
from designer.fabric import budgets
from designer.fabric.basis import Basis
from designer.fabric.places import Spots
from designer.fabric.records import Bundle, Network, Run
from designer.fabric.sides import leaf_ranks
from designer.layout.records import TrayNetwork
from designer.model import NoteKind
from designer.units import q

__all__ = ["Atlas", "bundles_of", "path_of", "route"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Layer of the links from spines to cores.
_CORE_LAYER = 2


@dataclass(slots=True, eq=False)
class Atlas:
    """The runs found so far, by tray path and racks, and the heights of the trays [m]."""

    trays: tuple[TrayNetwork, ...]
    centre: dict[str, tuple[float, float]]
    runs: list[Run] = field(default_factory=list)
    index: dict[tuple[int, str, str], int] = field(default_factory=dict)
    shortest: dict[tuple[int, int], tuple[Floats, Ints]] = field(default_factory=dict)
    sections: dict[int, dict[tuple[int, int], str]] = field(default_factory=dict)

    def run(self, path: int, source: str, target: str) -> int:
        """The number of the run between two racks on a tray network; found when first asked for."""
        first, last = sorted((source, target))
        found = self.index.get((path, first, last))
        if found is None:
            found = self.index[path, first, last] = len(self.runs)
            self.runs.append(self._find(path, first, last))
        return found

    def _find(self, path: int, source: str, target: str) -> Run:
        if source == target:
            return Run("", source, target, (), 0.0)
        if path >= len(self.trays):
            return Run("", source, target, (), self._apart(source, target))
        tray = self.trays[path]
        if source not in tray.drops or target not in tray.drops:
            return Run("", source, target, (), self._apart(source, target))
        distance, before = self._from(path, tray.drops[source])
        goal = tray.drops[target]
        if not np.isfinite(distance[goal]):
            return Run("", source, target, (), self._apart(source, target))
        length = float(distance[goal]) + self._stub(tray, source) + self._stub(tray, target)
        return Run(tray.path, source, target, _edges(self._names(path), before, goal), length)

    def _names(self, path: int) -> dict[tuple[int, int], str]:
        """Section tags of a tray network by their two nodes, the lower first."""
        if path not in self.sections:
            self.sections[path] = {(min(e.a, e.b), max(e.a, e.b)): e.tag for e in self.trays[path].edges}
        return self.sections[path]

    def _from(self, path: int, node: int) -> tuple[Floats, Ints]:
        """Lengths and predecessors of the ways from a node; those of all nodes with a drop are found at once."""
        if (path, node) not in self.shortest:
            nodes = sorted({*self.trays[path].drops.values()})
            for found, *ways in zip(nodes, *_shortest(self.trays[path], nodes), strict=True):
                self.shortest[path, found] = (ways[0], ways[1])
        return self.shortest[path, node]

    def _apart(self, source: str, target: str) -> float:
        """Manhattan distance in the plan [m], where no tray leads."""
        a, b = self.centre.get(source, (0.0, 0.0)), self.centre.get(target, (0.0, 0.0))
        return abs(a[0] - b[0]) + abs(a[1] - b[1])

    def _stub(self, tray: TrayNetwork, rack: str) -> float:
        """From the rack's centre to its node of the tray [m]."""
        here, node = self.centre.get(rack), tray.nodes[tray.drops[rack]]
        return abs(here[0] - node[0]) + abs(here[1] - node[1]) if here else 0.0


def _shortest(tray: TrayNetwork, nodes: Sequence[int]) -> tuple[Floats, Ints]:
    """Lengths and predecessors of the shortest ways from some nodes (rows) to all (columns)."""
    count = len(tray.nodes)
    a = np.array([e.a for e in tray.edges])
    b = np.array([e.b for e in tray.edges])
    length = np.array([e.length for e in tray.edges])
    graph: Any = csr_matrix((length, (a, b)), shape=(count, count))
    search: Any = dijkstra
    distance, before = search(graph, directed=False, indices=nodes, return_predecessors=True)
    return distance, before


def _edges(names: dict[tuple[int, int], str], before: Ints, goal: int) -> tuple[str, ...]:
    found = []
    node = int(before[goal])
    while node >= 0:
        found.append(names[min(node, goal), max(node, goal)])
        goal, node = node, int(before[node])
    return tuple(reversed(found))


def path_of(network: Network, trays: int) -> Ints:
    """Tray network (from 0) of each cable: by plane; else by the rail or side of the leaf below, so that a tray takes
    whole rails with it and leaves the others whole; else turn by turn over the upper switches."""
    cables, devices = network.cables, network.devices
    if trays < 2:
        return np.zeros(len(cables), np.int64)
    if network.counts.planes > 1:
        return cables["plane"].astype(np.int64) % trays
    upper = devices["index"][cables["b"]].astype(np.int64)
    rail = np.where(cables["layer"] == _CORE_LAYER, _spine_rail(network)[cables["a"]], cables["rail"]).astype(np.int64)
    several = rail.max(initial=0) > 0
    if network.topology == "dual-tor":
        rank = leaf_ranks(network)[np.where(cables["layer"] == 0, cables["b"], cables["a"])]
        rail = np.where((rail >= 0) & (rank >= 0), rank, rail)
    return np.where((rail >= 0) & several, rail, upper) % trays


def _spine_rail(network: Network) -> Ints:
    """The rail of each spine whose leaves are all of one rail, -1 for all other devices."""
    links = network.cables[network.cables["layer"] == 1]
    low = np.full(len(network.devices), np.iinfo(np.int64).max)
    high = np.full(len(network.devices), -1)
    np.minimum.at(low, links["b"], links["rail"].astype(np.int64))
    np.maximum.at(high, links["b"], links["rail"].astype(np.int64))
    return np.where(low == high, high, -1)


def route(basis: Basis, network: Network, spots: Spots, atlas: Atlas) -> Network:
    """The network with run and length [m] of every cable. Cables of unseated devices keep length 0."""
    cables = network.cables.copy()
    racks = np.array(network.racks)
    a, b = racks[cables["a"]], racks[cables["b"]]
    path = path_of(network, len(atlas.trays))
    names, code = np.unique(racks, return_inverse=True)
    count = len(names)
    key = (path * count + code[cables["a"]]) * count + code[cables["b"]]
    pairs, number = np.unique(key, return_inverse=True)
    known = (a != "") & (b != "")
    runs = np.full(len(pairs), -1, np.int64)
    for i, pair in enumerate(pairs.tolist()):
        way, ends = divmod(pair, count * count)
        source, target = str(names[ends // count]), str(names[ends % count])
        if source and target:
            runs[i] = atlas.run(way, source, target)
    cables["route"] = runs[number]
    level = np.array([spots.level.get(name, np.nan) for name in network.names])
    cables["length"] = np.where(known, _lengths(basis, cables, level, path, atlas), 0.0)
    return replace(network, cables=cables)


def _lengths(basis: Basis, cables: NDArray[np.void], level: Floats, path: Ints, atlas: Atlas) -> Floats:
    """Two drops, run and slack [m]. A cable inside one rack needs no drop; unknown levels take the planned drop."""
    slack, drop = basis.number("slack", "m"), basis.number("rack_drop", "m")
    flat = np.array([run.length_m for run in atlas.runs] or [0.0])
    inside = np.array([run.source == run.target for run in atlas.runs] or [False])
    height = np.array([tray.z for tray in atlas.trays] or [np.nan])[path]
    ends = [np.where(np.isnan(height - level[cables[end]]), drop, height - level[cables[end]]) for end in ("a", "b")]
    within = np.nan_to_num(np.abs(level[cables["a"]] - level[cables["b"]]), nan=drop)
    number = cables["route"]
    run = flat[number]
    length: Floats = np.where(inside[number], within, run + np.abs(ends[0]) + np.abs(ends[1])) + slack
    return length


def bundles_of(basis: Basis, networks: Sequence[Network], atlas: Atlas) -> tuple[Bundle, ...]:
    """Cables, fill and load of every tray section in use, and a note for the sections that want more than one tray."""
    cables: dict[tuple[str, str], float] = {}
    area: dict[tuple[str, str], float] = {}
    mass: dict[tuple[str, str], float] = {}
    for network in networks:
        records = {key: basis.catalog.get(Cable, key.partition("/")[2]) for key in network.cable_types}
        sections = {key: budgets.cross_section_m2(record.diameter.si("m")) for key, record in records.items()}
        heavy = {key: _by_metre(record) for key, record in records.items()}
        for number, kind, count in _used(network):
            run = atlas.runs[number]
            pieces = count / max(1, records[kind].links)
            for edge in run.edges:
                key = (run.path, edge)
                cables[key] = cables.get(key, 0.0) + pieces
                area[key] = area.get(key, 0.0) + pieces * sections[kind]
                mass[key] = mass.get(key, 0.0) + pieces * heavy[kind]
    tray = basis.number("tray_width", "m") * basis.number("tray_depth", "m")
    design, most = basis.number("tray_fill_design"), int(basis.number("parallel_trays_most"))
    made = []
    for path, edge in sorted(cables):
        fill = area[path, edge] / tray
        trays = min(most, max(1, math.ceil(fill / design - 1e-9)))
        made.append(Bundle(path, edge, round(cables[path, edge]), fill / trays, trays, mass[path, edge] / trays))
    _note_fill(basis, made, area)
    return tuple(made)


def _by_metre(cable: Cable) -> float:
    """Mass of a cable by its length [kg/m]; NaN when unknown."""
    return cable.mass_per_length.si("kg/m") if cable.mass_per_length.known else math.nan


def _used(network: Network) -> list[tuple[int, str, int]]:
    """Runs with cable type and number of links, for the cables that have both."""
    cables = network.cables
    good = (cables["route"] >= 0) & (cables["cable"] >= 0)
    pairs, counts = np.unique(np.stack([cables["route"][good], cables["cable"][good]]), axis=1, return_counts=True)
    return [(int(r), network.cable_types[int(c)], int(n)) for (r, c), n in zip(pairs.T, counts, strict=True)]


def _note_fill(basis: Basis, bundles: Sequence[Bundle], area: dict[tuple[str, str], float]) -> None:
    if not bundles:
        return
    worst = max(bundles, key=lambda b: (area[b.tray, b.edge], b.tray, b.edge))
    step = basis.keep(
        budgets.tray_fill,
        f"tray_fill[{worst.tray}.{worst.edge}]",
        A_cables=q(area[worst.tray, worst.edge] * 1e6, "mm2"),
        w_tray=basis.rule("tray_width"),
        h_tray=basis.rule("tray_depth"),
    )
    layers = basis.keep(budgets.tray_layers, "tray_layers", f_fill=step, f_design=basis.rule("tray_fill_design"))
    full = sum(1 for b in bundles if b.trays > 1)
    if full:
        basis.note(
            NoteKind.DECISION, "tray_layers", worst.edge, sections=full, layers=round(layers.number),
            fill=step.q, edge=worst.edge, path=worst.tray,
        )
