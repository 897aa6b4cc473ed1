"""The same fabric and the same five steps in plain networkx and csv: one object for each cable.

A tree of `gpus` host ports over switches of radix R without oversubscription, in two or three tiers by the published
rule: leaves of R/2 ports down, pods of R/2 leaves and spines, cores half the spines.
"""

import csv
import os
from collections import Counter
from pathlib import Path

import networkx as nx

__all__ = ["checked", "flow", "hops", "plan", "tree", "written"]

RAILS = 8


def plan(gpus: int, radix: int) -> tuple[int, int, int, int]:
    """Leaves, pods, spines of a pod and cores in a group."""
    half = radix // 2
    leaves = gpus // half
    if leaves <= radix:
        return leaves, 1, next(s for s in range(-(-leaves * half // radix), half + 1) if half % s == 0), 0
    return leaves, leaves // half, half, leaves // half // 2


def length_of(layer: int, near: int, far: int) -> float:
    """Length of a cable [m] by its layer and the numbers of its ends: a stand-in for geometry."""
    return 3.0 + 12.0 * layer + 0.5 * (near % 16) + 0.5 * (far % 16)


def medium_of(length: float) -> str:
    """Medium by reach."""
    return "lacc" if length <= 5 else "multimode" if length <= 30 else "singlemode"


def tree(gpus: int, radix: int) -> nx.MultiGraph:
    """The rail-optimised tree with ports, lengths and media."""
    graph = nx.MultiGraph()
    half = radix // 2
    leaves, pods, spines, group = plan(gpus, radix)
    for node in range(gpus // RAILS):
        for rail in range(RAILS):
            leaf = node // half * RAILS + rail
            _join(graph, ("n", node, rail + 1), ("l", leaf, node % half + 1), 0, rail)
    in_pod = leaves // pods
    k = half // spines
    for leaf in range(leaves):
        for up in range(half):
            spine = leaf // in_pod * spines + up // k
            _join(graph, ("l", leaf, half + 1 + up), ("s", spine, leaf % in_pod * k + up % k + 1), 1)
    for spine in range(pods * spines if group else 0):
        pod, place = divmod(spine, spines)
        each = half // group
        for up in range(half):
            core = place * group + up // each
            _join(graph, ("s", spine, half + 1 + up), ("c", core, pod * each + up % each + 1), 2)
    return graph


def _join(graph: nx.MultiGraph, near: tuple, far: tuple, layer: int, rail: int = -1) -> None:
    """One cable with its ends in order."""
    a, b = f"{near[0]}{near[1]}", f"{far[0]}{far[1]}"
    length = length_of(layer, near[1], far[1])
    graph.add_edge(a, b, a=a, b=b, a_port=near[2], b_port=far[2], rail=rail, length=length, medium=medium_of(length))


def _cables(graph: nx.MultiGraph):
    return (facts for _, _, facts in graph.edges(data=True))


def checked(graph: nx.MultiGraph, radix: int) -> None:
    """Ports once, degrees within the radix, rails on their leaves."""
    ports: Counter = Counter()
    for facts in _cables(graph):
        ports[facts["a"], facts["a_port"]] += 1
        ports[facts["b"], facts["b_port"]] += 1
        if facts["rail"] >= 0:
            assert int(facts["b"][1:]) % RAILS == facts["rail"]
    assert max(ports.values()) == 1
    assert all(degree <= radix for _, degree in graph.degree())


def hops(graph: nx.MultiGraph) -> dict[int, int]:
    """Pairs of host ports by switches between them, by a search from each leaf over the switches."""
    switches = nx.Graph(graph.subgraph(n for n in graph if n[0] != "n"))
    weight = Counter(facts["b"] for facts in _cables(graph) if facts["a"][0] == "n")
    found: Counter = Counter()
    for leaf in weight:
        for other, steps in nx.single_source_shortest_path_length(switches, leaf).items():
            if other in weight:
                found[steps + 1] += weight[leaf] * weight[other]
    found[1] -= sum(weight.values())
    return dict(found)


def flow(graph: nx.MultiGraph, gpus: int) -> int:
    """Largest flow from the first half of the nodes to the rest, on the switches."""
    merged = nx.DiGraph()
    capacity: Counter = Counter()
    for facts in _cables(graph):
        a, b = facts["a"], facts["b"]
        if a[0] == "n":
            pair = (("source", b),) if int(a[1:]) < gpus // RAILS // 2 else ((b, "sink"),)
        else:
            pair = ((a, b), (b, a))
        for ends in pair:
            capacity[ends] += 1
    merged.add_edges_from((tail, head, {"capacity": links}) for (tail, head), links in capacity.items())
    return nx.maximum_flow_value(merged, "source", "sink")


def written(graph: nx.MultiGraph) -> None:
    """The cables as CSV, to nowhere: labels of both ends, devices, ports, speed, length, medium."""
    with Path(os.devnull).open("w", newline="") as out:
        writer = csv.writer(out)
        for facts in _cables(graph):
            near, far = f"{facts['a']}:{facts['a_port']}", f"{facts['b']}:{facts['b_port']}"
            writer.writerow([
                f"{near} / {far}", f"{far} / {near}", facts["a"], facts["a_port"], facts["b"], facts["b_port"], 400,
                f"{facts['length']:.1f}", facts["medium"],
            ])
