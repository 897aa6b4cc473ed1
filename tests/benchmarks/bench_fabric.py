"""The compute network on arrays beside the same five steps in networkx and csv, interleaved, medians and ratios.

Steps: generate with ports, lengths and media; check ports, degrees and rails; exact hop histogram of all pairs;
half-to-half max-flow; cable CSV. Then peak memory of each side in a process of its own, FNSS on the k = 64 tree, and
`designer fabric` from the brief to all files. Run with ``make bench``. Prints, asserts nothing about the clock.

Times are processor time of this process, so that whatever else runs on the machine counts for little; all sizes and
both sides take turns in one run, and medians are compared. The first run of each size, which pays for fresh pages of
memory, is not counted.

Without `--full` fewer rounds are run, and networkx meets 131,072 GPUs only once, in the process whose memory is taken.
"""

import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import util
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).resolve().parents[2]
STEPS = ("generate", "check", "hops", "flow", "csv")
FULL = "--full" in sys.argv
#: GPUs, and runs of ours and of networkx. Above the last size that networkx bears its total is extrapolated.
SIZES = (
    ((1024, 7, 3), (8192, 7, 3), (32768, 7, 1), (131072, 7, 1), (524288, 7, 0))
    if FULL
    else ((1024, 3, 3), (8192, 3, 1), (32768, 3, 1), (131072, 3, 0), (524288, 3, 0))
)
#: Up to this size three tiers of radix 64 reach.
SMALL = 65536
MEMORY = 131072
CSV = ("label_a", "label_b", "device_a", "port_a", "device_b", "port_b", "speed_gbit_s", "length_m", "cable")
MEDIA = ("lacc", "multimode", "singlemode")
BRIEF = (
    "project: {{name: Bench, number: B-1, client: Bench, revision: A, date: '2026-01-01', issued_for: concept,"
    " units: SI}}\ncompute: {{system: dgx-h100, nodes: {nodes}}}\n"
    "fabric: {{compute: {{switch: sn5600, unit: {{nodes: 64}}}}}}\n"
)


def helper():
    """The network builder of the tests."""
    spec = util.spec_from_file_location("fabric_bench_helper", ROOT / "tests" / "fabric" / "conftest.py")
    module = util.module_from_spec(spec)
    sys.modules["fabric_bench_helper"] = module
    spec.loader.exec_module(module)
    return module


def radix_of(gpus: int) -> int:
    """Ports of the switches that a size is built of."""
    return 64 if gpus <= SMALL else 128


def generate(catalog, module, gpus: int):
    """The network with ports, lengths and media, by the rules that the rival has."""
    from designer.fabric.topologies import topology

    said = {} if gpus <= SMALL else {"unit": 64, "switch": "sn5600"}
    ask = module.make_ask(catalog, gpus // 8, **said)
    network = topology(ask.topology).build(ask).network
    cables, tier = network.cables, network.devices["tier"]
    first = np.searchsorted(tier, np.arange(4))
    number = np.arange(len(tier)) - first[tier]
    length = 3.0 + 12.0 * cables["layer"] + 0.5 * (number[cables["a"]] % 16) + 0.5 * (number[cables["b"]] % 16)
    cables["length"], cables["cable"] = length, np.digitize(length, (5.0 + 1e-9, 30.0 + 1e-9))
    return replace(network, cable_types=tuple(f"cable/{name}" for name in MEDIA))


def ours(catalog, module, gpus: int) -> dict[str, float]:
    """Seconds by step on arrays."""
    from designer.fabric.flow import half_flow, halves
    from designer.fabric.hops import hop_histogram
    from designer.fabric.invariants import breaches

    spent: dict[str, float] = {}
    network = timed(spent, "generate", lambda: generate(catalog, module, gpus))
    assert not timed(spent, "check", lambda: breaches(network))
    found = timed(spent, "hops", lambda: hop_histogram(network))
    assert sum(found.values()) == gpus * (gpus - 1)
    assert timed(spent, "flow", lambda: half_flow(network, halves(network, "unit"))) == gpus // 2
    timed(spent, "csv", lambda: write(network))
    return spent


def write(network) -> None:
    """The cables as CSV, to nowhere: the rows are made, no disk is timed."""
    from designer.fabric.exports.columns import csv_chunks
    from designer.fabric.exports.schedule import cable_columns

    columns = cable_columns(network)
    with Path(os.devnull).open("wb") as out:
        out.writelines(csv_chunks([columns[name] for name in CSV], len(network.cables)))


def theirs(gpus: int) -> dict[str, float]:
    """Seconds by step with one networkx object for each cable."""
    import fabric_rival as rival

    spent: dict[str, float] = {}
    radix = radix_of(gpus)
    graph = timed(spent, "generate", lambda: rival.tree(gpus, radix))
    timed(spent, "check", lambda: rival.checked(graph, radix))
    timed(spent, "hops", lambda: rival.hops(graph))
    assert timed(spent, "flow", lambda: rival.flow(graph, gpus)) == gpus // 2
    timed(spent, "csv", lambda: rival.written(graph))
    return spent


def timed(spent: dict[str, float], step: str, work: Callable[[], object]) -> object:
    """Do the work and keep its seconds."""
    begun = time.process_time()
    done = work()
    spent[step] = time.process_time() - begun
    return done


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """Median seconds by step, and of all steps together."""
    found = {step: statistics.median(run[step] for run in runs) for step in STEPS}
    return found | {"all five": statistics.median(sum(run.values()) for run in runs)}


def sizes(catalog, module) -> None:
    """Every size, sizes and sides in turn; the exponent of ours between 32,768 and 524,288."""
    mine: dict[int, list[dict[str, float]]] = {gpus: [] for gpus, _, _ in SIZES}
    peer: dict[int, list[dict[str, float]]] = {gpus: [] for gpus, _, _ in SIZES}
    for gpus, _, _ in SIZES:
        ours(catalog, module, gpus)
    for number in range(max(runs for _, runs, _ in SIZES)):
        for gpus, own_runs, peer_runs in SIZES:
            if number < own_runs:
                mine[gpus].append(ours(catalog, module, gpus))
            if number < peer_runs:
                peer[gpus].append(theirs(gpus))
    totals: dict[int, tuple[float, float]] = {}
    for gpus, _, _ in SIZES:
        own = medians(mine[gpus])
        other = medians(peer[gpus]) if peer[gpus] else dict.fromkeys((*STEPS, "all five"), math.nan)
        note = "" if peer[gpus] else "   (networkx extrapolated, linear)"
        if not peer[gpus]:
            last = max(totals)
            other["all five"] = totals[last][1] * gpus / last
        print(f"{gpus:,} GPUs, compute network, radix {radix_of(gpus)}      arrays    networkx   ratio{note}")
        for step in (*STEPS, "all five"):
            if not math.isnan(other[step]):
                print(f"  {step:28s} {own[step]:8.4f} s {other[step]:8.3f} s {other[step] / own[step]:6.1f} x")
            else:
                print(f"  {step:28s} {own[step]:8.4f} s")
        totals[gpus] = own["all five"], other["all five"]
    small, large = 32768, 524288
    exponents(mine, (small, large))
    exponents(mine, (131072, large))


def exponents(runs: dict[int, list[dict[str, float]]], ends: tuple[int, int]) -> None:
    """The growth of our time between two sizes: of the medians, and of each round on its own."""
    small, large = (medians(runs[gpus])["all five"] for gpus in ends)
    growth = math.log(ends[1] / ends[0])
    rounds = [
        math.log(sum(after.values()) / sum(before.values())) / growth
        for before, after in zip(runs[ends[0]], runs[ends[1]], strict=True)
    ]
    told = f"{math.log(large / small) / growth:.2f} (rounds {min(rounds):.2f} to {max(rounds):.2f})"
    print(f"exponent of processor time from {ends[0]:,} to {ends[1]:,} GPUs: {told}")


def memory() -> None:
    """Peak memory of the five steps, each side in a process of its own, above what its imports take."""
    found, took = {}, {}
    for side in ("arrays", "networkx"):
        text = subprocess.run(
            [sys.executable, __file__, "--memory", side], capture_output=True, text=True, check=True
        ).stdout
        base, peak, seconds = (float(word) for word in text.split())
        cables = 3 * MEMORY
        found[side], took[side] = peak, seconds
        print(
            f"{MEMORY:,} GPUs in a process, {side:9s} {seconds:6.2f} s, peak {peak:6.0f} MB,"
            f" {(peak - base) * 1e6 / cables:6.0f} bytes per cable above {base:.0f} MB of imports"
        )
    print(f"share of networkx's peak: {found['arrays'] / found['networkx']:.2f}")
    longer = took["networkx"] / took["arrays"]
    print(f"networkx takes {longer:.1f} times as long for the five steps, each in a process of its own")


def one_side(side: str) -> None:
    """The five steps of one side, for `memory`: base and peak [MB], seconds."""
    from designer.catalog import Catalog

    module, catalog = helper(), Catalog()
    run = (lambda gpus: ours(catalog, module, gpus)) if side == "arrays" else theirs
    run(1024)
    base, begun = peak_mb(), time.process_time()
    run(MEMORY)
    print(base, peak_mb(), time.process_time() - begun)


def peak_mb() -> float:
    """Peak resident memory of this process alone [MB]; a parent's peak is not inherited."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def fnss(catalog, module) -> None:
    """The k = 64 fat tree of 65,536 hosts: ours with ports beside FNSS without; skipped where FNSS is not installed,
    here or among the oracles."""
    if util.find_spec("fnss") is None:
        sys.path += [str(path) for path in ROOT.glob(".venv-oracles/lib/python*/site-packages")]
    if util.find_spec("fnss") is None:
        print("FNSS is not installed: the k = 64 tree is not compared")
        return
    from fnss import fat_tree_topology

    from designer.fabric.topologies import topology

    mine, peer = [], []
    for number in range(8):
        spent: dict[str, float] = {}
        ask = module.make_ask(catalog, 8192)
        timed(spent, "ours", lambda ask=ask: topology(ask.topology).build(ask))
        graph = timed(spent, "fnss", lambda: fat_tree_topology(64))
        assert graph.number_of_edges() == 3 * SMALL
        if number:
            mine.append(spent["ours"])
            peer.append(spent["fnss"])
    own, other = statistics.median(mine), statistics.median(peer)
    print(f"k = 64 tree, 196,608 links: ours with ports {own:.4f} s, FNSS without {other:.3f} s, {other / own:.0f} x")


def whole() -> None:
    """`designer fabric` from the brief to all files, in a process: seconds by step, peak memory, share of writing."""
    with tempfile.TemporaryDirectory() as folder:
        brief = Path(folder) / "site.yaml"
        brief.write_text(BRIEF.format(nodes=MEMORY // 8))
        text = subprocess.run(
            [sys.executable, __file__, "--whole", str(brief), f"{folder}/out"], capture_output=True, text=True,
            check=True,
        ).stdout
        print(f"designer fabric, {MEMORY:,} GPUs, all networks: {text.strip()}")


def one_whole(brief: str, out: str) -> None:
    """The steps of `designer fabric`, for `whole`."""
    begun = time.perf_counter()
    from designer import pipeline

    marks: list[tuple[str, float]] = [("import", 0.0)]
    pipeline.design_fabric(Path(brief), Path(out), on_step=lambda step: marks.append((step, time.process_time())))
    marks.append(("end", time.process_time()))
    total, elapsed = marks[-1][1], time.perf_counter() - begun
    spent = ", ".join(f"{name} {after - at:.2f} s" for (name, at), (_, after) in pairwise(marks))
    writing = marks[-1][1] - dict(marks)["write"]
    size = sum(path.stat().st_size for path in Path(out).rglob("*") if path.is_file())
    told = f"{total:.2f} s of processor time ({spent}), {elapsed:.2f} s by the clock, peak {peak_mb():.0f} MB"
    print(f"{told}, {size / 1e6:.0f} MB of files, writing {writing / total:.0%}")


def wired() -> float:
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
    """Every part in turn."""
    from designer.catalog import Catalog

    module, catalog = helper(), Catalog()
    ours(catalog, module, 1024)
    sizes(catalog, module)
    fnss(catalog, module)
    memory()
    whole()
    print(f"prairie-25 wired with its layout: {statistics.median(wired() for _ in range(3)):.2f} s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        one_side(sys.argv[2])
    elif sys.argv[1:2] == ["--whole"]:
        one_whole(*sys.argv[2:])
    else:
        main()
