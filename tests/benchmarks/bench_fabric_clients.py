"""From the brief to a fabric that opensm has routed and accepted, at 1,024 and 4,096 GPUs: the share of the design.

The programs are the oracle, not the rival: what counts is that the design is a small part of the whole. Run with
``make bench``; says so and ends where the programs are not installed. Asserts verdicts, never the clock.
"""

import statistics
import sys
import tempfile
import time
from importlib import util
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3
NODES = (128, 512)
BRIEF = """project:
  {{name: Bench, number: B-1, client: Bench, revision: A, date: '2026-01-01', issued_for: concept, units: SI}}
compute: {{system: dgx-h100, nodes: {nodes}}}
fabric: {{compute: {{topology: rail-optimised, switch: qm9700}}}}
"""


def helper():
    """The helpers of the tests with the real clients."""
    spec = util.spec_from_file_location("clients_bench_helper", ROOT / "tests" / "clients" / "conftest.py")
    module = util.module_from_spec(spec)
    sys.modules["clients_bench_helper"] = module
    spec.loader.exec_module(module)
    return module


def once(clients, library: str, nodes: int, folder: Path) -> dict[str, float]:
    """Seconds of each step for one fabric; the whole verdict must be good."""
    from designer.catalog import Catalog
    from designer.fabric import assess, wire
    from designer.fabric.exports import ibsim_net
    from designer.site import read_site

    brief = folder / f"{time.monotonic_ns()}.yaml"
    brief.write_text(BRIEF.format(nodes=nodes))
    marks = [("design, all networks and proofs", time.perf_counter())]
    catalog = Catalog()
    site = read_site(brief, catalog)
    fabric = assess(site, None, catalog, wire(site, None, None, catalog))
    marks.append((".net file", time.perf_counter()))
    network = fabric.network("compute")
    text = ibsim_net(network)
    marks.append(("ibsim and ibnetdiscover", time.perf_counter()))
    with clients.playing(text, folder / brief.stem, library) as played:
        assert played.discovered() == clients.links_of(text), "other links than designed"
        marks.append(("opensm, fat-tree engine", time.perf_counter()))
        verdict = played.routed()
    marks.append(("end", time.perf_counter()))
    assert (verdict.engine, verdict.errors) == ("ftree", []), verdict.log[-1000:]
    return {step: until - at for (step, at), (_, until) in pairwise(marks)}


def main() -> None:
    """Both sizes in turn, three times; the first run warms imports up and is not counted."""
    clients = helper()
    library = clients.library_of_ibsim()
    if library.startswith("-"):
        print(f"fabric clients: not installed: {library[1:]}")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        once(clients, library, 32, folder)
        found = {nodes: [] for nodes in NODES}
        for _ in range(RUNS):
            for nodes in NODES:
                found[nodes].append(once(clients, library, nodes, folder))
    for nodes, runs in found.items():
        steps = {step: statistics.median(run[step] for run in runs) for step in runs[0]}
        whole = sum(steps.values())
        print(f"{8 * nodes} GPUs, brief to opensm-verified: {whole:.2f} s")
        for step, seconds in steps.items():
            print(f"  {step:34s} {seconds:8.3f} s {100 * seconds / whole:5.1f} %")


if __name__ == "__main__":
    main()
