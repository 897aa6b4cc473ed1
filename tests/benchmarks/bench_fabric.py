"""The compute network on arrays beside the same five steps in networkx and csv, interleaved, medians and ratios.

Steps: generate with ports; check ports, degrees and rails; exact hop histogram of all pairs; half-to-half max-flow;
cable CSV. Run with ``make bench``. Prints, asserts nothing about the clock.
"""

import csv
import io
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib import util
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1024, 8192)
RUNS = 3
STEPS = ("generate", "check", "hops", "flow", "csv")


def helper():
    """The network builder of the tests."""
    spec = util.spec_from_file_location("fabric_bench_helper", ROOT / "tests" / "fabric" / "conftest.py")
    module = util.module_from_spec(spec)
    sys.modules["fabric_bench_helper"] = module
    spec.loader.exec_module(module)
    return module


def ours(catalog, module, gpus: int) -> dict[str, float]:
    """Seconds by step on arrays."""
    from designer.fabric.exports import cable_rows
    from designer.fabric.flow import half_flow, halves
    from designer.fabric.hops import hop_histogram
    from designer.fabric.invariants import breaches
    from designer.fabric.topologies import topology

    spent: dict[str, float] = {}
    ask = module.make_ask(catalog, gpus // 8)
    network = timed(spent, "generate", lambda: topology(ask.topology).build(ask).network)
    assert not timed(spent, "check", lambda: breaches(network))
    timed(spent, "hops", lambda: hop_histogram(network))
    assert timed(spent, "flow", lambda: half_flow(network, halves(network, "unit"))) == gpus // 2
    timed(spent, "csv", lambda: "\n".join(",".join(row) for row in cable_rows(network)))
    return spent


def theirs(gpus: int) -> dict[str, float]:
    """Seconds by step with one networkx object for each cable."""
    spent: dict[str, float] = {}
    graph = timed(spent, "generate", lambda: tree(gpus))
    timed(spent, "check", lambda: checked(graph))
    timed(spent, "hops", lambda: hops(graph))
    assert timed(spent, "flow", lambda: flow(graph, gpus)) == gpus // 2
    timed(spent, "csv", lambda: written(graph))
    return spent


def timed(spent: dict[str, float], step: str, work: Callable[[], object]) -> object:
    """Do the work and keep its seconds."""
    begun = time.perf_counter()
    done = work()
    spent[step] = time.perf_counter() - begun
    return done


def tree(gpus: int) -> nx.MultiGraph:
    """The rail-optimised tree of radix 64 by the published rule, with ports."""
    graph = nx.MultiGraph()
    leaves = gpus // 32
    pods = 1 if leaves <= 64 else leaves // 32
    spines = {32: 16, 64: 32}.get(leaves, 32)
    for node in range(gpus // 8):
        for rail in range(8):
            join(graph, f"n{node}", f"l{node // 32 * 8 + rail}", rail + 1, node % 32 + 1, rail)
    in_pod = leaves // pods
    k = 32 // spines
    for leaf in range(leaves):
        pod = leaf // in_pod
        for up in range(32):
            spine = f"s{pod}.{up // k}"
            join(graph, f"l{leaf}", spine, 33 + up, leaf % in_pod * k + up % k + 1)
    if pods > 1:
        group = pods // 2
        each = 32 // group
        for pod in range(pods):
            for spine in range(32):
                for up in range(32):
                    core = f"c{spine}.{up // each}"
                    join(graph, f"s{pod}.{spine}", core, 33 + up, pod * each + up % each + 1)
    return graph


def join(graph: nx.MultiGraph, a: str, b: str, a_port: int, b_port: int, rail: int = -1) -> None:
    """One cable, its ends kept in order."""
    graph.add_edge(a, b, a=a, b=b, a_port=a_port, b_port=b_port, rail=rail)


def ends(graph: nx.MultiGraph):
    """Lower end, upper end and facts of each cable."""
    return ((facts["a"], facts["b"], facts) for _, _, facts in graph.edges(data=True))


def checked(graph: nx.MultiGraph) -> None:
    """Ports once, degrees within the radix, rails on their leaves."""
    ports = Counter()
    for a, b, facts in ends(graph):
        ports[a, facts["a_port"]] += 1
        ports[b, facts["b_port"]] += 1
        if facts["rail"] >= 0:
            assert int(b[1:]) % 8 == facts["rail"]
    assert max(ports.values()) == 1
    assert all(degree <= 64 for _, degree in graph.degree())


def hops(graph: nx.MultiGraph) -> Counter:
    """Pairs of host ports by switches between them, from each leaf over the switches."""
    switches = nx.Graph(graph.subgraph(n for n in graph if n[0] != "n"))
    weight = Counter(b for a, b, _ in ends(graph) if a[0] == "n")
    found: Counter = Counter()
    for leaf in weight:
        for other, steps in nx.single_source_shortest_path_length(switches, leaf).items():
            if other in weight:
                found[steps + 1] += weight[leaf] * weight[other]
    return found


def flow(graph: nx.MultiGraph, gpus: int) -> int:
    """Largest flow from the first half of the nodes to the rest, on the switches."""
    merged = nx.DiGraph()
    for a, b, _ in ends(graph):
        if a[0] == "n":
            half = int(a[1:]) < gpus // 16
            pair = (("source", b) if half else (b, "sink"),)
        else:
            pair = ((a, b), (b, a))
        for tail, head in pair:
            old = merged.get_edge_data(tail, head, {"capacity": 0})["capacity"]
            merged.add_edge(tail, head, capacity=old + 1)
    return nx.maximum_flow_value(merged, "source", "sink")


def written(graph: nx.MultiGraph) -> str:
    """The cables as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    for a, b, facts in ends(graph):
        near, far = f"{a}:{facts['a_port']}", f"{b}:{facts['b_port']}"
        writer.writerow([f"{near} / {far}", f"{far} / {near}", a, facts["a_port"], b, facts["b_port"], 400])
    return out.getvalue()


def whole() -> float:
    """Seconds to wire prairie-25 with its real layout, all networks."""
    from designer import fabric, layout, requirements, site, sizing
    from designer.catalog import Catalog

    catalog = Catalog()
    read = site.read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", catalog)
    programme = sizing.size(read, requirements.derive(read, catalog), catalog)
    placed = layout.place(read, programme, catalog)
    begun = time.perf_counter()
    fabric.wire(read, programme, placed, catalog)
    return time.perf_counter() - begun


def main() -> None:
    """Both sides in turn, three times each."""
    from designer.catalog import Catalog

    module, catalog = helper(), Catalog()
    ours(catalog, module, SIZES[0])
    for gpus in SIZES:
        mine, peer = [], []
        for _ in range(RUNS):
            mine.append(ours(catalog, module, gpus))
            peer.append(theirs(gpus))
        print(f"{gpus} GPUs, compute network        arrays    networkx   ratio")
        totals = [0.0, 0.0]
        for step in STEPS:
            pair = [statistics.median(run[step] for run in side) for side in (mine, peer)]
            totals = [t + p for t, p in zip(totals, pair, strict=True)]
            print(f"  {step:28s} {pair[0]:8.4f} s {pair[1]:8.4f} s {pair[1] / pair[0]:6.1f} x")
        print(f"  {'all five':28s} {totals[0]:8.4f} s {totals[1]:8.4f} s {totals[1] / totals[0]:6.1f} x")
    print(f"prairie-25 wired with its layout: {statistics.median(whole() for _ in range(RUNS)):.2f} s")


if __name__ == "__main__":
    main()
