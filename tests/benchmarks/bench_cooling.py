"""The cooling room alone: the pipe network by size, a whole plan of 110 racks, the hours of a year.

Run with ``python tests/benchmarks/bench_cooling.py``. Prints medians and the exponent; asserts nothing about the clock.
"""

import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from designer import layout, requirements, sizing
from designer import site as site_room
from designer.catalog import Catalog, Climate
from designer.cooling import carry
from designer.cooling.bench import bench_of
from designer.cooling.coolant import FluidState
from designer.cooling.hydraulics import Builder, Network, solve
from designer.cooling.weather import screening_year

ROOT = Path(__file__).resolve().parents[2]
STATE = FluidState(40.0, 1010.455, 3960.0, 1.384399e-3, 0.482)
RUNS = 5


def ladder(racks: int) -> Network:
    """Two headers with so many racks between them, twenty to a row."""
    builder = Builder()
    builder.node("s", pressure=120e3)
    builder.node("r", pressure=0.0)
    coefficient = 58.6e3 / STATE.kg_s(119) ** 1.897
    for rack in range(racks):
        row, slot = divmod(rack, 20)
        before = f"{row} {slot - 1}" if slot else ""
        ends = (f"s{before}", f"s{row} {slot}")
        builder.pipe(f"S{rack}", ends, 0.7 if slot else 5.0, (0.1615, 4.5e-5))
        builder.pipe(f"R{rack}", (f"r{row} {slot}", f"r{before}"), 0.7 if slot else 5.0, (0.1615, 4.5e-5))
        builder.component(f"K{rack}", (f"s{row} {slot}", f"r{row} {slot}"), coefficient, 1.897)
    return builder.network()


def median(call: Callable[[], object]) -> float:
    """Median seconds of a call."""
    spent = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        call()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def main() -> None:
    """Print the figures."""
    times: list[tuple[int, float]] = []
    for racks in (60, 600, 5000):
        net = ladder(racks)
        seconds = median(lambda net=net: solve(net, STATE))
        steps = solve(net, STATE).steps
        times.append((racks, seconds))
        print(f"network of {racks:5d} racks: {seconds * 1e3:8.2f} ms, {steps} Newton steps")
    (a, fast), (b, slow) = times[0], times[-1]
    print(f"exponent {math.log(slow / fast) / math.log(b / a):.2f}")
    catalog = Catalog()
    prairie = site_room.read_site(ROOT / "outputs" / "prairie-25" / "site.yaml", catalog)
    print(f"workbench: {median(lambda: bench_of(prairie, catalog)) * 1e3:.1f} ms")
    programme = sizing.size(prairie, requirements.derive(prairie, catalog), catalog)
    placed = layout.place(prairie, programme, catalog)
    loads = layout.rack_loads(placed, programme, catalog)
    whole = median(lambda: carry(prairie, programme, placed, loads, catalog))
    print(f"whole plan of prairie-25, {programme.gpu_racks} racks: {whole * 1e3:.0f} ms")
    climate = catalog.get(Climate, "texas-panhandle")
    print(f"screening year: {median(lambda: screening_year(climate)) * 1e3:.1f} ms")
    year = screening_year(climate)
    assert year is not None
    print(f"hours above 30 degC: {int(np.sum(year.dry > 30.0))}")


if __name__ == "__main__":
    main()
