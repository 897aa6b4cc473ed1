"""Load flow, fault levels and block loads against other programs on the same network, and the whole room on a hall.

Run with ``python tests/benchmarks/bench_power.py``. Prints medians; asserts nothing about the clock.
"""

import importlib.util
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from designer.catalog import Catalog
from designer.power import feed
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


def median(work: Callable[..., object], *given: object, runs: int = 7) -> float:
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


def main() -> None:
    """Print the medians."""
    oracle = helper("oracle", ROOT / "tests" / "validation" / "power" / "test_load_flow.py").oracle
    base = 415.0**2 / 1e6
    for count in (500, 1000, 2000, 5000):
        parent, ohms, kva = network(count)
        tree = Tree(parent, ohms / base, kva / 1000.0)
        own, other = median(sweep, tree), median(oracle, parent, ohms, kva)
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
