"""Load flow, fault levels and block loads against other programs on the same network, and the whole room on a hall.

Run with ``python tests/benchmarks/bench_power.py``. Prints medians; asserts nothing about the clock. pandapower runs
warm in an environment of its own (`.venv-oracles`); our own runs go before and after it, so that both sides see the
same machine. Its all-bus faults are run once: seconds at 5,000 buses.
"""

import importlib.util
import json
import math
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from designer.catalog import Catalog
from designer.power import feed
from designer.power.driving_point import seen_from
from designer.power.load_flow import Tree, sweep
from designer.power.loading import block_loads
from designer.site import read_site

ROOT = Path(__file__).resolve().parents[2]


def helper(name: str, path: Path):
    """A module of the tests by its path."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def median(work: Callable[..., object], *given: object, runs: int = 41) -> float:
    """Median seconds of a piece of work."""
    spent = []
    for _ in range(runs):
        begun = time.perf_counter()
        work(*given)
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def network(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A radial network like a hall's: feeders, boards, runs of ten taps."""
    parent = np.array([-1, *((n - 1 if n % 10 else max(0, n // 100)) for n in range(1, count))], dtype=np.int64)
    rng = np.random.default_rng(1)
    ohms = rng.uniform(0.5e-5, 3e-5, count) + 1j * rng.uniform(0.2e-5, 2e-5, count)
    ohms[0] = 0.0
    return parent, ohms, rng.uniform(0, 30.0, count) * (1 + 0.14j)


SIZES = (500, 1000, 2000, 5000)
ORACLE = ROOT / ".venv-oracles" / "bin" / "python"


def all_faults(tree: Tree) -> np.ndarray:
    """Ik'' [kA] at every bus, the grid of 1,500 MVA behind the root."""
    ohms = tree.impedance.copy()
    ohms[0] = 1.1 / 1500.0 * (0.0995 + 0.995j)
    seen = seen_from(Tree(tree.parent, ohms, tree.load), np.zeros(len(ohms), complex))
    return 1.10 * 415.0 / 3**0.5 * np.abs(seen.total) / (415.0**2 / 1e6) / 1000.0


def against_pandapower() -> None:
    """Warm load flow and all-bus faults beside pandapower, and how both grow."""
    if not ORACLE.exists():
        print("pandapower: not installed in .venv-oracles, left out")
        return
    base, rows = 415.0**2 / 1e6, []
    script = ROOT / "tests" / "validation" / "power" / "pandapower_oracle.py"
    for count in SIZES:
        parent, ohms, kva = network(count)
        tree = Tree(parent, ohms / base, kva / 1000.0)
        plan = tree.plan()
        before = median(sweep, tree), median(sweep, tree, 1.0, 1e-12, plan), median(all_faults, tree)
        case = {
            "buses": [0.415] * count, "grid": [0, 1500.0, 0.1], "trafos": [], "motors": [],
            "lines": [[int(parent[n]), n, ohms[n].real, ohms[n].imag] for n in range(1, count)],
            "loads": [[n, kva[n].real, kva[n].imag] for n in range(count)],
        }  # fmt: skip
        done = subprocess.run(
            [str(ORACLE), "-W", "ignore", str(script), "5"], input=json.dumps([case]), capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        other = json.loads(done.stdout)[0]
        after = median(sweep, tree), median(sweep, tree, 1.0, 1e-12, plan), median(all_faults, tree)
        flow, planned, faults = (statistics.mean(pair) for pair in zip(before, after, strict=True))
        gap = float(np.max(np.abs(np.abs(sweep(tree).voltage) - np.array(other["vm"]))))
        rows.append((count, flow, other["flow"], faults, other["faults"]))
        print(
            f"{count:5d} buses: flow {flow * 1e3:6.2f} ms with its set-up, {planned * 1e3:.2f} without, pandapower warm"
            f" {other['flow'] * 1e3:6.1f} ms ({other['flow'] / flow:.0f} x, {other['flow'] / planned:.0f} x);"
            f" all-bus faults {faults * 1e3:6.2f} ms, pandapower"
            f" {other['faults']:6.2f} s ({other['faults'] / faults:.0f} x); largest voltage difference {gap:.1e}"
        )
    if len(rows) < 2:
        return
    first, last = rows[0], rows[-1]
    names = ("flow", "pandapower's flow", "faults", "pandapower's faults")
    span = math.log(last[0] / first[0])
    grown = [math.log(b / a) / span for a, b in zip(first[1:], last[1:], strict=True)]
    print("growth with the number of buses: " + ", ".join(f"{n} {g:.2f}" for n, g in zip(names, grown, strict=True)))


def main() -> None:
    """Print the medians."""
    against_pandapower()
    oracle = helper("oracle", ROOT / "tests" / "validation" / "power" / "test_load_flow.py").oracle
    base = 415.0**2 / 1e6
    for count in (500, 1000, 2000, 5000):
        parent, ohms, kva = network(count)
        tree = Tree(parent, ohms / base, kva / 1000.0)
        own, other = median(sweep, tree), median(oracle, parent, ohms, kva, runs=7)
        faults = median(tree.path_impedance)
        gap = float(np.max(np.abs(np.abs(sweep(tree).voltage) - oracle(parent, ohms, kva))))
        print(
            f"{count:5d} buses: flow {own * 1e3:7.2f} ms, power-grid-model with its set-up {other * 1e3:7.2f} ms "
            f"({other / own:.1f} x), largest difference {gap:.1e}; all-bus fault paths {faults * 1e3:.2f} ms"
        )
    rng = np.random.default_rng(2)
    first = rng.integers(0, 48, 4000)
    second = (first + rng.integers(1, 48, 4000)) % 48
    load = rng.uniform(50, 150, 4000) + 0j
    print(f"4,000 cord pairs on 48 blocks, all losses: {median(block_loads, first, second, load, 48) * 1e3:.2f} ms")
    halls = helper("halls", ROOT / "tests" / "power" / "conftest.py")
    catalog = Catalog()
    site = read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", catalog)
    for racks, blocks in ((54, 4), (108, 8)):
        layout = halls.hall(racks=racks)
        loads = [*halls.rack_loads(layout), *halls.plant_loads()]
        seconds = median(feed, site, halls.programme(racks, blocks), layout, loads, catalog, runs=5)
        print(f"feed, {racks} racks: {seconds:.3f} s")


if __name__ == "__main__":
    main()
